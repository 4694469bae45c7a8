//! Types and names.

use super::super::lexer::Kind;
use super::super::tree::{Argument, Base, Builtin, Id, Path, Reference, Step, TypeUse};
use super::{DEEPEST, Parsed, Parser};

impl<'t> Parser<'t, '_> {
    /// A type with its pointers and its reference.
    pub(super) fn type_use(&mut self, scope: Id) -> Parsed<TypeUse<'t>> {
        let start = self.at;
        let mut constant = self.qualifiers();
        let base = match self.word() {
            Some("enum" | "struct" | "class" | "union") => self.elaborate(scope, start)?,
            Some("decltype") => {
                self.next();
                self.skip_until(|parser| !parser.is("("));
                Base::Other("a type that is computed")
            }
            _ => match self.builtin() {
                Some(builtin) => Base::Builtin(builtin),
                None => Base::Named(self.path()?),
            },
        };
        constant |= self.qualifiers();
        let mut ty = TypeUse {
            span: self.span(start..self.at),
            constant,
            base,
            pointers: Vec::new(),
            reference: Reference::None,
        };
        self.pointers(&mut ty);
        ty.span = self.span(start..self.at);
        Ok(ty)
    }

    /// Takes what makes a type constant or volatile, and tells whether it is constant.
    fn qualifiers(&mut self) -> bool {
        let mut constant = false;
        while let Some(word @ ("const" | "volatile" | "typename" | "constexpr" | "mutable")) =
            self.word()
        {
            constant |= word == "const";
            self.next();
        }
        constant
    }

    /// The pointers and the reference of a declarator.
    pub(super) fn pointers(&mut self, ty: &mut TypeUse<'t>) {
        loop {
            if self.eat("*") {
                let constant = self.qualifiers();
                ty.pointers.push(constant);
            } else if self.eat("&") {
                ty.reference = if self.eat("&") {
                    Reference::Right
                } else {
                    Reference::Left
                };
                self.qualifiers();
            } else {
                return;
            }
        }
    }

    /// A struct or an enumeration in the place of a type: its definition, or its name behind the keyword.
    pub(super) fn elaborate(&mut self, scope: Id, start: usize) -> Parsed<Base<'t>> {
        let mut ahead = self.at + 1;
        while self.is_word_at(ahead) && !self.is_at(ahead, "final") {
            ahead += 1;
        }
        let is_definition = ["{", ":", "final"]
            .iter()
            .any(|mark| self.is_at(ahead, mark));
        if is_definition && self.is("enum") {
            return Ok(Base::Declared(self.enumeration_type(scope, start)?));
        }
        if is_definition && let Some(id) = self.structure(scope, start)? {
            return Ok(Base::Declared(id));
        }
        self.next();
        Ok(Base::Named(self.path()?))
    }

    /// A type of the language; several words may make one.
    fn builtin(&mut self) -> Option<Builtin> {
        let (mut signed, mut short, mut long, mut base) = (None, false, 0u8, None);
        let start = self.at;
        while let Some(word) = self.word() {
            match word {
                "unsigned" => signed = Some(false),
                "signed" => signed = Some(true),
                "short" => short = true,
                "long" => long += 1,
                "const" | "volatile" if self.at > start => {}
                "void" | "bool" | "char" | "int" | "float" | "double" | "auto"
                    if base.is_none() =>
                {
                    base = Some(word);
                }
                _ => break,
            }
            self.next();
        }
        let integer = |bits, unsigned: &'static str, plain: &'static str| {
            let signed = signed != Some(false);
            let word = if signed { plain } else { unsigned };
            Builtin::Integer { bits, signed, word }
        };
        Some(match (base, short, long) {
            (None, false, 0) if signed.is_none() => return None,
            (Some("void"), ..) => Builtin::Void,
            (Some("bool"), ..) => Builtin::Bool,
            (Some("auto"), ..) => Builtin::Auto,
            (Some("float"), ..) => Builtin::Float,
            (Some("double"), ..) => Builtin::Double,
            (Some("char"), ..) => match signed {
                None => Builtin::Character,
                Some(_) => integer(8, "unsigned char", "signed char"),
            },
            (_, true, _) => integer(16, "unsigned short", "signed short"),
            (_, _, 0) => integer(32, "unsigned int", "signed int"),
            (_, _, 1) => integer(32, "unsigned long", "signed long"),
            _ => integer(64, "unsigned long long", "signed long long"),
        })
    }

    /// A name with the scopes before it, and with template arguments.
    pub(super) fn path(&mut self) -> Parsed<Path<'t>> {
        let start = self.at;
        let global = self.eat("::");
        let mut steps = Vec::new();
        loop {
            self.eat("template");
            let Some(name) = self.word() else {
                return Err(self.unreadable("a type"));
            };
            self.next();
            let arguments = if self.is("<") {
                self.arguments()?
            } else {
                Vec::new()
            };
            steps.push(Step { name, arguments });
            if !self.eat("::") {
                break;
            }
        }
        let span = self.span(start..self.at);
        Ok(Path {
            global,
            steps,
            span,
        })
    }

    fn arguments(&mut self) -> Parsed<Vec<Argument<'t>>> {
        let open = self.at;
        self.next();
        if self.depth == DEEPEST {
            let message = format!("template arguments nest more than {DEEPEST} levels here");
            return Err(self.error_at(self.span_at(open), message, "flatten the type"));
        }
        self.depth += 1;
        let arguments = self.argument_list();
        self.depth -= 1;
        arguments
    }

    fn argument_list(&mut self) -> Parsed<Vec<Argument<'t>>> {
        let mut arguments = Vec::new();
        while !self.is(">") {
            arguments.push(self.argument()?);
            if !self.eat(",") && !self.is(">") {
                return Err(self.unreadable("`,` or `>` in the template's arguments"));
            }
        }
        self.next();
        Ok(arguments)
    }

    fn argument(&mut self) -> Parsed<Argument<'t>> {
        let start = self.at;
        let ends = |parser: &Self| parser.is(",") || parser.is(">");
        if self.kind() == Kind::Word || self.is("::") {
            // Whether it is a type shows when it is read.
            let (strict, errors) = (std::mem::replace(&mut self.strict, false), self.errors);
            // Types cannot be declared here, so that it matters not which scope this is.
            let ty = self.type_use(super::super::tree::Tree::ROOT);
            self.strict = strict;
            self.errors = errors;
            match ty {
                Ok(ty) if ends(self) => return Ok(Argument::Type(Box::new(ty))),
                _ => self.at = start,
            }
        }
        // A value has no angle brackets: looking for its end behind them would be done at every level.
        let value = self.expression(|parser| ends(parser) || parser.is("<"));
        Ok(Argument::Value(value))
    }
}
