//! How one block relates to another: equal, equal but for misread characters, or a part of it.
//!
//! A reader's slips change, lose or invent a character or two here and there. An author's changes replace words, and two
//! reports of one statistic differ in their figures: so a longer stretch that differs, or a figure read as another figure,
//! makes two texts. A figure read as a letter is a slip.

use std::ops::RangeInclusive;

use rapidfuzz::distance::levenshtein;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::candidate::{Candidate, KEY};
use super::form;

/// How the shorter of two blocks relates to the longer one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Likeness {
    /// The same, blanks aside.
    Equal,
    /// The same but for so many slips.
    Near(usize),
    /// Its beginning, broken off in mid-sentence.
    BrokenOff,
    /// Its end, begun in mid-sentence.
    BegunLate,
    /// Its beginning, in whole sentences.
    Opening,
    /// Its end, in whole sentences.
    Closing,
    /// The same, and too short to be a copy on its own; it stands beside one.
    Along,
    /// Two blocks in one: a page turn joined the end of a run to the beginning of its twin.
    Joined,
}

/// Characters in a row that a reader of images exchanges, loses or invents: an `m` for an `rn`. More in a row are other
/// words.
const SLIP: usize = 2;

/// Characters that are figures where a text counts with them.
pub(super) const NUMERALS: &str = "〇零一二三四五六七八九十百千万萬两兩廿卅壹贰叁肆伍陆柒捌玖拾";

/// Characters at the cut that must be equal in a part that is misread elsewhere: a headline begins as its article does, and
/// ends otherwise.
const CUT: usize = KEY;

/// Blocks of more characters are copies when they are equal, never when they are only alike: no column of a page is as long,
/// and comparing two texts of a megabyte each character by character takes minutes.
const LONGEST_NEAR: usize = 20_000;

/// How two blocks relate, of which near copies agree in at least the share `least`.
pub(super) fn of(first: &Candidate, second: &Candidate, least: f64) -> Option<Likeness> {
    if first.length == second.length && first.characters().eq(second.characters()) {
        return Some(Likeness::Equal);
    }
    let (short, long) = if first.length <= second.length { (first, second) } else { (second, first) };
    let allowed = ((1.0 - least) * short.length as f64) as usize;
    if long.length > LONGEST_NEAR {
        return None;
    }
    // Most blocks that share a stretch of five characters are no copies, and their texts need not be taken apart to see it.
    if long.length - short.length > allowed && !meets_at_cut(short, long) {
        return None;
    }
    let [a, b] = [short, long].map(|c| c.characters().collect::<Vec<char>>());
    if b.len() - a.len() <= allowed
        && let Some(slips) = near(&a, &b, allowed)
    {
        return (!form::have_other_labels(short.text, long.text)).then_some(Likeness::Near(slips));
    }
    // A slip may have changed the length of what was read.
    let lengths = lengths_of_part(a.len(), b.len());
    let is_part = |part: &[char]| a == part || near(&a, part, allowed).is_some();
    let cut = |end: usize| a.ends_with(&b[end.saturating_sub(CUT)..end]) && is_part(&b[..end]);
    if lengths.clone().any(cut) {
        let open = a.last().is_some_and(|&c| goes_on(c) || "（(《“「".contains(c));
        return Some(if open { Likeness::BrokenOff } else { Likeness::Opening });
    }
    let cut = |start: usize| a.starts_with(&b[start..b.len().min(start + CUT)]) && is_part(&b[start..]);
    if let Some(start) = lengths.map(|length| b.len() - length).find(|&start| cut(start)) {
        return Some(if goes_on(b[start - 1]) { Likeness::BegunLate } else { Likeness::Closing });
    }
    None
}

/// Characters of the longer block that the shorter one may be a part of.
fn lengths_of_part(short: usize, long: usize) -> RangeInclusive<usize> {
    short.saturating_sub(SLIP)..=(short + SLIP).min(long - 1)
}

/// True when the characters at the cut are those of the shorter block, whether it is the beginning of the longer one or its
/// end: what [`of`] asks first of a part.
fn meets_at_cut(short: &Candidate, long: &Candidate) -> bool {
    let lengths = lengths_of_part(short.length, long.length);
    let from = lengths.start().saturating_sub(CUT);
    let count = (lengths.end() + 1).saturating_sub(from);
    // Cut off at its end, the last characters agree, read up to the cut; at its beginning, the first ones.
    let beginning = long.window(from, count);
    let start = (long.length - from).saturating_sub(count);
    let end = long.window(start, long.length - from - start);
    let last = short.window(short.length.saturating_sub(CUT), CUT);
    let first = short.window(0, CUT);
    lengths.clone().any(|length| last.ends_with(&beginning[length.saturating_sub(CUT) - from..length - from]))
        || lengths.clone().any(|length| {
            let cut = &end[end.len() - (length - from)..];
            first.starts_with(&cut[..cut.len().min(CUT)])
        })
}

/// True for a character behind which a sentence goes on.
fn goes_on(c: char) -> bool {
    c.is_alphanumeric() || "，、,;；—-".contains(c)
}

/// In how many characters two texts differ, when these are nothing but slips and at most `allowed`.
fn near(a: &[char], b: &[char], allowed: usize) -> Option<usize> {
    let cutoff = levenshtein::Args::default().score_cutoff(allowed);
    let slips = levenshtein::distance_with_args(a.iter().copied(), b.iter().copied(), &cutoff)?;
    (!is_reworded(a, b)).then_some(slips)
}

/// True when two texts differ in more than a misreader's slips: somewhere a stretch of characters was exchanged, or a
/// figure for a figure.
fn is_reworded(a: &[char], b: &[char]) -> bool {
    let figures = |text: &[char]| text.iter().any(|c| c.is_numeric());
    let numerals = |text: &[char]| text.iter().any(|c| NUMERALS.contains(*c));
    capture_diff_slices(Algorithm::Myers, a, b).iter().any(|operation| {
        let (old, new) = (&a[operation.old_range()], &b[operation.new_range()]);
        match operation {
            DiffOp::Equal { .. } => false,
            DiffOp::Delete { .. } => old.len() > SLIP || figures(old) || numerals(old),
            DiffOp::Insert { .. } => new.len() > SLIP || figures(new) || numerals(new),
            DiffOp::Replace { .. } => {
                let other = figures(old) && figures(new) || numerals(old) && numerals(new);
                old.len().max(new.len()) > SLIP || other
            }
        }
    })
}
