//! Options of the targets: one table, from which come the flags, the keys of a project file and their
//! reference.

use crate::output::{Options, Target};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

/// An option of some targets.
#[derive(Debug)]
pub(crate) struct TargetOption {
    /// Its name: `doc-path` is the flag `--doc-path` and the key `doc-path`.
    pub(crate) name: &'static str,
    /// What its value is, as a placeholder.
    pub(crate) value: &'static str,
    /// The targets that heed it.
    pub(crate) targets: &'static [Target],
    /// What it does, in one sentence without full stop.
    pub(crate) about: &'static str,
    set: fn(&mut Options, String),
}

/// Targets that write a client package.
const PACKAGES: &[Target] = &[
    Target::TypeScript,
    Target::Python,
    Target::Go,
    Target::Cpp,
    Target::Java,
    Target::RustClient,
];

/// Those of them whose languages have namespaces beside the package's name.
const NAMESPACED: &[Target] = &[Target::Python, Target::Go, Target::Cpp, Target::Java];

/// Every option.
pub(crate) static TARGET_OPTIONS: [TargetOption; 6] = [
    TargetOption {
        name: "json-schema-feature",
        value: "NAME",
        targets: &[Target::Rust],
        about: "derive `JsonSchema` behind this feature of the crate that holds the generated code",
        set: |options, name| options.rust.json_schema_feature = Some(name),
    },
    TargetOption {
        name: "doc-path",
        value: "PATH",
        targets: &[Target::Rust],
        about: "the module path under which documentation tests find the generated items",
        set: |options, path| options.rust.doc_path = Some(path),
    },
    TargetOption {
        name: "package-name",
        value: "NAME",
        targets: PACKAGES,
        about: "the package's name in its registry; by default made from the interface's name",
        set: |options, name| options.package.name = Some(name),
    },
    TargetOption {
        name: "package-version",
        value: "VERSION",
        targets: PACKAGES,
        about: "the package's version; by default the interface's",
        set: |options, version| options.package.version = Some(version),
    },
    TargetOption {
        name: "namespace",
        value: "NAME",
        targets: NAMESPACED,
        about: "the namespace of the code, where that is not the package's name",
        set: |options, namespace| options.package.namespace = Some(namespace),
    },
    TargetOption {
        name: "license",
        value: "SPDX",
        targets: PACKAGES,
        about: "the package's licence; by default that of the runtime in it, Apache-2.0",
        set: |options, license| options.package.license = Some(license),
    },
];

impl TargetOption {
    /// Notes a value down; texts that an option does not take are refused with the reason.
    pub(crate) fn set(&self, options: &mut Options, value: &str) -> Result<(), String> {
        if value.is_empty() {
            return Err(format!("`{}` is empty", self.name));
        }
        (self.set)(options, value.to_owned());
        Ok(())
    }

    /// The names of the targets that heed it, for people.
    pub(crate) fn target_names(&self) -> String {
        let names: Vec<&str> = self.targets.iter().map(|target| target.name()).collect();
        names.join(", ")
    }
}

/// The options as flags.
#[derive(Clone, Debug, Default)]
pub(super) struct TargetOptions(Options);

impl TargetOptions {
    pub(super) fn options(&self) -> &Options {
        &self.0
    }
}

impl Args for TargetOptions {
    fn augment_args(command: Command) -> Command {
        command.args(TARGET_OPTIONS.iter().map(|option| {
            Arg::new(option.name)
                .long(option.name)
                .value_name(option.value)
                .action(ArgAction::Set)
                .help(format!("{}: {}", option.target_names(), option.about))
        }))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for TargetOptions {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut options = Self::default();
        options.update_from_arg_matches(matches)?;
        Ok(options)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for option in &TARGET_OPTIONS {
            if let Some(value) = matches.get_one::<String>(option.name) {
                option.set(&mut self.0, value).map_err(|reason| {
                    clap::Error::raw(clap::error::ErrorKind::InvalidValue, format!("{reason}\n"))
                })?;
            }
        }
        Ok(())
    }
}
