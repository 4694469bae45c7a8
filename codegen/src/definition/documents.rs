//! The files that make up a definition: the one that was named, and all that references lead to.
//!
//! Files are read before anything is made of them, so that everything later borrows from texts that do
//! not move. A file that is reached over several ways is read once.

use super::json::{self, Node};
use super::reference::{self, Reference};
use super::suggest::{did_you_mean, nearest};
use crate::diagnostic::{Diagnostic, Diagnostics, quoted, rules as rule};
use crate::files::Files;
use crate::header;
use crate::source::{SourceId, Sources, Span};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// A file that was read.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) source: SourceId,
    pub(crate) root: Node,
    /// It is what a header says, and not written in JSON.
    pub(crate) header: bool,
    /// The types that the header declares, whether its interfaces use them or not.
    pub(crate) types: Vec<Node>,
}

/// All files of a definition, the one that was named first.
#[derive(Debug)]
pub(crate) struct Documents {
    list: Vec<Document>,
    by_source: HashMap<SourceId, usize>,
    files: HashMap<(SourceId, String), usize>,
}

impl Documents {
    /// The file that was named.
    pub(crate) fn main(&self) -> &Document {
        &self.list[0]
    }

    /// All files.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Document> {
        self.list.iter()
    }

    /// The types that a header declares, if this node is what it says as a whole.
    pub(crate) fn types_of(&self, root: &Node) -> &[Node] {
        let document = self.list.iter().find(|one| one.root.span == root.span);
        document.map_or(&[], |document| &document.types)
    }

    /// The file that a reference in `from` names; the empty name is `from` itself.
    pub(crate) fn file(&self, from: SourceId, name: &str) -> Option<&Document> {
        let index = if name.is_empty() {
            self.by_source.get(&from)
        } else {
            self.files.get(&(from, name.to_owned()))
        };
        index.map(|index| &self.list[*index])
    }
}

/// What is wanted of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Its interface, or anything in it.
    Interface,
    /// Only types that a header declares.
    Type,
}

/// Reads files and remembers which.
pub(crate) struct Reader<'a> {
    pub(crate) include_dirs: &'a [PathBuf],
    /// Where files are.
    pub(crate) files: &'a dyn Files,
    /// Which of the interfaces of a header.
    pub(crate) wanted: header::Wanted<'a>,
    /// The description of a plugin is as welcome as a definition.
    pub(crate) plugins: bool,
    pub(crate) sources: &'a mut Sources,
    pub(crate) diagnostics: &'a mut Diagnostics,
    pub(crate) inputs: &'a mut Vec<PathBuf>,
}

