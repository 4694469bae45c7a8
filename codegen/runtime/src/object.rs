//! Reading JSON objects strictly as objects.
//!
//! serde's derived readers also take an array of the members in order. On this wire that would be a
//! wrong shape that goes unnoticed, so generated structs are read by [`deserialize_object!`].
//!
//! [`deserialize_object!`]: crate::deserialize_object

use serde_json::{Map, Value, json};

/// Begins the message of the error for an absent member; the member's name follows.
pub(crate) const MISSING: &str = "missing member ";

/// The error for an absent member.
#[doc(hidden)]
pub fn missing<E: serde::de::Error>(member: &str) -> E {
    E::custom(format_args!("{MISSING}{member}"))
}

/// Adds a required text to the schema of an object: a member that travels and that no struct holds.
#[doc(hidden)]
pub fn add_text_member(schema: &mut Map<String, Value>, member: &str, description: &str) {
    let text = json!({ "description": description, "type": "string" });
    let members = schema.entry("properties").or_insert_with(|| json!({}));
    if let Value::Object(members) = members {
        members.insert(member.to_owned(), text);
    }
    let required = schema.entry("required").or_insert_with(|| json!([]));
    if let Value::Array(required) = required {
        required.push(json!(member));
    }
}

/// Adds a keyword to the part of a schema that a JSON pointer names.
#[doc(hidden)]
pub fn add_keyword(
    schema: &mut Map<String, Value>,
    pointer: &str,
    keyword: &str,
    value: impl Into<Value>,
) {
    let (first, rest) = match pointer.strip_prefix('/') {
        Some(pointer) => pointer.split_once('/').unwrap_or((pointer, "")),
        None => {
            schema.insert(keyword.to_owned(), value.into());
            return;
        }
    };
    let part = schema.get_mut(first);
    let part = part.and_then(|part| match rest {
        "" => Some(part),
        rest => part.pointer_mut(&format!("/{rest}")),
    });
    if let Some(Value::Object(part)) = part {
        part.insert(keyword.to_owned(), value.into());
    }
}

/// Implements [`serde::Deserialize`] for a struct that is read from a JSON object.
///
/// Each line gives a field, how it may be absent, and its name on the wire. `required` members must be
/// there; `optional` fields are of type `Option` and absent or null is `None`; for `default` absent or
/// null is the value of the expression. Unknown members are skipped, and of duplicates the last wins.
///
/// ```
/// #[derive(Debug, PartialEq)]
/// pub struct Seat { row: u32, name: Option<String>, count: u8 }
///
/// jsonrpc_runtime::deserialize_object!(Seat {
///     row: required "row",
///     name: optional "name",
///     count: default(1) "count",
/// });
///
/// let seat: Seat = serde_json::from_str(r#"{"row":7,"view":"good"}"#)?;
/// assert_eq!(seat, Seat { row: 7, name: None, count: 1 });
/// assert!(serde_json::from_str::<Seat>(r#"[7,null,1]"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! deserialize_object {
    ($type:ident { $($field:ident: $mode:ident $(($value:expr))? $wire:literal),* $(,)? }) => {
        const _: () = {
            #[allow(non_camel_case_types, clippy::enum_variant_names, clippy::upper_case_acronyms)]
            enum __MemberName { $($field,)* __other }

            impl<'de> $crate::serde::Deserialize<'de> for __MemberName {
                fn deserialize<__D: $crate::serde::Deserializer<'de>>(
                    deserializer: __D,
                ) -> ::core::result::Result<Self, __D::Error> {
                    struct __NameVisitor;
                    impl $crate::serde::de::Visitor<'_> for __NameVisitor {
                        type Value = __MemberName;

                        fn expecting(
                            &self,
                            f: &mut ::core::fmt::Formatter<'_>,
                        ) -> ::core::fmt::Result {
                            f.write_str("a member name")
                        }

                        fn visit_str<__E>(
                            self,
                            name: &str,
                        ) -> ::core::result::Result<__MemberName, __E> {
                            ::core::result::Result::Ok(match name {
                                $($wire => __MemberName::$field,)*
                                _ => __MemberName::__other,
                            })
                        }
                    }
                    deserializer.deserialize_identifier(__NameVisitor)
                }
            }

            impl<'de> $crate::serde::Deserialize<'de> for $type {
                fn deserialize<__D: $crate::serde::Deserializer<'de>>(
                    deserializer: __D,
                ) -> ::core::result::Result<Self, __D::Error> {
                    struct __ObjectVisitor;
                    impl<'de> $crate::serde::de::Visitor<'de> for __ObjectVisitor {
                        type Value = $type;

                        fn expecting(
                            &self,
                            f: &mut ::core::fmt::Formatter<'_>,
                        ) -> ::core::fmt::Result {
                            f.write_str("an object")
                        }

                        fn visit_map<__A: $crate::serde::de::MapAccess<'de>>(
                            self,
                            mut map: __A,
                        ) -> ::core::result::Result<$type, __A::Error> {
                            $(let mut $field = ::core::option::Option::None;)*
                            while let ::core::option::Option::Some(name) = map.next_key()? {
                                match name {
                                    $(__MemberName::$field => {
                                        $field = ::core::option::Option::Some(map.next_value()?);
                                    })*
                                    __MemberName::__other => {
                                        map.next_value::<$crate::serde::de::IgnoredAny>()?;
                                    }
                                }
                            }
                            ::core::result::Result::Ok($type {
                                $($field: $crate::deserialize_object!(
                                    @$mode $field $wire $(($value))?
                                ),)*
                            })
                        }
                    }
                    deserializer.deserialize_map(__ObjectVisitor)
                }
            }
        };
    };
    (@required $field:ident $wire:literal) => {
        match $field {
            ::core::option::Option::Some(value) => value,
            ::core::option::Option::None => {
                return ::core::result::Result::Err($crate::object::missing($wire));
            }
        }
    };
    (@optional $field:ident $wire:literal) => {
        ::core::option::Option::flatten($field)
    };
    (@default $field:ident $wire:literal ($value:expr)) => {
        match ::core::option::Option::flatten($field) {
            ::core::option::Option::Some(value) => value,
            ::core::option::Option::None => $value,
        }
    };
}

