//! The Messenger.

use messenger_client as package;
use package::MessengerClient as Service;

include!("package.rs");

fn operation(
    service: &Service,
    name: &str,
    _index: &str,
    params: &Value,
) -> Result<Box<dyn AnyCall>, Value> {
    Ok(match name {
        "join" => Box::new(service.join(&decoded(params)?)),
        "leave" => Box::new(service.leave(&decoded(params)?)),
        "send" => Box::new(service.send(&decoded(params)?)),
        _ => return Err(unknown(name)),
    })
}

fn subscription(
    service: &Service,
    name: &str,
    index: &str,
) -> Result<Box<dyn AnySubscribe>, Value> {
    Ok(match name {
        "subscribe_room_update" => Box::new(service.subscribe_room_update()),
        "subscribe_user_update" => Box::new(service.subscribe_user_update(index)),
        "subscribe_message" => Box::new(service.subscribe_message(index)),
        _ => return Err(unknown(name)),
    })
}

impl Failure for package::JoinError {
    fn declared(&self) -> Option<(&'static str, &'static str)> {
        let case = match self {
            Self::IllegalState(_) => "illegal_state",
            Self::BadRequest(_) => "bad_request",
            Self::PrivilegedRequest(_) => "privileged_request",
            _ => return None,
        };
        Some(("JoinError", case))
    }
}

impl Failure for package::LeaveError {
    fn declared(&self) -> Option<(&'static str, &'static str)> {
        matches!(self, Self::UnknownKey(_)).then_some(("LeaveError", "unknown_key"))
    }
}

impl Failure for package::SendError {
    fn declared(&self) -> Option<(&'static str, &'static str)> {
        matches!(self, Self::UnknownKey(_)).then_some(("SendError", "unknown_key"))
    }
}
