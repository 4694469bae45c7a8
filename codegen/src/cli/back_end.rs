//! Which back end is meant: a target's name, or a program.

use super::TargetOptions;
use crate::external::ExternalBackEnd;
use crate::generation::{BackEnd, NamedOptions, UnknownTarget};
use crate::output::Target;
use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Args, Command};
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::time::Duration;

/// Flags about external back ends.
#[derive(Debug, Args)]
pub(super) struct External {
    /// Use the program in this file as the back end.
    #[arg(long, value_name = "PROGRAM")]
    pub(super) backend: Option<PathBuf>,
    /// An option for an external back end (repeatable).
    #[arg(long = "option", value_name = "NAME=VALUE", value_parser = named_option)]
    options: Vec<(String, String)>,
    /// How long an external back end may take.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    timeout: Option<u32>,
}

impl External {
    /// The back end of this name, with its options.
    pub(super) fn named(
        &self,
        name: &OsStr,
        options: &TargetOptions,
    ) -> Result<BackEnd, UnknownTarget> {
        let back_end = BackEnd::named(&name.to_string_lossy(), options.options())?;
        Ok(self.bounded(back_end))
    }

    /// The back end that `--backend` names, if it is given.
    pub(super) fn program(&self) -> Option<BackEnd> {
        let external = ExternalBackEnd::at(self.backend.as_ref()?);
        Some(self.bounded(BackEnd::External(external)))
    }

    fn bounded(&self, mut back_end: BackEnd) -> BackEnd {
        if let (BackEnd::External(external), Some(seconds)) = (&mut back_end, self.timeout) {
            external.timeout = Duration::from_secs(seconds.into());
        }
        back_end
    }

    /// The options for an external back end.
    pub(super) fn options(&self) -> NamedOptions {
        let options = self.options.iter().cloned();
        options.map(|(name, value)| (name, value.into())).collect()
    }
}

fn named_option(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("an option is written NAME=VALUE".to_owned()),
    }
}

/// Takes the name of a target. Any name may be that of a program, so all are taken; the list is for the help.
#[derive(Clone)]
pub(super) struct TargetName;

impl TypedValueParser for TargetName {
    type Value = OsString;

    fn parse_ref(
        &self,
        _: &Command,
        _: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Self::Value, clap::Error> {
        Ok(value.to_owned())
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let names = Target::ALL.iter().map(|target| target.name());
        let others = PossibleValue::new("NAME").help("the program codegen-NAME on the search path");
        Some(Box::new(names.map(PossibleValue::new).chain([others])))
    }
}
