//! Which head goes on in which rest.
//!
//! Every pair gets a score in bits from what the two jump lines say (keyword, pages, order) and from the seam. A pair is
//! sure when nothing else comes near it on either side; it is then taken out, and the others are looked at again, since
//! the last two halves of a page are a pair as well. What is left when nothing is sure any more is proposed, each half
//! with its best partner.

use crate::detect::Context;
use crate::junction;
use crate::layout::{BlockKind, Layout};

use super::half::{Head, Rest};
use super::kinship::Sections;
use super::label::Label;

/// What speaks for and against a pair, in bits. Set by hand in their order of reliability; the development pages, of which
/// each has one pair, and the same with the rests exchanged, say that the order is right and not more.
mod weight {
    /// Both name the same keyword.
    pub(super) const KEYWORD: f32 = 12.0;
    /// A line that is only the keyword stands in for the second jump line: half the time it is the title of a section.
    pub(super) const BARE_KEYWORD: f32 = -15.0;
    /// A jump line names the number of the page on which the other one stands.
    pub(super) const PAGE: f32 = 6.0;
    /// It names another number. Converters count from the first scan, newspapers from the front page.
    pub(super) const OTHER_PAGE: f32 = -3.0;
    /// As many page breaks lie between the two as the numbers say.
    pub(super) const DISTANCE: f32 = 2.0;
    /// The rest stands in front of the head, and the numbers do not say so.
    pub(super) const CROSSED: f32 = -8.0;
    /// The head breaks off in a sentence, and the rest begins in one.
    pub(super) const RUNS_ON: f32 = 1.0;
    /// The head ends with a sentence, and the rest begins within one.
    pub(super) const LOOSE: f32 = -6.0;
    /// One of the marks is only a capital away from a sentence about pages, or has a misread character.
    pub(super) const DOUBTFUL: f32 = -1.0;
    /// The most that the character model's verdict on the seam counts, either way.
    pub(super) const SEAM: f32 = 12.0;
    /// The rest shares twice as many words with the head's article as with any other; and the most that words count.
    pub(super) const DOUBLING: f32 = 4.0;
    pub(super) const WORDS: f32 = 8.0;
}

/// From which score on a pair without rivals is sure.
const SURE: f32 = -2.0;
/// By how many bits a pair must lead over what else its halves could do.
const LEAD: f32 = 6.0;
/// Below that a pair is not even proposed.
const POSSIBLE: f32 = -9.0;

/// Confidence of a pair with a lead and with something that speaks for it; of the only pair there is; of a proposal.
const DECIDED: f64 = 0.99;
const ONLY: f64 = 0.97;
const DOUBTED: f64 = 0.6;

/// A head, the rest that it goes on in, and how sure that is.
pub(super) struct Pair {
    /// Index of the head.
    pub(super) head: usize,
    /// Index of the rest.
    pub(super) rest: usize,
    /// Probability, 0 to 1.
    pub(super) confidence: f64,
    /// What spoke for it.
    pub(super) evidence: Vec<String>,
    /// The other heads that the rest could go on from, as indices, likeliest first.
    pub(super) others: Vec<usize>,
}

/// What a pair's score is made of.
struct Score {
    bits: f32,
    evidence: Vec<String>,
}

