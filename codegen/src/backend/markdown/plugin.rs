//! The page of a plugin.

use super::front;
use super::page::Page;
use super::phrase::{Phrase, Target};
use super::table;
use crate::backend::outline::{self, BUILT_IN_SETTINGS};
use crate::model::{Interface, Plugin, Presence};

pub(super) fn write(page: &mut Page, plugin: &Plugin) {
    front::heading(page, &plugin.about, " plugin for Thunder framework.");
    page.heading(2, "Description");
    page.prose(plugin.about.description.as_deref().unwrap_or_default());
    page.paragraph(Phrase::fixed(
        "The plugin is designed to be loaded and executed within the Thunder framework.",
    ));
    configuration(page, plugin);
    interfaces(page, plugin);
}

fn configuration(page: &mut Page, plugin: &Plugin) {
    page.heading(2, "Configuration");
    page.paragraph(Phrase::fixed(
        "The table below lists configuration options of the plugin.",
    ));
    let built_in = BUILT_IN_SETTINGS.map(|(name, presence, description, value)| {
        let mut words = Phrase::fixed(description);
        if let Some(value) = value(plugin) {
            words = words.and(": ").and_code(value);
        }
        vec![
            Phrase::code(name),
            Phrase::fixed("string"),
            Phrase::fixed(table::presence(presence)),
            words,
        ]
    });
    let mut rows: Vec<Vec<Phrase>> = built_in.into();
    if let Some(configuration) = &plugin.configuration {
        let name = "configuration";
        let own = table::rows(&plugin.about, name, configuration, Presence::Optional);
        rows.extend(own);
    }
    page.table(&table::COLUMNS, rows);
}

fn interfaces(page: &mut Page, plugin: &Plugin) {
    if plugin.interfaces.is_empty() {
        return;
    }
    page.heading(2, "Interfaces");
    page.paragraph(Phrase::fixed(
        "This plugin implements the following interfaces:",
    ));
    let rows = plugin.interfaces.iter().map(|interface| {
        let link = Phrase::link(Phrase::text(&interface.name.pascal()), page_of(interface));
        vec![
            link,
            Phrase::text(&interface.version.to_string()),
            Phrase::text(interface.description.as_deref().unwrap_or_default()),
        ]
    });
    page.table(&["Interface", "Version", "Description"], rows.collect());
    for interface in &plugin.interfaces {
        page.named_heading(3, Phrase::text(&interface.name.pascal()));
        let rows = outline::contents(interface).map(|(kind, name, docs)| {
            let mut words = Phrase::text(docs.summary.as_deref().unwrap_or_default());
            if docs.deprecated {
                words = words.and(" (deprecated)");
            }
            vec![Phrase::code(name), Phrase::fixed(kind), words]
        });
        page.table(&["Name", "Kind", "Summary"], rows.collect());
    }
}

/// The page of an interface, beside this one.
fn page_of(interface: &Interface) -> Target {
    Target::File(format!("{}.md", interface.name.snake()))
}
