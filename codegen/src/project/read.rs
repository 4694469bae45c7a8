//! From the text of a project file to its meaning.

use super::value::{BAD_VALUE, INVALID_TOML, MISSING_KEY, Placed, Values, listed};
use super::{Project, keys};
use crate::cli::target_options::TARGET_OPTIONS;
use crate::definition::suggest::{did_you_mean, nearest};
use crate::diagnostic::{Diagnostic, Diagnostics, quoted, rules as rule};
use crate::generation::{BackEnd, NamedOptions, Output};
use crate::output::{Options, Target};
use crate::source::{Sources, Span};
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads a project file. `None`, with every problem reported, if something is wrong with it.
pub(crate) fn read(
    path: &Path,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Project> {
    match std::fs::read_to_string(path) {
        Ok(text) => read_text(path, text, sources, diagnostics),
        Err(error) => {
            let message = format!("cannot read {}: {error}", path.display());
            diagnostics.report(
                Diagnostic::nowhere(&rule::UNREADABLE_FILE, message)
                    .help("`codegen init` writes a project file"),
            );
            None
        }
    }
}

/// Reads the text of a project file that stands at `path`.
pub(crate) fn read_text(
    path: &Path,
    text: String,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Project> {
    let source = sources.add(path, text);
    let mut values = Values {
        source,
        diagnostics,
    };
    let (table, errors) = DeTable::parse_recoverable(sources.get(source).text());
    for error in &errors {
        let span = values.span(error.span().unwrap_or_default());
        let problem = Diagnostic::new(&INVALID_TOML, error.message(), span);
        values.diagnostics.report(problem);
    }
    // What could be read of a broken file may not be what was meant: nothing is said of it.
    let project = errors
        .is_empty()
        .then(|| project(path, table.get_ref(), &mut values));
    diagnostics.sort();
    project.filter(|_| !diagnostics.has_errors())
}

fn project(path: &Path, table: &DeTable<'_>, values: &mut Values<'_>) -> Project {
    let directory = path.parent().unwrap_or(Path::new("")).to_owned();
    let mut reader = Reader {
        directory,
        include_dirs: Vec::new(),
        outputs: Vec::new(),
    };
    // What holds for every output comes first, wherever it stands.
    if let Some(value) = table.get("include") {
        reader.include_dirs = reader.directories(values, value);
    }
    let known = keys::TOP.each_ref().map(|key| key.name);
    values.each(table, &known, |values, name, _, value| {
        if name == "output" {
            reader.outputs(values, value);
        }
    });
    Project {
        file: path.to_owned(),
        directory: reader.directory,
        outputs: reader.outputs,
    }
}

struct Reader {
    directory: PathBuf,
    include_dirs: Vec<PathBuf>,
    outputs: Vec<Output>,
}

/// What `[[output]]` says, before it is known to be whole.
#[derive(Default)]
struct Draft<'t> {
    definitions: Option<Vec<PathBuf>>,
    targets: Option<Vec<Target>>,
    out: Option<PathBuf>,
    include_dirs: Vec<PathBuf>,
    options: Option<&'t Spanned<DeValue<'t>>>,
}

impl Reader {
    fn outputs<'t>(&mut self, values: &mut Values<'_>, value: &'t Spanned<DeValue<'t>>) {
        const HELP: &str = "an output begins with a line `[[output]]`";
        let DeValue::Array(items) = value.get_ref() else {
            // The span of a table is that of its header.
            let span = values.span(value.span());
            values.refuse("`output` is a list of tables", span, Some(HELP.to_owned()));
            return;
        };
        for item in items.iter() {
            if let Some(table) = values.table(item, HELP) {
                let span = values.span(item.span());
                self.output(values, table, span);
            }
        }
    }

    fn output<'t>(&mut self, values: &mut Values<'_>, table: &'t DeTable<'t>, span: Span) {
        let known = keys::OUTPUT.each_ref().map(|key| key.name);
        let mut draft = Draft::default();
        values.each(table, &known, |values, name, _, value| match name {
            "definition" => draft.definitions = Some(self.definitions(values, value)),
            "target" => draft.targets = Some(targets(values, value)),
            "out" => {
                let path = values.text(value, "a path");
                draft.out = Some(path.map(|path| self.path(&path)).unwrap_or_default());
            }
            "include" => draft.include_dirs = self.directories(values, value),
            "options" => draft.options = Some(value),
            // Whatever else is known is in the table of keys by mistake.
            _ => {}
        });
        let given = [
            ("definition", draft.definitions.is_some()),
            ("target", draft.targets.is_some()),
            ("out", draft.out.is_some()),
        ];
        for (name, _) in given.iter().filter(|(_, given)| !given) {
            values.diagnostics.report(
                Diagnostic::new(&MISSING_KEY, format!("this output has no `{name}`"), span)
                    .help(format!("add a line `{name} = \"...\"`")),
            );
        }
        let targets = draft.targets.unwrap_or_default();
        let (options, named_options) = draft
            .options
            .and_then(|value| options(values, value, &targets))
            .unwrap_or_default();
        let out = draft.out.unwrap_or_default();
        let include_dirs: Vec<PathBuf> = draft
            .include_dirs
            .iter()
            .chain(&self.include_dirs)
            .cloned()
            .collect();
        for definition in draft.definitions.unwrap_or_default() {
            for target in &targets {
                self.outputs.push(Output {
                    definition: definition.clone(),
                    back_end: BackEnd::BuiltIn(*target, options.clone()),
                    named_options: named_options.clone(),
                    out: out.clone(),
                    include_dirs: include_dirs.clone(),
                });
            }
        }
    }

    fn definitions(&self, values: &mut Values<'_>, value: &Spanned<DeValue<'_>>) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        for text in values.texts(value, "the path of a definition") {
            let path = self.path(&text);
            if path.exists() {
                paths.push(path);
            } else {
                missing(values, &text, &path, "definition");
            }
        }
        paths
    }

    fn directories(&self, values: &mut Values<'_>, value: &Spanned<DeValue<'_>>) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        for text in values.texts(value, "the path of a directory") {
            let path = self.path(&text);
            if path.is_dir() {
                paths.push(path);
            } else {
                missing(values, &text, &path, "directory");
            }
        }
        paths
    }

    /// A path of the file, seen from the directory that the program was started in.
    fn path(&self, text: &Placed<String>) -> PathBuf {
        self.directory.join(&text.value)
    }
}

