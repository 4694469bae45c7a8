//! What a name means at a place: the search through scopes, bases and aliases, and then through the framework.

use super::tree::{Base, EntityKind, Id, Path, Tree};

/// Namespaces that Thunder's framework is known by.
pub(crate) const FRAMEWORKS: [&str; 2] = ["Thunder", "WPEFramework"];
/// Most aliases that may lead to each other.
const LONGEST_CHAIN: usize = 32;

/// All declarations, and how to find them.
#[derive(Debug)]
pub(super) struct Names<'t> {
    pub(super) tree: Tree<'t>,
    /// Where the framework's own declarations stand, as far as they are built in.
    pub(super) framework: Id,
}

impl<'t> Names<'t> {
    /// The declaration that a name leads to, seen from a scope. Aliases of scopes are followed, aliases of
    /// types are not.
    pub(super) fn find(&self, path: &Path<'t>, scope: Id) -> Option<Id> {
        self.search(path, scope, LONGEST_CHAIN)
    }

    fn search(&self, path: &Path<'t>, scope: Id, budget: usize) -> Option<Id> {
        let budget = budget.checked_sub(1)?;
        let steps: Vec<&str> = path.steps.iter().map(|step| step.name).collect();
        if path.global {
            let found = self.walk(Tree::ROOT, &steps, budget);
            return found.or_else(|| self.walk(self.framework, without_framework(&steps), budget));
        }
        let mut around = self.tree.outwards(scope);
        around
            .find_map(|scope| self.walk(scope, &steps, budget))
            .or_else(|| self.search_framework(&steps, scope, budget))
    }

    /// The framework's names as they are seen from a scope of the same name.
    fn search_framework(&self, steps: &[&'t str], scope: Id, budget: usize) -> Option<Id> {
        let here = self.tree.path(scope);
        let here = without_framework(&here);
        let steps = without_framework(steps);
        (0..=here.len()).rev().find_map(|length| {
            let mut scope = self.framework;
            for name in &here[..length] {
                scope = self.tree.child(scope, name)?;
            }
            self.walk(scope, steps, budget)
        })
    }

    /// Walks down from a scope, name by name.
    fn walk(&self, scope: Id, steps: &[&str], budget: usize) -> Option<Id> {
        let mut at = scope;
        for (index, step) in steps.iter().enumerate() {
            at = self.member(at, step, budget)?;
            // What a name stands for matters only if there is a further step into it.
            if index + 1 < steps.len() {
                at = self.scope_of(at, budget)?;
            }
        }
        self.follow_using(at, budget)
    }

    /// What a scope has under a name: declared in it, inherited, or made visible in it.
    fn member(&self, scope: Id, name: &str, budget: usize) -> Option<Id> {
        if let Some(found) = self.tree.child(scope, name) {
            return Some(found);
        }
        let budget = budget.checked_sub(1)?;
        let entity = self.tree.get(scope);
        let outside = entity.parent.unwrap_or(Tree::ROOT);
        let bases = match &entity.kind {
            EntityKind::Struct(structure) => structure.bases.as_slice(),
            _ => &[],
        };
        let inherited = bases.iter().find_map(|base| {
            let base = self.search(base, outside, budget)?;
            self.member(self.scope_of(base, budget)?, name, budget)
        });
        inherited.or_else(|| {
            entity.visible.iter().find_map(|path| {
                let namespace = self.search(path, outside, budget)?;
                self.tree.child(namespace, name)
            })
        })
    }

    /// The declaration behind another name of it.
    fn follow_using(&self, id: Id, budget: usize) -> Option<Id> {
        let entity = self.tree.get(id);
        match &entity.kind {
            EntityKind::Using(path) => {
                // Inside its own scope the name would lead to itself.
                let scope = entity.parent.unwrap_or(Tree::ROOT);
                let outside = self.tree.get(scope).parent.unwrap_or(scope);
                let found = self
                    .search(path, scope, budget)
                    .filter(|found| *found != id);
                found
                    .or_else(|| self.search(path, outside, budget))
                    .filter(|found| *found != id)
            }
            _ => Some(id),
        }
    }

    /// The scope that a name stands for.
    fn scope_of(&self, id: Id, budget: usize) -> Option<Id> {
        let budget = budget.checked_sub(1)?;
        let id = self.follow_using(id, budget)?;
        let entity = self.tree.get(id);
        match &entity.kind {
            EntityKind::Alias(target) => match &target.base {
                Base::Declared(id) => Some(*id),
                Base::Named(path) => {
                    let scope = entity.parent.unwrap_or(Tree::ROOT);
                    self.scope_of(self.search(path, scope, budget)?, budget)
                }
                _ => None,
            },
            _ => Some(id),
        }
    }

    /// Whether a declaration is one of those that are built in.
    pub(super) fn is_built_in(&self, id: Id) -> bool {
        self.tree.outwards(id).any(|id| id == self.framework)
    }

    /// The names of a declaration without the framework's namespace around all.
    pub(super) fn short_path(&self, id: Id) -> String {
        let path = self.tree.path(id);
        without_framework(&path).join("::")
    }

    /// The names of all types that can be seen from a scope.
    pub(super) fn types_around(&self, scope: Id) -> Vec<&'t str> {
        let mut names = Vec::new();
        for scope in self.tree.outwards(scope) {
            for name in self.tree.names(scope) {
                let id = self.tree.child(scope, name);
                let is_type = id.is_some_and(|id| {
                    matches!(
                        self.tree.get(id).kind,
                        EntityKind::Struct(_) | EntityKind::Enumeration(_) | EntityKind::Alias(_)
                    )
                });
                if is_type {
                    names.push(name);
                }
            }
        }
        names.sort_unstable();
        names
    }
}

/// Names without the framework's namespace at their beginning.
pub(super) fn without_framework<'s, 't>(steps: &'s [&'t str]) -> &'s [&'t str] {
    match steps {
        [first, rest @ ..] if FRAMEWORKS.contains(first) && !rest.is_empty() => rest,
        steps => steps,
    }
}
