//! The recorder.

use package::RecorderClient as Service;
use recorder_client as package;

include!("package.rs");

fn operation(
    service: &Service,
    name: &str,
    recording: &str,
    params: &Value,
) -> Result<Box<dyn AnyCall>, Value> {
    Ok(match name {
        "record" => Box::new(service.record(&decoded(params)?)),
        "recording_stop" => Box::new(service.recording_stop(recording)),
        "get_recording_title" => Box::new(service.get_recording_title(recording)),
        "set_recording_title" => {
            let title: String = decoded(params)?;
            Box::new(service.set_recording_title(recording, &title))
        }
        "get_quality" => Box::new(service.get_quality()),
        "set_quality" => Box::new(service.set_quality(decoded(params)?)),
        _ => return Err(unknown(name)),
    })
}

fn subscription(
    service: &Service,
    name: &str,
    recording: &str,
) -> Result<Box<dyn AnySubscribe>, Value> {
    Ok(match name {
        "subscribe_disk_filled" => Box::new(service.subscribe_disk_filled()),
        "subscribe_recording_grown" => Box::new(service.subscribe_recording_grown(recording)),
        _ => return Err(unknown(name)),
    })
}

impl Failure for package::RecordError {
    fn declared(&self) -> Option<(&'static str, &'static str)> {
        matches!(self, Self::IllegalState(_)).then_some(("RecordError", "illegal_state"))
    }
}
