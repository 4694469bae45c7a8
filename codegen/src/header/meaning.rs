//! What a type of C++ is to an interface.

use super::names::{Names, without_framework};
use super::tree::{Argument, Base, Builtin, EntityKind, Id, Path, TypeUse};

/// Most aliases that may lead to each other.
const LONGEST_CHAIN: usize = 32;

/// What the values of a type are.
#[derive(Clone, Debug)]
pub(super) enum Meaning<'t> {
    Boolean,
    Integer {
        bits: u8,
        signed: bool,
    },
    Float {
        bits: u8,
    },
    Text,
    Time,
    MacAddress,
    InstanceId,
    Enumeration(Id),
    /// A struct without methods.
    Data(Id),
    /// A struct with methods.
    Interface(Id),
    /// `RPC::IIteratorType`, with the type of its items.
    Iterator(Nested<'t>),
    Vector(Nested<'t>),
    /// `Core::OptionalType`.
    Optional(Nested<'t>),
    /// What tells about the caller.
    Context,
    /// The result of a call.
    Result,
    Void,
    /// Something that no interface can carry, in words with their article.
    Unsupported(String),
    /// There is nothing of this name.
    Unknown(Path<'t>),
}

/// The type in the argument of a template.
#[derive(Clone, Debug)]
pub(super) struct Nested<'t> {
    pub(super) ty: TypeUse<'t>,
    /// The scope in which it is written.
    pub(super) scope: Id,
    /// The template with its arguments, as Thunder shows it.
    pub(super) shown: String,
}

/// A type that is understood.
#[derive(Clone, Debug)]
pub(super) struct Understood<'t> {
    pub(super) meaning: Meaning<'t>,
    /// Its name in C++, with all scopes.
    pub(super) shown: String,
    /// The declaration that gives it its name, if it has one.
    pub(super) named: Option<Id>,
    /// That declaration is another name of a type that has one.
    pub(super) renamed: bool,
}

/// The types whose names are enough to know them.
fn special(name: &str) -> Option<Meaning<'static>> {
    let integer = |bits, signed| Meaning::Integer { bits, signed };
    Some(match name {
        "string" | "std::string" => Meaning::Text,
        "bool" => Meaning::Boolean,
        "uint8_t" | "std::uint8_t" => integer(8, false),
        "uint16_t" | "std::uint16_t" => integer(16, false),
        "uint32_t" | "std::uint32_t" => integer(32, false),
        "uint64_t" | "std::uint64_t" => integer(64, false),
        "int8_t" | "std::int8_t" => integer(8, true),
        "int16_t" | "std::int16_t" => integer(16, true),
        "int32_t" | "std::int32_t" => integer(32, true),
        "int64_t" | "std::int64_t" => integer(64, true),
        "Core::UInt24" => integer(24, false),
        "Core::SInt24" | "Core::Int24" => integer(24, true),
        "Core::hresult" => Meaning::Result,
        "Core::Time" => Meaning::Time,
        "Core::MACAddress" => Meaning::MacAddress,
        "Core::instance_id" => Meaning::InstanceId,
        "Core::JSONRPC::Context" => Meaning::Context,
        _ => return None,
    })
}

/// Why a type cannot be carried that many know from elsewhere.
fn unsupported(name: &str) -> Option<&'static str> {
    Some(match name {
        "std::map" | "std::unordered_map" | "std::multimap" => "a map",
        "std::set" | "std::unordered_set" | "std::list" | "std::deque" | "std::array"
        | "std::pair" | "std::tuple" | "std::variant" | "std::any" | "std::function" => {
            "a container of this kind"
        }
        "std::optional" => "an optional value of the standard library",
        "std::shared_ptr" | "std::unique_ptr" | "Core::ProxyType" => "a pointer that owns",
        "std::wstring" | "std::u16string" | "std::u32string" => "a text of wide characters",
        "size_t" | "std::size_t" | "ssize_t" | "time_t" | "std::time_t" | "off_t" | "intptr_t"
        | "uintptr_t" | "ptrdiff_t" => "a number whose size depends on the machine",
        _ => return None,
    })
}

