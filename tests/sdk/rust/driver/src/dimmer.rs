//! The dimmer.

use dimmer_client as package;
use package::DimmerClient as Service;

include!("package.rs");

fn operation(
    service: &Service,
    name: &str,
    index: &str,
    params: &Value,
) -> Result<Box<dyn AnyCall>, Value> {
    Ok(match name {
        "turn_off" => Box::new(service.turn_off()),
        "get_lamps" => Box::new(service.get_lamps()),
        "get_brightness" => Box::new(service.get_brightness(index)),
        "set_brightness" => Box::new(service.set_brightness(index, decoded(params)?)),
        _ => return Err(unknown(name)),
    })
}

fn subscription(
    service: &Service,
    name: &str,
    index: &str,
) -> Result<Box<dyn AnySubscribe>, Value> {
    Ok(match name {
        "subscribe_brightness_changed" => Box::new(service.subscribe_brightness_changed(index)),
        _ => return Err(unknown(name)),
    })
}

impl Failure for package::BrightnessError {
    fn declared(&self) -> Option<(&'static str, &'static str)> {
        matches!(self, Self::UnknownKey(_)).then_some(("BrightnessError", "unknown_key"))
    }
}
