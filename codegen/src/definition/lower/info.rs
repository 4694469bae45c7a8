//! `info`: what the definition says about the interface as a whole.

use super::Lowering;
use crate::definition::json::{Node, Value};
use crate::definition::keywords;
use crate::definition::suggest::{did_you_mean, nearest};
use crate::diagnostic::{Diagnostic, quoted, rules as rule};
use crate::model::{Format, Name, Status, Version};
use crate::source::Place;

/// The head of the model.
pub(super) struct Info {
    pub(super) name: Name,
    pub(super) title: String,
    pub(super) description: Option<String>,
    pub(super) version: Version,
    pub(super) status: Status,
    pub(super) source_interface: Option<String>,
    pub(super) source_file: Option<String>,
    pub(super) legacy_lowercase: bool,
    /// `None`: the definition does not say, which counts as compliant.
    pub(super) format: Option<Format>,
    /// Where the name is written.
    pub(super) place: Place,
    /// Where the version is written.
    pub(super) version_place: Place,
    /// Where the format is written.
    pub(super) format_place: Place,
}

/// The texts of `info.status`.
pub(in crate::definition) const STATUSES: [(&str, Status); 6] = [
    ("dev", Status::Development),
    ("development", Status::Development),
    ("alpha", Status::Alpha),
    ("beta", Status::Beta),
    ("prod", Status::Production),
    ("production", Status::Production),
];

/// The texts of `info.format`.
pub(in crate::definition) const FORMATS: [(&str, Format); 3] = [
    ("compliant", Format::Compliant),
    ("uncompliant-extended", Format::UncompliantExtended),
    ("uncompliant-collapsed", Format::UncompliantCollapsed),
];

const INITIAL: Version = Version {
    major: 1,
    minor: 0,
    patch: 0,
};

