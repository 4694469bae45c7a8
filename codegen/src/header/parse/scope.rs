//! Files, namespaces and structs: what declarations stand in.

use super::super::tree::{EntityKind, Id, Path, Struct};
use super::{DEEPEST, Failed, Parsed, Parser, is_macro_name};
use crate::diagnostic::quoted;

impl<'t> Parser<'t, '_> {
    /// All declarations of the file.
    pub(super) fn file(&mut self, root: Id) {
        loop {
            self.declarations(root);
            if self.at_end() {
                return;
            }
            self.error(
                "this `}` closes nothing",
                "remove it, or add the `{` that it belongs to",
            );
            self.next();
        }
    }

    /// Declarations up to the end of their scope.
    pub(super) fn declarations(&mut self, scope: Id) {
        while !self.at_end() && !self.is("}") {
            let start = self.at;
            if self.declaration(scope).is_err() {
                self.recover(start);
            }
        }
    }

    fn declaration(&mut self, scope: Id) -> Parsed<()> {
        let Some(word) = self.word() else {
            if self.eat(";") {
                return Ok(());
            }
            if self.is("~") || self.is("[") || self.is("::") {
                return self.member(scope);
            }
            let message = format!("expected a declaration, but found {}", self.found());
            return Err(self.error(message, "remove it, or complete the declaration before it"));
        };
        match word {
            "namespace" => self.namespace(scope),
            "inline" if self.is_at(self.at + 1, "namespace") => {
                self.next();
                self.namespace(scope)
            }
            "extern" if self.text_at(self.at + 1).starts_with('"') => {
                self.next();
                self.next();
                if self.is("{") {
                    self.block(scope, "`extern`")
                } else {
                    Ok(())
                }
            }
            "template" => self.template(scope),
            "using" => self.using(scope),
            "typedef" => self.typedef(scope),
            "friend" | "static_assert" | "asm" => {
                self.skip_until(|parser| parser.is(";"));
                self.eat(";");
                Ok(())
            }
            "public" | "protected" | "private" if self.is_at(self.at + 1, ":") => {
                self.next();
                self.next();
                Ok(())
            }
            _ => self.member(scope),
        }
    }

    fn namespace(&mut self, outer: Id) -> Parsed<()> {
        self.next();
        let mut scope = outer;
        let mut steps = 0;
        while let Some(name) = self.word() {
            let span = self.span_at(self.at);
            steps += 1;
            if steps > DEEPEST {
                return Err(self.too_deep(self.at));
            }
            self.next();
            if is_macro_name(name) && self.is("(") {
                self.skip_brackets();
                continue;
            }
            if self.eat("=") {
                let path = self.path()?;
                self.tree.add(scope, name, span, EntityKind::Using(path));
                return self.expect(";", "after the alias");
            }
            let known = self
                .tree
                .child(scope, name)
                .filter(|id| matches!(self.tree.get(*id).kind, EntityKind::Namespace));
            scope =
                known.unwrap_or_else(|| self.tree.add(scope, name, span, EntityKind::Namespace));
            if !self.eat("::") {
                break;
            }
            self.eat("inline");
        }
        self.block(scope, "the namespace")
    }

    /// A scope in braces.
    fn block(&mut self, scope: Id, what: &str) -> Parsed<()> {
        let open = self.at;
        self.expect("{", &format!("to open {what}"))?;
        self.inside(open, scope, what)
    }

    /// Declarations up to the brace that closes the one at `open`.
    fn inside(&mut self, open: usize, scope: Id, what: &str) -> Parsed<()> {
        if self.depth == DEEPEST {
            let failed = self.too_deep(open);
            self.at = open;
            self.skip_brackets();
            return Err(failed);
        }
        self.depth += 1;
        self.declarations(scope);
        self.depth -= 1;
        self.mention_lost_tags(self.at);
        if self.eat("}") {
            return Ok(());
        }
        let help = "add the `}` that is missing; every `{` needs one";
        Err(self.error_at(self.span_at(open), format!("{what} is not closed"), help))
    }

    fn too_deep(&mut self, at: usize) -> Failed {
        let message = format!("scopes nest more than {DEEPEST} levels here");
        self.error_at(self.span_at(at), message, "flatten the header")
    }

    /// A struct, a class or a union, from its keyword on; `start` is where its declaration begins. Gives its
    /// declaration if it is defined here, and `None` if it is only mentioned.
    pub(super) fn structure(&mut self, scope: Id, start: usize) -> Parsed<Option<Id>> {
        let union = self.is("union");
        self.next();
        self.attributes();
        // Macros may stand before the name.
        let mut name_at = None;
        while self.kind() == super::Kind::Word && !self.is("final") {
            name_at = Some(self.at);
            self.next();
            self.attributes();
            if self.is("(") && name_at.is_some_and(|at| is_macro_name(self.text_at(at))) {
                self.skip_brackets();
                name_at = None;
            }
        }
        self.eat("final");
        if !self.is("{") && !self.is(":") {
            return Ok(None);
        }
        let name = name_at.map_or("", |at| self.text_at(at));
        let span = self.span_at(name_at.unwrap_or(start));
        let mut structure = Struct::default();
        if self.eat(":") {
            structure.bases = self.bases(&mut structure.polymorphic)?;
        }
        let open = self.at;
        let tags = self.tags(start..open + 1);
        self.expect("{", &format!("to open {}", quoted(name)))?;
        let kind = if union {
            EntityKind::Union
        } else {
            EntityKind::Struct(structure)
        };
        let id = self.tree.add(scope, name, span, kind);
        self.tree.get_mut(id).tags = tags;
        if let EntityKind::Struct(outer) = &mut self.tree.get_mut(scope).kind {
            outer.structs.push(id);
        }
        let closed = self.inside(open, id, &quoted(name));
        let body = self.span(open..self.at);
        if let EntityKind::Struct(structure) = &mut self.tree.get_mut(id).kind {
            structure.body = body.start..body.end;
        }
        closed?;
        Ok(Some(id))
    }

    fn bases(&mut self, polymorphic: &mut bool) -> Parsed<Vec<Path<'t>>> {
        let mut bases = Vec::new();
        loop {
            while let Some(word @ ("virtual" | "public" | "protected" | "private")) = self.word() {
                *polymorphic |= word == "virtual";
                self.next();
            }
            bases.push(self.path()?);
            self.eat("...");
            if !self.eat(",") {
                return Ok(bases);
            }
        }
    }

    /// A template: known by its name, and not looked into.
    fn template(&mut self, scope: Id) -> Parsed<()> {
        while self.eat("template") {
            if self.is("<") {
                self.skip_angles();
            }
        }
        if let Some("struct" | "class" | "union" | "using") = self.word() {
            self.next();
            let mut name_at = self.at;
            while self.is_word_at(self.at + 1) && !self.is_at(self.at + 1, "final") {
                self.next();
                name_at = self.at;
            }
            if self.is_word_at(name_at) {
                let span = self.span_at(name_at);
                self.tree
                    .add(scope, self.text_at(name_at), span, EntityKind::Template);
            }
        }
        self.skip_until(|parser| parser.is(";"));
        self.eat(";");
        Ok(())
    }

    /// Skips template parameters, from `<` to the `>` that closes it.
    fn skip_angles(&mut self) {
        let mut depth = 0usize;
        while !self.at_end() && !self.is(";") && !self.is("{") && !self.is("}") {
            if self.is("(") || self.is("[") {
                self.skip_brackets();
                continue;
            }
            if self.is("<") {
                depth += 1;
            } else if self.is(">") {
                depth -= 1;
            }
            self.next();
            if depth == 0 {
                return;
            }
        }
    }

    fn using(&mut self, scope: Id) -> Parsed<()> {
        self.next();
        if self.eat("namespace") {
            let path = self.path()?;
            self.tree.get_mut(scope).visible.push(path);
            return self.expect(";", "after the directive");
        }
        let start = self.at;
        let is_alias = self.is_word_at(self.at)
            && (self.is_at(self.at + 1, "=") || self.is_at(self.at + 1, "["));
        if !is_alias {
            self.eat("typename");
            let span = self.span_at(self.at);
            let path = self.path()?;
            let name = path.last().name;
            self.tree.add(scope, name, span, EntityKind::Using(path));
            return self.expect(";", "after the declaration");
        }
        let name = self.text_at(start);
        let span = self.span_at(start);
        self.next();
        self.attributes();
        self.expect("=", "after the name of the alias")?;
        let target = self.type_use(scope)?;
        // Function types and the like are aliases that no interface can use.
        self.skip_until(|parser| parser.is(";"));
        let tags = self.tags(start - 1..self.at + 1);
        let id = self.tree.add(scope, name, span, EntityKind::Alias(target));
        self.tree.get_mut(id).tags = tags;
        self.expect(";", "after the alias")
    }

    fn typedef(&mut self, scope: Id) -> Parsed<()> {
        let start = self.at;
        self.next();
        let target = self.type_use(scope)?;
        if self.is("(") {
            // A pointer to a function.
            self.skip_until(|parser| parser.is(";"));
            return self.expect(";", "after the alias");
        }
        let Some(name) = self.word() else {
            let message = format!("expected the name of the alias, but found {}", self.found());
            return Err(self.error(message, "write `typedef TYPE NAME;`"));
        };
        let span = self.span_at(self.at);
        self.next();
        self.skip_until(|parser| parser.is(";"));
        let tags = self.tags(start..self.at + 1);
        let id = self.tree.add(scope, name, span, EntityKind::Alias(target));
        self.tree.get_mut(id).tags = tags;
        self.expect(";", "after the alias")
    }

    /// Skips attributes of the standard and of compilers.
    pub(super) fn attributes(&mut self) {
        loop {
            if self.is("[") && self.is_at(self.at + 1, "[") {
                self.skip_brackets();
            } else if let Some("__attribute__" | "__declspec" | "alignas") = self.word()
                && self.is_at(self.at + 1, "(")
            {
                self.next();
                self.skip_brackets();
            } else {
                return;
            }
        }
    }

    /// Notes that a declaration which cannot be read is left out.
    pub(super) fn unreadable(&mut self, what: &str) -> Failed {
        let message = format!("expected {what}, but found {}", self.found());
        self.error(message, "complete the declaration, or remove it")
    }
}
