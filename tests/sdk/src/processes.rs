//! What the system knows of a program and of those that it has started.

use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// How many threads more than before are no leak: language runtimes start some when they like.
const THREADS_AT_WILL: usize = 4;

/// What a program holds.
#[derive(Debug)]
pub(crate) struct Footprint {
    sockets: usize,
    threads: usize,
}

impl Footprint {
    /// That of a process and all its descendants.
    pub(crate) fn of(id: u32) -> Result<Self> {
        let mut sockets = BTreeSet::new();
        let mut threads = 0;
        for id in descendants(id)? {
            let process = Path::new("/proc").join(id.to_string());
            // A process may end while it is looked at.
            let Ok(descriptors) = fs::read_dir(process.join("fd")) else {
                continue;
            };
            for descriptor in descriptors.flatten() {
                if let Ok(target) = fs::read_link(descriptor.path())
                    && target.to_string_lossy().starts_with("socket:")
                {
                    sockets.insert(target);
                }
            }
            threads += fs::read_dir(process.join("task")).map_or(0, Iterator::count);
        }
        Ok(Self {
            sockets: sockets.len(),
            threads,
        })
    }

    /// Whether it is no larger than another one.
    pub(crate) fn is_like(&self, before: &Self) -> bool {
        self.sockets <= before.sockets && self.threads <= before.threads + THREADS_AT_WILL
    }
}

/// A process and whatever it has started.
fn descendants(root: u32) -> Result<Vec<u32>> {
    let mut parents = Vec::new();
    for entry in fs::read_dir("/proc")
        .context("/proc cannot be read")?
        .flatten()
    {
        let Some(id) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse::<u32>().ok())
        else {
            continue;
        };
        let status = fs::read_to_string(entry.path().join("status")).unwrap_or_default();
        let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"));
        if let Some(parent) = parent.and_then(|text| text.trim().parse::<u32>().ok()) {
            parents.push((id, parent));
        }
    }
    let mut found = vec![root];
    let mut position = 0;
    while position < found.len() {
        let parent = found[position];
        found.extend(
            parents
                .iter()
                .filter(|(_, of)| *of == parent)
                .map(|(id, _)| *id),
        );
        position += 1;
    }
    Ok(found)
}
