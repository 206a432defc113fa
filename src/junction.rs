//! Does this run on from that: what a language knows about one seam.
//!
//! A seam is judged by comparison. The characters behind it are cheap after the ones before it when they belong together,
//! and cheap at the beginning of a paragraph when they do not; the difference, in bits, is the weight of evidence
//! (I. J. Good's term; a log-likelihood ratio). The head's side is judged the same way: how dear would it be to end here?

use crate::model::{BREAK, Model, Symbol};

/// Symbols behind the seam that are weighed. The first three carry what is certain (a torn word), the rest the phrase;
/// beyond eight a model of order 5 to 8 sees nothing of the head any more.
const NEAR: usize = 3;
const FAR: usize = 8;

/// The two ends of a block, as the model sees them.
#[derive(Clone, Debug)]
pub struct Edge {
    first: Vec<Symbol>,
    last: Vec<Symbol>,
    /// Bits for the first 1, 2, .. symbols at a paragraph's beginning.
    begin: Vec<f32>,
    /// Bits for a paragraph's end behind the last symbols.
    pub end: f32,
}

/// The evidence at one seam, in bits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Seam {
    /// By how much the first three symbols of the tail are cheaper after the head than at a paragraph's beginning.
    pub near: f32,
    /// The same for the first eight.
    pub far: f32,
    /// What the first three cost after the head.
    pub cost: f32,
}

impl Edge {
    /// The ends of a block's text.
    pub fn of(model: &Model, text: &str) -> Edge {
        let first_text = text.char_indices().nth(4 * FAR).map_or(text, |(i, _)| &text[..i]);
        let last_text = text.char_indices().rev().nth(4 * FAR).map_or(text, |(i, _)| &text[i..]);
        let mut first = model.symbols(first_text.trim());
        first.truncate(FAR);
        let mut last = model.symbols(last_text.trim());
        last.drain(..last.len().saturating_sub(model.order() - 1));
        let mut context = vec![BREAK];
        let mut sum = 0.0;
        let mut begin = Vec::with_capacity(first.len());
        for &symbol in &first {
            sum += model.cost(&context, symbol);
            begin.push(sum);
            context.push(symbol);
        }
        let end = model.cost(&last, BREAK);
        Edge { first, last, begin, end }
    }

    /// Bits for the first three symbols at a paragraph's beginning: high for a text that begins in the middle.
    pub fn begin(&self) -> f32 {
        self.begin.get(NEAR - 1).or(self.begin.last()).copied().unwrap_or(0.0)
    }
}

impl Seam {
    /// What speaks for `tail` directly behind `head`.
    pub fn between(model: &Model, head: &Edge, tail: &Edge) -> Seam {
        let mut context = head.last.clone();
        let mut sum = 0.0;
        let mut seam = Seam::default();
        for (i, &symbol) in tail.first.iter().enumerate() {
            // Where the context is all tail on both sides, the two sums grow by the same bits.
            if i >= model.order() {
                break;
            }
            sum += model.cost(&context, symbol);
            context.push(symbol);
            seam.far = tail.begin[i] - sum;
            if i < NEAR {
                seam.near = seam.far;
                seam.cost = sum;
            }
        }
        seam
    }
}

/// By how many bits `tail` is likelier directly behind `head` than at a paragraph's beginning, and `head` to go on than to
/// end.
pub fn run_on(model: &Model, head: &str, tail: &str) -> f32 {
    let (head, tail) = (Edge::of(model, head), Edge::of(model, tail));
    Seam::between(model, &head, &tail).far + head.end
}
