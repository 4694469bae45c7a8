//! Texts of which no two are equal, such as anchors.

use std::collections::{HashMap, HashSet};

/// Hands out texts, each once.
#[derive(Debug, Default)]
pub(super) struct Unique {
    taken: HashSet<String>,
    /// The least number that may still be free, by the text that it is put behind. Without it, equal texts
    /// would cost the square of their number.
    next: HashMap<String, usize>,
}

impl Unique {
    /// The text, or else the text with `-` and the least number behind it, from `first` on, that is free.
    pub(super) fn take(&mut self, text: String, first: usize) -> String {
        if self.taken.insert(text.clone()) {
            return text;
        }
        let mut number = self.next.get(&text).copied().unwrap_or(first);
        let numbered = loop {
            let numbered = format!("{text}-{number}");
            number += 1;
            if self.taken.insert(numbered.clone()) {
                break numbered;
            }
        };
        self.next.insert(text, number);
        numbered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_get_the_least_number_that_is_free() {
        let mut unique = Unique::default();
        let texts = ["a", "a-2", "a", "a", "b", "a-2", "a"];
        let given = texts.map(|text| unique.take(text.to_owned(), 2));
        assert_eq!(given, ["a", "a-2", "a-3", "a-4", "b", "a-2-2", "a-5"]);
    }
}
