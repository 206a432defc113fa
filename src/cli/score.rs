//! `restitch score`: how far a text is from the truth, or how well restitch repairs pages whose truth is known.

use std::path::{Path, PathBuf};

use clap::Args;
use restitch::benchmark::{Benchmark, Case};
use restitch::score;
use restitch::source::Source;

use super::Outcome;
use super::common::{self, Choices, Format};
use super::files::{self, Trouble};

/// Measures.
#[derive(Args)]
#[command(after_help = "Exit status: 0 alike (all pages exact), 1 not, 2 trouble.")]
pub struct Arguments {
    /// The text to measure, or - for standard input
    #[arg(required_unless_present = "cases", conflicts_with = "cases")]
    got: Option<PathBuf>,
    /// What it should be, or - for standard input
    #[arg(required_unless_present = "cases")]
    truth: Option<PathBuf>,
    /// Repair the pages of a benchmark instead, one JSON object a line (bench/README.md), and measure that
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    // Only a benchmark repairs anything.
    #[command(flatten)]
    choices: Choices,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Outcome, Trouble> {
    let (text, alike) = match (&arguments.cases, &arguments.got, &arguments.truth) {
        (Some(cases), _, _) => {
            let benchmark = benchmark(cases, &arguments.choices)?;
            let text = match arguments.format {
                Format::Human => Ok(benchmark.human()),
                Format::Json => benchmark.json(),
            };
            let total = benchmark.total();
            (text, total.exact == total.cases)
        }
        (None, Some(got), Some(truth)) => {
            if got == Path::new("-") && truth == Path::new("-") {
                return Err(Trouble::new("standard input cannot be both texts; name one of them as a file"));
            }
            let text = |path: &Path| Ok::<_, Trouble>(Source::decode(files::read(path)?).text);
            let score = score::score(&text(got)?, &text(truth)?);
            let text = match arguments.format {
                Format::Human => Ok(score::human(&score)),
                Format::Json => score::json(&score),
            };
            (text, score.alike)
        }
        // The parser of the arguments has seen to it.
        _ => return Err(Trouble::new("which texts? name both, or --cases")),
    };
    common::print(&text.map_err(|e| Trouble::new(e.to_string()))?)?;
    Ok(if alike { Outcome::Clean } else { Outcome::Found })
}

/// Repairs and measures every case of a file.
fn benchmark(path: &Path, choices: &Choices) -> Result<Benchmark, Trouble> {
    let workshop = choices.workshop()?;
    let text = Source::decode(files::read(path)?).text;
    let mut benchmark = Benchmark::default();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let case = Case::parse(line).map_err(|fault| Trouble::at(path, format!("line {}: {fault}", number + 1)))?;
        benchmark.add(&case, case.run(&workshop.rules, &workshop.options));
    }
    if benchmark.total().cases == 0 {
        return Err(Trouble::at(path, "no cases in it; `bench/README.md` says how they are written"));
    }
    Ok(benchmark)
}
