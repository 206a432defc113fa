//! The command line program: parses the arguments, runs one command, prints one line for any trouble.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
