//! The command line.

mod apply;
mod back_end;
mod check;
mod dep_file;
mod diff;
mod explain;
mod generate;
mod import;
mod init;
mod levels;
mod make;
mod project;
mod report;
mod rules;
mod schema;
pub(crate) mod target_options;
mod watch;

use crate::generation::each_interface;
use crate::model::Interface;
use crate::output::Target;
use crate::{LoadOptions, load};
use clap::{Args, Parser, Subcommand, ValueEnum};
use levels::LevelFlags;
use report::{Format, Reporter};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use target_options::TargetOptions;

/// Exit status when the definition has errors, or a file cannot be written.
const FAILED: u8 = 1;
/// Exit status when the arguments do not go together.
const USAGE: u8 = 2;
/// Exit status when generated files are not what would be generated now.
const STALE: u8 = 3;

/// Compiles JSON-RPC interface definitions in Thunder's format to typed bindings and documentation.
#[derive(Debug, Parser)]
#[command(
    name = "codegen",
    version,
    after_help = "Exit status: 0 fine, 1 the definition has errors or a breaking change was found, 2 wrong usage, 3 generated files are stale.",
    arg_required_else_help = true
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Generate code or documentation from definitions.
    #[command(after_help = "Examples:
  codegen generate markdown interface/messenger.json
  codegen generate rust interface/messenger.json --out src/generated --doc-path my_crate::generated
  codegen generate markdown interfaces/*.json --out docs
  codegen generate

Without target and definition, everything is generated that codegen.toml describes: the one in this directory,
or in the nearest directory above that has one.

Without --out the text goes to the standard output. Nothing is written if a definition has errors, all files
are replaced together or not at all, and a file that would not change is left alone.")]
    Generate(generate::Arguments),
    /// Check definitions, and whether generated files are fresh.
    #[command(after_help = "Examples:
  codegen check interface/messenger.json
  codegen check interface/messenger.json --out docs --out src/generated
  codegen check interface/messenger.json --target rust --out src/generated --doc-path my_crate::generated
  codegen check

Without a definition, everything is checked that codegen.toml describes: the one in this directory, or in the
nearest directory above that has one.

With --out, every file of this interface that is found there is compared with what would be generated now;
give the same options as when it was generated. What differs is printed as a diff, and the exit status is 3.
With --target, the files of that target must be there.")]
    Check(check::Arguments),
    /// Print the meaning of a definition as JSON.
    #[command(after_help = "Example:
  codegen explain interface/messenger.json | jq '.methods[].wire_name'")]
    Explain(explain::Arguments),
    /// Compare two versions of an interface: what changed, whom it breaks, and which version it demands.
    #[command(after_help = "Examples:
  codegen diff old/messenger.json new/messenger.json
  codegen diff --against git:main interface/messenger.json
  codegen diff --against git:v1.0 --class source --view server interface/messenger.json
  codegen diff old.json new.json --allow endpoint-removed=methods.reset --format json

Exit status: 0 if nothing that counts is broken, 1 if something is, or if a definition has errors, 2 wrong usage.
Unless --class and --view say otherwise, it counts what breaks running clients of the old version.")]
    Diff(diff::Arguments),
    /// Print the definition that a Thunder header holds, as JSON.
    #[command(after_help = "Examples:
  codegen import IMessenger.h
  codegen import IMessenger.h > messenger.json
  codegen import IController.h --interface ILifeTime -I ../Thunder/Source
  codegen import IController.h --out definitions

A header is found with what it includes in its own directory, in the one above, and in those named by -I; headers
of Thunder's framework need not be there. If the header has several interfaces and --interface names none, they
are printed as a list; with --out each is written to a file of its own, such as LifeTime.json.

All other commands take a header in the place of a definition, too.")]
    Import(import::Arguments),
    /// Write a codegen.toml, or add an output to it.
    #[command(after_help = "Examples:
  codegen init
  codegen init markdown interface/messenger.json --out docs
  codegen init --reference

Without a target, a codegen.toml to start from is written into this directory. With one, an output is added to
the nearest codegen.toml, or to a new one here.")]
    Init(init::Arguments),
    /// List the rules that definitions are checked by.
    Rules(rules::Arguments),
    /// Print the JSON Schema of definitions, so that editors complete and check them.
    #[command(after_help = "Example:
  codegen schema > interface.schema.json

A definition that begins with \"$schema\": \"interface.schema.json\" is then completed and checked by
editors that know JSON Schema. With --model, the schema of what `codegen explain` prints.")]
    Schema(schema::Arguments),
    /// Generate again whenever something changes, until Ctrl-C or SIGTERM.
    #[command(after_help = "Example:
  codegen watch

Everything is generated that codegen.toml describes, at once and again whenever it, a definition, a file that
a definition refers to, or a back end's program changes. Every time, one line says what was done; what is
wrong is shown, nothing is written then, and watching goes on.")]
    Watch(watch::Arguments),
}

/// The definitions to read.
#[derive(Debug, Args)]
struct Inputs {
    /// The interface definitions, JSON files or Thunder headers.
    #[arg(value_name = "DEFINITION")]
    definitions: Vec<PathBuf>,
    /// Search files that the definitions refer to or include in this directory too (repeatable).
    #[arg(short = 'I', long = "include", value_name = "DIR")]
    include_dirs: Vec<PathBuf>,
    /// The interface of a header that is meant, such as IMessenger; otherwise all are.
    #[arg(long, value_name = "NAME", requires = "definitions")]
    interface: Option<String>,
    #[command(flatten)]
    levels: LevelFlags,
}

/// The definition to read.
#[derive(Debug, Args)]
struct Input {
    /// The interface definition, a JSON file or a Thunder header.
    definition: PathBuf,
    /// Search files that the definition refers to or includes in this directory too (repeatable).
    #[arg(short = 'I', long = "include", value_name = "DIR")]
    include_dirs: Vec<PathBuf>,
    /// The interface of a header that is meant, such as IMessenger.
    #[arg(long, value_name = "NAME")]
    interface: Option<String>,
    #[command(flatten)]
    levels: LevelFlags,
}

impl Inputs {
    /// Each interface of some definitions: the file, and the interface of it if it has several.
    fn interfaces(&self, definitions: &[PathBuf]) -> Vec<(PathBuf, Option<String>)> {
        let each = definitions.iter().flat_map(|definition| {
            let interfaces = each_interface(definition, self.interface.as_deref());
            interfaces
                .into_iter()
                .map(|interface| (definition.clone(), interface))
        });
        each.collect()
    }
}

impl Input {
    fn options(&self) -> LoadOptions {
        LoadOptions {
            include_dirs: self.include_dirs.clone(),
            interface: self.interface.clone(),
            lint: self.levels.levels().clone(),
        }
    }
}

impl ValueEnum for Target {
    fn value_variants<'a>() -> &'a [Self] {
        Self::ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.name()))
    }
}

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Generate(arguments) => generate::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Rules(arguments) => rules::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Watch(arguments) => watch::run(&arguments),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            note(&format!("error: {error:#}"));
            ExitCode::from(FAILED)
        }
    }
}

/// Reads a definition and shows its problems; `None` if there is nothing to go on with.
fn read(input: &Input) -> Option<Interface> {
    let loaded = load(&input.definition, &input.options());
    Reporter::new(Format::Text).show(&input.definition, &loaded);
    loaded.interface
}

/// Says that the command line asks for something that cannot be, and the way out.
fn usage(reason: &str, help: &str) -> u8 {
    note(&format!("error: {reason}\nhelp: {help}"));
    USAGE
}

/// Writes a text to the standard output.
fn print(text: &[u8]) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text)?;
    stdout.flush()?;
    Ok(())
}

/// Writes a line to the standard error; if nobody listens there, nobody misses it.
fn note(text: &str) {
    writeln!(io::stderr(), "{text}").ok();
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
