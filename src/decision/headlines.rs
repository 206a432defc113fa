//! A line without a full stop: a headline, or the head of a sentence that was torn there?
//!
//! **Damage.** In plain text nothing marks a headline. A column that ends in the first lines of a paragraph leaves a line
//! behind that is as short as one, and a reader who takes it for a headline tears the article in two and never looks for
//! its rest.
//!
//! **What tells them apart.** Not the line alone: what stands above it (a headline stands behind a paragraph's end, or a
//! headline), what stands below it, whether its last words can end anything, and whether anything on the page goes on from
//! them. A logistic curve of these signs, one a language, fitted on the generated pages that the weights are fitted on
//! (bench/fit.rs). On pages that it did not see 0.98 of the pairs of a torn line and another one are told right, by looks
//! alone 0.87.
//!
//! **Price.** A headline that reads on into some block of the page by chance is taken for a torn line; then it is the
//! link's own confidence that has to keep it where it is.

use super::flag;
use super::page::Page;
use crate::feature::Sign;

/// What is left of a line's likeness to a headline on a page whose headlines are marked: subheadings are often not.
const UNMARKED: f32 = 0.5;

/// No line is a headline as surely as one that is marked.
const MOST: f32 = 0.99;

impl Page<'_> {
    /// The signs of line `i`, by [`Sign`]; `None` for what does not look like a headline anyway, for one that is marked, and for
    /// one with a section's number ("11.1.7 Plain text"): the sentence below often begins with what it names. Nor is one judged
    /// that ends with its author or year in brackets: from it all goes on as well as not.
    pub fn signs(&self, i: usize) -> Option<Vec<f32>> {
        let line = &self.fragments[i];
        let open = line.body && !line.complete && !line.looks.numbered && !line.looks.titled;
        if !open || line.looks.heading <= 0.0 || line.looks.heading >= 1.0 {
            return None;
        }
        let above = i.checked_sub(1).map(|above| &self.fragments[above]);
        let below = self.fragments.get(i + 1);
        let best = self.rival(i, usize::MAX) / 10.0;
        let near = if below.is_some() { self.seam(i, i + 1).far / 10.0 } else { 0.0 };
        let mut signs = vec![0.0; crate::feature::SIGNS.len()];
        let mut set = |sign: Sign, value: f32| signs[sign as usize] = value;
        set(Sign::Always, 1.0);
        set(Sign::Heading, line.looks.heading);
        set(Sign::Width, line.looks.width);
        set(Sign::Narrow, line.looks.narrow);
        set(Sign::Clauses, line.looks.clauses);
        set(Sign::Capitals, line.looks.capitals);
        set(Sign::SmallEnd, line.looks.small);
        set(Sign::Byline, flag(line.kicker));
        set(Sign::Unclosed, flag(!line.brackets.open.is_empty()));
        set(Sign::End, (line.edge.end / 10.0).clamp(-1.0, 2.0));
        set(Sign::GoesOn, best.min(1.0));
        set(Sign::GoesOnWell, (best - 1.0).clamp(0.0, 2.0));
        set(Sign::GoesOnBelow, near.clamp(-1.0, 2.0));
        set(Sign::First, flag(above.is_none()));
        set(Sign::BehindEnd, flag(above.is_none_or(|above| above.complete)));
        set(Sign::BehindHeading, above.map_or(0.0, |above| above.looks.heading));
        set(Sign::AboveHeading, below.map_or(0.0, |below| below.looks.heading));
        set(Sign::AboveOpen, flag(below.is_some_and(|below| below.open)));
        set(Sign::Marks, flag(self.marks_headlines()));
        Some(signs)
    }

    /// Judges every line that looks like a headline by what is around it. No line is judged by how
    /// its neighbours were, only by how they look.
    pub fn judge_headlines(&mut self) {
        let judged = |i| {
            let signs = self.signs(i)?;
            let heading = self.weights(i).torn(&signs).map_or(self.fragments[i].looks.heading, |torn| 1.0 - torn);
            Some((i, heading.min(MOST) * self.unmarked()))
        };
        let judged: Vec<(usize, f32)> = (0..self.fragments.len()).filter_map(judged).collect();
        for (i, heading) in judged {
            self.fragments[i].heading = heading;
        }
    }

    /// How much fragment `i` looks like a headline by itself, whatever is around it, 0 to 1.
    pub fn looks_like_headline(&self, i: usize) -> f32 {
        let looks = self.fragments[i].looks.heading;
        if looks < 1.0 { looks.min(MOST) * self.unmarked() } else { looks }
    }

    fn unmarked(&self) -> f32 {
        if self.marks_headlines() { UNMARKED } else { 1.0 }
    }
}
