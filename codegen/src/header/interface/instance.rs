//! Objects: interfaces whose instances have an id, by which their methods are called.

use super::node::Members;
use super::{Definer, class_name};
use crate::definition::json::Node;
use crate::diagnostic::quoted;
use crate::header::meaning::{Meaning, Understood};
use crate::header::tree::{Id, Reference, TypeUse};
use crate::source::Span;

/// An interface that has objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Instance {
    full_name: String,
    /// The service chooses the ids, which are texts; otherwise they are numbers.
    custom: bool,
    object: String,
    prefix: String,
    pub(super) full_prefix: String,
}

impl Instance {
    /// How the definition describes it.
    pub(super) fn to_node(&self, at: Span) -> Node {
        let (id, ty) = if self.custom {
            ("custom", "string")
        } else {
            ("generate", "uint32_t")
        };
        let mut members = Members::default();
        members
            .put("fullname", at, self.full_name.as_str())
            .put("id", at, id)
            .put("type", at, ty)
            .put("object", at, self.object.as_str())
            .put("prefix", at, self.prefix.as_str())
            .put("fullprefix", at, self.full_prefix.as_str());
        members.into_node(at)
    }
}

impl<'t> Definer<'t, '_> {
    /// What an interface is as one that has objects, if its tags make it one.
    pub(super) fn instance_of(&self, id: Id) -> Option<Instance> {
        let entity = self.names.tree.get(id);
        let tags = || entity.tags.iter();
        let custom = match tags()
            .filter(|tag| tag.name == "encode")
            .find_map(|tag| tag.argument)?
        {
            "lookup" => true,
            "autolookup" => false,
            _ => return None,
        };
        let object = class_name(entity.name);
        let given = tags()
            .filter(|tag| tag.name == "prefix")
            .find_map(|tag| tag.argument.or_else(|| tag.word()));
        let prefix = given.map_or_else(|| self.convention.objects.apply(object), str::to_owned);
        let full_prefix = match &self.prefix {
            Some(outer) if !outer.text.ends_with('_') => format!("{}::{prefix}", outer.text),
            Some(outer) => format!("{}{prefix}", outer.text),
            None => prefix.clone(),
        };
        let path = self.names.tree.path(id);
        Some(Instance {
            full_name: path.iter().map(|name| format!("::{name}")).collect(),
            custom,
            object: object.to_owned(),
            prefix,
            full_prefix,
        })
    }

    /// Notes that the interface refers to objects of another one.
    pub(super) fn refer_to(&mut self, instance: &Instance) {
        if !self
            .instances
            .iter()
            .any(|known| known.full_name == instance.full_name)
        {
            self.instances.push(instance.clone());
        }
    }

    /// The id of an object, which C++ passes as a pointer to it.
    pub(super) fn instance(
        &mut self,
        ty: &TypeUse<'t>,
        understood: &Understood<'t>,
    ) -> Option<Members> {
        let Meaning::Interface(id) = understood.meaning else {
            return None;
        };
        let Some(instance) = self.instance_of(id) else {
            let name = quoted(self.names.tree.get(id).name);
            let what = format!("a pointer to the interface {name}");
            let help = "leave the method out with `@json:omit`, or tag that interface with `@encode:lookup` or `@encode:autolookup` so that its objects have ids";
            return self.unsupported(ty.span, &what, help);
        };
        if ty.pointers.len() != 1 || ty.reference == Reference::Right {
            return self.unsupported(
                ty.span,
                "an object that is no pointer to it",
                "write it with one `*`",
            );
        }
        self.refer_to(&instance);
        let at = ty.span;
        let mut members = Members::default();
        if instance.custom {
            members
                .put("type", at, "string")
                .put("@lookup", at, "custom");
        } else {
            members
                .put("type", at, "integer")
                .put("size", at, 32)
                .put("signed", at, false)
                .put("@lookup", at, "auto");
        }
        members
            .put("@bypointer", at, true)
            .flag("@byreference", at, ty.reference == Reference::Left)
            .put(
                "@proto",
                at,
                super::value::prototype(ty, &understood.shown, ""),
            )
            .put("@originaltype", at, understood.original(self.names));
        Some(members)
    }
}
