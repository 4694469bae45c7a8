//! Enumerations.

use super::super::tree::{Constant, EntityKind, Enumeration, Enumerator, Id};
use super::{Kind, Parsed, Parser};
use crate::diagnostic::quoted;

impl<'t> Parser<'t, '_> {
    /// An enumeration in the place of a type. `start` is where its declaration begins.
    pub(super) fn enumeration_type(&mut self, scope: Id, start: usize) -> Parsed<Id> {
        self.next();
        let scoped = self.eat("class") || self.eat("struct");
        self.attributes();
        let mut name_at = None;
        while self.kind() == Kind::Word {
            name_at = Some(self.at);
            self.next();
            self.attributes();
        }
        if self.eat(":") {
            self.type_use(scope)?;
        }
        let name = name_at.map_or("", |at| self.text_at(at));
        let span = self.span_at(name_at.unwrap_or(start));
        let open = self.at;
        let tags = self.tags(start..open + 1);
        self.expect("{", &format!("to open the enumeration {}", quoted(name)))?;
        let enumeration = Enumeration {
            scoped,
            enumerators: Vec::new(),
        };
        let id = self
            .tree
            .add(scope, name, span, EntityKind::Enumeration(enumeration));
        self.tree.get_mut(id).tags = tags;
        let mut enumerators = Vec::new();
        let mut last = None;
        while !self.is("}") {
            if self.at_end() {
                let message = format!("the enumeration {} is not closed", quoted(name));
                return Err(self.error_at(
                    self.span_at(open),
                    message,
                    "add `}` behind its last value",
                ));
            }
            let Ok(enumerator) = self.enumerator(id, last) else {
                self.skip_until(|parser| parser.is(",") || parser.is(";"));
                if self.is(";") {
                    return Err(super::Failed);
                }
                self.eat(",");
                continue;
            };
            if !scoped {
                self.tree.name(scope, enumerator.name, enumerator.constant);
            }
            last = Some(enumerator.constant);
            enumerators.push(enumerator);
        }
        // After a comma, comments before the brace belong to nothing.
        if self.is_at(self.at.saturating_sub(1), ",") {
            self.mention_lost_tags(self.at);
        }
        self.next();
        if let EntityKind::Enumeration(enumeration) = &mut self.tree.get_mut(id).kind {
            enumeration.enumerators = enumerators;
        }
        Ok(id)
    }

    fn enumerator(&mut self, enumeration: Id, last: Option<Id>) -> Parsed<Enumerator<'t>> {
        let start = self.at;
        let Some(name) = self.word() else {
            return Err(self.unreadable("the name of a value"));
        };
        let span = self.span_at(self.at);
        self.next();
        self.attributes();
        let explicit = self.eat("=");
        let constant = match last {
            _ if explicit => Constant::Value(self.expression(|parser| parser.is(","))),
            Some(last) => Constant::After(last),
            None => Constant::Zero,
        };
        if !self.is(",") && !self.is("}") {
            let message = format!(
                "expected `,` after {}, but found {}",
                quoted(name),
                self.found()
            );
            let failed = self.error(message, "add `,` between the values of an enumeration");
            // The next value can be read all the same.
            if self.kind() != Kind::Word {
                return Err(failed);
            }
        }
        let tags = self.tags(start..self.at + 1);
        self.eat(",");
        let constant = self
            .tree
            .add(enumeration, name, span, EntityKind::Constant(constant));
        Ok(Enumerator {
            name,
            span,
            tags,
            explicit,
            constant,
        })
    }
}
