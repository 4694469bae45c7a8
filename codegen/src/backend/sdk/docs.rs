//! The documentation of a client package, as blocks of plain text.
//!
//! Texts of a definition are prose and not to be trusted. Here they lose what no comment can hold: control
//! characters, and characters that hide or reorder what stands around them. What ends a comment or means
//! something to a documentation tool is the language's to escape.

use super::plan::{
    IndexPlan, Occasion, Operation, OperationKind, Params, Plan, ShapePlan, Subscription,
};
use crate::model::{Docs, Name, ObjectId, Range, Type, TypeId, Use};

/// A part of the documentation of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// What a parameter means.
    Parameter(Name, String),
    /// What comes back.
    Returns(String),
    /// An error that is declared: its case, and when it happens.
    Error(Name, String),
    /// It is still there, but callers should stop using it.
    Deprecated,
}

/// The documentation of an operation.
pub fn operation(plan: &Plan<'_>, operation: &Operation<'_>) -> Vec<Block> {
    let mut blocks = endpoint(operation.docs);
    if blocks.is_empty() {
        let does = match operation.kind {
            OperationKind::Method => "Calls",
            OperationKind::Get => "Reads",
            OperationKind::Set => "Writes",
        };
        blocks.push(Block::Text(format!(
            "{does} {}.",
            clean(operation.wire_name)
        )));
    } else {
        match operation.kind {
            OperationKind::Method => {}
            OperationKind::Get => blocks.insert(1, Block::Text("Reads the property.".to_owned())),
            OperationKind::Set => blocks.insert(1, Block::Text("Writes the property.".to_owned())),
        }
    }
    blocks.extend(operation.instance.map(|id| instance(plan, id)));
    blocks.extend(operation.index.as_ref().map(index));
    match operation.params {
        Params::None => {}
        Params::Object(_, at) => blocks.extend(parameter("params", at)),
        Params::Value(at) | Params::Wrapped(at, _) => blocks.extend(parameter("value", at)),
    }
    if operation.result.ty != Type::Null {
        let text = sentences(operation.result);
        blocks.extend((!text.is_empty()).then_some(Block::Returns(text)));
    }
    if let Some(id) = operation.errors {
        for (name, case) in &plan.error_set(id).cases {
            let text = case.description.as_deref().unwrap_or(&case.message);
            blocks.push(Block::Error(name.clone(), prose(text).join(" ")));
        }
    }
    deprecated(&mut blocks, operation.docs);
    blocks
}

/// The documentation of a subscription.
pub fn subscription(plan: &Plan<'_>, subscription: &Subscription<'_>) -> Vec<Block> {
    let mut blocks = endpoint(subscription.docs);
    blocks.push(Block::Text(format!(
        "Registers for the event {}; closing the subscription ends that.",
        clean(subscription.wire_name)
    )));
    if subscription.snapshot {
        blocks.push(Block::Text(
            "The current state comes first, as events.".to_owned(),
        ));
    }
    blocks.extend(subscription.instance.map(|id| instance(plan, id)));
    blocks.extend(subscription.index.as_ref().map(index));
    deprecated(&mut blocks, subscription.docs);
    blocks
}

/// The documentation of a value: its description, default, range and unit.
pub fn value(at: &Use) -> Vec<String> {
    let mut paragraphs = at.description.as_deref().map(prose).unwrap_or_default();
    let mut remarks = Vec::new();
    if let Some(default) = &at.default {
        remarks.push(format!("Default: {}.", clean(&default.to_string())));
    }
    remarks.extend(at.range.and_then(|bounds| range(&at.ty, bounds)));
    match &at.ty {
        Type::Time => remarks.push("An ISO 8601 moment.".to_owned()),
        Type::InstanceId => remarks.push("An instance id, such as `0x1f00`.".to_owned()),
        _ => {}
    }
    if !remarks.is_empty() {
        paragraphs.push(remarks.join(" "));
    }
    paragraphs
}

/// The documentation of a named type: its description, or what it is for.
pub fn named_type(plan: &Plan<'_>, position: usize) -> Vec<String> {
    let ty = &plan.types[position];
    let described = ty.definition.description.as_deref().map(prose);
    let described = described.filter(|text| !text.is_empty());
    described.unwrap_or_else(|| {
        let id = TypeId::new(position);
        vec![match ty.shape {
            ShapePlan::Object(_) => use_of(plan, id),
            ShapePlan::Enumeration(_) => "One of several texts, or one of the future.".to_owned(),
        }]
    })
}

