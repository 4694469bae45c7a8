//! What is written about projects.

use crate::workspace::{Workspace, definition};
use std::path::Path;

#[test]
fn the_reference_of_keys_is_fresh() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/project-file.md");
    let text = std::fs::read_to_string(&page).expect("the page is there");
    let reference = Workspace::new("reference")
        .run(&["init", "--reference"])
        .gives(0)
        .stdout;
    let (start, rest) = text.split_once("<!-- keys -->\n").expect("the first mark");
    let (_, end) = rest
        .split_once("<!-- end of keys -->")
        .expect("the second mark");
    let fresh = format!("{start}<!-- keys -->\n\n{reference}\n<!-- end of keys -->{end}");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&page, fresh).expect("the page can be written");
    } else {
        assert!(
            text == fresh,
            "{} is stale: run the test with UPDATE=1",
            page.display()
        );
    }
}

#[test]
fn the_request_can_be_printed() {
    let workspace = Workspace::new("request-printed");
    workspace.write("lamp.json", definition("Lamp"));
    let run = workspace
        .run(&["explain", "lamp.json", "--request"])
        .gives(0);
    let request: serde_json::Value = serde_json::from_str(&run.stdout).expect("one document");
    assert_eq!(request["protocol"], 1);
    assert_eq!(request["interface"]["name"], "lamp");
}
