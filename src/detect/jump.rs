//! Jump lines: "Continued on Page A6", and on page A6 "Continued from Page A1".
//!
//! **Damage.** A reader of the page copies the lines that send its reader on as if they were text, and leaves the article
//! in two parts, with other articles between them.
//!
//! **Repair.** When both parts are in the text, the second is put behind the first, the sentence is joined when it was
//! torn there, and both lines read as nothing. Which part belongs to which is decided from keywords, page numbers, the
//! seam, and from what is left over (`pairs`).
//!
//! **Left alone.** A line whose other half is not there is reported and stays: it is the only sign of where the rest is.
//! When two halves fit a third one equally well, the repair is proposed. A sentence that speaks of pages is no jump line,
//! since it does not stand alone, in brackets, or with a capital at the end of its block.
//!
//! **Price.** A single page may send its reader on with one article and take up another. Then the two are a pair for the
//! lines, and only the seam and the words that they share with their neighbours contradict; one in five of such pairs,
//! made of the development pages by exchanging their rests, is still put together. A text with page breaks does not have
//! this fault, since a jump leads to another page. A headline that is set anew above the second part stays where it was read.

mod half;
mod kinship;
mod label;
mod marks;
mod pairs;

use serde::Deserialize;

use crate::detect::{Context, Fault, Hit, Thresholds, in_order};
use crate::edit::Edit;
use crate::finding::{Alternative, Shape, Tier};
use crate::junction;
use crate::language::{Ending, Language};
use crate::layout::BlockKind;
use crate::span::Span;

use half::{Head, Rest, head, level_above, rest};
use marks::{Direction, Mark, folded, marks};
use pairs::{Pair, pairs};

/// Parameters of `[detect.jump]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jump {
    /// From which confidence two halves are put together.
    pub apply_at: f64,
    /// From which confidence that is proposed.
    pub propose_at: f64,
    /// In a text with more jump lines of one direction than this, all are only reported: no issue of a newspaper has as
    /// many, and every pair is weighed.
    pub most_marks: usize,
}

impl Jump {
    pub(super) fn check(&self) -> Result<(), Fault> {
        in_order(("propose_at", self.propose_at), ("apply_at", self.apply_at))
    }

    pub(super) fn hits(&self, context: &Context) -> Vec<Hit> {
        let marks = marks(context);
        let count = |direction| marks.iter().filter(|mark| mark.direction == direction).count();
        let (mut heads, mut rests) = (Vec::new(), Vec::new());
        if count(Direction::To).max(count(Direction::From)) <= self.most_marks {
            heads = indices(&marks, Direction::To).filter_map(|i| head(context, &marks, i)).collect();
            let level = heads.iter().filter_map(|head: &Head| level_above(context, head.mark.block)).max();
            rests = indices(&marks, Direction::From).filter_map(|i| rest(context, &marks, i, level)).collect();
            rests.extend(heads.iter().filter_map(|head| bare_keyword(context, &marks, head, level)));
        }
        let pairs = pairs(context, &heads, &rests);
        let tiers: Vec<Tier> = pairs.iter().map(|pair| self.tier(context, pair)).collect();
        let plan = Plan { context, heads: &heads, rests: &rests };
        let done: Vec<bool> = pairs.iter().zip(&tiers).map(|(pair, tier)| plan.does(pair, *tier)).collect();
        let mut hits: Vec<Hit> = Vec::new();
        for (index, pair) in pairs.iter().enumerate() {
            let others = pairs.iter().zip(&done).filter(|(_, done)| **done).map(|(other, _)| other);
            // What is itself about to move is dealt with in the next round, where it has arrived; so is what would take a line
            // that another pair takes.
            if done[index] && plan.lands_in_one_of(pair, others) {
                continue;
            }
            let hit = plan.hit(pair, tiers[index]);
            let taken = || hits.iter().flat_map(|hit| &hit.edits);
            if hit.edits.iter().all(|edit| taken().all(|other| edit.agrees_with(other))) {
                hits.push(hit);
            }
        }
        let paired = |mark: &Mark| {
            pairs.iter().any(|pair| heads[pair.head].mark.at == mark.at || rests[pair.rest].mark.at == mark.at)
        };
        hits.extend(marks.iter().filter(|mark| !mark.weak && !paired(mark)).map(|mark| note(context, mark)));
        hits.sort_by_key(|hit| hit.shape.at());
        hits
    }

