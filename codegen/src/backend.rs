//! Back ends: one folder a target. Each reads the [model](crate::model) and knows no other back end.

pub mod markdown;
pub mod rust;
#[cfg(feature = "sdk")]
pub mod sdk;
#[cfg(feature = "sdk")]
pub mod typescript;
#[cfg(feature = "sdk")]
pub mod vectors;
