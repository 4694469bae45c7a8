//! Changes to a sample: some leave it right, some make it wrong, some come from the future.

use super::sample::{self, holds, integer_bounds, number, whole, width};
use crate::backend::sdk::plan::{Plan, ShapePlan};
use crate::model::{Enumeration, Shape, Type, Use};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::HashSet;

/// What a reader makes of the changed value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Valid,
    Invalid(By),
    Future,
}

/// Who refuses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum By {
    /// Whoever reads it.
    Reader,
    /// A server that gets it in params.
    Server,
}

/// One change at one place.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    pub(super) name: String,
    pub(super) verdict: Verdict,
    /// Names of members, and the position 0 of a list, from the outside to the inside.
    path: Vec<String>,
    /// What stands there then; `None`: nothing.
    value: Option<Value>,
}

impl Edit {
    /// The sample with the change.
    pub(super) fn apply(&self, sample: &Value) -> Value {
        let mut changed = sample.clone();
        let Some((last, outer)) = self.path.split_last() else {
            return self.value.clone().unwrap_or_default();
        };
        let mut place = &mut changed;
        for step in outer {
            let next = match place {
                Value::Array(items) => items.first_mut(),
                place => place.get_mut(step.as_str()),
            };
            match next {
                Some(next) => place = next,
                None => return changed,
            }
        }
        match (place, &self.value) {
            (Value::Array(items), Some(value)) => {
                items.clear();
                items.push(value.clone());
            }
            (Value::Object(members), Some(value)) => {
                members.insert(last.clone(), value.clone());
            }
            (Value::Object(members), None) => {
                members.shift_remove(last);
            }
            _ => {}
        }
        changed
    }

    /// The place as a JSON pointer.
    pub(super) fn place(&self) -> String {
        pointer(&self.path)
    }
}

pub(super) fn pointer(path: &[String]) -> String {
    path.iter()
        .map(|step| format!("/{}", step.replace('~', "~0").replace('/', "~1")))
        .collect()
}

/// All changes to the sample of a value.
pub(super) fn edits(plan: &Plan<'_>, at: &Use) -> Vec<Edit> {
    let mut walk = Walk {
        plan,
        edits: Vec::new(),
        path: Vec::new(),
    };
    walk.value(at);
    walk.edits
}

/// Most parts that the changed samples of one value have together.
const MOST_PARTS: usize = 1 << 20;

/// Those of the changes that are made: all, unless the sample is so large that as many copies of it would be
/// without measure; then some from the beginning to the end.
pub(super) fn few(edits: Vec<Edit>, sample: &Value) -> Vec<Edit> {
    let most = (MOST_PARTS / parts(sample)).max(16);
    if edits.len() <= most {
        return edits;
    }
    let step = edits.len().div_ceil(most);
    edits.into_iter().step_by(step).collect()
}

fn parts(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(parts).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(parts).sum::<usize>(),
        _ => 1,
    }
}

struct Walk<'a, 'p> {
    plan: &'a Plan<'p>,
    edits: Vec<Edit>,
    path: Vec<String>,
}

impl Walk<'_, '_> {
    fn push(&mut self, verdict: Verdict, what: &str, value: Option<Value>) {
        let place = pointer(&self.path);
        let name = if place.is_empty() {
            what.to_owned()
        } else {
            format!("{place}: {what}")
        };
        self.edits.push(Edit {
            name,
            verdict,
            path: self.path.clone(),
            value,
        });
    }

    fn valid(&mut self, what: &str, value: Value) {
        self.push(Verdict::Valid, what, Some(value));
    }

    fn future(&mut self, what: &str, value: Value) {
        self.push(Verdict::Future, what, Some(value));
    }

    /// Refused by every reader.
    fn wrong(&mut self, what: &str, value: Value) {
        self.push(Verdict::Invalid(By::Reader), what, Some(value));
    }

    /// Refused by a server that gets it in params.
    fn refused(&mut self, what: &str, value: Value) {
        self.push(Verdict::Invalid(By::Server), what, Some(value));
    }

    fn at(&mut self, step: &str, walk: impl FnOnce(&mut Self)) {
        self.path.push(step.to_owned());
        walk(self);
        self.path.pop();
    }

