//! Projects: what `codegen.toml` says, and what is made of it.

mod dep_file;
mod documentation;
mod external;
mod file;
mod hostile;
mod init;
mod lock;
mod watch;
mod workspace;
