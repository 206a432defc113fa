//! What travels with a displaced block, and where such runs land. They are put in their new order as a list of fragments
//! first, because a run may hold the head of another one, and the edits are read off that list.

use std::ops::Range;

use super::{Plan, head_of};
use crate::decision::Choice;
use crate::edit::Edit;
use crate::layout::BlockKind;
use crate::span::Span;

impl Plan<'_> {
    /// A displaced fragment and those that it takes along: what stays behind it, likely or not, unless it is about to go
    /// elsewhere itself. The source has them together.
    pub(super) fn run(&self, first: usize) -> Range<usize> {
        let head = head_of(self.verdicts[first].choice);
        // A headline that was not seen as one ends the run: it has no full stop, and what stands below speaks of something else.
        let foreign = |i: usize| {
            let torn = || self.verdicts.iter().skip(i + 2).any(|verdict| verdict.choice == Choice::Join(i));
            let line = !self.page.fragments[i].complete && self.page.looks_like_headline(i) > 0.0;
            let headline = line && i + 1 < self.verdicts.len() && !torn();
            let head = head.filter(|head| headline && *head < first);
            let below = head.map(|head| self.page.likeness_behind(head, first..i, i + 1));
            below.is_some_and(|below| f64::from(below) < self.rule.along_likeness)
        };
        // Behind a caption or a byline that stood in a paragraph's middle the next paragraphs are where they belong.
        let set_in = |head: usize| head < first && (head + 1..first).all(|at| self.page.fragments[at].kicker);
        let in_place = head.is_some_and(set_in);
        let along = |i: &usize| {
            let (fragment, verdict) = (&self.page.fragments[*i], &self.verdicts[*i]);
            let listed = self.context.layout.blocks[self.blocks.start + i].kind == BlockKind::ListItem;
            let running = (fragment.body || listed) && !self.is_heading(*i) && !self.unwanted(*i);
            match verdict.choice {
                // The end that it goes on from must not leave without it.
                Choice::Join(head) if head + 1 == *i => running || self.confidence(*i) >= self.rule.propose_at,
                _ if in_place => false,
                Choice::Stay => running && !foreign(*i),
                // What is likelier to belong elsewhere than here, and stays only for want of certainty, is left alone.
                Choice::Follow(_) if self.share(*i) >= self.rule.least_share => false,
                _ => running && !self.does(*i) && verdict.share_of(Choice::Stay) >= self.rule.along_at,
            }
        };
        first..(first + 1..self.verdicts.len()).find(|i| !along(i)).unwrap_or(self.verdicts.len())
    }

    /// True for a heading by markup, and for one by looks unless more displaced text follows: the line is then a
    /// subheading of the run, or a torn sentence that is short enough to pass for a heading.
    fn is_heading(&self, i: usize) -> bool {
        let heading = self.page.looks_like_headline(i);
        if !(0.5..1.0).contains(&heading) {
            return heading >= 1.0;
        }
        let links = self.verdicts.iter().enumerate().skip(i + 1);
        let next = links
            .take_while(|(k, _)| self.page.fragments[*k].heading < 1.0)
            .find_map(|(k, v)| Some((k, head_of(v.choice)?)));
        !next.is_some_and(|(k, head)| head < i && head + 1 < k)
    }

    /// The edits that bring the runs of these displaced fragments, given in the order of the page, behind their heads; by
    /// the fragment that begins the run.
    pub(super) fn moves(&self, displaced: impl Iterator<Item = usize>) -> Vec<Vec<Edit>> {
        let count = self.verdicts.len();
        // The fragments in their new order, as a list linked forward and backward; `count` stands for both ends.
        let mut next: Vec<usize> = (0..count).map(|f| f + 1).chain([0]).collect();
        let mut before: Vec<usize> = [count].into_iter().chain(0..count).collect();
        let mut owner: Vec<Option<usize>> = vec![None; count];
        for first in displaced {
            let run = self.run(first);
            for fragment in run.clone() {
                (next[before[fragment]], before[next[fragment]]) = (next[fragment], before[fragment]);
                owner[fragment] = Some(first);
            }
            let mut at = match head_of(self.verdicts[first].choice) {
                Some(head) if !run.contains(&head) => head,
                _ => before[count],
            };
            for fragment in run {
                let behind = next[at];
                (next[at], before[fragment]) = (fragment, at);
                (next[fragment], before[behind]) = (behind, fragment);
                at = fragment;
            }
        }
        let mut edits = vec![Vec::new(); count];
        let (mut anchor, mut latest) = (None, 0);
        let mut first = next[count];
        while first < count {
            let Some(by) = owner[first] else {
                (anchor, latest) = (Some(first), 0);
                first = next[first];
                continue;
            };
            // What lands at one place lands in the order of the hits. A run that another one was put into is cut in two;
            // its second half then belongs to what came between.
            latest = by.max(latest);
            let mut last = first;
            while next[last] == last + 1 && last + 1 < count && owner[last + 1].is_some() {
                last += 1;
            }
            if let (Some(anchor), true) = (anchor, first > 0) {
                let span = Span::new(self.gap(first).start, self.span(last).end);
                edits[latest].push(Edit::Move { span, to: self.span(anchor).end });
            }
            first = next[last];
        }
        edits
    }
}
