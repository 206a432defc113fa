//! A review: findings of several files, walked through with keys, and what is decided about each.
//!
//! This is the whole of it without a terminal: a [`Review`] takes keys and says what it looks like now, so that a test
//! can press seventeen keys and read the result. It writes nothing; when the decisions are to be kept it says so
//! ([`Wish`]), and the program keeps them.
//!
//! Each decision counts at once. What is accepted and done already changes nothing, which is told without a repair;
//! everything else repairs the file anew, and what became another finding by that is marked. The cursor then goes to the
//! next finding that nobody has decided, so that a page is reviewed with one key a finding. Where a review was left is
//! not written anywhere: it is the first finding without a decision.

mod detail;
mod filter;
mod input;
mod key;
mod sheet;

use std::ops::Range;

use crate::decisions::Decisions;
use crate::diff::Scene;
use crate::excerpt::Paint;
use crate::finding::{Finding, Ruling};
use crate::repair::Options;
use crate::ruleset::RuleSet;

pub use detail::{Line, Tone};
pub use filter::Filter;
pub use input::Input;
pub use key::{Key, Mode, Wish};
pub use sheet::{Row, Sheet};

/// A decision that can be taken back: the file, and each finding with what was decided about it before.
struct Step {
    sheet: usize,
    before: Vec<(Finding, Option<Ruling>)>,
}

/// A review in progress.
pub struct Review {
    rules: RuleSet,
    options: Options,
    sheets: Vec<Sheet>,
    /// The rows that the filter lets through: file and row.
    shown: Vec<(usize, usize)>,
    at: usize,
    mode: Mode,
    filter: Filter,
    done: Vec<Step>,
    message: String,
    /// How many rows the screen shows, for whole screens up and down.
    height: usize,
}

impl Review {
    /// A review of files, with the rules and options by which they are repaired.
    pub fn new(sheets: Vec<Sheet>, rules: RuleSet, options: Options) -> Review {
        let mut review = Review {
            rules,
            options,
            sheets,
            shown: Vec::new(),
            at: 0,
            mode: Mode::List,
            filter: Filter::default(),
            done: Vec::new(),
            message: String::new(),
            height: 10,
        };
        review.show();
        let first = (0..review.shown.len()).find(|&at| review.row_at(at).is_some_and(Row::undecided));
        review.at = first.unwrap_or(0);
        let stale: usize = review.sheets.iter().map(Sheet::stale).sum();
        if stale > 0 {
            review.message = format!("decisions that fit nothing in the text any more: {stale}; kept, and not applied");
        }
        review
    }

    /// What the keys mean now.
    pub fn mode(&self) -> &Mode {
        &self.mode
    }

    /// The filter in force.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// What happened last, in one line.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Says something in that line.
    pub fn tell(&mut self, message: impl Into<String>) {
        self.message = message.into();
    }

    /// How many rows are shown.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// True when no row is shown.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// The place of the cursor among the rows shown.
    pub fn at(&self) -> usize {
        self.at
    }

    /// A row by its place among those shown, and its file.
    pub fn row(&self, at: usize) -> Option<(&Sheet, &Row)> {
        let &(sheet, row) = self.shown.get(at)?;
        let sheet = self.sheets.get(sheet)?;
        Some((sheet, sheet.rows().get(row)?))
    }

    fn row_at(&self, at: usize) -> Option<&Row> {
        self.row(at).map(|(_, row)| row)
    }

    /// The files.
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// How many findings are decided, and how many there are, in all files.
    pub fn progress(&self) -> (usize, usize) {
        let rows = || self.sheets.iter().flat_map(Sheet::rows);
        (rows().filter(|row| !row.undecided()).count(), rows().count())
    }

    /// Some of the rows shown, each with its text around the seam in one line, `side` columns of it on either side.
    pub fn rows(&self, shown: Range<usize>, side: usize) -> Vec<(&Sheet, &Row, String)> {
        let mut rows = Vec::with_capacity(shown.len());
        let mut scene: Option<(usize, Scene)> = None;
        for &(index, row) in self.shown.get(shown).unwrap_or_default() {
            let sheet = &self.sheets[index];
            let Some(row) = sheet.rows().get(row) else { continue };
            // Where the findings stand is looked up once a file.
            if scene.as_ref().is_none_or(|(of, _)| *of != index) {
                scene = Some((index, Scene::new(sheet.repair(), Paint { colour: false }, side)));
            }
            let text = scene.as_ref().and_then(|(_, scene)| scene.draw(&row.finding).pop());
            rows.push((sheet, row, text.unwrap_or_default()));
        }
        rows
    }

    /// True when there are decisions that are not kept yet.
    pub fn unkept(&self) -> bool {
        self.sheets.iter().any(Sheet::unkept)
    }

