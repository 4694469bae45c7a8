//! From the text of a project file to its meaning.

use super::value::{BAD_VALUE, INVALID_TOML, MISSING_KEY, Placed, Values};
use super::{Project, ReadProject, keys, levels};
use crate::cli::target_options::TARGET_OPTIONS;
use crate::definition::suggest::{did_you_mean, nearest};
use crate::diagnostic::{Diagnostic, Diagnostics, quoted, rules as rule};
use crate::external::ExternalBackEnd;
use crate::generation::{BackEnd, NamedOptions, Output, each_interface};
use crate::lint::Levels;
use crate::output::Options;
use crate::source::{Sources, Span};
use std::path::{Path, PathBuf};
use std::time::Duration;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Reads a project file and reports every problem.
pub(crate) fn read(
    path: &Path,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> ReadProject {
    match std::fs::read_to_string(path) {
        Ok(text) => read_text(path, text, sources, diagnostics),
        Err(error) => {
            let message = format!("cannot read {}: {error}", path.display());
            diagnostics.report(
                Diagnostic::nowhere(&rule::UNREADABLE_FILE, message)
                    .help("`codegen init` writes a project file"),
            );
            ReadProject::default()
        }
    }
}

/// Reads the text of a project file that stands at `path`.
pub(crate) fn read_text(
    path: &Path,
    text: String,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> ReadProject {
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
    if !errors.is_empty() {
        // What could be read of a broken file may not be what was meant: nothing is said of it.
        return ReadProject::default();
    }
    let mut reader = Reader {
        directory: path.parent().unwrap_or(Path::new("")).to_owned(),
        include_dirs: Vec::new(),
        levels: Levels::default(),
        outputs: Vec::new(),
        mentioned: Vec::new(),
    };
    reader.file(&mut values, table.get_ref());
    diagnostics.sort();
    let project = Project {
        file: path.to_owned(),
        directory: reader.directory,
        levels: reader.levels,
        outputs: reader.outputs,
    };
    ReadProject {
        project: (!diagnostics.has_errors()).then_some(project),
        mentioned: reader.mentioned,
    }
}

struct Reader {
    directory: PathBuf,
    include_dirs: Vec<PathBuf>,
    levels: Levels,
    outputs: Vec<Output>,
    mentioned: Vec<PathBuf>,
}

/// What `[[output]]` says, before it is known to be whole.
#[derive(Default)]
struct Draft<'t> {
    definitions: Option<Vec<PathBuf>>,
    targets: Option<Vec<Placed<String>>>,
    program: Option<Placed<String>>,
    interface: Option<Placed<String>>,
    out: Option<PathBuf>,
    include_dirs: Vec<PathBuf>,
    timeout: Option<Duration>,
    options: Option<&'t Spanned<DeValue<'t>>>,
}

impl Reader {
    fn file(&mut self, values: &mut Values<'_>, table: &DeTable<'_>) {
        // What holds for every output comes first, wherever it stands.
        if let Some(value) = table.get("include") {
            self.include_dirs = self.directories(values, value);
        }
        let known = keys::TOP.each_ref().map(|key| key.name);
        values.each(table, &known, |values, name, _, value| match name {
            "lint" => self.levels = levels::read(values, value),
            "output" => self.outputs(values, value),
            _ => {}
        });
    }

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
            "target" => draft.targets = Some(values.texts(value, "the name of a target")),
            "backend" => draft.program = values.text(value, "the path of a program"),
            "interface" => draft.interface = values.text(value, "the name of an interface"),
            "timeout" => draft.timeout = timeout(values, value),
            "out" => {
                let path = values.text(value, "a path");
                draft.out = Some(path.map(|path| self.path(&path)).unwrap_or_default());
            }
            "include" => draft.include_dirs = self.directories(values, value),
            "options" => draft.options = Some(value),
            // Whatever else is known is in the table of keys by mistake.
            _ => {}
        });
        let made = draft.targets.is_some() || draft.program.is_some();
        let given = [
            ("definition", draft.definitions.is_some()),
            ("target", made),
            ("out", draft.out.is_some()),
        ];
        for (name, _) in given.iter().filter(|(_, given)| !given) {
            values.diagnostics.report(
                Diagnostic::new(&MISSING_KEY, format!("this output has no `{name}`"), span)
                    .help(format!("add a line `{name} = \"...\"`")),
            );
        }
        let back_ends = self.back_ends(values, &draft);
        let (options, named_options) = draft
            .options
            .and_then(|value| options(values, value, &back_ends))
            .unwrap_or_default();
        let out = draft.out.unwrap_or_default();
        let include_dirs: Vec<PathBuf> = draft
            .include_dirs
            .iter()
            .chain(&self.include_dirs)
            .cloned()
            .collect();
        let definitions = draft.definitions.take().unwrap_or_default();
        let chosen = draft.interface.as_ref().map(|name| name.value.as_str());
        let each = definitions.iter().flat_map(|definition| {
            let interfaces = each_interface(definition, chosen);
            interfaces
                .into_iter()
                .map(move |interface| (definition, interface))
        });
        for (definition, interface) in each {
            for back_end in &back_ends {
                let mut back_end = back_end.clone();
                if let BackEnd::BuiltIn(_, all) = &mut back_end {
                    *all = options.clone();
                }
                self.outputs.push(Output {
                    definition: definition.clone(),
                    interface: interface.clone(),
                    include_dirs: include_dirs.clone(),
                    back_end,
                    named_options: named_options.clone(),
                    out: out.clone(),
                });
            }
        }
    }

    /// What makes the files; its options are not known yet.
    fn back_ends(&mut self, values: &mut Values<'_>, draft: &Draft<'_>) -> Vec<BackEnd> {
        let mut back_ends = Vec::new();
        for target in draft.targets.iter().flatten() {
            match BackEnd::named(&target.value, &Options::default()) {
                Ok(back_end) => back_ends.push(back_end),
                Err(unknown) => values.refuse(unknown.reason, target.span, Some(unknown.help)),
            }
        }
        if let Some(program) = &draft.program {
            let path = self.path(program);
            self.mentioned.push(path.clone());
            if draft.targets.is_some() {
                let help = "give it an `[[output]]` of its own";
                values.refuse(
                    "an output has a `target` or a `backend`, not both",
                    program.span,
                    Some(help.to_owned()),
                );
            }
            if !path.is_file() {
                missing(values, program, &path, "program");
            }
            back_ends.push(BackEnd::External(ExternalBackEnd {
                name: program.value.clone(),
                ..ExternalBackEnd::at(&path)
            }));
        }
        for back_end in &mut back_ends {
            if let BackEnd::External(external) = back_end {
                external.timeout = draft.timeout.unwrap_or(external.timeout);
                external.directory = Some(self.directory.clone());
            }
        }
        back_ends
    }

    fn definitions(
        &mut self,
        values: &mut Values<'_>,
        value: &Spanned<DeValue<'_>>,
    ) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        for text in values.texts(value, "the path of a definition") {
            let path = self.path(&text);
            self.mentioned.push(path.clone());
            if path.exists() {
                paths.push(path);
            } else {
                missing(values, &text, &path, "definition");
            }
        }
        paths
    }

    fn directories(
        &mut self,
        values: &mut Values<'_>,
        value: &Spanned<DeValue<'_>>,
    ) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        for text in values.texts(value, "the path of a directory") {
            let path = self.path(&text);
            self.mentioned.push(path.clone());
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

fn timeout(values: &mut Values<'_>, value: &Spanned<DeValue<'_>>) -> Option<Duration> {
    if let DeValue::Integer(number) = value.get_ref()
        && let Ok(seconds @ 1..) = u32::from_str_radix(number.as_str(), number.radix())
    {
        return Some(Duration::from_secs(seconds.into()));
    }
    let span = values.span(value.span());
    values.refuse(
        "a whole number of seconds is expected here, from 1",
        span,
        None,
    );
    None
}

/// The options of an output that is made by these back ends, and how they were named.
fn options<'t>(
    values: &mut Values<'_>,
    value: &'t Spanned<DeValue<'t>>,
    back_ends: &[BackEnd],
) -> Option<(Options, NamedOptions)> {
    let mut options = Options::default();
    let mut named = NamedOptions::new();
    let table = values.table(value, "options stand below a line `[output.options]`")?;
    let is_external = |back_end: &BackEnd| matches!(back_end, BackEnd::External(_));
    if back_ends.iter().any(is_external) {
        // What they mean is for the program alone to know.
        for (key, value) in table {
            if let Some(value) = values.json(value) {
                named.insert(key.get_ref().to_string(), value);
            }
        }
        return Some((options, named));
    }
    let known = TARGET_OPTIONS.each_ref().map(|option| option.name);
    values.each(table, &known, |values, name, key, value| {
        let Some(option) = TARGET_OPTIONS.iter().find(|option| option.name == name) else {
            return;
        };
        let heeded = |back_end: &BackEnd| match back_end {
            BackEnd::BuiltIn(target, _) => option.targets.contains(target),
            BackEnd::External(_) => true,
        };
        if !back_ends.is_empty() && !back_ends.iter().any(heeded) {
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
