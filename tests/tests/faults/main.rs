//! The life and death of a server: told to stop under load, services that panic or take their time, no file
//! descriptors left.

mod descriptors;
mod panics;
mod stopping;
mod waiting;

use tests::within;

/// Waits until something that others do is done.
async fn until(what: &str, is: impl Fn() -> bool) {
    within(what, async {
        while !is() {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    })
    .await;
}

/// A request of the service `Troubled`.
fn request(id: u32, method: &str) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"Troubled.{method}"}}"#)
}
