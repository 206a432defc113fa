//! Blocks that stand twice: a reader of the page saw a column, or its end, two times.
//!
//! A copy is a block of running text that equals another one, nearly equals it (misread characters), or is a part of it
//! cut in mid-sentence. The copy that fits its place stays: the one whose neighbour runs on into it, else the first.
//! Short blocks and headings go only in a run with a copy. Left alone are list items, tables, verse and code, fenced or
//! not (code.rs), and whatever stands three times or more in different places: refrains, boilerplate and liturgy repeat
//! rightly. Near copies that differ in a figure, a label or a word are two texts (two months of one statistic): the
//! character model must find one of them misread. Without a model none is dropped. A quotation or a line that introduces
//! one, at a distance from its twin, is only proposed, and so is what stands under another heading, beside verse or in a
//! form (setting.rs), and a short line said three times in a row. Blocks that stand together in both places are one run
//! (run.rs), of which all go from the same place, and several long ones are a copy whatever they say, unless what stands
//! around them says that both were written. The price: one misread character in a copy far from its twin, where both
//! words are possible, leaves the copy; so does a line near by that differs from the one near the twin in a number or a
//! name only.

mod candidate;
mod code;
mod company;
mod form;
mod likeness;
mod place;
mod run;
mod setting;

use serde::Deserialize;
use unicode_width::UnicodeWidthStr;

use crate::detect::{Context, Fault, Hit, Thresholds, in_order};
use crate::edit::Edit;
use crate::finding::{Alternative, Shape};
use crate::language::Ending;
use crate::layout::Block;
use crate::span::Span;

use candidate::{Candidate, KEY, Pair};
use likeness::Likeness;
use run::{Related, Run};

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

/// Confidence of each kind: equal neighbours and equal blocks elsewhere, near copies, broken-off copies, and parts in whole
/// sentences beside what they are part of. Set by hand, in their order: of 230 copies on the development pages 227 are
/// dropped, and nothing else is, there or in 75 clean documents.
const EQUAL_NEIGHBOUR: f64 = 0.999;
const EQUAL_ELSEWHERE: f64 = 0.99;
const NEAR: f64 = 0.98;
const BROKEN_OFF: f64 = 0.985;
const PART: f64 = 0.98;

/// Bits by which a misread character makes its text dearer, beside its twin and at a distance, and columns of such a text
/// for each of the least characters: in a short text another character is another word. Of 46 misread copies on the
/// development pages all but two reach the first; of 40 pairs of two wordings in 2,200 clean documents one reaches its own.
const MISREAD: (f32, usize) = (3.0, 3);
const MISREAD_ELSEWHERE: (f32, usize) = (6.0, 4);

/// Columns that a copy at a distance from its twin must have at least, with the blocks beside it that are copies too, for each
/// of the least characters: a shorter one may have been written twice.
const SHORT: usize = 2;

/// A quotation, or a line that introduces something, at a distance from its twin; sentences that stand in a longer block
/// elsewhere, as a picture's words or a summary do: proposed, not dropped.
const MEANT: f64 = 0.6;

