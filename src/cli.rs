//! The commands, one a file, and what they share: how a run ends.
//!
//! Data goes to standard output, everything else to standard error. A command ends with 0 when there was nothing to find
//! or everything is done, 1 when there are findings, 2 when something went wrong.

mod check;
mod common;
mod decisions;
mod diff;
mod files;
mod fix;
mod profile;
mod review;
mod rules;
mod score;
mod test;
mod trace;
mod train;
mod undo;
mod web;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};

use files::Trouble;

/// Puts OCR text back together: torn paragraphs, displaced tails, line ends, running heads, misread characters.
#[derive(Parser)]
#[command(name = "restitch", version, propagate_version = true, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Print the repaired text
    Fix(fix::Arguments),
    /// List what is found, change nothing
    Check(check::Arguments),
    /// Show the repair against the original
    Diff(diff::Arguments),
    /// Walk through the findings: accept, reject, edit
    Review(review::Arguments),
    /// Tell where a line of the repaired text came from
    Trace(trace::Arguments),
    /// Restore the original from a repaired file and its ledger
    Undo(undo::Arguments),
    /// Run fixtures: input against expected
    Test(test::Arguments),
    /// List, explain and test the rules
    Rules(rules::Arguments),
    /// Tell how far a text is from the truth
    Score(score::Arguments),
    /// Learn from decisions what a publication is like
    Profile(profile::Arguments),
    /// Train a character model from plain text
    Train(train::Arguments),
}

/// How a command ended.
pub enum Outcome {
    /// Nothing found, or all done.
    Clean,
    /// Findings.
    Found,
    /// Troubles were printed on the way; the rest was done.
    Troubled,
}

/// Runs the program.
pub fn run() -> ExitCode {
    let command = match Arguments::try_parse() {
        Ok(arguments) => arguments.command,
        Err(error) => return refuse(&error),
    };
    let outcome = match command {
        Command::Fix(arguments) => fix::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Review(arguments) => review::run(&arguments),
        Command::Trace(arguments) => trace::run(&arguments),
        Command::Undo(arguments) => undo::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::Rules(arguments) => rules::run(&arguments),
        Command::Score(arguments) => score::run(&arguments),
        Command::Profile(arguments) => profile::run(&arguments),
        Command::Train(arguments) => train::run(&arguments),
    };
    match outcome {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        Ok(Outcome::Troubled) => ExitCode::from(2),
        Err(trouble) => {
            common::complain(&trouble);
            ExitCode::from(2)
        }
    }
}

/// Help and version where they were asked for; otherwise what is wrong with the arguments, in one line.
fn refuse(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let written = error.print().is_ok();
        return ExitCode::from(if written && !error.use_stderr() { 0 } else { 2 });
    }
    common::complain(&Trouble::new(in_one_line(&error.render().to_string())));
    ExitCode::from(2)
}

/// What the parser of the arguments says in several paragraphs, as every other trouble is told: what is wrong, what was
/// probably meant, where to read on.
fn in_one_line(said: &str) -> String {
    let said = said.split("Usage: ").next().unwrap_or_default();
    let mut line = String::new();
    for part in said.lines().map(str::trim).filter(|part| !part.is_empty() && !part.starts_with("For more information"))
    {
        let part = part.strip_prefix("error: ").or(part.strip_prefix("tip: ")).unwrap_or(part);
        let between = match line.chars().next_back() {
            None => "",
            Some(':') => " ",
            Some(_) => "; ",
        };
        line += between;
        line += part.trim_matches(['[', ']']);
    }
    let named = std::env::args_os().nth(1).and_then(|name| name.into_string().ok());
    let named = named.filter(|name| Arguments::command().find_subcommand(name).is_some());
    let command = named.map(|name| format!(" {name}")).unwrap_or_default();
    format!("{line}; see `restitch{command} --help`")
}
