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
