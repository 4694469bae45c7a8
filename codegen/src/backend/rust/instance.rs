//! The types of the ids of instances.

use super::docs::{Docs, code};
use super::layout::Section;
use super::names::type_lints;
use super::{Bindings, schema};
use crate::model::InstanceObject;
use proc_macro2::Ident;
use quote::quote;

/// One type for each kind of objects.
pub(super) fn emit_all(bindings: &Bindings<'_>, out: &mut Section) {
    let objects = bindings.interface.objects.iter();
    for (object, name) in objects.zip(&bindings.names.ids) {
        emit(bindings, object, name, out);
    }
}

fn emit(bindings: &Bindings<'_>, object: &InstanceObject, name: &Ident, out: &mut Section) {
    let held = bindings.owned(&object.id);
    let docs = Docs::new()
        .markdown(&format!(
            "The id of an instance of {}: what its endpoints are called with, {}.",
            code(&object.name.pascal()),
            code(&format!("{}#<id>::...", object.prefix))
        ))
        .markdown(if object.automatic {
            "The server numbers the instances, and an id is valid on one connection alone."
        } else {
            "The service chooses it."
        })
        .attributes();
    let schema = schema::id(bindings);
    let lints = type_lints(name, &[]);
    out.items(quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #schema
        #lints
        pub struct #name(#held);
    });
    let held = held.to_string().replace(' ', "");
    out.runtime_macro_call("instance_id", &format!("{name}({held})"));
}
