//! Lines as `rustfmt` breaks them, as far as generated code needs it.

use crate::backend::sdk::text::Source;

/// The greatest width of a line.
pub(super) const WIDTH: usize = 100;

/// The greatest width of the arguments of a call, or of a chain of calls, on one line.
const CALL_WIDTH: usize = 60;

/// The greatest width of the arguments of an attribute on one line.
const ATTRIBUTE_WIDTH: usize = 70;

/// The greatest width of the fields of a struct expression on one line.
const FIELDS_WIDTH: usize = 18;

/// Writes an attribute, its arguments one a line if they are long.
pub(super) fn attribute(source: &mut Source, depth: usize, name: &str, arguments: &[String]) {
    let all = arguments.join(", ");
    let line = format!("#[{name}({all})]");
    if all.len() <= ATTRIBUTE_WIDTH && depth * 4 + line.len() <= WIDTH {
        source.line(line);
    } else {
        source.block(format!("#[{name}("), ")]", |source| {
            source.line(arguments.join(",\n"));
        });
    }
}

/// Writes a field, its type on a line of its own if they are long.
pub(super) fn field(source: &mut Source, name: &str, ty: &str) {
    let line = format!("pub {name}: {ty},");
    if 4 + line.len() <= WIDTH {
        source.line(line);
    } else {
        source.line(format!("pub {name}:\n    {ty},"));
    }
}

/// Writes a function in an `impl`: its parameters one a line if they are long.
pub(super) fn function(
    source: &mut Source,
    name: &str,
    parameters: &[String],
    result: &str,
    body: impl FnOnce(&mut Source),
) {
    let line = format!("pub fn {name}({}) -> {result} {{", parameters.join(", "));
    if 4 + line.len() <= WIDTH {
        source.block(line, "}", body);
    } else {
        source.block(
            format!("pub fn {name}("),
            format!(") -> {result} {{"),
            |source| {
                for parameter in parameters {
                    source.line(format!("{parameter},"));
                }
            },
        );
        source.indented(body).line("}");
    }
}

/// A call with its arguments, which stand one a line if they are long. `indent` is that of the line.
pub(super) fn call(head: &str, arguments: &[String], indent: usize) -> String {
    let all = arguments.join(", ");
    let line = format!("{head}({all})");
    let is_narrow = arguments.len() < 2 || all.len() <= CALL_WIDTH;
    let is_short = is_narrow && !all.contains('\n') && indent + line.len() <= WIDTH;
    if is_short || arguments.is_empty() {
        return line;
    }
    let inner = " ".repeat(indent + 4);
    let lines: Vec<String> = arguments
        .iter()
        .map(|argument| format!("{inner}{argument},\n"))
        .collect();
    format!("{head}(\n{}{})", lines.concat(), " ".repeat(indent))
}

/// A chain of calls on a short name, each on a line of its own if they are long; when only the last one has
/// more than one line, it stays with the others. `depth` is the indentation of the whole, which is not
/// written.
pub(super) fn chain(head: &str, links: &[(&str, Vec<String>)], depth: usize) -> String {
    let calls = |indent: usize| -> Vec<String> {
        let link = |(name, arguments): &(&str, Vec<String>)| {
            let text = call(&format!(".{name}"), arguments, depth + indent);
            text.replace(&format!("\n{}", " ".repeat(depth)), "\n")
        };
        links.iter().map(link).collect()
    };
    let line = format!("{head}{}", calls(0).concat());
    let below = calls(4);
    let lines = |text: &str| text.lines().count();
    let first = line.lines().next().unwrap_or_default();
    if line.len() <= CALL_WIDTH && lines(&line) == 1 {
        return line;
    }
    let last = below.last().map_or(0, |last| lines(last));
    if lines(&line) > 1 && first.len() <= CALL_WIDTH && last >= lines(&line) {
        return line;
    }
    let calls: Vec<String> = below.iter().map(|call| format!("\n    {call}")).collect();
    format!("{head}{}", calls.concat())
}

/// A `let`, its value on a line of its own if it only fits there. `indent` is that of the line.
pub(super) fn binding(name: &str, indent: usize, value: impl Fn(usize) -> String) -> String {
    let fits = |text: &str, indent: usize| !text.contains('\n') && indent + text.len() <= WIDTH;
    let line = format!("let {name} = {};", value(indent));
    let below = format!("{};", value(indent + 4));
    if !fits(&line, indent) && fits(&below, indent + 4) {
        return format!("let {name} =\n{}{below}", " ".repeat(indent + 4));
    }
    line
}

/// A struct expression, its fields one a line if they are long.
pub(super) fn fields(name: &str, fields: &[String], indent: usize) -> String {
    let all = fields.join(", ");
    if fields.is_empty() {
        return format!("{name} {{}}");
    }
    if all.len() <= FIELDS_WIDTH {
        return format!("{name} {{ {all} }}");
    }
    let inner = " ".repeat(indent + 4);
    let lines: Vec<String> = fields
        .iter()
        .map(|field| format!("{inner}{field},\n"))
        .collect();
    format!("{name} {{\n{}{}}}", lines.concat(), " ".repeat(indent))
}