    fn value(&mut self, at: &Use) {
        match &at.ty {
            // Whatever comes confirms.
            Type::Null => {}
            Type::Boolean => {
                self.valid("false", json!(false));
                self.wrong("a number", json!(1));
                self.wrong("a text", json!("true"));
            }
            Type::Integer { bits, .. } => self.integer(at, *bits),
            Type::Float { .. } => {
                self.wrong("a text", json!("0.5"));
                self.wrong("a list", json!([0.5]));
                self.wrong("a truth value", json!(false));
            }
            Type::Text => self.text(at),
            Type::Time | Type::InstanceId => {
                self.wrong("a number", json!(5));
                self.wrong("an object", json!({}));
            }
            Type::Bytes(_) => self.bytes(at),
            Type::Json => {
                for value in [json!("text"), json!(-1), json!([[{}]]), json!(false)] {
                    self.valid(&format!("any value: {value}"), value);
                }
            }
            Type::AnyObject => {
                self.valid("empty", json!({}));
                self.wrong("a list", json!([]));
                self.wrong("a text", json!("{}"));
            }
            Type::Array(items) => self.array(at, items),
            Type::OneOrMany(items) => self.one_or_many(at, items),
            Type::Instance(id) => {
                let ty = self.plan.object(*id).id.clone();
                return self.value(&Use { ty, ..at.clone() });
            }
            Type::Set(id) => {
                if let Shape::Enumeration(enumeration) = &self.plan.interface.definition(*id).shape
                {
                    self.set(at, enumeration);
                }
            }
            Type::Named(id) => match &self.plan.interface.definition(*id).shape {
                Shape::Enumeration(enumeration) => self.enumeration(enumeration),
                Shape::Object(_) => self.object(at),
            },
        }
        if self.is_member() || matches!(at.ty, Type::Null | Type::Json) {
            return;
        }
        if at.nullable {
            self.valid("null", Value::Null);
        } else {
            self.wrong("null", Value::Null);
        }
    }

    /// Whether the place is a member of an object; null is as good as absent there.
    fn is_member(&self) -> bool {
        self.path.last().is_some_and(|step| step != "0")
    }

    fn integer(&mut self, at: &Use, bits: u8) {
        let (least, greatest) = integer_bounds(at);
        let (narrowest, widest) = width(&at.ty);
        self.valid("the least", number(least));
        self.valid("the greatest", number(greatest));
        if bits < 64 {
            // A width of 24 bits is carried by 32, so that not every reader sees it.
            let by = if bits == 24 { By::Server } else { By::Reader };
            let too_great = Some(number(widest + 1));
            self.push(Verdict::Invalid(by), "too great for its width", too_great);
            if narrowest < 0 {
                let too_small = Some(number(narrowest - 1));
                self.push(Verdict::Invalid(by), "too small for its width", too_small);
            }
        }
        if narrowest == 0 {
            self.wrong("negative", json!(-1));
        }
        if least > narrowest {
            self.refused("below its range", number(least - 1));
        }
        if greatest < widest {
            self.refused("above its range", number(greatest + 1));
        }
        self.wrong("with a fraction", json!(1.5));
        self.wrong("a text", json!("1"));
        self.wrong("a truth value", json!(true));
    }

    fn text(&mut self, at: &Use) {
        let free = at.range.is_none();
        if free {
            for (what, text) in HOSTILE_TEXTS {
                self.valid(what, json!(text));
            }
        }
        let (least, greatest) = whole(at.range);
        if let Some(least @ 1..=4096) = least {
            self.refused("too short", json!("a".repeat(least as usize - 1)));
        }
        if let Some(greatest @ 0..=4096) = greatest {
            self.refused("too long", json!("a".repeat(greatest as usize + 1)));
        }
        self.wrong("a number", json!(5));
        self.wrong("an object", json!({ "text": "a" }));
    }

    fn bytes(&mut self, at: &Use) {
        if holds(at, 0) {
            self.valid("no bytes", json!(""));
        }
        if let Type::Bytes(encoding) = at.ty {
            for count in [1, 2, 256] {
                if holds(at, count) {
                    self.valid(
                        &format!("{count} bytes"),
                        json!(sample::bytes(encoding, count)),
                    );
                }
            }
            if let (_, Some(greatest @ 0..=4096)) = whole(at.range) {
                let text = sample::bytes(encoding, greatest as usize + 1);
                self.refused("too many bytes", json!(text));
            }
        }
        self.wrong("not in its encoding", json!("!"));
        self.wrong("half a byte", json!("abc"));
        self.wrong("a list", json!([1, 2]));
    }