/// A block that goes because another one stays.
#[derive(Clone, Copy, Debug)]
struct Copy {
    goes: usize,
    stays: usize,
    likeness: Likeness,
    confidence: f64,
}

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
        let candidates = candidate::candidates(self, context);
        let mut pairs = candidate::pairs(self, &candidates);
        // Of the whole text, and the same for every pair.
        let sections = !pairs.is_empty() && place::has_sections(context);
        // A block that breaks off would run on into whatever stands behind it: copies of that kind go first, so that no
        // other copy is kept for their sake.
        pairs.sort_by_key(|pair| pair.likeness != Likeness::BrokenOff);
        let related = run::related(&candidates, &pairs);
        let mut gone = vec![false; context.layout.blocks.len()];
        let mut found: Vec<Copy> = Vec::new();
        for (goes, stays) in run::joined(&candidates, &pairs) {
            if !gone[goes] && !gone[stays] {
                gone[goes] = true;
                found.push(Copy { goes, stays, likeness: Likeness::Joined, confidence: EQUAL_ELSEWHERE });
            }
        }
        // What is only proposed comes last: its twin may go as the copy of another block.
        for certain in [true, false] {
            for pair in &pairs {
                let blocks = [pair.earlier, pair.later].map(|i| candidates[i].block);
                if blocks.iter().any(|&block| gone[block]) {
                    continue;
                }
                let Some(copy) = self.copy(context, &candidates, *pair, &gone, &related, sections) else { continue };
                if (copy.confidence >= self.apply_at) != certain {
                    continue;
                }
                gone[copy.goes] = true;
                found.push(copy);
                // At once: decided block by block, one half of a run may go here and the other half there.
                if certain {
                    found.extend(company::along(context, &copy, &mut gone));
                }
            }
            if certain {
                found.extend(company::runs(context, &mut gone));
            }
        }
        let mut hits: Vec<Hit> = found.into_iter().map(|copy| self.hit(context, copy)).collect();
        hits.sort_by_key(|hit| hit.shape.at());
        separate(&mut hits);
        hits
    }

    /// Which of two blocks goes, and how sure that is. `sections`: the text has numbered sections.
    fn copy(
        &self,
        context: &Context,
        candidates: &[Candidate],
        pair: Pair,
        gone: &[bool],
        related: &Related,
        sections: bool,
    ) -> Option<Copy> {
        let [first, second] = [&candidates[pair.earlier], &candidates[pair.later]];
        let blocks = (first.block, second.block);
        let neighbours = blocks.0 + 1 == blocks.1;
        if (first.heading || second.heading) && !(neighbours && first.heading && second.heading) {
            return None;
        }
        let run = Run::around(context, blocks, gone, related);
        let worse = || place::reads_worse(context, first.text, second.text);
        let fits_better = || place::fit(context, &run.later, gone) > place::fit(context, &run.earlier, gone) + 1.0;
        let earlier_goes = match pair.likeness {
            Likeness::Near(_) if neighbours => worse().is_some_and(|bits| bits > 0.0),
            // Whichever of two adjacent runs goes, the other one stands between the same neighbours.
            Likeness::Equal | Likeness::Near(_) => !run.adjacent && fits_better(),
            _ => first.length < second.length,
        };
        let (goes, stays) = if earlier_goes { (first, second) } else { (second, first) };
        if pair.likeness == Likeness::BegunLate && goes_on(context, goes) {
            return None;
        }
        let is_misread = |slips: usize| {
            let (least, columns) = if neighbours { MISREAD } else { MISREAD_ELSEWHERE };
            let enough = goes.text.width() >= columns * self.least_characters;
            enough && worse().is_some_and(|bits| bits.abs() >= least * slips as f32)
        };
        let meant = || {
            let repeated = place::is_repeated_rightly(context, goes.block, gone);
            repeated || place::is_headline(context, goes.block)
        };
        let written_twice = || sections || setting::is_written_twice(context, &run, !earlier_goes, gone, related);
        let is_few = |columns: usize| columns < SHORT * self.least_characters;
        let confidence = match pair.likeness {
            Likeness::Equal if setting::is_said_again(context, blocks) => MEANT,
            Likeness::Equal if neighbours => EQUAL_NEIGHBOUR,
            Likeness::Equal if written_twice() => MEANT,
            Likeness::Equal if !run.settles(context) && (is_few(run.columns(context)) || meant()) => MEANT,
            Likeness::Equal => EQUAL_ELSEWHERE,
            Likeness::BrokenOff if !neighbours && (is_few(goes.text.width()) || meant() || sections) => MEANT,
            Likeness::Near(_) if !neighbours && written_twice() => MEANT,
            Likeness::Near(slips) if is_misread(slips) => NEAR,
            Likeness::BrokenOff if earlier_goes && neighbours && place::is_headline(context, first.block) => MEANT,
            Likeness::BrokenOff => BROKEN_OFF,
            Likeness::BegunLate if neighbours || begins_late(context, goes) => BROKEN_OFF,
            Likeness::Opening if neighbours && !earlier_goes => PART,
            _ => MEANT,
        };
        Some(Copy { goes: goes.block, stays: stays.block, likeness: pair.likeness, confidence })
    }

    fn hit(&self, context: &Context, copy: Copy) -> Hit {
        let blocks = &context.layout.blocks;
        let Copy { goes, stays, likeness, confidence } = copy;
        let (at, twin) = (blocks[goes].span, blocks[stays].span);
        let tier = context.tier(confidence, self.thresholds());
        let line = (context.source_line)(twin.start);
        let text = at.of(context.text);
        let seen = || text.chars().filter(|c| !c.is_whitespace());
        let evidence = vec![
            match likeness {
                Likeness::Equal => format!("equal to the block at line {line}"),
                Likeness::Near(slips) => format!("equal to the block at line {line} but for {slips} characters"),
                Likeness::BrokenOff => format!("the beginning of the block at line {line}, broken off"),
                Likeness::BegunLate => format!("the end of the block at line {line}, begun in mid-sentence"),
                Likeness::Opening => format!("the first sentences of the block at line {line}"),
                Likeness::Closing => format!("the last sentences of the block at line {line}"),
                Likeness::Joined => format!("the block at line {line}, joined to the end of a text that stands behind"),
                Likeness::Along => format!("equal to the block at line {line}, and beside a copy of its neighbour"),
            },
            format!("{} characters", seen().count()),
        ];
        let edits = match context.does(tier) {
            true => {
                vec![Edit::Replace { span: with_break(blocks, goes, at), with: String::new() }]
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
            seam: seen().take(12).collect(),
        }
    }
}

/// True for a block that cannot have begun where it does, also at a distance from its twin: entries of an index repeat
/// the ends of each other, and quotations those of the sentences that quote them.
fn begins_late(context: &Context, candidate: &Candidate) -> bool {
    let language = context.language_of(candidate.text);
    language.spaced && language.begins_open(candidate.text)
}

/// True for a block that the one above leads into, as an address in a line of its own: that one breaks off at a comma, and this is its end.
fn goes_on(context: &Context, candidate: &Candidate) -> bool {
    let blocks = &context.layout.blocks;
    let above = candidate.block.checked_sub(1).map(|above| &blocks[above]).filter(|above| above.kind.is_prose());
    above.is_some_and(|above| {
        let text = above.span.of(context.text);
        context.language_of(text).ending(text) == Ending::Clause
    })
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
