//! The keys that are in force together: the current one, the next, and those that run out.

use super::key::{Jwk, Key, WrongKey};
use rustls_pki_types::pem::{PemObject, SectionKind};
use serde::Deserialize;

/// Keys.
#[derive(Debug, Default)]
pub struct KeySet(pub(super) Vec<Key>);

/// A set of JSON Web Keys (RFC 7517, section 5).
#[derive(Deserialize)]
struct JwkSet {
    keys: Vec<Jwk>,
}

impl KeySet {
    /// Reads the keys in a file: PEM with public or private keys, a JSON Web Key or a set of them, or, if it is
    /// neither, a secret. The end of its last line is no part of a secret.
    ///
    /// # Errors
    ///
    /// What is wrong with them.
    pub fn read(content: &[u8]) -> Result<Self, WrongKey> {
        let trimmed = content.trim_ascii_start();
        if trimmed.starts_with(b"-----BEGIN ") {
            return Self::read_pem(content);
        }
        if trimmed.starts_with(b"{") {
            return Self::read_json(content);
        }
        let secret = content.strip_suffix(b"\n").unwrap_or(content);
        let secret = secret.strip_suffix(b"\r").unwrap_or(secret);
        Key::secret(secret).map(|key| Self(vec![key]))
    }

    fn read_pem(content: &[u8]) -> Result<Self, WrongKey> {
        let mut keys = Vec::new();
        for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(content) {
            let (kind, der) = section.map_err(|_| WrongKey::DamagedPem)?;
            keys.push(match kind {
                SectionKind::PublicKey => Key::public(&der)?,
                SectionKind::PrivateKey => Key::private(&der)?,
                SectionKind::EcPrivateKey => return Err(WrongKey::NotPkcs8),
                other => return Err(WrongKey::NoKey(format!("{other:?}"))),
            });
        }
        Self::of(keys)
    }

    fn read_json(content: &[u8]) -> Result<Self, WrongKey> {
        if let Ok(JwkSet { keys }) = serde_json::from_slice(content) {
            let keys = keys.into_iter().filter(|key| !key.is_for_others());
            return Self::of(keys.map(Jwk::into_key).collect::<Result<_, _>>()?);
        }
        // What serde says may quote the key.
        let jwk: Jwk = serde_json::from_slice(content)
            .map_err(|_| WrongKey::NoJwk("a member is missing or of another type"))?;
        if jwk.is_for_others() {
            return Err(WrongKey::Unsupported);
        }
        jwk.into_key().map(|key| Self(vec![key]))
    }

    fn of(keys: Vec<Key>) -> Result<Self, WrongKey> {
        if keys.is_empty() {
            return Err(WrongKey::Empty);
        }
        Ok(Self(keys))
    }

    /// These too.
    pub fn add(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Key> {
        self.0.iter()
    }

    /// Those that may have signed a token whose header names this algorithm and this key. A key without id may
    /// have signed any.
    pub(super) fn for_token<'a>(
        &'a self,
        algorithm: &'a str,
        id: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Key> {
        self.0.iter().filter(move |key| {
            let is_other = |(own, other)| own != other;
            key.algorithm().name() == algorithm && !key.id().zip(id).is_some_and(is_other)
        })
    }
}
