//! What headers declare, before it means anything: scopes, types, methods, each with its place and its tags.
//!
//! All declarations of all files stand in one list, so that names are found across files.

use super::comment::Tag;
use super::lexer::Token;
use crate::source::Span;
use std::collections::HashMap;
use std::ops::Range;

/// A declaration in [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Id(usize);

/// The declarations of all files.
#[derive(Debug)]
pub(super) struct Tree<'t> {
    entities: Vec<Entity<'t>>,
}

/// A declaration that has a name, or contains some.
#[derive(Debug)]
pub(super) struct Entity<'t> {
    /// Its name; empty for the outermost scope and for what has none.
    pub(super) name: &'t str,
    /// Where its name is written.
    pub(super) span: Span,
    pub(super) parent: Option<Id>,
    pub(super) tags: Vec<Tag<'t>>,
    pub(super) kind: EntityKind<'t>,
    /// What is declared in it, by name.
    children: HashMap<&'t str, Id>,
    /// Namespaces whose names are visible in it.
    pub(super) visible: Vec<Path<'t>>,
}

/// What a declaration declares.
#[derive(Debug)]
pub(super) enum EntityKind<'t> {
    Namespace,
    Struct(Struct<'t>),
    Enumeration(Enumeration<'t>),
    /// `using` or `typedef`.
    Alias(TypeUse<'t>),
    /// Another name of a scope or of a declaration elsewhere.
    Using(Path<'t>),
    /// A constant or an enumerator.
    Constant(Constant<'t>),
    /// Something with template parameters.
    Template,
    Union,
}

/// A struct or a class: an interface, or plain data.
#[derive(Debug, Default)]
pub(super) struct Struct<'t> {
    pub(super) bases: Vec<Path<'t>>,
    pub(super) methods: Vec<Method<'t>>,
    pub(super) fields: Vec<Field<'t>>,
    /// Structs in it, in order.
    pub(super) structs: Vec<Id>,
    /// It has virtual methods or a virtual base.
    pub(super) polymorphic: bool,
    /// Everything between its braces.
    pub(super) body: Range<usize>,
}

/// An enumeration.
#[derive(Debug)]
pub(super) struct Enumeration<'t> {
    pub(super) scoped: bool,
    pub(super) enumerators: Vec<Enumerator<'t>>,
}

/// A value of an enumeration.
#[derive(Debug)]
pub(super) struct Enumerator<'t> {
    pub(super) name: &'t str,
    pub(super) span: Span,
    pub(super) tags: Vec<Tag<'t>>,
    /// It is given a value.
    pub(super) explicit: bool,
    /// Its constant.
    pub(super) constant: Id,
}

/// The value of a name.
#[derive(Debug)]
pub(super) enum Constant<'t> {
    Value(Expression<'t>),
    /// One more than another one.
    After(Id),
    Zero,
}

/// An expression, not evaluated.
#[derive(Clone, Debug)]
pub(super) struct Expression<'t> {
    /// The text that the tokens are of.
    pub(super) text: &'t str,
    pub(super) tokens: Vec<Token>,
    pub(super) span: Span,
}

/// A method.
#[derive(Debug)]
pub(super) struct Method<'t> {
    pub(super) name: &'t str,
    /// Where its name is written.
    pub(super) span: Span,
    /// The whole declaration, from its type to its end.
    pub(super) whole: Span,
    /// The parameters with their parentheses.
    pub(super) parentheses: Span,
    pub(super) tags: Vec<Tag<'t>>,
    pub(super) result: TypeUse<'t>,
    pub(super) parameters: Vec<Field<'t>>,
    pub(super) constant: bool,
    /// It ends in `= 0`.
    pub(super) pure: bool,
}

/// A member of plain data, or a parameter.
#[derive(Debug)]
pub(super) struct Field<'t> {
    /// Its name; empty if it has none.
    pub(super) name: &'t str,
    /// The whole declaration: type and name.
    pub(super) span: Span,
    pub(super) tags: Vec<Tag<'t>>,
    pub(super) ty: TypeUse<'t>,
    /// Its length, if it is an array; without an expression if that is open.
    pub(super) array: Option<Option<Expression<'t>>>,
}

/// A type as it is written at one place.
#[derive(Clone, Debug)]
pub(super) struct TypeUse<'t> {
    pub(super) span: Span,
    pub(super) constant: bool,
    pub(super) base: Base<'t>,
    /// For each `*`, whether the pointer itself is constant.
    pub(super) pointers: Vec<bool>,
    pub(super) reference: Reference,
}

