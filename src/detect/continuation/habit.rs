//! Does the page put tails elsewhere at all?
//!
//! **Damage.** The confidence of a link is calibrated on newspaper pages, where most torn sentences go on somewhere else on
//! the page. In manuals, tables of contents and misread print, hundreds of lines end without a full stop and go on
//! nowhere; among so many ends some tail fits by chance.
//!
//! **What tells them apart.** Of the sentences torn in a stretch of text, the share that displaced tails complete; and where
//! there are only a few such tails on a page without marked headlines, how well they run on. There, where most sentences go on
//! nowhere because the page was read in disorder, a tail that begins with a capital or runs on badly needs more. And a tail
//! directly above a headline ends its article where the column has it: to put it elsewhere would tear the order of the articles.
//! What this keeps and what it turns down was counted (docs/continuation.md); the numbers are in the rule's file. Of links to the
//! block above the share says nothing: on pages read across their columns the wrong ones stand among as many completed sentences.
//!
//! **Price.** A single tail that runs on weakly, the tails of an article in the midst of tables, and nouns behind an article in
//! German on pages read in disorder are only proposed.

use serde::Deserialize;

use crate::decision::{Choice, Page, Verdict};

/// Blocks on either side of a link that are looked at: what the eye has of a page.
const AROUND: usize = 80;

/// Bits by which one seam may speak for the others, either way: a name of ten characters must not speak for a whole page.
const MOST: f32 = 20.0;
const LEAST: f32 = -5.0;

/// From which likeness to a heading on a block is a headline.
const HEADLINE: f32 = 0.5;

/// How surely a sentence breaks off that shows an article's first column.
const TORN: f32 = 0.5;

/// What must be seen around a displaced link before it is made: `[detect.continuation.habit]`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Habit {
    /// The share of the torn sentences around that displaced tails complete, 0 to 1: at least this.
    pub completed: f64,
    /// So many displaced tails are few.
    pub few: usize,
    /// By how many bits few of them must run on, on the average.
    pub few_bits: f32,
    /// Or which share of the torn sentences around two or more of them complete, 0 to 1.
    pub few_completed: f64,
    /// What must be seen besides on a page without marked headlines.
    pub unmarked: Unmarked,
}

/// What must be seen around a displaced link on a page without marked headlines: `[detect.continuation.habit.unmarked]`.
/// Shares are of the torn sentences around that displaced tails complete, 0 to 1.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unmarked {
    /// At least this share, or that the link runs on by so many bits.
    pub completed: f64,
    pub bits: f32,
    /// The share before a link that runs on by fewer bits than these, and before a tail that begins with a capital.
    pub unlikely: f64,
    pub least_bits: f32,
    pub capital: f64,
}

impl Unmarked {
    fn bears_out(self, completed: f64, bits: f32, tail: &str) -> bool {
        (completed >= self.completed || bits >= self.bits)
            && (completed >= self.unlikely || bits >= self.least_bits)
            && (completed >= self.capital || !tail.starts_with(char::is_uppercase))
    }
}

impl Habit {
    /// For each fragment, whether a displaced link there is borne out by what is around. `certain` says which links are sure
    /// enough by themselves.
    pub(super) fn bears_out(self, page: &Page, verdicts: &[Verdict], certain: impl Fn(usize) -> bool) -> Vec<bool> {
        let mut taken = vec![false; verdicts.len()];
        let mut links = Vec::new();
        for (tail, verdict) in verdicts.iter().enumerate() {
            let (Choice::Join(head) | Choice::Follow(head)) = verdict.choice else { continue };
            taken[head] = true;
            if head + 1 != tail && certain(tail) {
                links.push((tail, page.seam(head, tail).far.clamp(LEAST, MOST)));
            }
        }
        // Torn sentences that nothing completes, summed up to each fragment; the last one may go on over the page.
        let mut loose = vec![0.0];
        for (at, fragment) in page.fragments.iter().enumerate() {
            let open = !taken[at] && at + 1 < page.fragments.len() && !page.may_stand_apart(at);
            loose.push(loose[at] + if open { fragment.torn() } else { 0.0 });
        }
        let mut borne_out = vec![false; verdicts.len()];
        for &(at, own) in &links {
            let (from, to) = (at.saturating_sub(AROUND), (at + AROUND).min(verdicts.len()));
            let first = links.partition_point(|(tail, _)| *tail < from);
            let around = &links[first..links.partition_point(|(tail, _)| *tail < to)];
            let count = around.len() as f32;
            let completed = f64::from(count / (count + loose[to] - loose[from]));
            let bits = around.iter().map(|(_, bits)| bits).sum::<f32>() / count;
            let many = page.marks_headlines() || around.len() > self.few;
            let nearly_all = around.len() > 1 && completed >= self.few_completed;
            borne_out[at] = completed >= self.completed
                && (many || nearly_all || bits >= self.few_bits)
                && (page.marks_headlines() || self.unmarked.bears_out(completed, own, &page.fragments[at].first))
                && !precedes_article(page, verdicts, at);
        }
        borne_out
    }
}

/// True when what stays behind a displaced fragment ends at a headline, and the text below it breaks off. Tails that were
/// gathered stand before other tails, or last; a tail above the first column of another article stands where its own column
/// has it, and it is the head that was read elsewhere. A short tail or a subheading among tails looks like a headline, too,
/// but what stands below it is another tail, or ends its article.
fn precedes_article(page: &Page, verdicts: &[Verdict], at: usize) -> bool {
    let headline = |i: usize| verdicts[i].choice == Choice::Stay && page.fragments[i].heading >= HEADLINE;
    let runs_on = |i: usize| match verdicts[i].choice {
        Choice::Stay => !headline(i),
        Choice::Join(head) | Choice::Follow(head) => head + 1 == i,
    };
    let end = (at + 1..verdicts.len()).find(|&i| !runs_on(i)).unwrap_or(verdicts.len());
    let below = (end..verdicts.len()).find(|&i| !headline(i)).unwrap_or(verdicts.len());
    below > end && (below..verdicts.len()).take_while(|&i| runs_on(i)).any(|i| page.fragments[i].torn() >= TORN)
}
