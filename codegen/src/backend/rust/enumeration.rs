//! Open enumerations.

use super::docs::{Docs, code};
use super::layout::Section;
use super::names::type_lints;
use super::{Bindings, schema};
use crate::model::{Enumeration, TypeId};
use proc_macro2::Literal;
use quote::quote;

pub(super) fn emit(
    bindings: &Bindings<'_>,
    id: TypeId,
    enumeration: &Enumeration,
    out: &mut Section,
) {
    let names = &bindings.names.types[id.index()];
    let name = &names.name;
    let (unknown, known) = names
        .parts
        .split_last()
        .expect("there is a variant for unknown texts");
    let docs = bindings
        .type_docs(id)
        .markdown("A text that a newer peer may send is kept; a server refuses it in params.")
        .attributes();
    let variants = enumeration.texts.iter().zip(known).map(|(text, variant)| {
        let docs = Docs::new()
            .markdown(&format!("The text {}.", code(&text.wire)))
            .attributes();
        quote!(#docs #variant)
    });
    let lints = type_lints(name, &names.parts);
    out.items(quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #lints
        pub enum #name {
            #(#variants,)*
            #[doc(hidden)]
            #unknown(::jsonrpc_runtime::UnknownText),
        }
    });
    let lines: Vec<String> = enumeration
        .texts
        .iter()
        .zip(known)
        .map(|(text, variant)| format!("{variant} = {}", Literal::string(&text.wire)))
        .collect();
    out.runtime_macro(
        "open_enum",
        &name.to_string(),
        &lines,
        &format!(" else {unknown}"),
    );
    schema::enumeration(
        bindings,
        bindings.interface.definition(id),
        enumeration,
        name,
        out,
    );
}
