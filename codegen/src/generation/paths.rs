//! Paths that are compared, and written down.

use std::path::{Component, Path, PathBuf};

/// A path without `.` and `x/..`, so that two ways to write a path are one.
pub(crate) fn normal(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for component in path.components() {
        match (component, result.components().next_back()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                result.pop();
            }
            (component, _) => result.push(component),
        }
    }
    result
}

/// What tells whether two paths are the same file.
pub(crate) fn identity(path: &Path) -> PathBuf {
    path.canonicalize()
        .or_else(|_| std::path::absolute(path))
        .map_or_else(|_| normal(path), |path| normal(&path))
}

/// A path as it is seen from a directory, with `/` on every system. Both are absolute, or both are seen from
/// the same place.
pub(crate) fn seen_from(directory: &Path, path: &Path) -> String {
    let (directory, path) = (normal(directory), normal(path));
    if directory.is_absolute() != path.is_absolute() {
        return path.to_string_lossy().into_owned();
    }
    let common = directory
        .components()
        .zip(path.components())
        .take_while(|(one, other)| one == other)
        .count();
    let up = directory.components().count() - common;
    let parts: Vec<_> = std::iter::repeat_n("..".into(), up)
        .chain(path.iter().skip(common).map(|part| part.to_string_lossy()))
        .collect();
    if parts.is_empty() {
        ".".to_owned()
    } else {
        parts.join("/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_have_one_form() {
        for (path, expected) in [
            ("a/./b/../c/", "a/c"),
            ("../a/..", ".."),
            ("../../a", "../../a"),
            ("/a/../../b", "/../b"),
            (".", ""),
        ] {
            assert_eq!(normal(Path::new(path)), Path::new(expected), "{path}");
        }
    }

    #[test]
    fn paths_are_seen_from_directories() {
        for (directory, path, expected) in [
            ("", "a/b", "a/b"),
            ("", "", "."),
            ("..", "../a", "a"),
            ("..", "../../a", "../a"),
            ("a/b", "a/c", "../c"),
            ("/a/b", "/a/b/../../c", "../../c"),
            ("/a", "/a", "."),
            ("a", "/b", "/b"),
        ] {
            let seen = seen_from(Path::new(directory), Path::new(path));
            assert_eq!(seen, expected, "{path} from {directory}");
        }
    }
}
