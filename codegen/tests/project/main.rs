//! Projects: what `codegen.toml` says, and what is made of it.

mod file;
mod init;
mod lock;
mod workspace;
