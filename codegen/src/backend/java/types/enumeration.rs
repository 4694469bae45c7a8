//! Enumerations: sealed, and open for texts of the future.

use crate::backend::java::docs::{Comment, code};
use crate::backend::java::names;
use crate::backend::sdk::docs::named_type;
use crate::backend::sdk::plan::{Plan, TextPlan};
use crate::backend::sdk::text::Source;

/// The text of an enumeration's file.
pub(super) fn text(plan: &Plan<'_>, position: usize, name: &str, texts: &[TextPlan<'_>]) -> String {
    let mut source = Source::new("  ");
    let mut comment = Comment::default();
    comment.plain(&named_type(plan, position));
    comment.text("Known texts are constants of an enum; any other text survives as it is.");
    comment.write(&mut source);
    source.block(
        format!("public sealed interface {name} extends OpenText {{"),
        "}",
        |source| {
            let known = if texts.is_empty() {
                "List.of()"
            } else {
                "List.of(Known.values())"
            };
            source.line(format!("/** Reads and writes {{@code {name}}}. */"));
            source.line(format!(
                "TextCodec<{name}> CODEC = new TextCodec<>({known}, Unknown::new);"
            ));
            of(source, name);
            if !texts.is_empty() {
                constants(source, name, texts);
            }
            unknown(source, name);
        },
    );
    source.finish()
}

fn of(source: &mut Source, name: &str) {
    source.gap();
    Comment::default()
        .text("The value with a text.")
        .tag("@param text the text")
        .tag("@return the value; a known one if there is one with this text")
        .write(source);
    source.block(format!("static {name} of(String text) {{"), "}", |source| {
        source.line("return CODEC.of(text);");
    });
}

fn constants(source: &mut Source, name: &str, texts: &[TextPlan<'_>]) {
    source.gap();
    source.line("/** The texts that this version of the package knows. */");
    source.block(format!("enum Known implements {name} {{"), "}", |source| {
        for (position, text) in texts.iter().enumerate() {
            let end = if position + 1 == texts.len() {
                ";"
            } else {
                ","
            };
            Comment::default()
                .text(format!("It is {}.", code(text.wire)))
                .write(source);
            let constant = names::constant(&text.name);
            source.line(format!("{constant}({}){end}", names::literal(text.wire)));
        }
        source.gap().line("private final String text;");
        source.gap();
        source.block("Known(String text) {", "}", |source| {
            source.line("this.text = text;");
        });
        source.gap().line("@Override");
        source.block("public String text() {", "}", |source| {
            source.line("return text;");
        });
        to_string(source);
    });
}

fn unknown(source: &mut Source, name: &str) {
    source.gap();
    Comment::default()
        .text("A text that this version of the package does not know.")
        .tag("@param text the text")
        .write(source);
    source.block(
        format!("record Unknown(String text) implements {name} {{"),
        "}",
        to_string,
    );
}

fn to_string(source: &mut Source) {
    source.gap().line("@Override");
    source.block("public String toString() {", "}", |source| {
        source.line("return text;");
    });
}
