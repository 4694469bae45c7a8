//! What a back end answers.

use super::PROTOCOL_VERSION;
use base64::prelude::{BASE64_STANDARD, Engine};
use serde::Deserialize;

/// Most files in one answer.
const MOST_FILES: usize = 10_000;

/// What a back end answers. Members that are not listed here are refused: they would be misspelt, or of a
/// protocol that this compiler does not know.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Version of the protocol that the answer is written in.
    pub protocol: u32,
    /// The files.
    #[serde(default)]
    pub files: Vec<AnswerFile>,
    /// What there is to say about the interface. If one of them is an error, nothing is written.
    #[serde(default)]
    pub diagnostics: Vec<Remark>,
}

/// A file. It has either a text or bytes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerFile {
    /// Its path below the output directory, with `/` between directories.
    pub name: String,
    /// Its text.
    #[serde(default)]
    pub text: Option<String>,
    /// Its bytes, in base64 as in RFC 4648, section 4, with padding.
    #[serde(default)]
    pub base64: Option<String>,
    /// Whose it is once it is written.
    #[serde(default)]
    pub owner: Owner,
}

/// Whose a file is.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Owner {
    /// It is written anew whenever it would be different.
    #[default]
    Generated,
    /// It is written when it is missing, and is the user's ever after.
    User,
}

/// Something that a back end has to say.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    /// How bad it is.
    pub level: RemarkLevel,
    /// What it is.
    pub message: String,
    /// The part of the interface that it is about, as a JSON pointer into `interface` of the request.
    #[serde(default)]
    pub path: Option<String>,
    /// The way out.
    #[serde(default)]
    pub help: Option<String>,
}

/// How bad something is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum RemarkLevel {
    /// Files are written all the same.
    Warning,
    /// Nothing is written.
    Error,
}

/// Why an answer is none.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    #[error("is empty: one JSON document is expected on its standard output")]
    Empty,
    #[error("is not what the protocol says: {0}, in what begins with {1}")]
    Malformed(String, String),
    #[error("is of protocol {0}; this compiler knows {PROTOCOL_VERSION}")]
    Protocol(u32),
    #[error("has {0} files; at most {MOST_FILES} are taken")]
    TooManyFiles(usize),
}

impl Answer {
    /// Reads an answer.
    pub(super) fn read(output: &[u8]) -> Result<Self, Refused> {
        if output.trim_ascii().is_empty() {
            return Err(Refused::Empty);
        }
        let mut reader = serde_json::Deserializer::from_slice(output);
        let answer: Self = serde_path_to_error::deserialize(&mut reader)
            .map_err(|error| error.to_string())
            .and_then(|answer| match reader.end() {
                Ok(()) => Ok(answer),
                Err(error) => Err(error.to_string()),
            })
            .map_err(|reason| Refused::Malformed(reason, beginning(output)))?;
        if answer.protocol != PROTOCOL_VERSION {
            return Err(Refused::Protocol(answer.protocol));
        }
        if answer.files.len() > MOST_FILES {
            return Err(Refused::TooManyFiles(answer.files.len()));
        }
        Ok(answer)
    }
}

impl AnswerFile {
    /// What is to be in the file.
    pub(crate) fn contents(&self) -> Result<Vec<u8>, &'static str> {
        match (&self.text, &self.base64) {
            (Some(text), None) => Ok(text.clone().into_bytes()),
            (None, Some(bytes)) => BASE64_STANDARD
                .decode(bytes)
                .map_err(|_| "whose `base64` is none"),
            (None, None) => Err("with neither `text` nor `base64`"),
            (Some(_), Some(_)) => Err("with both `text` and `base64`"),
        }
    }
}

/// The beginning of a text, for a message.
fn beginning(output: &[u8]) -> String {
    const LONGEST: usize = 60;
    let text = String::from_utf8_lossy(output);
    crate::diagnostic::quoted(&text.chars().take(LONGEST).collect::<String>())
}
