//! The settings in force, and where each is from.

use super::command_line::Flags;
use super::file;
use super::problem::{Place, Problem, Problems, nearest};
use super::setting::Setting;
use super::table::Settings;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

/// What the names of all variables begin with.
const PREFIX: &str = "MESSENGER_";
/// The variable that names the file.
const FILE: &str = "MESSENGER_CONFIG";

/// The variables whose names begin with `MESSENGER_`.
#[derive(Clone, Debug, Default)]
pub struct Environment(BTreeMap<String, OsString>);

impl Environment {
    /// Those of this process.
    pub fn of_process() -> Self {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
            .collect()
    }
}

impl<N: Into<String>, V: Into<OsString>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        let variables = variables.into_iter();
        let all = variables.map(|(name, value)| (name.into(), value.into()));
        Self(all.filter(|(name, _)| name.starts_with(PREFIX)).collect())
    }
}

/// Where the value of a setting is from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The table.
    Default,
    /// This line of this file.
    File(PathBuf, usize),
    /// This variable.
    Variable(String),
    /// This flag.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path, line) => write!(f, "{}, line {line}", path.display()),
            Self::Variable(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

/// The settings in force, and where each is from.
#[derive(Clone, Debug, Default)]
pub struct Effective {
    settings: Settings,
    /// Where those are from that are not the default, by their key.
    origins: BTreeMap<&'static str, Origin>,
}

impl Effective {
    /// Puts flags before the environment, that before the file, and that before the defaults. A file named
    /// by `file` wins over one named by the environment.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in any of them.
    pub fn load(
        flags: &Flags,
        file: Option<&Path>,
        environment: &Environment,
    ) -> Result<Self, Problems> {
        let mut effective = Self::default();
        let mut problems = Vec::new();
        let named = environment.0.get(FILE).filter(|path| !path.is_empty());
        if let Some(path) = file.or(named.map(Path::new)) {
            file::read(path, &mut problems, |setting, text, line| {
                effective.set(setting, text, Origin::File(path.to_owned(), line))
            });
        }
        effective.read_environment(environment, &mut problems);
        for (setting, text) in flags.iter() {
            let name = format!("--{}", setting.key());
            let set = effective.set(setting, text, Origin::Flag(name.clone()));
            problems.extend(set.err().map(|reason| wrong(Place::Flag(name), reason)));
        }
        Problems::check(problems)?;
        effective.check_addresses()?;
        Ok(effective)
    }

    /// One address cannot be listened on twice.
    fn check_addresses(&self) -> Result<(), Problem> {
        let settings = &self.settings;
        if settings.listen.port() == 0 || settings.metrics_listen != Some(settings.listen) {
            return Ok(());
        }
        let reason = format!("everything else is served on {}", settings.listen);
        let help = "without `metrics-listen`, metrics are served there too";
        Err(self.problem("metrics-listen", reason, help))
    }

    fn read_environment(&mut self, environment: &Environment, problems: &mut Vec<Problem>) {
        for (name, value) in &environment.0 {
            let place = Place::Variable(name.clone());
            let Some(setting) = Settings::all()
                .iter()
                .find(|known| known.variable() == name)
            else {
                problems.extend(misspelled(name));
                continue;
            };
            let set = match value.to_str() {
                Some(text) => self.set(setting, text, Origin::Variable(name.clone())),
                None => Err("the value is not UTF-8".to_owned()),
            };
            problems.extend(set.err().map(|reason| wrong(place, reason)));
        }
    }

    fn set(&mut self, setting: &'static Setting, text: &str, origin: Origin) -> Result<(), String> {
        setting.set(&mut self.settings, text)?;
        self.origins.insert(setting.key(), origin);
        Ok(())
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Where the setting of this key is from.
    pub fn origin(&self, key: &str) -> &Origin {
        self.origins.get(key).unwrap_or(&Origin::Default)
    }

    /// What is wrong with the setting of this key, where it was written.
    pub(crate) fn problem(&self, key: &str, reason: String, help: &str) -> Problem {
        let place = match self.origin(key) {
            Origin::Variable(name) => Place::Variable(name.clone()),
            Origin::Flag(name) => Place::Flag(name.clone()),
            Origin::File(path, line) => Place::Line(path.clone(), *line),
            Origin::Default => Place::Flag(format!("--{key}")),
        };
        Problem {
            place,
            reason,
            help: Some(help.to_owned()),
        }
    }

    /// All of them as a TOML file that sets the same, each with where it is from.
    pub fn to_toml(&self) -> String {
        let mut text =
            "# The settings in force. To start with them: messenger --config FILE\n".to_owned();
        for group in Settings::all().chunk_by(|one, other| one.group() == other.group()) {
            text.push_str(&format!("\n# {}\n", group[0].group()));
            let lines: Vec<_> = group.iter().map(|setting| self.line(setting)).collect();
            let longest = lines.iter().map(|line| line.chars().count()).max();
            let width = longest.unwrap_or_default();
            for (setting, line) in group.iter().zip(lines) {
                // A path may hold anything, a comment may not.
                let origin = self.origin(setting.key()).to_string();
                let origin = origin.replace(char::is_control, "\u{fffd}");
                text.push_str(&format!("{line:width$}  # {origin}\n"));
            }
        }
        text
    }

    fn line(&self, setting: &Setting) -> String {
        let key = setting.key();
        match setting.literal(&self.settings) {
            Some(value) => format!("{key} = {value}"),
            None if self.origins.contains_key(key) => format!("{key} = \"\""),
            None => format!("# {key} ="),
        }
    }
}

fn wrong(place: Place, reason: String) -> Problem {
    Problem {
        place,
        reason,
        help: None,
    }
}

/// The problem with a variable that is no setting, if it seems to be meant as one. Others may set variables
/// that begin alike: Kubernetes does in every container beside a service of that name.
fn misspelled(name: &str) -> Option<Problem> {
    if name == FILE {
        return None;
    }
    let known = Settings::all().iter().map(Setting::variable).chain([FILE]);
    // Without what all have in common, which says nothing.
    let known = known.filter_map(|name| name.strip_prefix(PREFIX));
    let near = nearest(name.strip_prefix(PREFIX)?, known)?;
    Some(Problem {
        place: Place::Variable(name.to_owned()),
        reason: "there is no setting of this name".to_owned(),
        help: Some(format!("did you mean `{PREFIX}{near}`?")),
    })
}
