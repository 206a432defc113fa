//! `restitch undo`: the original, byte for byte, from the repaired file and its ledger.

use std::path::PathBuf;

use clap::Args;
use restitch::ledger::Ledger;

use super::Outcome;
use super::files::{self, Trouble};
use super::fix::ledger_path;

/// Restores originals.
#[derive(Args)]
pub struct Arguments {
    /// Files that `fix --in-place` repaired
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// Write the original to this file and leave the repaired one and its ledger
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Trouble> {
    if arguments.output.is_some() && arguments.paths.len() > 1 {
        return Err(Trouble::new("--output takes one file at a time".to_string()));
    }
    let mut troubled = false;
    for path in &arguments.paths {
        if let Err(trouble) = restore(path, arguments.output.as_deref()) {
            super::common::complain(&trouble);
            troubled = true;
        }
    }
    Ok(if troubled { Outcome::Troubled } else { Outcome::Clean })
}

fn restore(path: &std::path::Path, output: Option<&std::path::Path>) -> Result<(), Trouble> {
    let repaired = files::read(path)?;
    let beside = ledger_path(path);
    if !beside.exists() {
        let message = format!("no ledger {}; only files repaired with --in-place can be undone", beside.display());
        return Err(Trouble::at(path, message));
    }
    let ledger = Ledger::parse(&files::read(&beside)?).map_err(|e| Trouble::at(&beside, e))?;
    let original = ledger.restore(&repaired).map_err(|e| Trouble::at(path, e))?;
    match output {
        Some(output) => files::write_atomically(output, &original),
        None => {
            files::write_atomically(path, &original)?;
            std::fs::remove_file(&beside).map_err(|e| Trouble::at(&beside, e))
        }
    }
}
