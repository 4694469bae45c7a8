//! Every rule, in one table.

use super::Level;

/// Something a definition can do wrong.
#[derive(Debug)]
pub struct Rule {
    /// Its id, as shown and as used to allow or deny it.
    pub id: &'static str,
    /// How bad it is to break it, unless the user says otherwise.
    pub level: Level,
    /// A definition that breaks it has no meaning, so it is an error whatever the user says.
    pub firm: bool,
    /// What it demands or finds, in one line.
    pub explanation: &'static str,
}

impl Rule {
    /// The rule with this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        RULES.iter().find(|rule| rule.id == id).copied()
    }
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Allowed => "allowed",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// The table of rules. After an `Error` nothing is left to go on with; a `SoftError` leaves a meaning, and the
/// user may go on with it.
macro_rules! rules {
    ($($name:ident $id:literal $level:ident $explanation:literal;)*) => {
        $(pub(crate) static $name: Rule = Rule {
            id: $id,
            level: severity!($level).0,
            firm: severity!($level).1,
            explanation: $explanation,
        };)*
        /// All rules, by id.
        pub static RULES: &[&Rule] = &[$(&$name),*];
    };
}

/// The level of a rule, and whether it is firm.
macro_rules! severity {
    (Allowed) => {
        (Level::Allowed, false)
    };
    (Warning) => {
        (Level::Warning, false)
    };
    (SoftError) => {
        (Level::Error, false)
    };
    (Error) => {
        (Level::Error, true)
    };
}

