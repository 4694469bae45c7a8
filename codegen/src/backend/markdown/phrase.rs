//! Running text: words of ours, words of the definition, code and links.

use super::escape::{Place, push_code, push_text, show_invisible, tidy};

/// A part of the page that a link can lead to. Endpoints are meant by their position in the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    Title,
    References,
    Method(usize),
    Property(usize),
    Event(usize),
}

/// Where a link leads.
#[derive(Clone, Debug)]
pub(super) enum Target {
    Section(Section),
    Address(&'static str),
    /// A page of ours in the same directory.
    File(String),
}

#[derive(Clone, Debug)]
enum Span {
    Fixed(&'static str),
    Text(String),
    Code(String),
    Strong(Phrase),
    Link(Phrase, Target),
}

/// A row of spans, built by appending.
#[derive(Clone, Debug, Default)]
pub(super) struct Phrase(Vec<Span>);

impl Phrase {
    /// Words of ours, printed as they are.
    pub(super) fn fixed(words: &'static str) -> Self {
        Self::default().and(words)
    }

    /// Words of the definition.
    pub(super) fn text(text: &str) -> Self {
        Self::default().and_text(text)
    }

    /// An identifier, an error name or anything else that is typed letter by letter.
    pub(super) fn code(text: &str) -> Self {
        Self::default().and_code(text)
    }

    pub(super) fn strong(phrase: Phrase) -> Self {
        Self(vec![Span::Strong(phrase)])
    }

    pub(super) fn link(phrase: Phrase, target: Target) -> Self {
        Self(vec![Span::Link(phrase, target)])
    }

    pub(super) fn and(mut self, words: &'static str) -> Self {
        self.0.push(Span::Fixed(words));
        self
    }

    pub(super) fn and_text(mut self, text: &str) -> Self {
        self.0.push(Span::Text(text.to_owned()));
        self
    }

    pub(super) fn and_code(mut self, text: &str) -> Self {
        self.0.push(Span::Code(text.to_owned()));
        self
    }

    pub(super) fn and_phrase(mut self, phrase: Phrase) -> Self {
        self.0.extend(phrase.0);
        self
    }

    /// The text that a heading of this phrase shows, from which its anchor is made.
    pub(super) fn plain(&self) -> String {
        self.0
            .iter()
            .map(|span| match span {
                Span::Fixed(words) => (*words).to_owned(),
                Span::Text(text) => show_invisible(&tidy(text, Place::Heading)).into_owned(),
                Span::Code(text) => show_invisible(text).into_owned(),
                Span::Strong(phrase) | Span::Link(phrase, _) => phrase.plain(),
            })
            .collect()
    }

    /// The Markdown of this phrase at a place; `anchor` tells the anchor of a section.
    pub(super) fn print(&self, place: Place, anchor: &dyn Fn(Section) -> String) -> String {
        let mut out = String::new();
        for span in &self.0 {
            match span {
                Span::Fixed(words) => out.push_str(words),
                Span::Text(text) => push_text(&mut out, text, place),
                Span::Code(text) => push_code(&mut out, text, place),
                Span::Strong(phrase) => {
                    out.push_str(&format!("**{}**", phrase.print(place, anchor)));
                }
                Span::Link(phrase, target) => {
                    let target = match target {
                        Target::Section(section) => format!("#{}", anchor(*section)),
                        Target::Address(address) => (*address).to_owned(),
                        Target::File(name) => name.clone(),
                    };
                    out.push_str(&format!("[{}]({target})", phrase.print(place, anchor)));
                }
            }
        }
        out
    }
}

/// `text` as a sentence: with a full stop unless it ends with a mark of its own.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '!', '?', ':', ';', '…']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}
