//! The page of this repository's own interface, against its published reference.

use super::super::generate;
use super::strip::strip;
use crate::diagnostic::Style;
use crate::model::Interface;
use crate::{LoadOptions, load};
use std::path::Path;

const REFERENCE: &str = include_str!("../../../../tests/data/messenger-reference.txt");

fn messenger() -> Interface {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../interface/messenger.json");
    let loaded = load(path, &LoadOptions::default());
    let problems = loaded.report(Style::Plain);
    assert_eq!(problems, "", "the definition has no problems");
    loaded
        .interface
        .expect("a definition without problems has a model")
}

#[test]
fn without_marks_the_page_is_the_published_reference() {
    let plain = strip(&generate(&messenger()));
    for (number, (found, published)) in plain.lines().zip(REFERENCE.lines()).enumerate() {
        assert_eq!(found, published, "line {}", number + 1);
    }
    assert_eq!(plain, REFERENCE);
}

#[test]
fn ordinary_texts_need_no_escapes() {
    let page = generate(&messenger());
    assert!(!page.contains('\\'), "{page}");
}
