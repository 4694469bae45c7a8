//! One enumeration of errors for each method and property: exactly what it declares.

use super::Bindings;
use super::docs::{Docs, code};
use super::layout::Section;
use super::names::{ErrorNames, type_lints};
use crate::model::ErrorCase;
use proc_macro2::Literal;
use quote::quote;

pub(super) fn section(bindings: &Bindings<'_>) -> Section {
    let mut out = Section::new("Errors");
    let interface = bindings.interface;
    for (method, names) in interface.methods.iter().zip(&bindings.names.methods) {
        emit(
            &format!("method {}", code(&method.wire_name)),
            &method.errors,
            &names.error,
            &mut out,
        );
    }
    for (property, names) in interface.properties.iter().zip(&bindings.names.properties) {
        emit(
            &format!("property {}", code(&property.wire_name)),
            &property.errors,
            &names.error,
            &mut out,
        );
    }
    out
}

fn emit(endpoint: &str, cases: &[ErrorCase], names: &ErrorNames, out: &mut Section) {
    let name = &names.name;
    let docs = Docs::new().markdown(&if cases.is_empty() {
        format!("The {endpoint} declares no errors.")
    } else {
        format!("The errors that the {endpoint} declares.")
    });
    let docs = docs.attributes();
    let variants = cases.iter().zip(&names.cases).map(|(case, variant)| {
        let docs = Docs::new()
            .maybe_prose(case.description.as_deref())
            .markdown(&format!(
                "{}, {}.",
                code(&case.message),
                code(&case.code.to_string())
            ))
            .attributes();
        quote!(#docs #variant)
    });
    let lints = type_lints(name, &names.cases);
    out.items(quote! {
        #docs
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #lints
        pub enum #name {
            #(#variants,)*
        }
    });
    let lines: Vec<String> = cases
        .iter()
        .zip(&names.cases)
        .map(|(case, variant)| {
            let message = Literal::string(&case.message);
            match &case.description {
                Some(text) => {
                    format!(
                        "{variant} = {} {message} {}",
                        case.code,
                        Literal::string(text)
                    )
                }
                None => format!("{variant} = {} {message}", case.code),
            }
        })
        .collect();
    out.runtime_macro("method_errors", &name.to_string(), &lines, "");
}
