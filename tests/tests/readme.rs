//! The conversation of the README, pasted, answers as the README says.

use std::path::Path;
use std::process::{Command, Stdio};
use tests::server::Server;
use tests::{is_token, workspace};

const HEADING: &str = "## A first conversation";
/// Where the README's server listens.
const ADDRESS: &str = "127.0.0.1:8080";

/// What is pasted, and what the README says comes of it.
struct Pasted {
    commands: String,
    output: String,
}

fn conversation() -> Vec<Pasted> {
    let readme = std::fs::read_to_string(workspace().join("README.md")).expect("there is a README");
    let section = readme
        .split_once(&format!("{HEADING}\n"))
        .expect("the README has a conversation")
        .1;
    let section = section.split("\n## ").next().unwrap_or_default();
    let mut blocks: Vec<(String, String)> = Vec::new();
    let mut lines = section.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push((language.to_owned(), block.join("\n")));
        }
    }
    let pairs = blocks.chunks(2).map(|pair| match pair {
        [(first, commands), (second, output)] if first == "sh" && second == "json" => Pasted {
            commands: commands.clone(),
            output: output.clone(),
        },
        other => panic!("{other:?} is not a block of commands and one of what they answer"),
    });
    pairs.collect()
}

/// The text with every token replaced by its number, in the order of first appearance.
fn without_tokens(text: &str) -> String {
    let mut tokens: Vec<&str> = Vec::new();
    let words = text.split_inclusive(|character: char| !character.is_ascii_alphanumeric());
    let replaced = words.map(|word| {
        let bare = word.trim_end_matches(|character: char| !character.is_ascii_alphanumeric());
        if !is_token(bare) {
            return word.to_owned();
        }
        let number = tokens
            .iter()
            .position(|token| *token == bare)
            .unwrap_or_else(|| {
                tokens.push(bare);
                tokens.len() - 1
            });
        word.replace(bare, &format!("<token {number}>"))
    });
    replaced.collect()
}

#[test]
fn the_conversation_goes_as_it_says() {
    let conversation = conversation();
    assert!(!conversation.is_empty());
    // What is pasted leaves its files in /tmp; here they go where the tests may write.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme");
    std::fs::create_dir_all(&folder).expect("the folder of the tests can be written");
    for Pasted { commands, output } in conversation {
        let server = Server::start();
        assert!(commands.contains(ADDRESS), "{commands} reaches no server");
        let commands = commands
            .replace(ADDRESS, &server.address().to_string())
            .replace("/tmp/", &format!("{}/", folder.display()));
        let ran = Command::new("bash")
            .args(["-euo", "pipefail", "-c", &commands])
            .stdin(Stdio::null())
            .output()
            .expect("bash can be started");
        let stdout = String::from_utf8_lossy(&ran.stdout);
        let stderr = String::from_utf8_lossy(&ran.stderr);
        assert!(
            ran.status.success(),
            "{commands}\nended with {}\n{stdout}\n{stderr}",
            ran.status
        );
        assert_eq!(
            without_tokens(stdout.trim_end()),
            without_tokens(&output),
            "{stderr}"
        );
    }
}

#[test]
fn tokens_are_told_apart() {
    let (a, b) = ("1e217990dd1cd4f66124", "0e217990dd1cd4f66124");
    let text = format!("{{\"result\":\"{a}\"}} {b}.me {a}");
    assert_eq!(
        without_tokens(&text),
        "{\"result\":\"<token 0>\"} <token 1>.me <token 0>"
    );
}