impl<'t> Names<'t> {
    /// What a type is, without its pointers, its reference and whether it is constant. `root` is the
    /// namespace that stands around the framework.
    pub(super) fn understand(&self, ty: &TypeUse<'t>, scope: Id, root: &str) -> Understood<'t> {
        self.understand_within(ty, scope, root, LONGEST_CHAIN)
    }

    fn understand_within(
        &self,
        ty: &TypeUse<'t>,
        scope: Id,
        root: &str,
        budget: usize,
    ) -> Understood<'t> {
        match &ty.base {
            Base::Builtin(builtin) => self.builtin(*builtin, ty),
            Base::Declared(id) => self.declared(*id, root, budget),
            Base::Other(what) => plain(Meaning::Unsupported((*what).to_owned()), ""),
            Base::Named(path) => self.path_meaning(path, scope, root, budget),
        }
    }

    fn builtin(&self, builtin: Builtin, ty: &TypeUse<'t>) -> Understood<'t> {
        match builtin {
            Builtin::Void => plain(Meaning::Void, "void"),
            Builtin::Bool => plain(Meaning::Boolean, "bool"),
            Builtin::Float => plain(Meaning::Float { bits: 32 }, "float"),
            Builtin::Double => plain(Meaning::Float { bits: 64 }, "double"),
            Builtin::Auto => plain(
                Meaning::Unsupported("a type that is deduced".to_owned()),
                "auto",
            ),
            Builtin::Character if ty.pointers.is_empty() => plain(
                Meaning::Integer {
                    bits: 8,
                    signed: true,
                },
                "char",
            ),
            Builtin::Character => plain(
                Meaning::Unsupported("a pointer to characters".to_owned()),
                "char",
            ),
            Builtin::Integer { bits, signed, word } => {
                plain(Meaning::Integer { bits, signed }, word)
            }
        }
    }

    fn path_meaning(
        &self,
        path: &Path<'t>,
        scope: Id,
        root: &str,
        budget: usize,
    ) -> Understood<'t> {
        let written = path.text();
        let Some(budget) = budget.checked_sub(1) else {
            let reason = "an alias of itself".to_owned();
            return plain(Meaning::Unsupported(reason), &written);
        };
        let found = self.find(path, scope);
        // The framework's types are known by their names, wherever they are declared.
        let name = match found {
            Some(id) => self.short_path(id),
            None => {
                let steps: Vec<&str> = path.steps.iter().map(|step| step.name).collect();
                without_framework(&steps).join("::")
            }
        };
        if let Some(template) = self.template(&name, path, scope, root, budget) {
            return template;
        }
        if let Some(meaning) = special(&name) {
            let shown = match name.contains("Core::") {
                true => format!("::{root}::{name}"),
                false => written,
            };
            return Understood {
                renamed: false,
                named: None,
                meaning,
                shown,
            };
        }
        if let Some(reason) = unsupported(&name) {
            return plain(Meaning::Unsupported(reason.to_owned()), &written);
        }
        match found {
            Some(id) => self.declared(id, root, budget),
            None => plain(Meaning::Unknown(path.clone()), &written),
        }
    }

    /// One of the templates that interfaces may use.
    fn template(
        &self,
        name: &str,
        path: &Path<'t>,
        scope: Id,
        root: &str,
        budget: usize,
    ) -> Option<Understood<'t>> {
        let kind: fn(Nested<'t>) -> Meaning<'t> = match name {
            "std::vector" => Meaning::Vector,
            "Core::OptionalType" => Meaning::Optional,
            "RPC::IIteratorType" => Meaning::Iterator,
            _ => return None,
        };
        let Some(Argument::Type(ty)) = path.last().arguments.first() else {
            let reason = "a template without its argument".to_owned();
            return Some(plain(Meaning::Unsupported(reason), name));
        };
        let inner = self.understand_within(ty, scope, root, budget);
        let shown = if name == "RPC::IIteratorType" {
            let rest = path.last().arguments[1..]
                .iter()
                .map(|argument| self.argument_text(argument, scope));
            let arguments: Vec<String> =
                std::iter::once(inner.original(self)).chain(rest).collect();
            format!("{name}<{}>", arguments.join(", "))
        } else {
            format!("{name}<{}>", inner.shown)
        };
        let nested = Nested {
            ty: (**ty).clone(),
            scope,
            shown: shown.clone(),
        };
        Some(plain(kind(nested), &shown))
    }