/// The pairs, in the order in which they were found.
pub(super) fn pairs(context: &Context, heads: &[Head], rests: &[Rest]) -> Vec<Pair> {
    let numbers = page_numbers(context.text, context.layout);
    let language = heads.first().map(|head| head.mark.language).filter(|_| !rests.is_empty());
    let sections = language.and_then(|language| Sections::of(context, language, rests));
    let score =
        |head: &Head| rests.iter().map(|rest| score(context, &numbers, sections.as_ref(), head, rest)).collect();
    let scores: Vec<Vec<Option<Score>>> = heads.iter().map(score).collect();
    let (mut free_heads, mut free_rests) = (vec![true; heads.len()], vec![true; rests.len()]);
    let mut pairs = Vec::new();
    for sure in [true, false] {
        while let Some((head, rest, lead)) = best(&scores, &free_heads, &free_rests, sure) {
            let Some(score) = &scores[head][rest] else { break };
            let mut others: Vec<usize> =
                (0..heads.len()).filter(|&h| h != head && free_heads[h] && scores[h][rest].is_some()).collect();
            let bits = |h: usize| scores[h][rest].as_ref().map_or(f32::MIN, |score| score.bits);
            others.sort_by(|&a, &b| bits(b).total_cmp(&bits(a)));
            let mut evidence = score.evidence.clone();
            if lead == f32::INFINITY {
                evidence.push("no other jump line fits".to_string());
            }
            let confidence = match sure {
                true if lead < f32::INFINITY || score.bits >= LEAD => DECIDED,
                true => ONLY,
                false => DOUBTED,
            };
            pairs.push(Pair { head, rest, confidence, evidence, others });
            free_heads[head] = false;
            // A line that is two heads' keyword is a rest for each of them, and goes with one.
            for (free, other) in free_rests.iter_mut().zip(rests) {
                *free &= !other.overlaps(&rests[rest]);
            }
        }
    }
    pairs
}

/// The free pair with the largest lead over the rivals of both its halves, and the lead; when `sure`, only one that may be
/// taken without asking.
fn best(scores: &[Vec<Option<Score>>], heads: &[bool], rests: &[bool], sure: bool) -> Option<(usize, usize, f32)> {
    let bits = |head: usize, rest: usize| {
        let score = scores[head][rest].as_ref().filter(|_| heads[head] && rests[rest])?;
        Some(score.bits)
    };
    let mut best: Option<(usize, usize, f32)> = None;
    for head in 0..heads.len() {
        for rest in 0..rests.len() {
            let Some(own) = bits(head, rest) else { continue };
            let of_head = (0..rests.len()).filter(|&r| r != rest).filter_map(|r| bits(head, r));
            let of_rest = (0..heads.len()).filter(|&h| h != head).filter_map(|h| bits(h, rest));
            let lead = own - of_head.chain(of_rest).fold(f32::NEG_INFINITY, f32::max);
            if (!sure || (own >= SURE && lead >= LEAD)) && best.is_none_or(|(.., largest)| lead > largest) {
                best = Some((head, rest, lead));
            }
        }
    }
    best
}

