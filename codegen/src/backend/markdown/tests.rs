//! What the page shows, checked against the published reference and with a real Markdown parser.

mod empty;
mod hostile;
mod property;
mod reference;
mod strip;
mod support;
