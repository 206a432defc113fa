//! What the commands share: the rules and options that the arguments choose, and reading a document through to its repair.

use std::io::{ErrorKind, IsTerminal, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use restitch::decisions::Decisions;
use restitch::finding::Tier;
use restitch::language::{Language, Languages};
use restitch::ledger::Seal;
use restitch::model::Model;
use restitch::profile::Profile;
use restitch::repair::{self, Options, Repair};
use restitch::rule::{Rule, Stage};
use restitch::ruleset::RuleSet;
use restitch::source::Source;
use restitch::threads;

use super::decisions;
use super::files::{self, Input, Trouble};

/// Arguments of every command that repairs.
#[derive(Args)]
pub struct Choices {
    /// Do findings of this tier too
    #[arg(long, value_enum, default_value_t = Doing::Apply, help_heading = "Rules")]
    pub tier: Doing,
    /// Run only these rules (repeat, or separate by commas)
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub select: Vec<String>,
    /// Leave these rules out
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Rules")]
    pub ignore: Vec<String>,
    /// Leave running heads, page numbers and page marks where they stand: no rule of the stage `furniture` runs
    #[arg(long, help_heading = "Rules")]
    pub keep_furniture: bool,
    /// Add the rules in this folder (*.toml)
    #[arg(long, value_name = "DIR", help_heading = "Rules")]
    pub rules: Vec<PathBuf>,
    /// The language of the text, instead of recognising it
    #[arg(long, value_name = "LANG", help_heading = "Rules")]
    pub lang: Option<String>,
    /// A character model of your own (`restitch train`), for the language of --lang or the one it is named after (zh.model)
    #[arg(long, value_name = "FILE", help_heading = "Rules")]
    pub model: Option<PathBuf>,
    /// What the publication has taught (`restitch profile`)
    #[arg(long, value_name = "FILE", help_heading = "Rules")]
    pub profile: Option<PathBuf>,
    /// Leave out what was decided in FILE.restitch.toml
    #[arg(long, help_heading = "Rules")]
    pub no_decisions: bool,
}

/// From which tier findings are done.
#[derive(Clone, Copy, ValueEnum)]
pub enum Doing {
    /// What is sure
    Apply,
    /// What is likely, too
    Propose,
}

/// For whom a result is written.
#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    /// For people
    Human,
    /// One JSON document
    Json,
}

/// When to colour.
#[derive(Clone, Copy, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Colour {
    /// Whether standard output is coloured.
    pub fn wanted(self) -> bool {
        match self {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
            }
        }
    }
}

/// A document that was read and repaired.
pub struct Repaired {
    /// As it came in.
    pub source: Source,
    /// What became of it.
    pub repair: Repair,
    /// What came of the decisions that nobody would guess: those that fit nothing any more, and findings that are gone
    /// for the sake of rejected ones.
    pub notes: Vec<Trouble>,
}

/// Rules and options, ready to run.
pub struct Workshop {
    /// The rules in force.
    pub rules: RuleSet,
    /// The options.
    pub options: Options,
    /// True when decisions count.
    pub decided: bool,
}

impl Choices {
    /// Loads the rules and looks whether all that was named exists.
    pub fn workshop(&self) -> Result<Workshop, Trouble> {
        let rules = RuleSet::bare().map_err(|e| Trouble::new(e.to_string()))?;
        let rules = with_own(rules, &self.rules)?;
        for name in self.select.iter().chain(&self.ignore) {
            known_rule(name, &rules)?;
        }
        let wanted = |id: &str| self.select.is_empty() || self.select.iter().any(|s| s == id);
        let kept = |rule: &Rule| self.keep_furniture && rule.stage == Stage::Furniture;
        let rules =
            rules.filtered(|rule| wanted(&rule.id) && !kept(rule) && !self.ignore.iter().any(|i| **i == *rule.id));
        let language = self.lang.as_deref().map(known_language).transpose()?;
        let model = self.model.as_deref().map(|path| own_model(path, language)).transpose()?;
        let profile = self.profile.as_deref().map(|path| own_profile(path, &rules)).transpose()?;
        let done_from = match self.tier {
            Doing::Apply => Tier::Apply,
            Doing::Propose => Tier::Propose,
        };
        Ok(Workshop { rules, options: Options { done_from, language, model, profile }, decided: !self.no_decisions })
    }
}

