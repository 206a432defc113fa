//! `restitch trace`: where a line of the repaired text came from.
//!
//! Of a file that was repaired in place the original is gone, but its ledger brings it back; it is repaired once more, which
//! makes the same text, and a line of the file is a line of that. Where it does not make the same text, nothing is told:
//! another history would be a wrong one.

use std::path::{Path, PathBuf};

use clap::Args;
use restitch::ledger::{Ledger, LedgerError};
use restitch::repair::Repair;
use restitch::trace;

use super::Outcome;
use super::common::{self, Choices, Colour, Format, Workshop};
use super::files::{self, Trouble};
use super::fix::ledger_path;

/// Traces a line.
#[derive(Args)]
pub struct Arguments {
    /// The original file, or - for standard input
    path: PathBuf,
    /// A line of the repaired text, counted from 1
    line: usize,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// When to colour
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    color: Colour,
    #[command(flatten)]
    choices: Choices,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Trouble> {
    let workshop = arguments.choices.workshop()?;
    let repair = match original(&arguments.path)? {
        Some(in_place) => in_place.again(&workshop, &arguments.path)?,
        None => workshop.repair(&arguments.path)?.repair,
    };
    let path = arguments.path.display().to_string();
    let Some(trace) = trace::trace(&repair, arguments.line) else {
        let lines = repair.document.text().lines().count();
        let message = format!("the repaired text has {lines} lines, and no line {}", arguments.line);
        return Err(Trouble::at(&arguments.path, &message));
    };
    let text = match arguments.format {
        Format::Human => trace::human(&path, &trace, arguments.color.wanted()),
        Format::Json => trace::json(&trace).map_err(|e| Trouble::new(e.to_string()))?,
    };
    common::print(&text)?;
    Ok(Outcome::Clean)
}

/// A file that was repaired in place.
struct InPlace {
    original: Vec<u8>,
    repaired: Vec<u8>,
}

/// What a file was before it was repaired in place; `None` when it was not.
fn original(path: &Path) -> Result<Option<InPlace>, Trouble> {
    let beside = ledger_path(path);
    if path.as_os_str() == "-" || !beside.exists() {
        return Ok(None);
    }
    let ledger = Ledger::parse(&files::read(&beside)?).map_err(|error| Trouble::at(&beside, error))?;
    let repaired = files::read(path)?;
    let original = ledger.restore(&repaired).map_err(|error| match error {
        LedgerError::Changed => {
            let why = "changed since it was repaired in place; a line is traced in the text as it was written then";
            Trouble::at(path, format_args!("{why}; move {} away to trace this one", beside.display()))
        }
        error => Trouble::at(path, error),
    })?;
    Ok(Some(InPlace { original, repaired }))
}

impl InPlace {
    /// The same repair once more. What was decided about it fits as it did then.
    fn again(self, workshop: &Workshop, path: &Path) -> Result<Repair, Trouble> {
        let again = workshop.repair_bytes(path, self.original)?;
        let document = &again.repair.document;
        let same = again.source.encode(document).is_ok_and(|bytes| bytes == self.repaired)
            || again.source.encode_utf8(document) == self.repaired;
        if !same {
            let why = "repaired in place by other rules, options or decisions than these; give the same ones";
            return Err(Trouble::at(path, format_args!("{why}, or `restitch undo` first")));
        }
        Ok(again.repair)
    }
}
