//! What the payload of a token says.

use crate::security::origin::Origin;
use serde::Deserialize;

/// What a token says of its holder.
#[derive(Clone, Debug, PartialEq)]
pub struct Claims {
    /// The origin of its URL.
    pub origin: Origin,
    /// When it ends, in seconds since 1970.
    pub expires: Option<f64>,
    /// When it begins, likewise.
    begins: Option<f64>,
    /// For whom it was made.
    audiences: Option<Vec<String>>,
}

/// Why the payload of a token does not allow to use it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// It is neither a URL nor an object.
    #[error(
        "the token's payload is neither a URL nor a JSON object with claims of the right types"
    )]
    NoClaims,
    /// There is no URL, or it has no origin.
    #[error("the token has no `url` with an origin, as https://app.example.com is")]
    NoOrigin,
    /// It is one of Thunder's second kind (`"type":"dac"`), for which there are other rules.
    #[error("the token is of the type `dac`, for which there are no rules here")]
    OtherKind,
    /// It has ended.
    #[error("the token has expired")]
    Expired,
    /// It has not begun.
    #[error("the token is not valid yet")]
    TooEarly,
    /// It was made for others.
    #[error("the token is meant for another audience")]
    OtherAudience,
}

/// A payload that is an object. Members that mean nothing here are ignored, `user` and `hash` among them.
#[derive(Deserialize)]
struct Object {
    url: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    exp: Option<f64>,
    nbf: Option<f64>,
    aud: Option<OneOrMore>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl Claims {
    /// Reads a payload.
    ///
    /// # Errors
    ///
    /// When it does not say who the holder is.
    pub fn read(payload: &[u8]) -> Result<Self, Wrong> {
        let text = std::str::from_utf8(payload).map_err(|_| Wrong::NoClaims)?;
        let is_json = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
        if !is_json {
            return Ok(Self {
                origin: Origin::of_url(text).ok_or(Wrong::NoOrigin)?,
                expires: None,
                begins: None,
                audiences: None,
            });
        }
        // An array would be read as an object whose keys are left out.
        if !text.trim_start().starts_with('{') {
            return Err(Wrong::NoClaims);
        }
        let object: Object = serde_json::from_str(text).map_err(|_| Wrong::NoClaims)?;
        if object.kind.as_deref() == Some("dac") {
            return Err(Wrong::OtherKind);
        }
        let url = object.url.ok_or(Wrong::NoOrigin)?;
        Ok(Self {
            origin: Origin::of_url(&url).ok_or(Wrong::NoOrigin)?,
            expires: object.exp,
            begins: object.nbf,
            audiences: object.aud.map(|audiences| match audiences {
                OneOrMore::One(audience) => vec![audience],
                OneOrMore::More(audiences) => audiences,
            }),
        })
    }

    /// Whether it may be used now, in seconds since 1970, and by whom goes under one of these names. A token
    /// that names no audience is for all; one that does is for nobody else (RFC 7519, section 4.1.3).
    ///
    /// # Errors
    ///
    /// Why not.
    pub fn check(&self, audiences: &[String], now: u64) -> Result<(), Wrong> {
        let now = now as f64;
        if self.expires.is_some_and(|expires| now >= expires) {
            return Err(Wrong::Expired);
        }
        if self.begins.is_some_and(|begins| now < begins) {
            return Err(Wrong::TooEarly);
        }
        let is_meant = |meant: &Vec<String>| meant.iter().any(|one| audiences.contains(one));
        if self
            .audiences
            .as_ref()
            .is_some_and(|meant| !is_meant(meant))
        {
            return Err(Wrong::OtherAudience);
        }
        Ok(())
    }
}
