//! A directory to work in, and the program run there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A definition without problems.
pub(crate) fn definition(class: &str) -> String {
    format!(
        "{{\n  \"info\": {{ \"class\": \"{class}\", \"version\": \"1.0.0\" }},\n  \
         \"methods\": {{ \"switch\": {{ \"summary\": \"Switches it\" }} }}\n}}\n"
    )
}

/// An empty directory of its own for each test.
pub(crate) struct Workspace {
    pub(crate) path: PathBuf,
}

impl Workspace {
    pub(crate) fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("project")
            .join(name);
        if path.exists() {
            fs::remove_dir_all(&path).expect("the old directory can be removed");
        }
        fs::create_dir_all(&path).expect("the directory can be made");
        Self { path }
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.path.join(name);
        fs::create_dir_all(path.parent().expect("a directory")).expect("it can be made");
        fs::write(path, text).expect("the file can be written");
        self
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.path.join(name).symlink_metadata().is_ok()
    }

    /// Runs the program in this directory.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_in("", arguments)
    }

    /// Runs the program in a directory below.
    pub(crate) fn run_in(&self, directory: &str, arguments: &[&str]) -> Run {
        let output = Command::new(env!("CARGO_BIN_EXE_codegen"))
            .args(arguments)
            .current_dir(self.path.join(directory))
            .env_remove("NO_COLOR")
            .output()
            .expect("the program runs");
        Run::new(&output)
    }

    /// All files below, with their texts.
    pub(crate) fn files(&self) -> Vec<(String, String)> {
        let mut list = Vec::new();
        collect(&self.path, "", &mut list);
        list.sort();
        list
    }
}

fn collect(directory: &Path, prefix: &str, list: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(directory).expect("readable") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        let name = format!("{prefix}{name}");
        if path.is_dir() {
            collect(&path, &format!("{name}/"), list);
        } else {
            let bytes = fs::read(&path).unwrap_or_default();
            list.push((name, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
}

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn new(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        Self {
            status: output.status.code().unwrap_or(-1),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    /// Demands an exit status.
    #[track_caller]
    pub(crate) fn gives(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{self:#?}");
        self
    }

    /// Demands a text on the standard error.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "`{text}` is not in {self:#?}");
        self
    }

    /// Demands that nothing is on the standard error.
    #[track_caller]
    pub(crate) fn quietly(self) -> Self {
        assert!(self.stderr.is_empty(), "{self:#?}");
        self
    }
}
