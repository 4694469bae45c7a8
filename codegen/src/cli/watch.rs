//! `codegen watch`.
//!
//! Every round looks at the project file and at all definitions, and works only if what it sees is not what it
//! saw last. Which notices the system gives, how many and in which order, does not matter then: any of them
//! starts a round. What must not happen is that a change goes unnoticed, so the directories are watched before
//! they are looked at.

mod view;
mod watcher;

use super::apply::{Outcome, apply};
use super::dep_file::DepFile;
use super::levels::LevelFlags;
use super::project::nearest;
use super::{USAGE, note, print};
use crate::lint::Levels;
use clap::Args;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};
use view::View;
use watcher::Watcher;

/// How long nothing must happen before a round begins: an editor that saves gives several notices.
const QUIET: Duration = Duration::from_millis(30);
/// How long a round is put off at most while things keep happening.
const LONGEST_WAIT: Duration = Duration::from_millis(500);
/// Most files that are named in a line.
const MOST_NAMED: usize = 4;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Watch what this project file describes, instead of the nearest codegen.toml.
    #[arg(long, value_name = "FILE")]
    project: Option<PathBuf>,
    #[command(flatten)]
    levels: LevelFlags,
    /// Look for changes every so often, where the system gives no notice of them, as on network drives.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    poll: Option<u32>,
}

/// What wakes the loop.
enum Notice {
    /// Something has changed in a watched directory.
    Change,
    /// The user wants no more.
    Stop,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let Some(path) = nearest(arguments.project.as_deref()) else {
        return Ok(USAGE);
    };
    let (sender, receiver) = channel();
    stop_on_signals(sender.clone())?;
    let interval = arguments
        .poll
        .map(|seconds| Duration::from_secs(seconds.into()));
    let mut directories = BTreeSet::new();
    let mut last = None;
    let mut in_the_way: Vec<PathBuf> = Vec::new();
    loop {
        let (view, _watcher) = look(
            &path,
            arguments.levels.levels(),
            &in_the_way,
            &mut directories,
            &sender,
            interval,
        )?;
        let there: Vec<bool> = in_the_way.iter().map(|path| path.exists()).collect();
        let now = (view.fingerprint, there);
        if last.as_ref() != Some(&now) {
            let line = work(&view, &mut in_the_way);
            print(format!("{line}\n").as_bytes())?;
            last = Some((view.fingerprint, vec![true; in_the_way.len()]));
            // What is in the way now is to be watched, and something may have happened meanwhile.
            continue;
        }
        if !is_change(&receiver) {
            return Ok(0);
        }
    }
}

/// Looks at everything that matters, with a watcher in place that has noticed whatever happened since.
fn look(
    path: &Path,
    levels: &Levels,
    in_the_way: &[PathBuf],
    directories: &mut BTreeSet<PathBuf>,
    sender: &Sender<Notice>,
    interval: Option<Duration>,
) -> anyhow::Result<(View, Watcher)> {
    loop {
        let watcher = Watcher::new(directories, sender.clone(), interval)?;
        let view = View::of(path, levels);
        let mut wanted = view.directories();
        wanted.extend(
            in_the_way
                .iter()
                .filter_map(|path| path.parent().map(PathBuf::from)),
        );
        // What was made since, or is looked at for the first time, was not watched while it was looked at.
        let wanted = watcher::that_exist(&wanted);
        if wanted == *directories {
            return Ok((view, watcher));
        }
        *directories = wanted;
    }
}

/// Shows what is wrong, or makes everything new; in one line, what came of it.
fn work(view: &View, in_the_way: &mut Vec<PathBuf>) -> String {
    in_the_way.clear();
    view.show();
    let Some((project, definitions)) = view.sound() else {
        return "failed: nothing is written".to_owned();
    };
    match apply(project, definitions, false, &DepFile::default()) {
        Ok(Outcome::Written(written)) => {
            let mut parts = Vec::new();
            for (verb, paths) in [("wrote", &written.wrote), ("removed", &written.removed)] {
                if !paths.is_empty() {
                    parts.push(format!("{verb} {}", named(paths)));
                }
            }
            if parts.is_empty() {
                return "everything is fresh".to_owned();
            }
            parts.join("; ")
        }
        Ok(Outcome::InTheWay(paths)) => {
            *in_the_way = paths;
            "failed: nothing is written".to_owned()
        }
        Ok(Outcome::Refused) => "failed: nothing is written".to_owned(),
        Err(error) => {
            note(&format!("error: {error:#}"));
            "failed: nothing is written".to_owned()
        }
    }
}

/// Some files for a line.
fn named(paths: &[PathBuf]) -> String {
    if paths.len() > MOST_NAMED {
        return format!("{} files", paths.len());
    }
    let names: Vec<String> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    names.join(", ")
}

/// Waits until something has changed and all is quiet again; false if the user wants no more.
fn is_change(receiver: &Receiver<Notice>) -> bool {
    match receiver.recv() {
        Ok(Notice::Change) => {}
        Ok(Notice::Stop) | Err(_) => return false,
    }
    let latest = Instant::now() + LONGEST_WAIT;
    while Instant::now() < latest {
        match receiver.recv_timeout(QUIET) {
            Ok(Notice::Change) => {}
            Ok(Notice::Stop) | Err(RecvTimeoutError::Disconnected) => return false,
            Err(RecvTimeoutError::Timeout) => break,
        }
    }
    true
}

/// Lets Ctrl-C and SIGTERM end the loop between two rounds, so that nothing is left half done.
fn stop_on_signals(sender: Sender<Notice>) -> anyhow::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    std::thread::spawn(move || {
        for _ in signals.forever() {
            if sender.send(Notice::Stop).is_err() {
                break;
            }
        }
    });
    Ok(())
}
