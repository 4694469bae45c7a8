//! Every key of the project file, in one table: what is read, suggested and documented.

/// A key of the project file.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    /// What its value is, for people.
    pub(super) value: &'static str,
    /// What it does, in Markdown.
    pub(super) about: &'static str,
}

/// What can stand in the file itself.
pub(super) static TOP: [Key; 3] = [
    Key {
        name: "include",
        value: "a path or a list of them",
        about: "directories in which files are searched that a definition refers to, for every output: the flag `--include`",
    },
    Key {
        name: "lint",
        value: "a table, `[lint]`",
        about: "levels of rules for every definition, where they are not as usual",
    },
    Key {
        name: "output",
        value: "tables, each `[[output]]`",
        about: "what is to be made",
    },
];

/// What can stand in `[[output]]`.
pub(super) static OUTPUT: [Key; 8] = [
    Key {
        name: "definition",
        value: "a path or a list of them",
        about: "the definitions; each gets files of its own. Needed",
    },
    Key {
        name: "interface",
        value: "a name",
        about: "the interface of a header that is meant, such as `IMessenger`; by default all are",
    },
    Key {
        name: "target",
        value: "a name or a list of them",
        about: "what is made of each definition: a target as in `codegen generate <target>`, or `NAME` for the program `codegen-NAME` on the search path. Needed unless there is `backend`",
    },
    Key {
        name: "backend",
        value: "a path",
        about: "a program that is the back end, instead of a target",
    },
    Key {
        name: "timeout",
        value: "a number of seconds",
        about: "how long an external back end may take; 60 by default",
    },
    Key {
        name: "out",
        value: "a path",
        about: "the directory to write into, which is made if it is not there. Needed",
    },
    Key {
        name: "include",
        value: "a path or a list of them",
        about: "more directories in which files are searched that these definitions refer to",
    },
    Key {
        name: "options",
        value: "a table, `[output.options]`",
        about: "options of the target; an external back end takes whatever is there",
    },
];

/// What can stand in `[lint]`.
pub(super) static LINT: [Key; 3] = [
    Key {
        name: "allow",
        value: "a rule or a list of them",
        about: "what breaks these rules is not reported: the flag `--allow`",
    },
    Key {
        name: "warn",
        value: "a rule or a list of them, or `pedantic`",
        about: "what breaks these rules is a warning: the flag `--warn`",
    },
    Key {
        name: "deny",
        value: "a rule or a list of them, or `warnings`",
        about: "what breaks these rules is an error: the flag `--deny`",
    },
];
