//! `restitch review`: findings one by one, accepted or rejected by a person.

use std::path::PathBuf;

use clap::Args;

use super::common::Choices;
use super::files::{self, Trouble};
use super::{Outcome, web};

/// Lets a person decide about the findings.
#[derive(Args)]
#[command(after_help = "Exit status: 0 ended, 2 trouble.")]
pub struct Arguments {
    /// Files or folders
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// In a browser on this machine, at the address that is printed
    #[arg(long)]
    web: bool,
    #[command(flatten)]
    choices: Choices,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Trouble> {
    if !arguments.web {
        return Err(Trouble::new(
            "`restitch review --web` reviews in a browser; `restitch diff` only shows".to_string(),
        ));
    }
    if let Some(path) = arguments.paths.iter().find(|path| path.as_os_str() == "-") {
        return Err(Trouble::at(path, "decisions are kept beside a file; standard input has no place for them"));
    }
    let workshop = arguments.choices.workshop()?;
    web::serve(files::inputs(&arguments.paths, true)?, workshop)?;
    Ok(Outcome::Clean)
}
