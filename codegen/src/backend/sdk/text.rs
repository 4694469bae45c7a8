//! A writer of source text.

/// Source text that is built line by line, with indentation.
#[derive(Debug)]
pub struct Source {
    text: String,
    unit: &'static str,
    depth: usize,
}

impl Source {
    /// Nothing yet; each level of indentation is `unit`.
    pub fn new(unit: &'static str) -> Self {
        Self {
            text: String::new(),
            unit,
            depth: 0,
        }
    }

    /// Adds lines at the present level; empty ones stay empty.
    pub fn line(&mut self, lines: impl AsRef<str>) -> &mut Self {
        for line in lines.as_ref().split('\n') {
            if !line.is_empty() {
                for _ in 0..self.depth {
                    self.text.push_str(self.unit);
                }
                self.text.push_str(line);
            }
            self.text.push('\n');
        }
        self
    }

    /// Adds an empty line, unless the text is empty or ends with one.
    pub fn gap(&mut self) -> &mut Self {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
        self
    }

    /// Adds a first line, an indented body and a last line.
    pub fn block(
        &mut self,
        first: impl AsRef<str>,
        last: impl AsRef<str>,
        body: impl FnOnce(&mut Self),
    ) -> &mut Self {
        self.line(first).indented(body).line(last)
    }

    /// Adds a body that is indented by one level more.
    pub fn indented(&mut self, body: impl FnOnce(&mut Self)) -> &mut Self {
        self.depth += 1;
        body(self);
        self.depth -= 1;
        self
    }

    /// All of the text.
    pub fn finish(self) -> String {
        self.text
    }
}

/// A text as a literal between quotation marks, as many languages write it. `escape` says what stands for a character
/// that does not stand for itself, beside the mark, the backslash and the end of a line.
pub fn literal(text: &str, escape: impl Fn(char) -> Option<String>) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c => match escape(c) {
                Some(escaped) => out.push_str(&escaped),
                None => out.push(c),
            },
        }
    }
    out.push('"');
    out
}

/// A character as `\u` and four digits for each of its units in UTF-16.
pub fn utf16_escape(c: char) -> String {
    let mut units = [0; 2];
    let units = c.encode_utf16(&mut units).iter();
    units.map(|unit| format!("\\u{unit:04x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_indented_and_empty_lines_are_empty() {
        let mut source = Source::new("  ");
        source.gap().block("{", "}", |body| {
            body.line("a\n\nb").block("(", ")", |body| {
                body.line("c");
            });
        });
        source.gap().gap().line("d");
        assert_eq!(source.finish(), "{\n  a\n\n  b\n  (\n    c\n  )\n}\n\nd\n");
    }
}