/// What speaks for `rest` behind `head`; `None` when it cannot be.
fn score(
    context: &Context,
    numbers: &[Option<Label>],
    sections: Option<&Sections>,
    head: &Head,
    rest: &Rest,
) -> Option<Score> {
    let (to, from) = (&head.mark, &rest.mark);
    let blocks = &context.layout.blocks;
    let run = blocks.get(rest.run.start)?.span.start..=blocks.get(rest.run.end - 1)?.span.end;
    let (here, there) = (blocks[to.block].page, blocks[from.block].page);
    let named = from.page.zip(to.page).and_then(|(from, to)| from.distance(to));
    let one_page = named == Some(0) || (here == there && context.layout.pages.len() > 1);
    // A jump leads to another page; and of both lines together, one character may be misread.
    if run.contains(&head.landing) || one_page || (to.misread && from.misread) {
        return None;
    }
    let mut score = Score { bits: 0.0, evidence: Vec::new() };
    let mut add = |bits: f32, evidence: Option<String>| {
        score.bits += bits;
        score.evidence.extend(evidence);
    };
    if to.weak || from.weak || to.misread || from.misread {
        add(weight::DOUBTFUL, None);
    }
    let below = rest.keyword_line.as_ref().map(|(word, _)| word);
    match (&to.keyword, from.keyword.as_ref()) {
        (Some(a), Some(b)) if alike(a, b) => add(weight::KEYWORD, Some(format!("both name the keyword {b}"))),
        (Some(_), Some(_)) => return None,
        (Some(a), None) if below.is_some_and(|b| alike(a, b)) => {
            add(weight::KEYWORD, Some(format!("the keyword {a} stands above the rest")));
        }
        _ => {}
    }
    if from.page.is_none() && from.keyword.is_some() {
        add(weight::BARE_KEYWORD, None);
    }
    for (named, page) in [(to.page, there), (from.page, here)] {
        match (named, numbers.get(page).copied().flatten()) {
            (Some(named), Some(number)) if named.agrees(number) => {
                add(weight::PAGE, Some("stands on the page that the other line names".to_string()));
            }
            (Some(_), Some(_)) => add(weight::OTHER_PAGE, None),
            _ => {}
        }
    }
    let pages = there as i64 - here as i64;
    if pages != 0 && named == Some(pages) {
        add(weight::DISTANCE, Some(format!("{pages} pages on, as the lines say")));
    }
    let backwards = named.is_some_and(|distance| distance < 0);
    if backwards != (from.block < to.block) {
        add(weight::CROSSED, None);
    }
    let (before, behind) = (head.text.of(context.text), rest.text.of(context.text));
    let (complete, open) = (to.language.ends_complete(before), to.language.begins_open(behind));
    match (complete, open) {
        (false, true) => add(weight::RUNS_ON, Some("breaks off and goes on in mid-sentence".to_string())),
        (true, true) => add(weight::LOOSE, None),
        _ => {}
    }
    if let Some(model) = context.model_of(to.language).filter(|_| !complete) {
        let bits = junction::attraction(model, before, behind, to.language);
        let runs_on = (bits > 0.0).then(|| format!("runs on by {bits:.0} bits"));
        add(bits.clamp(-weight::SEAM, weight::SEAM), runs_on);
    }
    if let Some(sections) = sections {
        let bits = weight::DOUBLING * sections.kinship(head, rest);
        let akin = (bits > 0.0).then(|| "shares more words with this article than with any other".to_string());
        add(bits.clamp(-weight::WORDS, weight::WORDS), akin);
    }
    (score.bits >= POSSIBLE).then_some(score)
}

/// True when two keywords are one, of which a character may be misread, or one is the other's beginning: "BRIDGE" and
/// "BRIDGE REPAIRS".
fn alike(a: &str, b: &str) -> bool {
    let long = a.chars().count().min(b.chars().count()) > 3;
    a == b || (long && (a.starts_with(b) || b.starts_with(a) || strsim::damerau_levenshtein(a, b) <= 1))
}

/// The numbers of the pages, from the breaks between them and from their folios. A break names the page that it begins;
/// where the first one is called 1 and stands behind text, the pages that they end.
fn page_numbers(text: &str, layout: &Layout) -> Vec<Option<Label>> {
    let mut numbers = vec![None; layout.pages.len()];
    let breaks: Vec<(usize, Option<Label>)> = layout
        .blocks
        .iter()
        .filter(|block| block.kind == BlockKind::PageBreak)
        .map(|block| (block.page, Label::of(block.span.of(text))))
        .collect();
    let ending =
        breaks.first().is_some_and(|&(page, label)| label == Some(Label::FRONT) && layout.blocks_on(page).len() > 1);
    for (page, label) in breaks {
        if let Some(number) = numbers.get_mut(if ending { page } else { page + 1 }) {
            *number = label;
        }
    }
    for (page, number) in numbers.iter_mut().enumerate() {
        let blocks = layout.blocks_on(page);
        let ends = blocks.clone().take(FOLIO).chain(blocks.rev().take(FOLIO));
        let folio = ends.filter_map(|i| Label::of_folio(layout.blocks[i].span.of(text))).next();
        // A newspaper's own folio is what its jump lines mean.
        *number = folio.or(*number);
    }
    numbers
}

/// Blocks from either end of a page among which its folio may be.
const FOLIO: usize = 3;
