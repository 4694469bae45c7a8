//! Looks for the project file.

use std::path::{Path, PathBuf};

/// Its name.
pub(crate) const FILE_NAME: &str = "codegen.toml";

/// The project file in the current directory, or in the nearest directory above that has one. Its path is
/// relative to the current directory, so it reads well in messages.
pub(crate) fn find() -> Option<PathBuf> {
    let depth = std::env::current_dir().ok()?.components().count();
    (0..depth)
        .map(|level| Path::new("").join("../".repeat(level)).join(FILE_NAME))
        .find(|path| path.is_file())
}
