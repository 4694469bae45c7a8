//! `codegen schema`.

use super::print;
use crate::schema;
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Print the schema of the model instead: what `codegen explain` prints and external back ends read.
    #[arg(long)]
    model: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let schema = if arguments.model {
        schema::model()
    } else {
        schema::dialect()
    };
    print(format!("{schema:#}\n").as_bytes())?;
    Ok(0)
}
