//! The errors that a method declares.

use super::docs::{Comment, code, escape};
use super::names;
use crate::backend::sdk::docs::prose;
use crate::backend::sdk::plan::ErrorSet;
use crate::backend::sdk::text::Source;

/// Name and text of the file of a method's errors.
pub(super) fn class(set: &ErrorSet<'_>) -> (String, String) {
    let name = names::type_name(&set.name);
    let mut source = Source::new("  ");
    let wire = code(set.wire_name);
    Comment::default()
        .text(format!(
            "An error that {wire} declares; its kind tells which."
        ))
        .write(&mut source);
    source.block(
        format!("public final class {name} extends RpcError {{"),
        "}",
        |source| {
            source.line("private static final long serialVersionUID = 1L;");
            source.gap();
            source.line(format!(
                "static final Declared DECLARED = Declared.of(Kind.class, {name}::new);"
            ));
            source.gap();
            source.line("/** Which of the declared errors it is. */");
            source.line("private final Kind kind;");
            source.gap();
            source.block(
                format!("private {name}(Kind kind, RpcError error) {{"),
                "}",
                |source| {
                    source.line("super(error);").line("this.kind = kind;");
                },
            );
            source.gap();
            Comment::default()
                .text("Which of the declared errors it is.")
                .tag("@return the kind")
                .write(source);
            source.block("public Kind kind() {", "}", |source| {
                source.line("return kind;");
            });
            kinds(source, set);
        },
    );
    (name, source.finish())
}

fn kinds(source: &mut Source, set: &ErrorSet<'_>) {
    source.gap();
    source.line(format!(
        "/** The errors that {} declares. */",
        code(set.wire_name)
    ));
    source.block("public enum Kind implements ErrorKind {", "}", |source| {
        for (position, (name, case)) in set.cases.iter().enumerate() {
            let last = position + 1 == set.cases.len();
            let texts = case.description.as_deref().map(prose).unwrap_or_default();
            let mut comment = Comment::default();
            if texts.is_empty() {
                comment.text(format!("{}.", escape(&case.message)));
            } else {
                comment.plain(&texts);
            }
            comment.write(source);
            source.line(format!(
                "{}({}L, {}){}",
                names::constant(name),
                case.code,
                names::literal(&case.message),
                if last { ";" } else { "," }
            ));
        }
        source.gap().line("private final long code;");
        source.line("private final String message;");
        source.gap();
        source.block("Kind(long code, String message) {", "}", |source| {
            source
                .line("this.code = code;")
                .line("this.message = message;");
        });
        for (ty, name) in [("long", "code"), ("String", "message")] {
            source.gap().line("@Override");
            source.block(format!("public {ty} {name}() {{"), "}", |source| {
                source.line(format!("return {name};"));
            });
        }
    });
}
