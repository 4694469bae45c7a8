//! Case conventions: from the names of a header to the names that travel.

/// How an identifier is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    Keep,
    Lower,
    Upper,
    LowerSnake,
    UpperSnake,
    Camel,
    Pascal,
}

impl Case {
    /// All, by the names that `@text:custom` has for them.
    pub(super) const NAMES: [(&'static str, Self); 7] = [
        ("keep", Self::Keep),
        ("lower", Self::Lower),
        ("upper", Self::Upper),
        ("lowersnake", Self::LowerSnake),
        ("uppersnake", Self::UpperSnake),
        ("camel", Self::Camel),
        ("pascal", Self::Pascal),
    ];

    /// An identifier in this case.
    pub(super) fn apply(self, identifier: &str) -> String {
        match self {
            Self::Keep => identifier.to_owned(),
            Self::Lower => identifier.to_lowercase(),
            Self::Upper => identifier.to_uppercase(),
            Self::LowerSnake => words(identifier).join("_").to_lowercase(),
            Self::UpperSnake => words(identifier).join("_").to_uppercase(),
            Self::Camel => {
                let mut words = capitalised(identifier).into_iter();
                let first = words.next().unwrap_or_default().to_lowercase();
                words.fold(first, |name, word| name + &word)
            }
            Self::Pascal => capitalised(identifier).concat(),
        }
    }
}

/// The words of an identifier: what stands between underscores, and begins with a capital.
///
/// A digit neither ends a word nor begins one.
fn words(identifier: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let characters: Vec<char> = identifier.chars().collect();
    for (index, character) in characters.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| characters[before]);
        let after = characters.get(index + 1);
        let begins = character.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || (before.is_uppercase() && after.is_some_and(|after| after.is_lowercase()))
            });
        if (begins || *character == '_')
            && let Some(last) = words.last()
            && !last.is_empty()
        {
            words.push(String::new());
        }
        if *character != '_'
            && let Some(last) = words.last_mut()
        {
            last.push(*character);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The words of an identifier, each beginning with a capital.
///
/// In an identifier without underscores and with lower-case letters, the words are written well already.
fn capitalised(identifier: &str) -> Vec<String> {
    let words = words(identifier);
    if identifier.contains('_') || !identifier.chars().any(char::is_lowercase) {
        return words.iter().map(|word| title(word)).collect();
    }
    let capital = |word: &String| {
        let mut characters = word.chars();
        let first = characters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(characters).collect()
    };
    words.iter().map(capital).collect()
}

/// A word with capitals where letters begin, behind digits too, and with small letters elsewhere.
fn title(word: &str) -> String {
    let mut title = String::with_capacity(word.len());
    let mut in_letters = false;
    for character in word.chars() {
        if in_letters {
            title.extend(character.to_lowercase());
        } else {
            title.extend(character.to_uppercase());
        }
        in_letters = character.is_alphabetic();
    }
    title
}

/// Which case each kind of name has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Convention {
    pub(super) objects: Case,
    pub(super) methods: Case,
    pub(super) events: Case,
    pub(super) parameters: Case,
    pub(super) members: Case,
    pub(super) enumerators: Case,
    /// It is the one whose names have no capitals.
    pub(super) legacy: bool,
}

impl Convention {
    const fn new(names: Case, enumerators: Case) -> Self {
        Self {
            objects: names,
            methods: names,
            events: names,
            parameters: names,
            members: names,
            enumerators,
            legacy: false,
        }
    }

    /// The one that holds unless an interface asks for another.
    pub(super) const STANDARD: Self = Self::new(Case::Camel, Case::UpperSnake);

    /// The convention that `@text:` names; the reason if there is none of this name.
    pub(super) fn named(name: &str) -> Option<Result<Self, String>> {
        if let Some(list) = name.strip_prefix("custom=") {
            return Some(Self::custom(list));
        }
        Some(Ok(match name {
            "standard" => Self::STANDARD,
            "legacy" | "legacy_lowercase" => Self {
                legacy: true,
                ..Self::new(Case::Lower, Case::Pascal)
            },
            "keep" => Self::new(Case::Keep, Case::Keep),
            "custom" => return Some(Err("there are no cases behind it".to_owned())),
            _ => return None,
        }))
    }