/// What an object is for, as far as operations and events tell.
fn use_of(plan: &Plan<'_>, id: TypeId) -> String {
    match plan.occasions[id.index()] {
        Some(Occasion::Taken(name)) => format!("What {} takes.", clean(name)),
        Some(Occasion::Answered(name)) => format!("What {} answers.", clean(name)),
        Some(Occasion::Carried(name)) => format!("What the event {} carries.", clean(name)),
        None => "A part of what others take or give.".to_owned(),
    }
}

/// A text of the definition as paragraphs: without control characters and characters that cannot be seen,
/// each ending like a sentence.
pub fn prose(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_control() && c != '\t' || matches!(c, '\u{2028}' | '\u{2029}'))
        .map(clean)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let open = line.ends_with(|last: char| last.is_alphanumeric() || last == ')');
            line + if open { "." } else { "" }
        })
        .collect()
}

/// A text of the definition on one line, without characters that cannot be seen.
pub fn clean(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .filter(|&c| !is_deceptive(c))
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines of at most `width` characters, as far as words allow.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Lines of paragraphs, with an empty one between two.
pub fn wrap_paragraphs(paragraphs: &[String], width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for (position, text) in paragraphs.iter().enumerate() {
        if position > 0 {
            lines.push(String::new());
        }
        lines.extend(wrap(text, width));
    }
    lines
}

/// Lines of paragraphs and, where there is a tag in front, tagged ones, which need no empty line between them.
pub fn wrap_tagged(
    parts: impl IntoIterator<Item = (Option<String>, String)>,
    width: usize,
) -> Vec<String> {
    let mut lines = Vec::new();
    let mut tagged = false;
    for (tag, text) in parts {
        if !lines.is_empty() && (tag.is_none() || !tagged) {
            lines.push(String::new());
        }
        tagged = tag.is_some();
        let text = match tag {
            Some(tag) => format!("{tag} {text}"),
            None => text,
        };
        lines.extend(wrap(&text, width));
    }
    lines
}

/// Whether a character does not show as what it is, and so is not written into a program as it is.
pub fn is_hidden(c: char) -> bool {
    c.is_control() || is_deceptive(c)
}

/// Whether a character hides, joins or reorders what stands around it.
pub fn is_deceptive(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

fn endpoint(docs: &Docs) -> Vec<Block> {
    let texts = [&docs.summary, &docs.description];
    let texts = texts.into_iter().flatten();
    texts
        .flat_map(|text| prose(text))
        .map(Block::Text)
        .collect()
}

fn deprecated(blocks: &mut Vec<Block>, docs: &Docs) {
    blocks.extend(docs.deprecated.then_some(Block::Deprecated));
}

fn instance(plan: &Plan<'_>, id: ObjectId) -> Block {
    let name = &plan.object(id).name;
    let words = name.snake().replace('_', " ");
    Block::Parameter(name.clone(), format!("Id of the {words} that is meant."))
}

fn index(index: &IndexPlan<'_>) -> Block {
    let mut text = sentences(&index.index.value);
    if text.is_empty() {
        text = "Which one is meant.".to_owned();
    }
    if index.index.optional {
        text.push_str(" Without it: all.");
    }
    Block::Parameter(index.name.clone(), text)
}

fn parameter(name: &str, at: &Use) -> Option<Block> {
    let text = sentences(at);
    (!text.is_empty()).then(|| Block::Parameter(Name::new(name), text))
}

fn sentences(at: &Use) -> String {
    value(at).join(" ")
}

fn range(ty: &Type, range: Range) -> Option<String> {
    let what = match ty {
        Type::Integer { .. } | Type::Float { .. } => "Range",
        Type::Bytes(_) => "Bytes",
        _ => "Length",
    };
    match (range.minimum, range.maximum) {
        (Some(least), Some(greatest)) if least == greatest => Some(format!("{what}: {least}.")),
        (Some(least), Some(greatest)) => Some(format!("{what}: {least} to {greatest}.")),
        (Some(least), None) => Some(format!("{what}: at least {least}.")),
        (None, Some(greatest)) => Some(format!("{what}: at most {greatest}.")),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_cannot_hide_anything() {
        assert_eq!(
            prose("One\u{202e}\u{200b} line\r\nanother\u{0} one)\n\n\u{feff}\nDone!"),
            ["One line.", "another.", "one).", "Done!"]
        );
    }

    #[test]
    fn words_are_wrapped() {
        assert_eq!(wrap("a bb ccc dddd", 6), ["a bb", "ccc", "dddd"]);
        assert_eq!(wrap("", 6), Vec::<String>::new());
    }
}