    /// The finding under the cursor, drawn in lines of `width` columns.
    pub fn detail(&self, width: usize) -> Vec<Line> {
        self.row(self.at).map_or_else(Vec::new, |(sheet, row)| detail::lines(sheet, row, width))
    }

    /// The decisions that are not kept yet, by file.
    pub fn to_keep(&self) -> Vec<(usize, Decisions)> {
        let unkept = self.sheets.iter().enumerate().filter(|(_, sheet)| sheet.unkept());
        unkept.map(|(index, sheet)| (index, sheet.decisions())).collect()
    }

    /// To be called when the decisions of a file are kept.
    pub fn kept(&mut self, sheet: usize) {
        if let Some(sheet) = self.sheets.get_mut(sheet) {
            sheet.keep();
        }
    }

    /// How many rows the screen shows.
    pub fn set_height(&mut self, rows: usize) {
        self.height = rows.max(1);
    }

    /// Takes a key.
    pub fn press(&mut self, key: Key) -> Wish {
        match std::mem::replace(&mut self.mode, Mode::List) {
            Mode::List => self.walk(key),
            Mode::Help => Wish::Nothing,
            Mode::Ask => self.answer(key),
            Mode::Filter(input) => {
                if let Some(text) = self.write(input, key, Mode::Filter) {
                    self.filter = Filter::parse(&text);
                    self.show();
                    self.message = format!("{} of {} findings", self.shown.len(), self.progress().1);
                }
                Wish::Nothing
            }
            Mode::Edit(input) => {
                if let Some(text) = self.write(input, key, Mode::Edit) {
                    self.decide(&[self.at], &Ruling::Edit(input::unescaped(&text)));
                }
                Wish::Nothing
            }
        }
    }

    /// Takes a key into a line; the text when it is confirmed.
    fn write(&mut self, mut input: Input, key: Key, mode: fn(Input) -> Mode) -> Option<String> {
        match key {
            Key::Enter => return Some(input.text()),
            Key::Escape => {}
            key => {
                input.press(key);
                self.mode = mode(input);
            }
        }
        None
    }

    fn walk(&mut self, key: Key) -> Wish {
        self.message.clear();
        let last = self.shown.len().saturating_sub(1);
        match key {
            Key::Char('j') | Key::Down => self.at = (self.at + 1).min(last),
            Key::Char('k') | Key::Up => self.at = self.at.saturating_sub(1),
            Key::PageDown => self.at = (self.at + self.height).min(last),
            Key::PageUp => self.at = self.at.saturating_sub(self.height),
            Key::Home | Key::Char('g') => self.at = 0,
            Key::End | Key::Char('G') => self.at = last,
            Key::Char('n' | 's') => self.next(),
            Key::Char('p') => self.previous(),
            Key::Char('a') => self.decide(&[self.at], &Ruling::Accept),
            Key::Char('r') => self.decide(&[self.at], &Ruling::Reject),
            Key::Char('A') => self.decide(&self.alike(), &Ruling::Accept),
            Key::Char('R') => self.decide(&self.alike(), &Ruling::Reject),
            Key::Char('e') => self.begin_edit(),
            Key::Char('u') => self.undo(),
            Key::Char('/') => self.mode = Mode::Filter(Input::new(&self.filter.text())),
            Key::Char('?') => self.mode = Mode::Help,
            Key::Char('w') => {
                if self.unkept() {
                    return Wish::Keep;
                }
                self.tell("nothing new to write");
            }
            Key::Char('q') if !self.unkept() => return Wish::End,
            Key::Char('q') => self.mode = Mode::Ask,
            Key::Escape if self.filter != Filter::default() => {
                self.filter = Filter::default();
                self.show();
            }
            _ => {}
        }
        Wish::Nothing
    }

    fn answer(&mut self, key: Key) -> Wish {
        match key {
            Key::Char('w' | 'y') => Wish::KeepAndEnd,
            Key::Char('q' | 'n') => Wish::End,
            Key::Escape => Wish::Nothing,
            _ => {
                self.mode = Mode::Ask;
                Wish::Nothing
            }
        }
    }

    /// To the next finding that nobody has decided: further down, else from the top.
    fn next(&mut self) {
        let undecided = |at: &usize| self.row_at(*at).is_some_and(Row::undecided);
        let found = (self.at + 1..self.shown.len()).chain(0..self.at).find(undecided);
        match found {
            Some(at) => self.at = at,
            None if self.row_at(self.at).is_none_or(|row| !row.undecided()) => {
                self.message = "everything shown is decided; w writes it, q ends".to_string();
            }
            None => {}
        }
    }

    fn previous(&mut self) {
        let undecided = |at: &usize| self.row_at(*at).is_some_and(Row::undecided);
        let found = (0..self.at).rev().chain((self.at + 1..self.shown.len()).rev()).find(undecided);
        self.at = found.unwrap_or(self.at);
    }

