//! Values: from a type in C++, and the tags at its use, to a schema.

use super::Definer;
use super::attributes::{Attributes, Doc, Encoding};
use super::node::{Members, part};
use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::header::meaning::{Meaning, Nested, Understood};
use crate::header::tree::{Field, Id, Reference, TypeUse};
use crate::source::Span;

impl<'t> Definer<'t, '_> {
    /// The schema of a parameter or a member, with what tells how C++ passes it. `None`, with the reason
    /// reported, if it cannot be carried.
    pub(super) fn value(
        &mut self,
        field: &Field<'t>,
        scope: Id,
        attributes: &Attributes<'t>,
        doc: Option<&Doc>,
    ) -> Option<Members> {
        let ty = &field.ty;
        let understood = self.understand(ty, scope);
        if self.is_buffer(field, &understood) {
            return self.buffer(field, scope, attributes, &understood, doc);
        }
        if matches!(understood.meaning, Meaning::Interface(_)) {
            return self.instance(ty, &understood);
        }
        let is_iterator = matches!(understood.meaning, Meaning::Iterator(_));
        if ty.reference == Reference::Right {
            return self.unsupported(
                ty.span,
                "a reference to a value that moves",
                "use `const TYPE&`",
            );
        }
        if ty.pointers.len() != usize::from(is_iterator) {
            let (what, help) = match &understood.meaning {
                Meaning::Iterator(_) => ("an iterator without a pointer", "write it with one `*`"),
                Meaning::Unknown(_) => return self.unknown(ty, scope, &understood),
                Meaning::Unsupported(what) => {
                    (what.as_str(), "use a reference, or `string` for a text")
                }
                _ => (
                    "a pointer",
                    "pass it as a reference; only iterators, buffers and objects are pointers",
                ),
            };
            return self.unsupported(ty.span, what, help);
        }
        let optional = match &understood.meaning {
            Meaning::Optional(nested) => Some(nested.clone()),
            _ => None,
        };
        let mut members = match &optional {
            None => self.schema(ty, scope, &understood, attributes)?,
            Some(nested) => {
                let inner = self.understand(&nested.ty, nested.scope);
                if matches!(inner.meaning, Meaning::Optional(_)) {
                    return self.unsupported(
                        ty.span,
                        "an optional optional value",
                        "one `Core::OptionalType` is enough",
                    );
                }
                self.schema(&nested.ty, nested.scope, &inner, attributes)?
            }
        };
        self.plumbing(&mut members, ty, &understood);
        self.restriction(&mut members, scope, attributes);
        if let Some(nested) = optional {
            let inner = self.understand(&nested.ty, nested.scope);
            members.flag("@optionaltype", ty.span, true);
            members.put("@originaltype", ty.span, inner.original(self.names));
        } else if let Some(original) = self.original(&understood) {
            members.put("@originaltype", ty.span, original);
        }
        if let Some(default) = &attributes.default {
            self.default(&mut members, *default, scope);
        }
        Some(members)
    }

    /// What a type is.
    pub(super) fn understand(&self, ty: &TypeUse<'t>, scope: Id) -> Understood<'t> {
        self.names.understand(ty, scope, self.root)
    }

    /// The name of a type that has one of its own.
    pub(super) fn original(&self, understood: &Understood<'t>) -> Option<String> {
        let own = matches!(
            understood.meaning,
            Meaning::Enumeration(_)
                | Meaning::Data(_)
                | Meaning::Iterator(_)
                | Meaning::Interface(_)
                | Meaning::Time
                | Meaning::MacAddress
                | Meaning::InstanceId
        );
        (own && !understood.shown.is_empty()).then(|| understood.original(self.names))
    }

    /// How C++ passes a value.
    fn plumbing(&self, members: &mut Members, ty: &TypeUse<'t>, understood: &Understood<'t>) {
        let plain = !matches!(
            understood.meaning,
            Meaning::Iterator(_) | Meaning::Optional(_)
        );
        members.flag(
            "@byreference",
            ty.span,
            plain && ty.reference != Reference::None,
        );
        if plain && ty.constant {
            members.put("@cv", ty.span, "const");
        }
        if !(understood.shown.is_empty()) {
            members.put("@proto", ty.span, prototype(ty, &understood.shown, ""));
        }
    }

    /// The schema of a type alone.
    pub(super) fn schema(
        &mut self,
        ty: &TypeUse<'t>,
        scope: Id,
        understood: &Understood<'t>,
        attributes: &Attributes<'t>,
    ) -> Option<Members> {
        let at = ty.span;
        let mut members = Members::default();
        if let Some((encoding, tag)) = attributes.encoding {
            let fits = match encoding {
                Encoding::Bitmask => matches!(understood.meaning, Meaning::Enumeration(_)),
                Encoding::Text(_) => matches!(understood.meaning, Meaning::Vector(_)),
            };
            if !fits {
                let what = match encoding {
                    Encoding::Bitmask => "an enumeration",
                    Encoding::Text(_) => "bytes: arrays, buffers and `std::vector<uint8_t>`",
                };
                self.bad_tag(
                    tag,
                    &format!("this encoding is for {what}"),
                    "remove the tag, or change the type",
                );
            }
        }
        if attributes.opaque && !matches!(understood.meaning, Meaning::Text) {
            self.bad_tag(
                at,
                "only a string can be `@opaque`",
                "remove the tag, or use `string`",
            );
        }
        match &understood.meaning {
            Meaning::Boolean => {
                members.put("type", at, "boolean");
            }
            Meaning::Result => integer(&mut members, at, 32, false),
            Meaning::Integer { bits, signed } => integer(&mut members, at, *bits, *signed),
            Meaning::Float { bits } => {
                members
                    .put("type", at, "number")
                    .put("float", at, true)
                    .put("size", at, i128::from(*bits));
            }
            Meaning::Text => {
                members
                    .put("type", at, "string")
                    .flag("opaque", at, attributes.opaque);
            }
            Meaning::Time => {
                members.put("type", at, "string").put("time", at, "iso8601");
            }
            Meaning::MacAddress => {
                members
                    .put("type", at, "string")
                    .put("@macaddress", at, true)
                    .put("@construct_from_cstr", at, true)
                    .put("range", at, numbers(at, &[6, 6]));
            }
            Meaning::InstanceId => {
                members.put("type", at, "instanceid");
            }
            Meaning::Enumeration(id) => {
                let mut texts = self.enumeration(*id, at);
                texts.flag_false("@register", at, understood.renamed);
                if matches!(attributes.encoding, Some((Encoding::Bitmask, _))) {
                    texts.put("type", at, "string").put("@bitmask", at, true);
                    texts.put("@originaltype", at, understood.original(self.names));
                    members.put("type", at, "array");
                    members.put_node("items", at, texts.into_node(part(at, 1)));
                } else {
                    members.put("type", at, "string").extend(texts);
                }
            }
            Meaning::Data(id) => {
                members = self.data(*id, at)?;
            }
            Meaning::Iterator(nested) => {
                members.put("type", at, "array");
                let items = self.items(nested)?;
                members.put_node("items", at, items);
                members.put("@iterator", at, nested.shown.as_str());
                members.flag("@extract", at, attributes.extract);
            }
            Meaning::Vector(nested) => {
                members = self.vector(nested, at, attributes)?;
            }
            Meaning::Optional(_) => {
                return self.unsupported(
                    at,
                    "an optional value in this place",
                    "let the whole be optional",
                );
            }
            Meaning::Interface(_) => {
                return self.unsupported(
                    at,
                    "an object in this place",
                    "pass it as a parameter of its own",
                );
            }
            Meaning::Context => {
                return self.unsupported(
                    at,
                    "the context of a call in this place",
                    "make it the first parameter",
                );
            }
            Meaning::Void => {
                return self.unsupported(at, "nothing as a value", "give it a type");
            }
            Meaning::Unsupported(what) => {
                let what = what.clone();
                return self.unsupported(at, &what, "use a struct, `std::vector` or an iterator, or leave the method out with `@json:omit`");
            }
            Meaning::Unknown(_) => return self.unknown(ty, scope, understood),
        }
        Some(members)
    }

    fn vector(
        &mut self,
        nested: &Nested<'t>,
        at: Span,
        attributes: &Attributes<'t>,
    ) -> Option<Members> {
        let inner = self.understand(&nested.ty, nested.scope);
        if matches!(inner.meaning, Meaning::Vector(_) | Meaning::Iterator(_)) {
            return self.unsupported(at, "a list of lists", "put the inner list into a struct");
        }
        let mut members = Members::default();
        let encoding = match attributes.encoding {
            Some((Encoding::Text(encoding), tag)) => {
                let bytes = Meaning::Integer {
                    bits: 8,
                    signed: false,
                };
                if std::mem::discriminant(&inner.meaning) != std::mem::discriminant(&bytes) {
                    self.bad_tag(
                        tag,
                        "only bytes can be encoded",
                        "remove the tag, or use `std::vector<uint8_t>`",
                    );
                }
                Some(encoding)
            }
            _ => None,
        };
        members.put(
            "type",
            at,
            if encoding.is_some() {
                "string"
            } else {
                "array"
            },
        );
        let items = self.items(nested)?;
        members.put_node("items", at, items);
        members.put("@container", at, "vector");
        members.flag("@extract", at, attributes.extract);
        if let Some(encoding) = encoding {
            members
                .put("encode", at, encoding)
                .put("@originaltype", at, nested.shown.as_str());
        }
        Some(members)
    }

    /// The schema of the items of a list.
    fn items(&mut self, nested: &Nested<'t>) -> Option<crate::definition::json::Node> {
        let at = nested.ty.span;
        let inner = self.understand(&nested.ty, nested.scope);
        let mut members = self.schema(&nested.ty, nested.scope, &inner, &Attributes::default())?;
        members.put("@proto", at, prototype(&nested.ty, &inner.shown, ""));
        if let Some(original) = self.original(&inner) {
            members.put("@originaltype", at, original);
        }
        Some(members.into_node(at))
    }

    /// Reports a type that no interface can carry.
    pub(super) fn unsupported<T>(&mut self, at: Span, what: &str, help: &str) -> Option<T> {
        let message = format!("an interface cannot carry {what}");
        let diagnostic = Diagnostic::new(&rule::UNSUPPORTED_TYPE, message, at);
        self.diagnostics.report(diagnostic.help(help));
        None
    }

    /// Reports a type that is declared nowhere.
    pub(super) fn unknown<T>(
        &mut self,
        ty: &TypeUse<'t>,
        scope: Id,
        understood: &Understood<'t>,
    ) -> Option<T> {
        let Meaning::Unknown(path) = &understood.meaning else {
            return None;
        };
        let name = path.text();
        // Who has declared nothing right needs no hundred guesses.
        self.unknown_types += 1;
        let known = if self.unknown_types < 32 {
            self.names.types_around(scope)
        } else {
            Vec::new()
        };
        let builtin = [
            "string", "bool", "uint8_t", "uint16_t", "uint32_t", "uint64_t", "int8_t", "int16_t",
            "int32_t", "int64_t",
        ];
        let meant = crate::definition::suggest::nearest(
            path.last().name,
            builtin.iter().copied().chain(known),
        );
        let mut diagnostic = Diagnostic::new(
            &rule::UNKNOWN_TYPE,
            format!("the type {} is not declared", quoted(&name)),
            ty.span,
        );
        if !self.missing.is_empty() {
            let names: Vec<String> = self
                .missing
                .iter()
                .take(8)
                .map(|name| quoted(name))
                .collect();
            diagnostic = diagnostic.note(format!(
                "these headers were not found: {}",
                names.join(", ")
            ));
        }
        let help = match meant {
            Some(meant) => format!("did you mean {}?", quoted(meant)),
            None if self.missing.is_empty() => "include the header that declares it".to_owned(),
            None => "name the directory of the header that declares it with `-I`, in a build script with `include_dir`".to_owned(),
        };
        self.diagnostics.report(diagnostic.help(help));
        None
    }
}

fn integer(members: &mut Members, at: Span, bits: u8, signed: bool) {
    members
        .put("type", at, "integer")
        .put("size", at, i128::from(bits))
        .put("signed", at, signed);
}

/// A list of numbers.
pub(super) fn numbers(at: Span, numbers: &[i128]) -> Vec<crate::definition::json::Node> {
    numbers
        .iter()
        .map(|number| super::node::node(at, *number))
        .collect()
}

/// How a value is declared in C++, with `@` in the place of its name.
pub(super) fn prototype(ty: &TypeUse<'_>, shown: &str, array: &str) -> String {
    let mut text = String::new();
    if ty.constant {
        text.push_str("const ");
    }
    text.push_str(shown);
    for constant in &ty.pointers {
        text.push_str(if *constant { "* const" } else { "*" });
    }
    text.push_str(match ty.reference {
        Reference::None => "",
        Reference::Left => "&",
        Reference::Right => "&&",
    });
    text.push_str(" @");
    text.push_str(array);
    text
}
