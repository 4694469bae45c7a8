//! Whether two JSON schemas take the same values, as far as their structures tell.
//!
//! A schema is read as alternatives, each of one type with the keywords that bear on that type. `$ref` is followed,
//! so that names of types do not matter; `anyOf` and lists of types are the same. What this has no rule for is a
//! difference, never a pardon.

use serde_json::{Map, Value};
use std::collections::HashSet;
use std::sync::LazyLock;

/// Keywords that are not compared, and why.
const PARDONED: &[(&str, &str)] = &[
    (
        "$schema",
        "says which JSON Schema is written, of documents alone",
    ),
    ("$defs", "what it holds is compared where it is referred to"),
    (
        "title",
        "for people; schemars names a type as Rust does, the export as all languages do",
    ),
    (
        "description",
        "for people; a Rust type says what its documentation says, which is never empty",
    ),
    (
        "examples",
        "for people; those of Rust types are in their documentation",
    ),
    (
        "format",
        "demands nothing in 2020-12; schemars names Rust's numbers so, and cannot name moments in lists",
    ),
    (
        "contentEncoding",
        "demands nothing in 2020-12, and schemars cannot say it of items of lists; `pattern` is compared",
    ),
];

/// Keywords that say something of a value and demand nothing, yet are the same in both.
const SAID: [&str; 2] = ["default", "deprecated"];

/// Keywords that bear on values of each type, and are equal if their values are.
const PLAIN: &[(&str, &[&str])] = &[
    ("integer", &["minimum", "maximum"]),
    ("number", &["minimum", "maximum"]),
    ("string", &["minLength", "maxLength", "pattern"]),
    ("array", &["minItems", "maxItems"]),
    ("object", &[]),
    ("boolean", &[]),
    ("null", &[]),
    (ANYTHING, &[]),
];

/// Keywords that are compared by rules of their own.
const SPECIAL: [&str; 8] = [
    "$ref",
    "anyOf",
    "type",
    "enum",
    "items",
    "properties",
    "required",
    "additionalProperties",
];

/// Stands for the type of a schema that demands nothing.
const ANYTHING: &str = "anything";

/// Where the two first differ, and how.
pub(super) fn equal(left: &Value, right: &Value) -> Result<(), String> {
    let mut comparison = Comparison {
        roots: [left, right],
        assumed: HashSet::new(),
    };
    comparison.equal("", [left, right])
}

struct Comparison<'a> {
    roots: [&'a Value; 2],
    /// Pairs that are being compared: a type that holds itself is equal if the rest is.
    assumed: HashSet<[*const Value; 2]>,
}

/// One type that a schema takes, and the schema.
struct Alternative<'a> {
    ty: &'a str,
    schema: &'a Map<String, Value>,
}

