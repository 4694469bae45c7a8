//! What packages depend on, as their metadata says it: their READMEs must name all of it.

use crate::language::Language;
use crate::packages::Interfaces;
use anyhow::{Context, Result, ensure};
use codegen::{Options, OutputFile};

/// Checks the package of Messenger; gives what it depends on.
pub(crate) fn check(language: &Language, interfaces: &Interfaces) -> Result<Vec<String>> {
    let files = language
        .target
        .generate(&interfaces.messenger, &Options::default());
    let readme = files.iter().find(|file| file.name == "README.md");
    let readme = &readme.context("the package has no README.md")?.text;
    let mut metadata = 0;
    let mut all = Vec::new();
    for file in &files {
        if let Some(found) = of(file)? {
            metadata += 1;
            all.extend(found);
        }
    }
    ensure!(
        metadata > 0,
        "no metadata that is known in the package of {}",
        language.name
    );
    all.sort();
    all.dedup();
    for dependency in &all {
        ensure!(
            names(readme, dependency),
            "the README of the package of {} does not name the dependency {dependency}",
            language.name
        );
    }
    Ok(all)
}

/// The dependencies in a file; `None`: it is no metadata.
fn of(file: &OutputFile) -> Result<Option<Vec<String>>> {
    let text = &file.text;
    Ok(Some(match file.name.as_str() {
        "package.json" => {
            let metadata: serde_json::Value = serde_json::from_str(text)?;
            ["dependencies", "peerDependencies", "optionalDependencies"]
                .iter()
                .filter_map(|key| metadata[*key].as_object())
                .flat_map(|members| members.keys().cloned())
                .collect()
        }
        "pyproject.toml" => {
            let list = text
                .split_once("\ndependencies = [")
                .map_or("", |(_, rest)| rest);
            let list = list.split_once(']').map_or(list, |(list, _)| list);
            quoted(list).map(|text| word(text).to_owned()).collect()
        }
        "go.mod" => text
            .lines()
            .map(|line| line.trim_start_matches("require "))
            .map(str::trim)
            .filter(|line| line.contains(" v") && !line.contains("// indirect"))
            .filter_map(|line| line.split_whitespace().next())
            .map(str::to_owned)
            .collect(),
        "Cargo.toml" => {
            let list = text
                .split_once("\n[dependencies]\n")
                .map_or("", |(_, rest)| rest);
            let lines = list.lines().take_while(|line| !line.starts_with('['));
            let names =
                lines.filter(|line| !line.starts_with([' ', '#', ']']) && line.contains('='));
            names.map(|line| word(line).to_owned()).collect()
        }
        "pom.xml" => text
            .split("<dependency>")
            .skip(1)
            .filter(|part| {
                !part
                    .split("</dependency>")
                    .next()
                    .unwrap_or(part)
                    .contains("<scope>test</scope>")
            })
            .filter_map(|part| {
                Some(
                    part.split_once("<artifactId>")?
                        .1
                        .split_once('<')?
                        .0
                        .to_owned(),
                )
            })
            .collect(),
        "CMakeLists.txt" => text
            .lines()
            .filter_map(|line| line.trim().strip_prefix("find_package("))
            .map(|rest| word(rest).to_owned())
            // Comes with the compiler.
            .filter(|name| name != "Threads")
            .collect(),
        _ => return Ok(None),
    }))
}

/// Whether a text holds the words of a name one after the other: `nlohmann/json` names `nlohmann_json`.
fn names(text: &str, name: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric());
        let words = words.filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let (text, name) = (words(text), words(name));
    text.windows(name.len()).any(|window| window == name)
}

/// The texts in quotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

/// What a text begins with that may be a name.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && !"-_.".contains(c));
    &text[..end.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, text: &str) -> Vec<String> {
        of(&OutputFile::generated(name, text))
            .expect("it can be read")
            .expect("it is metadata")
    }

    #[test]
    fn a_name_is_found_among_words() {
        assert!(names("It uses [ws](https://x/ws), which ...", "ws"));
        assert!(!names("It allows windows", "ws"));
        assert!(names("[nlohmann/json](https://json)", "nlohmann_json"));
        assert!(!names("nlohmann, and json", "nlohmann_json-x"));
    }

    #[test]
    fn dependencies_are_found() {
        let npm = r#"{"dependencies": {"ws": "^8"}, "devDependencies": {"typescript": "7"}}"#;
        assert_eq!(found("package.json", npm), ["ws"]);
        let python = "[project]\ndependencies = [\n  \"websockets>=15\",\n  \"httpx[http2]~=0.28\",\n]\n[x]\ny = [\"z\"]\n";
        assert_eq!(found("pyproject.toml", python), ["websockets", "httpx"]);
        let go = "module x\n\ngo 1.24\n\nrequire github.com/coder/websocket v1.8.14\nrequire (\n\tgolang.org/x/net v0.4 // indirect\n)\n";
        assert_eq!(found("go.mod", go), ["github.com/coder/websocket"]);
        let rust = "[package]\nname = \"x\"\n\n[dependencies]\ntokio = { version = \"1\" }\nserde-x = \"1\"\n\n[lints]\na = 1\n";
        assert_eq!(found("Cargo.toml", rust), ["tokio", "serde-x"]);
        let java = "<dependency><artifactId>jackson-databind</artifactId></dependency><dependency><artifactId>junit</artifactId><scope>test</scope></dependency>";
        assert_eq!(found("pom.xml", java), ["jackson-databind"]);
        let cpp =
            "project(x)\nfind_package(Boost 1.74 REQUIRED)\n  find_package(Threads REQUIRED)\n";
        assert_eq!(found("CMakeLists.txt", cpp), ["Boost"]);
    }
}
