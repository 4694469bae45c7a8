//! The nearest of the names that exist, for "did you mean".

/// The candidate that `text` most likely was meant to be, if any is near enough.
pub(crate) fn nearest<'a>(
    text: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    const LONGEST: usize = 64;
    // A definition with very many names may also have very many mistakes.
    const MOST: usize = 2000;
    let length = text.chars().count();
    if length > LONGEST {
        return None;
    }
    let bound = (length / 3).max(1);
    let folded = fold(text);
    candidates
        .into_iter()
        .take(MOST)
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= bound)
        .map(|candidate| (distance(&folded, &fold(candidate), bound), candidate))
        .filter(|(distance, _)| *distance <= bound)
        // The first of several equally near ones, so that the result does not depend on luck.
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `; did you mean ...?` or nothing.
pub(crate) fn did_you_mean(found: Option<&str>) -> Option<String> {
    found.map(|name| format!("did you mean {}?", crate::diagnostic::quoted(name)))
}

fn fold(text: &str) -> Vec<char> {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// Insertions, deletions, replacements and swaps of neighbours that lead from one text to the other; if there
/// are more than `bound`, some greater number.
fn distance(from: &[char], to: &[char], bound: usize) -> usize {
    let width = to.len() + 1;
    let mut before_last: Vec<usize> = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    for (i, a) in from.iter().enumerate() {
        let mut row = vec![i + 1; width];
        for (j, b) in to.iter().enumerate() {
            let replaced = last[j] + usize::from(a != b);
            row[j + 1] = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == to[j - 1] && from[i - 1] == *b {
                row[j + 1] = row[j + 1].min(before_last[j - 1] + 1);
            }
        }
        before_last = std::mem::replace(&mut last, row);
        let least = last.iter().chain(&before_last).min();
        if least.is_some_and(|least| *least > bound) {
            return bound + 1;
        }
    }
    last[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_is_found_and_far_ones_are_not() {
        let types = ["string", "integer", "number", "boolean"];
        assert_eq!(nearest("sting", types), Some("string"));
        assert_eq!(nearest("Stirng", types), Some("string"));
        assert_eq!(nearest("int", types), None);
        assert_eq!(nearest("float", types), None);
        assert_eq!(nearest("", types), None);
        assert_eq!(nearest(&"x".repeat(1000), types), None);
    }

    #[test]
    fn distances() {
        let distance = |a, b| distance(&fold(a), &fold(b), 5);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "acb"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert!(distance("abcdefghij", "klmnopqrst") > 5);
    }
}
