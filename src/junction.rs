//! Does this run on from that: what a language knows about one seam.
//!
//! A seam is judged by comparison. The characters behind it are cheap after the ones before it when they belong together,
//! and cheap at the beginning of a paragraph when they do not; the difference, in bits, is the weight of evidence
//! (I. J. Good's term; a log-likelihood ratio). The head's side is judged the same way: how dear would it be to end here?
//!
//! Where words are separated by blanks there are several ways to put two halves together: with a blank, without one when
//! the page tore a word, and with or without the hyphen that the typesetter set. The likeliest way is the seam.

use crate::language::Language;
use crate::model::{BREAK, MAX_ORDER, Model, Symbol};

/// Symbols behind the seam that are weighed. The first three carry what is certain (a torn word), the rest the phrase;
/// beyond eight a model of order 5 to 8 sees nothing of the head any more.
const NEAR: usize = 3;
const FAR: usize = 8;

/// What is put between two halves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Joint {
    /// Nothing.
    #[default]
    Bare,
    /// A blank between two words.
    Blank,
    /// Nothing, and the hyphen before it goes: it is the typesetter's.
    Dehyphenated,
}

impl Joint {
    /// The hyphen at the end of `head` that goes, if one does.
    pub fn drops(self, head: &str, language: &Language) -> Option<char> {
        language.hyphen_at_end(head).filter(|_| self == Joint::Dehyphenated)
    }
}

/// How rare each way is where words are separated, in bits: of the line ends of English, German and French newspapers of
/// the development cases nine in ten are between words, and of those behind a hyphen one in twelve is in a compound. A
/// word torn without a hyphen is a reader's loss, and one in fifty.
const BLANK: f32 = 0.0;
const TORN: f32 = 5.5;
const DEHYPHENATED: f32 = 0.2;
const COMPOUND: f32 = 3.5;
/// A hyphen that stands for the rest of a word: "pre- and post-war".
const SUSPENDED: f32 = 4.0;

/// The two ends of a block, as the model sees them.
#[derive(Clone, Debug)]
pub struct Edge {
    first: Vec<Symbol>,
    last: Vec<Symbol>,
    /// Bits for the first 1, 2, .. symbols at a paragraph's beginning.
    begin: Vec<f32>,
    /// Bits for a paragraph's end behind the last symbols.
    pub end: f32,
    /// The blank of a language that separates its words.
    blank: Option<Symbol>,
    /// It ends with a hyphen behind a letter.
    hyphen: bool,
    /// It begins with a letter or a digit.
    begins_word: bool,
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
    /// How the halves are put together.
    pub joint: Joint,
}

impl Edge {
    /// The ends of a block's text.
    pub fn of(model: &Model, text: &str, language: &Language) -> Edge {
        let text = text.trim();
        let first_text = text.char_indices().nth(4 * FAR).map_or(text, |(i, _)| &text[..i]);
        let last_text = text.char_indices().rev().nth(4 * FAR).map_or(text, |(i, _)| &text[i..]);
        let read = |text: &str| model.symbols(&language.modelled(text));
        let mut first = read(first_text);
        first.truncate(FAR);
        let mut last = read(last_text);
        // One more than the model looks back, for the hyphen that may go.
        last.drain(..last.len().saturating_sub(model.order()));
        let mut context = vec![BREAK];
        let mut sum = 0.0;
        let mut begin = Vec::with_capacity(first.len());
        for &symbol in &first {
            sum += model.cost(&context, symbol);
            begin.push(sum);
            context.push(symbol);
        }
        Edge {
            end: model.cost(&last, BREAK),
            first,
            last,
            begin,
            blank: language.spaced.then(|| model.symbol(' ')),
            hyphen: language.hyphen_at_end(text).is_some(),
            begins_word: text.starts_with(char::is_alphanumeric),
        }
    }

    /// Bits for the first three symbols at a paragraph's beginning: high for a text that begins in the middle.
    pub fn begin(&self) -> f32 {
        self.begin.get(NEAR - 1).or(self.begin.last()).copied().unwrap_or(0.0)
    }

    /// The same for the first eight.
    pub fn begin_far(&self) -> f32 {
        self.begin.last().copied().unwrap_or(0.0)
    }

    /// It ends with a hyphen behind a letter.
    pub fn hyphen(&self) -> bool {
        self.hyphen
    }

    /// Blanks separate the words of its language.
    pub fn spaced(&self) -> bool {
        self.blank.is_some()
    }

