//! The schemas that generated types have of themselves mean the same as the exported ones.
//!
//! For every type of every definition the two are compared as structures ([`meaning`]), and of every wire vector,
//! right or wrong, both have one opinion. The second holds the first to account: whatever the comparison overlooked
//! would have to be overlooked by the vectors too.

mod meaning;
mod mutations;

use codegen::backend::rust::type_of;
use codegen::model::{Interface, Type, TypeId, Use};
use codegen::{Options, Target};
use jsonschema::{Validator, draft202012};
use serde_json::{Value, json};
use tests::definitions::Definition;

/// What vectors are called in which null stands for what could be left out. It is read, but schemas do not offer it
/// where a default stands in for what is absent.
const AS_ABSENT: &str = ": null, as good as absent";

/// For each type, in order, an expression for its schema; null for what the bindings have no type for: that which is
/// nothing but the id of a completion.
pub(super) fn expressions(interface: &Interface) -> Vec<String> {
    let ids = (0..interface.types.len()).map(TypeId::new);
    ids.map(|id| {
        if is_hollow(interface, id) {
            return "::serde_json::Value::Null".to_owned();
        }
        let ty = type_of(interface, &Use::plain(Type::Named(id)));
        format!("crate::schema::<{ty}>()")
    })
    .collect()
}

fn is_hollow(interface: &Interface, id: TypeId) -> bool {
    interface.methods.iter().any(|method| {
        let params = method.params.as_ref();
        params.is_some_and(|at| at.ty == Type::Named(id) && super::is_hollow(interface, method, at))
    })
}

/// `told` is, as JSON, what the expressions gave for each definition.
pub(super) fn assert_equal(sound: &[Definition], told: &str) {
    let told: Vec<Vec<Value>> = serde_json::from_str(told).expect("the program tells JSON");
    assert_eq!(told.len(), sound.len());
    let mut problems = Vec::new();
    let mut verdicts = Verdicts::default();
    for (definition, own) in sound.iter().zip(told) {
        let exported = document(Target::JsonSchema, definition);
        let vectors = document(Target::Vectors, definition);
        let vectors = vectors["types"].as_array().expect("there is a list");
        let keys = type_keys(&exported, own.len());
        assert_eq!((own.len(), vectors.len()), (keys.len(), keys.len()));
        assert_eq!(own.len(), definition.interface.types.len());
        for ((own, key), vectors) in own.iter().zip(keys).zip(vectors) {
            if own.is_null() {
                continue;
            }
            let place = format!("{}, {key}", definition.name);
            let reference = json!({ "$ref": format!("#/$defs/{key}"), "$defs": exported["$defs"] });
            if let Err(difference) = meaning::equal(own, &reference) {
                problems.push(format!("{place}{difference}"));
            }
            let both = [validator(own, &place), validator(&reference, &place)];
            problems.extend(verdicts.add(&place, &both, vectors));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    // Schemas that take everything would agree as well.
    assert!(verdicts.types > sound.len() / 2, "{verdicts:?}");
    assert!(
        verdicts.refused > verdicts.taken_though_wrong,
        "{verdicts:?}"
    );
}

/// What was thought of the vectors.
#[derive(Debug, Default)]
struct Verdicts {
    types: usize,
    refused: usize,
    /// Only bindings refuse those: lengths in bytes, moments.
    taken_though_wrong: usize,
}

impl Verdicts {
    fn add(
        &mut self,
        place: &str,
        [own, exported]: &[Validator; 2],
        vectors: &Value,
    ) -> Vec<String> {
        self.types += 1;
        let mut problems = Vec::new();
        for (kind, valid) in [("valid", true), ("invalid", false)] {
            for vector in vectors[kind].as_array().into_iter().flatten() {
                let opinions = [own, exported].map(|schema| schema.is_valid(&vector["input"]));
                let name = vector["name"].as_str().unwrap_or_default();
                let wrong = valid && opinions != [true; 2] && !name.contains(AS_ABSENT);
                if opinions[0] != opinions[1] || wrong {
                    problems.push(format!("{place}: {opinions:?} of {vector}"));
                }
                self.refused += usize::from(!opinions[0]);
                self.taken_though_wrong += usize::from(opinions[0] && !valid);
            }
        }
        problems
    }
}

/// The keys of the types in an exported document: they come first, in the order of the types.
fn type_keys(exported: &Value, types: usize) -> Vec<&String> {
    let all = exported["$defs"].as_object().into_iter().flatten();
    all.map(|(key, _)| key).take(types).collect()
}

fn document(target: Target, definition: &Definition) -> Value {
    let mut files = target.generate(&definition.interface, &Options::default());
    serde_json::from_str(&files.remove(0).text).expect("a document is JSON")
}

fn validator(schema: &Value, place: &str) -> Validator {
    draft202012::new(schema).unwrap_or_else(|error| panic!("{place}: {error}"))
}
