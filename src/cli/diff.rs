//! `restitch diff`: the repair against the original.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use restitch::diff::{self, ReviewStyle};
use restitch::report;

use super::Outcome;
use super::common::{self, Choices, Colour};
use super::files::{self, Trouble};

/// Shows every change.
#[derive(Args)]
#[command(after_help = "Exit status: 0 nothing found, 1 findings, 2 trouble.")]
pub struct Arguments {
    /// A file, or - for standard input
    path: PathBuf,
    /// How the changes are drawn
    #[arg(long, value_enum, default_value_t = Format::Review)]
    format: Format,
    /// The repaired text beside the original: short for --format side-by-side
    #[arg(long, conflicts_with = "format")]
    side_by_side: bool,
    /// Write a page for a browser to this file, and nothing on standard output
    #[arg(long, value_name = "FILE", conflicts_with_all = ["format", "side_by_side"])]
    html: Option<PathBuf>,
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
    /// The repaired text beside the original
    SideBySide,
    /// For `patch` and `git apply`
    Unified,
    /// A page for a browser, complete in itself, to read and to mail around
    Html,
    /// For programs: findings, and the pieces of the repaired text with their places in the original
    Json,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Trouble> {
    if arguments.html.as_ref().is_some_and(|file| files::is_same(file, &arguments.path)) {
        let message = "the page for a browser would be written over it; name another file";
        return Err(Trouble::at(&arguments.path, message));
    }
    let workshop = arguments.choices.workshop()?;
    let repair = workshop.repair(&arguments.path)?.repair;
    let path = arguments.path.display().to_string();
    let style = ReviewStyle { colour: arguments.color.wanted(), width: common::columns(), path: &path };
    let format = match arguments.format {
        _ if arguments.html.is_some() => Format::Html,
        _ if arguments.side_by_side => Format::SideBySide,
        format => format,
    };
    let text = match format {
        Format::Review => diff::review(&repair, &style),
        Format::SideBySide => diff::side_by_side(&repair, &style),
        Format::Json => report::changes(&path, &repair).map_err(|e| Trouble::new(e.to_string()))?,
        Format::Html => diff::html(&path, &repair),
        Format::Unified => diff::unified(&path, &repair),
    };
    match &arguments.html {
        Some(file) => files::write_atomically(file, text.as_bytes())?,
        None => common::print(&text)?,
    }
    Ok(if repair.findings.is_empty() { Outcome::Clean } else { Outcome::Found })
}
