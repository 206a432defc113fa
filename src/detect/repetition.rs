//! Blocks that stand twice: a reader of the page saw a column, or its end, two times.
//!
//! A copy is a block of running text that equals another one, nearly equals it (misread characters), or is its beginning
//! broken off in mid-sentence. The copy that fits its place stays: the one whose neighbour runs on into it, else the
//! first. Left alone are short blocks, headings, list items, tables, verse and code, and whatever stands three times or
//! more in different places: refrains, boilerplate and liturgy repeat rightly. Near copies that differ in a digit or in a
//! word are two texts (two months of one statistic), never one. A quotation or a line that introduces one, at a distance
//! from its twin, is only proposed. The price: a heading that was read twice stays.

use rapidfuzz::distance::levenshtein;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::detect::{Context, Fault, Hit, Thresholds, in_order};
use crate::edit::Edit;
use crate::finding::{Alternative, Shape};
use crate::junction;
use crate::language::Ending;
use crate::layout::{Block, BlockKind};
use crate::span::Span;

/// Parameters of `[detect.repetition]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repetition {
    /// Characters, blanks aside, that a block must have to be called a copy.
    pub least_characters: usize,
    /// Share of characters in which a near copy agrees with its twin, 0 to 1.
    pub likeness: f64,
    /// A block that stands this often in different places is meant to.
    pub refrain_from: usize,
    /// From which confidence a copy is dropped.
    pub apply_at: f64,
    /// From which confidence it is proposed.
    pub propose_at: f64,
}

/// A block as it is compared, blanks aside. Its characters are read off the text when they are needed: kept for every
/// block they would take four times the memory of the text.
struct Candidate<'t> {
    block: usize,
    text: &'t str,
    /// How many characters it has.
    length: usize,
    /// Those by which it is found.
    first: Vec<char>,
}

impl<'t> Candidate<'t> {
    fn new(block: usize, text: &'t str) -> Self {
        let seen = || text.chars().filter(|c| !c.is_whitespace());
        Candidate { block, text, length: seen().count(), first: seen().take(KEYS * KEY).collect() }
    }

    fn characters(&self) -> impl DoubleEndedIterator<Item = char> + use<'t> {
        self.text.chars().filter(|c| !c.is_whitespace())
    }
}

/// How a block relates to its twin.
#[derive(Clone, Copy, PartialEq)]
enum Likeness {
    Equal,
    Near(f64),
    BrokenOff,
}

/// Confidence of each kind: equal neighbours and equal blocks elsewhere, near copies, broken-off copies. Set by hand, in
/// their order: of 230 copies on the development pages 218 are dropped, and nothing else is, there or in 75 clean documents.
const EQUAL_NEIGHBOUR: f64 = 0.999;
const EQUAL_ELSEWHERE: f64 = 0.99;
const NEAR: f64 = 0.98;
const BROKEN_OFF: f64 = 0.985;

/// A quotation, or a line that introduces something, at a distance from its twin: proposed, not dropped.
const MEANT: f64 = 0.6;

/// Characters in a row that a reader of images exchanges, loses or invents: an `m` for an `rn`. More in a row are other
/// words.
const SLIP: usize = 2;

/// Characters of a block's beginning by which copies are nominated, and how many such keys a block offers: a near copy
/// has at least one of them unharmed.
const KEY: usize = 5;
const KEYS: usize = 6;

/// A key that many blocks share says nothing; so many of its holders are looked at, which also bounds the work on hostile
/// input.
const HOLDERS: usize = 8;

/// Blocks of more characters are copies when they are equal, never when they are only alike: no column of a page is as long,
/// and comparing two texts of a megabyte each character by character takes minutes.
const LONGEST_NEAR: usize = 20_000;

