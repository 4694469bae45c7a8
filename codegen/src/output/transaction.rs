//! Several changes to files that happen together or not at all.
//!
//! Everything that is likely to fail (a directory that cannot be made, a full disk, a directory in the place
//! of a file) is done first, beside the files. Only then each file is replaced, in one step, with the old
//! one kept until the last is done; what fails on the way is taken back.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Changes to files.
#[derive(Debug, Default)]
pub(crate) struct Transaction<'a> {
    writes: Vec<(PathBuf, &'a [u8])>,
    removals: Vec<PathBuf>,
}

impl<'a> Transaction<'a> {
    /// Will put these contents in the place of a file.
    pub(crate) fn write(&mut self, path: impl Into<PathBuf>, contents: &'a [u8]) {
        self.writes.push((path.into(), contents));
    }

    /// Will put these contents in the place of a file, unless they are there already.
    #[cfg(feature = "cli")]
    pub(crate) fn write_if_changed(&mut self, path: impl Into<PathBuf>, contents: &'a [u8]) {
        let path = path.into();
        if !std::fs::read(&path).is_ok_and(|old| old == contents) {
            self.write(path, contents);
        }
    }

    /// Will remove a file.
    #[cfg(any(feature = "cli", test))]
    pub(crate) fn remove(&mut self, path: impl Into<PathBuf>) {
        self.removals.push(path.into());
    }

    /// Makes all changes.
    ///
    /// # Errors
    ///
    /// If one of them is not possible; then all files are as they were before.
    pub(crate) fn commit(self) -> io::Result<()> {
        let mut undo = Undo::default();
        let mut staged = Vec::new();
        for (path, contents) in &self.writes {
            let temporary = stage(path, contents, &mut undo)
                .map_err(|error| annotated("write", path, &error))?;
            staged.push((temporary, path));
        }
        for (temporary, path) in staged {
            replace(&temporary, path, &mut undo)
                .map_err(|error| annotated("write", path, &error))?;
        }
        for path in &self.removals {
            take_away(path, &mut undo).map_err(|error| annotated("remove", path, &error))?;
        }
        undo.forget();
        Ok(())
    }
}

/// Steps that were done, and how to take them back. Unless it is told to forget them, it takes them back
/// when it goes out of scope.
#[derive(Debug, Default)]
struct Undo {
    steps: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    /// A directory was made.
    Directory(PathBuf),
    /// A file was made that was not there.
    File(PathBuf),
    /// A file was put aside under another name.
    Aside { kept: PathBuf, path: PathBuf },
}

impl Undo {
    fn forget(mut self) {
        for step in std::mem::take(&mut self.steps) {
            if let Step::Aside { kept, .. } = step {
                // The work is done; a name that is left over is not worth an error.
                std::fs::remove_file(kept).ok();
            }
        }
    }
}

impl Drop for Undo {
    fn drop(&mut self) {
        for step in self.steps.iter().rev() {
            // What matters is the error that led here.
            match step {
                Step::Directory(path) => std::fs::remove_dir(path).ok(),
                Step::File(path) => std::fs::remove_file(path).ok(),
                Step::Aside { kept, path } => {
                    std::fs::rename(kept, path).ok();
                    // Where both are names of one file still, renaming does nothing.
                    std::fs::remove_file(kept).ok()
                }
            };
        }
    }
}

/// Writes the contents beside the file that they are for.
fn stage(path: &Path, contents: &[u8], undo: &mut Undo) -> io::Result<PathBuf> {
    use std::io::Write;
    let directory = path.parent().unwrap_or(Path::new(""));
    make_directory(directory, undo)?;
    if path.is_dir() {
        return Err(io::Error::new(
            io::ErrorKind::IsADirectory,
            "a directory is in its place",
        ));
    }
    let temporary = beside(path, "new");
    let mut file = std::fs::File::create_new(&temporary)?;
    undo.steps.push(Step::File(temporary.clone()));
    file.write_all(contents)?;
    Ok(temporary)
}

fn make_directory(directory: &Path, undo: &mut Undo) -> io::Result<()> {
    if directory.as_os_str().is_empty() || directory.is_dir() {
        return Ok(());
    }
    if let Some(parent) = directory.parent() {
        make_directory(parent, undo)?;
    }
    match std::fs::create_dir(directory) {
        Ok(()) => undo.steps.push(Step::Directory(directory.to_owned())),
        // Somebody else made it in the meantime.
        Err(_) if directory.is_dir() => {}
        Err(error) => return Err(error),
    }
    Ok(())
}

