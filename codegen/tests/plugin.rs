//! Descriptions of plugins, and what is made of them.

use codegen::diagnostic::Style;
use codegen::{LoadOptions, Loaded, Options, OutputFile, Target, load, load_with_plugins};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plugins")
}

fn read(name: &str) -> Loaded {
    let options = LoadOptions {
        include_dirs: vec![folder()],
        ..LoadOptions::default()
    };
    load_with_plugins(folder().join(name), &options)
}

fn made(name: &str, target: Target) -> Vec<OutputFile> {
    let loaded = read(name);
    let report = loaded.report(Style::Plain);
    let plugin = loaded.plugin.unwrap_or_else(|| panic!("{report}"));
    target.generate_plugin(&plugin, &Options::default())
}

fn names(files: &[OutputFile]) -> Vec<&str> {
    files.iter().map(|file| file.name.as_str()).collect()
}

#[test]
fn the_page_tells_the_configuration_and_the_interfaces() {
    let files = made("LampPlugin.json", Target::Markdown);
    assert_eq!(
        names(&files),
        ["lamp_plugin.md", "switch.md", "colours.md", "scenes.md"]
    );
    let page = &files[0].text;
    for line in [
        "# Lamp Plugin",
        "**Version: 1.0.0**",
        "**Status: ⚫⚫⚪**",
        "The Lamp plugin switches lamps. It dims \\<them>, too.",
        "| `callsign` | string | mandatory | Plugin instance name: `Lamp` |",
        "| `locator` | string | mandatory | Library name: `libThunderLamp.so` |",
        "| `configuration.port` | integer | mandatory | Port that lamps are found at |",
        "| `configuration?.mode` | string | optional | How lamps are switched (must be one of the following: `slow`, `fast`) |",
        "| `configuration?.lamps[#].name` | string | mandatory | Its name |",
        "| [Switch](switch.md) | 1.2.0 | Switches lamps |",
        "| `switch` | method | Switches a lamp on or off |",
        "| `switched` | event | Tells that a lamp was switched |",
        "| [Colours](colours.md) | 2.0.0 | Colours JSON-RPC interface |",
        "| `scene` | property | The scene that the lamps are set to |",
    ] {
        assert!(page.lines().any(|found| found == line), "{line}\n{page}");
    }
}

#[test]
fn the_page_in_html_says_the_same() {
    let files = made("LampPlugin.json", Target::Html);
    assert_eq!(
        names(&files),
        [
            "lamp_plugin.html",
            "switch.html",
            "colours.html",
            "scenes.html"
        ]
    );
    let page = &files[0].text;
    for part in [
        "<h1>Lamp Plugin</h1>",
        "It dims &lt;them&gt;, too.",
        "<code>libThunderLamp.so</code>",
        "Port that lamps are found at",
        "<a href=\"switch.html\">Switch</a>",
        "Gives a lamp a colour",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
}

#[test]
fn other_targets_are_made_of_each_interface() {
    let files = made("LampPlugin.json", Target::Rust);
    assert_eq!(names(&files), ["switch.rs", "colours.rs", "scenes.rs"]);
    let alone = load(folder().join("Switch.json"), &LoadOptions::default());
    let alone = alone.interface.expect("it is sound");
    assert_eq!(
        files[0],
        Target::Rust.generate(&alone, &Options::default())[0]
    );
}

#[test]
fn packages_of_several_interfaces_are_kept_apart() {
    for target in [Target::Python, Target::RustClient] {
        let files = made("LampPlugin.json", target);
        let mut unique = names(&files);
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), files.len(), "{target:?}");
        for interface in ["switch/", "colours/", "scenes/"] {
            assert!(unique.iter().any(|name| name.starts_with(interface)));
        }
    }
}

#[test]
fn mistakes_are_told_with_their_places() {
    let loaded = read("BrokenPlugin.json");
    assert!(loaded.plugin.is_none());
    let report = loaded.report(Style::Plain);
    for part in [
        "`info.callsign`, the name of the plugin, is missing",
        "`confguration` is not a keyword of a plugin's description and has no effect",
        "did you mean `configuration`?",
        "the file `{interfacedir}/Swich.json` does not exist",
        "Switch.json`?",
        "BrokenPlugin.json:5:",
    ] {
        assert!(report.contains(part), "{part}\n{report}");
    }
}

#[test]
fn where_an_interface_is_needed_a_plugin_is_none() {
    let loaded = load(folder().join("LampPlugin.json"), &LoadOptions::default());
    assert!(loaded.interface.is_none() && loaded.plugin.is_none());
    let report = loaded.report(Style::Plain);
    assert!(report.contains("error[not-an-interface]"), "{report}");
}

fn codegen(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_codegen"));
    command.args(arguments).current_dir(folder());
    command.output().expect("codegen starts")
}

#[test]
fn the_command_line_takes_plugins() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("plugin");
    let _ = std::fs::remove_dir_all(&out);
    let out = out.to_str().expect("UTF-8");
    for plugin in ["LampPlugin.json", "BarePlugin.json"] {
        let generated = codegen(&["generate", "markdown", "-I", ".", plugin, "--out", out]);
        assert!(generated.status.success(), "{generated:?}");
        let checked = codegen(&["check", "-I", ".", plugin, "--out", out]);
        assert!(checked.status.success(), "{checked:?}");
    }
    std::fs::write(Path::new(out).join("lamp_plugin.md"), "old").expect("it can be written");
    let checked = codegen(&["check", "-I", ".", "LampPlugin.json", "--out", out]);
    assert_eq!(checked.status.code(), Some(3), "{checked:?}");

    let refused = codegen(&["generate", "rust", "BarePlugin.json", "--out", out]);
    let told = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{told}");
    assert!(
        told.contains("the plugin that is described refers to none"),
        "{told}"
    );
}