impl Repetition {
    pub(super) fn check(&self) -> Result<(), Fault> {
        if !(0.5..=1.0).contains(&self.likeness) {
            return Err(("likeness", format!("`likeness` is a share from 0.5 to 1, not {}", self.likeness)));
        }
        if self.least_characters < KEY {
            return Err(("least_characters", format!("`least_characters` must be at least {KEY}")));
        }
        if self.refrain_from < 2 {
            return Err((
                "refrain_from",
                "`refrain_from` must be at least 2: a block that stands once is no copy".to_string(),
            ));
        }
        in_order(("propose_at", self.propose_at), ("apply_at", self.apply_at))
    }

    fn thresholds(&self) -> Thresholds {
        Thresholds { apply_at: self.apply_at, propose_at: self.propose_at }
    }

    pub(super) fn hits(&self, context: &Context) -> Vec<Hit> {
        let candidates = self.candidates(context);
        let mut gone = vec![false; context.layout.blocks.len()];
        let mut hits = Vec::new();
        let mut pairs = self.pairs(&candidates);
        // A block that breaks off would run on into whatever stands behind it: copies of that kind go first, so that no
        // other copy is kept for their sake.
        pairs.sort_by_key(|&(_, _, likeness)| likeness != Likeness::BrokenOff);
        for (earlier, later, likeness) in pairs {
            let (first, second) = (&candidates[earlier], &candidates[later]);
            if gone[first.block] || gone[second.block] {
                continue;
            }
            let neighbours = first.block + 1 == second.block;
            let goes = match likeness {
                Likeness::BrokenOff if first.length < second.length => earlier,
                Likeness::BrokenOff => later,
                _ if !neighbours && fit(context, second.block, &gone) > fit(context, first.block, &gone) + 1.0 => {
                    earlier
                }
                _ => later,
            };
            let stays = if goes == earlier { later } else { earlier };
            let confidence = match likeness {
                Likeness::Equal if neighbours => EQUAL_NEIGHBOUR,
                Likeness::Equal if is_repeated_rightly(context, candidates[goes].text) => MEANT,
                Likeness::Equal => EQUAL_ELSEWHERE,
                Likeness::Near(_) => NEAR,
                Likeness::BrokenOff => BROKEN_OFF,
            };
            gone[candidates[goes].block] = true;
            hits.push(self.hit(context, &candidates[goes], &candidates[stays], likeness, confidence));
        }
        hits.sort_by_key(|hit| hit.shape.at());
        separate(&mut hits);
        hits
    }

