//! `codegen diff`.

mod revision;

use super::report::{Format, stdout_style, style};
use super::{FAILED, USAGE, note, print};
use crate::LoadOptions;
use crate::diagnostic::{Diagnostics, Rule, render};
use crate::diff::report::{self, Detail};
use crate::diff::{Class, Comparison, Exception, Selection, Verdict, View, compare};
use crate::files::{Disk, Files};
use crate::generation::Output;
use crate::load::read_from;
use crate::project;
use crate::source::{Sources, Span};
use clap::{Args, ValueEnum};
use revision::Revision;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The old definition and the new one; with --against, only new ones.
    #[arg(value_name = "DEFINITION", required = true)]
    definitions: Vec<PathBuf>,
    /// Compare with the same files as they were in a revision of their Git repository.
    #[arg(long, value_name = "git:REV", value_parser = revision_name)]
    against: Option<String>,
    /// Search files that the definitions refer to in this directory too (repeatable); without it, where the nearest
    /// codegen.toml says.
    #[arg(short = 'I', long = "include", value_name = "DIR")]
    include_dirs: Vec<PathBuf>,
    /// The interface of headers that is meant, such as `IMessenger`.
    #[arg(long, value_name = "NAME")]
    interface: Option<String>,
    /// Count breaks of this class: `wire` unless said otherwise (repeatable).
    #[arg(long, value_name = "CLASS")]
    class: Vec<ClassName>,
    /// Count breaks of those who were made for the old version: `client` unless said otherwise (repeatable).
    #[arg(long, value_name = "VIEW")]
    view: Vec<ViewName>,
    /// What ends with exit status 1.
    #[arg(long, value_name = "WHAT", default_value = "breaking")]
    fail_on: FailOn,
    /// Do not count this kind of change, everywhere or at one path, in which `*` is anything (repeatable).
    #[arg(long, value_name = "RULE[=PATH]", value_parser = exception)]
    allow: Vec<Exception>,
    /// Show every change at its places, not only those that break something.
    #[arg(long)]
    all: bool,
    /// How the changes are told.
    #[arg(long, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ClassName {
    /// Programs that are running stop understanding each other.
    Wire,
    /// Sources stop compiling against the generated code.
    Source,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ViewName {
    /// Callers and listeners.
    Client,
    /// Services.
    Server,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A breaking change.
    Breaking,
    /// A change that may break somebody.
    Risky,
    /// A version that does not go as far as the changes demand.
    Version,
    /// Nothing but errors.
    Nothing,
}

fn revision_name(text: &str) -> Result<String, String> {
    match text.strip_prefix("git:") {
        Some(name) if !name.is_empty() => Ok(name.to_owned()),
        _ => Err("write `git:` and the name of a revision, such as `git:main`".to_owned()),
    }
}

fn exception(text: &str) -> Result<Exception, String> {
    let (rule, path) = match text.split_once('=') {
        Some((rule, path)) => (rule, Some(path)),
        None => (text, None),
    };
    Exception::new(rule, path, None).map_err(|error| error.to_string())
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let pairs = match (&arguments.against, arguments.definitions.as_slice()) {
        (None, [old, new]) => vec![Pair::of_files(arguments, old, new)],
        (None, _) => {
            note(
                "error: two definitions are compared, the old one and the new one\n\
                 help: to compare with what is in a Git repository, say `--against git:REV`",
            );
            return Ok(USAGE);
        }
        (Some(revision), all) => {
            let pairs = all
                .iter()
                .map(|new| Pair::with_revision(arguments, revision, new));
            pairs
                .collect::<Result<Vec<_>, _>>()
                .map_err(anyhow::Error::msg)?
        }
    };
    let selection = selection(arguments);
    let mut status = 0;
    let mut told = Vec::new();
    for pair in &pairs {
        if !pair.files.is_file(&pair.old) && pair.new.is_file() && arguments.against.is_some() {
            note(&format!(
                "note: there is no {}, so {} is compared with nothing",
                pair.old.display(),
                pair.new.display()
            ));
            continue;
        }
        let Some((comparison, sources)) = pair.compare(arguments) else {
            status = FAILED;
            continue;
        };
        if fails(&comparison, &selection, arguments.fail_on) {
            status = FAILED;
        }
        told.push(Told {
            pair,
            comparison,
            sources,
        });
    }
    tell(arguments, &selection, &told)?;
    Ok(status)
}

fn selection(arguments: &Arguments) -> Selection {
    let mut selection = Selection::default();
    if !arguments.class.is_empty() {
        let classes = arguments.class.iter().map(|class| match class {
            ClassName::Wire => Class::Wire,
            ClassName::Source => Class::Source,
        });
        selection.classes = classes.collect();
    }
    if !arguments.view.is_empty() {
        let views = arguments.view.iter().map(|view| match view {
            ViewName::Client => View::Client,
            ViewName::Server => View::Server,
        });
        selection.views = views.collect();
    }
    selection
}

fn fails(comparison: &Comparison, selection: &Selection, on: FailOn) -> bool {
    match on {
        FailOn::Breaking => comparison.verdict(selection) == Verdict::Breaking,
        FailOn::Risky => comparison.verdict(selection) >= Verdict::Risky,
        FailOn::Version => !comparison.step_is_enough(),
        FailOn::Nothing => false,
    }
}

/// Two versions of one definition.
struct Pair {
    old: PathBuf,
    old_include_dirs: Vec<PathBuf>,
    /// Where the old version is.
    files: Box<dyn Files>,
    new: PathBuf,
    new_include_dirs: Vec<PathBuf>,
}

