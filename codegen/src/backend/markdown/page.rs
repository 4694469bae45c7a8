//! A page as blocks, and its printing.

use super::escape::{Place, block_fence, paragraphs};
use super::phrase::{Phrase, Section, sentence};
use crate::backend::unique::Unique;
use crate::model::Interface;
use std::collections::{BTreeMap, HashMap};

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
pub(super) struct Page {
    blocks: Vec<Block>,
    /// The events by their names on the wire.
    events: HashMap<String, Section>,
}

impl Page {
    pub(super) fn new(interface: &Interface) -> Self {
        let events = interface.events.iter().enumerate();
        let events = events.map(|(index, event)| (event.wire_name.clone(), Section::Event(index)));
        Self {
            blocks: Vec::new(),
            events: events.collect(),
        }
    }

    /// The section of the event that has this name on the wire.
    pub(super) fn event(&self, wire_name: &str) -> Option<Section> {
        self.events.get(wire_name).copied()
    }

    /// A heading of ours.
    pub(super) fn heading(&mut self, level: usize, words: &'static str) {
        self.blocks.push(Block::Heading {
            level,
            phrase: Phrase::fixed(words),
            section: None,
        });
    }

    /// A heading in words of the definition.
    pub(super) fn named_heading(&mut self, level: usize, phrase: Phrase) {
        self.blocks.push(Block::Heading {
            level,
            phrase,
            section: None,
        });
    }

    /// A heading that links lead to.
    pub(super) fn section(&mut self, level: usize, phrase: Phrase, section: Section) {
        self.blocks.push(Block::Heading {
            level,
            phrase,
            section: Some(section),
        });
    }

    pub(super) fn paragraph(&mut self, phrase: Phrase) {
        self.blocks.push(Block::Paragraph(phrase));
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
            self.blocks.push(Block::Table { header, rows });
        }
    }

    pub(super) fn code(&mut self, language: &'static str, text: String) {
        self.blocks.push(Block::Code { language, text });
    }

    /// The page as Markdown.
    pub(super) fn print(&self) -> String {
        let anchors = self.anchors();
        let anchor = |section: Section| anchors.get(&section).cloned().unwrap_or_default();
        let blocks: Vec<String> = self
            .blocks
            .iter()
            .map(|block| block.print(&anchor))
            .collect();
        blocks.join("\n\n") + "\n"
    }

    /// The anchors that renderers give to the headings that are linked to.
    fn anchors(&self) -> BTreeMap<Section, String> {
        let mut taken = Unique::default();
        let mut anchors = BTreeMap::new();
        for block in &self.blocks {
            let Block::Heading {
                phrase, section, ..
            } = block
            else {
                continue;
            };
            let anchor = taken.take(slug(&phrase.plain()), 1);
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
