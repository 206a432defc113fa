//! The heights of columns. Under a headline as wide as the article its columns end at one height, so that where a displaced
//! one ends can be told from the one that it goes on from. Heights are in characters, since a page says nothing of its lines.

use super::Choice;
use super::page::Page;
use super::reading::{Reading, STEP};
use crate::feature::{Feature, Tally};

/// What a paragraph takes beyond its characters: its indentation and half of a line that its end leaves empty. Between 5
/// and 20 the columns of the development pages come out equally even.
const PARAGRAPH: f32 = 10.0;

/// Columns whose heights are further apart than this, as a natural logarithm, are not even.
pub(super) const EVEN: f32 = 0.2;

/// How much further apart they may be and count for more.
const MOST: f32 = 1.5;

/// A column of an article, down to some block.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Column {
    /// Its height so far.
    height: f32,
    /// That of the column from which it goes on; 0 for an article's first.
    before: f32,
}

impl Column {
    /// The column that goes on from this one.
    pub(super) fn next(self) -> Column {
        Column { height: 0.0, before: self.height }
    }

    /// The column with a block more.
    pub(super) fn with(self, length: usize) -> Column {
        Column { height: self.height + length as f32 + PARAGRAPH, ..self }
    }

    /// By how much it is higher than the one from which it goes on, as a natural logarithm; `None` for an article's first.
    pub(super) fn surplus(self) -> Option<f32> {
        (self.before > 0.0 && self.height > 0.0).then(|| (self.height / self.before).ln().clamp(-MOST, MOST))
    }

    /// Whether it ends at the height of the one from which it goes on.
    pub(super) fn is_even(self) -> Option<bool> {
        self.surplus().map(|surplus| surplus.abs() < EVEN)
    }
}

/// True when the column that is being read ends in front of fragment `i` if it chooses so.
pub(super) fn ends_column(page: &Page, i: usize, choice: Choice) -> bool {
    match choice {
        Choice::Stay => page.fragments[i].is_heading(),
        Choice::Join(end) | Choice::Follow(end) => end + STEP < i,
    }
}

impl Reading {
    /// From -1, where columns did not end at one height so far, to 1, where all did.
    pub(super) fn evenness(&self) -> f32 {
        let [even, uneven] = [self.even, self.uneven].map(|columns| columns as f32);
        (even - uneven) / (even + uneven + 1.0)
    }

    /// What the column that is being read says of a choice of fragment `i`: that it is full, or that it is not yet.
    pub(super) fn column_features(&self, page: &Page, i: usize, choice: Choice, features: &mut impl Tally) {
        match choice {
            _ if ends_column(page, i, choice) => self.column_end_features(features),
            Choice::Join(end) | Choice::Follow(end) if end + 1 < i => {}
            _ => {
                let longer = self.column.with(page.fragments[i].length).surplus().zip(self.column.surplus());
                let over = longer.map_or(0.0, |(then, now)| then.max(0.0) - now.max(0.0));
                features.add(Feature::ColumnOver, over);
                features.add(Feature::ColumnOverEven, over * self.evenness());
            }
        }
    }

    /// What the column says that is being read if it ends here.
    pub(super) fn column_end_features(&self, features: &mut impl Tally) {
        let Some(surplus) = self.column.surplus() else { return };
        let even = (1.0 - surplus.abs() / EVEN).max(0.0);
        let short = (-surplus).max(0.0);
        for (name, named_even, value) in [
            (Feature::ColumnShort, Feature::ColumnShortEven, short),
            (Feature::ColumnEven, Feature::ColumnEvenEven, even),
        ] {
            features.add(name, value);
            features.add(named_even, value * self.evenness());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_measured_by_the_one_from_which_it_goes_on() {
        let first = Column::default().with(200).with(90);
        assert_eq!(first.surplus(), None, "an article's first");
        assert_eq!(first.next().surplus(), None, "nothing of it was read yet");
        assert_eq!(first.next().with(150).with(150).is_even(), Some(true));
        let short = first.next().with(100);
        assert_eq!(short.is_even(), Some(false));
        assert!(short.surplus() < Some(-0.9) && short.with(500).surplus() > Some(0.5), "{short:?}");
        assert_eq!(first.next().with(100_000).surplus(), Some(MOST));
    }
}
