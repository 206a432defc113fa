//! `restitch profile`: from decisions on pages of a publication what its next pages need not ask.

use std::path::{Path, PathBuf};

use clap::Args;
use restitch::decisions::SUFFIX;
use restitch::profile::{Case, Profile};
use restitch::repair;
use restitch::source::Source;

use super::Outcome;
use super::common::{self, Choices, Workshop};
use super::decisions;
use super::files::{self, Trouble};

/// Learns a profile.
#[derive(Args)]
pub struct Arguments {
    /// Decisions (FILE.restitch.toml) with their texts beside them, or the texts, or folders of them
    #[arg(value_name = "DECISIONS", required = true)]
    paths: Vec<PathBuf>,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    choices: Choices,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Trouble> {
    let workshop = arguments.choices.workshop()?;
    let texts: Vec<PathBuf> = arguments.paths.iter().map(|path| text_of(path)).collect();
    let (mut cases, mut files, mut troubled) = (Vec::new(), 0, false);
    for input in files::inputs(&texts, true)? {
        match input.read().and_then(|bytes| learned(&workshop, &input.path, bytes)) {
            Ok(more) => {
                files += usize::from(!more.is_empty());
                cases.extend(more);
            }
            Err(trouble) => {
                common::complain(&trouble);
                troubled = true;
            }
        }
    }
    if cases.is_empty() {
        return match troubled {
            true => Ok(Outcome::Troubled),
            false => Err(Trouble::new("no decisions on these texts; `restitch review` makes them")),
        };
    }
    let toml = Profile::learn(&cases).to_toml().map_err(|error| Trouble::new(error.to_string()))?;
    let (decisions, files) = (counted(cases.len(), "decision"), counted(files, "file"));
    let teach = if cases.len() == 1 { "teaches" } else { "teach" };
    let text = format!("# What {decisions} on {files} {teach}, by `restitch profile`.\n\n{toml}");
    match &arguments.output {
        Some(path) => files::write_atomically(path, text.as_bytes())?,
        None => common::print(&text)?,
    }
    Ok(if troubled { Outcome::Troubled } else { Outcome::Clean })
}

fn counted(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// The text on which decisions were made, by their name; what has no such name is the text itself.
fn text_of(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.strip_suffix(SUFFIX).map_or_else(|| path.to_path_buf(), |name| path.with_file_name(name))
}

/// What the decisions on one text teach: its findings as they are without them, with what was decided.
fn learned(workshop: &Workshop, path: &Path, bytes: Vec<u8>) -> Result<Vec<Case>, Trouble> {
    let decisions = decisions::load(path)?;
    if decisions.is_empty() {
        return Ok(Vec::new());
    }
    let source = Source::decode(bytes).text;
    let docket = decisions.on(source.clone());
    let repair = repair::repair(source.clone(), &workshop.rules, &workshop.options);
    let case = |finding| Case::new(finding, docket.ruling(finding)?, &source);
    Ok(repair.findings.iter().filter_map(case).collect())
}