impl<'a> Comparison<'a> {
    fn equal(&mut self, place: &str, both: [&'a Value; 2]) -> Result<(), String> {
        if !self.assumed.insert(both.map(std::ptr::from_ref)) {
            return Ok(());
        }
        let [left, right] = [0, 1].map(|side| alternatives(self.roots[side], both[side]));
        let (left, right) = (left.map_err(at(place))?, right.map_err(at(place))?);
        let types =
            |all: &[Alternative<'a>]| -> Vec<&str> { all.iter().map(|one| one.ty).collect() };
        same(place, "types", &types(&left), &types(&right))?;
        left.iter()
            .zip(&right)
            .try_for_each(|(left, right)| self.alternative(place, left, right))
    }

    fn alternative(
        &mut self,
        place: &str,
        left: &Alternative<'a>,
        right: &Alternative<'a>,
    ) -> Result<(), String> {
        let both = [left.schema, right.schema];
        let plain = PLAIN.iter().find(|(ty, _)| *ty == left.ty);
        let (_, plain) = plain.ok_or_else(|| at(place)(format!("type {} is unknown", left.ty)))?;
        for keyword in *plain {
            let [left, right] = both.map(|schema| schema.get(*keyword).map(number_or_text));
            same(place, keyword, &left, &right)?;
        }
        match left.ty {
            "string" => {
                let [left, right] = both.map(|schema| sorted(schema.get("enum")));
                same(place, "enum", &left, &right)
            }
            "array" => {
                let items = both.map(|schema| schema.get("items").unwrap_or(&Value::Bool(true)));
                self.equal(&format!("{place}/items"), items)
            }
            "object" => self.object(place, both),
            _ => Ok(()),
        }
    }

    fn object(&mut self, place: &str, both: [&'a Map<String, Value>; 2]) -> Result<(), String> {
        let [left, right] = both.map(|schema| sorted(schema.get("required")).unwrap_or_default());
        same(place, "required", &left, &right)?;
        // Members that are not listed are allowed: readers ignore them.
        let more = both.map(|schema| {
            schema
                .get("additionalProperties")
                .unwrap_or(&Value::Bool(true))
        });
        self.equal(&format!("{place}/*"), more)?;
        let [left, right] = both.map(members);
        let names = |members: &[(&'a String, &'a Value)]| -> Vec<&str> {
            let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
            names.sort_unstable();
            names
        };
        same(place, "properties", &names(&left), &names(&right))?;
        for (name, left) in left {
            let place = format!("{place}/{name}");
            let right = right.iter().find(|(other, _)| *other == name);
            let (_, right) = right.ok_or_else(|| at(&place)("only one has it".to_owned()))?;
            for keyword in SAID {
                same(&place, keyword, &left.get(keyword), &right.get(keyword))?;
            }
            self.equal(&place, [left, right])?;
        }
        Ok(())
    }
}

/// What a schema takes, in the order of the types' names.
fn alternatives<'a>(root: &'a Value, schema: &'a Value) -> Result<Vec<Alternative<'a>>, String> {
    static NOTHING: LazyLock<Map<String, Value>> = LazyLock::new(Map::new);
    let schema = match schema {
        Value::Bool(true) => &*NOTHING,
        Value::Object(schema) => schema,
        other => return Err(format!("{other} is no schema that this can read")),
    };
    let pardoned = |keyword: &str| {
        PARDONED.iter().any(|(name, _)| *name == keyword) || SAID.contains(&keyword)
    };
    let demands: Vec<&str> = schema
        .keys()
        .map(String::as_str)
        .filter(|keyword| !pardoned(keyword))
        .collect();
    let known = |keyword: &&str| {
        SPECIAL.contains(keyword) || PLAIN.iter().any(|(_, plain)| plain.contains(keyword))
    };
    if let Some(unknown) = demands.iter().find(|keyword| !known(keyword)) {
        return Err(format!("there is no rule for {unknown}"));
    }
    let mut all = match (demands.as_slice(), schema.get("type")) {
        ([], _) => vec![Alternative {
            ty: ANYTHING,
            schema,
        }],
        (["$ref"], _) => {
            let reference = schema["$ref"]
                .as_str()
                .and_then(|text| text.strip_prefix('#'));
            let target = reference.and_then(|pointer| root.pointer(pointer));
            alternatives(
                root,
                target.ok_or_else(|| format!("{} leads nowhere", schema["$ref"]))?,
            )?
        }
        (["anyOf"], _) => {
            let choices = schema["anyOf"].as_array().into_iter().flatten();
            let choices: Result<Vec<_>, _> =
                choices.map(|choice| alternatives(root, choice)).collect();
            choices?.into_iter().flatten().collect()
        }
        (_, Some(Value::String(ty))) => vec![Alternative { ty, schema }],
        (_, Some(Value::Array(types))) => {
            let types = types.iter().filter_map(Value::as_str);
            types.map(|ty| Alternative { ty, schema }).collect()
        }
        _ => return Err(format!("there is no rule for {demands:?} together")),
    };
    all.sort_by_key(|one| one.ty);
    // Null twice is null, and what takes anything takes the rest as well.
    all.dedup_by(|one, other| one.ty == other.ty && one.ty == "null");
    if let Some(anything) = all.iter().position(|one| one.ty == ANYTHING) {
        all = vec![all.swap_remove(anything)];
    }
    Ok(all)
}

fn members(schema: &Map<String, Value>) -> Vec<(&String, &Value)> {
    schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .collect()
}

/// The texts of a list, whose order does not matter.
fn sorted(list: Option<&Value>) -> Option<Vec<String>> {
    let mut texts: Vec<String> = list?.as_array()?.iter().map(Value::to_string).collect();
    texts.sort_unstable();
    Some(texts)
}

/// 1 and 1.0 are the same number.
fn number_or_text(value: &Value) -> String {
    match value.as_f64() {
        Some(number) if !value.is_i64() && !value.is_u64() => format!("{number}"),
        _ => value.to_string(),
    }
}

fn same<T: PartialEq + std::fmt::Debug>(
    place: &str,
    what: &str,
    left: &T,
    right: &T,
) -> Result<(), String> {
    if left == right {
        return Ok(());
    }
    Err(at(place)(format!(
        "{what}: {left:?}, but exported {right:?}"
    )))
}

fn at(place: &str) -> impl Fn(String) -> String {
    move |problem| format!("{place}: {problem}")
}
