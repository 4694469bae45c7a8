//! Tells the compiler which it is: a lock is believed only by the compiler that wrote it, and a version number says
//! too little about that while the compiler is being changed.

fn main() {
    println!("cargo::rerun-if-changed=src");
    #[cfg(feature = "cli")]
    println!("cargo::rustc-env=CODEGEN_SOURCES={}", sources::hash());
}

#[cfg(feature = "cli")]
mod sources {
    use sha2::{Digest, Sha256};
    use std::path::{Path, PathBuf};

    /// A hash of every source file: its name and its contents, in the order of the names.
    pub(super) fn hash() -> String {
        let mut files = Vec::new();
        gather(Path::new("src"), &mut files);
        files.sort();
        let mut hash = Sha256::new();
        for file in files {
            let name = file.iter().map(|part| part.to_string_lossy());
            let name: Vec<_> = name.collect();
            let contents = std::fs::read(&file).expect("a source file can be read");
            hash.update(format!("{}\0{}\0", name.join("/"), contents.len()));
            hash.update(contents);
        }
        let bytes = hash.finalize();
        bytes[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    fn gather(directory: &Path, files: &mut Vec<PathBuf>) {
        let entries = std::fs::read_dir(directory).expect("the sources are there");
        for entry in entries {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                gather(&path, files);
            } else {
                files.push(path);
            }
        }
    }
}
