//! `codegen explain`.

use super::{FAILED, Input, print, read};
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    input: Input,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let Some(interface) = read(&arguments.input) else {
        return Ok(FAILED);
    };
    let mut text = serde_json::to_string_pretty(&interface)?;
    text.push('\n');
    print(text.as_bytes())?;
    Ok(0)
}
