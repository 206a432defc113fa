//! The original and the repaired text in two columns of the terminal.
//!
//! ```text
//!  3 …请来退休教师担任志                    ┃  3 …请来退休教师担任志│[1:愿者，每天下
//!                                           ┃    午陪孩子们读书。]
//!  9 [1:愿者，每天下午陪孩子们读书。]       ┃
//! ```
//!
//! What moved stands on both sides in brackets with the same number and colour, what is gone in `[-…-]`, what is new in
//! `{+…+}`; the marks are there without colour too, so that a diff in a mail says what it said on the screen. Unchanged
//! lines are shown near changes only, and the middle of a long unchanged stretch is left out: paragraphs are long lines.

use std::collections::BTreeMap;

use anstyle::{AnsiColor, Style};
use unicode_segmentation::UnicodeSegmentation;

use super::aligned::{Aligned, Row, Side, Stretch};
use super::grouped::summary;
use super::{ReviewStyle, Scene, did, standing};
use crate::excerpt::{ARRIVES, CUT, GOES, HEADING, Paint, QUIET, SEAM, columns, ends, head, tail, visible};
use crate::finding::{Finding, Shape};
use crate::id::FindingId;
use crate::repair::Repair;

/// Unchanged lines that are shown in front of a change and behind it.
const CONTEXT: usize = 2;

/// Between the columns.
const BORDER: &str = " ┃ ";

/// The colours of moved text, in turn. Red and green are taken by what goes and what comes.
const MOVED: [AnsiColor; 4] = [AnsiColor::Blue, AnsiColor::Magenta, AnsiColor::Cyan, AnsiColor::Yellow];

/// The repair in two columns, the list of what moved, and the table of the findings. Findings that were not applied are
/// only counted. Empty when nothing was found.
pub fn side_by_side(repair: &Repair, style: &ReviewStyle) -> String {
    if repair.findings.is_empty() {
        return String::new();
    }
    let paint = Paint { colour: style.colour };
    let aligned = Aligned::new(repair);
    let columns = Columns::new(&aligned, style.width, paint, numbers(repair));
    let mut out = format!("{}\n\n", paint.put(HEADING, &visible(style.path)));
    let rows = aligned.rows();
    let (mut drawn, mut left_out) = (false, false);
    for (i, row) in rows.iter().enumerate() {
        if !row.same {
            columns.draw(row, &mut out);
            drawn = true;
            continue;
        }
        let count = row.old.len();
        let behind = if i == 0 { 0 } else { CONTEXT };
        let in_front = if i + 1 == rows.len() { 0 } else { CONTEXT };
        for line in 0..count {
            if line < behind || line + in_front >= count {
                let (old, new) = (row.old.start + line, row.new.start + line);
                if left_out && drawn {
                    out.push_str(&format!("{}\n", paint.put(QUIET, CUT)));
                }
                left_out = false;
                columns.draw(&Row { old: old..old + 1, new: new..new + 1, same: true }, &mut out);
                drawn = true;
            } else {
                left_out = true;
            }
        }
    }
    out.push('\n');
    columns.legend(repair, style, &mut out);
    out + &summary(repair, paint)
}

/// Moves that were made, numbered from 1 down the original.
fn numbers(repair: &Repair) -> BTreeMap<FindingId, usize> {
    let is_move = |finding: &&Finding| finding.applied && matches!(finding.shape, Shape::Move { .. });
    let mut moves: Vec<&Finding> = repair.findings.iter().filter(is_move).collect();
    moves.sort_by_key(|finding| finding.shape.at().start);
    moves.iter().enumerate().map(|(i, finding)| (finding.id, i + 1)).collect()
}

/// Draws rows in two columns.
struct Columns<'a, 'r> {
    aligned: &'a Aligned<'r>,
    paint: Paint,
    numbers: BTreeMap<FindingId, usize>,
    /// Digits of a line number.
    digits: usize,
    /// Display columns of the text on one side.
    cell: usize,
}

impl<'a, 'r> Columns<'a, 'r> {
    fn new(aligned: &'a Aligned<'r>, width: usize, paint: Paint, numbers: BTreeMap<FindingId, usize>) -> Self {
        let lines = aligned.old.count().max(aligned.new.count());
        let digits = lines.to_string().len();
        // Without a limit, lines are still cut at a width that can be taken in.
        let width = width.clamp(40, 240);
        let cell = ((width - columns(BORDER)) / 2).saturating_sub(digits + 1).max(4);
        Columns { aligned, paint, numbers, digits, cell }
    }

