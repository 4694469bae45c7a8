//! Errors that methods and properties declare.

use super::docs;
use super::names::{Package as Names, declaration, exported, literal};
use super::package::Package;
use super::source;
use crate::backend::sdk::docs::{clean, prose};
use crate::backend::sdk::plan::{ErrorSetId, Plan};

/// The file with all declared errors.
pub(super) fn file(plan: &Plan<'_>, names: &Names, package: &Package) -> String {
    let mut source = source();
    if plan.errors.is_empty() {
        return String::new();
    }
    source.line(package.imports(&[]).trim_end());
    for (position, set) in plan.errors.iter().enumerate() {
        let id = ErrorSetId(position);
        let name = exported(&set.name);
        let (kind, kinds) = (names.kind(id), names.kinds(id));
        source.gap();
        let about = format!("{name} is an error that {} declares.", clean(set.wire_name));
        docs::comment(&mut source, &[docs::prose(&about)]);
        source.line(format!("type {name} = rpc.MethodError[{kind}]"));
        source.gap();
        source.line(format!("// {kind} tells which of them a [{name}] is."));
        source.line(format!("type {kind} string"));
        source.gap();
        source.line(format!("// Kinds of [{name}]."));
        source.block("const (", ")", |source| {
            for (position, (constant, (case, error))) in kinds.iter().zip(&set.cases).enumerate() {
                if position > 0 {
                    source.gap();
                }
                let text = error.description.as_deref().unwrap_or(&error.message);
                let text = docs::prose(&prose(text).join(" "));
                docs::comment(source, &[docs::named(constant, &text)]);
                source.line(format!("{constant} {kind} = {}", literal(case.snake())));
            }
        });
        source.gap();
        source.block(
            format!("var {} = rpc.Declares(", declaration(&set.name)),
            ")",
            |source| {
                for (constant, (_, error)) in kinds.iter().zip(&set.cases) {
                    let message = literal(&error.message);
                    source.line(format!("rpc.Case({constant}, {}, {message}),", error.code));
                }
            },
        );
    }
    source.finish()
}