impl<'a> Lowering<'a, '_> {
    pub(super) fn info(&mut self, root: &'a Node) -> Info {
        let mut info = Info {
            name: Name::new("Unnamed"),
            title: String::new(),
            description: None,
            version: INITIAL,
            status: Status::Alpha,
            source_interface: None,
            source_file: None,
            legacy_lowercase: false,
            format: None,
            place: root.mark().into(),
            version_place: Place::UNKNOWN,
            format_place: Place::UNKNOWN,
        };
        let Some(node) = root.get("info") else {
            self.diagnostics.report(
                Diagnostic::new(&rule::MISSING_INFO, "the definition has no `info`", root.mark())
                    .help("add `\"info\": {\"class\": \"Name\", \"version\": \"1.0.0\"}`, with the interface's name"),
            );
            return info;
        };
        let Some(resolved) = self.references.follow(node) else {
            return info;
        };
        let node = resolved.node;
        let Some(object) = self.object(node, "`info`") else {
            return info;
        };
        let place = |key| Place::from(object.get(key).map(|node| node.mark()));
        info.place = place("class");
        info.version_place = place("version");
        info.format_place = place("format");
        keywords::check(object, &keywords::INFO, self.diagnostics);
        // A plugin is known by its callsign.
        let callsign = || object.get("callsign").filter(|_| self.plugin);
        let class = callsign()
            .or(object.get("class"))
            .map(|class| self.references.follow(class));
        match class {
            None => self.missing_class(node),
            // A reference that leads nowhere was reported.
            Some(None) => {}
            Some(Some(class)) => match self.text(Some(class.node), "`info.class`") {
                Some(text) if text.chars().any(char::is_alphanumeric) => {
                    info.name = Name::new(text);
                    let kind = if self.plugin { "Plugin" } else { "API" };
                    info.title = format!("{text} {kind}");
                }
                Some(_) => self.missing_class(class.node),
                None => {}
            },
        }
        if let Some(title) = self.prose(object.get("title"), "`info.title`") {
            info.title = title;
        }
        info.description = self.description(object.get("description"));
        info.version = self.version(object.get("version"), node);
        info.status = self
            .choice(
                object.get("status"),
                "info.status",
                &STATUSES,
                &rule::UNKNOWN_STATUS,
            )
            .unwrap_or(Status::Alpha);
        info.format = self.choice(
            object.get("format"),
            "info.format",
            &FORMATS,
            &rule::UNKNOWN_FORMAT,
        );
        info.source_interface = self.prose(object.get("interface"), "`info.interface`");
        info.source_file = self.prose(object.get("sourcefile"), "`info.sourcefile`");
        info.legacy_lowercase = self.flag(object.get("@legacylowercase"), "`@legacylowercase`");
        info
    }

    fn missing_class(&mut self, at: &Node) {
        let (message, help) = if self.plugin {
            (
                "`info.callsign`, the name of the plugin, is missing",
                "add `\"callsign\": \"Name\"`; generated files are named after it",
            )
        } else {
            (
                "`info.class`, the name of the interface, is missing",
                "add `\"class\": \"Name\"`; generated files and types are named after it",
            )
        };
        let problem = Diagnostic::new(&rule::MISSING_INFO, message, at.mark());
        self.diagnostics.report(problem.help(help));
    }

    /// A text, or a list of texts that are joined.
    fn description(&mut self, node: Option<&'a Node>) -> Option<String> {
        let node = node?;
        let Some(lines) = node.as_array() else {
            return self.prose(Some(node), "`info.description`");
        };
        let lines: Vec<String> = lines
            .iter()
            .filter_map(|line| self.prose(Some(line), "a line of `info.description`"))
            .collect();
        (!lines.is_empty()).then(|| lines.join(" "))
    }

    fn version(&mut self, node: Option<&'a Node>, info: &Node) -> Version {
        let Some(node) = node else {
            self.diagnostics.report(
                Diagnostic::new(
                    &rule::VERSION_ABSENT,
                    if self.plugin {
                        "the plugin has no version and counts as 1.0.0"
                    } else {
                        "the interface has no version and counts as 1.0.0"
                    },
                    info.mark(),
                )
                .help(self.in_json_or_header(
                    "add `\"version\": \"1.0.0\"` to `info`",
                    "write the version behind the tag: `@json 1.0.0`",
                )),
            );
            return INITIAL;
        };
        let parts: Option<Vec<u32>> = match &node.value {
            Value::Text(text) => text.split('.').map(number).collect(),
            Value::Array(items) => items
                .iter()
                .map(|item| match &item.value {
                    Value::Number(text) => number(text),
                    _ => None,
                })
                .collect(),
            _ => {
                self.wrong_kind(node, "`info.version`", "a text such as \"1.0.0\"");
                return INITIAL;
            }
        };
        match parts.as_deref() {
            Some([major]) => Version {
                major: *major,
                minor: 0,
                patch: 0,
            },
            Some([major, minor]) => Version {
                major: *major,
                minor: *minor,
                patch: 0,
            },
            Some([major, minor, patch]) => Version {
                major: *major,
                minor: *minor,
                patch: *patch,
            },
            _ => {
                self.diagnostics.report(
                    Diagnostic::new(&rule::BAD_VERSION, "this is not a version", node.span).help(
                        "a version is written as a text, `\"1.0.0\"`, or as a list, `[1, 0, 0]`",
                    ),
                );
                INITIAL
            }
        }
    }

    /// One of several texts.
    fn choice<T: Copy>(
        &mut self,
        node: Option<&'a Node>,
        key: &str,
        choices: &[(&'static str, T)],
        rule: &'static rule::Rule,
    ) -> Option<T> {
        let text = self.text(node, &format!("`{key}`"))?;
        let found = choices
            .iter()
            .find(|(name, _)| *name == text)
            .map(|(_, value)| *value);
        if let (None, Some(node)) = (found, node) {
            let names = choices.iter().map(|(name, _)| *name);
            let all: Vec<String> = names.clone().map(quoted).collect();
            let message = format!("{} is not a value of `{key}`", quoted(text));
            let help = did_you_mean(nearest(text, names))
                .unwrap_or_else(|| format!("write one of {}", all.join(", ")));
            self.diagnostics
                .report(Diagnostic::new(rule, message, node.span).help(help));
        }
        found
    }
}

fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}
