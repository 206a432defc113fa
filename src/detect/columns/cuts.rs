//! Where a row that was read straight across its columns may be cut, and what is known of the seams between its cells.
//!
//! Between two columns there is a blank, or nothing, or what a reader makes of the column rule and of dirt on it: low lines,
//! quotation marks, full stops. Those say that a column begins; for the language they are not there.

use rustc_hash::FxHashMap;

use super::proof::Judge;
use super::rows::is_rule;
use crate::layout;
use crate::span::Span;

/// What a column rule, a wide blank or a stain, and no blank at all add to the bits of a cut.
const RULE: f32 = 6.0;
const WIDE: f32 = 6.0;
const NOTHING: f32 = -3.0;
/// Cuts that lose more bits than this are none: they go through a word.
const LEAST: f32 = -7.0;
/// What a stained column rule is taken for, alone or before the next column's line.
const STAINS: &str = "_“”‘’。，、";
/// The same and what else dirt is read as, where it stands apart from both lines.
const DIRT: &str = "_“”‘’。，、|:;—.,~-";
/// Marks that begin no line.
const BEGINS_NOTHING: &str = "”’。，、_|;:.,";

/// Marks that are set close to the character in front of them: with nothing between the two, no column begins there.
const CLINGS: &str = "，。、；：！？）」』》】”’";

/// A place between two cells of a row, or one of its ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Where the text before it ends, and the text behind it begins.
    pub(super) end: usize,
    pub(super) start: usize,
    /// The same in columns of the row.
    pub(super) x_end: usize,
    pub(super) x_start: usize,
    /// Bits that a cut there brings: what stands in the gap, and how little the text runs on over it.
    pub(super) gain: f32,
}

/// Seams that were asked for already, by where the head ends and the tail begins.
pub(super) struct Seams {
    known: FxHashMap<(usize, usize), f32>,
    /// True where the page's gutters are blanks: then only wide ones and rules part columns.
    only_wide: bool,
}

impl Seams {
    /// None yet; `only_wide` where only wide blanks and rules part columns.
    pub(super) fn new(only_wide: bool) -> Seams {
        Seams { known: FxHashMap::default(), only_wide }
    }

    /// The places of a row that may be looked at, as in [`places`].
    pub(super) fn places(&self, text: &str, row: Span) -> Vec<(Span, Span, usize, f32)> {
        let mut places = places(text, row);
        places.retain(|&(.., gap)| !self.only_wide || gap >= WIDE);
        places
    }

    /// By how many bits `tail` is likelier behind `head` than behind any other text, the stains between them aside.
    pub(super) fn attraction(&mut self, judge: &mut Judge, head: Span, tail: Span) -> f32 {
        *self.known.entry((head.end, tail.start)).or_insert_with(|| {
            let text = judge.text();
            judge.attraction(without_dirt_behind(text, head), without_dirt_before(text, tail))
        })
    }
}

/// The places at which `row` may be cut, its ends included.
pub(super) fn cuts(judge: &mut Judge, seams: &mut Seams, row: Span) -> Vec<Place> {
    let text = judge.text();
    let whole = layout::columns(row.of(text));
    let mut found = vec![Place { end: row.start, start: row.start, x_end: 0, x_start: 0, gain: 0.0 }];
    for (left, right, x_end, gap) in seams.places(text, row) {
        let gain = gap - seams.attraction(judge, left, right);
        if gain >= LEAST {
            let x_start = layout::columns(&text[row.start..right.start]);
            found.push(Place { end: left.end, start: right.start, x_end, x_start, gain });
        }
    }
    found.push(Place { end: row.end, start: row.end, x_end: whole, x_start: whole, gain: 0.0 });
    found
}

