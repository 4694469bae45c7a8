//! Where keys are kept: in files and in the environment, and never on a command line, which every user of the
//! machine can read.

use super::key::WrongKey;
use super::key_set::KeySet;
use std::fmt;
use std::path::PathBuf;

/// What a variable of the environment is named with.
const VARIABLE: &str = "env:";

/// Where a key is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// In this file.
    File(PathBuf),
    /// In this variable of the environment.
    Variable(String),
}

/// Why a key could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The file cannot be read.
    #[error("the key in {0} cannot be read: {1}")]
    File(KeySource, std::io::Error),
    /// The variable is not set, or empty.
    #[error("the key in {0} cannot be read: the variable is not set, or is not text")]
    Variable(KeySource),
    /// It is no key.
    #[error("the key in {0} is of no use: {1}")]
    Key(KeySource, WrongKey),
}

impl From<&str> for KeySource {
    fn from(text: &str) -> Self {
        match text.strip_prefix(VARIABLE) {
            Some(name) => Self::Variable(name.to_owned()),
            None => Self::File(text.into()),
        }
    }
}

impl fmt::Display for KeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Variable(name) => write!(f, "{VARIABLE}{name}"),
        }
    }
}

impl KeySource {
    /// Reads the keys that are there now.
    ///
    /// # Errors
    ///
    /// When there are none.
    pub fn read(&self) -> Result<KeySet, Unreadable> {
        let content = match self {
            Self::File(path) => {
                std::fs::read(path).map_err(|error| Unreadable::File(self.clone(), error))?
            }
            Self::Variable(name) => match std::env::var(name) {
                Ok(value) => value.into_bytes(),
                Err(_) => return Err(Unreadable::Variable(self.clone())),
            },
        };
        KeySet::read(&content).map_err(|wrong| Unreadable::Key(self.clone(), wrong))
    }
}
