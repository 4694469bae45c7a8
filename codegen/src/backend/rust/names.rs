//! The identifiers of the bindings.
//!
//! The model's names are unique in their scopes already. What Rust adds is settled here: identifiers are
//! ASCII (rustc warns about letters that look alike), keywords become raw, and what may not be raw or is a
//! name of the bindings' own gets an underscore behind it.

use crate::backend::rust_identifier::{digit_escaped, identifier};
use crate::model::{Interface, Name, ROLE_SUFFIXES, Scope, Shape, TypeDefinition};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// Items that the generated trait and the generated client have beside the interface's operations.
const OWN_OPERATIONS: [&str; 7] = [
    "new",
    "with_callsign",
    "callsign",
    "client",
    "destination",
    "events",
    "connection_closed",
];

/// Items that the generated emitter has beside the interface's events.
const OWN_EMITTER_ITEMS: [&str; 1] = ["new"];

/// Functions of the standard traits that clippy wants implemented as such.
const TRAIT_FUNCTIONS: [&str; 30] = [
    "add",
    "as_mut",
    "as_ref",
    "bitand",
    "bitor",
    "bitxor",
    "borrow",
    "borrow_mut",
    "clone",
    "cmp",
    "default",
    "deref",
    "deref_mut",
    "div",
    "drop",
    "eq",
    "from_iter",
    "from_str",
    "hash",
    "index",
    "index_mut",
    "into_iter",
    "mul",
    "neg",
    "next",
    "not",
    "rem",
    "shl",
    "shr",
    "sub",
];

/// Every identifier of one interface's bindings.
pub(super) struct Names {
    pub(super) service: Ident,
    pub(super) dispatcher: Ident,
    pub(super) emitter: Ident,
    pub(super) client: Ident,
    pub(super) descriptor: Ident,
    /// The type parameter that stands for an implementation of the service trait.
    pub(super) parameter: Ident,
    /// The type that has the schema of a list that may travel as its only item.
    pub(super) one_or_many: Ident,
    /// The types of the ids of instances.
    pub(super) ids: Vec<Ident>,
    pub(super) types: Vec<TypeNames>,
    pub(super) methods: Vec<MethodNames>,
    pub(super) properties: Vec<PropertyNames>,
    pub(super) events: Vec<EventNames>,
}

pub(super) struct TypeNames {
    pub(super) name: Ident,
    /// Fields of an object, variants of an enumeration; for the latter the variant for an unknown text
    /// comes last.
    pub(super) parts: Vec<Ident>,
}

pub(super) struct ErrorNames {
    pub(super) name: Ident,
    pub(super) cases: Vec<Ident>,
}

pub(super) struct MethodNames {
    pub(super) operation: Ident,
    pub(super) error: ErrorNames,
}

pub(super) struct PropertyNames {
    pub(super) get: Option<Ident>,
    pub(super) set: Option<Ident>,
    pub(super) error: ErrorNames,
}

pub(super) struct EventNames {
    pub(super) register: Ident,
    pub(super) unregister: Ident,
    pub(super) emit: Ident,
    pub(super) channel: Ident,
    pub(super) subscribe: Ident,
}

impl Names {
    pub(super) fn new(interface: &Interface) -> Self {
        let mut scope = Scope::new();
        let name = interface.name.ascii();
        let [service, dispatcher, emitter, client] =
            ROLE_SUFFIXES.map(|suffix| type_ident(&scope.unique(name.with(suffix))));
        let ids = interface
            .objects
            .iter()
            .map(|object| type_ident(&scope.unique(object.id_name.ascii())))
            .collect();
        let types = interface
            .types
            .iter()
            .map(|definition| TypeNames {
                name: type_ident(&scope.unique(definition.name.ascii())),
                parts: parts(definition),
            })
            .collect();

        let mut operations = Scope::new();
        let mut operation =
            |name: &Name| value_ident(&operations.unique(name.ascii()), &OWN_OPERATIONS);
        let methods = interface
            .methods
            .iter()
            .map(|method| MethodNames {
                operation: operation(&method.name),
                error: ErrorNames::new(&method.error_name, &method.errors, &mut scope),
            })
            .collect();
        let properties = interface
            .properties
            .iter()
            .map(|property| PropertyNames {
                get: property.get.as_ref().map(|get| operation(&get.name)),
                set: property.set.as_ref().map(|set| operation(&set.name)),
                error: ErrorNames::new(&property.error_name, &property.errors, &mut scope),
            })
            .collect();
        let registrations: Vec<(Ident, Ident)> = interface
            .events
            .iter()
            .map(|event| {
                (
                    operation(&event.register_name),
                    operation(&event.unregister_name),
                )
            })
            .collect();

        // The emitter has a method for each event; accessors give way to them.
        let mut emitter_scope = Scope::new();
        let emits: Vec<Ident> = interface
            .events
            .iter()
            .map(|event| {
                value_ident(
                    &emitter_scope.unique(event.name.ascii()),
                    &OWN_EMITTER_ITEMS,
                )
            })
            .collect();
        let events = interface
            .events
            .iter()
            .zip(emits)
            .zip(registrations)
            .map(|((event, emit), (register, unregister))| {
                let name = event.name.ascii();
                let accessor = if event.index.is_some() || event.instance.is_some() {
                    "channels"
                } else {
                    "channel"
                };
                let channel = emitter_scope.unique(name.with(accessor));
                let subscribe = operations.unique(Name::new("subscribe").join(&name));
                EventNames {
                    register,
                    unregister,
                    emit,
                    channel: value_ident(&channel, &OWN_EMITTER_ITEMS),
                    subscribe: value_ident(&subscribe, &OWN_OPERATIONS),
                }
            })
            .collect();

        let parameter = type_ident(&scope.unique(Name::new("s")));
        let one_or_many = type_ident(&scope.unique(Name::new("one_or_many_schema")));
        let descriptor = digit_escaped(&name.with("descriptor").upper_snake());
        Self {
            service,
            dispatcher,
            emitter,
            client,
            descriptor: Ident::new(&descriptor, Span::call_site()),
            parameter,
            one_or_many,
            ids,
            types,
            methods,
            properties,
            events,
        }
    }
}