impl Reader<'_> {
    /// Reads a definition and everything it refers to.
    pub(crate) fn read(&mut self, path: &Path) -> Option<Documents> {
        let text = self.text(path)?;
        self.read_text(path, text)
    }

    /// The text of the file that was named; `None`, with the reason reported, if it cannot be had.
    pub(crate) fn text(&mut self, path: &Path) -> Option<String> {
        match self.files.read(path) {
            Ok(bytes) => {
                self.inputs.push(path.to_owned());
                if header::is_header(path) {
                    // Only comments have other characters than those of ASCII, and those that matter are seen.
                    return Some(String::from_utf8_lossy(&bytes).into_owned());
                }
                self.decode(path, bytes)
            }
            Err(error) => {
                let message = format!("cannot read {}: {error}", path.display());
                let help = self.meant(path).unwrap_or_else(|| {
                    "give the path of an interface definition, in JSON or as a header".to_owned()
                });
                self.diagnostics
                    .report(Diagnostic::nowhere(&rule::UNREADABLE_FILE, message).help(help));
                None
            }
        }
    }

    /// Reads a definition whose text is at hand, and everything it refers to.
    pub(crate) fn read_text(&mut self, path: &Path, text: String) -> Option<Documents> {
        let source = self.sources.add(path, text);
        if !header::is_header(path) {
            return self.read_json(path, source);
        }
        let mut definitions = header::read(source, self);
        // What was made of a header with errors would only repeat them.
        let definition = definitions
            .pop()
            .filter(|_| !self.diagnostics.has_errors())?;
        Some(Documents {
            list: vec![Document {
                source,
                root: definition.root,
                header: true,
                types: Vec::new(),
            }],
            by_source: HashMap::from([(source, 0)]),
            files: HashMap::new(),
        })
    }

    /// Adds a file that a header includes. What is in it that is no UTF-8 is none of our business.
    pub(crate) fn include(&mut self, path: &Path) -> Option<SourceId> {
        let bytes = self.files.read(path).ok()?;
        self.inputs.push(path.to_owned());
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Some(self.sources.add(path, text))
    }

    fn read_json(&mut self, path: &Path, source: SourceId) -> Option<Documents> {
        let root = json::parse(source, self.sources, self.diagnostics)?;
        let mut documents = Documents {
            list: vec![Document {
                source,
                root,
                header: false,
                types: Vec::new(),
            }],
            by_source: HashMap::from([(source, 0)]),
            files: HashMap::new(),
        };
        let mut seen: HashMap<PathBuf, Option<usize>> =
            HashMap::from([(self.files.identity(path), Some(0))]);
        let mut next = 0;
        while next < documents.list.len() {
            let from = documents.list[next].source;
            let mut wanted: Vec<(String, Span, Part)> = Vec::new();
            let mut names: HashMap<String, usize> = HashMap::new();
            reference::each(&documents.list[next].root, &mut |node| {
                let Ok(Reference { file, pointer }) = Reference::parse(node) else {
                    return;
                };
                if file.is_empty() {
                    return;
                }
                let is_type = pointer.first().is_some_and(|step| step.starts_with("::"));
                let part = if is_type { Part::Type } else { Part::Interface };
                match names.get(file) {
                    None => {
                        names.insert(file.to_owned(), wanted.len());
                        wanted.push((file.to_owned(), reference::place(node), part));
                    }
                    // What needs an interface says so if there is none.
                    Some(known) if !is_type => wanted[*known].2 = Part::Interface,
                    Some(_) => {}
                }
            });
            for (name, span, part) in wanted {
                if let Some(index) = self.find(&mut documents, &mut seen, &name, (span, part)) {
                    documents.files.insert((from, name), index);
                }
            }
            next += 1;
        }
        Some(documents)
    }

    /// Looks for the file that a reference names, and reads it unless that is done.
    fn find(
        &mut self,
        documents: &mut Documents,
        seen: &mut HashMap<PathBuf, Option<usize>>,
        name: &str,
        (span, part): (Span, Part),
    ) -> Option<usize> {
        let candidates = self.candidates(name, span.source);
        for path in &candidates {
            if !self.files.is_file(path) {
                continue;
            }
            let identity = self.files.identity(path);
            if let Some(known) = seen.get(&identity) {
                return *known;
            }
            let header = header::is_header(path);
            let opened = if header {
                self.open_header(path, span, part)
            } else {
                let opened = self.open(path, span);
                opened.map(|(source, root)| (source, root, Vec::new()))
            };
            let index = opened.map(|(source, root, types)| {
                documents.list.push(Document {
                    source,
                    root,
                    header,
                    types,
                });
                documents.by_source.insert(source, documents.list.len() - 1);
                documents.list.len() - 1
            });
            seen.insert(identity, index);
            return index;
        }
        let help = candidates.first().and_then(|path| self.meant(path));
        let help = help.unwrap_or_else(|| {
            "correct the name, or name the directory that holds the file with `-I`, in a build script with `include_dir`"
                .to_owned()
        });
        let mut diagnostic = Diagnostic::new(
            &rule::UNKNOWN_FILE,
            format!("the file {} does not exist", quoted(name)),
            span,
        )
        .help(help);
        for path in &candidates {
            diagnostic = diagnostic.note(format!("searched {}", path.display()));
        }
        if candidates.is_empty() {
            diagnostic = diagnostic.note("no include directory was given to search in");
        }
        self.diagnostics.report(diagnostic);
        None
    }

    /// The file that may have been meant by a path that leads to none.
    fn meant(&self, path: &Path) -> Option<String> {
        let name = path.file_name()?.to_string_lossy();
        let beside = self.files.beside(path);
        let found = nearest(&name, beside.iter().map(String::as_str))?;
        // What has this very name is no file, and was not meant.
        let meant = path.with_file_name(found).display().to_string();
        did_you_mean((found != name).then_some(meant.as_str()))
    }

    /// Where a file of this name may be: beside the file that refers to it, then in each include directory.
    fn candidates(&self, name: &str, from: SourceId) -> Vec<PathBuf> {
        const PLACEHOLDERS: [&str; 2] = ["{interfacedir}/", "{cppinterfacedir}/"];
        let include = self.include_dirs.iter();
        if let Some(rest) = PLACEHOLDERS
            .iter()
            .find_map(|start| name.strip_prefix(start))
        {
            return include.map(|directory| directory.join(rest)).collect();
        }
        let beside = self
            .sources
            .get(from)
            .path()
            .parent()
            .unwrap_or(Path::new(""));
        let mut places = vec![beside.join(name)];
        for path in include.map(|directory| directory.join(name)) {
            if !places.contains(&path) {
                places.push(path);
            }
        }
        places
    }

    /// Reads a header that a definition refers to: the definition of its interface, or a list of them, and its types.
    fn open_header(
        &mut self,
        path: &Path,
        span: Span,
        part: Part,
    ) -> Option<(SourceId, Node, Vec<Node>)> {
        let source = match self.include(path) {
            Some(source) => source,
            None => {
                let message = format!("cannot read {}", path.display());
                self.diagnostics.report(
                    Diagnostic::new(&rule::UNREADABLE_FILE, message, span)
                        .help("make the file readable, or refer to another one"),
                );
                return None;
            }
        };
        let all = match part {
            Part::Interface => header::Wanted::All,
            Part::Type => header::Wanted::Any,
        };
        let wanted = std::mem::replace(&mut self.wanted, all);
        let (definitions, types) = header::read_with_types(source, self);
        self.wanted = wanted;
        let mut roots: Vec<Node> = definitions
            .into_iter()
            .map(|definition| definition.root)
            .collect();
        if roots.len() == 1 {
            return Some((source, roots.remove(0), types));
        }
        let span = Span {
            source,
            start: 0,
            end: self.sources.get(source).text().len(),
        };
        let value = roots.into();
        Some((source, Node { span, value }, types))
    }

    fn open(&mut self, path: &Path, span: Span) -> Option<(SourceId, Node)> {
        match self.files.read(path) {
            Ok(bytes) => {
                self.inputs.push(path.to_owned());
                let text = self.decode(path, bytes)?;
                let source = self.sources.add(path, text);
                Some((source, json::parse(source, self.sources, self.diagnostics)?))
            }
            Err(error) => {
                let message = format!("cannot read {}: {error}", path.display());
                self.diagnostics.report(
                    Diagnostic::new(&rule::UNREADABLE_FILE, message, span)
                        .help("make the file readable, or refer to another one"),
                );
                None
            }
        }
    }

    fn decode(&mut self, path: &Path, bytes: Vec<u8>) -> Option<String> {
        String::from_utf8(bytes)
            .inspect_err(|error| {
                let start = error.utf8_error().valid_up_to();
                // What stands before the bad byte is the same in both texts, and that is all that is shown.
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                let source = self.sources.add(path, text);
                let span = Span {
                    source,
                    start,
                    end: start + 1,
                };
                self.diagnostics.report(
                    Diagnostic::new(&rule::UNREADABLE_FILE, "the file is not UTF-8 text", span)
                        .label("this byte")
                        .help("save the file as UTF-8"),
                );
            })
            .ok()
    }
}
