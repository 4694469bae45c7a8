//! Thunder's errors: symbolic names, their numbers, and the codes on the wire.

/// Thunder's errors by number, without the prefix `ERROR_`.
#[rustfmt::skip]
const NAMES: [(i64, &str); 60] = [
    (0, "NONE"), (1, "GENERAL"), (2, "UNAVAILABLE"), (3, "ASYNC_FAILED"), (4, "ASYNC_ABORTED"),
    (5, "ILLEGAL_STATE"), (6, "OPENING_FAILED"), (7, "ACCEPT_FAILED"), (8, "PENDING_SHUTDOWN"),
    (9, "ALREADY_CONNECTED"), (10, "CONNECTION_CLOSED"), (11, "TIMEDOUT"), (12, "INPROGRESS"),
    (13, "COULD_NOT_SET_ADDRESS"), (14, "INCORRECT_HASH"), (15, "INCORRECT_URL"),
    (16, "INVALID_INPUT_LENGTH"), (17, "DESTRUCTION_SUCCEEDED"), (18, "DESTRUCTION_FAILED"),
    (19, "CLOSING_FAILED"), (20, "PROCESS_TERMINATED"), (21, "PROCESS_KILLED"), (22, "UNKNOWN_KEY"),
    (23, "INCOMPLETE_CONFIG"), (24, "PRIVILEGED_REQUEST"), (25, "RPC_CALL_FAILED"),
    (26, "UNREACHABLE_NETWORK"), (27, "REQUEST_SUBMITTED"), (28, "UNKNOWN_TABLE"), (29, "DUPLICATE_KEY"),
    (30, "BAD_REQUEST"), (31, "PENDING_CONDITIONS"), (32, "SURFACE_UNAVAILABLE"),
    (33, "PLAYER_UNAVAILABLE"), (34, "FIRST_RESOURCE_NOT_FOUND"), (35, "SECOND_RESOURCE_NOT_FOUND"),
    (36, "ALREADY_RELEASED"), (37, "NEGATIVE_ACKNOWLEDGE"), (38, "INVALID_SIGNATURE"), (39, "READ_ERROR"),
    (40, "WRITE_ERROR"), (41, "INVALID_DESIGNATOR"), (42, "UNAUTHENTICATED"), (43, "NOT_EXIST"),
    (44, "NOT_SUPPORTED"), (45, "INVALID_RANGE"), (46, "HIBERNATED"), (47, "INPROC"),
    (48, "FAILED_REGISTERED"), (49, "FAILED_UNREGISTERED"), (50, "PARSE_FAILURE"),
    (51, "PRIVILEGED_DEFERRED"), (52, "INVALID_ENVELOPPE"), (53, "UNKNOWN_METHOD"),
    (54, "INVALID_PARAMETER"), (55, "INTERNAL_JSONRPC"), (56, "PARSING_ENVELOPPE"),
    (57, "COMPOSIT_OBJECT"), (58, "ABORTED"), (59, "CANCEL"),
];

/// What every symbolic name begins with.
pub(crate) const PREFIX: &str = "ERROR_";

/// The symbolic names of all errors, without the prefix.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    NAMES
        .iter()
        .filter(|(number, _)| *number != 0)
        .map(|(_, name)| *name)
}

/// The symbolic name as it travels: without C++ scope, and with the prefix if it is one of Thunder's.
pub(crate) fn canonical(text: &str) -> String {
    let name = text.rsplit("::").next().unwrap_or(text).trim();
    if name != text && !name.starts_with(PREFIX) && number(&format!("{PREFIX}{name}")).is_some() {
        return format!("{PREFIX}{name}");
    }
    name.to_owned()
}

/// Thunder's number of a symbolic name. Thunder writes PRIVILIGED, its definitions PRIVILEGED.
pub(crate) fn number(name: &str) -> Option<i64> {
    let name = name
        .strip_prefix(PREFIX)?
        .replace("PRIVILIGED", "PRIVILEGED");
    NAMES
        .iter()
        .find(|(_, known)| *known == name)
        .map(|(number, _)| *number)
}

/// The code on the wire for an error number; `None` if there is no such number.
///
/// A negative number is taken as a code that is one already.
pub(crate) fn wire_code(number: i64) -> Option<i32> {
    const COM: i64 = 1 << 31;
    const CUSTOM: i64 = 1 << 24;
    let code = match number {
        ..0 => number,
        24 | 51 => -32604,
        11 => -32000,
        52 => -32600,
        53 => -32601,
        54 => -32602,
        55 => -32603,
        56 => -32700,
        _ if number > i64::from(u32::MAX) => return None,
        _ if number & COM != 0 => -31500 - (number & !COM),
        // The lower 24 bits are a signed number.
        _ if number & CUSTOM != 0 => ((number & (CUSTOM - 1)) ^ (CUSTOM >> 1)) - (CUSTOM >> 1),
        _ => -31000 - number,
    };
    i32::try_from(code).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_complete_and_in_order() {
        for (index, (number, _)) in NAMES.iter().enumerate() {
            assert_eq!(i64::try_from(index).ok(), Some(*number));
        }
    }

    #[test]
    fn names_have_numbers_in_both_spellings() {
        assert_eq!(number("ERROR_ILLEGAL_STATE"), Some(5));
        assert_eq!(number("ERROR_PRIVILIGED_REQUEST"), Some(24));
        assert_eq!(number("ERROR_PRIVILEGED_REQUEST"), Some(24));
        assert_eq!(number("ILLEGAL_STATE"), None);
        assert_eq!(
            canonical("ErrorCode::RPC_CALL_FAILED"),
            "ERROR_RPC_CALL_FAILED"
        );
        assert_eq!(canonical("Core::ERROR_NONE"), "ERROR_NONE");
        assert_eq!(canonical("Own::FAILED"), "FAILED");
    }

    #[test]
    fn codes_follow_thunder() {
        assert_eq!(wire_code(5), Some(-31005));
        assert_eq!(wire_code(22), Some(-31022));
        assert_eq!(wire_code(24), Some(-32604));
        assert_eq!(wire_code(11), Some(-32000));
        assert_eq!(wire_code(56), Some(-32700));
        assert_eq!(wire_code(1001), Some(-32001));
        assert_eq!(wire_code(0x8000_000b), Some(-31511));
        assert_eq!(wire_code(0x0100_0001), Some(1));
        assert_eq!(wire_code(0x01ff_ffff), Some(-1));
        assert_eq!(wire_code(-32601), Some(-32601));
        assert_eq!(wire_code(1 << 40), None);
        assert_eq!(wire_code(i64::MIN), None);
    }
}