    /// An argument that is no type of a value, such as the id of an iterator.
    fn argument_text(&self, argument: &Argument<'t>, scope: Id) -> String {
        match argument {
            Argument::Type(ty) => match &ty.base {
                Base::Named(path) => match self.find(path, scope) {
                    Some(id) => self.short_path(id),
                    None => path.text(),
                },
                _ => String::new(),
            },
            Argument::Value(expression) => {
                let tokens = expression.tokens.iter();
                tokens
                    .map(|token| &expression.text[token.start..token.end])
                    .collect()
            }
        }
    }

    fn declared(&self, id: Id, root: &str, budget: usize) -> Understood<'t> {
        let entity = self.tree.get(id);
        let path = self.tree.path(id).join("::");
        let shown = if self.is_built_in(id) {
            format!("::{root}::{path}")
        } else {
            format!("::{path}")
        };
        let meaning = match &entity.kind {
            EntityKind::Struct(structure)
                if structure.polymorphic || self.has_interface_base(id) =>
            {
                Meaning::Interface(id)
            }
            EntityKind::Struct(_) => Meaning::Data(id),
            EntityKind::Enumeration(_) => Meaning::Enumeration(id),
            EntityKind::Alias(target) => return self.alias(id, target, shown, root, budget),
            EntityKind::Union => Meaning::Unsupported("a union".to_owned()),
            EntityKind::Template => Meaning::Unsupported("a template of its own".to_owned()),
            EntityKind::Namespace => Meaning::Unsupported("a namespace".to_owned()),
            EntityKind::Constant(_) => Meaning::Unsupported("a constant".to_owned()),
            EntityKind::Using(_) => Meaning::Unsupported("a name that leads nowhere".to_owned()),
        };
        Understood {
            meaning,
            shown,
            named: (!entity.name.is_empty()).then_some(id),
            renamed: false,
        }
    }

    fn alias(
        &self,
        id: Id,
        target: &TypeUse<'t>,
        shown: String,
        root: &str,
        budget: usize,
    ) -> Understood<'t> {
        let scope = self.tree.get(id).parent.unwrap_or(super::tree::Tree::ROOT);
        if !target.pointers.is_empty() {
            return plain(
                Meaning::Unsupported("an alias of a pointer".to_owned()),
                &shown,
            );
        }
        let Some(budget) = budget.checked_sub(1) else {
            return plain(
                Meaning::Unsupported("an alias of itself".to_owned()),
                &shown,
            );
        };
        let inner = self.understand_within(target, scope, root, budget);
        match inner.meaning {
            // These have names of their own only by their aliases.
            Meaning::Iterator(_) => Understood {
                shown,
                named: Some(id),
                renamed: false,
                ..inner
            },
            Meaning::Enumeration(_) | Meaning::Data(_) => Understood {
                shown,
                renamed: inner.named.is_some(),
                named: Some(id),
                ..inner
            },
            _ => inner,
        }
    }

    /// Whether a struct inherits from one that has methods, or from one that is not known at all.
    fn has_interface_base(&self, id: Id) -> bool {
        let mut pending = vec![id];
        let mut seen = Vec::new();
        while let Some(id) = pending.pop() {
            if seen.contains(&id) || seen.len() > LONGEST_CHAIN {
                continue;
            }
            seen.push(id);
            let Some(structure) = self.tree.structure(id) else {
                continue;
            };
            if structure.polymorphic {
                return true;
            }
            let scope = self.tree.get(id).parent.unwrap_or(super::tree::Tree::ROOT);
            pending.extend(
                structure
                    .bases
                    .iter()
                    .filter_map(|base| self.find(base, scope)),
            );
        }
        false
    }
}

impl<'t> Understood<'t> {
    /// The name of the type as the definition has it: without the framework's namespace.
    pub(super) fn original(&self, names: &Names<'t>) -> String {
        match self.named {
            Some(id) => names.short_path(id),
            None => {
                let steps: Vec<&str> = self.shown.trim_start_matches("::").split("::").collect();
                without_framework(&steps).join("::")
            }
        }
    }
}

fn plain<'t>(meaning: Meaning<'t>, shown: &str) -> Understood<'t> {
    Understood {
        meaning,
        shown: shown.to_owned(),
        named: None,
        renamed: false,
    }
}
