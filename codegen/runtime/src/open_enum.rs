//! Enumerations that survive texts of a newer peer.

use crate::quote::quote;

/// A text that an enumeration does not know.
///
/// It can be shown and passed on, not matched on: code that compared it would break without a word on
/// the day the text becomes a known one.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UnknownText(Box<str>);

impl UnknownText {
    #[doc(hidden)]
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    #[doc(hidden)]
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for UnknownText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(&self.0, f)
    }
}

/// Implements what an open enumeration needs: `as_str`, [`Display`](std::fmt::Display),
/// [`IndexValue`](crate::IndexValue), [`serde::Serialize`] and [`serde::Deserialize`], which keeps unknown
/// texts, and [`Validate`](crate::Validate), which refuses them.
///
/// ```
/// #[derive(Clone, Debug, PartialEq)]
/// pub enum Light { Red, Green, Unknown(jsonrpc_runtime::UnknownText) }
/// jsonrpc_runtime::open_enum!(Light { Red = "red", Green = "green" } else Unknown);
///
/// let light: Light = serde_json::from_str("\"amber\"")?;
/// assert_eq!(light.as_str(), "amber");
/// assert_eq!(serde_json::to_string(&light)?, "\"amber\"");
/// assert_eq!(serde_json::from_str::<Light>("\"red\"")?, Light::Red);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! open_enum {
    ($type:ident { $($variant:ident = $wire:literal),* $(,)? } else $unknown:ident) => {
        impl $type {
            /// The text on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $($type::$variant => $wire,)*
                    $type::$unknown(unknown) => unknown.text(),
                }
            }
        }

        impl ::core::convert::From<&str> for $type {
            fn from(text: &str) -> Self {
                match text {
                    $($wire => $type::$variant,)*
                    unknown => $type::$unknown($crate::UnknownText::new(unknown)),
                }
            }
        }

        impl ::core::fmt::Display for $type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::IndexValue for $type {
            fn index_text(&self) -> ::std::borrow::Cow<'_, str> {
                ::std::borrow::Cow::Borrowed(self.as_str())
            }
        }

        impl $crate::serde::Serialize for $type {
            fn serialize<__S: $crate::serde::Serializer>(
                &self,
                serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<__D: $crate::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                struct __TextVisitor;
                impl $crate::serde::de::Visitor<'_> for __TextVisitor {
                    type Value = $type;

                    fn expecting(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                        f.write_str("a string")
                    }

                    fn visit_str<__E>(self, text: &str) -> ::core::result::Result<$type, __E> {
                        ::core::result::Result::Ok($type::from(text))
                    }
                }
                deserializer.deserialize_str(__TextVisitor)
            }
        }

        impl $crate::Validate for $type {
            fn validate(&self) -> ::core::result::Result<(), $crate::Violation> {
                match self {
                    $type::$unknown(unknown) => ::core::result::Result::Err(
                        $crate::open_enum::refuse(unknown.text(), &[$($wire),*]),
                    ),
                    #[allow(unreachable_patterns)]
                    _ => ::core::result::Result::Ok(()),
                }
            }
        }
    };
}

/// The violation for a text that is none of the known ones.
#[doc(hidden)]
pub fn refuse(text: &str, known: &[&str]) -> crate::Violation {
    crate::Violation::shape(format!(
        "unknown text {}, expected one of: {}",
        quote(text),
        known.join(", ")
    ))
}