/// Reports a file or directory that is not there, with the one beside it that was probably meant.
fn missing(values: &mut Values<'_>, text: &Placed<String>, path: &Path, what: &str) {
    let beside: Vec<String> = path
        .parent()
        .map(|parent| {
            if parent.as_os_str().is_empty() {
                Path::new(".")
            } else {
                parent
            }
        })
        .and_then(|parent| parent.read_dir().ok())
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    let mut names: Vec<&str> = beside.iter().map(String::as_str).collect();
    names.sort_unstable();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut problem = Diagnostic::new(
        &BAD_VALUE,
        format!("there is no {what} {}", quoted(&text.value)),
        text.span,
    )
    .note(format!("searched {}", path.display()));
    problem.help = did_you_mean(nearest(&name, names));
    values.diagnostics.report(problem);
}

fn targets(values: &mut Values<'_>, value: &Spanned<DeValue<'_>>) -> Vec<Target> {
    let names: Vec<&str> = Target::ALL.iter().map(|target| target.name()).collect();
    let mut targets = Vec::new();
    for text in values.texts(value, "the name of a target") {
        match Target::ALL
            .iter()
            .find(|target| target.name() == text.value)
        {
            Some(target) => targets.push(*target),
            None => {
                let help = did_you_mean(nearest(&text.value, names.iter().copied()))
                    .unwrap_or_else(|| format!("the targets are {}", listed(&names)));
                let reason = format!("there is no target {}", quoted(&text.value));
                values.refuse(reason, text.span, Some(help));
            }
        }
    }
    targets
}

/// The options of an output that makes these targets, and how they were named.
fn options<'t>(
    values: &mut Values<'_>,
    value: &'t Spanned<DeValue<'t>>,
    targets: &[Target],
) -> Option<(Options, NamedOptions)> {
    let mut options = Options::default();
    let mut named = NamedOptions::new();
    let table = values.table(value, "options stand below a line `[output.options]`")?;
    let known = TARGET_OPTIONS.each_ref().map(|option| option.name);
    values.each(table, &known, |values, name, key, value| {
        let Some(option) = TARGET_OPTIONS.iter().find(|option| option.name == name) else {
            return;
        };
        if !targets.is_empty() && !targets.iter().any(|target| option.targets.contains(target)) {
            let reason = format!(
                "`{name}` is an option of {}, which is not made here",
                option.target_names()
            );
            values.refuse(reason, key, Some("remove it".to_owned()));
        }
        let Some(text) = values.text(value, "a text") else {
            return;
        };
        match option.set(&mut options, &text.value) {
            Ok(()) => {
                named.insert(name.to_owned(), text.value.into());
            }
            Err(reason) => values.refuse(reason, text.span, None),
        }
    });
    Some((options, named))
}