/// The places between words, or between any two characters where words are not separated; with the columns of the text
/// before each, and what the gap itself says.
fn places(text: &str, row: Span) -> Vec<(Span, Span, usize, f32)> {
    let is_gap = |c: char| c.is_whitespace() || is_rule(c);
    let mut places = Vec::new();
    let mut gap: Option<usize> = None;
    let (mut last, mut x) = (None::<char>, 0);
    for (offset, c) in row.of(text).char_indices() {
        let at = row.start + offset;
        if is_gap(c) {
            gap.get_or_insert(at);
            continue;
        }
        let start = gap.take();
        let wide = |c: char| c >= '\u{2e80}';
        let between = start.map(|start| &text[start..at]);
        let bonus = match between {
            Some(gap) if gap.contains(is_rule) => Some(RULE),
            Some(gap) if gap.chars().count() > 1 => Some(WIDE),
            // What a reader makes of a stained rule stands in front of the next column, not at the end of the last one.
            Some(_) if is_stain(&text[at..row.end]) => Some(WIDE),
            Some(gap) if is_stain(text[..at - gap.len()].rsplit(is_gap).next().unwrap_or_default()) => Some(-WIDE),
            Some(_) => Some(0.0),
            None if CLINGS.contains(c) => None,
            None if last.is_some_and(wide) || wide(c) => Some(NOTHING),
            None => None,
        };
        if let (Some(bonus), true) = (bonus, last.is_some()) {
            places.push((Span::new(row.start, start.unwrap_or(at)), Span::new(at, row.end), x, bonus));
        }
        x = layout::columns(&text[row.start..at + c.len_utf8()]);
        last = Some(c);
    }
    places
}

/// True when the text begins with a low line or a closing mark, which begin nothing, or with a word of nothing but stains.
fn is_stain(text: &str) -> bool {
    text.starts_with(['_', '”', '’']) || {
        let word = text.split(char::is_whitespace).next().unwrap_or_default();
        !word.is_empty() && word.chars().all(|c| STAINS.contains(c))
    }
}

/// The text without marks at its beginning that begin nothing, and a first word of nothing but dirt.
fn without_dirt_before(text: &str, span: Span) -> Span {
    let marks = |c: char| c.is_whitespace() || BEGINS_NOTHING.contains(c);
    let own = span.of(text);
    let mut rest = own.trim_start_matches(marks);
    if let Some((word, behind)) = rest.split_once(char::is_whitespace)
        && word.chars().all(|c| DIRT.contains(c))
        && !behind.trim().is_empty()
    {
        rest = behind.trim_start();
    }
    if rest.is_empty() { span } else { Span::new(span.start + own.len() - rest.len(), span.end) }
}

/// The text without last words of nothing but dirt.
fn without_dirt_behind(text: &str, span: Span) -> Span {
    let own = without_last_words(span.of(text).trim_end(), |c| DIRT.contains(c));
    Span::new(span.start, span.start + own.len())
}

/// The text without last words of nothing but such characters; one word stays.
fn without_last_words(text: &str, of: impl Fn(char) -> bool) -> &str {
    let mut own = text;
    while let Some((rest, word)) = own.rsplit_once(char::is_whitespace)
        && word.chars().all(&of)
        && !rest.trim().is_empty()
    {
        own = rest.trim_end();
    }
    own
}

/// Where the text begins behind words of nothing but stains.
pub(super) fn stain_before(text: &str, span: Span) -> usize {
    let mut rest = span.of(text);
    while let Some((word, behind)) = rest.split_once(char::is_whitespace)
        && word.chars().all(is_speck)
        && !behind.trim().is_empty()
    {
        rest = behind.trim_start();
    }
    span.end - rest.len()
}

/// Where the text ends in front of words of nothing but stains.
pub(super) fn stain_behind(text: &str, span: Span) -> usize {
    span.start + without_last_words(span.of(text), is_speck).len()
}

/// What dirt is read as; a dash that stands apart is a dash.
fn is_speck(c: char) -> bool {
    DIRT.contains(c) && !matches!(c, '—' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_column_begins_with_a_mark_that_clings_to_the_character_before() {
        let text = "各地展开，本报";
        let begins: Vec<&str> =
            places(text, Span::new(0, text.len())).iter().map(|(_, right, ..)| right.of(text)).collect();
        assert_eq!(begins, ["地展开，本报", "展开，本报", "开，本报", "本报", "报"]);
    }
}