    /// The undecided rows shown that are of the same kind as the one under the cursor: of its rule, in its file.
    fn alike(&self) -> Vec<usize> {
        let Some(&(own, _)) = self.shown.get(self.at) else { return Vec::new() };
        let Some(rule) = self.row_at(self.at).map(|row| row.finding.rule.clone()) else { return Vec::new() };
        let is_alike = |&at: &usize| {
            at == self.at
                || self.shown[at].0 == own
                    && self.row_at(at).is_some_and(|row| row.undecided() && row.finding.rule == rule)
        };
        (0..self.shown.len()).filter(is_alike).collect()
    }

    fn begin_edit(&mut self) {
        let Some((sheet, row)) = self.row(self.at) else { return };
        match row.finding.own_text(sheet.source()).map(input::escaped) {
            Some(text) => self.mode = Mode::Edit(Input::new(&text)),
            None => self.message = "a paragraph that moves as it is has no text of its own to edit".to_string(),
        }
    }

    /// Decides about rows of one file, and goes on to the next that is undecided.
    fn decide(&mut self, rows: &[usize], ruling: &Ruling) {
        let Some(&(sheet, _)) = self.shown.get(self.at) else { return };
        let findings: Vec<Finding> = rows.iter().filter_map(|&at| Some(self.row_at(at)?.finding.clone())).collect();
        let own = findings.iter().position(|f| self.row_at(self.at).is_some_and(|row| row.is(f))).unwrap_or(0);
        let here = findings.get(own).cloned();
        let before = findings.iter().map(|finding| (finding.clone(), finding.ruling.clone())).collect();
        let rulings = findings.into_iter().map(|finding| (finding, Some(ruling.clone()))).collect();
        self.done.push(Step { sheet, before });
        self.apply(sheet, rulings);
        let count = rows.len();
        let what = match ruling {
            Ruling::Accept => "accepted",
            Ruling::Reject => "rejected",
            Ruling::Edit(_) => "edited",
        };
        let others = self.sheets.get(sheet).map_or(0, Sheet::changed);
        let gone = self.sheets.get(sheet).map_or(&[][..], Sheet::gone);
        self.message = if count == 1 { what.to_string() } else { format!("{count} {what}") };
        for (number, became) in [(others, "planned anew"), (gone.len(), "not found any more")] {
            if number > 0 {
                self.message.push_str(&format!("; {number} other{} {became}", if number == 1 { "" } else { "s" }));
            }
        }
        for (rule, line) in gone {
            self.message
                .push_str(&format!("{} {rule}, line {line}", if self.message.ends_with("more") { ":" } else { ";" }));
        }
        if let Some(here) = here {
            self.go_to(sheet, &here);
        }
        let told = std::mem::take(&mut self.message);
        self.next();
        self.message = if self.message.is_empty() { told } else { format!("{told}; {}", self.message) };
    }

    fn undo(&mut self) {
        let Some(Step { sheet, before }) = self.done.pop() else {
            self.message = "nothing to take back".to_string();
            return;
        };
        let first = before.first().map(|(finding, _)| finding.clone());
        self.apply(sheet, before);
        if let Some(first) = first {
            self.go_to(sheet, &first);
        }
        self.message = "taken back".to_string();
    }

    fn apply(&mut self, sheet: usize, rulings: Vec<(Finding, Option<Ruling>)>) {
        if let Some(sheet) = self.sheets.get_mut(sheet) {
            sheet.decide(rulings, &self.rules, &self.options);
        }
        self.show();
    }

    /// To a finding, or to what stands in its place now.
    fn go_to(&mut self, sheet: usize, finding: &Finding) {
        let place = |&(own, row): &(usize, usize)| self.sheets[own].rows().get(row).map(|row| row.finding.place.at);
        let is_it = |&(own, row): &(usize, usize)| {
            own == sheet && self.sheets[own].rows().get(row).is_some_and(|row| row.is(finding))
        };
        let near = |at: &(usize, usize)| at.0 > sheet || at.0 == sheet && place(at) >= Some(finding.place.at);
        let found = self.shown.iter().position(is_it);
        let found = found.or_else(|| self.shown.iter().position(near).map(|at| at.saturating_sub(1)));
        self.at = found.unwrap_or(self.shown.len().saturating_sub(1));
    }

    /// Shows what the filter lets through.
    fn show(&mut self) {
        let all = self.sheets.iter().enumerate().flat_map(|(s, sheet)| {
            let shown = sheet.rows().iter().enumerate().filter(|(_, row)| self.filter.lets_through(sheet, row));
            shown.map(move |(r, _)| (s, r))
        });
        self.shown = all.collect();
        self.at = self.at.min(self.shown.len().saturating_sub(1));
    }
}
