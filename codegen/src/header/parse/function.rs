//! Functions: virtual methods with their parameters; all others are left out.

use super::super::tree::{Base, EntityKind, Expression, Field, Id, Method, Reference, TypeUse};
use super::member::Specifiers;
use super::{Kind, Parsed, Parser, is_macro_name};
use crate::diagnostic::quoted;

impl<'t> Parser<'t, '_> {
    /// A function, from the parenthesis behind its name on.
    pub(super) fn function(
        &mut self,
        scope: Id,
        start: usize,
        name_at: usize,
        result: TypeUse<'t>,
        specifiers: Specifiers,
    ) -> Parsed<()> {
        if !specifiers.virtual_ {
            self.skip_function();
            return Ok(());
        }
        let name = self.text_at(name_at);
        let open = self.at;
        self.next();
        let parameters = self.parameters(scope, open)?;
        let close = self.at - 1;
        let constant = self.is("const");
        let pure = self.behind_parameters(name)?;
        let mut tags = self.tags(start..open + 1);
        let end = self.at - 1;
        tags.extend(self.tags(close + 1..end + 1));
        let method = Method {
            name,
            span: self.span_at(name_at),
            whole: self.span(start..self.at),
            parentheses: self.span(open..close + 1),
            tags,
            result,
            parameters,
            constant,
            pure,
        };
        if let EntityKind::Struct(structure) = &mut self.tree.get_mut(scope).kind {
            structure.polymorphic = true;
            structure.methods.push(method);
        }
        Ok(())
    }

    fn parameters(&mut self, scope: Id, open: usize) -> Parsed<Vec<Field<'t>>> {
        let mut parameters = Vec::new();
        if self.is("void") && self.is_at(self.at + 1, ")") {
            self.next();
        }
        while !self.eat(")") {
            if self.at_end() || self.is(";") || self.is("{") || self.is("}") {
                let help = "add `)` behind the last parameter";
                return Err(self.error_at(
                    self.span_at(open),
                    "these parameters are not closed",
                    help,
                ));
            }
            parameters.push(self.parameter(scope)?);
            if !self.eat(",") && !self.is(")") {
                let message = format!(
                    "expected `,` or `)` after the parameter, but found {}",
                    self.found()
                );
                return Err(self.error(
                    message,
                    "add `,` between parameters, and `)` behind the last one",
                ));
            }
        }
        Ok(parameters)
    }

    fn parameter(&mut self, scope: Id) -> Parsed<Field<'t>> {
        let start = self.at;
        self.attributes();
        let is_decoration = |parser: &Self| {
            let goes_on = |mark| parser.is_at(parser.at + 2, mark);
            parser.word().is_some_and(is_macro_name)
                && parser.is_word_at(parser.at + 1)
                && (parser.is_word_at(parser.at + 2)
                    || ["::", "<", "*", "&"].into_iter().any(goes_on))
        };
        while is_decoration(self) {
            self.next();
        }
        if self.is(".") {
            while self.eat(".") {}
            let base = Base::Other("a variable list of parameters");
            return Ok(self.finish_parameter(start, "", base, None));
        }
        let ty = self.type_use(scope)?;
        if self.is("(") {
            self.skip_until(|parser| parser.is(",") || parser.is(")"));
            let base = Base::Other("a function");
            return Ok(self.finish_parameter(start, "", base, None));
        }
        let name = match self.kind() {
            Kind::Word => {
                let name = self.text_at(self.at);
                self.next();
                name
            }
            _ => "",
        };
        let array = self.array()?;
        let declared_to = self.at;
        if self.eat("=") {
            self.expression(|parser| parser.is(","));
        }
        let mut field = self.finish_parameter(start, name, Base::Other(""), array);
        field.span = self.span(start..declared_to);
        field.ty = ty;
        Ok(field)
    }

    fn finish_parameter(
        &mut self,
        start: usize,
        name: &'t str,
        base: Base<'t>,
        array: Option<Option<Expression<'t>>>,
    ) -> Field<'t> {
        let span = self.span(start..self.at);
        let ty = TypeUse {
            span,
            constant: false,
            base,
            pointers: Vec::new(),
            reference: Reference::None,
        };
        let tags = self.tags(start..self.at + 1);
        Field {
            name,
            span,
            tags,
            ty,
            array,
        }
    }

    /// What follows the parameters of a method, up to and with its end. Tells whether it is pure.
    fn behind_parameters(&mut self, name: &str) -> Parsed<bool> {
        loop {
            match self.word() {
                Some("const" | "volatile" | "override" | "final" | "noexcept") => self.next(),
                Some(word) if is_macro_name(word) => self.next(),
                _ if self.is("(") => self.skip_brackets(),
                _ if self.is("[") => self.attributes(),
                _ if self.is("&") => self.next(),
                _ if self.is("-") && self.is_at(self.at + 1, ">") => {
                    self.skip_until(|parser| parser.is(";") || parser.is("=") || parser.is("{"));
                }
                _ => break,
            }
        }
        if self.is("{") {
            self.skip_brackets();
            return Ok(false);
        }
        let mut pure = false;
        if self.eat("=") {
            pure = self.text_at(self.at) == "0";
            if !pure && !self.is("default") && !self.is("delete") {
                return Err(self.missing("`0`", ";"));
            }
            self.next();
        }
        if self.eat(";") {
            return Ok(pure);
        }
        let message = format!(
            "expected `;` after the method {}, but found {}",
            quoted(name),
            self.found()
        );
        let failed = self.error(message, "end the method with `= 0;`");
        // The next method can be read all the same.
        if pure || self.is("virtual") {
            Ok(pure)
        } else {
            Err(failed)
        }
    }

    /// Skips a function that is of no interest, with its body.
    pub(super) fn skip_function(&mut self) {
        self.skip_until(|parser| parser.is(";"));
        self.eat(";");
    }
}
