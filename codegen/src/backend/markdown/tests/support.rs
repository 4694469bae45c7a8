//! Small interfaces, and the parser's view of a page.

use crate::model::{
    Docs, EnumText, Enumeration, ErrorCase, Event, Format, Index, IndexForm, Interface, Member,
    Method, Name, Object, Presence, Property, Shape, Status, Type, TypeDefinition, Use, Version,
};
use crate::source::Place;
use pulldown_cmark::{Event as Token, Options, Parser, Tag, TagEnd};

pub(super) fn interface() -> Interface {
    Interface {
        name: Name::new("Sample"),
        title: "Sample API".to_owned(),
        description: None,
        version: Version {
            major: 2,
            minor: 1,
            patch: 0,
        },
        status: Status::Beta,
        source_interface: None,
        source_file: None,
        legacy_lowercase: false,
        format: Format::Compliant,
        format_declared: true,
        types: Vec::new(),
        objects: Vec::new(),
        methods: Vec::new(),
        properties: Vec::new(),
        events: Vec::new(),
        place: Place::UNKNOWN,
        version_place: Place::UNKNOWN,
        format_place: Place::UNKNOWN,
    }
}

pub(super) fn docs(summary: &str, description: &str) -> Docs {
    Docs {
        summary: Some(summary.to_owned()),
        description: Some(description.to_owned()),
        ..Docs::default()
    }
}

pub(super) fn described(ty: Type, description: &str) -> Use {
    Use {
        description: Some(description.to_owned()),
        ..Use::plain(ty)
    }
}

pub(super) fn method(wire_name: &str, params: Option<Use>, result: Use) -> Method {
    Method {
        name: Name::new(wire_name),
        wire_name: wire_name.to_owned(),
        alternative: None,
        instance: None,
        docs: Docs::default(),
        params,
        result,
        completion: None,
        error_name: Name::new(wire_name).with("error"),
        errors: Vec::new(),
        place: Place::UNKNOWN,
    }
}

pub(super) fn property(wire_name: &str) -> Property {
    Property {
        name: Name::new(wire_name),
        wire_name: wire_name.to_owned(),
        alternative: None,
        instance: None,
        docs: Docs::default(),
        get: None,
        set: None,
        error_name: Name::new(wire_name).with("error"),
        errors: Vec::new(),
        place: Place::UNKNOWN,
    }
}

pub(super) fn event(wire_name: &str) -> Event {
    Event {
        name: Name::new(wire_name),
        wire_name: wire_name.to_owned(),
        alternative: None,
        instance: None,
        docs: Docs::default(),
        params: None,
        index: None,
        status_listener: false,
        register_name: Name::new("register").join(&Name::new(wire_name)),
        unregister_name: Name::new("unregister").join(&Name::new(wire_name)),
        place: Place::UNKNOWN,
    }
}

pub(super) fn index(wire_name: &str, value: Use, form: IndexForm) -> Index {
    Index {
        wire_name: wire_name.to_owned(),
        value,
        form,
        optional: false,
        place: Place::UNKNOWN,
    }
}

pub(super) fn error(message: &str, description: &str) -> ErrorCase {
    ErrorCase {
        name: Name::new(message),
        message: message.to_owned(),
        code: -31001,
        description: Some(description.to_owned()),
        place: Place::UNKNOWN,
    }
}

pub(super) fn member(wire_name: &str, value: Use, presence: Presence) -> Member {
    Member {
        name: Name::new(wire_name),
        wire_name: wire_name.to_owned(),
        value,
        presence,
        deprecated: false,
        place: Place::UNKNOWN,
    }
}

pub(super) fn object(name: &str, members: Vec<Member>) -> TypeDefinition {
    definition(name, Shape::Object(Object { members }))
}

pub(super) fn enumeration(name: &str, texts: &[&str]) -> TypeDefinition {
    let texts = texts
        .iter()
        .map(|text| EnumText {
            name: Name::new(text),
            wire: (*text).to_owned(),
            value: None,
            hidden: false,
            place: Place::UNKNOWN,
        })
        .collect();
    definition(name, Shape::Enumeration(Enumeration { texts }))
}

fn definition(name: &str, shape: Shape) -> TypeDefinition {
    TypeDefinition {
        name: Name::new(name),
        description: None,
        shape,
        in_params: true,
        in_results: true,
        place: Place::UNKNOWN,
    }
}

fn tokens(markdown: &str) -> Parser<'_> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM;
    Parser::new_ext(markdown, options)
}

/// The blocks and spans of a page without what they show. Links keep where they lead.
pub(super) fn skeleton(markdown: &str) -> Vec<String> {
    tokens(markdown)
        .filter(|token| !matches!(token, Token::Text(_) | Token::SoftBreak))
        .map(|token| match token {
            Token::Code(_) => "Code".to_owned(),
            Token::Start(Tag::Link { dest_url, .. }) if dest_url.starts_with('#') => {
                "Start(Link within)".to_owned()
            }
            other => format!("{other:?}"),
        })
        .collect()
}

/// Everything that a page shows, with single blanks between words.
pub(super) fn shown(markdown: &str) -> String {
    let mut shown = String::new();
    for token in tokens(markdown) {
        match token {
            Token::Text(text) | Token::Code(text) => shown.push_str(&text),
            Token::SoftBreak => shown.push(' '),
            Token::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell | TagEnd::CodeBlock,
            ) => shown.push('\n'),
            _ => {}
        }
    }
    shown.lines().map(words).collect::<Vec<_>>().join("\n")
}

/// `text` with single blanks between its words.
pub(super) fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
