//! Objects: records, or classes where there are more members than a constructor can take.

use super::{maybe, plain, type_name, use_codec};
use crate::backend::java::docs::{Comment, code};
use crate::backend::java::names;
use crate::backend::sdk::docs::{named_type, value};
use crate::backend::sdk::plan::{MemberPlan, Plan, ShapePlan};
use crate::backend::sdk::text::Source;
use crate::model::TypeId;

/// Places that the parameters of a constructor may take, the object itself and some air left aside.
const PLACES: usize = 250;

/// A member with everything that is written of it.
struct Part<'a> {
    plan: &'a MemberPlan<'a>,
    /// Name of the component and its accessor.
    name: String,
    /// Name of the method that changes it.
    wither: String,
    ty: String,
    wire: String,
    codec: String,
}

impl<'a> Part<'a> {
    fn new(plan: &Plan<'_>, member: &'a MemberPlan<'a>) -> Self {
        let at = &member.member.value;
        Self {
            plan: member,
            name: names::member(&member.name),
            wither: names::wither(&member.name),
            ty: if member.is_required() {
                plain(plan, at)
            } else {
                maybe(plan, at)
            },
            wire: names::literal(&member.member.wire_name),
            codec: use_codec(plan, at),
        }
    }

    fn declaration(&self) -> String {
        format!("{} {}", self.ty, self.name)
    }

    /// Reads the member from `source`.
    fn read(&self, source: &str) -> String {
        let Self { wire, codec, .. } = self;
        match &self.plan.default {
            _ if self.plan.is_required() => format!("{source}.required({wire}, {codec})"),
            Some(default) => {
                let default = names::literal(&default.to_string());
                format!("{source}.optional({wire}, {codec}, {default})")
            }
            None => format!("{source}.optional({wire}, {codec})"),
        }
    }

    fn write(&self) -> String {
        let Self {
            wire, codec, name, ..
        } = self;
        let kind = self.kind();
        format!("to.{kind}({wire}, {codec}, value.{name}());")
    }

    fn kind(&self) -> &'static str {
        if self.plan.is_required() {
            "required"
        } else {
            "optional"
        }
    }

    /// What the definition says about it.
    fn texts(&self) -> Vec<String> {
        let mut texts = value(&self.plan.member.value);
        if self.plan.member.deprecated {
            texts.push("Still understood, but not to be sent any more.".to_owned());
        }
        texts
    }

    fn describe(&self, comment: &mut Comment) {
        let wire = code(&self.plan.member.wire_name);
        let otherwise = if self.plan.is_required() {
            format!("the member {wire}")
        } else {
            format!("the member {wire}; null: it is absent")
        };
        comment.parameter(&self.name, &self.texts(), &otherwise);
    }
}

