//! What there is to know of a single blank: the words on both sides of it, how well the text runs on over it, and whether the
//! text is set with such blanks.

use super::{SHORT, within};
use crate::detect::cjk::is_ideograph;
use crate::model::{BREAK, Model, Symbol};
use crate::span::Span;

/// Characters before and behind a blank that the model is asked about.
const SEEN: usize = 8;

/// How long the words on both sides of a blank are, up to the next blank or mark, in characters.
pub(super) struct Around {
    pub(super) before: usize,
    behind: usize,
    /// The paragraph begins with the word before it, or another blank stands in front of that.
    set_apart: bool,
    /// A bracket opens in front of it, as in the name of who reports.
    pub(super) bracketed: bool,
}

/// Characters of a word that are counted; a longer one is no name, and no torn-off end.
const COUNTED: usize = 40;

impl Around {
    pub(super) fn of(text: &str, block: Span, at: usize) -> Around {
        let length = |characters: &mut dyn Iterator<Item = char>| {
            characters.take(COUNTED).take_while(|c| c.is_alphanumeric()).count()
        };
        let before = length(&mut text[block.start..at].chars().rev());
        let behind = length(&mut text[at + 1..block.end].chars());
        let front = text[block.start..at].chars().rev().nth(before);
        Around {
            before,
            behind,
            set_apart: front.is_none_or(|c| c == ' '),
            bracketed: front.is_some_and(|c| "（([【".contains(c)),
        }
    }

    /// The name of a speaker, an author or a place, to all appearance.
    pub(super) fn is_name(&self) -> bool {
        self.set_apart && (2..=SHORT).contains(&self.before)
    }

    /// Two parts of one length, as headings like to have them.
    pub(super) fn is_even(&self) -> bool {
        self.before == self.behind
    }

    /// A single character on one side only; on both it is a word spaced out.
    pub(super) fn is_torn(&self) -> bool {
        (self.before == 1) != (self.behind == 1)
    }
}

/// Lines of a block, each with its pause, that make verses.
const VERSES: usize = 3;
/// Blanks of a paragraph that is set in phrases, and the characters of a phrase, on an average: a phrase is a word and its
/// particle.
const PHRASES: usize = 3;
const PHRASE: usize = 10;

/// True for verses with a pause in most of their lines, and for a paragraph in kana whose phrases all have a blank between
/// them, as in readers for children. A reader of pages that puts blanks where none is sees a few in a page.
pub(super) fn is_set_in_phrases(text: &str, lines: impl Iterator<Item = Span>, places: &[usize]) -> bool {
    let (mut all, mut paused, mut kana, mut others) = (0, 0, 0, 0);
    for line in lines {
        all += 1;
        paused += usize::from(!within(places, line).is_empty());
        for c in line.of(text).chars() {
            match c {
                '\u{3041}'..='\u{3096}' => kana += 1,
                _ => others += usize::from(is_ideograph(c)),
            }
        }
    }
    let verses = all >= VERSES && 4 * paused >= 3 * all;
    verses || kana > others && places.len() >= PHRASES && kana + others <= PHRASE * places.len()
}

/// Blanks between characters that a text must have for their share to tell, and that share. A poet's book has six to nine in a
/// hundred pairs; prose with stray ones has three at most.
const PAUSES: usize = 8;
const PAUSED: f64 = 0.05;
/// Characters for one of kana at most, in a Japanese text.
const PER_KANA: usize = 3;

/// True for a Japanese text whose writer sets a blank where one pauses, be there a comma or not: too many to be a reader's
/// slips, and too few to be its habit. `apart` and `together`: pairs of characters with and without one.
pub(super) fn is_set_with_pauses(text: &str, apart: usize, together: usize) -> bool {
    if apart < PAUSES || (apart as f64) < PAUSED * (apart + together) as f64 {
        return false;
    }
    let (mut kana, mut all) = (0, 0);
    for c in text.chars().filter(|&c| is_ideograph(c)) {
        all += 1;
        kana += usize::from(('\u{3041}'..='\u{3096}').contains(&c));
    }
    PER_KANA * kana >= all
}

/// What the model says of the characters behind a blank, in bits.
pub(super) struct Seam {
    /// By how much they are likelier directly behind those before it than behind those and a blank.
    pub(super) as_word: f32,
    /// The same for a text that ends and another that begins.
    pub(super) as_part: f32,
    /// The same for a place of which nothing is known: about nothing or less where two columns meet.
    pub(super) pull: f32,
}

impl Seam {
    pub(super) fn of(model: &Model, text: &str, block: Span, at: usize) -> Seam {
        let seen = |c: &char| *c != ' ';
        let mut before: Vec<char> = text[block.start..at].chars().rev().filter(seen).take(SEEN).collect();
        before.reverse();
        let before: String = before.into_iter().collect();
        let behind: String = text[at + 1..block.end].chars().filter(seen).take(SEEN).collect();
        let (context, tail) = (model.symbols(&before), model.symbols(&behind));
        let tail = &tail[..tail.len().min(model.order())];
        let joined = model.cost_of(&context, tail);
        let apart = |other: Symbol| {
            let mut context = context.clone();
            let end = model.cost(&context, other);
            context.push(other);
            end + model.cost_of(&context, tail)
        };
        Seam {
            as_word: apart(model.symbol(' ')) - joined,
            as_part: apart(BREAK) - joined,
            pull: model.cost_of(&[], tail) - joined,
        }
    }
}
