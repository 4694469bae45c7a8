//! Which service a path names.

/// A path that JSON-RPC is served on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Endpoint<'a> {
    /// The callsign in the path; `None`: every request names its own.
    pub(super) callsign: Option<&'a str>,
    /// Only upgrades are served here (Thunder's `/Service`).
    pub(super) upgrade_only: bool,
}

/// Reads `/jsonrpc`, `/jsonrpc/<callsign>` and, for upgrades, the same with `/Service`. What follows the
/// callsign is ignored (Thunder); nothing is percent-decoded, and case counts. `None`: another path.
pub(super) fn parse(path: &str) -> Option<Endpoint<'_>> {
    // What almost everybody asks for.
    if path == "/jsonrpc" {
        return Some(Endpoint {
            callsign: None,
            upgrade_only: false,
        });
    }
    let path = path.strip_prefix('/')?;
    let (prefix, rest) = match path.split_once('/') {
        Some((prefix, rest)) => (prefix, Some(rest)),
        None => (path, None),
    };
    let upgrade_only = match prefix {
        "jsonrpc" => false,
        "Service" => true,
        _ => return None,
    };
    let callsign = match rest {
        None | Some("") => None,
        Some(rest) => Some(rest.split('/').next().unwrap_or_default()),
    };
    Some(Endpoint {
        callsign,
        upgrade_only,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn callsign(path: &str) -> Option<Option<&str>> {
        parse(path).map(|endpoint| endpoint.callsign)
    }

    #[test]
    fn paths_are_read_segment_by_segment() {
        assert_eq!(callsign("/jsonrpc"), Some(None));
        assert_eq!(callsign("/jsonrpc/"), Some(None));
        assert_eq!(callsign("/jsonrpc/Messenger"), Some(Some("Messenger")));
        assert_eq!(
            callsign("/jsonrpc/Messenger/any/thing"),
            Some(Some("Messenger"))
        );
        assert_eq!(callsign("/jsonrpc//"), Some(Some("")));
        for other in ["", "/", "/jsonrpcQ", "/JSONRPC", "//jsonrpc", "/other", "*"] {
            assert_eq!(callsign(other), None, "{other}");
        }
    }

    #[test]
    fn service_is_for_upgrades() {
        assert!(parse("/Service/Messenger").is_some_and(|endpoint| endpoint.upgrade_only));
        assert!(parse("/jsonrpc").is_some_and(|endpoint| !endpoint.upgrade_only));
    }
}
