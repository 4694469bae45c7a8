//! `codegen explain`.

use super::{FAILED, Input, print, read};
use crate::external::Request;
use crate::generation::NamedOptions;
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
    /// Print the whole document that an external back end reads, with the interface in it.
    #[arg(long)]
    request: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let Some(interface) = read(&arguments.input) else {
        return Ok(FAILED);
    };
    if arguments.request {
        print(&Request::new(&interface, &NamedOptions::new()).text())?;
        return Ok(0);
    }
    let mut text = serde_json::to_string_pretty(&interface)?;
    text.push('\n');
    print(text.as_bytes())?;
    Ok(0)
}
