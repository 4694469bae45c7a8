//! What makes files of an interface: a target of this compiler, or a program.

use super::{FilesError, Output};
use crate::Loaded;
use crate::definition::place;
use crate::definition::suggest::{did_you_mean, nearest};
use crate::diagnostic::{Diagnostic, Diagnostics, Level, Rule};
use crate::external::{ExternalBackEnd, Owner, Remark, RemarkLevel, program_name};
use crate::model::{Interface, Plugin};
use crate::output::{Options, OutputFile, Ownership, Target};

/// What a back end of its own has to say about an interface.
static BACK_END: Rule = Rule {
    id: "back-end",
    level: Level::Error,
    firm: true,
    explanation: "a back end can make something of the interface",
};

/// What makes files of an interface.
#[derive(Clone, Debug)]
pub(crate) enum BackEnd {
    /// A target of this compiler.
    BuiltIn(Target, Options),
    /// A program.
    External(ExternalBackEnd),
}

/// There is no target of a name: why, and the way out.
#[derive(Debug)]
pub(crate) struct UnknownTarget {
    pub(crate) reason: String,
    pub(crate) help: String,
}

/// A file as a back end names it.
#[derive(Debug)]
pub(super) struct NamedFile {
    pub(super) name: String,
    pub(super) contents: Vec<u8>,
    pub(super) ownership: Ownership,
}

impl BackEnd {
    /// The target of this name, or else the program `codegen-NAME` of the search path.
    pub(crate) fn named(name: &str, options: &Options) -> Result<Self, UnknownTarget> {
        let built_in = Target::ALL.iter().find(|target| target.name() == name);
        if let Some(target) = built_in {
            return Ok(Self::BuiltIn(*target, options.clone()));
        }
        if let Some(external) = ExternalBackEnd::on_path(name) {
            return Ok(Self::External(external));
        }
        let names = || Target::ALL.iter().map(|target| target.name());
        let help = did_you_mean(nearest(name, names())).unwrap_or_else(|| {
            let names: Vec<String> = names().map(|name| format!("`{name}`")).collect();
            let names = names.join(", ");
            format!("the targets are {names}, and the programs `codegen-NAME` on the search path")
        });
        let mut reason = format!("there is no target {}", crate::diagnostic::quoted(name));
        if let Some(program) = program_name(name) {
            reason.push_str(&format!(", and no program `{program}` on the search path"));
        }
        Err(UnknownTarget { reason, help })
    }

    /// Its name, as a user would write it.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::BuiltIn(target, _) => target.name(),
            Self::External(external) => &external.name,
        }
    }

    /// Whether its options are such that it can heed them.
    pub(crate) fn heeds_its_options(&self) -> bool {
        match self {
            Self::BuiltIn(target, options) => target.check(options).is_ok(),
            Self::External(_) => true,
        }
    }

    /// Whether it makes something of what was read.
    pub(crate) fn takes(&self, loaded: &Loaded) -> bool {
        match (self, &loaded.plugin) {
            (Self::BuiltIn(target, _), Some(plugin)) => target.takes_plugin(plugin),
            _ => true,
        }
    }

    /// How it is asked for on the command line.
    pub(crate) fn argument(&self) -> String {
        match self {
            Self::External(external) if external.is_named_by_path() => {
                format!("--backend {}", external.program.display())
            }
            named => named.name().to_owned(),
        }
    }
}

/// What the back end of an output makes of its interface, and what it has to say.
pub(super) fn make(
    output: &Output,
    interface: &Interface,
    loaded: &Loaded,
) -> Result<(Vec<NamedFile>, Diagnostics), FilesError> {
    let external = match &output.back_end {
        BackEnd::BuiltIn(target, options) => {
            check(*target, options, output)?;
            let files = named(target.generate(interface, options));
            return Ok((files, Diagnostics::default()));
        }
        BackEnd::External(external) => external,
    };
    let answer = external.run(interface, &output.named_options)?;
    let mut diagnostics = Diagnostics::default();
    for remark in answer.diagnostics {
        diagnostics.report(diagnostic(remark, output, interface, loaded));
    }
    let mut files = Vec::with_capacity(answer.files.len());
    for file in answer.files {
        let contents = file.contents().map_err(|reason| FilesError::Name {
            output: output.describe(),
            name: file.name.clone(),
            reason,
        })?;
        files.push(NamedFile {
            name: file.name,
            contents,
            ownership: match file.owner {
                Owner::Generated => Ownership::Generated,
                Owner::User => Ownership::User,
            },
        });
    }
    Ok((files, diagnostics))
}

/// What a target makes of a plugin.
pub(super) fn make_plugin(output: &Output, plugin: &Plugin) -> Result<Vec<NamedFile>, FilesError> {
    let refused = |reason: &str| FilesError::Options {
        output: output.describe(),
        reason: reason.to_owned(),
    };
    let BackEnd::BuiltIn(target, options) = &output.back_end else {
        let reason = "this describes a plugin, and programs are given interfaces: name the definitions that it refers to";
        return Err(refused(reason));
    };
    if !target.takes_plugin(plugin) {
        let reason = "this is made of interfaces, and the plugin that is described refers to none";
        return Err(refused(reason));
    }
    check(*target, options, output)?;
    Ok(named(target.generate_plugin(plugin, options)))
}

fn check(target: Target, options: &Options, output: &Output) -> Result<(), FilesError> {
    target.check(options).map_err(|reason| FilesError::Options {
        output: output.describe(),
        reason,
    })
}

fn named(files: Vec<OutputFile>) -> Vec<NamedFile> {
    let files = files.into_iter().map(|file| NamedFile {
        name: file.name,
        contents: file.text.into_bytes(),
        ownership: file.ownership,
    });
    files.collect()
}

fn diagnostic(
    remark: Remark,
    output: &Output,
    interface: &Interface,
    loaded: &Loaded,
) -> Diagnostic {
    let place = remark
        .path
        .as_deref()
        .and_then(|path| place::of_endpoint(&loaded.sources, interface, path));
    let mut diagnostic = match place {
        Some(span) => Diagnostic::new(&BACK_END, remark.message, span),
        None => Diagnostic::nowhere(&BACK_END, remark.message),
    };
    if let Some(path) = &remark.path {
        diagnostic = diagnostic.note(format!(
            "this is about `{}` of the model",
            path.escape_debug()
        ));
    }
    diagnostic = diagnostic.note(format!("said by `{}`", output.describe()));
    diagnostic.help = remark.help;
    diagnostic.level(match remark.level {
        RemarkLevel::Warning => Level::Warning,
        RemarkLevel::Error => Level::Error,
    })
}
