//! Clients in other languages, as programs of their own, against the real server.

use tests::node::{client, run};
use tests::server::Server;

#[test]
fn a_client_with_the_manners_of_thunders_talks_through_the_server() {
    let server = Server::start();
    let output = run(
        client("conversation.js", env!("CARGO_TARGET_TMPDIR")).args([
            server.address().ip().to_string(),
            server.address().port().to_string(),
        ]),
    );
    assert_eq!(output, "the conversation went as it should\n");
}
