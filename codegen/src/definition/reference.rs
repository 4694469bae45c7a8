//! `$ref`: what it leads to.
//!
//! Nothing is ever expanded: a [`Resolved`] borrows its target, and types are lowered once per target, so
//! references that double at each step cost no more than they are long.

mod headers;
mod problems;

use super::documents::Documents;
use super::json::{Node, Value};
use crate::diagnostic::{Diagnostic, Diagnostics, rules as rule};
use crate::source::{SourceId, Span};
use problems::{cycle_error, too_long, unknown, warn_of_siblings};
use std::collections::{HashMap, HashSet};

/// Keys beside a `$ref` that win over those of its target.
const OVERRIDING: [&str; 7] = [
    "description",
    "summary",
    "example",
    "default",
    "deprecated",
    "optional",
    "@optionaltype",
];
/// Keys beside a `$ref` that say nothing about the value.
const BESIDE: [&str; 4] = ["$ref", "$cppref", "@originalname", "@position"];
/// Most references that may follow each other.
const LONGEST_CHAIN: usize = 64;

/// A reference as written, split into its two parts.
pub(crate) struct Reference<'a> {
    /// The file, empty for the one it is written in.
    pub(crate) file: &'a str,
    /// The steps from the top of the file.
    pub(crate) pointer: Vec<String>,
}

impl<'a> Reference<'a> {
    /// The reference that an object with `$ref` holds; what is wrong with it if it is none.
    pub(crate) fn parse(node: &'a Node) -> Result<Self, Box<Diagnostic>> {
        let value = node.get("$ref").or(node.get("$cppref"));
        let Some(text) = value.and_then(Node::as_text) else {
            let (span, kind) = value.map_or((node.mark(), "absent"), |v| (v.mark(), v.kind()));
            return Err(Box::new(
                Diagnostic::new(
                    &rule::WRONG_KIND,
                    format!("`$ref` must be a text, but is {kind}"),
                    span,
                )
                .help("write where it leads, such as `\"#/definitions/name\"`"),
            ));
        };
        let (file, pointer) = match text.split_once('#') {
            Some(parts) => parts,
            // A type of a header stands behind its name.
            None => match text.find("::") {
                Some(at) => text.split_at(at),
                None => (text, ""),
            },
        };
        let file = file.strip_suffix('/').unwrap_or(file);
        let pointer = pointer.strip_prefix('/').unwrap_or(pointer);
        let steps = if pointer.is_empty() {
            Vec::new()
        } else {
            pointer.split('/').collect()
        };
        let steps = steps
            .iter()
            .map(|step| step.replace("~1", "/").replace("~0", "~"));
        Ok(Self {
            file,
            pointer: steps.collect(),
        })
    }
}

/// Calls `found` for every object below `node` that is a reference, outside of example values.
pub(crate) fn each<'a>(node: &'a Node, found: &mut impl FnMut(&'a Node)) {
    walk(node, false, found);
}

fn walk<'a>(node: &'a Node, names: bool, found: &mut impl FnMut(&'a Node)) {
    match &node.value {
        Value::Object(object) => {
            if is_reference(node) {
                found(node);
            }
            for member in object.members() {
                let key = member.key.as_str();
                // Under these keys, the keys are names that the author chose.
                let named = !names && holds_names(key);
                if names || !matches!(key, "example" | "default" | "@default" | "enum") {
                    walk(&member.value, named, found);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, false, found)),
        _ => {}
    }
}

/// Whether the keys of the object under this key are names that the author chose.
pub(super) fn holds_names(key: &str) -> bool {
    matches!(
        key,
        "properties" | "definitions" | "methods" | "events" | "include"
    )
}

fn is_reference(node: &Node) -> bool {
    node.get("$ref").is_some() || node.get("$cppref").is_some()
}

/// Where a reference says where it leads.
pub(crate) fn place(node: &Node) -> Span {
    problems::reference_span(node)
}

/// One reference, resolved.
struct Hop<'a> {
    target: &'a Node,
    pointer: Vec<String>,
    file: SourceId,
}

/// All references of a definition, resolved as far as they can be.
pub(crate) struct References<'a> {
    documents: &'a Documents,
    hops: HashMap<Span, Hop<'a>>,
}

/// A value after all references: what it is, and what the references say about it.
#[derive(Clone)]
pub(crate) struct Resolved<'a> {
    /// The value itself, which is no reference.
    pub(crate) node: &'a Node,
    /// The references that led to it, outermost first.
    references: Vec<&'a Node>,
    /// The steps that the last reference took.
    pub(crate) pointer: Option<Vec<String>>,
}

impl<'a> Resolved<'a> {
    /// A member of the value, or what a reference puts in its place.
    pub(crate) fn get(&self, key: &str) -> Option<&'a Node> {
        let overriding = OVERRIDING.contains(&key);
        let mut references = self.references.iter().filter(|_| overriding);
        references
            .find_map(|reference| reference.get(key))
            .or_else(|| self.node.get(key))
    }

    /// Where the value is used, as opposed to where it is defined.
    pub(crate) fn used_at(&self) -> &'a Node {
        self.references.first().copied().unwrap_or(self.node)
    }
}

impl<'a> References<'a> {
    /// Resolves every reference and reports those that lead nowhere.
    pub(crate) fn resolve(documents: &'a Documents, diagnostics: &mut Diagnostics) -> Self {
        let mut references = Vec::new();
        for document in documents.iter() {
            each(&document.root, &mut |node| references.push(node));
        }
        let mut resolver = Resolver {
            documents,
            hops: HashMap::new(),
            broken: HashSet::new(),
            pending: Vec::new(),
        };
        for node in &references {
            if let Err(Some(diagnostic)) = resolver.hop(node) {
                diagnostics.report(*diagnostic);
            }
        }
        let mut resolved = Self {
            documents,
            hops: resolver.hops,
        };
        for node in &references {
            resolved.refuse_cycle(node, diagnostics);
            warn_of_siblings(node, diagnostics);
        }
        resolved
    }

