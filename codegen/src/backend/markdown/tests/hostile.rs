//! Texts that try to be markup: the page keeps its structure and shows them as they are.

use super::super::generate;
use super::super::phrase::sentence;
use super::support::{
    described, docs, enumeration, error, event, index, interface, member, method, object, property,
    shown, skeleton, words,
};
use crate::model::{Getter, IndexForm, Interface, Name, Presence, Type, TypeId, Use};
use pulldown_cmark::{Event as Token, Parser, Tag};
use serde_json::json;

const HOSTILE: &[&str] = &[
    "*x*",
    "**x**",
    "***",
    "* item",
    "*",
    "_y_",
    "__z__",
    "___",
    "_",
    "a_b_c",
    "a__b",
    "`c`",
    "`",
    "``",
    "```\ncode",
    "````",
    "~~~",
    "~~s~~",
    "~s~",
    "<b>bold</b>",
    "<!-- open",
    "<?php",
    "</table>",
    "<http://e.x>",
    "[l](http://e.x)",
    "[l][r]",
    "[r]: /url",
    "![i](u)",
    "[^1]",
    "[^1]: note",
    "- [ ] task",
    "# heading",
    "#",
    "trailing #",
    "- item",
    "-",
    "+ item",
    "+",
    "1. item",
    "1.",
    "1",
    "12) item",
    "> quote",
    "> [!NOTE]\n> text",
    "---",
    "- - -",
    "===",
    "=",
    "&lt;",
    "&#60;",
    "&amp",
    "\\*x\\*",
    "\\",
    "end\\",
    "end\\\nnext",
    "two  \nlines",
    "$x$",
    "$$x$$",
    "a | b",
    "|",
    "||",
    "\\|",
    "\\\\|",
    "`|`",
    "| a |\n| - |",
    "a | b\n--- | ---\nc | d",
    "x\n:-:",
    "x\n:-",
    "x\n-",
    "x\n---",
    "x\n===",
    "x\n# heading",
    "x\n1. item",
    "    indented",
    "\tindented",
    "-5 or +5",
    "x\n```\ny",
    "{#id} {.class}",
];

/// An interface that has `text` wherever a definition can have a text.
fn sample(text: &str) -> Interface {
    let mut sample = interface();
    sample.title = text.to_owned();
    sample.description = Some(text.to_owned());
    sample.source_interface = Some(text.to_owned());
    sample.source_file = Some(text.to_owned());
    let kind = Use {
        default: Some(json!(text)),
        example: Some(json!(text)),
        ..described(Type::Named(TypeId::new(1)), text)
    };
    sample.types = vec![
        object(
            "params",
            vec![
                member(text, described(Type::Text, text), Presence::Optional),
                member("kind", kind, Presence::Required),
            ],
        ),
        enumeration("kind", &["first", text]),
    ];
    let value = Use::plain(Type::Named(TypeId::new(0)));
    let mut call = method(text, Some(value.clone()), described(Type::Text, text));
    call.docs = docs(text, text);
    call.errors = vec![error(text, text)];
    sample.methods.push(call);
    let mut state = property(text);
    state.docs = docs(text, text);
    state.get = Some(Getter {
        name: Name::new("get"),
        index: Some(index(
            text,
            described(Type::Text, text),
            IndexForm::Designator,
        )),
        value: value.clone(),
    });
    sample.properties.push(state);
    for form in [IndexForm::Designator, IndexForm::ClientId] {
        let mut happened = event(text);
        happened.docs = docs(text, text);
        happened.params = Some(value.clone());
        happened.index = Some(index(text, described(Type::Text, text), form));
        sample.events.push(happened);
    }
    sample
}

#[test]
fn structure_does_not_depend_on_texts() {
    let harmless = skeleton(&generate(&sample("harmless")));
    for text in HOSTILE {
        let page = generate(&sample(text));
        let structure = skeleton(&page);
        for (position, (found, expected)) in structure.iter().zip(&harmless).enumerate() {
            assert_eq!(found, expected, "token {position} with {text:?} in\n{page}");
        }
        assert_eq!(structure.len(), harmless.len(), "{text:?} in\n{page}");
    }
}

