//! Members of structs and of namespaces: types, constants, fields and functions.

use super::super::tree::{Base, Constant, EntityKind, Expression, Field, Id, Reference, TypeUse};
use super::{Parsed, Parser, is_macro_name};
use crate::diagnostic::quoted;

/// What stands before the type of a member.
#[derive(Clone, Copy, Default)]
pub(super) struct Specifiers {
    pub(super) virtual_: bool,
    /// It belongs to no object.
    pub(super) static_: bool,
}

impl<'t> Parser<'t, '_> {
    /// Anything that begins with a type, or has none, such as a constructor.
    pub(super) fn member(&mut self, scope: Id) -> Parsed<()> {
        let start = self.at;
        let specifiers = self.specifiers();
        if specifiers.virtual_
            && let EntityKind::Struct(structure) = &mut self.tree.get_mut(scope).kind
        {
            structure.polymorphic = true;
        }
        if self.is_special(scope) {
            self.skip_function();
            return Ok(());
        }
        if self.is_macro_call() {
            self.next();
            self.skip_brackets();
            if self.is("{") {
                self.skip_brackets();
            }
            self.eat(";");
            return Ok(());
        }
        let is_struct = matches!(self.word(), Some("struct" | "class" | "union"));
        let is_enumeration = self.is("enum");
        if is_struct && self.is_forward_declaration()
            || is_enumeration && self.is_opaque_enumeration()
        {
            self.skip_until(|parser| parser.is(";"));
            self.eat(";");
            return Ok(());
        }
        // The comments before a struct or an enumeration are its own.
        let ty = if is_struct || is_enumeration {
            self.declared_type(scope, start)?
        } else {
            self.type_use(scope)?
        };
        if (is_struct || is_enumeration) && self.eat(";") {
            return Ok(());
        }
        if self.is("operator") {
            self.skip_function();
            return Ok(());
        }
        self.declarators(scope, start, ty, specifiers)
    }

    fn declared_type(&mut self, scope: Id, start: usize) -> Parsed<TypeUse<'t>> {
        let keyword = self.at;
        let base = self.elaborate(scope, start)?;
        let mut ty = self.plain(keyword, base);
        if self.is(";") {
            return Ok(ty);
        }
        // What follows a definition is rarely meant as the name of a variable.
        if matches!(ty.base, Base::Declared(_))
            && matches!(
                self.word(),
                Some("virtual" | "struct" | "class" | "enum" | "namespace" | "using" | "static")
            )
        {
            let message = format!(
                "expected `;` after the definition, but found {}",
                self.found()
            );
            return Err(self.error(message, "add `;` behind its `}`"));
        }
        self.pointers(&mut ty);
        Ok(ty)
    }

    fn plain(&self, start: usize, base: Base<'t>) -> TypeUse<'t> {
        TypeUse {
            span: self.span(start..self.at),
            constant: false,
            base,
            pointers: Vec::new(),
            reference: Reference::None,
        }
    }

    fn specifiers(&mut self) -> Specifiers {
        let mut found = Specifiers::default();
        loop {
            self.attributes();
            match self.word() {
                Some("virtual") => found.virtual_ = true,
                Some("static" | "constexpr" | "consteval" | "constinit") => found.static_ = true,
                Some(
                    "inline" | "explicit" | "mutable" | "volatile" | "extern" | "thread_local",
                ) => {}
                Some(word) if is_macro_name(word) && self.macro_precedes_declaration() => {
                    if self.is_at(self.at + 1, "(") {
                        self.next();
                        self.skip_brackets();
                        continue;
                    }
                }
                _ => return found,
            }
            self.next();
        }
    }

    /// Whether the next word is a macro that decorates a declaration: a type, or a keyword, follows, and a name
    /// after that.
    fn macro_precedes_declaration(&mut self) -> bool {
        let start = self.at;
        self.next();
        if self.is("(") {
            self.skip_brackets();
        }
        let called = self.at > start + 1;
        let first = self.at;
        let precedes = self.is_word_at(first)
            && (called
                || self.is_word_at(first + 1)
                || ["::", "<", "*", "&"]
                    .iter()
                    .any(|mark| self.is_at(first + 1, mark)));
        self.at = start;
        precedes
    }

    /// Whether a constructor, a destructor or an operator follows.
    fn is_special(&self, scope: Id) -> bool {
        let name = self.tree.get(scope).name;
        self.is("~")
            || self.is("operator")
            || (self.word() == Some(name) && self.is_at(self.at + 1, "("))
    }

    /// Whether a macro is called in the place of a declaration.
    fn is_macro_call(&self) -> bool {
        self.word().is_some_and(is_macro_name) && self.is_at(self.at + 1, "(")
    }

    /// `struct EXTERNAL Name;`
    fn is_forward_declaration(&self) -> bool {
        let mut ahead = self.at + 1;
        while self.is_word_at(ahead)
            && is_macro_name(self.text_at(ahead))
            && self.is_word_at(ahead + 1)
        {
            ahead += 1;
        }
        self.is_word_at(ahead) && self.is_at(ahead + 1, ";")
    }

    /// `enum Name : type;`
    fn is_opaque_enumeration(&self) -> bool {
        let mut ahead = self.at + 1;
        while self.is_word_at(ahead) || self.is_at(ahead, ":") || self.is_at(ahead, "::") {
            ahead += 1;
        }
        self.is_at(ahead, ";")
    }

    /// The names that are declared with one type.
    fn declarators(
        &mut self,
        scope: Id,
        start: usize,
        ty: TypeUse<'t>,
        specifiers: Specifiers,
    ) -> Parsed<()> {
        let mut ty = ty;
        let mut first = start;
        loop {
            if self.is("(") {
                // A pointer to a function, or a macro's doing.
                self.skip_until(|parser| parser.is(";") || parser.is(","));
                self.field(
                    scope,
                    first,
                    "",
                    TypeUse {
                        base: Base::Other("a function"),
                        ..ty.clone()
                    },
                    None,
                );
            } else {
                let Some(name) = self.word() else {
                    return Err(self.unreadable("a name"));
                };
                let name_at = self.at;
                self.next();
                if self.is("::") || self.is("<") {
                    // A member that is defined outside of its class.
                    self.skip_function();
                    return Ok(());
                }
                if self.is("(") {
                    return self.function(scope, start, name_at, ty, specifiers);
                }
                self.variable(scope, first, name, name_at, &ty, specifiers)?;
            }
            if !self.eat(",") {
                break;
            }
            first = self.at;
            ty.pointers.clear();
            ty.reference = Reference::None;
            self.pointers(&mut ty);
        }
        let what = match self.tree.structure(scope) {
            Some(_) => "after the member",
            None => "after the declaration",
        };
        self.expect(";", what)
    }

    /// A field or a constant, behind its name.
    fn variable(
        &mut self,
        scope: Id,
        first: usize,
        name: &'t str,
        name_at: usize,
        ty: &TypeUse<'t>,
        specifiers: Specifiers,
    ) -> Parsed<()> {
        let array = self.array()?;
        if self.eat(":") {
            self.expression(|parser| parser.is(",") || parser.is("="));
        }
        let declared_to = self.at;
        let mut value = None;
        if self.eat("=") {
            value = Some(self.expression(|parser| parser.is(",")));
        } else if self.is("{") {
            let open = self.at;
            self.skip_brackets();
            value = Some(Expression {
                text: self.text,
                tokens: self.lexed.tokens[open + 1..(self.at - 1).max(open + 1)].to_vec(),
                span: self.span(open..self.at),
            });
        }
        let is_constant =
            specifiers.static_ || (ty.constant && self.tree.structure(scope).is_none());
        match value {
            Some(value) if is_constant => {
                let span = self.span_at(name_at);
                let kind = EntityKind::Constant(Constant::Value(value));
                self.tree.add(scope, name, span, kind);
            }
            _ if specifiers.static_ => {}
            _ => {
                let span = self.span(first..declared_to);
                self.field(scope, first, name, TypeUse { span, ..ty.clone() }, array);
            }
        }
        Ok(())
    }

    /// Adds a field to the struct that it stands in.
    fn field(
        &mut self,
        scope: Id,
        first: usize,
        name: &'t str,
        ty: TypeUse<'t>,
        array: Option<Option<Expression<'t>>>,
    ) {
        // The tags of a struct that is defined right here are its own.
        let tags = match ty.base {
            Base::Declared(_) => Vec::new(),
            _ => self.tags(first..self.at + 1),
        };
        let span = ty.span;
        if let EntityKind::Struct(structure) = &mut self.tree.get_mut(scope).kind {
            structure.fields.push(Field {
                name,
                span,
                tags,
                ty,
                array,
            });
        }
    }

    /// The brackets behind a name. Only the innermost of several counts: there are no values of such types.
    pub(super) fn array(&mut self) -> Parsed<Option<Option<Expression<'t>>>> {
        let mut array = None;
        while self.eat("[") {
            let length = self.expression(|parser| parser.is("]"));
            self.expect("]", "after the length of the array")?;
            array = Some((!length.tokens.is_empty()).then_some(length));
        }
        Ok(array)
    }

    /// Reports that a name is missing, for callers that need one.
    pub(super) fn missing(&mut self, what: &str, mark: &str) -> super::Failed {
        let message = format!("expected {what}, but found {}", self.found());
        self.error(message, &format!("add it before {}", quoted(mark)))
    }
}