rules! {
    ARRAY_WITHOUT_ITEMS "array-without-items" Error "an array must say what its items are";
    BAD_ALLOWANCE "bad-allowance" Error "`x-lint` names rules that exist and whose level can be set so";
    BAD_RANGE "bad-range" Error "a range is a list of two numbers or nulls, the lower one first";
    BAD_SIZE "bad-size" Error "a number has one of the widths that exist";
    BAD_VERSION "bad-version" Error "a version is one to three numbers";
    BAD_TAG "bad-tag" Error "a tag has an argument that it can have, at a type that it is for";
    BARE_NUMBER "bare-number" Warning "a number without further keywords is taken as a whole number";
    CONTRADICTING_ERROR "contradicting-error" Warning "the code and the message of an error belong together";
    DEPRECATED_WITHOUT_REPLACEMENT "deprecated-without-replacement" Allowed "what is deprecated says what to use instead";
    DESIGNATOR_AS_NAME "designator-as-name" Warning "an endpoint is named without callsign and version";
    DIRECTION_ABSENT "direction-absent" Warning "a header tells which parameters are results";
    DUPLICATE_ERROR "duplicate-error" Warning "an endpoint names each of its errors once";
    DUPLICATE_KEY "duplicate-key" Error "an object has each key once";
    DUPLICATE_TEXT "duplicate-text" SoftError "an enumeration has each text once";
    EMPTY_NAME "empty-name" Error "everything that is callable has a name";
    EMPTY_INTERFACE "empty-interface" Warning "an interface has at least one method, property or event";
    ENUM_NOT_TEXT "enum-not-text" Error "an enumeration consists of texts";
    ENUM_OF_NUMBERS "enum-of-numbers" Warning "numbers are bounded by `range`; the numbers that an `enum` lists are only shown";
    ERROR_NONE "error-none" Warning "success is not an error";
    ERROR_WITHOUT_DESCRIPTION "error-without-description" Allowed "an endpoint says when each of its errors happens";
    ERROR_WITHOUT_MESSAGE "error-without-message" Error "an error has a symbolic name, its `message`";
    EXAMPLE_MISMATCH "example-mismatch" Warning "examples and defaults are values of their type";
    IGNORED_KEYWORD "ignored-keyword" Warning "a keyword beside `$ref`, or of another type, has no effect";
    INDEX_ABSENT "index-absent" Warning "a header tells which parameter is an index";
    INVALID_HEADER "invalid-header" Error "a header is C++, as far as interfaces consist of it";
    INVALID_JSON "invalid-json" Error "a definition is JSON as in RFC 8259";
    LOST_TEXT "lost-text" Warning "an example stands at the end of its description";
    MISPLACED_TAG "misplaced-tag" Warning "a tag stands where it has an effect";
    MISSING_DESCRIPTION "missing-description" Allowed "the interface, its members and results have descriptions";
    MISSING_EXAMPLE "missing-example" Allowed "numbers and texts have examples";
    MISSING_INFO "missing-info" Error "a definition names its interface in `info.class`";
    MISSING_PARAMS "missing-params" Error "a property says what its value is";
    MISSING_SUMMARY "missing-summary" Warning "an endpoint has a summary";
    MISSING_TYPE "missing-type" Error "a value has a `type` or a `$ref`";
    MIXED_CASE "mixed-case" Allowed "names of one kind follow one convention";
    NAME_CLASH "name-clash" Error "methods and properties share one set of names";
    NOTHING_TO_REMOVE "nothing-to-remove" Warning "null removes an included endpoint";
    NO_INTERFACE "no-interface" Error "a header has the interface that is asked for";
    NUMBERED_TYPE "numbered-type" Allowed "types have names of their own, so that none needs a number";
    NOT_AN_INTERFACE "not-an-interface" Error "a plugin's description is not an interface";
    ODD_TYPE "odd-type" Warning "a type is one text, spelt as the format has it";
    PARAMS_NOT_OBJECT "params-not-object" SoftError "params have the shape that the format asks for";
    READ_AND_WRITE_ONLY "read-and-write-only" Error "a property is read-only or write-only, not both";
    RECURSIVE_TYPE "recursive-type" Error "a type does not contain itself";
    REFERENCE_CYCLE "reference-cycle" Error "a chain of references comes to an end";
    REQUIRED_LIST_ABSENT "required-list-absent" Warning "an object says which of its members are required";
    REQUIRED_UNKNOWN_MEMBER "required-unknown-member" Warning "`required` names members that exist";
    RESULT_NOT_A_CODE "result-not-a-code" Error "methods return whether they succeeded, and events nothing";
    RESERVED_NAME "reserved-name" SoftError "every service already has exists, versions, register and unregister";
    SEVERAL_INTERFACES "several-interfaces" Error "where one interface is wanted, a header with several needs a choice";
    SIMILAR_NAMES "similar-names" Warning "names differ by more than case and separators";
    TOO_DEEP "too-deep" Error "values and references nest within reason";
    TOO_LARGE "too-large" Error "values have a reasonable size when they are written out";
    TAG_IN_PROSE "tag-in-prose" Warning "a tag that is only mentioned is no tag";
    UNCONVENTIONAL_NAME "unconventional-name" Allowed "endpoints and members are named in camelCase or in lower case";
    UNKNOWN_ENCODING "unknown-encoding" Error "a text has one of the encodings that exist";
    UNKNOWN_ERROR "unknown-error" SoftError "an error without `code` has one of Thunder's symbolic names";
    UNKNOWN_EVENT "unknown-event" Warning "endpoints mention events that exist";
    UNKNOWN_FILE "unknown-file" Error "references lead to files that exist";
    UNKNOWN_FORMAT "unknown-format" Error "`info.format` is one of three texts";
    UNKNOWN_KEYWORD "unknown-keyword" Warning "keywords are spelt as the format has them";
    UNKNOWN_PARAMETER "unknown-parameter" Warning "documentation speaks of parameters that exist";
    UNKNOWN_REFERENCE "unknown-reference" Error "references lead to something";
    UNKNOWN_STATUS "unknown-status" SoftError "`info.status` is one of six texts";
    UNKNOWN_TAG "unknown-tag" Warning "tags are spelt as the format has them";
    UNKNOWN_TYPE "unknown-type" Error "a type is one of those that exist";
    UNSUPPORTED_TYPE "unsupported-type" Error "a type of C++ is one that an interface can carry";
    UNREADABLE_FILE "unreadable-file" Error "the definition is a file of UTF-8 text";
    UNSAFE_INTEGER "unsafe-integer" Warning "whole numbers are such that every reader of JSON keeps them exact";
    UNUSED_ALLOWANCE "unused-allowance" Warning "`x-lint` allows what would be reported otherwise";
    UNUSED_DEFINITION "unused-definition" Warning "something refers to each of the `definitions`";
    VERSION_ABSENT "version-absent" Warning "an interface has a version";
    WRONG_KIND "wrong-kind" Error "a keyword has a value of the right kind of JSON";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_and_kebab_case() {
        for (index, rule) in RULES.iter().enumerate() {
            assert!(
                rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'),
                "{}",
                rule.id
            );
            assert!(
                RULES[..index].iter().all(|other| other.id != rule.id),
                "{}",
                rule.id
            );
        }
    }
}
