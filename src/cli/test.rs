//! `restitch test`: fixtures, input against expected.

use std::path::PathBuf;

use clap::Args;
use restitch::diff::{self, ReviewStyle};
use restitch::fixture::{self, Fixture};
use similar::TextDiff;

use super::Outcome;
use super::common::{self, Colour};
use super::files::Trouble;

/// Runs fixtures.
#[derive(Args)]
#[command(after_help = "Exit status: 0 all hold, 1 some do not, 2 trouble.")]
pub struct Arguments {
    /// A folder of cases, or one case
    #[arg(value_name = "DIR", default_value = "fixtures")]
    folder: PathBuf,
    /// Make what comes out the expectation
    #[arg(long)]
    bless: bool,
    /// Add the rules in this folder (*.toml)
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
    /// When to colour
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    color: Colour,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Trouble> {
    let rules = common::load_rules(&arguments.rules)?;
    let folders = fixture::folders(&arguments.folder).map_err(Trouble::new)?;
    let (mut held, mut failed, mut blessed, mut troubled) = (0, 0, 0, false);
    for folder in &folders {
        let mut trouble = |trouble: Trouble| {
            common::complain(&trouble);
            troubled = true;
        };
        let fixture = match fixture::load(folder, &rules) {
            Ok(fixture) => fixture,
            Err(error) => {
                trouble(Trouble::new(error));
                continue;
            }
        };
        if fixture.holds() {
            held += 1;
        } else if arguments.bless {
            match fixture.bless() {
                Ok(()) => {
                    blessed += 1;
                    common::print(&format!("blessed {}\n", folder.display()))?;
                }
                Err(error) => trouble(Trouble::at(folder, error)),
            }
        } else {
            failed += 1;
            common::print(&shown(&fixture, arguments.color.wanted()))?;
        }
    }
    let blessed = if blessed > 0 { format!(", {blessed} blessed") } else { String::new() };
    common::print(&format!("{held} fixtures hold, {failed} do not{blessed}\n"))?;
    Ok(match (troubled, failed) {
        (true, _) => Outcome::Troubled,
        (false, 0) => Outcome::Clean,
        (false, _) => Outcome::Found,
    })
}

fn shown(fixture: &Fixture, colour: bool) -> String {
    let folder = fixture.folder.display().to_string();
    let what = if fixture.stays() { "not as expected" } else { "must stay as it is, and was changed" };
    let mut text = format!("{folder}: {what}\n");
    if !fixture.text_holds() {
        let got = fixture.repair.document.text();
        let expected = fixture.expected();
        let changes = TextDiff::from_lines(expected.as_str(), got);
        text += &changes.unified_diff().header("expected", "got").context_radius(1).to_string();
        text += &diff::review(&fixture.repair, &ReviewStyle { colour, width: common::columns(), path: &folder });
    } else {
        let changes = TextDiff::from_lines(fixture.expected_findings(), fixture.findings.as_str());
        text += &changes.unified_diff().header("expected findings", "findings").context_radius(1).to_string();
    }
    text
}
