//! Notices of changes in directories.

use super::Notice;
use crate::cli::note;
use anyhow::Context;
use notify::event::{AccessKind, AccessMode};
use notify::{
    Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher as _,
};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::Duration;

/// How often to look where the system has no notices left to give.
const FALLBACK: Duration = Duration::from_secs(2);

/// Gives a notice of every change in some directories, for as long as it lives.
pub(super) struct Watcher(
    #[expect(dead_code, reason = "it is kept alive")] Box<dyn notify::Watcher>,
);

impl Watcher {
    /// Watches directories, but not those below them: by notices of the system, or by looking at intervals.
    pub(super) fn new(
        directories: &BTreeSet<PathBuf>,
        sender: Sender<Notice>,
        interval: Option<Duration>,
    ) -> anyhow::Result<Self> {
        let handler = move |event: notify::Result<Event>| {
            // An error may stand for notices that were lost.
            if event.map_or(true, |event| is_change(event.kind)) {
                sender.send(Notice::Change).ok();
            }
        };
        let polling = |interval| {
            let config = Config::default()
                .with_poll_interval(interval)
                .with_compare_contents(true);
            PollWatcher::new(handler.clone(), config)
        };
        let mut watcher: Box<dyn notify::Watcher> = match interval {
            Some(interval) => Box::new(polling(interval)?),
            None => match RecommendedWatcher::new(handler.clone(), Config::default()) {
                Ok(watcher) => Box::new(watcher),
                Err(error) => {
                    note(&format!(
                        "note: the system gives no notices of changes ({error}); looking every {} s instead",
                        FALLBACK.as_secs()
                    ));
                    Box::new(polling(FALLBACK)?)
                }
            },
        };
        for directory in directories {
            let watched = watcher.watch(directory, RecursiveMode::NonRecursive);
            // One that has just gone is not there to be watched; the next look finds that out.
            if let Err(error) = watched
                && directory.is_dir()
            {
                return Err(error).with_context(|| format!("cannot watch {}", directory.display()));
            }
        }
        Ok(Self(watcher))
    }
}

/// Whether an event may mean that a file has another content; reading one does not.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        _ => true,
    }
}

/// For each directory itself, or the nearest above it that is there: where it will be noticed when it appears.
pub(super) fn that_exist(directories: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
    let nearest = |directory: &PathBuf| {
        let named = |path: &Path| match path.as_os_str().is_empty() {
            true => PathBuf::from("."),
            false => path.to_owned(),
        };
        directory.ancestors().map(named).find(|path| path.is_dir())
    };
    directories.iter().filter_map(nearest).collect()
}
