//! `restitch check`: what is found, and nothing changed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use restitch::report;

use super::Outcome;
use super::common::{self, Choices, Colour, Jobs};
use super::files::{self, Trouble};

/// Lists findings.
#[derive(Args)]
#[command(after_help = "Exit status: 0 nothing found, 1 findings, 2 trouble.")]
pub struct Arguments {
    /// Files or folders, or - for standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// How findings are written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// When to colour
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    color: Colour,
    /// Only what nobody has decided yet
    #[arg(long, conflicts_with = "no_decisions")]
    undecided: bool,
    /// Print nothing, only set the exit status
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    jobs: Jobs,
    #[command(flatten)]
    choices: Choices,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// One line a finding: path:line:column: rule: message
    Short,
    /// One JSON document
    Json,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Trouble> {
    let workshop = arguments.choices.workshop()?;
    let inputs = files::inputs(&arguments.paths, true)?;
    let (mut outcome, mut broken) = (Outcome::Clean, None);
    let mut reports = Vec::new();
    arguments.jobs.each(&inputs, &workshop, |input, done| {
        let mut repair = match done {
            Ok(repaired) => repaired.repair,
            Err(trouble) => {
                common::complain(&trouble);
                outcome = Outcome::Troubled;
                return;
            }
        };
        if arguments.undecided {
            repair.findings.retain(|finding| finding.ruling.is_none());
        }
        if !repair.findings.is_empty() && !matches!(outcome, Outcome::Troubled) {
            outcome = Outcome::Found;
        }
        let path = input.path.display().to_string();
        let printed = match arguments.format {
            _ if arguments.quiet || broken.is_some() => Ok(()),
            Format::Human => common::print(&report::human(&path, &repair, arguments.color.wanted())),
            Format::Short => common::print(&report::short(&path, &repair)),
            Format::Json => {
                reports.push(report::FileReport::new(&path, &repair));
                Ok(())
            }
        };
        broken = broken.take().or(printed.err());
    });
    if let Some(trouble) = broken {
        return Err(trouble);
    }
    if matches!(arguments.format, Format::Json) && !arguments.quiet {
        let json = report::json(&reports).map_err(|e| Trouble::new(e.to_string()))?;
        common::print(&json)?;
    }
    Ok(outcome)
}