impl ErrorNames {
    fn new(name: &Name, cases: &[crate::model::ErrorCase], types: &mut Scope) -> Self {
        let mut scope = Scope::new();
        Self {
            name: type_ident(&types.unique(name.ascii())),
            cases: cases
                .iter()
                .map(|case| type_ident(&scope.unique(case.name.ascii())))
                .collect(),
        }
    }
}

fn parts(definition: &TypeDefinition) -> Vec<Ident> {
    let mut scope = Scope::new();
    match &definition.shape {
        Shape::Object(object) => object
            .members
            .iter()
            .map(|member| value_ident(&scope.unique(member.name.ascii()), &[]))
            .collect(),
        Shape::Enumeration(enumeration) => {
            let mut variants: Vec<Ident> = enumeration
                .texts
                .iter()
                .map(|text| type_ident(&scope.unique(text.name.ascii())))
                .collect();
            variants.push(type_ident(&scope.unique(Name::new("unknown"))));
            variants
        }
    }
}

/// The text of an identifier without the mark of a raw one.
pub(super) fn bare(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

fn type_ident(name: &Name) -> Ident {
    ident(&name.pascal(), &[])
}

/// The module that the items of an interface stand in.
pub(super) fn module(interface: &Interface) -> Ident {
    value_ident(&interface.name.with("bindings"), &[])
}

fn value_ident(name: &Name, own: &[&str]) -> Ident {
    ident(name.snake(), own)
}

fn ident(text: &str, own: &[&str]) -> Ident {
    let text = identifier(text, own);
    match text.strip_prefix("r#") {
        Some(bare) => Ident::new_raw(bare, Span::call_site()),
        None => Ident::new(&text, Span::call_site()),
    }
}

/// Allows the lints that would rather have other names than the definition gives to a type and its
/// variants.
pub(super) fn type_lints(name: &Ident, variants: &[Ident]) -> Option<TokenStream> {
    let mut lints = Vec::new();
    let is_acronym = |ident: &Ident| {
        let text = ident.to_string();
        text.len() > 2 && !text.contains(|c: char| c.is_ascii_lowercase())
    };
    if is_acronym(name) || variants.iter().any(is_acronym) {
        lints.push(quote!(clippy::upper_case_acronyms));
    }
    let words: Vec<Vec<String>> = variants.iter().map(words).collect();
    let own = words_of(&name.to_string());
    let repeats = words
        .iter()
        .any(|words| words.starts_with(&own) || words.ends_with(&own));
    let shared = |pick: fn(&Vec<String>) -> Option<&String>| {
        words.len() > 2 && words.iter().all(|other| pick(other) == pick(&words[0]))
    };
    if repeats || shared(|words| words.first()) || shared(|words| words.last()) {
        lints.push(quote!(clippy::enum_variant_names));
    }
    (!lints.is_empty()).then(|| quote!(#[allow(#(#lints),*)]))
}

/// Allows the lints that expect more of functions with certain names.
pub(super) fn function_lints<'a>(
    names: impl IntoIterator<Item = &'a Ident>,
) -> Option<TokenStream> {
    let mut conventions = false;
    let mut traits = false;
    let mut length = false;
    for name in names {
        let name = bare(name);
        let prefix = name.split('_').next().unwrap_or_default();
        conventions |= name.contains('_') && ["as", "from", "into", "is", "to"].contains(&prefix);
        traits |= TRAIT_FUNCTIONS.contains(&name.as_str());
        length |= name == "len";
    }
    let lints = [
        conventions.then(|| quote!(clippy::wrong_self_convention)),
        traits.then(|| quote!(clippy::should_implement_trait)),
        length.then(|| quote!(clippy::len_without_is_empty)),
    ];
    let lints: Vec<TokenStream> = lints.into_iter().flatten().collect();
    (!lints.is_empty()).then(|| quote!(#[allow(#(#lints),*)]))
}

fn words(ident: &Ident) -> Vec<String> {
    words_of(&ident.to_string())
}

/// The words of a name in Pascal case.
fn words_of(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for c in name.chars() {
        match words.last_mut() {
            Some(word) if !c.is_ascii_uppercase() => word.push(c),
            _ => words.push(c.to_string()),
        }
    }
    words
}
