//! The command line.

use super::effective::{Effective, Environment};
use super::kind::Written;
use super::problem::Problems;
use super::setting::Setting;
use super::table::Settings;
use crate::security::token::command::TokenCommand;
use clap::{Arg, ArgAction, ArgMatches};
use std::path::PathBuf;

const AFTER_HELP: &str = "\
Each setting is also a variable (--max-batch: MESSENGER_MAX_BATCH) and a key of the file (max-batch). \
Flags win over variables, and variables over the file. Sizes are in bytes, or end with KiB, MiB or GiB; \
times are in seconds, or end with ms, s, m or h.";

/// The command line.
#[derive(Clone, Debug, clap::Parser)]
#[command(
    version,
    about,
    after_help = AFTER_HELP,
    max_term_width = 100,
    args_conflicts_with_subcommands = true
)]
pub struct CommandLine {
    /// What to do; to serve is the default.
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

impl CommandLine {
    /// What to do.
    pub fn command(self) -> Command {
        self.command.unwrap_or(Command::Serve(self.serve))
    }
}

/// What the program does.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
    /// Serve until told to stop by SIGTERM or SIGINT
    #[command(after_help = AFTER_HELP)]
    Serve(Serve),
    /// Check the settings, print those in force as TOML with where each is from, and serve nothing
    #[command(after_help = AFTER_HELP)]
    Config(Config),
    /// Make a token, or see what is in one
    Token(TokenCommand),
}

/// How to serve.
#[derive(Clone, Debug, clap::Args)]
pub struct Serve {
    /// Settings in a TOML file, with the names of the flags as keys [variable: MESSENGER_CONFIG]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The settings among the flags.
    #[command(flatten)]
    pub flags: Flags,
}

impl Serve {
    /// The settings in force: flags before environment before file before defaults.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in any of them.
    pub fn settings(&self, environment: &Environment) -> Result<Effective, Problems> {
        Effective::load(&self.flags, self.config.as_deref(), environment)
    }
}

/// What to print of the settings.
#[derive(Clone, Debug, clap::Args)]
pub struct Config {
    /// Print the reference of all settings instead, as Markdown
    #[arg(long)]
    pub reference: bool,
    /// How it would be served.
    #[command(flatten)]
    pub serve: Serve,
}

/// The settings among the flags, as they are written.
#[derive(Clone, Debug, Default)]
pub struct Flags(Vec<(&'static Setting, String)>);

impl Flags {
    /// Each setting that is given, with what is written for it.
    pub fn iter(&self) -> impl Iterator<Item = (&'static Setting, &str)> {
        self.0.iter().map(|(setting, text)| (*setting, &**text))
    }
}

impl clap::FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = Settings::all().iter().filter_map(|setting| {
            let texts = matches.get_many::<String>(setting.key())?;
            let texts: Vec<&str> = texts.map(String::as_str).collect();
            Some((setting, texts.join(",")))
        });
        Ok(Self(given.collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        let Self(new) = Self::from_arg_matches(matches)?;
        self.0
            .retain(|(old, _)| !new.iter().any(|(setting, _)| setting.key() == old.key()));
        self.0.extend(new);
        Ok(())
    }
}

impl clap::Args for Flags {
    fn augment_args(command: clap::Command) -> clap::Command {
        command.args(Settings::all().iter().map(flag))
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

fn flag(setting: &'static Setting) -> Arg {
    let arg = Arg::new(setting.key())
        .long(setting.key())
        .value_name(setting.unit())
        .help(help(setting))
        .help_heading(setting.group());
    match setting.written() {
        // Not so that they are right, but so that they are told from flags.
        Written::Once => arg.allow_negative_numbers(true),
        Written::Switch => arg.num_args(0..=1).default_missing_value("true"),
        Written::Often => arg.action(ArgAction::Append),
    }
}

fn help(setting: &Setting) -> String {
    let mut notes = Vec::new();
    if setting.written() == Written::Often {
        notes.push("may be repeated".to_owned());
    }
    notes.extend(setting.default().map(|value| format!("default: {value}")));
    notes.extend(setting.allowed());
    if notes.is_empty() {
        setting.about().to_owned()
    } else {
        format!("{} [{}]", setting.about(), notes.join("; "))
    }
}