    fn tier(&self, context: &Context, pair: &Pair) -> Tier {
        context.tier(pair.confidence, Thresholds { apply_at: self.apply_at, propose_at: self.propose_at })
    }
}

fn indices(marks: &[Mark], direction: Direction) -> impl Iterator<Item = usize> {
    (0..marks.len()).filter(move |&i| marks[i].direction == direction)
}

/// The rest below a line that is a head's keyword and nothing else, where no jump line names it: "BUDGET". Only when one
/// line of the text behind the head is such.
fn bare_keyword(context: &Context, marks: &[Mark], head: &Head, level: Option<usize>) -> Option<Rest> {
    let keyword = head.mark.keyword.as_ref()?;
    let blocks = &context.layout.blocks;
    let is_line = |&i: &usize| {
        matches!(blocks[i].kind, BlockKind::Paragraph | BlockKind::Heading)
            && folded(blocks[i].span.of(context.text)) == *keyword
    };
    let mut lines = (head.mark.block + 1..blocks.len()).filter(is_line);
    let (line, None) = (lines.next()?, lines.next()) else { return None };
    if marks.iter().any(|mark| mark.block == line || (mark.block == line + 1 && mark.direction == Direction::From)) {
        return None;
    }
    let mark = Mark {
        direction: Direction::From,
        block: line,
        at: blocks[line].span,
        alone: true,
        weak: true,
        page: None,
        ..head.mark.clone()
    };
    let mut own = marks.to_vec();
    own.push(mark);
    rest(context, &own, own.len() - 1, level)
}

/// A mark without its other half.
fn note(context: &Context, mark: &Mark) -> Hit {
    let what = match mark.direction {
        Direction::To => "goes on elsewhere; no rest in this text fits",
        Direction::From => "comes from elsewhere; no beginning in this text fits",
    };
    Hit {
        shape: Shape::Note { at: mark.at },
        tier: Tier::Report,
        confidence: 1.0,
        evidence: vec![what.to_string()],
        alternatives: Vec::new(),
        edits: Vec::new(),
        seam: mark.at.of(context.text).trim().to_string(),
    }
}

/// Pairs on their way to edits.
struct Plan<'a> {
    context: &'a Context<'a>,
    heads: &'a [Head],
    rests: &'a [Rest],
}

