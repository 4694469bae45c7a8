//! All documents of an interface for its bindings: each as a file, and one Rust expression that holds them.

use super::html::POLICY;
use crate::model::Interface;
use crate::output::{Options, OutputFile, Target};
use quote::quote;

/// The documents, and the file with the expression behind them.
pub(crate) fn generate(interface: &Interface, options: &Options) -> Vec<OutputFile> {
    let file = |target: Target| target.generate(interface, options).remove(0);
    let targets = [
        Target::Html,
        Target::Markdown,
        Target::OpenRpc,
        Target::AsyncApi,
        Target::JsonSchema,
    ];
    let files = targets.map(file);
    let [html, markdown, openrpc, asyncapi, json_schema] =
        files.each_ref().map(|file| file.name.as_str());
    let name = interface.name.snake();
    let title = &interface.title;
    let major = interface.version.major;
    let expression = quote! {
        ::jsonrpc_runtime::Documents {
            name: #name,
            title: #title,
            major: #major,
            html: ::std::include_str!(#html),
            policy: #POLICY,
            markdown: ::std::include_str!(#markdown),
            openrpc: ::std::include_str!(#openrpc),
            asyncapi: ::std::include_str!(#asyncapi),
            json_schema: ::std::include_str!(#json_schema),
        }
    };
    let mut files = Vec::from(files);
    files.push(OutputFile::generated(
        format!("{name}_documents.rs"),
        format!("{expression}\n"),
    ));
    files
}
