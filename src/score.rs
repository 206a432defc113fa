//! How far a text is from the truth: characters, words, paragraphs, order.
//!
//! One number hides what went wrong: a tail that was left at the foot of the page changes no word, a lost word no
//! paragraph. So the four are counted apart, each by the measure that the literature has for it, over texts whose
//! indifferent differences are folded away (score/fold.rs). Nothing here knows restitch's own findings: any two texts can
//! be compared, whoever made them. All of it takes time proportional to the texts, or nearly.

mod distance;
mod fold;
mod order;

use std::hash::Hash;

use rustc_hash::FxHashMap;
use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

pub use distance::distance;
pub use fold::{folded, paragraphs};

/// Characters by which a paragraph's beginning and its end are known, blanks aside.
const EDGE: usize = 12;

/// Marks that end a sentence in any language; closing marks behind them belong to it.
const TERMINALS: &str = ".!?…。";
const CLOSERS: &str = "\"')]}»」』）》】〉］";

/// How far a text is from the truth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Score {
    /// True when the two are the same after folding.
    pub alike: bool,
    /// Character by character.
    pub characters: Characters,
    /// Words, wherever they stand (UAX #29; in Chinese and Japanese mostly single characters).
    pub words: Agreement,
    /// Beginnings and ends of paragraphs, wherever they stand.
    pub boundaries: Agreement,
    /// Whole paragraphs, wherever they stand.
    pub paragraphs: Agreement,
    /// The order of it all.
    pub order: Order,
}

/// Character by character.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Characters {
    /// One minus the share of characters that must be inserted, deleted or replaced (Levenshtein; of the longer text), 0 to 1.
    pub similarity: f64,
    /// Characters of the truth that the text does not have, wherever they would stand, per 10,000 of the truth, blanks aside.
    pub lost: f64,
    /// Characters of the text that the truth does not have, counted in the same way.
    pub extra: f64,
}

/// How many things of one sort two texts have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Agreement {
    /// In both.
    pub right: usize,
    /// In the text.
    pub got: usize,
    /// In the truth.
    pub truth: usize,
    /// Share of the text's that are right, 0 to 1; 1 when it has none.
    pub precision: f64,
    /// Share of the truth's that are there, 0 to 1; 1 when it has none.
    pub recall: f64,
}

/// In which order the text stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Order {
    /// Kendall's tau over the stretches that both texts hold once, -1 to 1; none when there are fewer than two.
    pub tau: Option<f64>,
    /// Share of the truth's sentences that stand behind the same sentence as there, 0 to 1; none when it has only one.
    pub neighbours: Option<f64>,
}

/// Compares a text with the truth.
pub fn score(got: &str, truth: &str) -> Score {
    let (got, truth) = (fold::paragraphs(got), fold::paragraphs(truth));
    let joined = |paragraphs: &[String]| -> Vec<char> { paragraphs.join("\n").chars().collect() };
    let (got_text, truth_text) = (joined(&got), joined(&truth));
    let longer = got_text.len().max(truth_text.len());
    let away = distance(&got_text, &truth_text);
    let bare = |text: &[char]| -> Vec<char> { text.iter().copied().filter(|c| !c.is_whitespace()).collect() };
    let (got_bare, truth_bare) = (bare(&got_text), bare(&truth_text));
    let characters = Agreement::of(got_bare.iter(), truth_bare.iter());
    let rate = |count: usize| count as f64 * 1e4 / characters.truth.max(1) as f64;
    let (pairs, kept) = order::neighbours(&got_bare, &truth_bare, &beginnings(&truth));
    Score {
        alike: got == truth,
        characters: Characters {
            similarity: 1.0 - away as f64 / longer.max(1) as f64,
            lost: rate(characters.truth - characters.right),
            extra: rate(characters.got - characters.right),
        },
        words: Agreement::of(words(&got), words(&truth)),
        boundaries: Agreement::of(edges(&got).into_iter(), edges(&truth).into_iter()),
        paragraphs: Agreement::of(got.iter(), truth.iter()),
        order: Order {
            tau: order::tau(&got_bare, &truth_bare),
            neighbours: (pairs > 0).then(|| kept as f64 / pairs as f64),
        },
    }
}

