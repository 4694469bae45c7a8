//! A page as blocks, and its printing.

use super::escape::{Place, block_fence, paragraphs};
use super::phrase::{Phrase, Section, sentence};
use std::collections::{BTreeMap, BTreeSet};

enum Block {
    Heading {
        level: usize,
        phrase: Phrase,
        section: Option<Section>,
    },
    Paragraph(Phrase),
    Table {
        header: &'static [&'static str],
        rows: Vec<Vec<Phrase>>,
    },
    Code {
        language: &'static str,
        text: String,
    },
}

/// A page under construction: blocks are appended, then it is printed.
pub(super) struct Page(Vec<Block>);

impl Page {
    pub(super) fn new() -> Self {
        Self(Vec::new())
    }

    /// A heading of ours.
    pub(super) fn heading(&mut self, level: usize, words: &'static str) {
        self.0.push(Block::Heading {
            level,
            phrase: Phrase::fixed(words),
            section: None,
        });
    }

    /// A heading that links lead to.
    pub(super) fn section(&mut self, level: usize, phrase: Phrase, section: Section) {
        self.0.push(Block::Heading {
            level,
            phrase,
            section: Some(section),
        });
    }

    pub(super) fn paragraph(&mut self, phrase: Phrase) {
        self.0.push(Block::Paragraph(phrase));
    }

    /// A text of the definition as sentences, in as many paragraphs as its blank lines make.
    pub(super) fn prose(&mut self, text: &str) {
        for paragraph in paragraphs(&sentence(text)) {
            self.paragraph(Phrase::text(&paragraph));
        }
    }

    /// A table; nothing if it has no rows.
    pub(super) fn table(&mut self, header: &'static [&'static str], rows: Vec<Vec<Phrase>>) {
        if !rows.is_empty() {
            self.0.push(Block::Table { header, rows });
        }
    }

    pub(super) fn code(&mut self, language: &'static str, text: String) {
        self.0.push(Block::Code { language, text });
    }

    /// The page as Markdown.
    pub(super) fn print(&self) -> String {
        let anchors = self.anchors();
        let anchor = |section: Section| anchors.get(&section).cloned().unwrap_or_default();
        let blocks: Vec<String> = self.0.iter().map(|block| block.print(&anchor)).collect();
        blocks.join("\n\n") + "\n"
    }

    /// The anchors that renderers give to the headings that are linked to.
    fn anchors(&self) -> BTreeMap<Section, String> {
        let mut taken = BTreeSet::new();
        let mut anchors = BTreeMap::new();
        for block in &self.0 {
            let Block::Heading {
                phrase, section, ..
            } = block
            else {
                continue;
            };
            let anchor = unique_anchor(slug(&phrase.plain()), &mut taken);
            if let Some(section) = section {
                anchors.insert(*section, anchor);
            }
        }
        anchors
    }
}

impl Block {
    fn print(&self, anchor: &dyn Fn(Section) -> String) -> String {
        match self {
            Self::Heading { level, phrase, .. } => {
                format!(
                    "{} {}",
                    "#".repeat(*level),
                    phrase.print(Place::Heading, anchor).trim()
                )
            }
            Self::Paragraph(phrase) => phrase.print(Place::Paragraph, anchor).trim().to_owned(),
            Self::Table { header, rows } => {
                let mut lines = vec![
                    format!("| {} |", header.join(" | ")),
                    format!("|{}", " --- |".repeat(header.len())),
                ];
                lines.extend(rows.iter().map(|cells| {
                    let cells: Vec<String> = cells
                        .iter()
                        .map(|cell| cell.print(Place::Cell, anchor).trim().to_owned())
                        .collect();
                    format!("| {} |", cells.join(" | "))
                }));
                lines.join("\n")
            }
            Self::Code { language, text } => {
                let fence = block_fence(text);
                format!("{fence}{language}\n{text}\n{fence}")
            }
        }
    }
}

/// GitHub's rule: lower case, blanks as hyphens, and of the rest only letters, digits, `-` and `_`.
fn slug(heading: &str) -> String {
    heading
        .trim()
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// An anchor that occurs already gets the least number that makes it unique.
fn unique_anchor(slug: String, taken: &mut BTreeSet<String>) -> String {
    let anchor = (0usize..)
        .map(|number| {
            if number == 0 {
                slug.clone()
            } else {
                format!("{slug}-{number}")
            }
        })
        .find(|anchor| !taken.contains(anchor))
        .expect("some number is free");
    taken.insert(anchor.clone());
    anchor
}
