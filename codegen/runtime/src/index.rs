//! Values that stand in a designator: the index of a property or event, the id of an instance.

use std::borrow::Cow;

/// A value with one text for it in a designator. Equal values have equal texts, and only they have.
pub trait IndexValue: ToOwned {
    /// That text.
    fn index_text(&self) -> Cow<'_, str>;
}

impl IndexValue for str {
    fn index_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

macro_rules! shown {
    ($($type:ty),*) => {
        $(impl IndexValue for $type {
            fn index_text(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }
        })*
    };
}

shown!(bool, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64);

/// What an event of an instance with an index of its own is registered for: both together. The text is
/// no part of a designator.
impl<N: IndexValue + Clone, I: IndexValue + Clone> IndexValue for (N, I) {
    fn index_text(&self) -> Cow<'_, str> {
        let (instance, index) = (self.0.index_text(), self.1.index_text());
        Cow::Owned(format!("{}:{instance}{index}", instance.len()))
    }
}

impl IndexValue for String {
    fn index_text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

/// An index that may be left out.
impl<I: IndexValue + Clone> IndexValue for Option<I> {
    fn index_text(&self) -> Cow<'_, str> {
        match self {
            Some(index) => Cow::Owned(format!("@{}", index.index_text())),
            None => Cow::Borrowed(""),
        }
    }
}

/// Implements what the id of an instance needs, for a type that holds a text or a number: the way from
/// and to what it holds, [`Display`](std::fmt::Display), [`serde::Serialize`] and
/// [`serde::Deserialize`], [`Validate`](crate::Validate) and [`IndexValue`].
///
/// ```
/// #[derive(Clone, Debug, PartialEq, Eq, Hash)]
/// pub struct DeviceId(u32);
/// jsonrpc_runtime::instance_id!(DeviceId(u32));
///
/// let id: DeviceId = serde_json::from_str("7")?;
/// assert_eq!(id, DeviceId::from(7));
/// assert_eq!(id.to_string(), "7");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! instance_id {
    ($type:ident($held:ty)) => {
        impl $type {
            /// What travels.
            pub fn get(&self) -> &$held {
                &self.0
            }
        }

        impl ::core::convert::From<$held> for $type {
            fn from(id: $held) -> Self {
                Self(id)
            }
        }

        impl ::core::fmt::Display for $type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.0, f)
            }
        }

        impl $crate::serde::Serialize for $type {
            fn serialize<__S: $crate::serde::Serializer>(
                &self,
                serializer: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                $crate::serde::Serialize::serialize(&self.0, serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<__D: $crate::serde::Deserializer<'de>>(
                deserializer: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                $crate::serde::Deserialize::deserialize(deserializer).map(Self)
            }
        }

        impl $crate::Validate for $type {
            fn validate(&self) -> ::core::result::Result<(), $crate::Violation> {
                ::core::result::Result::Ok(())
            }
        }

        impl $crate::IndexValue for $type {
            fn index_text(&self) -> ::std::borrow::Cow<'_, str> {
                $crate::IndexValue::index_text(&self.0)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_and_its_index_have_one_text_together() {
        let text = |instance: &str, index: &str| {
            let both = (instance.to_owned(), index.to_owned());
            both.index_text().into_owned()
        };
        assert_ne!(text("1", "23"), text("12", "3"));
        assert_ne!(
            (7u32, Some(3u8)).index_text(),
            (7u32, None::<u8>).index_text()
        );
        assert_eq!(true.index_text(), "true");
    }
}
