//! The search of the HTML page, in a browser.

use tests::node::{program, run};
use tests::workspace;

#[test]
fn the_search_of_the_page_works_in_a_browser() {
    let page = workspace().join("interface/docs/messenger.html");
    let page = page.canonicalize().expect("the page is there");
    let mut search = program("documents", "search.js", env!("CARGO_TARGET_TMPDIR"));
    let told = run(search.arg(format!("file://{}", page.display())));
    assert_eq!(told, "the search does what it should\n");
}
