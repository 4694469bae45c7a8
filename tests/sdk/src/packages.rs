//! The packages that are built, and the definitions that they come from.

mod names;
#[path = "../../bindings/build/obstacles.rs"]
mod obstacles;

use crate::language::Language;
use anyhow::{Context, Result, bail};
use codegen::diagnostic::Style;
use codegen::model::Interface;
use codegen::{LoadOptions, Options, Target, load, load_text, write_files};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tests::workspace;

/// Definitions of the corpus that the linters see: hand-written and dumped ones, small and large, of all
/// three formats, with properties, indexes, instances, completions, bytes, sets and texts that are no names.
const CORPUS: &[&str] = &[
    "json/Browser.json",
    "json/Compositor.json",
    "json/DTV.json",
    "json/FirmwareControl.json",
    "json/LISA.json",
    "json/Monitor.json",
    "json/Netflix.json",
    "json/PerformanceMonitor.json",
    "json/TestController.json",
    "history/LocationSync.json",
    "history/Packager.json",
    "rdk/specs/HdmiInput.json",
    "rdk/specs/FrontPanel.json",
    "rdk/specs/Network.json",
    "headers/AVSController.json",
    "headers/Butler.json",
    "headers/DisplayProperties.json",
    "headers/Messenger.json",
    "headers/NetworkControl.json",
    "headers/SimpleAsync.json",
    "headers/SimpleCustomObjects.json",
    "headers/SimpleInstanceObjects.json",
    "headers/TestBuffers.json",
    "headers/TestJsonUncompliantExtended.json",
    "headers/TestRestrictions.json",
    "headers/TestStructs.json",
    "entservices/BackupManager.json",
    "entservices/PackageInstaller.json",
    "entservices/PowerManager.json",
    "entservices/USBMassStorage.json",
];

/// The interfaces that every driver is built on.
pub(crate) struct Interfaces {
    pub(crate) messenger: Interface,
    pub(crate) dimmer: Interface,
    pub(crate) recorder: Interface,
}

impl Interfaces {
    /// Reads their definitions.
    pub(crate) fn read() -> Result<Self> {
        Ok(Self {
            messenger: read(&workspace().join("interface/messenger.json"), &[])?,
            dimmer: read(&workspace().join("examples/dimmer/dimmer.json"), &[])?,
            recorder: read(&workspace().join("tests/sdk/recorder.json"), &[])?,
        })
    }

    /// All of them, with their names.
    fn all(&self) -> [(&'static str, &Interface); 3] {
        [
            ("messenger", &self.messenger),
            ("dimmer", &self.dimmer),
            ("recorder", &self.recorder),
        ]
    }

    /// The vectors of the first two, with their names.
    pub(crate) fn vectors(&self) -> Result<[(&'static str, Value); 2]> {
        let vectors = |interface: &Interface| -> Result<Value> {
            let files = Target::Vectors.generate(interface, &Options::default());
            let file = files.first().context("vectors are a file")?;
            Ok(serde_json::from_str(&file.text)?)
        };
        Ok([
            ("messenger", vectors(&self.messenger)?),
            ("dimmer", vectors(&self.dimmer)?),
        ])
    }

    /// Writes the packages of a language, each into a folder of its name.
    pub(crate) fn write(&self, language: &Language, folder: &Path) -> Result<()> {
        for (name, interface) in self.all() {
            write(language.target, interface, &folder.join(name))?;
        }
        Ok(())
    }
}

/// Writes the packages that the linters of a language see; gives their number.
pub(crate) fn write_for_linters(language: &Language, folder: &Path) -> Result<usize> {
    let Interfaces {
        messenger,
        dimmer,
        recorder,
    } = Interfaces::read()?;
    let mut interfaces = vec![
        ("messenger".to_owned(), messenger),
        ("dimmer".to_owned(), dimmer),
        ("recorder".to_owned(), recorder),
        (
            "tuner".to_owned(),
            read(&workspace().join("codegen/tests/data/tuner.json"), &[])?,
        ),
    ];
    for (names, suffix) in [(obstacles::NAMES, ""), (names::NAMES, "-2")] {
        for (name, definition) in obstacles::definitions(names) {
            let name = format!("{}{suffix}", name.replace('_', "-"));
            interfaces.push((name, obstacle(&definition)?));
        }
    }
    let blank =
        json!({ "info": { "class": "Blank", "version": "1.2.3" }, "methods": { "only": {} } });
    for (name, interface) in obstacles::interfaces(&obstacle(&blank)?) {
        interfaces.push((name.to_owned(), interface));
    }
    let corpus = workspace().join("../shared/corpus");
    if corpus.is_dir() {
        for path in CORPUS {
            let name = path
                .trim_end_matches(".json")
                .replace('/', "-")
                .to_lowercase();
            let directories = [corpus.join("json"), corpus.join("rdk/common")];
            interfaces.push((name, read(&corpus.join(path), &directories)?));
        }
    } else {
        eprintln!(
            "note: {} is not there: the linters see the definitions of this repository alone",
            corpus.display()
        );
    }
    for (name, interface) in &interfaces {
        write(language.target, interface, &folder.join(name))?;
    }
    Ok(interfaces.len())
}

fn obstacle(definition: &Value) -> Result<Interface> {
    let loaded = load_text(
        "obstacle.json",
        format!("{definition:#}"),
        &LoadOptions::default(),
    );
    let report = loaded.report(Style::Plain);
    loaded.interface.context(report)
}

fn read(path: &Path, include_dirs: &[PathBuf]) -> Result<Interface> {
    let options = LoadOptions {
        include_dirs: include_dirs.to_vec(),
        ..LoadOptions::default()
    };
    let loaded = load(path, &options);
    let report = loaded.report(Style::Plain);
    match loaded.interface {
        Some(interface) => Ok(interface),
        None => bail!("{report}"),
    }
}

/// Writes a package anew: nothing of an older one is left in it, and what is the same is not touched, so
/// that build tools see what has changed.
fn write(target: Target, interface: &Interface, folder: &Path) -> Result<()> {
    let files: Vec<_> = target
        .generate(interface, &Options::default())
        .into_iter()
        // The packages here belong to nobody but the tests.
        .map(|file| codegen::OutputFile::generated(file.name, file.text))
        .collect();
    write_files(folder, &files).with_context(|| folder.display().to_string())?;
    Ok(())
}