fn replace(temporary: &Path, path: &Path, undo: &mut Undo) -> io::Result<()> {
    if path.symlink_metadata().is_ok() {
        let kept = beside(path, "old");
        // A second name keeps the old file without a moment in which there is none; where a file has but
        // one name, a copy does.
        if std::fs::hard_link(path, &kept).is_err() {
            std::fs::copy(path, &kept)?;
        }
        undo.steps.push(Step::Aside {
            kept,
            path: path.to_owned(),
        });
        std::fs::rename(temporary, path)
    } else {
        std::fs::rename(temporary, path)?;
        undo.steps.push(Step::File(path.to_owned()));
        Ok(())
    }
}

fn take_away(path: &Path, undo: &mut Undo) -> io::Result<()> {
    let kept = beside(path, "old");
    std::fs::rename(path, &kept)?;
    undo.steps.push(Step::Aside {
        kept,
        path: path.to_owned(),
    });
    Ok(())
}

/// A name for a file of this process beside another; short, since the other's may be as long as names can be.
fn beside(path: &Path, what: &str) -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    path.with_file_name(format!(".codegen-{}-{count}-{what}", std::process::id()))
}

fn annotated(doing: &str, path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("cannot {doing} {}: {error}", path.display()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// An empty directory.
    fn directory(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("codegen-transaction-{}", std::process::id()));
        let path = path.join(name);
        fs::remove_dir_all(&path).ok();
        fs::create_dir_all(&path).expect("a temporary directory");
        path
    }

    fn listing(directory: &Path) -> Vec<(String, String)> {
        let mut list = Vec::new();
        for entry in fs::read_dir(directory).expect("readable") {
            let path = entry.expect("an entry").path();
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            if path.is_dir() {
                let inner = listing(&path).into_iter();
                list.push((format!("{name}/"), String::new()));
                list.extend(inner.map(|(inner, text)| (format!("{name}/{inner}"), text)));
            } else {
                list.push((name, fs::read_to_string(&path).expect("text")));
            }
        }
        list.sort();
        list
    }

    #[test]
    fn everything_is_changed_and_nothing_is_left_over() {
        let directory = directory("all");
        fs::write(directory.join("old"), "1").expect("written");
        fs::write(directory.join("gone"), "1").expect("written");
        let mut transaction = Transaction::default();
        transaction.write(directory.join("old"), b"2");
        transaction.write(directory.join("a/b/new"), b"2");
        transaction.remove(directory.join("gone"));
        transaction.commit().expect("possible");
        let expected = [("a/", ""), ("a/b/", ""), ("a/b/new", "2"), ("old", "2")];
        assert_eq!(
            listing(&directory),
            expected.map(|(name, text)| (name.to_owned(), text.to_owned()))
        );
    }

    #[test]
    fn one_failure_takes_everything_back() {
        let directory = directory("none");
        fs::write(directory.join("old"), "1").expect("written");
        fs::write(directory.join("gone"), "1").expect("written");
        fs::create_dir(directory.join("directory")).expect("made");
        let before = listing(&directory);

        // In the first half: a directory or a file is in the way.
        for wrong in ["directory", "old/below"] {
            let mut transaction = Transaction::default();
            transaction.write(directory.join("old"), b"2");
            transaction.write(directory.join("a/b/new"), b"2");
            transaction.write(directory.join(wrong), b"2");
            let error = transaction.commit().expect_err("impossible");
            assert!(error.to_string().starts_with("cannot write "), "{error}");
            assert_eq!(listing(&directory), before);
        }

        // In the second half: files were replaced and removed already.
        let mut transaction = Transaction::default();
        transaction.write(directory.join("old"), b"2");
        transaction.write(directory.join("a/new"), b"2");
        transaction.remove(directory.join("gone"));
        transaction.remove(directory.join("never there"));
        let error = transaction.commit().expect_err("impossible");
        assert!(error.to_string().starts_with("cannot remove "), "{error}");
        assert_eq!(listing(&directory), before);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_replaced_and_what_it_leads_to_is_left_alone() {
        let directory = directory("link");
        fs::write(directory.join("elsewhere"), "1").expect("written");
        std::os::unix::fs::symlink("elsewhere", directory.join("link")).expect("made");
        let mut transaction = Transaction::default();
        transaction.write(directory.join("link"), b"2");
        transaction.commit().expect("possible");
        let expected = [("elsewhere", "1"), ("link", "2")];
        assert_eq!(
            listing(&directory),
            expected.map(|(name, text)| (name.to_owned(), text.to_owned()))
        );
    }
}