    /// One row, in as many lines as its longer side takes.
    fn draw(&self, row: &Row, out: &mut String) {
        let left = self.side(Side::Old, row.old.clone(), row.same);
        let right = self.side(Side::New, row.new.clone(), row.same);
        let blank = |side: &[Cell]| side.iter().all(|cell| cell.used == 0);
        if !row.same && blank(&left) && blank(&right) {
            return;
        }
        for i in 0..left.len().max(right.len()) {
            out.push_str(&self.padded(left.get(i)));
            match right.get(i) {
                Some(cell) if cell.used > 0 => {
                    let (border, gutter) = (self.paint.put(QUIET, BORDER), self.gutter(Some(cell)));
                    out.push_str(&format!("{border}{gutter}{}\n", cell.painted(self.paint)));
                }
                // Nothing stands at the end of a line that nobody can see.
                cell => {
                    let rest = format!("{BORDER}{}", self.number(cell));
                    out.push_str(&format!("{}\n", self.paint.put(QUIET, rest.trim_end())));
                }
            }
        }
    }

    fn number(&self, cell: Option<&Cell>) -> String {
        let number = cell.and_then(|cell| cell.line).map_or(String::new(), |line| line.to_string());
        format!("{number:>width$}", width = self.digits)
    }

    fn gutter(&self, cell: Option<&Cell>) -> String {
        self.paint.put(QUIET, &format!("{} ", self.number(cell)))
    }

    fn padded(&self, cell: Option<&Cell>) -> String {
        let used = cell.map_or(0, |cell| cell.used);
        let text = cell.map_or(String::new(), |cell| cell.painted(self.paint));
        format!("{}{text}{}", self.gutter(cell), " ".repeat(self.cell - used.min(self.cell)))
    }

    /// The lines of one side, wrapped.
    fn side(&self, side: Side, lines: std::ops::Range<usize>, same: bool) -> Vec<Cell> {
        let mut cells = Vec::new();
        for line in lines {
            let stretches = self.aligned.line(side, line);
            let mut wrap = Wrap { width: self.cell, cells: vec![Cell { line: Some(line + 1), ..Cell::default() }] };
            for i in 0..stretches.len() {
                let (first, last) = (i == 0 && !same, i + 1 == stretches.len());
                for (text, style) in self.parts(side, &stretches, i, first, last) {
                    wrap.push(&text, style);
                }
            }
            cells.append(&mut wrap.cells);
        }
        cells
    }

    /// A stretch with its marks. Neighbours that moved together share one pair of brackets.
    fn parts(&self, side: Side, line: &[Stretch], i: usize, first: bool, last: bool) -> Vec<(String, Style)> {
        let stretch = line[i];
        let number = |stretch: &Stretch| stretch.moved.and_then(|id| self.numbers.get(&id)).copied();
        let here = number(&stretch);
        let colour = here.map_or(Style::new(), |n| MOVED[(n - 1) % MOVED.len()].on_default());
        let mut parts = Vec::new();
        let neighbour = |j: Option<usize>| j.and_then(|j| line.get(j)).and_then(number);
        let opens = here.filter(|_| neighbour(i.checked_sub(1)) != here);
        let text = self.shortened(stretch.text, stretch.is_plain(), first, last);
        match (side, stretch.changed) {
            // The seam stands in front of the bracket: it is between what was there and what came.
            (Side::New, Some(_)) if stretch.text.is_empty() => parts.push(("│".to_string(), SEAM)),
            (Side::Old, Some(_)) => parts.push((format!("[-{text}-]"), GOES)),
            (Side::New, Some(_)) => parts.push((format!("{{+{text}+}}"), ARRIVES)),
            (_, None) => parts.push((text, colour)),
        }
        if let Some(n) = opens {
            let at = usize::from(side == Side::New && stretch.text.is_empty());
            parts.insert(at, (format!("[{n}:"), colour));
        }
        if here.is_some() && neighbour(Some(i + 1)) != here {
            parts.push(("]".to_string(), colour));
        }
        parts
    }

