//! Loads the reference server and the floors beside it, one after the other in the same run, and says what each costs.
//!
//! The figure is processor time of the server for an operation, which neighbours on the machine disturb the least. See
//! `messenger/performance.md` for figures and how they were made.

mod client;
mod curve;
mod floor;
mod load;
mod report;
mod subject;
mod suite;
mod wire;

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand};
use curve::{CURVES, Curve};
use floor::Floor;
use report::{Row, TABLE_HEAD};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use suite::{SUITES, Suite};

/// Loads the reference server and floors beside it, and says what each costs.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Only this suite or curve (repeatable).
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// How cost grows, instead of the suites.
    #[arg(long)]
    curves: bool,
    /// The folder in which to draw the curves.
    #[arg(long, value_name = "FOLDER", requires = "curves")]
    plots: Option<PathBuf>,
    /// How often each is measured, in turns; the median counts.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// How long each measurement takes, in seconds.
    #[arg(long, default_value_t = 1.2)]
    seconds: f64,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Is a floor: what the driver starts to compare with.
    Floor {
        /// What it does.
        floor: Floor,
        /// With so many threads.
        #[arg(long, default_value_t = 1)]
        threads: usize,
        /// Where it listens.
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: SocketAddr,
    },
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    if let Some(Command::Floor {
        floor,
        threads,
        listen,
    }) = arguments.command
    {
        return floor.serve(listen, threads);
    }
    if cfg!(debug_assertions) {
        bail!("figures of a debug build mean nothing: cargo run --release --package benchmarks");
    }
    let time = Duration::try_from_secs_f64(arguments.seconds)
        .ok()
        .filter(|time| !time.is_zero())
        .context("--seconds is a number above 0")?;
    if arguments.rounds == 0 {
        bail!("--rounds is at least 1");
    }
    tests::process::raise_descriptor_limit();
    if arguments.curves {
        for curve in chosen(CURVES, |curve| curve.name, &arguments.only)? {
            draw(curve, &arguments, time)?;
        }
        return Ok(());
    }
    print!("{TABLE_HEAD}");
    for suite in chosen(SUITES, |suite| suite.name, &arguments.only)? {
        let rows = measure(suite, arguments.rounds, time)?;
        print!("{}", report::table(suite, &rows));
    }
    Ok(())
}

/// Those with these names, in their order; all if there are no names.
fn chosen<'a, T>(all: &'a [T], name: fn(&T) -> &str, names: &[String]) -> Result<Vec<&'a T>> {
    if let Some(unknown) = names
        .iter()
        .find(|wanted| !all.iter().any(|one| name(one) == wanted.as_str()))
    {
        let known: Vec<&str> = all.iter().map(name).collect();
        bail!("there is no {unknown}; there are {}", known.join(", "));
    }
    let is_chosen = |one: &&T| names.is_empty() || names.iter().any(|wanted| name(one) == wanted);
    Ok(all.iter().filter(is_chosen).collect())
}

/// Measures all subjects of a suite in turns, so that what disturbs one disturbs the others too.
fn measure(suite: &Suite, rounds: usize, time: Duration) -> Result<Vec<Row>> {
    let mut rows: Vec<Row> = Vec::new();
    for subject in suite.subjects() {
        rows.push(Row {
            subject: *subject,
            figures: Vec::new(),
        });
    }
    pin(suite)?;
    for _ in 0..rounds {
        for row in &mut rows {
            let figure = suite.measure(row.subject, time);
            let name = row.subject.name();
            row.figures
                .push(figure.with_context(|| format!("{}, {name}", suite.name))?);
        }
    }
    Ok(rows)
}

/// Keeps the load on the core that the subject does not run on, or lets it run on any.
fn pin(suite: &Suite) -> Result<()> {
    use rustix::thread::{CpuSet, sched_setaffinity};
    let mut set = CpuSet::new();
    match suite.placement {
        subject::Placement::Apart if subject::cores() > 1 => set.set(1),
        _ => (0..CpuSet::MAX_CPU).for_each(|core| set.set(core)),
    }
    sched_setaffinity(None, &set).context("the cores cannot be chosen")
}

fn draw(curve: &Curve, arguments: &Arguments, time: Duration) -> Result<()> {
    let mut points = Vec::new();
    for size in curve.sizes {
        points.push((
            *size,
            measure(&(curve.suite)(*size), arguments.rounds, time)?,
        ));
    }
    println!("{}\n\n{}", curve.title, report::curve_table(curve, &points));
    if let Some(folder) = &arguments.plots {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        report::plot(curve, &points, &folder.join(format!("{}.svg", curve.name)))?;
    }
    Ok(())
}
