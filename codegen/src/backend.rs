//! Back ends: one folder a target. Each reads the [model](crate::model) and knows no other back end.

pub mod markdown;
pub mod rust;
