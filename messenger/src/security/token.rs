//! Tokens: who calls, said by an authority that the server trusts.
//!
//! A token is a JSON Web Token in the compact form (RFC 7519, RFC 7515), as Thunder's SecurityAgent issues them:
//! the payload is a bare URL, or an object with `url` and perhaps `user` and `hash`. The origin of that URL is
//! the caller's. `exp`, `nbf` and `aud` are honoured where they are present.
//!
//! What holds against tricks:
//!
//! - Each key belongs to one algorithm, and a token is checked only with keys of the algorithm that it names. So
//!   there is no `none`, and a public key is never taken for a secret.
//! - Keys are the server's own. What a header brings along (`jwk`, `jku`, `x5u`) is ignored, and one that
//!   demands to be understood (`crit`) is refused.
//! - Nothing of the payload is looked at before the signature is found right. Signatures are compared in constant
//!   time, by ring.
//! - There is one spelling of each token: base64url without padding and without stray bits.
//!
//! The payload may be a bare URL, so libraries that expect claims do not read it; what is left of them is
//! a few lines here. The cryptography is ring's, and so is that of TLS: one provider for both, the smaller of
//! those that rustls supports, which builds wherever a C compiler is and takes no other tool.

mod base64url;
mod cache;
mod claims;
pub mod command;
mod key;
mod key_set;
mod source;

pub use cache::Cache;
pub use claims::{Claims, Wrong};
pub use key::{Algorithm, Key, WrongKey};
pub use key_set::KeySet;
pub use source::{KeySource, Unreadable};

use serde::Deserialize;

/// The longest token, in bytes.
pub const LONGEST: usize = 16 * 1024;

/// Why a token is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is longer than [`LONGEST`].
    #[error("the token is longer than {LONGEST} bytes")]
    TooLong,
    /// It is not three parts in base64url, the first of them JSON.
    #[error("the token is malformed")]
    Malformed,
    /// Its type is not JWT.
    #[error("the token is no JWT by its type")]
    OtherType,
    /// It demands something that is not understood.
    #[error("the token has critical headers, and none is understood")]
    Critical,
    /// There is no key for its algorithm, or none with its key id.
    #[error("there is no key for the token's algorithm and key id")]
    NoKey,
    /// No key has signed it.
    #[error("the token's signature is wrong")]
    WrongSignature,
    /// Its payload does not allow to use it now and here.
    #[error(transparent)]
    Payload(#[from] Wrong),
}

/// The header of a token. What else stands there is ignored; what stands there twice is malformed.
#[derive(Debug, Deserialize)]
pub struct Header {
    /// The algorithm.
    pub alg: String,
    /// The type.
    pub typ: Option<String>,
    /// Which key has signed it.
    pub kid: Option<String>,
    crit: Option<serde_json::Value>,
}

impl Header {
    fn read(json: &[u8]) -> Option<Self> {
        // An array would be read as an object whose keys are left out.
        let is_object = json.trim_ascii_start().starts_with(b"{");
        is_object.then(|| serde_json::from_slice(json).ok())?
    }
}

/// A token, taken apart; nothing of it is checked but its form.
#[derive(Debug)]
pub struct Parts<'a> {
    /// The header.
    pub header: Header,
    /// The payload.
    pub payload: Vec<u8>,
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> Parts<'a> {
    /// Takes a token apart.
    ///
    /// # Errors
    ///
    /// When it does not have the form of one.
    pub fn of(token: &'a str) -> Result<Self, Refused> {
        if token.len() > LONGEST {
            return Err(Refused::TooLong);
        }
        let read = || {
            let (signed, signature) = token.rsplit_once('.')?;
            let (header, payload) = signed.split_once('.')?;
            Some(Self {
                header: Header::read(&base64url::decode(header)?)?,
                payload: base64url::decode(payload)?,
                signed,
                signature: base64url::decode(signature)?,
            })
        };
        read().ok_or(Refused::Malformed)
    }

    /// Checks the signature.
    ///
    /// # Errors
    ///
    /// When no key has signed it.
    pub fn check(&self, keys: &KeySet) -> Result<(), Refused> {
        let Header {
            alg,
            typ,
            kid,
            crit,
        } = &self.header;
        if typ
            .as_ref()
            .is_some_and(|typ| !typ.eq_ignore_ascii_case("JWT"))
        {
            return Err(Refused::OtherType);
        }
        if crit.is_some() {
            return Err(Refused::Critical);
        }
        let mut any = false;
        for key in keys.for_token(alg, kid.as_deref()) {
            any = true;
            if key.has_signed(self.signed.as_bytes(), &self.signature) {
                return Ok(());
            }
        }
        Err(if any {
            Refused::WrongSignature
        } else {
            Refused::NoKey
        })
    }
}

/// What a token says, once it is found right.
///
/// # Errors
///
/// When it is not. `now` is in seconds since 1970.
pub fn verify(
    token: &str,
    keys: &KeySet,
    audiences: &[String],
    now: u64,
) -> Result<Claims, Refused> {
    let parts = Parts::of(token)?;
    parts.check(keys)?;
    let claims = Claims::read(&parts.payload)?;
    claims.check(audiences, now)?;
    Ok(claims)
}

/// A token with this payload, signed by `key`; `None`: the key can only check.
pub fn issue(payload: &str, key: &Key) -> Option<String> {
    let mut header = serde_json::json!({"alg": key.algorithm().name(), "typ": "JWT"});
    if let Some(id) = key.id() {
        header["kid"] = id.into();
    }
    let signed = [header.to_string().as_bytes(), payload.as_bytes()]
        .map(base64url::encode)
        .join(".");
    let signature = key.sign(signed.as_bytes())?;
    Some(format!("{signed}.{}", base64url::encode(&signature)))
}

#[cfg(test)]
mod tests;
