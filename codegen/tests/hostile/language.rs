//! What must hold for a file of each language.

use crate::PAYLOAD;
use crate::lexer::{self, Syntax};
use codegen::OutputFile;
use pulldown_cmark::{Event, Options, Parser, Tag};
use std::collections::BTreeSet;

/// Checks that a file has the structure of its language, and that no text of the definition has become a part of
/// it. `like` is the file that a harmless text gives.
pub(crate) fn check(file: &OutputFile, like: Option<&OutputFile>) -> Result<(), String> {
    let text = &file.text;
    let extension = file.name.rsplit(['.', '/']).next().unwrap_or_default();
    match extension {
        "rs" => rust(text),
        "json" => json(text),
        "html" => html(text, like),
        "md" => markdown(text),
        "toml" => toml(text),
        "xml" | "pom" => tags(text, like),
        // What holds nothing of the definition is the work of people.
        _ if !text.contains("EVIL") => Ok(()),
        "ts" | "mts" | "cts" | "js" | "mjs" | "cjs" => code(text, &lexer::SCRIPT),
        "py" | "pyi" => code(text, &lexer::PYTHON),
        "go" => code(text, &lexer::GO),
        "java" | "kt" | "kts" | "gradle" | "cs" | "swift" => {
            code(&lexer::without_unicode_escapes(text), &lexer::JAVA)
        }
        "h" | "hh" | "hpp" | "c" | "cc" | "cpp" => code(text, &lexer::CPP),
        "cmake" | "txt" | "cfg" | "sh" | "yml" | "yaml" => code(text, &lexer::HASHED),
        _ => Err(
            "a text of the definition stands in a file of a kind that this test does not know"
                .to_owned(),
        ),
    }
}

fn code(text: &str, syntax: &Syntax) -> Result<(), String> {
    let code = lexer::code_of(text, syntax)?;
    match code.find(PAYLOAD) {
        None => Ok(()),
        Some(at) => {
            let before: String = code[..at].chars().rev().take(60).collect();
            let before: String = before.chars().rev().collect();
            Err(format!("outside of comments and strings, after {before:?}"))
        }
    }
}

fn rust(text: &str) -> Result<(), String> {
    let file = syn::parse_file(text).map_err(|error| error.to_string())?;
    // Without comments and literals, nothing of the definition's texts is left.
    let tokens = quote::quote!(#file);
    fn has_payload(tokens: proc_macro2::TokenStream) -> bool {
        let text = tokens.into_iter().map(|token| match token {
            proc_macro2::TokenTree::Group(group) => usize::from(has_payload(group.stream())) * 2,
            proc_macro2::TokenTree::Punct(punct) => usize::from(punct.as_char() == '@'),
            _ => 0,
        });
        // The bindings use no patterns with `@`.
        text.sum::<usize>() >= 1
    }
    match has_payload(tokens) {
        true => Err("the text is a part of the code".to_owned()),
        false => Ok(()),
    }
}

fn json(text: &str) -> Result<(), String> {
    let value: Result<serde_json::Value, _> = serde_json::from_str(text);
    value.map(drop).map_err(|error| error.to_string())
}

fn toml(text: &str) -> Result<(), String> {
    let value: Result<toml::Table, _> = toml::from_str(text);
    value.map(drop).map_err(|error| error.to_string())
}

/// A page may have no element, and no attribute of one, that a harmless page has not.
fn html(text: &str, like: Option<&OutputFile>) -> Result<(), String> {
    let lower = text.to_lowercase();
    for word in ["<script", "javascript:", "onerror=\"", "<img", "<iframe"] {
        if lower.contains(word) && like.is_none_or(|like| !like.text.to_lowercase().contains(word))
        {
            // In running text an address is harmless; in an attribute or a tag it is not.
            let in_tag = word.starts_with('<') || lower.contains(&format!("\"{word}"));
            if in_tag {
                return Err(format!("{word} has become markup"));
            }
        }
    }
    tags(text, like)
}

/// Every element with the names of its attributes.
fn shapes(text: &str) -> Result<BTreeSet<String>, String> {
    let mut shapes = BTreeSet::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let mut shape = String::new();
        let mut quoted = false;
        let mut end = None;
        for (at, c) in rest.char_indices() {
            match c {
                '"' => quoted = !quoted,
                '>' if !quoted => {
                    end = Some(at);
                    break;
                }
                '<' if !quoted => return Err(format!("a tag within a tag: <{shape}")),
                _ if quoted => {}
                c => shape.push(c),
            }
        }
        let end = end.ok_or_else(|| format!("a tag without end: <{shape}"))?;
        rest = &rest[end + 1..];
        shapes.insert(shape);
    }
    Ok(shapes)
}

fn tags(text: &str, like: Option<&OutputFile>) -> Result<(), String> {
    let known = like.map(|like| shapes(&like.text)).transpose()?;
    let found = shapes(text)?;
    let known = known.unwrap_or_default();
    // Several paragraphs and line breaks in a text are right.
    let layout = ["p", "/p", "br", "/br", "br/"];
    let odd: Vec<&String> = found
        .iter()
        .filter(|shape| !known.contains(*shape) && !layout.contains(&shape.trim()))
        .collect();
    if odd.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "elements that a harmless text does not give: {odd:?}"
        ))
    }
}

/// A page may have no HTML, no images, and links to its own sections and to fixed addresses alone.
fn markdown(text: &str) -> Result<(), String> {
    let extensions =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    for event in Parser::new_ext(text, extensions) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => return Err(format!("HTML: {html}")),
            Event::Start(Tag::Image { dest_url, .. }) => {
                return Err(format!("an image: {dest_url}"));
            }
            Event::Start(Tag::Link { dest_url, .. })
                if dest_url.contains("EVIL") && !dest_url.starts_with('#') =>
            {
                return Err(format!("a link: {dest_url}"));
            }
            Event::FootnoteReference(name) => return Err(format!("a footnote: {name}")),
            _ => {}
        }
    }
    Ok(())
}
