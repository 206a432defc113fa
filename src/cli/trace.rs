//! `restitch trace`: where a line of the repaired text came from.

use std::path::PathBuf;

use clap::Args;
use restitch::trace;

use super::Outcome;
use super::common::{self, Choices, Colour, Format};
use super::files::Trouble;

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
    let repair = workshop.repair(&arguments.path)?.repair;
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