/// Where files are searched that a definition refers to: where the flags say, or else where the nearest project file
/// does for this definition. What is wrong with that file is told by the commands that it is for.
fn include_dirs(arguments: &Arguments, definition: &Path) -> Vec<PathBuf> {
    if !arguments.include_dirs.is_empty() {
        return arguments.include_dirs.clone();
    }
    let project = project::find().and_then(|path| super::project::read(&path).project);
    let outputs = project.map(|project| project.outputs).unwrap_or_default();
    let wanted = Disk.identity(definition);
    let same = |output: &Output| Disk.identity(&output.definition) == wanted;
    let output = outputs.into_iter().find(same);
    output.map(|output| output.include_dirs).unwrap_or_default()
}

/// What came of one pair.
struct Told<'p> {
    pair: &'p Pair,
    comparison: Comparison,
    sources: Sources,
}

impl Pair {
    fn of_files(arguments: &Arguments, old: &Path, new: &Path) -> Self {
        let new_include_dirs = include_dirs(arguments, new);
        let mut old_include_dirs = new_include_dirs.clone();
        // Of an old version, often nothing but the file itself was kept.
        old_include_dirs.extend(new.parent().map(Path::to_owned));
        Self {
            old: old.to_owned(),
            old_include_dirs,
            files: Box::new(Disk),
            new: new.to_owned(),
            new_include_dirs,
        }
    }

    fn with_revision(arguments: &Arguments, revision: &str, new: &Path) -> Result<Self, String> {
        let revision = Revision::find(revision, new)?;
        let new_include_dirs = include_dirs(arguments, new);
        let old_include_dirs = new_include_dirs.iter();
        Ok(Self {
            old: revision.path(new),
            old_include_dirs: old_include_dirs
                .map(|directory| revision.path(directory))
                .collect(),
            files: Box::new(revision),
            new: new.to_owned(),
            new_include_dirs,
        })
    }

    /// Reads both and compares them; `None`, with the problems shown, if that cannot be done.
    fn compare(&self, arguments: &Arguments) -> Option<(Comparison, Sources)> {
        let options = LoadOptions {
            include_dirs: self.old_include_dirs.clone(),
            interface: arguments.interface.clone(),
            ..LoadOptions::default()
        };
        let old = read_from(&self.old, &options, self.files.as_ref(), Sources::default());
        let options = LoadOptions {
            include_dirs: self.new_include_dirs.clone(),
            interface: arguments.interface.clone(),
            ..LoadOptions::default()
        };
        let new = read_from(&self.new, &options, &Disk, old.sources);
        let sources = new.sources;
        let old_errors = show_errors(&old.diagnostics, &sources);
        let new_errors = show_errors(&new.diagnostics, &sources);
        if let (Some(old), Some(new)) = (
            old.interface.as_ref().or(old.outline.as_ref()),
            new.interface.as_ref().or(new.outline.as_ref()),
        ) && new_errors.is_empty()
        {
            let mut comparison = compare(old, new);
            if !old_errors.is_empty() {
                note(&format!(
                    "note: {} has errors, and is compared as far as it has a meaning\n",
                    self.old.display()
                ));
                comparison.forget(&old_errors);
            }
            for exception in comparison.except(&arguments.allow) {
                note(&format!(
                    "warning: no change is allowed by `--allow {exception}`"
                ));
            }
            return Some((comparison, sources));
        }
        for (path, errors) in [(&self.old, &old_errors), (&self.new, &new_errors)] {
            if !errors.is_empty() {
                note(&format!(
                    "{} has errors; nothing is compared",
                    path.display()
                ));
            }
        }
        None
    }
}

/// Shows what leaves a definition without meaning, and returns the places; of one that has a meaning, nothing
/// is said here.
fn show_errors(diagnostics: &Diagnostics, sources: &Sources) -> Vec<Option<Span>> {
    let errors = diagnostics
        .iter()
        .filter(|problem| Rule::find(problem.rule).is_none_or(|rule| rule.firm));
    errors
        .map(|problem| {
            note(&format!("{}\n", render(problem, sources, style())));
            problem.primary.as_ref().map(|label| label.span)
        })
        .collect()
}

fn tell(arguments: &Arguments, selection: &Selection, told: &[Told<'_>]) -> anyhow::Result<()> {
    let document = match arguments.format {
        Format::Text => {
            let mut text = String::new();
            let detail = Detail {
                selection,
                all: arguments.all,
                style: stdout_style(),
            };
            for one in told {
                let (old, new) = (one.pair.old.display(), one.pair.new.display());
                text.push_str(&format!("{old} -> {new}\n\n"));
                text.push_str(&report::text(&one.comparison, &one.sources, &detail));
            }
            return print(text.as_bytes());
        }
        Format::Json => {
            let mut documents = told.iter().map(|one| {
                let names = (one.pair.old.as_path(), one.pair.new.as_path());
                report::document(&one.comparison, &one.sources, selection, names)
            });
            // One for one pair, a list for several.
            if arguments.against.is_none() {
                match documents.next() {
                    Some(document) => document,
                    None => return Ok(()),
                }
            } else {
                documents.collect()
            }
        }
        Format::Sarif => {
            let results = told
                .iter()
                .flat_map(|one| report::results(&one.comparison, &one.sources, selection));
            report::log(results.collect())
        }
    };
    let mut text = serde_json::to_string_pretty(&document)?;
    text.push('\n');
    print(text.as_bytes())
}
