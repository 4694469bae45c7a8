//! Projects: what `codegen.toml` says, and what is made of it.

mod external;
mod file;
mod init;
mod lock;
mod workspace;
