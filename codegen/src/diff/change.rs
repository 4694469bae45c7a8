//! What a change is, and whom it breaks.

use crate::source::Place;

/// How a break shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Programs that are running stop understanding each other.
    Wire,
    /// Sources that use the generated code stop compiling.
    Source,
}

/// Who breaks: programs that were made for the old version, and are left as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Callers and listeners, when they meet a server of the new version.
    Client,
    /// Services, when clients of the new version call them.
    Server,
}

/// How bad a change is for somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It is not noticed.
    #[default]
    None,
    /// It breaks those who were not prepared for it, such as a reader without a way for unknown texts.
    Risky,
    /// It breaks.
    Breaking,
}

/// What a change does to those who were made for the old version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    /// Clients on the wire.
    pub wire_client: Severity,
    /// Servers on the wire.
    pub wire_server: Severity,
    /// Whether the source of clients still compiles.
    pub source_client: Severity,
    /// Whether the source of servers still compiles.
    pub source_server: Severity,
}

impl Impact {
    /// No effect on anybody.
    pub const NONE: Self = Self {
        wire_client: Severity::None,
        wire_server: Severity::None,
        source_client: Severity::None,
        source_server: Severity::None,
    };

    /// An effect on running clients.
    pub(super) const fn on_clients(severity: Severity) -> Self {
        Self {
            wire_client: severity,
            ..Self::NONE
        }
    }

    /// The same, and clients and servers do not compile any more.
    pub(super) const fn and_sources(self) -> Self {
        self.and_client_source().and_server_source()
    }

    /// The same, and clients do not compile any more.
    pub(super) const fn and_client_source(self) -> Self {
        Self {
            source_client: Severity::Breaking,
            ..self
        }
    }

    /// The same, and servers do not compile any more.
    pub(super) const fn and_server_source(self) -> Self {
        Self {
            source_server: Severity::Breaking,
            ..self
        }
    }

    /// The effect of one class on one side.
    pub fn of(&self, class: Class, view: View) -> Severity {
        match (class, view) {
            (Class::Wire, View::Client) => self.wire_client,
            (Class::Wire, View::Server) => self.wire_server,
            (Class::Source, View::Client) => self.source_client,
            (Class::Source, View::Server) => self.source_server,
        }
    }
}

/// One rule of the comparison: a kind of change.
#[derive(Debug)]
pub struct ChangeRule {
    /// Its id, as shown and as used to allow it.
    pub id: &'static str,
    /// What has changed, in one line.
    pub explanation: &'static str,
    /// Whom it breaks, in one line.
    pub effect: &'static str,
    /// It concerns texts for people alone.
    pub docs: bool,
}

/// One change between two versions.
#[derive(Clone, Debug)]
pub struct Change {
    /// The kind of change.
    pub rule: &'static ChangeRule,
    /// Where in the interface, such as `methods.join.params.user`: the first place that shows it.
    pub path: String,
    /// Further places that show it, since they use the same type.
    pub more: Vec<String>,
    /// What has changed.
    pub message: String,
    /// What it does.
    pub impact: Impact,
    /// Where the old version says it.
    pub old: Place,
    /// Where the new version says it.
    pub new: Place,
    /// Remarks.
    pub notes: Vec<String>,
    /// How to avoid the break.
    pub help: Option<String>,
    /// The user knows of it, so it does not count; the reason why.
    pub allowed: Option<String>,
}

/// What a change, or all changes together, come to for those who are on the wire already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing has changed.
    None,
    /// Texts for people have changed.
    Docs,
    /// Nobody on the wire is broken.
    Compatible,
    /// Who was not prepared is broken.
    Risky,
    /// Somebody is broken.
    Breaking,
}

impl Verdict {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Docs => "docs",
            Self::Compatible => "compatible",
            Self::Risky => "risky",
            Self::Breaking => "breaking",
        }
    }
}