impl Plan<'_> {
    fn block(&self, index: usize) -> Span {
        self.context.layout.blocks[index].span
    }

    /// The break in front of a block that is not the first.
    fn gap(&self, block: usize) -> Span {
        Span::new(self.block(block - 1).end, self.block(block).start)
    }

    /// The blocks of a rest, without the break in front.
    fn run(&self, rest: &Rest) -> Span {
        Span::new(rest.text.start, self.block(rest.run.end - 1).end)
    }

    /// True when a pair is put together.
    fn does(&self, pair: &Pair, tier: Tier) -> bool {
        let (head, rest) = (&self.heads[pair.head], &self.rests[pair.rest]);
        let end = head.text.start + head.text.of(self.context.text).trim_end().len();
        self.context.does_link(tier, end, rest.text.start)
    }

    /// True when a pair's rest would land in what another of the pairs moves.
    fn lands_in_one_of<'p>(&self, pair: &Pair, mut others: impl Iterator<Item = &'p Pair>) -> bool {
        let landing = self.heads[pair.head].landing;
        others.any(|other| {
            let run = self.run(&self.rests[other.rest]);
            other.rest != pair.rest && run.start <= landing && landing <= run.end
        })
    }

    /// The first block that goes with the second mark: a keyword line above it, when it is the head's keyword, or itself.
    fn first_removed(&self, head: &Head, rest: &Rest) -> usize {
        let line = rest.keyword_line.as_ref().filter(|(word, _)| head.mark.keyword.as_ref() == Some(word));
        line.map(|(_, block)| *block).filter(|&block| block > 0).unwrap_or(rest.mark.block)
    }

    fn hit(&self, pair: &Pair, tier: Tier) -> Hit {
        let (head, rest) = (&self.heads[pair.head], &self.rests[pair.rest]);
        let text = self.context.text;
        let (before, behind) = (head.text.of(text).trim_end(), rest.text.of(text));
        let seam = seam(head.mark.language, before, behind);
        let with = seam.unwrap_or_default().to_string();
        let in_place = self.first_removed(head, rest) == head.mark.block + 1;
        let run = self.run(rest);
        let shape = match (in_place, seam.is_some()) {
            (false, joined) => Shape::Move { from: run, after: head.text.end, joined, with: with.clone() },
            (true, true) => Shape::Join { seam: Span::new(head.text.end, run.start), with: with.clone() },
            (true, false) => {
                Shape::Replace { at: Span::new(head.mark.at.start, rest.mark.at.end), with: String::new() }
            }
        };
        let line = |head: &Head| (self.context.source_line)(head.mark.at.start);
        let mut evidence = vec![format!("goes on from the jump line at line {}", line(head))];
        evidence.extend(pair.evidence.iter().cloned());
        let others = pair.others.iter().take(3).map(|&other| Alternative {
            confidence: (1.0 - pair.confidence) / pair.others.len() as f64,
            what: format!("goes on from the jump line at line {}", line(&self.heads[other])),
        });
        let ends = |text: &str| text.chars().skip(text.chars().count().saturating_sub(12)).collect::<String>();
        Hit {
            shape,
            tier,
            confidence: pair.confidence,
            evidence,
            alternatives: others.collect(),
            edits: match self.does(pair, tier) {
                true => {
                    let hyphen = seam.and_then(|_| self.hyphen(head, before, behind));
                    let gone = hyphen.map(|span| Edit::Replace { span, with: String::new() });
                    gone.into_iter().chain(self.edits(head, rest, seam, in_place)).collect()
                }
                false => Vec::new(),
            },
            seam: format!("{}|{}", ends(before), behind.chars().take(12).collect::<String>()),
        }
    }

    /// The typesetter's hyphen at the end of a head, when it goes.
    fn hyphen(&self, head: &Head, before: &str, behind: &str) -> Option<Span> {
        let language = head.mark.language;
        let joint = junction::joint(self.context.model_of(language)?, before, behind, language);
        let hyphen = joint.drops(before, language)?;
        let end = head.text.start + before.len();
        Some(Span::new(end - hyphen.len_utf8(), end))
    }

    fn edits(&self, head: &Head, rest: &Rest, seam: Option<&str>, in_place: bool) -> Vec<Edit> {
        let nothing = |span| Edit::Replace { span, with: String::new() };
        let mut edits = Vec::new();
        edits.push(nothing(match head.mark.alone {
            true => Span::new(self.block(head.mark.block - 1).end, head.mark.at.end),
            false => head.mark.at,
        }));
        let first = self.first_removed(head, rest);
        // The break in front of the rest's first block lands in front of it, or is the seam.
        let gap = match rest.mark.alone {
            true => {
                edits.push(nothing(Span::new(self.gap(first).start, rest.mark.at.end)));
                self.gap(rest.run.start)
            }
            false => {
                if first < rest.mark.block {
                    edits.push(nothing(Span::new(self.gap(first).start, self.block(rest.mark.block - 1).end)));
                }
                self.gap(rest.mark.block)
            }
        };
        match seam {
            Some(with) => {
                edits.push(Edit::Replace { span: Span::new(gap.start, rest.text.start), with: with.to_string() })
            }
            None if !rest.mark.alone => edits.push(nothing(rest.mark.at)),
            None => {}
        }
        if !in_place {
            edits.push(Edit::Move { span: Span::new(gap.start, self.run(rest).end), to: head.landing });
        }
        edits
    }
}

/// What stands between the two halves of a sentence that a jump tore; `None` when a paragraph ends there. Without a
/// character model a hyphen stays, since nothing tells whether it is the word's or the line's.
fn seam(language: &Language, head: &str, rest: &str) -> Option<&'static str> {
    let open = language.begins_open(rest);
    let speech = rest.starts_with(|first| matches!(first, '—' | '–' | '"') || language.closing(first).is_some());
    match language.ending(head) {
        Ending::Empty => None,
        Ending::Complete => open.then_some(language.seam()),
        Ending::Introduces => (open || !(language.spaced || speech)).then_some(language.seam()),
        Ending::Hyphen | Ending::Opening => Some(""),
        _ => {
            let letters = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
            let words = letters(head.chars().next_back()) && letters(rest.chars().next());
            Some(if words { " " } else { language.seam() })
        }
    }
}
