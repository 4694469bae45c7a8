//! Projects: what `codegen.toml` says, and what is made of it.

mod dep_file;
mod external;
mod file;
mod init;
mod lock;
mod watch;
mod workspace;
