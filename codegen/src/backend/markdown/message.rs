//! Example messages.

use super::page::Page;
use crate::backend::visible::readable;
use serde_json::Value;

/// An example message and its title.
pub(super) fn show(page: &mut Page, title: &'static str, message: Value) {
    page.heading(5, title);
    page.code("json", readable(&message));
}
