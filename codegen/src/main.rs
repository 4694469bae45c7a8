//! The interface compiler's command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    codegen::cli::run()
}
