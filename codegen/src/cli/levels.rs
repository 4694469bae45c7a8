//! The flags that set the levels of rules.

use crate::diagnostic::Level;
use crate::lint::Levels;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

/// `--allow`, `--warn` and `--deny`, in the order in which they were given.
#[derive(Clone, Debug, Default)]
pub(super) struct LevelFlags(Levels);

impl LevelFlags {
    pub(super) fn levels(&self) -> &Levels {
        &self.0
    }
}

const FLAGS: [(&str, char, Level, &str); 3] = [
    (
        "allow",
        'A',
        Level::Allowed,
        "Do not report what breaks this rule (repeatable; `codegen rules` lists them)",
    ),
    (
        "warn",
        'W',
        Level::Warning,
        "Only warn of what breaks this rule, or `pedantic` ones (repeatable)",
    ),
    (
        "deny",
        'D',
        Level::Error,
        "Take what breaks this rule, or all `warnings`, for an error (repeatable)",
    ),
];

impl Args for LevelFlags {
    fn augment_args(command: Command) -> Command {
        command.args(FLAGS.map(|(name, short, _, help)| {
            Arg::new(name)
                .long(name)
                .short(short)
                .value_name("RULE")
                .action(ArgAction::Append)
                .help(help)
        }))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for LevelFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut flags = Self::default();
        flags.update_from_arg_matches(matches)?;
        Ok(flags)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        let mut words: Vec<(usize, &String, Level)> = Vec::new();
        for (flag, _, level, _) in FLAGS {
            let places = matches.indices_of(flag).into_iter().flatten();
            let names = matches.get_many::<String>(flag).into_iter().flatten();
            words.extend(places.zip(names).map(|(place, name)| (place, name, level)));
        }
        words.sort_unstable_by_key(|(place, ..)| *place);
        for (_, name, level) in words {
            self.0
                .set(name, level)
                .map_err(|error| Error::raw(ErrorKind::InvalidValue, error))?;
        }
        Ok(())
    }
}