    /// The value that a node is or leads to; `None` if that was reported as broken.
    pub(crate) fn follow(&self, node: &'a Node) -> Option<Resolved<'a>> {
        let mut resolved = Resolved {
            node,
            references: Vec::new(),
            pointer: None,
        };
        while is_reference(resolved.node) {
            if resolved.references.len() > LONGEST_CHAIN {
                return None;
            }
            let hop = self.hops.get(&resolved.node.span)?;
            resolved.references.push(resolved.node);
            resolved.pointer = Some(match hop.pointer.as_slice() {
                [] => vec![self.stem(hop.file)],
                steps => steps.to_vec(),
            });
            resolved.node = hop.target;
        }
        Some(resolved)
    }

    /// What references lead to in a file, in the order of its text. References that stand inside of what they
    /// lead to do not count.
    pub(crate) fn targets_in(&self, file: SourceId) -> Vec<Span> {
        let hops = self.hops.iter();
        let mut targets: Vec<Span> = hops
            .filter(|(from, hop)| {
                let target = hop.target.span;
                let inside =
                    from.source == file && target.start <= from.start && from.end <= target.end;
                target.source == file && !inside
            })
            .map(|(_, hop)| hop.target.span)
            .collect();
        targets.sort_unstable();
        targets
    }

    /// A name for a whole file.
    fn stem(&self, file: SourceId) -> String {
        let document = self
            .documents
            .iter()
            .find(|document| document.source == file);
        let class =
            document.and_then(|document| document.root.get("info")?.get("class")?.as_text());
        class.unwrap_or("file").to_owned()
    }

    /// Reports a chain of references that never ends, and cuts it.
    fn refuse_cycle(&mut self, start: &'a Node, diagnostics: &mut Diagnostics) {
        let mut chain: Vec<&'a Node> = Vec::new();
        let mut node = start;
        while is_reference(node) {
            if let Some(first) = chain.iter().position(|seen| seen.span == node.span) {
                let cycle = &chain[first..];
                diagnostics.report(cycle_error(cycle));
                for member in cycle {
                    self.hops.remove(&member.span);
                }
                return;
            }
            if chain.len() == LONGEST_CHAIN {
                diagnostics.report(too_long(start));
                self.hops.remove(&start.span);
                return;
            }
            chain.push(node);
            let Some(hop) = self.hops.get(&node.span) else {
                return;
            };
            node = hop.target;
        }
    }
}

struct Resolver<'a> {
    documents: &'a Documents,
    hops: HashMap<Span, Hop<'a>>,
    broken: HashSet<Span>,
    /// The references that are being resolved, each needed for the one before.
    pending: Vec<&'a Node>,
}

impl<'a> Resolver<'a> {
    /// Resolves one reference. The error is `None` if it has been reported already.
    fn hop(&mut self, node: &'a Node) -> Result<&'a Node, Option<Box<Diagnostic>>> {
        if let Some(hop) = self.hops.get(&node.span) {
            return Ok(hop.target);
        }
        if self.broken.contains(&node.span) {
            return Err(None);
        }
        if let Some(first) = self
            .pending
            .iter()
            .position(|pending| pending.span == node.span)
        {
            return Err(Some(Box::new(cycle_error(&self.pending[first..]))));
        }
        if self.pending.len() == LONGEST_CHAIN {
            return Err(Some(Box::new(too_long(node))));
        }
        self.pending.push(node);
        let hop = self.search(node);
        self.pending.pop();
        match hop {
            Ok(hop) => {
                let target = hop.target;
                self.hops.insert(node.span, hop);
                Ok(target)
            }
            Err(error) => {
                self.broken.insert(node.span);
                Err(error)
            }
        }
    }

    fn search(&mut self, node: &'a Node) -> Result<Hop<'a>, Option<Box<Diagnostic>>> {
        let reference = Reference::parse(node).map_err(Some)?;
        // A file that is absent was reported when it was looked for.
        let document = self
            .documents
            .file(node.span.source, reference.file)
            .ok_or(None)?;
        let mut target = &document.root;
        for (index, step) in reference.pointer.iter().enumerate() {
            target = self.step(target, step)?.ok_or_else(|| {
                let walked = &reference.pointer[..index];
                Some(Box::new(unknown(
                    node,
                    target,
                    walked,
                    step,
                    reference.file,
                    self.documents.types_of(target),
                )))
            })?;
        }
        Ok(Hop {
            target,
            pointer: reference.pointer,
            file: document.source,
        })
    }

    /// One step down, through a reference if need be.
    fn step(
        &mut self,
        mut node: &'a Node,
        step: &str,
    ) -> Result<Option<&'a Node>, Option<Box<Diagnostic>>> {
        for _ in 0..LONGEST_CHAIN {
            let child = match &node.value {
                _ if step.starts_with("::") => {
                    headers::type_in(node, self.documents.types_of(node), step)
                }
                Value::Object(object) => object.get(step),
                Value::Array(items) => match step.parse::<usize>() {
                    Ok(index) => items.get(index),
                    Err(_) => headers::interface_in(items, step),
                },
                _ => None,
            };
            if child.is_some() || !is_reference(node) {
                return Ok(child);
            }
            node = self.hop(node)?;
        }
        Err(Some(Box::new(too_long(node))))
    }
}