    /// A stretch in at most a few lines; of plain text, what is near to a change.
    fn shortened(&self, text: &str, plain: bool, first: bool, last: bool) -> String {
        let near = 2 * self.cell;
        if text.len() <= near {
            return visible(text);
        }
        match (plain, first, last) {
            (true, true, true) => head(text, near),
            (true, true, false) => tail(text, near),
            (true, false, true) => head(text, near),
            _ => ends(text, 2 * near),
        }
    }

    /// What the numbers stand for, and how many findings are not in the columns.
    fn legend(&self, repair: &Repair, style: &ReviewStyle, out: &mut String) {
        let scene = Scene::new(repair, self.paint, 0);
        let mut moves: Vec<(&usize, &FindingId)> = self.numbers.iter().map(|(id, n)| (n, id)).collect();
        moves.sort_unstable();
        let width = style.width.max(40);
        for (n, id) in &moves {
            let Some(finding) = self.aligned.finding(**id) else { continue };
            let (did, standing) = (did(finding, &self.aligned.old, scene.places()), standing(finding));
            let line = format!("[{n}] {}  {standing}  {did}", visible(&finding.rule));
            let colour = MOVED[(**n - 1) % MOVED.len()].on_default();
            out.push_str(&format!("{}\n", self.paint.put(colour, &head(&line, width))));
        }
        let waiting = repair.findings.iter().filter(|finding| !finding.applied).count();
        if waiting > 0 {
            let line = format!("{waiting} not applied; --format review shows them");
            out.push_str(&format!("{}\n", self.paint.put(QUIET, &head(&line, width))));
        }
        if waiting > 0 || !moves.is_empty() {
            out.push('\n');
        }
    }
}

/// One line of one column.
#[derive(Default)]
struct Cell {
    /// The number of the text's line, where it begins.
    line: Option<usize>,
    /// What it shows, in stretches of one style.
    runs: Vec<(Style, String)>,
    /// Display columns of it.
    used: usize,
}

impl Cell {
    fn painted(&self, paint: Paint) -> String {
        self.runs.iter().map(|(style, run)| paint.put(*style, run)).collect()
    }
}

/// Text on its way into lines of `width` columns: cut between words, and between graphemes where a word is longer.
struct Wrap {
    width: usize,
    cells: Vec<Cell>,
}

impl Wrap {
    fn push(&mut self, text: &str, style: Style) {
        if columns(text) <= self.room() {
            return self.take(text, style);
        }
        for word in words(text) {
            let wide = columns(word);
            if wide <= self.width && self.room() < wide {
                self.next();
                if word.trim().is_empty() {
                    continue;
                }
            }
            if wide <= self.room() {
                self.take(word, style);
                continue;
            }
            for grapheme in word.graphemes(true) {
                if self.room() < columns(grapheme) {
                    self.next();
                }
                self.take(grapheme, style);
            }
        }
    }

    /// Begins a line; blanks at the end of the one before are left out.
    fn next(&mut self) {
        if let Some(cell) = self.cells.last_mut()
            && let Some((_, run)) = cell.runs.last_mut()
        {
            let kept = run.trim_end_matches(' ').len();
            cell.used -= run.len() - kept;
            run.truncate(kept);
        }
        self.cells.push(Cell::default());
    }

    /// Puts what fits into the last line.
    fn take(&mut self, text: &str, style: Style) {
        let Some(cell) = self.cells.last_mut() else { return };
        cell.used += columns(text);
        match cell.runs.last_mut() {
            Some((last, run)) if *last == style => run.push_str(text),
            _ => cell.runs.push((style, text.to_string())),
        }
    }

    fn room(&self) -> usize {
        self.width.saturating_sub(self.cells.last().map_or(0, |cell| cell.used))
    }
}

/// The words of a text, each with the marks behind it: no line begins with a comma.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_mark = |word: &str| word.chars().all(|c| !c.is_alphanumeric() && !c.is_whitespace());
    let mut bounds = text.split_word_bound_indices().peekable();
    std::iter::from_fn(move || {
        let (start, word) = bounds.next()?;
        let mut end = start + word.len();
        while let Some((_, mark)) = bounds.next_if(|(_, next)| !word.trim().is_empty() && is_mark(next)) {
            end += mark.len();
        }
        Some(&text[start..end])
    })
}