/// One minus the share of characters that differ (Levenshtein; of the longer text), 0 to 1, of two folded texts.
pub fn similarity(got: &str, truth: &str) -> f64 {
    let (got, truth): (Vec<char>, Vec<char>) = (got.chars().collect(), truth.chars().collect());
    1.0 - distance(&got, &truth) as f64 / got.len().max(truth.len()).max(1) as f64
}

impl Agreement {
    /// Counts what is in both, each thing as often as it stands in the one that has fewer of it.
    fn of<T: Hash + Eq>(got: impl Iterator<Item = T>, truth: impl Iterator<Item = T>) -> Agreement {
        let mut counts: FxHashMap<T, [usize; 2]> = FxHashMap::default();
        got.for_each(|thing| counts.entry(thing).or_default()[0] += 1);
        truth.for_each(|thing| counts.entry(thing).or_default()[1] += 1);
        let sum = |of: fn(&[usize; 2]) -> usize| counts.values().map(of).sum();
        Agreement::new(sum(|c| c[0].min(c[1])), sum(|c| c[0]), sum(|c| c[1]))
    }

    /// So many right, of so many in the text and in the truth.
    pub fn new(right: usize, got: usize, truth: usize) -> Agreement {
        let share = |of: usize| if of == 0 { 1.0 } else { right as f64 / of as f64 };
        Agreement { right, got, truth, precision: share(got), recall: share(truth) }
    }
}

fn words(paragraphs: &[String]) -> impl Iterator<Item = &str> {
    paragraphs.iter().flat_map(|paragraph| paragraph.unicode_words())
}

/// How each paragraph begins and ends: true and the first characters, false and the last.
fn edges(paragraphs: &[String]) -> Vec<(bool, String)> {
    let edges = |paragraph: &String| {
        let begins: String = paragraph.chars().filter(|c| !c.is_whitespace()).take(EDGE).collect();
        let ends: String = paragraph.chars().rev().filter(|c| !c.is_whitespace()).take(EDGE).collect();
        [(true, begins), (false, ends)]
    };
    paragraphs.iter().flat_map(edges).collect()
}

/// Where sentences and paragraphs begin in the text without blanks, in characters; the first of all is left out.
fn beginnings(paragraphs: &[String]) -> Vec<usize> {
    let (mut beginnings, mut at) = (Vec::new(), 0);
    for paragraph in paragraphs {
        let mut ended = true;
        let mut before = None;
        for c in paragraph.chars() {
            if c.is_whitespace() {
                ended |= before.is_some_and(|c| TERMINALS.contains(c));
                continue;
            }
            // Where words are apart, a full stop ends a sentence only when a blank follows: not in 3.5.
            ended |= before.is_some_and(|c| TERMINALS.contains(c) && !matches!(c, '.' | '…'));
            if ended && !CLOSERS.contains(c) && !TERMINALS.contains(c) {
                beginnings.push(at);
                ended = false;
            }
            before = Some(if CLOSERS.contains(c) { before.unwrap_or(c) } else { c });
            at += 1;
        }
    }
    beginnings.retain(|&at| at > 0);
    beginnings
}

/// A score as a table for people.
pub fn human(score: &Score) -> String {
    let Characters { similarity, lost, extra } = score.characters;
    let mut text = format!("characters  similarity {similarity:.4}   lost {lost:.1}   extra {extra:.1} per 10,000\n");
    let rows = [("words", score.words), ("boundaries", score.boundaries), ("paragraphs", score.paragraphs)];
    for (name, a) in rows {
        let Agreement { right, got, truth, precision, recall } = a;
        text +=
            &format!("{name:<10}  precision {precision:.4}   recall {recall:.4}   ({right} of {got} and of {truth})\n");
    }
    let shown = |share: Option<f64>| share.map_or("-".to_string(), |share| format!("{share:.4}"));
    text += &format!("order       tau {}   neighbours {}\n", shown(score.order.tau), shown(score.order.neighbours));
    text
}

/// A score as a JSON document.
///
/// # Errors
/// Never; the signature is that of serialisation.
pub fn json(score: &Score) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(score)? + "\n")
}
