//! Paths that say where in an interface something is, such as `methods.join.params.user`.

/// The path of a part with this name on the wire.
pub(super) fn member(path: &str, name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ':');
    if !name.is_empty() && name.chars().all(plain) {
        format!("{path}.{name}")
    } else {
        format!("{path}[{name:?}]")
    }
}

/// Whether a path is meant by a pattern, in which `*` stands for anything.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_names_are_quoted() {
        assert_eq!(member("methods", "join"), "methods.join");
        assert_eq!(member("methods", "a::b"), "methods.a::b");
        assert_eq!(member("x", "com.example"), "x[\"com.example\"]");
        assert_eq!(member("x", ""), "x[\"\"]");
    }

    #[test]
    fn stars_stand_for_anything() {
        assert!(matches("methods.join", "methods.join"));
        assert!(!matches("methods.join", "methods.join.params"));
        assert!(matches("methods.join*", "methods.join.params"));
        assert!(matches("*.params.*", "methods.join.params.user"));
        assert!(!matches("*.params.*", "methods.join.result"));
        assert!(matches("*", "anything"));
        assert!(!matches("a*a", "a"));
    }
}