fn known_language(id: &str) -> Result<&'static Language, Trouble> {
    let languages = Languages::embedded();
    languages.get(id).ok_or_else(|| {
        let ids: Vec<&str> = languages.iter().map(|l| l.id.as_str()).collect();
        let near = nearest(id, ids.iter().copied());
        Trouble::new(format!("no language `{id}`{near}; known are {}", ids.join(", ")))
    })
}

/// Reads a model, for the named language or for the one that the file is named after. It stays for the life of the program.
fn own_model(path: &Path, language: Option<&'static Language>) -> Result<(&'static str, &'static Model), Trouble> {
    let named = || path.file_name()?.to_str()?.split('.').next().and_then(|id| Languages::embedded().get(id));
    let language = language.or_else(named);
    let language = language.ok_or_else(|| Trouble::at(path, "a model of which language? Say it with --lang"))?;
    let model = Model::open(files::read(path)?).map_err(|fault| Trouble::at(path, fault.to_string()))?;
    Ok((&language.id, Box::leak(Box::new(model))))
}

/// Reads a profile. It stays for the life of the program.
fn own_profile(path: &Path, rules: &RuleSet) -> Result<&'static Profile, Trouble> {
    let text = String::from_utf8(files::read(path)?);
    let text = text.map_err(|_| Trouble::at(path, "not UTF-8, which profiles are; save it as UTF-8"))?;
    let at = |(line, what): (usize, String)| Trouble::at(path, format_args!("line {line}: {what}"));
    let profile = Profile::parse(&text).map_err(at)?;
    // A rule that is left out with --ignore is no mistake; one that nobody knows is.
    let all = RuleSet::bare().map_err(|e| Trouble::new(e.to_string()))?;
    for rule in profile.rules().filter(|rule| rules.get(rule).is_none()) {
        known_rule(rule, &all).map_err(|trouble| Trouble::at(path, trouble))?;
    }
    let columns = |rule: &str| all.get(rule).or(rules.get(rule)).is_some_and(|rule| rule.detect.name() == "columns");
    let ordered = |rule: &&str| profile.habit(rule).is_some_and(|habit| habit.from_right.is_some());
    if let Some(rule) = profile.rules().filter(ordered).find(|rule| !columns(rule)) {
        return Err(Trouble::at(path, format_args!("`from_right` is said of rules about columns; {rule} is none")));
    }
    Ok(Box::leak(Box::new(profile)))
}

impl Workshop {
    /// Reads a file and repairs it, as people decided.
    pub fn repair(&self, path: &Path) -> Result<Repaired, Trouble> {
        let repaired = self.repair_bytes(path, files::read(path)?)?;
        repaired.notes.iter().for_each(complain);
        Ok(repaired)
    }

    /// Repairs bytes as those of a file.
    pub fn repair_bytes(&self, path: &Path, bytes: Vec<u8>) -> Result<Repaired, Trouble> {
        let decisions = if self.decided { decisions::load(path)? } else { Decisions::default() };
        if decisions.is_empty() {
            let source = Source::decode(bytes);
            let repair = repair::repair(source.text.clone(), &self.rules, &self.options);
            return Ok(Repaired { source, repair, notes: Vec::new() });
        }
        let seal = Seal::of(&bytes);
        let source = Source::decode(bytes);
        let docket = decisions.on(source.text.clone());
        let decided = repair::decided(source.text.clone(), &self.rules, &self.options, &docket);
        let mut notes = match decided.stale.is_empty() {
            true => Vec::new(),
            false => decisions::stale(path, &decided, docket.entries(), !decisions::is_repaired(path, &seal)),
        };
        notes.extend(decisions::withdrawn(path, &decided));
        Ok(Repaired { source, repair: decided.repair, notes })
    }
}

