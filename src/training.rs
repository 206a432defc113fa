//! Training a character model: counting, pruning, smoothing, and writing it down.
//!
//! Modified Kneser-Ney, because nothing beats it at this size: what matters of a short n-gram is in how many different
//! places it was seen, not how often. An n-gram that begins a paragraph has no left neighbours to count and keeps its
//! plain count. Smoothing is interpolated, and what pruning takes away goes into the weight of the shorter context before
//! anything is written, so that the costs after any context are those of a distribution.
//!
//! Everything is done by sorting: one 128-bit key for each place in the text, its characters from the last to the first,
//! so that the n-grams of every order lie in runs of the same sorted array. Twenty million characters need under one
//! gigabyte, and the result depends on nothing but the text and its order: no hash map is ever walked.

mod counting;
mod smoothing;
mod writing;

use std::fmt;

use crate::model::{MAX_ORDER, normalised};
use counting::{Alphabet, Pruning, keys};
use smoothing::{singles, smoothed};
use writing::written;

/// What kind of model to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The longest n-gram, 2 to [`MAX_ORDER`].
    pub order: usize,
    /// How often an n-gram of order 1, 2, 3 ... must be seen to be kept; the last number stands for all higher orders.
    /// The first is the threshold of the alphabet; from the second on they must not fall.
    pub minimum: Vec<u32>,
}

impl Options {
    fn minimum(&self, order: usize) -> u32 {
        self.minimum.get(order - 1).or(self.minimum.last()).copied().unwrap_or(1)
    }
}

/// Why there is no model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrainingError {
    /// The order is not between 2 and [`MAX_ORDER`].
    Order(usize),
    /// The minimum counts fall.
    Minimum,
    /// No paragraph has a character in it.
    Empty,
    /// More characters reach the threshold of the alphabet than a symbol can number.
    Alphabet(usize),
    /// A table has more n-grams than 32 bits can number.
    Size,
}

impl fmt::Display for TrainingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TrainingError::Order(order) => write!(f, "order {order}: a model has an order from 2 to {MAX_ORDER}"),
            TrainingError::Minimum => f.write_str(
                "the minimum counts fall: a longer n-gram cannot be kept without the shorter ones inside it",
            ),
            TrainingError::Empty => f.write_str("nothing to learn from: no paragraph has a character in it"),
            TrainingError::Alphabet(size) => {
                write!(f, "{size} different characters are too many: raise the first minimum count")
            }
            TrainingError::Size => f.write_str("too many n-grams: raise the minimum counts"),
        }
    }
}

impl std::error::Error for TrainingError {}

/// The training text, taken up paragraph by paragraph.
#[derive(Clone, Debug, Default)]
pub struct Training {
    /// Normalised characters; every paragraph is followed by a `None`, which is 0 in memory.
    text: Vec<Option<char>>,
    paragraphs: usize,
}

/// A trained model, and what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trained {
    /// The file, for [`crate::model::Model::open`].
    pub bytes: Vec<u8>,
    /// How many n-grams of order 1, 2, 3 ... are kept.
    pub kept: Vec<usize>,
}

impl Training {
    /// No text yet.
    pub fn new() -> Self {
        Training::default()
    }

    /// Takes up one paragraph. One without visible characters is passed over.
    pub fn add(&mut self, paragraph: &str) {
        let before = self.text.len();
        self.text.extend(normalised(paragraph.trim()).map(Some));
        if self.text.len() > before {
            self.text.push(None);
            self.paragraphs += 1;
        }
    }

    /// Characters so far, as normalised.
    pub fn characters(&self) -> usize {
        self.text.len() - self.paragraphs
    }

    /// Paragraphs so far.
    pub fn paragraphs(&self) -> usize {
        self.paragraphs
    }

    /// The model of all that was added.
    ///
    /// # Errors
    /// When the options make no sense, the text is empty, or the model would not fit its format.
    pub fn train(&self, options: &Options) -> Result<Trained, TrainingError> {
        if !(2..=MAX_ORDER).contains(&options.order) {
            return Err(TrainingError::Order(options.order));
        }
        if !options.minimum.iter().skip(1).is_sorted() {
            return Err(TrainingError::Minimum);
        }
        if self.paragraphs == 0 {
            return Err(TrainingError::Empty);
        }
        let pruning = Pruning { minimum: (1..=options.order).map(|order| options.minimum(order)).collect() };
        let alphabet = Alphabet::of(&self.text, options.minimum(1)).map_err(TrainingError::Alphabet)?;
        let keys = keys(&self.text, &alphabet);
        let mut longest = singles(&pruning.counted(&keys, 1), &alphabet);
        let mut orders = Vec::new();
        for order in 2..=options.order {
            let longer = smoothed(&pruning.counted(&keys, order), &pruning, &mut longest);
            orders.push(std::mem::replace(&mut longest, longer));
        }
        orders.push(longest);
        let kept = orders.iter().map(|order| order.grams.len()).collect();
        Ok(Trained { bytes: written(&alphabet, &orders, options.minimum(2)).ok_or(TrainingError::Size)?, kept })
    }
}
