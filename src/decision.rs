//! One assignment for a page: which block goes on from which.
//!
//! The page is read block by block. Each block chooses: it stays where it is (a new paragraph behind its neighbour), it
//! is the rest of an open sentence (its neighbour's, or one farther up), or it begins with a whole sentence and follows
//! the end of another article. A choice uses up the end it takes, so the choices form a path cover; and each choice
//! changes what the next ones are likely to be (tails stand in the order of their heads). A greedy pass would pay for an
//! early mistake all down the page, and an assignment without order throws the best clue away; so a beam of partial
//! readings is kept, scored by the sum of its choices, and the share of the beam in which a link stands is its
//! probability, before calibration.
//!
//! The scores are linear in the clues of a choice (decision/clues.rs) with learned weights
//! ([`crate::feature::Weights`]).

mod clues;
mod column;
mod grounds;
mod headlines;
mod looks;
mod page;
mod reading;

use crate::feature::{Beam, Features};

pub use looks::Looks;
pub use page::{Fragment, Page, SCRAP, Tongue};
pub use reading::Reading;

/// What a block does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Choice {
    /// It stands where it belongs, as a paragraph of its own.
    Stay,
    /// It is the rest of the sentence that breaks off at the end of that fragment.
    Join(usize),
    /// It is the paragraph behind that fragment, the end of another article.
    Follow(usize),
}

impl Page<'_> {
    /// Reads the page: for each fragment its choice in the best reading, and what the other readings chose.
    pub fn read(&self) -> Vec<Verdict> {
        let mut verdicts = verdicts(&self.readings(), self.fragments.len(), self.beam().temperature);
        for (i, grounds) in self.grounds(&verdicts).into_iter().enumerate() {
            if let Some(grounds) = grounds {
                verdicts[i].confidence = self.weights(i).calibrated(&grounds);
                verdicts[i].level = grounds.level();
            }
        }
        verdicts
    }

    /// The readings that the beam ends with, best first.
    pub fn readings(&self) -> Vec<Reading> {
        self.readings_beside(&[]).1
    }

    /// The readings with which the beam ends or, when `truth` is given, those at the fragment at which the right reading
    /// falls out of it, and how many fragments they have read. A fit that looked at whole readings only would not see that
    /// the right one was lost on the way (early update; Collins and Roark 2004).
    pub fn readings_beside(&self, truth: &[Choice]) -> (usize, Vec<Reading>) {
        let Beam { width, behind, .. } = self.beam();
        let mut beam = vec![Reading::new()];
        for i in 0..self.fragments.len() {
            // Only those that stay in the beam are made: most of the work would be copying readings that fall out of it.
            let mut next: Vec<(&Reading, Choice, f32)> = Vec::with_capacity(beam.len() * 2);
            for reading in &beam {
                let options = best_options(self, reading, i, reading.options(self, i));
                next.extend(options.into_iter().map(|(choice, score)| (reading, choice, score)));
            }
            let total = |(reading, _, score): &(&Reading, Choice, f32)| reading.score + score;
            next.sort_by(|a, b| total(b).total_cmp(&total(a)));
            next.truncate(width);
            let best = next.first().map_or(0.0, total);
            next.retain(|option| total(option) >= best - behind);
            beam = next.into_iter().map(|(reading, choice, score)| reading.chosen(self, i, choice, score)).collect();
            let right = truth.get(..=i);
            if right.is_some_and(|right| !beam.iter().any(|reading| reading.choices() == right)) {
                return (i + 1, beam);
            }
        }
        for reading in &mut beam {
            reading.score += reading.closing_score(self);
        }
        beam.sort_by(|a, b| b.score.total_cmp(&a.score));
        (self.fragments.len(), beam)
    }

    /// The features of a reading, whole or in part, given by its choices.
    pub fn features_of(&self, choices: &[Choice]) -> Features {
        let mut sum = Features::default();
        let mut reading = Reading::new();
        for (i, &choice) in choices.iter().enumerate() {
            sum.0.extend(reading.features(self, i, choice).0);
            reading = reading.chosen(self, i, choice, 0.0);
        }
        if choices.len() == self.fragments.len() {
            sum.0.extend(reading.closing_features(self).0);
        }
        sum
    }
}

/// A fact as a number, for features and grounds.
fn flag(is: bool) -> f32 {
    f32::from(u8::from(is))
}

/// What became of one fragment.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The choice of the best reading.
    pub choice: Choice,
    /// Share of the beam that agrees, 0 to 1.
    pub share: f32,
    /// Probability that a link is right, 0 to 1; the share itself where the fragment stays.
    pub confidence: f64,
    /// How well the columns that a displaced link ends and begins agree in height, from 1 down to -2; 0 when nothing tells.
    pub level: f32,
    /// What other readings chose, with their shares, likeliest first.
    pub others: Vec<(Choice, f32)>,
}

impl Verdict {
    /// Share of the beam in which the fragment chose so, 0 to 1.
    pub fn share_of(&self, choice: Choice) -> f64 {
        if self.choice == choice {
            return f64::from(self.share);
        }
        self.others.iter().find(|(other, _)| *other == choice).map_or(0.0, |(_, share)| f64::from(*share))
    }
}

fn verdicts(beam: &[Reading], count: usize, temperature: f32) -> Vec<Verdict> {
    let best = beam.first().map_or(0.0, |reading| reading.score);
    let mut total = 0.0;
    let mut tally: Vec<Vec<(Choice, f32)>> = vec![Vec::new(); count];
    for reading in beam {
        let mass = ((reading.score - best) / temperature).exp();
        total += mass;
        for (votes, choice) in tally.iter_mut().zip(reading.choices()) {
            match votes.iter_mut().find(|(other, _)| *other == choice) {
                Some((_, votes)) => *votes += mass,
                None => votes.push((choice, mass)),
            }
        }
    }
    let verdict = |mut votes: Vec<(Choice, f32)>| {
        // The best reading was counted first; its choice is the verdict even where the others outvote it.
        let (choice, share) = if votes.is_empty() { (Choice::Stay, total) } else { votes.remove(0) };
        votes.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let share = share / total;
        Verdict {
            choice,
            share,
            confidence: f64::from(share),
            level: 0.0,
            others: votes.into_iter().map(|(c, m)| (c, m / total)).collect(),
        }
    };
    tally.into_iter().map(verdict).collect()
}

/// Options that a reading does not follow up: those so far behind the best that they could never come back.
fn best_options(page: &Page, reading: &Reading, i: usize, options: Vec<Choice>) -> Vec<(Choice, f32)> {
    if !page.has_choice(i) {
        let score = page.weights(i).score(|score| reading.column_features(page, i, Choice::Stay, score));
        return vec![(Choice::Stay, score)];
    }
    let kinships = reading.kinships(page, i);
    let score = |choice| page.weights(i).score(|score| reading.choice_features(page, i, choice, &kinships, score));
    let mut scored: Vec<(Choice, f32)> = options.into_iter().map(|choice| (choice, score(choice))).collect();
    scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let best = scored[0].1;
    scored.retain(|s| s.1 > best - page.beam().prune);
    scored.truncate(page.beam().options);
    scored
}
