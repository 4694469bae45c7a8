//! One key, for one algorithm.

use super::base64url;
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ED25519, EcdsaKeyPair,
    Ed25519KeyPair, KeyPair, UnparsedPublicKey, VerificationAlgorithm,
};
use serde::Deserialize;
use std::fmt;

/// The shortest secret, in bytes: that of the hash (RFC 7518, section 3.2).
const SHORTEST_SECRET: usize = 32;

/// How tokens are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// HMAC with SHA-256, by a secret that issuer and server share.
    Hs256,
    /// ECDSA with P-256 and SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
}

impl Algorithm {
    /// Its name in the header of a token.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }
}

/// A key that checks tokens, and may sign them.
pub struct Key {
    id: Option<String>,
    material: Material,
}

enum Material {
    Secret(hmac::Key),
    P256(Vec<u8>, Option<EcdsaKeyPair>),
    Ed25519(Vec<u8>, Option<Ed25519KeyPair>),
}

/// What is wrong with a key. Never tells anything of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongKey {
    /// There is nothing.
    #[error("there is no key in it")]
    Empty,
    /// A secret that could be guessed.
    #[error(
        "a secret needs at least {SHORTEST_SECRET} bytes, and this has {0}: `openssl rand -hex 32` makes one"
    )]
    ShortSecret(usize),
    /// No key of a kind that is supported.
    #[error("the key is neither of P-256 nor of Ed25519, or is damaged")]
    Unsupported,
    /// A private key in the older form.
    #[error("a private key has to be in PKCS #8: `openssl pkcs8 -topk8 -nocrypt` makes it so")]
    NotPkcs8,
    /// Something else in PEM.
    #[error("there is something in it that is no key: {0}")]
    NoKey(String),
    /// The PEM is damaged.
    #[error("it is damaged PEM")]
    DamagedPem,
    /// The JSON is no key.
    #[error("it is no JSON Web Key: {0}")]
    NoJwk(&'static str),
}

/// What comes before the 65 bytes of a public key of P-256 (RFC 5480), and before the 32 of Ed25519 (RFC 8410).
/// DER has one spelling, so comparing is reading.
const P256_PREFIX: &[u8] = b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00";
const ED25519_PREFIX: &[u8] = b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";

impl Key {
    /// A secret.
    ///
    /// # Errors
    ///
    /// When it is too short.
    pub fn secret(secret: &[u8]) -> Result<Self, WrongKey> {
        if secret.len() < SHORTEST_SECRET {
            return Err(WrongKey::ShortSecret(secret.len()));
        }
        Ok(Self::of(Material::Secret(hmac::Key::new(
            hmac::HMAC_SHA256,
            secret,
        ))))
    }

    /// A public key in DER (SubjectPublicKeyInfo).
    pub(super) fn public(der: &[u8]) -> Result<Self, WrongKey> {
        if let Some(point) = der.strip_prefix(P256_PREFIX) {
            Self::p256(point.to_vec(), None)
        } else if let Some(public) = der.strip_prefix(ED25519_PREFIX) {
            Self::ed25519(public.to_vec(), None)
        } else {
            Err(WrongKey::Unsupported)
        }
    }

    /// A private key in DER (PKCS #8).
    pub(super) fn private(der: &[u8]) -> Result<Self, WrongKey> {
        let (algorithm, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
        if let Ok(pair) = EcdsaKeyPair::from_pkcs8(algorithm, der, &random) {
            return Self::p256(pair.public_key().as_ref().to_vec(), Some(pair));
        }
        match Ed25519KeyPair::from_pkcs8_maybe_unchecked(der) {
            Ok(pair) => Self::ed25519(pair.public_key().as_ref().to_vec(), Some(pair)),
            Err(_) => Err(WrongKey::Unsupported),
        }
    }

    fn p256(point: Vec<u8>, pair: Option<EcdsaKeyPair>) -> Result<Self, WrongKey> {
        // Uncompressed: the mark, and two coordinates.
        if point.len() != 65 || point[0] != 4 {
            return Err(WrongKey::Unsupported);
        }
        Ok(Self::of(Material::P256(point, pair)))
    }

    fn ed25519(public: Vec<u8>, pair: Option<Ed25519KeyPair>) -> Result<Self, WrongKey> {
        if public.len() != 32 {
            return Err(WrongKey::Unsupported);
        }
        Ok(Self::of(Material::Ed25519(public, pair)))
    }

    fn of(material: Material) -> Self {
        Self { id: None, material }
    }

    /// The same key under this id (`kid`).
    #[must_use]
    pub fn with_id(mut self, id: Option<String>) -> Self {
        self.id = id;
        self
    }

    /// Its id.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The algorithm that it is for.
    pub fn algorithm(&self) -> Algorithm {
        match &self.material {
            Material::Secret(_) => Algorithm::Hs256,
            Material::P256(..) => Algorithm::Es256,
            Material::Ed25519(..) => Algorithm::EdDsa,
        }
    }

    /// Whether it has signed this.
    pub(super) fn has_signed(&self, signed: &[u8], signature: &[u8]) -> bool {
        let check = |algorithm: &'static dyn VerificationAlgorithm, public: &[u8]| {
            let key = UnparsedPublicKey::new(algorithm, public);
            key.verify(signed, signature).is_ok()
        };
        match &self.material {
            // In constant time.
            Material::Secret(key) => hmac::verify(key, signed, signature).is_ok(),
            Material::P256(point, _) => check(&ECDSA_P256_SHA256_FIXED, point),
            Material::Ed25519(public, _) => check(&ED25519, public),
        }
    }