    fn candidates<'t>(&self, context: &Context<'t>) -> Vec<Candidate<'t>> {
        let paragraphs = context.layout.blocks.iter().enumerate().filter(|(_, b)| b.kind == BlockKind::Paragraph);
        let candidates = paragraphs.map(|(block, b)| Candidate::new(block, b.span.of(context.text)));
        candidates.filter(|c| c.length >= self.least_characters).collect()
    }

    /// Pairs of candidates that are copies, by their places; of several twins a block is paired with the first.
    fn pairs(&self, candidates: &[Candidate]) -> Vec<(usize, usize, Likeness)> {
        let mut by_key: FxHashMap<&[char], Vec<usize>> = FxHashMap::default();
        let mut pairs = Vec::new();
        let mut refrain = vec![false; candidates.len()];
        for (later, candidate) in candidates.iter().enumerate() {
            let holders = keys(candidate).filter_map(|key| by_key.get(key));
            let mut seen: Vec<usize> = holders.flatten().copied().collect();
            seen.sort_unstable();
            seen.dedup();
            for key in keys(candidate) {
                let holders = by_key.entry(key).or_default();
                // Keys of one block may be equal ("ha ha ha ha"); it holds each of them once.
                if holders.len() < HOLDERS.max(self.refrain_from) && holders.last() != Some(&later) {
                    holders.push(later);
                }
            }
            let twins: Vec<(usize, Likeness)> =
                seen.into_iter().filter_map(|e| Some((e, self.likeness(&candidates[e], candidate)?))).collect();
            let elsewhere =
                twins.iter().filter(|(e, l)| *l == Likeness::Equal && candidates[*e].block + 1 < candidate.block);
            if elsewhere.count() + 1 >= self.refrain_from {
                twins.iter().for_each(|&(twin, _)| refrain[twin] = true);
                refrain[later] = true;
            }
            pairs.extend(twins.into_iter().map(|(earlier, likeness)| (earlier, later, likeness)));
        }
        pairs.retain(|&(earlier, later, _)| !refrain[earlier] && !refrain[later]);
        pairs
    }

    fn likeness(&self, first: &Candidate, second: &Candidate) -> Option<Likeness> {
        if first.length == second.length && first.characters().eq(second.characters()) {
            return Some(Likeness::Equal);
        }
        let (short, long) = if first.length <= second.length { (first, second) } else { (second, first) };
        let allowed = ((1.0 - self.likeness) * short.length as f64) as usize;
        if long.length - short.length <= allowed && long.length <= LONGEST_NEAR {
            let cutoff = levenshtein::Args::default().score_cutoff(allowed);
            let [a, b] = [first, second].map(|c| c.characters().collect::<Vec<char>>());
            if let Some(distance) = levenshtein::distance_with_args(a.iter().copied(), b.iter().copied(), &cutoff) {
                let misread = digits(&a).eq(digits(&b)) && !reworded(&a, &b);
                return misread.then(|| Likeness::Near(1.0 - distance as f64 / long.length as f64));
            }
        }
        let open = short.characters().next_back().is_some_and(|c| c.is_alphanumeric() || "，、,—-（(《“「".contains(c));
        (open && short.characters().eq(long.characters().take(short.length))).then_some(Likeness::BrokenOff)
    }

    fn hit(&self, context: &Context, goes: &Candidate, stays: &Candidate, likeness: Likeness, confidence: f64) -> Hit {
        let at = context.layout.blocks[goes.block].span;
        let twin = context.layout.blocks[stays.block].span;
        let tier = context.tier(confidence, self.thresholds());
        let line = (context.source_line)(twin.start);
        let evidence = vec![
            match likeness {
                Likeness::Equal => format!("equal to the block at line {line}"),
                Likeness::Near(share) => format!("{:.1} % equal to the block at line {line}", share * 100.0),
                Likeness::BrokenOff => format!("the beginning of the block at line {line}, broken off"),
            },
            format!("{} characters", goes.length),
        ];
        let edits = match context.does(tier) {
            true => {
                vec![Edit::Replace { span: with_break(&context.layout.blocks, goes.block, at), with: String::new() }]
            }
            false => Vec::new(),
        };
        Hit {
            shape: Shape::Remove { at, twin },
            tier,
            confidence,
            evidence,
            alternatives: vec![Alternative { confidence: 1.0 - confidence, what: "both are meant".to_string() }],
            edits,
            seam: goes.characters().take(12).collect(),
        }
    }
}

/// Removed neighbours may both claim the break between them, when the first block of the text goes: the later one yields.
fn separate(hits: &mut [Hit]) {
    let mut end = 0;
    for hit in hits {
        if let Some(Edit::Replace { span, .. }) = hit.edits.first_mut() {
            span.start = span.start.max(end);
            end = span.end;
        }
    }
}

/// A block and the break that goes with it: the one before it, or behind it for the first block.
fn with_break(blocks: &[Block], index: usize, at: Span) -> Span {
    match (index.checked_sub(1).map(|i| blocks[i].span.end), blocks.get(index + 1)) {
        (Some(before), _) => Span::new(before, at.end),
        (None, Some(next)) => Span::new(at.start, next.span.start),
        (None, None) => at,
    }
}

/// Stretches of a block by which its copies are found: from its beginning, evenly on into its first part, so that a
/// misread character in one leaves the others, and a copy that breaks off early still shares some.
fn keys<'c>(candidate: &'c Candidate) -> impl Iterator<Item = &'c [char]> {
    (0..KEYS).map(|k| k * (KEY - 1)).filter_map(|start| candidate.first.get(start..start + KEY))
}

