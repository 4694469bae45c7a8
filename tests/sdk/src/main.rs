//! Runs the client packages of all languages through all scenarios; `README.md` says how.

mod bench;
mod chats;
mod dependencies;
mod driver;
mod language;
mod packages;
mod peer;
mod processes;
mod proxy;
mod scenario;
mod share;
mod table;

use anyhow::{Context, Result, bail, ensure};
use bench::Bench;
use clap::Parser;
use language::{LANGUAGES, Language};
use packages::Interfaces;
use scenario::{SCENARIOS, Scenario};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};
use table::{Outcome, Table};
use tests::server::Server;
use tests::workspace;

/// Runs the client packages of all languages through all scenarios.
#[derive(Debug, Parser)]
struct Arguments {
    /// The languages; all if none is given.
    languages: Vec<String>,
    /// Only this scenario (repeatable).
    #[arg(long, value_name = "NAME")]
    scenario: Vec<String>,
    /// Do not build the packages and drivers anew.
    #[arg(long)]
    built: bool,
    /// Only the type checkers and linters.
    #[arg(long)]
    lint: bool,
    /// Only the chat programs, all in one room.
    #[arg(long)]
    chats: bool,
    /// Do not write the table, but fail if it is not the one that is there.
    #[arg(long)]
    check: bool,
    /// How long the server of the chats is away, in seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    outage: u64,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let languages = chosen(&arguments.languages)?;
    let scenarios = chosen_scenarios(&arguments.scenario)?;
    let only = arguments.lint || arguments.chats || !arguments.scenario.is_empty();
    let mut table = Table {
        columns: Vec::new(),
    };
    if !arguments.lint && !arguments.chats {
        let interfaces = Interfaces::read()?;
        for &language in &languages {
            let work = work(language)?;
            if !arguments.built {
                build(language, &interfaces, &work)?;
            }
            let bench = Bench {
                language,
                work: &work.join("driver"),
                interfaces: &interfaces,
            };
            table
                .columns
                .push((language, run(&bench, &scenarios).await));
            if !only {
                examine(language, &bench)?;
            }
        }
    }
    if arguments.lint || !only {
        for (position, &language) in languages.iter().enumerate() {
            // One more way to run packages that are linted already.
            let earlier = &languages[..position];
            if earlier.iter().any(|other| other.folder == language.folder) {
                continue;
            }
            let count = lint(language)?;
            eprintln!(
                "{}: {count} packages pass type checkers and linters",
                language.name
            );
        }
    }
    if arguments.chats || !only {
        let outage = Duration::from_secs(arguments.outage);
        let names = chats::all_in_one_room(&languages, outage).await?;
        eprintln!(
            "chats: {names} talk in one room, and again after the server was killed for {} s",
            arguments.outage
        );
    }
    let mut is_fresh = true;
    if !table.columns.is_empty() {
        let text = table.markdown(&scenarios);
        println!("\n{text}");
        if !only && languages.len() == LANGUAGES.len() {
            is_fresh = settle(&table, &scenarios, arguments.check)?;
        }
    }
    Ok(if table.is_green() && is_fresh {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Writes the table, or only compares it with the one that is there; whether that says the same.
fn settle(table: &Table, scenarios: &[&Scenario], check: bool) -> Result<bool> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("table.md");
    let text = table.markdown(scenarios);
    if !check {
        std::fs::write(&path, text).with_context(|| path.display().to_string())?;
        return Ok(true);
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    if written != text {
        eprintln!(
            "{} is not what this run has found; `tests/sdk/run` writes it",
            path.display()
        );
    }
    // A language that is not in it yet is no untruth.
    Ok(table.agrees(&written, scenarios))
}

/// Finds out what no scenario shows.
fn examine(language: &'static Language, bench: &Bench<'_>) -> Result<()> {
    let name = language.name;
    let share::Share { interface, runtime } = share::of(language, &bench.interfaces.messenger)?;
    let percent = 100 * interface / (interface + runtime);
    eprintln!(
        "{name}: for Messenger {interface} lines are generated, {runtime} lines are runtime ({percent} % to {} %)",
        100 - percent
    );
    let dependencies = dependencies::check(language, bench.interfaces)?;
    let dependencies = match dependencies.len() {
        0 => "nothing".to_owned(),
        _ => dependencies.join(", "),
    };
    eprintln!("{name}: the package depends on {dependencies}; its README says so");
    if language.executable("check").is_file() {
        let server = Server::start();
        let url = bench::url(server.address());
        execute(language, "check", &[bench.work, Path::new(&url)])?;
    }
    Ok(())
}

fn chosen(names: &[String]) -> Result<Vec<&'static Language>> {
    if names.is_empty() {
        return Ok(LANGUAGES.iter().collect());
    }
    let known: Vec<&str> = LANGUAGES.iter().map(|language| language.name).collect();
    let find = |name: &String| {
        Language::named(name).with_context(|| {
            format!(
                "there is no language {name}; there are {}",
                known.join(", ")
            )
        })
    };
    names.iter().map(find).collect()
}

fn chosen_scenarios(names: &[String]) -> Result<Vec<&'static Scenario>> {
    let all = SCENARIOS.iter();
    if names.is_empty() {
        return Ok(all.collect());
    }
    let chosen: Vec<&Scenario> = all
        .filter(|scenario| names.iter().any(|name| name == scenario.name))
        .collect();
    if chosen.len() != names.len() {
        let known: Vec<&str> = SCENARIOS.iter().map(|scenario| scenario.name).collect();
        bail!(
            "there is no such scenario; there are:\n{}",
            known.join("\n")
        );
    }
    Ok(chosen)
}

/// Where everything of a language is made.
fn work(language: &Language) -> Result<PathBuf> {
    let target = std::env::var_os("CARGO_TARGET_DIR");
    let target = target.map_or_else(|| workspace().join("target"), PathBuf::from);
    let work = target.join("sdk").join(language.name);
    std::fs::create_dir_all(&work)?;
    Ok(work.canonicalize()?)
}

fn build(language: &Language, interfaces: &Interfaces, work: &Path) -> Result<()> {
    let start = Instant::now();
    let packages = work.join("packages");
    interfaces.write(language, &packages)?;
    let driver = work.join("driver");
    std::fs::create_dir_all(&driver)?;
    execute(language, "build", &[&packages, &driver])?;
    eprintln!(
        "{}: built in {} s",
        language.name,
        start.elapsed().as_secs()
    );
    Ok(())
}

fn lint(language: &Language) -> Result<usize> {
    let start = Instant::now();
    let work = work(language)?;
    let packages = work.join("linted");
    let count = packages::write_for_linters(language, &packages)?;
    let lint = work.join("lint");
    std::fs::create_dir_all(&lint)?;
    execute(language, "lint", &[&packages, &lint])?;
    eprintln!(
        "{}: {count} packages linted in {} s",
        language.name,
        start.elapsed().as_secs()
    );
    Ok(count)
}

/// Runs one of a language's executables to its end.
fn execute(language: &Language, name: &str, paths: &[&Path]) -> Result<()> {
    let executable = language.executable(name);
    let status = Command::new(&executable)
        .args(language.arguments)
        .args(paths)
        .current_dir(executable.parent().context("it lies in a folder")?)
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("{} does not start", executable.display()))?;
    ensure!(
        status.success(),
        "{} ended with {status}",
        executable.display()
    );
    Ok(())
}

async fn run(bench: &Bench<'_>, scenarios: &[&'static Scenario]) -> Vec<Outcome> {
    let start = Instant::now();
    let mut outcomes = Vec::new();
    for scenario in scenarios {
        let outcome = (scenario.run)(bench).await;
        match &outcome {
            Ok(()) => eprintln!("{}: {}", bench.language.name, scenario.name),
            Err(error) => eprintln!(
                "{}: {} FAILED: {error:#}",
                bench.language.name, scenario.name
            ),
        }
        outcomes.push(outcome.map_err(|error| format!("{error:#}")));
    }
    eprintln!(
        "{}: {} scenarios in {} s",
        bench.language.name,
        scenarios.len(),
        start.elapsed().as_secs()
    );
    outcomes
}
