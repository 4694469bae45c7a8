//! Splits sources of several languages into code, comments and strings, as far as that tells what is code.

/// How a language writes comments and strings.
pub(crate) struct Syntax {
    line_comments: &'static [&'static str],
    block_comments: &'static [(&'static str, &'static str)],
    strings: &'static [Quoted],
    /// A backslash at the end of a line joins the next one to it, in comments too.
    joins_lines: bool,
    /// `R"x(...)x"` is a string.
    raw_strings: bool,
}

struct Quoted {
    mark: &'static str,
    escapes: bool,
    lines: bool,
    /// `${` begins code in it.
    template: bool,
}

const fn quoted(mark: &'static str, escapes: bool, lines: bool) -> Quoted {
    Quoted {
        mark,
        escapes,
        lines,
        template: false,
    }
}

const C_COMMENTS: &[(&str, &str)] = &[("/*", "*/")];

pub(crate) const SCRIPT: Syntax = Syntax {
    line_comments: &["//"],
    block_comments: C_COMMENTS,
    strings: &[
        quoted("\"", true, false),
        quoted("'", true, false),
        Quoted {
            template: true,
            ..quoted("`", true, true)
        },
    ],
    joins_lines: false,
    raw_strings: false,
};

pub(crate) const PYTHON: Syntax = Syntax {
    line_comments: &["#"],
    block_comments: &[],
    strings: &[
        quoted("\"\"\"", true, true),
        quoted("'''", true, true),
        quoted("\"", true, false),
        quoted("'", true, false),
    ],
    joins_lines: false,
    raw_strings: false,
};

pub(crate) const GO: Syntax = Syntax {
    line_comments: &["//"],
    block_comments: C_COMMENTS,
    strings: &[
        quoted("\"", true, false),
        quoted("'", true, false),
        quoted("`", false, true),
    ],
    joins_lines: false,
    raw_strings: false,
};

pub(crate) const JAVA: Syntax = Syntax {
    line_comments: &["//"],
    block_comments: C_COMMENTS,
    strings: &[
        quoted("\"\"\"", true, true),
        quoted("\"", true, false),
        quoted("'", true, false),
    ],
    joins_lines: false,
    raw_strings: false,
};

pub(crate) const CPP: Syntax = Syntax {
    line_comments: &["//"],
    block_comments: C_COMMENTS,
    strings: &[quoted("\"", true, false), quoted("'", true, false)],
    joins_lines: true,
    raw_strings: true,
};

pub(crate) const HASHED: Syntax = Syntax {
    line_comments: &["#"],
    block_comments: &[],
    strings: &[quoted("\"", true, true), quoted("'", true, true)],
    joins_lines: false,
    raw_strings: false,
};

/// What is left of a text without its comments and without what its strings hold.
pub(crate) fn code_of(text: &str, syntax: &Syntax) -> Result<String, String> {
    let mut lexer = Lexer {
        rest: text,
        syntax,
        code: String::new(),
    };
    lexer.code(false)?;
    Ok(lexer.code)
}

/// The text with `\u0041` in the place of which Java reads a letter, wherever it stands.
pub(crate) fn without_unicode_escapes(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let after = rest[at + 1..].trim_start_matches('u');
        let is_escape = rest[at + 1..].starts_with('u');
        let digits = after
            .get(..4)
            .and_then(|digits| u32::from_str_radix(digits, 16).ok());
        match digits.and_then(char::from_u32).filter(|_| is_escape) {
            Some(letter) => {
                out.push(letter);
                rest = &after[4..];
            }
            None => {
                // A backslash escapes the one behind it.
                let length = 1 + rest[at + 1..].chars().next().map_or(0, char::len_utf8);
                out.push_str(&rest[at..at + length]);
                rest = &rest[at + length..];
            }
        }
    }
    out + rest
}

struct Lexer<'a> {
    rest: &'a str,
    syntax: &'a Syntax,
    code: String,
}

impl Lexer<'_> {
    /// Code up to the end, or within a template up to its `}`.
    fn code(&mut self, in_template: bool) -> Result<(), String> {
        let mut open = 0;
        while let Some(c) = self.rest.chars().next() {
            if self.comment()? || self.string()? {
                continue;
            }
            self.skip(c.len_utf8());
            match c {
                '{' => open += 1,
                '}' if in_template && open == 0 => return Ok(()),
                '}' => open -= 1,
                _ => {}
            }
            self.code.push(c);
        }
        if in_template {
            return Err("a template without end".to_owned());
        }
        Ok(())
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
    }

    fn comment(&mut self) -> Result<bool, String> {
        if self
            .syntax
            .line_comments
            .iter()
            .any(|mark| self.rest.starts_with(mark))
        {
            let end = self
                .rest
                .find(['\n', '\r', '\u{2028}', '\u{2029}'])
                .unwrap_or(self.rest.len());
            let line = &self.rest[..end];
            if self.syntax.joins_lines
                && (line.trim_end().ends_with('\\') || line.trim_end().ends_with("??/"))
            {
                return Err("a comment that swallows the next line".to_owned());
            }
            self.skip(end);
            return Ok(true);
        }
        for (start, end) in self.syntax.block_comments {
            if let Some(inner) = self.rest.strip_prefix(start) {
                let length = inner.find(end).ok_or("a comment without end")?;
                self.skip(start.len() + length + end.len());
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn string(&mut self) -> Result<bool, String> {
        if self.syntax.raw_strings
            && let Some(inner) = self.rest.strip_prefix("R\"")
        {
            let open = inner.find('(').ok_or("a raw string without beginning")?;
            let end = format!("){}\"", &inner[..open]);
            let length = inner.find(&end).ok_or("a raw string without end")?;
            self.skip(2 + length + end.len());
            return Ok(true);
        }
        let mark = self
            .syntax
            .strings
            .iter()
            .find(|quoted| self.rest.starts_with(quoted.mark));
        let Some(quoted) = mark else { return Ok(false) };
        self.skip(quoted.mark.len());
        loop {
            if self.rest.starts_with(quoted.mark) {
                self.skip(quoted.mark.len());
                self.code.push_str(" _ ");
                return Ok(true);
            }
            let c = self.rest.chars().next().ok_or("a string without end")?;
            if quoted.template && self.rest.starts_with("${") {
                self.skip(2);
                self.code(true)?;
                continue;
            }
            self.skip(c.len_utf8());
            match c {
                '\\' if quoted.escapes => {
                    let escaped = self.rest.chars().next().ok_or("a string without end")?;
                    self.skip(escaped.len_utf8());
                }
                '\n' | '\r' if !quoted.lines => {
                    return Err("a string that ends with its line".to_owned());
                }
                _ => {}
            }
        }
    }
}