/// How many files are repaired at the same time.
#[derive(Args)]
pub struct Jobs {
    /// Repair so many files at the same time; as many as there are processors unless told
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

/// Files of a batch that are repaired before the first of them is written, for each job: enough that one slow file does
/// not leave the others idle, few enough that a batch of any size takes the memory of a few files.
const AHEAD: usize = 4;

impl Jobs {
    /// Repairs every input, several at the same time, and hands them to `deliver` one by one in their order.
    pub fn each(
        &self,
        inputs: &[Input],
        workshop: &Workshop,
        mut deliver: impl FnMut(&Input, Result<Repaired, Trouble>),
    ) {
        let work = |input: &Input| workshop.repair_bytes(&input.path, input.read()?);
        let mut deliver = |input: &Input, done: Result<Repaired, Trouble>| {
            done.iter().flat_map(|repaired| &repaired.notes).for_each(complain);
            deliver(input, done);
        };
        let jobs = self.jobs.map_or_else(threads::processors, NonZeroUsize::get);
        let jobs = jobs.min(inputs.len());
        if jobs < 2 {
            return inputs.iter().for_each(|input| deliver(input, work(input)));
        }
        for batch in inputs.chunks(AHEAD * jobs) {
            let done = threads::each(batch.len(), jobs, |place| work(&batch[place]));
            batch.iter().zip(done).for_each(|(input, done)| deliver(input, done));
        }
    }
}

/// The rules that come with restitch and those of the user's folders.
pub fn load_rules(folders: &[PathBuf]) -> Result<RuleSet, Trouble> {
    with_own(RuleSet::embedded().map_err(|e| Trouble::new(e.to_string()))?, folders)
}

/// The rules and those of the user's folders.
fn with_own(rules: RuleSet, folders: &[PathBuf]) -> Result<RuleSet, Trouble> {
    let files: Vec<Vec<(String, String)>> =
        folders.iter().map(|folder| rule_files(folder)).collect::<Result<_, _>>()?;
    rules.with(files.into_iter().flatten()).map_err(|e| Trouble::new(e.to_string()))
}

/// Looks whether there is a rule of that name.
pub fn known_rule(name: &str, rules: &RuleSet) -> Result<(), Trouble> {
    if rules.get(name).is_some() {
        return Ok(());
    }
    let near = nearest(name, rules.rules().iter().map(|r| &*r.id));
    let hint = if near.is_empty() { "; `restitch rules` lists them" } else { &near };
    Err(Trouble::new(format!("no rule `{name}`{hint}")))
}

fn rule_files(folder: &Path) -> Result<Vec<(String, String)>, Trouble> {
    let entries = std::fs::read_dir(folder).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Trouble::at(folder, "no such folder"),
        ErrorKind::NotADirectory => Trouble::at(folder, "is not a folder; name the folder in which the rules lie"),
        _ => Trouble::reading(folder, &error),
    })?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "toml"));
    paths.sort();
    if paths.is_empty() {
        return Err(Trouble::at(folder, "no rule files (*.toml) in this folder"));
    }
    let read = |path: PathBuf| match String::from_utf8(files::read(&path)?) {
        Ok(text) => Ok((path.display().to_string(), text)),
        Err(_) => Err(Trouble::at(&path, "not UTF-8, which rule files are; save it as UTF-8")),
    };
    paths.into_iter().map(read).collect()
}

/// A guess at what was meant, ready to be put behind the name; empty when nothing is near.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let best = known.map(|k| (strsim::damerau_levenshtein(name, k), k)).min();
    match best {
        // A third of the letters: of two, none may be wrong.
        Some((distance, known)) if distance <= name.chars().count() / 3 => format!("; did you mean `{known}`?"),
        _ => String::new(),
    }
}

/// Prints a trouble on standard error.
pub fn complain(trouble: &Trouble) {
    tell(&format!("restitch: {trouble}"));
}

/// Prints a line on standard error. When nobody hears it, there is nobody to be told either.
pub fn tell(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Prints text on standard output; a reader that has gone away is no trouble.
pub fn print(text: &str) -> Result<(), Trouble> {
    files::write_stdout(text.as_bytes())
}

/// Columns of the terminal, 80 when there is none. `COLUMNS` counts first: few shells tell it to what they start, so
/// whoever sets it means it.
pub fn columns() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let known = || ratatui::crossterm::terminal::size().ok().filter(|_| std::io::stdout().is_terminal());
    told.or_else(|| known().map(|(columns, _)| usize::from(columns))).filter(|&columns| columns >= 40).unwrap_or(80)
}