    fn array(&mut self, at: &Use, items: &Use) {
        let item = sample::sample(self.plan, items);
        if holds(at, 0) {
            self.valid("empty", json!([]));
        }
        if holds(at, 2) {
            self.valid("two items", json!([item, item]));
        }
        let (least, greatest) = whole(at.range);
        if let Some(least @ 1..=64) = least {
            self.refused(
                "too few items",
                json!(vec![item.clone(); least as usize - 1]),
            );
        }
        if let Some(greatest @ 0..=64) = greatest {
            self.refused("too many items", json!(vec![item; greatest as usize + 1]));
        }
        self.wrong("an object", json!({}));
        self.wrong("a text", json!("[]"));
        // With one item exactly, a changed item stands alone.
        if holds(at, 1) {
            self.at("0", |walk| walk.value(items));
        }
    }

    /// A list of one item may travel as a list or as the item alone. What is wrong depends on what an item
    /// may be, and that is said where the item's type is used by itself.
    fn one_or_many(&mut self, at: &Use, items: &Use) {
        let item = sample::sample(self.plan, items);
        if holds(at, 0) {
            self.valid("empty", json!([]));
        }
        if holds(at, 1) {
            self.valid("the item alone", item.clone());
        }
        if holds(at, 2) {
            self.valid("two items", json!([item, item]));
        }
    }

    fn set(&mut self, at: &Use, enumeration: &Enumeration) {
        let texts: Vec<&str> = enumeration
            .texts
            .iter()
            .map(|text| text.wire.as_str())
            .collect();
        if holds(at, 0) {
            self.valid("empty", json!([]));
        }
        if holds(at, texts.len()) {
            self.valid("all texts", json!(texts));
        }
        if holds(at, 1) {
            let unknown = unknown_text(enumeration);
            self.future("an unknown text", json!([unknown]));
            self.refused("an unknown text", json!([unknown]));
            self.wrong("a number as item", json!([1]));
        }
        self.wrong("a text", json!(texts.first().unwrap_or(&"a")));
    }

    fn enumeration(&mut self, enumeration: &Enumeration) {
        for text in &enumeration.texts {
            self.valid(&format!("the text {:?}", text.wire), json!(text.wire));
        }
        let unknown = unknown_text(enumeration);
        self.future("an unknown text", json!(unknown));
        self.refused("an unknown text", json!(unknown));
        self.wrong("a number", json!(0));
    }

    fn object(&mut self, at: &Use) {
        let Type::Named(id) = at.ty else { return };
        let ShapePlan::Object(members) = &self.plan.type_plan(id).shape else {
            return;
        };
        if self.path.len() > sample::MAX_DEPTH {
            return;
        }
        for member in members {
            let wire_name = &member.member.wire_name;
            let takes_null = matches!(member.member.value.ty, Type::Null | Type::Json);
            self.at(wire_name, |walk| {
                if member.is_required() {
                    if !takes_null {
                        let missing = Verdict::Invalid(By::Reader);
                        walk.push(missing, "missing", None);
                        walk.wrong("null", Value::Null);
                    }
                } else {
                    walk.push(Verdict::Valid, "absent", None);
                    walk.valid("null, as good as absent", Value::Null);
                }
                walk.value(&member.member.value);
            });
        }
        let taken: HashSet<&str> = members
            .iter()
            .map(|member| member.member.wire_name.as_str())
            .collect();
        let mut names = (1..).map(|number| format!("unknown{number}"));
        let unknown = names.find(|name| !taken.contains(name.as_str()));
        if let Some(unknown) = unknown {
            self.at(&unknown, |walk| {
                walk.future("an unknown member", json!({ "of": ["the", "future"] }));
            });
        }
        self.wrong("a list", json!([]));
        self.wrong("a text", json!("{}"));
    }
}

fn unknown_text(enumeration: &Enumeration) -> String {
    let is_known = |text: &String| enumeration.texts.iter().any(|known| known.wire == *text);
    let mut text = "a text of the future".to_owned();
    while is_known(&text) {
        text.push('+');
    }
    text
}

/// Texts that break what is careless with them.
const HOSTILE_TEXTS: [(&str, &str); 6] = [
    ("the empty text", ""),
    ("quotes and escapes", "\"\\\" \\u0041 \\n %s ${x} {{x}} '`"),
    ("control characters", "a\u{0}b\u{1}c\u{7f}\t\r\n"),
    (
        "line separators and marks",
        "\u{2028}\u{2029}\u{feff}\u{202e}\u{200b}",
    ),
    (
        "beyond the basic plane",
        "\u{1f600}\u{10ffff}e\u{301}\u{d7ff}\u{e000}",
    ),
    ("markup", "</script><!-- */ ]]> --> &amp; <b>"),
];