#[test]
fn no_row_of_marks_changes_the_structure() {
    const MARKS: &str = "\\`*_~$[]()<>!#&;|-+=:.1a \n";
    let small = |text: &str| {
        let mut small = interface();
        small.title = text.to_owned();
        small.description = Some(text.to_owned());
        small
            .methods
            .push(method(text, None, described(Type::Null, text)));
        generate(&small)
    };
    let harmless = skeleton(&small("harmless"));
    for first in MARKS.chars() {
        for second in MARKS.chars() {
            for text in [format!("a{first}{second}a"), format!("a\n{first}{second}")] {
                if text.contains("\n\n") || text.contains("\n \n") {
                    continue;
                }
                let page = small(&text);
                assert_eq!(skeleton(&page), harmless, "{text:?} in\n{page}");
                let shown = shown(&page);
                // The title, behind the link to it, and the description of the result.
                let text = words(&text);
                assert_eq!(shown.lines().nth(1), Some(&*text), "{shown}");
                assert!(
                    shown.lines().skip(2).any(|line| line == text),
                    "{text:?} in\n{shown}"
                );
            }
        }
    }
}

#[test]
fn texts_are_shown_as_they_are() {
    let times = |shown: &str, text: &str| shown.lines().filter(|line| *line == text).count();
    for text in HOSTILE {
        let page = shown(&generate(&sample(text)));
        // The title, and the cells for four summaries, a result, an error, three indices, four members.
        assert!(times(&page, &words(text)) >= 14, "{text:?} in\n{page}");
        // What the interface is, and summaries and descriptions of four endpoints.
        assert!(
            times(&page, &words(&sentence(text))) >= 9,
            "{text:?} in\n{page}"
        );
        let quoted = text.replace('\n', "\\n").replace('\t', "\\t");
        let heading = words(&format!("{quoted} method"));
        assert_eq!(times(&page, &heading), 1, "{heading:?} in\n{page}");
    }
}

#[test]
fn invisible_characters_are_spelt_out() {
    let text = "a\u{202e}b\u{2066}c\u{200b}d\u{7}e\u{0}f\u{e0041}g";
    let page = generate(&sample(text));
    assert!(
        !page.contains(|c: char| c != '\n' && crate::backend::visible::is_invisible(c)),
        "{page}"
    );
    let shown = shown(&page);
    assert!(
        shown.contains(r"a\u{202e}b\u{2066}c\u{200b}d\u{7}e\u{0}f\u{e0041}g"),
        "{shown}"
    );
    let example = r"a\u202eb\u2066c\u200bd\u0007e\u0000f\udb40\udc41g";
    assert!(page.contains(&format!("\"kind\": \"{example}\"")), "{page}");
    assert_eq!(
        serde_json::from_str::<String>(&format!("\"{example}\""))
            .ok()
            .as_deref(),
        Some(text)
    );
}

#[test]
fn blank_lines_make_paragraphs() {
    let mut sample = interface();
    sample.description = Some("One\nstill one\r\n \r\n\r\n# Two\n\n    three".to_owned());
    let page = generate(&sample);
    assert!(
        page.contains("## Description\n\nOne\nstill one\n\n\\# Two\n\nthree.\n"),
        "{page}"
    );
}

#[test]
fn harmless_texts_are_not_escaped() {
    let text = "It's room_id (e.g. 5 > 3), R&D: -5 to +5 = #1, 10.5% \"as is\"; a-b/c.";
    let page = generate(&sample(text));
    assert!(page.contains(&format!("\n\n{text}\n\n")), "{page}");
    assert!(page.contains(&format!("| {text} |")), "{page}");
}

#[test]
fn links_lead_to_their_sections() {
    let mut sample = interface();
    for name in ["join", "Join", "a::b", "ab", "prefix#ID::x y"] {
        sample
            .methods
            .push(method(name, None, Use::plain(Type::Null)));
    }
    sample.properties.push(property("join"));
    sample.events.push(event("join"));
    let page = generate(&sample);
    for (name, anchor) in [
        ("join", "join-method"),
        ("Join", "join-method-1"),
        ("a::b", "ab-method"),
        ("ab", "ab-method-1"),
        ("prefix#ID::x y", "prefixidx-y-method"),
        ("join", "join-property"),
        ("join", "join-notification"),
    ] {
        assert!(
            page.contains(&format!("| [`{name}`](#{anchor}) |")),
            "{anchor} in\n{page}"
        );
    }
    let within = Parser::new(&page).filter(|token| {
        matches!(token, Token::Start(Tag::Link { dest_url, .. }) if dest_url.starts_with('#'))
    });
    assert!(
        page.starts_with("[Skip to content](#sample-api)\n"),
        "{page}"
    );
    assert!(within.count() > 2, "{page}");
}
