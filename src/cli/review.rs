//! `restitch review`: a walk through the findings of files, in the terminal, or with `--web` in a browser.
//!
//! The review itself is the library's ([`restitch::review`]); here are the files, the terminal and the keys. Decisions are
//! written when that is asked for, and never over those that somebody else has written meanwhile.

mod screen;

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use clap::Args;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use restitch::review::{Key, Mode, Review, Sheet, Wish};
use restitch::source::Source;

use super::Outcome;
use super::common::{self, Choices, Colour};
use super::files::{self, Trouble};
use super::{decisions, web};

/// Walks through findings.
#[derive(Args)]
#[command(after_help = "Exit status: 0 everything is decided, 1 something is not, 2 trouble.")]
pub struct Arguments {
    /// Files or folders
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
    /// In a browser on this machine, at the address that is printed; decisions are saved as they are made
    #[arg(long)]
    web: bool,
    /// When to colour
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    color: Colour,
    #[command(flatten)]
    choices: Choices,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Trouble> {
    if arguments.web {
        web::serve(files::inputs(&arguments.paths, true)?, arguments.choices.workshop()?)?;
        return Ok(Outcome::Clean);
    }
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(Trouble::new(
            "review needs a terminal; with --web it is for a browser, `restitch check` lists the findings, `restitch diff` \
             shows them, and FILE.restitch.toml takes decisions by hand",
        ));
    }
    let workshop = arguments.choices.workshop()?;
    let (mut paths, mut sheets, mut troubled) = (Vec::new(), Vec::new(), false);
    for input in files::inputs(&arguments.paths, true)? {
        let sheet = input.read().and_then(|bytes| {
            let decided = if workshop.decided { decisions::load(&input.path)? } else { Default::default() };
            let text = Source::decode(bytes).text;
            Ok(Sheet::new(&input.path.display().to_string(), text, decided, &workshop.rules, &workshop.options))
        });
        match sheet {
            Ok(sheet) if sheet.rows().is_empty() => {}
            Ok(sheet) => {
                sheets.push(sheet);
                paths.push(input.path);
            }
            Err(trouble) => {
                common::complain(&trouble);
                troubled = true;
            }
        }
    }
    if sheets.is_empty() {
        common::tell("nothing found");
        return Ok(if troubled { Outcome::Troubled } else { Outcome::Clean });
    }
    let mut review = Review::new(sheets, workshop.rules, workshop.options);
    walk(&mut review, &paths, arguments.color.wanted()).map_err(|error| Trouble::new(format!("terminal: {error}")))?;
    let (decided, all) = review.progress();
    Ok(match troubled {
        true => Outcome::Troubled,
        false if decided == all => Outcome::Clean,
        false => Outcome::Found,
    })
}

/// Draws, reads a key, and so on until the end. The terminal is given back as it was, also after a panic.
fn walk(review: &mut Review, paths: &[PathBuf], colour: bool) -> io::Result<()> {
    let mut terminal = ratatui::try_init()?;
    let mut turns = || -> io::Result<()> {
        loop {
            terminal.draw(|frame| screen::draw(frame, review, colour))?;
            let key = match event::read()? {
                Event::Key(key) if key.kind != KeyEventKind::Release => key,
                _ => continue,
            };
            let Some(key) = known(key, review.mode()) else { continue };
            match review.press(key) {
                Wish::Nothing => {}
                Wish::End => return Ok(()),
                wish => {
                    let kept = keep(review, paths);
                    review.tell(kept.as_ref().map_or_else(ToString::to_string, Clone::clone));
                    if kept.is_ok() && wish == Wish::KeepAndEnd {
                        return Ok(());
                    }
                }
            }
        }
    };
    let ended = turns();
    ratatui::try_restore()?;
    ended
}

/// Writes what is not written yet; says what it wrote.
fn keep(review: &mut Review, paths: &[PathBuf]) -> Result<String, Trouble> {
    let mut written = 0;
    for (sheet, decided) in review.to_keep() {
        let (Some(path), Some(last)) = (paths.get(sheet), review.sheets().get(sheet).map(Sheet::last_kept)) else {
            continue;
        };
        decisions::save(path, last, &decided)?;
        review.kept(sheet);
        written += 1;
    }
    let first = paths.first().map(|path| decisions::path_of(path).display().to_string()).unwrap_or_default();
    Ok(if paths.len() == 1 { format!("written: {first}") } else { format!("written: {written} files") })
}

/// A key as the review knows it. Ctrl-C ends, and ends at once where it was already asked whether to write.
fn known(key: KeyEvent, mode: &Mode) -> Option<Key> {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    Some(match key.code {
        KeyCode::Char('c') if control => match mode {
            Mode::List | Mode::Ask => Key::Char('q'),
            _ => Key::Escape,
        },
        KeyCode::Char('d' | 'f') if control => Key::PageDown,
        KeyCode::Char('u' | 'b') if control => Key::PageUp,
        KeyCode::Char(_) if control => return None,
        KeyCode::Char(c) => Key::Char(c),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Escape,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        _ => return None,
    })
}
