//! Where displaced runs land. They are put in their new order as a list of fragments first, because a run may hold the head
//! of another one, and the edits are read off that list.

use super::{Plan, head_of};
use crate::edit::Edit;
use crate::span::Span;

impl Plan<'_> {
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