/// The text of an object's file.
pub(super) fn text(
    plan: &Plan<'_>,
    position: usize,
    name: &str,
    members: &[MemberPlan<'_>],
) -> String {
    let parts: Vec<Part<'_>> = members.iter().map(|it| Part::new(plan, it)).collect();
    let mut source = Source::new("  ");
    let mut comment = Comment::default();
    comment.plain(&named_type(plan, position));
    if is_wide(&parts) {
        comment.write(&mut source);
        class(&mut source, name, &parts);
    } else {
        for part in &parts {
            part.describe(&mut comment);
        }
        comment.write(&mut source);
        record(&mut source, name, &parts);
    }
    source.finish()
}

fn is_wide(parts: &[Part<'_>]) -> bool {
    let places = |part: &Part<'_>| match part.ty.as_str() {
        "long" | "double" => 2,
        _ => 1,
    };
    parts.iter().map(places).sum::<usize>() > PLACES
}

fn record(source: &mut Source, name: &str, parts: &[Part<'_>]) {
    let components: Vec<String> = parts.iter().map(Part::declaration).collect();
    let components = if components.iter().map(String::len).sum::<usize>() > 80 {
        format!("\n    {}", components.join(",\n    "))
    } else {
        components.join(", ")
    };
    let read: Vec<String> = parts
        .iter()
        .map(|part| format!("\n            {}", part.read("from")))
        .collect();
    source.block(
        format!("public record {name}({components}) {{"),
        "}",
        |source| {
            let read = format!("new {name}({})", read.join(","));
            codec(source, name, &read, parts);
            let required = |part: &&Part<'_>| part.plan.is_required();
            let given: Vec<&Part<'_>> = parts.iter().filter(required).collect();
            if given.len() < parts.len() {
                constructor(source, name, parts, &given);
            }
            for part in parts.iter().filter(|part| !part.plan.is_required()) {
                let all: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
                wither(source, name, part, &made(name, &all));
            }
        },
    );
}

/// A constructor that takes only what must be there.
fn constructor(source: &mut Source, name: &str, parts: &[Part<'_>], given: &[&Part<'_>]) {
    let mut comment = Comment::default();
    comment.text("Only what must be there.");
    for part in given {
        part.describe(&mut comment);
    }
    source.gap();
    comment.write(source);
    let parameters: Vec<String> = given.iter().map(|part| part.declaration()).collect();
    let arguments: Vec<&str> = parts
        .iter()
        .map(|part| {
            if part.plan.is_required() {
                part.name.as_str()
            } else {
                "null"
            }
        })
        .collect();
    source.block(
        format!("public {name}({}) {{", parameters.join(", ")),
        "}",
        |source| {
            source.line(format!("this({});", arguments.join(", ")));
        },
    );
}

/// A method that gives the same with another value of a member.
fn wither(source: &mut Source, name: &str, part: &Part<'_>, result: &str) {
    let mut comment = Comment::default();
    let wire = code(&part.plan.member.wire_name);
    comment.text(format!("The same with another value of {wire}."));
    part.describe(&mut comment);
    comment.tag("@return the same otherwise");
    source.gap();
    comment.write(source);
    source.block(
        format!("public {name} {}({}) {{", part.wither, part.declaration()),
        "}",
        |source| {
            source.line(format!("return {result};"));
        },
    );
}

fn codec(source: &mut Source, name: &str, made: &str, parts: &[Part<'_>]) {
    source.line(format!("/** Reads and writes {{@code {name}}}. */"));
    source.line(format!("public static final Codec<{name}> CODEC ="));
    source.line("    Codecs.object(");
    source.line(format!("        from -> {made},"));
    if parts.is_empty() {
        source.line("        (value, to) -> {});");
        return;
    }
    source.block("        (value, to) -> {", "        });", |source| {
        for part in parts {
            source.line(format!("        {}", part.write()));
        }
    });
}

fn made(name: &str, arguments: &[impl AsRef<str>]) -> String {
    let arguments: Vec<&str> = arguments.iter().map(AsRef::as_ref).collect();
    format!("new {name}({})", arguments.join(", "))
}

/// A class instead of a record.
fn class(source: &mut Source, name: &str, parts: &[Part<'_>]) {
    // A row of statements: as one expression it would be too deep for what looks into it.
    let read: String = parts
        .iter()
        .map(|part| {
            let (wither, value) = (&part.wither, part.read("from"));
            format!("\n          made = made.{wither}({value});")
        })
        .collect();
    let made =
        format!("{{\n          var made = new {name}();{read}\n          return made;\n        }}");
    source.block(format!("public final class {name} {{"), "}", |source| {
        codec(source, name, &made, parts);
        source.gap().line("private final Fields fields;");
        source.gap().line("/** Nothing is given yet. */");
        source.block(format!("public {name}() {{"), "}", |source| {
            source.line("this(Fields.NONE);");
        });
        source.gap();
        source.block(format!("private {name}(Fields fields) {{"), "}", |source| {
            source.line("this.fields = fields;");
        });
        for part in parts {
            accessor(source, part);
            let with = format!(
                "new {name}(this.fields.with({}, {}, {}))",
                part.wire, part.codec, part.name
            );
            wither(source, name, part, &with);
        }
        source.gap().line("@Override");
        source.block(
            "public boolean equals(@Nullable Object other) {",
            "}",
            |source| {
                source.line(format!(
                    "return other instanceof {name} same && same.fields.equals(this.fields);"
                ));
            },
        );
        source.gap().line("@Override");
        source.block("public int hashCode() {", "}", |source| {
            source.line("return this.fields.hashCode();");
        });
        source.gap().line("@Override");
        source.block("public String toString() {", "}", |source| {
            source.line("return this.fields.toString();");
        });
    });
}

fn accessor(source: &mut Source, part: &Part<'_>) {
    let mut comment = Comment::default();
    let texts = part.texts();
    if texts.is_empty() {
        comment.text(format!("The member {}.", code(&part.plan.member.wire_name)));
    } else {
        comment.plain(&texts);
    }
    comment.tag(if part.plan.is_required() {
        "@return its value"
    } else {
        "@return its value; null: it is absent"
    });
    source.gap();
    comment.write(source);
    source.block(
        format!("public {} {}() {{", part.ty, part.name),
        "}",
        |source| {
            let (kind, wire, codec) = (part.kind(), &part.wire, &part.codec);
            source.line(format!("return this.fields.{kind}({wire}, {codec});"));
        },
    );
}

/// The expression that makes an object of values of the members that must be there, in their order.
pub(in crate::backend::java) fn example_construction(
    plan: &Plan<'_>,
    id: TypeId,
    values: &[String],
) -> String {
    let name = type_name(plan, id);
    let ShapePlan::Object(members) = &plan.type_plan(id).shape else {
        return name;
    };
    let parts: Vec<Part<'_>> = members.iter().map(|it| Part::new(plan, it)).collect();
    if !is_wide(&parts) {
        return made(&name, values);
    }
    let required = parts.iter().filter(|part| part.plan.is_required());
    let changes = required.zip(values);
    let changes = changes.map(|(part, value)| format!(".{}({value})", part.wither));
    format!("new {name}(){}", changes.collect::<String>())
}

/// The expression that makes an object of values of its members, in their order.
pub(in crate::backend::java) fn construction(
    plan: &Plan<'_>,
    id: TypeId,
    values: &[String],
) -> String {
    let name = type_name(plan, id);
    let ShapePlan::Object(members) = &plan.type_plan(id).shape else {
        return name;
    };
    let parts: Vec<Part<'_>> = members.iter().map(|it| Part::new(plan, it)).collect();
    if !is_wide(&parts) {
        return made(&name, values);
    }
    let changes = parts.iter().zip(values);
    let changes = changes.map(|(part, value)| format!(".{}({value})", part.wither));
    format!("new {name}(){}", changes.collect::<String>())
}
