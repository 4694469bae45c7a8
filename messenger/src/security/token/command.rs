//! `messenger token`: makes tokens, and says what is in them.

use super::{Claims, KeySet, KeySource, Parts, issue};
use crate::config::Kind;
use crate::config::kind::seconds;
use crate::security::authority::now;
use crate::security::origin::Origin;
use anyhow::{Context, bail};
use serde_json::{Map, Value};
use std::io::Read;
use std::time::{Duration, UNIX_EPOCH};

/// Make a token, or see what is in one
#[derive(Clone, Debug, clap::Args)]
pub struct TokenCommand {
    #[command(subcommand)]
    action: Action,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum Action {
    /// Print a token for the callers of a URL
    Issue(Issue),
    /// Print what a token says, and whether it is valid; exit with 1 if it is not
    Inspect(Inspect),
}

#[derive(Clone, Debug, clap::Args)]
struct Issue {
    /// The key to sign with: a file, or env:NAME for a variable. Private if it is of a pair
    #[arg(long, value_name = "KEY")]
    key: String,
    /// Whose the token is: the URL of a page, or anything with an origin
    #[arg(long)]
    url: String,
    /// The user, for whoever reads it
    #[arg(long)]
    user: Option<String>,
    /// The hash, as Thunder's tokens have it
    #[arg(long)]
    hash: Option<String>,
    /// Whom it is meant for (`aud`) [may be repeated]
    #[arg(long, value_name = "TEXT")]
    audience: Vec<String>,
    /// How long it is valid: seconds, or with one of ms, s, m or h
    #[arg(
        long,
        value_name = "SECONDS",
        default_value = "1h",
        conflicts_with = "bare"
    )]
    lifetime: String,
    /// Nothing but the URL, as Thunder has it, and so valid for ever
    #[arg(long, conflicts_with_all = ["user", "hash", "audience"])]
    bare: bool,
}

#[derive(Clone, Debug, clap::Args)]
struct Inspect {
    /// A key that may have signed it: a file, or env:NAME; without any the signature is not checked [may be repeated]
    #[arg(long, value_name = "KEY")]
    key: Vec<String>,
    /// A name that it may be meant for (`aud`) [may be repeated]
    #[arg(long, value_name = "TEXT")]
    audience: Vec<String>,
    /// The token. Better give it on standard input: others on this machine can see arguments
    token: Option<String>,
}

/// What a command has to say.
#[derive(Debug)]
pub struct Said {
    /// For standard output.
    pub text: String,
    /// All is well.
    pub good: bool,
}

impl TokenCommand {
    /// Does it.
    ///
    /// # Errors
    ///
    /// When a key cannot be read, or is of no use for it.
    pub fn run(&self) -> anyhow::Result<Said> {
        match &self.action {
            Action::Issue(command) => command.run(),
            Action::Inspect(command) => command.run(),
        }
    }
}

impl Issue {
    fn run(&self) -> anyhow::Result<Said> {
        if Origin::of_url(&self.url).is_none() {
            bail!(
                "--url: `{}` has no origin, as https://app.example.com has",
                self.url
            );
        }
        let lifetime = seconds(1.0..)
            .read(&self.lifetime)
            .map_err(|reason| anyhow::anyhow!("--lifetime: {reason}"))?;
        let source = KeySource::from(&*self.key);
        let keys = source.read()?;
        let mut tokens = keys
            .iter()
            .filter_map(|key| issue(&self.payload(lifetime), key));
        let token = tokens.next().with_context(|| {
            format!(
                "the key in {source} can only check tokens: to sign, its private half is needed"
            )
        })?;
        Ok(Said {
            text: token + "\n",
            good: true,
        })
    }

    fn payload(&self, lifetime: Duration) -> String {
        if self.bare {
            return self.url.clone();
        }
        let now = now();
        let mut claims = Map::new();
        claims.insert("url".to_owned(), self.url.clone().into());
        for (name, value) in [("user", &self.user), ("hash", &self.hash)] {
            if let Some(value) = value {
                claims.insert(name.to_owned(), value.clone().into());
            }
        }
        match &*self.audience {
            [] => None,
            [one] => claims.insert("aud".to_owned(), one.clone().into()),
            more => claims.insert("aud".to_owned(), more.into()),
        };
        claims.insert("iat".to_owned(), now.into());
        claims.insert("exp".to_owned(), (now + lifetime.as_secs()).into());
        Value::Object(claims).to_string()
    }
}

impl Inspect {
    fn run(&self) -> anyhow::Result<Said> {
        let token = match self.token.as_deref() {
            None | Some("-") => {
                let mut text = String::new();
                let mut input = std::io::stdin().take(2 * super::LONGEST as u64);
                input
                    .read_to_string(&mut text)
                    .context("there is no token on standard input")?;
                text
            }
            Some(token) => token.to_owned(),
        };
        let mut keys = KeySet::default();
        for key in &self.key {
            keys.add(KeySource::from(&**key).read()?);
        }
        let mut said = Said {
            text: String::new(),
            good: false,
        };
        let parts = match Parts::of(token.trim()) {
            Ok(parts) => parts,
            Err(refused) => {
                said.line("verdict", &refused.to_string());
                return Ok(said);
            }
        };
        said.line("algorithm", &parts.header.alg);
        if let Some(id) = &parts.header.kid {
            said.line("key id", id);
        }
        said.line("payload", &String::from_utf8_lossy(&parts.payload));
        let claims = Claims::read(&parts.payload);
        if let Ok(claims) = &claims {
            said.line("origin", claims.origin.as_str());
            said.line("expires", &claims.expires.map_or("never".to_owned(), time));
        }
        let signed = if self.key.is_empty() {
            said.line("signature", "not checked, since no key is given");
            Ok(())
        } else {
            parts
                .check(&keys)
                .inspect(|()| said.line("signature", "right"))
        };
        let usable = claims.and_then(|claims| claims.check(&self.audience, now()));
        match signed.and_then(|()| usable.map_err(Into::into)) {
            Ok(()) if self.key.is_empty() => {
                said.line("verdict", "valid, if a key of the server has signed it")
            }
            Ok(()) => said.line("verdict", "valid"),
            Err(refused) => {
                said.line("verdict", &refused.to_string());
                return Ok(said);
            }
        }
        said.good = true;
        Ok(said)
    }
}

impl Said {
    /// What a token holds may be anything, and must not move the cursor of a terminal.
    fn line(&mut self, name: &str, value: &str) {
        let value = value.replace(char::is_control, "\u{fffd}");
        self.text += &format!("{name:10} {value}\n");
    }
}

/// A time in seconds since 1970, for people.
fn time(seconds: f64) -> String {
    let since = Duration::try_from_secs_f64(seconds.clamp(0.0, 253_402_300_799.0));
    let time = since.ok().and_then(|since| UNIX_EPOCH.checked_add(since));
    time.map_or_else(|| seconds.to_string(), httpdate::fmt_http_date)
}
