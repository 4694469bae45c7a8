//! Real definitions, where they are at hand: beside the repository, in `shared/corpus`.

mod support;

use codegen::diagnostic::{Level, Style};
use codegen::{Loaded, Options, Target};
use support::{FOLDERS, corpus, files, read};

fn rules(loaded: &Loaded, level: Level) -> Vec<&'static str> {
    let problems = loaded
        .diagnostics
        .iter()
        .filter(|problem| problem.level == level);
    let mut rules: Vec<_> = problems.map(|problem| problem.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// Definitions that are wrong, and the rules they break.
const BROKEN: &[(&str, &[&str])] = &[
    // Events whose params are a list, from before formats were told apart.
    ("history/Controller.json", &["params-not-object"]),
    ("history/ControllerAPI.json", &["unknown-file"]),
    ("history/ControllerPlugin.json", &["not-an-interface"]),
    ("history/SparkPlugin.json", &["unknown-reference"]),
    // Methods with a bare number for params.
    ("rdk/specs/DTV.json", &["params-not-object"]),
    ("rdk/specs/DisplaySettings.json", &["duplicate-key"]),
    ("rdk/specs/MediaEngineRMF.json", &["missing-type"]),
    ("rdk/specs/System.json", &["unknown-reference"]),
    // These describe the built-in methods themselves.
    ("headers/JSONRPCInterfaceBuiltIns.json", &["reserved-name"]),
    (
        "headers/JSONRPCInterfaceWithEventsBuiltIns.json",
        &["reserved-name"],
    ),
    ("headers/JSONRPCServiceBuiltIns.json", &["reserved-name"]),
];

#[test]
fn sound_definitions_are_read_and_broken_ones_are_explained() {
    let Some(corpus) = corpus() else { return };
    let mut wrong = Vec::new();
    let mut read_files = 0;
    for directory in FOLDERS {
        for path in files(&corpus.join(directory)) {
            if path.ends_with("common.json") {
                continue;
            }
            read_files += 1;
            let name = path
                .strip_prefix(&corpus)
                .expect("inside")
                .display()
                .to_string();
            let loaded = read(&corpus, &path);
            let expected = BROKEN.iter().find(|(broken, _)| *broken == name);
            let expected = expected.map_or(&[][..], |(_, rules)| *rules);
            let found = rules(&loaded, Level::Error);
            if found != expected || loaded.interface.is_some() != expected.is_empty() {
                let report = loaded.report(Style::Plain);
                let errors: Vec<&str> = report
                    .split("\n\n")
                    .filter(|text| text.starts_with("error"))
                    .collect();
                wrong.push(format!(
                    "{name}: {found:?}, not {expected:?}\n{}",
                    errors.join("\n")
                ));
            }
        }
    }
    assert!(read_files > 100, "only {read_files} files in the corpus");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Broken definitions: the errors and the warnings that matter for each.
const NEGATIVE: &[(&str, &[&str], &[&str])] = &[
    (
        "00_semantics_probe.json",
        &[],
        &["required-list-absent", "ignored-keyword"],
    ),
    ("02_missing_class.json", &["missing-info"], &[]),
    ("04_missing_type.json", &["missing-type"], &[]),
    ("06_missing_ref_file.json", &["unknown-file"], &[]),
    ("08_unknown_keyword.json", &[], &["unknown-keyword"]),
    ("10_dup_keys.json", &["duplicate-key"], &[]),
    ("12_enum_int.json", &[], &["enum-of-numbers"]),
    ("13_example_type.json", &[], &["example-mismatch"]),
    ("14_clash_method_property.json", &["name-clash"], &[]),
    ("16_version.json", &["bad-version"], &[]),
    ("18_array_noitems.json", &["array-without-items"], &[]),
    ("20_hyphen.json", &[], &[]),
    ("22_event_null.json", &[], &["nothing-to-remove"]),
    ("28_params_not_object.json", &["params-not-object"], &[]),
    ("30_size12.json", &["bad-size"], &[]),
    ("32_no_summary.json", &[], &["missing-summary"]),
    ("34_error_nomsg.json", &["error-without-message"], &[]),
    ("36_prop_noparams.json", &["missing-params"], &[]),
    ("38_pass_schema_violation.json", &["wrong-kind"], &[]),
    ("40_unicode.json", &[], &[]),
];

#[test]
fn broken_definitions_are_told_what_is_wrong() {
    let Some(corpus) = corpus() else { return };
    for (name, errors, warnings) in NEGATIVE {
        let loaded = read(&corpus, &corpus.join("negative").join(name));
        let report = loaded.report(Style::Plain);
        assert_eq!(rules(&loaded, Level::Error), *errors, "{name}\n{report}");
        let found = rules(&loaded, Level::Warning);
        assert!(
            warnings.iter().all(|rule| found.contains(rule)),
            "{name}: {found:?}\n{report}"
        );
        assert_eq!(loaded.interface.is_some(), errors.is_empty(), "{name}");
    }
}

#[test]
fn plugins_are_refused_clearly() {
    let Some(corpus) = corpus() else { return };
    for path in files(&corpus.join("plugins")) {
        let loaded = read(&corpus, &path);
        let errors = rules(&loaded, Level::Error);
        assert!(
            errors.contains(&"not-an-interface") || errors == ["duplicate-key"],
            "{}: {errors:?}",
            path.display()
        );
    }
}

#[test]
fn every_version_is_read_or_explained_with_a_place() {
    let Some(corpus) = corpus() else { return };
    for path in files(&corpus.join("versions")) {
        if path.ends_with("diff-expectations.json") {
            continue;
        }
        let loaded = read(&corpus, &path);
        let placed = loaded
            .diagnostics
            .iter()
            .all(|problem| problem.primary.is_some());
        assert!(
            placed && loaded.interface.is_some() != loaded.diagnostics.has_errors(),
            "{}",
            path.display()
        );
    }
}

#[test]
fn every_sound_definition_becomes_every_target() {
    let Some(corpus) = corpus() else { return };
    for directory in FOLDERS {
        for path in files(&corpus.join(directory)) {
            let Some(interface) = read(&corpus, &path).interface else {
                continue;
            };
            for &target in Target::ALL {
                let files = target.generate(&interface, &Options::default());
                let again = target.generate(&interface, &Options::default());
                // A marker of Python's is a file without text.
                let full = files
                    .iter()
                    .all(|file| !file.text.is_empty() || file.name.ends_with("/py.typed"));
                let full = full && !files.is_empty();
                assert!(full && files == again, "{}", path.display());
            }
        }
    }
}
