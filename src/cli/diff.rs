//! `restitch diff`: the repair against the original.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use restitch::diff::{self, ReviewStyle};

use super::Outcome;
use super::common::{self, Choices, Colour};
use super::files::Trouble;

/// Shows every change.
#[derive(Args)]
#[command(after_help = "Exit status: 0 nothing found, 1 findings, 2 trouble.")]
pub struct Arguments {
    /// A file, or - for standard input
    path: PathBuf,
    /// How the changes are drawn
    #[arg(long, value_enum, default_value_t = Format::Review)]
    format: Format,
    /// When to colour
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    color: Colour,
    #[command(flatten)]
    choices: Choices,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// One hunk a finding, moves shown as moves
    Review,
    /// For `patch` and `git apply`
    Unified,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Trouble> {
    let workshop = arguments.choices.workshop()?;
    let repair = workshop.repair(&arguments.path)?.repair;
    let path = arguments.path.display().to_string();
    let text = match arguments.format {
        Format::Review => {
            let style = ReviewStyle { colour: arguments.color.wanted(), width: common::columns(), path: &path };
            diff::review(&repair, &style)
        }
        Format::Unified => diff::unified(&path, &repair),
    };
    common::print(&text)?;
    Ok(if repair.findings.is_empty() { Outcome::Clean } else { Outcome::Found })
}