fn digits(characters: &[char]) -> impl Iterator<Item = char> + '_ {
    characters.iter().copied().filter(|c| c.is_numeric())
}

/// True when two texts differ in more than a misreader's slips: somewhere a stretch of characters was exchanged.
fn reworded(a: &[char], b: &[char]) -> bool {
    capture_diff_slices(Algorithm::Myers, a, b).iter().any(|operation| match *operation {
        DiffOp::Equal { .. } => false,
        DiffOp::Delete { old_len, .. } => old_len > SLIP,
        DiffOp::Insert { new_len, .. } => new_len > SLIP,
        DiffOp::Replace { old_len, new_len, .. } => old_len.max(new_len) > SLIP,
    })
}

/// True for what writers repeat on purpose: a line that introduces something, and a quotation.
fn is_repeated_rightly(context: &Context, text: &str) -> bool {
    let language = context.language_of(text);
    let opens = |first: char| language.pairs().find(|(open, _)| *open == first).map(|(_, close)| close);
    let quoted = text.trim_start().chars().next().and_then(opens).is_some_and(|close| text.trim_end().ends_with(close));
    quoted || language.ending(text) == Ending::Introduces
}

/// How well a block runs on from the block before it and into the one behind it, in bits; 0 for a block that begins and
/// ends of its own. Neighbours that are gone as copies say nothing.
fn fit(context: &Context, index: usize, gone: &[bool]) -> f32 {
    let blocks = &context.layout.blocks;
    let text = |i: usize| blocks.get(i).map(|b| b.span.of(context.text));
    let Some(block) = text(index) else { return 0.0 };
    let language = context.language_of(block);
    let before = index.checked_sub(1).filter(|&i| !gone[i]).and_then(text).filter(|t| !language.ends_complete(t));
    let behind = Some(index + 1)
        .filter(|&i| gone.get(i) == Some(&false))
        .and_then(text)
        .filter(|_| !language.ends_complete(block));
    let model = context.model_of(language);
    let run = |head: Option<&str>, tail: Option<&str>| match (model, head, tail) {
        (Some(model), Some(head), Some(tail)) => junction::run_on(model, head, tail, language).max(0.0),
        _ => 0.0,
    };
    run(before, Some(block)) + run(Some(block), behind)
}

#[cfg(test)]
mod tests {
    use crate::detect::Technique;
    use crate::repair::{Options, repair};
    use crate::ruleset::RuleSet;

    fn repaired(text: &str) -> String {
        let rules = RuleSet::embedded().unwrap().filtered(|r| matches!(r.detect, Technique::Repetition(_)));
        repair(text.to_string(), &rules, &Options::default()).document.text().to_string()
    }

    #[test]
    fn a_block_is_not_its_own_copy() {
        for text in ["哈".repeat(40), "abcd ".repeat(40), "\0".repeat(400), "（".repeat(99) + "\n\n" + &"）".repeat(99)]
        {
            assert_eq!(repaired(&text), text);
        }
    }

    #[test]
    fn a_block_of_one_letter_is_still_found_when_it_stands_twice() {
        let laugh = "哈".repeat(40);
        assert_eq!(repaired(&format!("{laugh}\n\n{laugh}\n\n他笑了。")), format!("{laugh}\n\n他笑了。"));
    }

    #[test]
    fn a_misread_copy_of_a_refrain_is_a_refrain_too() {
        let refrain = "Row on, row on, the night is long and the harbour far away.";
        let verses = ["One sang of bread.", "Two sang of rain.", "Three sang of home.", "All were silent."];
        let mut song: String = verses.map(|verse| format!("{refrain}\n\n{verse}\n\n")).concat();
        song.push_str(&refrain.replace("harbour", "harbonr"));
        assert_eq!(repaired(&song), song);
    }
}