#[cfg(test)]
mod tests {
    use crate::validate::{Validate, Violation};

    #[derive(Debug, PartialEq)]
    struct Point {
        x: i8,
        r#type: Option<String>,
    }
    crate::deserialize_object!(Point { x: required "x", r#type: optional "type" });

    #[derive(Debug, PartialEq)]
    struct Line {
        points: Vec<Point>,
    }
    crate::deserialize_object!(Line { points: required "points/all" });

    #[derive(Debug)]
    struct Nothing {}
    crate::deserialize_object!(Nothing {});

    impl Validate for Line {
        fn validate(&self) -> Result<(), Violation> {
            Ok(())
        }
    }

    fn refusal(text: &str) -> String {
        let error = crate::params::decode::<Line>(Some(text)).expect_err("is refused");
        assert_eq!(error.code, -32602);
        error.data.expect("says why").to_json()
    }

    #[test]
    fn the_last_duplicate_wins_and_null_is_absent() {
        let point: Point = serde_json::from_str(r#"{"x":1,"type":null,"x":2}"#).expect("is read");
        assert_eq!(point, Point { x: 2, r#type: None });
    }

    #[test]
    fn errors_name_place_and_reason() {
        assert_eq!(
            refusal("{}"),
            r#"{"pointer":"/points~1all","reason":"the member is missing"}"#
        );
        assert_eq!(
            refusal(r#"{"points/all":[{"x":1},{}]}"#),
            r#"{"pointer":"/points~1all/1/x","reason":"the member is missing"}"#
        );
        assert_eq!(
            refusal(r#"{"points/all":[[1,null]]}"#),
            r#"{"pointer":"/points~1all/0","reason":"invalid type: sequence, expected an object"}"#
        );
        assert_eq!(
            refusal(r#"{"points/all":[{"x":300}]}"#),
            r#"{"pointer":"/points~1all/0/x","reason":"invalid value: integer `300`, expected i8"}"#
        );
        assert_eq!(
            refusal("[]"),
            r#"{"pointer":"","reason":"invalid type: sequence, expected an object"}"#
        );
        assert_eq!(
            refusal("5"),
            r#"{"pointer":"","reason":"invalid type: integer `5`, expected an object"}"#
        );
    }

    #[test]
    fn an_object_without_members_is_still_an_object() {
        assert!(serde_json::from_str::<Nothing>(r#"{"any":1}"#).is_ok());
        assert!(serde_json::from_str::<Nothing>("[]").is_err());
    }
}
