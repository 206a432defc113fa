//! `restitch fix`: the repaired text.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use restitch::ledger::{self, Ledger};

use super::Outcome;
use super::common::{self, Choices, Jobs, Repaired};
use super::files::{self, Trouble};

/// Prints the repaired text, or writes it where it is told to.
#[derive(Args)]
#[command(after_help = "Exit status: 0 all done, 2 trouble (the other files are done all the same).")]
pub struct Arguments {
    /// Files, or - for standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE", conflicts_with_all = ["in_place", "out_dir"])]
    output: Option<PathBuf>,
    /// Write each file, and the files of each folder, into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "in_place")]
    out_dir: Option<PathBuf>,
    /// Replace each file and leave a ledger FILE.restitch.json beside it, from which `undo` restores it
    #[arg(short, long)]
    in_place: bool,
    /// Read the files as the pages of one text, in their order: what goes on in another file is put together
    #[arg(long, conflicts_with_all = ["in_place", "out_dir"])]
    together: bool,
    /// Write UTF-8 whatever the input's encoding is
    #[arg(long)]
    to_utf8: bool,
    /// Say nothing on standard error but troubles
    #[arg(short, long)]
    quiet: bool,
    #[command(flatten)]
    jobs: Jobs,
    #[command(flatten)]
    choices: Choices,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Trouble> {
    let workshop = arguments.choices.workshop()?;
    let many = arguments.in_place || arguments.out_dir.is_some();
    let mut inputs = match arguments.together {
        true => vec![files::together(&arguments.paths)?],
        false => files::inputs(&arguments.paths, many)?,
    };
    if inputs.len() > 1 && !many {
        let message = format!(
            "{} files for one output: give --in-place, --out-dir DIR or --together, or one file at a time",
            inputs.len()
        );
        return Err(Trouble::new(message));
    }
    let mut troubled = false;
    let mut outcome = |done: Result<(), Trouble>| {
        if let Err(trouble) = &done {
            common::complain(trouble);
            troubled = true;
        }
        done.is_ok()
    };
    // Known before anything is read: where each text will go, and that no two go to the same place.
    let mut taken = BTreeMap::new();
    inputs.retain(|input| outcome(check_place(arguments, input, &mut taken)));
    arguments.jobs.each(&inputs, &workshop, |input, done| {
        outcome(done.and_then(|repaired| deliver(arguments, input, &repaired)));
    });
    Ok(if troubled { Outcome::Troubled } else { Outcome::Clean })
}

/// Refuses an input whose repaired text would be written over another one, or over the input without a ledger.
fn check_place(
    arguments: &Arguments,
    input: &files::Input,
    taken: &mut BTreeMap<PathBuf, PathBuf>,
) -> Result<(), Trouble> {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let trouble = |what: String| Err(Trouble::at(&input.path, what));
    let place = match (&arguments.out_dir, &arguments.output) {
        (Some(folder), _) => folder.join(&input.name),
        (None, Some(file)) => file.clone(),
        (None, None) if !arguments.in_place => return Ok(()),
        (None, None) if input.path.as_os_str() == "-" => {
            return trouble("cannot be repaired in place; without --in-place the text goes to standard output".into());
        }
        (None, None) => real(&input.path),
    };
    if let Some(page) = input.pages.iter().find(|page| files::is_same(&place, page)) {
        return Err(Trouble::at(page, "is one of the pages, and would be written over; name another -o FILE"));
    }
    if !arguments.in_place && files::is_same(&place, &input.path) {
        return trouble(format!(
            "would be written over itself in {}; use --in-place, which can be undone",
            place.display()
        ));
    }
    if let Some(first) = taken.get(&place) {
        let remedy =
            if arguments.in_place { "name it once" } else { "name the folder above both, or another --out-dir" };
        return trouble(format!("would be written to {}, as {} is; {remedy}", place.display(), first.display()));
    }
    taken.insert(place, input.path.clone());
    Ok(())
}

fn deliver(arguments: &Arguments, input: &files::Input, repaired: &Repaired) -> Result<(), Trouble> {
    let bytes = encode(repaired, arguments.to_utf8).map_err(|e| Trouble::at(&input.path, &e))?;
    match (&arguments.output, &arguments.out_dir) {
        _ if arguments.in_place => replace(arguments, &input.path, repaired, &bytes),
        (Some(path), _) => files::write_atomically(path, &bytes),
        (None, Some(folder)) => {
            let path = folder.join(&input.name);
            files::make_folders(&path)?;
            files::write_atomically(&path, &bytes)
        }
        (None, None) => files::write_stdout(&bytes),
    }
}

/// Replaces the file and leaves its ledger; nothing at all when there is nothing to change.
fn replace(arguments: &Arguments, path: &Path, repaired: &Repaired, bytes: &[u8]) -> Result<(), Trouble> {
    let Repaired { source, repair, .. } = repaired;
    let applied = repair.findings.iter().filter(|f| f.applied).count();
    if applied == 0 && !arguments.to_utf8 {
        return Ok(());
    }
    let ledger = Ledger::of(source, repair, bytes).map_err(|e| Trouble::at(path, e))?;
    if ledger.original == ledger.repaired {
        return Ok(());
    }
    let beside = ledger_path(path);
    if beside.exists() {
        let message = format!("{} is already there; `restitch undo` first, or move it away", beside.display());
        return Err(Trouble::at(path, &message));
    }
    files::check_writable(path)?;
    files::check_unchanged(path, &ledger.original)?;
    // The ledger comes first: a repaired file without one could not be undone. It holds what was removed, so it is as
    // private as the file.
    files::write_like(&beside, path, ledger.to_json().as_bytes())?;
    if let Err(trouble) = files::write_atomically(path, bytes) {
        let _ = std::fs::remove_file(&beside);
        return Err(trouble);
    }
    if !arguments.quiet {
        let done = match applied {
            0 => "no changes, written as UTF-8".to_string(),
            1 => "1 change".to_string(),
            several => format!("{several} changes"),
        };
        common::tell(&Trouble::at(path, done).to_string());
    }
    Ok(())
}

fn encode(repaired: &Repaired, to_utf8: bool) -> Result<Vec<u8>, String> {
    let Repaired { source, repair, .. } = repaired;
    if to_utf8 {
        return Ok(source.encode_utf8(&repair.document));
    }
    source.encode(&repair.document).map_err(|e| format!("{e}; --to-utf8 can write it"))
}

/// Where the ledger of a file lies.
pub fn ledger_path(path: &Path) -> PathBuf {
    files::beside(path, ledger::SUFFIX)
}