    /// Signs; `None`: the private half is missing, or the system has no randomness.
    pub(super) fn sign(&self, text: &[u8]) -> Option<Vec<u8>> {
        match &self.material {
            Material::Secret(key) => Some(hmac::sign(key, text).as_ref().to_vec()),
            Material::P256(_, pair) => {
                let signature = pair.as_ref()?.sign(&SystemRandom::new(), text).ok()?;
                Some(signature.as_ref().to_vec())
            }
            Material::Ed25519(_, pair) => Some(pair.as_ref()?.sign(text).as_ref().to_vec()),
        }
    }
}

/// Tells what it is, not what is in it.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("id", &self.id)
            .field("algorithm", &self.algorithm())
            .finish_non_exhaustive()
    }
}

/// A JSON Web Key (RFC 7517, RFC 7518, RFC 8037).
#[derive(Deserialize)]
pub(super) struct Jwk {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    crv: Option<String>,
    k: Option<String>,
    x: Option<String>,
    y: Option<String>,
    d: Option<String>,
}

impl Jwk {
    /// Whether it is for something else than signatures of the three algorithms: others in a set are left alone.
    pub(super) fn is_for_others(&self) -> bool {
        let algorithms = ["HS256", "ES256", "EdDSA", "Ed25519"];
        let other_algorithm = |alg: &String| !algorithms.contains(&alg.as_str());
        self.purpose
            .as_ref()
            .is_some_and(|purpose| purpose != "sig")
            || self.alg.as_ref().is_some_and(other_algorithm)
            || !matches!(
                (&*self.kty, self.crv.as_deref()),
                ("oct", _) | ("EC", Some("P-256")) | ("OKP", Some("Ed25519"))
            )
    }

    pub(super) fn into_key(self) -> Result<Key, WrongKey> {
        let bytes = |text: &Option<String>, what| {
            let decoded = text.as_deref().and_then(base64url::decode);
            decoded.ok_or(WrongKey::NoJwk(what))
        };
        let private = match self.d {
            Some(_) => Some(bytes(&self.d, "`d` is not in base64url")?),
            None => None,
        };
        let key = match &*self.kty {
            "oct" => Key::secret(&bytes(&self.k, "`k` is missing or not in base64url")?)?,
            "EC" => {
                let mut point = vec![4];
                for coordinate in [&self.x, &self.y] {
                    point.extend(bytes(
                        coordinate,
                        "`x` or `y` is missing or not in base64url",
                    )?);
                }
                let (algorithm, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
                let pair = private.map(|private| {
                    EcdsaKeyPair::from_private_key_and_public_key(
                        algorithm, &private, &point, &random,
                    )
                });
                let pair = pair.transpose().map_err(|_| WrongKey::Unsupported)?;
                Key::p256(point, pair)?
            }
            _ => {
                let public = bytes(&self.x, "`x` is missing or not in base64url")?;
                let pair = private
                    .map(|private| Ed25519KeyPair::from_seed_and_public_key(&private, &public));
                let pair = pair.transpose().map_err(|_| WrongKey::Unsupported)?;
                Key::ed25519(public, pair)?
            }
        };
        Ok(key.with_id(self.kid))
    }
}
