//! From tokens to a text that a person can read.

use proc_macro2::TokenStream;
use syn::{File, Item};

/// One part of the output under a heading.
pub(super) struct Section {
    title: &'static str,
    pieces: Vec<String>,
}

impl Section {
    pub(super) fn new(title: &'static str) -> Self {
        Self {
            title,
            pieces: Vec::new(),
        }
    }

    /// Adds the items that `tokens` hold.
    pub(super) fn items(&mut self, tokens: TokenStream) {
        let file: File = syn::parse2(tokens).expect("the quoted tokens are items");
        for item in file.items {
            let spaced = matches!(item, Item::Impl(_) | Item::Trait(_));
            let one = File {
                shebang: None,
                frontmatter: None,
                attrs: Vec::new(),
                items: vec![item],
            };
            let text = prettyplease::unparse(&one);
            self.pieces
                .push(if spaced { space_out(&text) } else { text });
        }
    }

    /// Adds the call of a macro of the runtime that fits on a line.
    pub(super) fn runtime_macro_call(&mut self, name: &str, arguments: &str) {
        self.pieces
            .push(format!("::jsonrpc_runtime::{name}!({arguments});\n"));
    }

    /// Adds the call of a macro of the runtime: its arguments come one a line.
    pub(super) fn runtime_macro(&mut self, name: &str, head: &str, lines: &[String], tail: &str) {
        let mut text = format!("::jsonrpc_runtime::{name}!({head} {{");
        for line in lines {
            text.push_str("\n    ");
            text.push_str(line);
            text.push(',');
        }
        if !lines.is_empty() {
            text.push('\n');
        }
        text.push('}');
        text.push_str(tail);
        text.push_str(");\n");
        self.pieces.push(text);
    }
}

/// The file: its header, then what the sections hold, each piece after a blank line.
///
/// The items stand in a module of their own only to be spared the lints that a binary would raise for
/// what it does not use, and clippy for a member called `foo`: an included file cannot carry attributes
/// for itself.
pub(super) fn file(header: &str, module: &str, sections: &[Section]) -> String {
    let mut text = format!(
        "{header}\n#[allow(unused_imports, unreachable_pub)]\npub use {module}::*;\n\n\
         mod {module} {{\n    #![allow(dead_code, unreachable_pub, clippy::disallowed_names)]\n"
    );
    for section in sections.iter().filter(|section| !section.pieces.is_empty()) {
        text.push_str(&format!("\n    // ----- {} -----\n", section.title));
        for piece in &section.pieces {
            text.push('\n');
            // No literal spans lines, so none is changed.
            for line in piece.lines() {
                if !line.is_empty() {
                    text.push_str("    ");
                    text.push_str(line);
                }
                text.push('\n');
            }
        }
    }
    text.push_str("}\n");
    text
}

/// Puts a blank line between the functions of an `impl` or a trait; the printer leaves none.
///
/// Only lines at the first level of indentation begin a function there, and no literal spans lines.
fn space_out(item: &str) -> String {
    let mut out = String::new();
    let mut before = "";
    for line in item.lines() {
        let at_first_level = line.starts_with("    ") && !line.starts_with("     ");
        let leads_in = |line: &str| {
            let line = line.strip_prefix("    ").unwrap_or(line);
            line.starts_with("///") || line.starts_with("#[")
        };
        let ends_function = before == "    }" || before.ends_with(';') && !leads_in(before);
        if at_first_level
            && ends_function
            && line != "    }"
            && (before == "    }" || leads_in(line))
        {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        before = line;
    }
    out
}