/// What a type is made of.
#[derive(Clone, Debug)]
pub(super) enum Base<'t> {
    /// The name of a type.
    Named(Path<'t>),
    /// A type that is built into the language, by its keywords.
    Builtin(Builtin),
    /// An enumeration or a struct that is declared where it is used.
    Declared(Id),
    /// Something that no value of an interface can be, such as a function.
    Other(&'static str),
}

/// The types of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Builtin {
    Void,
    Bool,
    Character,
    Integer {
        bits: u8,
        signed: bool,
        word: &'static str,
    },
    Float,
    Double,
    Auto,
}

/// Whether a type is a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reference {
    None,
    Left,
    Right,
}

/// A name with the scopes before it.
#[derive(Clone, Debug)]
pub(super) struct Path<'t> {
    /// It begins with `::`.
    pub(super) global: bool,
    pub(super) steps: Vec<Step<'t>>,
    pub(super) span: Span,
}

/// One name of a path.
#[derive(Clone, Debug)]
pub(super) struct Step<'t> {
    pub(super) name: &'t str,
    pub(super) arguments: Vec<Argument<'t>>,
}

/// An argument of a template.
#[derive(Clone, Debug)]
pub(super) enum Argument<'t> {
    /// A type, or the name of a constant.
    Type(Box<TypeUse<'t>>),
    Value(Expression<'t>),
}

impl<'t> Path<'t> {
    /// The last name.
    pub(super) fn last(&self) -> &Step<'t> {
        // A path is only made of at least one step.
        &self.steps[self.steps.len() - 1]
    }

    /// The names, joined as they were written, without template arguments.
    pub(super) fn text(&self) -> String {
        let names: Vec<&str> = self.steps.iter().map(|step| step.name).collect();
        names.join("::")
    }
}

impl<'t> Tree<'t> {
    /// The outermost scope.
    pub(super) const ROOT: Id = Id(0);

    /// A tree with nothing but its outermost scope.
    pub(super) fn new(span: Span) -> Self {
        let root = Entity::new("", span, None, EntityKind::Namespace);
        Self {
            entities: vec![root],
        }
    }

    /// A declaration.
    pub(super) fn get(&self, id: Id) -> &Entity<'t> {
        &self.entities[id.0]
    }

    /// All declarations, in order.
    pub(super) fn ids(&self) -> impl Iterator<Item = Id> {
        (0..self.entities.len()).map(Id)
    }

    /// A declaration that is being made.
    pub(super) fn get_mut(&mut self, id: Id) -> &mut Entity<'t> {
        &mut self.entities[id.0]
    }

    /// Adds a declaration to its scope. The first declaration of a name keeps it.
    pub(super) fn add(
        &mut self,
        parent: Id,
        name: &'t str,
        span: Span,
        kind: EntityKind<'t>,
    ) -> Id {
        let id = Id(self.entities.len());
        self.entities
            .push(Entity::new(name, span, Some(parent), kind));
        if !name.is_empty() {
            self.name(parent, name, id);
        }
        id
    }

    /// Makes a declaration visible in a scope that it does not stand in itself.
    pub(super) fn name(&mut self, scope: Id, name: &'t str, id: Id) {
        self.entities[scope.0].children.entry(name).or_insert(id);
    }

    /// What a scope declares under a name.
    pub(super) fn child(&self, scope: Id, name: &str) -> Option<Id> {
        self.get(scope).children.get(name).copied()
    }

    /// The names that a scope declares.
    pub(super) fn names(&self, scope: Id) -> impl Iterator<Item = &'t str> {
        self.get(scope).children.keys().copied()
    }

    /// The scope and those around it, innermost first.
    pub(super) fn outwards(&self, scope: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(Some(scope), |id| self.get(*id).parent)
    }

    /// The names from the outermost scope down to a declaration.
    pub(super) fn path(&self, id: Id) -> Vec<&'t str> {
        let mut names: Vec<&str> = self.outwards(id).map(|id| self.get(id).name).collect();
        names.retain(|name| !name.is_empty());
        names.reverse();
        names
    }

    /// A declaration as a struct.
    pub(super) fn structure(&self, id: Id) -> Option<&Struct<'t>> {
        match &self.get(id).kind {
            EntityKind::Struct(structure) => Some(structure),
            _ => None,
        }
    }
}

impl<'t> Entity<'t> {
    fn new(name: &'t str, span: Span, parent: Option<Id>, kind: EntityKind<'t>) -> Self {
        Self {
            name,
            span,
            parent,
            tags: Vec::new(),
            kind,
            children: HashMap::new(),
            visible: Vec::new(),
        }
    }
}