    /// The ways in which `tail` can be put behind this block, with their prices.
    fn ways(&self, tail: &Edge) -> impl Iterator<Item = (Joint, f32)> {
        let ways: &[(Joint, f32)] = match self.blank {
            None => &[(Joint::Bare, 0.0)],
            Some(_) if !tail.begins_word => &[(Joint::Blank, BLANK), (Joint::Bare, BLANK)],
            Some(_) if self.hyphen => {
                &[(Joint::Dehyphenated, DEHYPHENATED), (Joint::Bare, COMPOUND), (Joint::Blank, SUSPENDED)]
            }
            Some(_) => &[(Joint::Blank, BLANK), (Joint::Bare, TORN)],
        };
        ways.iter().copied()
    }
}

/// The symbols across a seam, where no list has to be made for them: a page of ten thousand blocks has millions of seams.
struct Recent {
    symbols: [Symbol; MAX_ORDER + 1 + FAR],
    length: usize,
}

impl Recent {
    /// The end of a head, which an [`Edge`] keeps to as many symbols as the model has in its longest n-gram.
    fn of(last: &[Symbol]) -> Recent {
        let mut symbols = [BREAK; MAX_ORDER + 1 + FAR];
        symbols[..last.len()].copy_from_slice(last);
        Recent { symbols, length: last.len() }
    }

    fn push(&mut self, symbol: Symbol) {
        self.symbols[self.length] = symbol;
        self.length += 1;
    }

    fn symbols(&self) -> &[Symbol] {
        &self.symbols[..self.length]
    }
}

impl Seam {
    /// What speaks for `tail` directly behind `head`, put together in the likeliest way.
    pub fn between(model: &Model, head: &Edge, tail: &Edge) -> Seam {
        let ways = head.ways(tail).map(|(joint, price)| Seam::with(model, head, tail, joint, price));
        ways.reduce(|best, seam| if seam.far > best.far { seam } else { best }).unwrap_or_default()
    }

    fn with(model: &Model, head: &Edge, tail: &Edge, joint: Joint, price: f32) -> Seam {
        let mut context = Recent::of(&head.last);
        let mut sum = price;
        match (joint, head.blank) {
            (Joint::Blank, Some(blank)) => {
                sum += model.cost(context.symbols(), blank);
                context.push(blank);
            }
            (Joint::Dehyphenated, _) => context.length = context.length.saturating_sub(1),
            _ => {}
        }
        let mut seam = Seam { joint, ..Seam::default() };
        for (i, &symbol) in tail.first.iter().enumerate() {
            // Where the context is all tail on both sides, the two sums grow by the same bits.
            if i >= model.order() {
                break;
            }
            sum += model.cost(context.symbols(), symbol);
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
pub fn run_on(model: &Model, head: &str, tail: &str, language: &Language) -> f32 {
    let (head, tail) = (Edge::of(model, head, language), Edge::of(model, tail, language));
    Seam::between(model, &head, &tail).far + head.end
}

/// By how many bits `tail` is likelier directly behind `head` than behind a text of which nothing is known: the seam alone,
/// whether or not `tail` could begin a paragraph and `head` end one. About nothing for a torn tail behind another's head.
pub fn attraction(model: &Model, head: &str, tail: &str, language: &Language) -> f32 {
    attracts(model, &Edge::of(model, head, language), &Edge::of(model, tail, language))
}

/// The same for edges that are asked again and again.
pub fn attracts(model: &Model, head: &Edge, tail: &Edge) -> f32 {
    let (mut context, mut unknown) = (head.last.clone(), Vec::new());
    match (Seam::between(model, head, tail).joint, head.blank) {
        (Joint::Blank, Some(blank)) => {
            context.push(blank);
            unknown.push(blank);
        }
        (Joint::Dehyphenated, _) => drop(context.pop()),
        _ => {}
    }
    let mut sum = 0.0;
    for &symbol in tail.first.iter().take(model.order()) {
        sum += model.cost(&unknown, symbol) - model.cost(&context, symbol);
        context.push(symbol);
        unknown.push(symbol);
    }
    sum
}

/// How `tail` is put behind `head`, in the likeliest way.
pub fn joint(model: &Model, head: &str, tail: &str, language: &Language) -> Joint {
    Seam::between(model, &Edge::of(model, head, language), &Edge::of(model, tail, language)).joint
}