    /// Six cases: of objects, methods, events, parameters, members and enumerators. If there are five, objects
    /// have that of methods.
    fn custom(list: &str) -> Result<Self, String> {
        let mut cases = Vec::new();
        for name in list.split(',') {
            let case = Case::NAMES.iter().find(|(known, _)| *known == name);
            let (_, case) = case.ok_or_else(|| format!("there is no case `{name}`"))?;
            cases.push(*case);
        }
        match cases.as_slice() {
            [objects, methods, events, parameters, members, enumerators] => Ok(Self {
                objects: *objects,
                methods: *methods,
                events: *events,
                parameters: *parameters,
                members: *members,
                enumerators: *enumerators,
                legacy: false,
            }),
            [methods, events, parameters, members, enumerators] => Ok(Self {
                objects: *methods,
                methods: *methods,
                events: *events,
                parameters: *parameters,
                members: *members,
                enumerators: *enumerators,
                legacy: false,
            }),
            _ => Err(format!("it has {} cases instead of six", cases.len())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_written_as_thunder_writes_them() {
        let table = [
            (
                "RoomUpdate",
                "roomupdate",
                "room_update",
                "ROOM_UPDATE",
                "roomUpdate",
                "RoomUpdate",
            ),
            (
                "HDCPProtection",
                "hdcpprotection",
                "hdcp_protection",
                "HDCP_PROTECTION",
                "hdcpProtection",
                "HDCPProtection",
            ),
            (
                "DRMSessionID",
                "drmsessionid",
                "drm_session_id",
                "DRM_SESSION_ID",
                "drmSessionID",
                "DRMSessionID",
            ),
            (
                "room_id", "room_id", "room_id", "ROOM_ID", "roomId", "RoomId",
            ),
            (
                "HDCP_1X", "hdcp_1x", "hdcp_1x", "HDCP_1X", "hdcp1X", "Hdcp1X",
            ),
            (
                "Audio_AAC",
                "audio_aac",
                "audio_aac",
                "AUDIO_AAC",
                "audioAac",
                "AudioAac",
            ),
            ("ABC", "abc", "abc", "ABC", "abc", "Abc"),
            (
                "Get4KMode",
                "get4kmode",
                "get4k_mode",
                "GET4K_MODE",
                "get4kMode",
                "Get4KMode",
            ),
            (
                "HTTP2Mode",
                "http2mode",
                "http2mode",
                "HTTP2MODE",
                "http2mode",
                "HTTP2Mode",
            ),
            (
                "_leading", "_leading", "leading", "LEADING", "leading", "Leading",
            ),
            // Seen in what Thunder makes of its own headers.
            (
                "COLORIMETRY_BT2020YCCBCBRC",
                "colorimetry_bt2020yccbcbrc",
                "colorimetry_bt2020yccbcbrc",
                "COLORIMETRY_BT2020YCCBCBRC",
                "colorimetryBt2020Yccbcbrc",
                "ColorimetryBt2020Yccbcbrc",
            ),
            (
                "HDCP_Unencrypted",
                "hdcp_unencrypted",
                "hdcp_unencrypted",
                "HDCP_UNENCRYPTED",
                "hdcpUnencrypted",
                "HdcpUnencrypted",
            ),
        ];
        for (identifier, lower, lower_snake, upper_snake, camel, pascal) in table {
            for (case, expected) in [
                (Case::Keep, identifier),
                (Case::Lower, lower),
                (Case::LowerSnake, lower_snake),
                (Case::UpperSnake, upper_snake),
                (Case::Camel, camel),
                (Case::Pascal, pascal),
            ] {
                assert_eq!(case.apply(identifier), expected, "{identifier} as {case:?}");
            }
            assert_eq!(Case::Upper.apply(identifier), identifier.to_uppercase());
        }
    }

    #[test]
    fn nothing_is_made_of_nothing() {
        for (_, case) in Case::NAMES {
            assert_eq!(case.apply(""), "");
        }
        assert_eq!(Case::Camel.apply("__"), "");
    }

    #[test]
    fn conventions_have_names() {
        let named = |name| Convention::named(name);
        assert_eq!(named("standard"), Some(Ok(Convention::STANDARD)));
        assert!(named("legacy").is_some_and(|named| named.is_ok_and(|c| c.legacy)));
        assert_eq!(
            named("keep"),
            Some(Ok(Convention::new(Case::Keep, Case::Keep)))
        );
        assert_eq!(named("sendMessage"), None);
        let custom = named("custom=upper,camel,pascal,lower,lowersnake,uppersnake");
        let expected = Convention {
            objects: Case::Upper,
            methods: Case::Camel,
            events: Case::Pascal,
            parameters: Case::Lower,
            members: Case::LowerSnake,
            enumerators: Case::UpperSnake,
            legacy: false,
        };
        assert_eq!(custom, Some(Ok(expected)));
        let five = named("custom=camel,pascal,lower,lowersnake,uppersnake");
        assert_eq!(
            five,
            Some(Ok(Convention {
                objects: Case::Camel,
                ..expected
            }))
        );
        assert!(named("custom=camel").is_some_and(|named| named.is_err()));
        assert!(
            named("custom=camel,cobol,lower,keep,keep,keep").is_some_and(|named| named.is_err())
        );
    }
}
