//! What a page looks like to the assignment: its blocks with what can be told of each alone, and the evidence between
//! any two of them, computed when it is first asked for. Most pairs never are.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use crate::evidence::{Brackets, Phrases, Vocabulary};
use crate::junction::{Edge, Seam};
use crate::model::Model;

/// A block as the assignment sees it.
#[derive(Clone, Debug)]
pub struct Fragment {
    /// Running text: may be linked. Tables, lists and code may not.
    pub body: bool,
    /// A heading, by markup or by looks: 0 to 1. From one half on it begins an article.
    pub heading: f32,
    /// It ends as a paragraph ends.
    pub complete: bool,
    /// It begins with a mark that cannot begin a paragraph.
    pub open: bool,
    /// A byline, dateline or caption by its looks.
    pub kicker: bool,
    /// It begins with emphasis or a dateline: the first paragraph of something.
    pub opening: bool,
    /// Length in characters.
    pub length: usize,
    /// Its two ends in the model.
    pub edge: Edge,
    /// What it leaves open, and closes.
    pub brackets: Brackets,
    /// Its last characters.
    pub last: String,
    /// Its first characters.
    pub first: String,
}

impl Fragment {
    /// True when it begins an article.
    pub(super) fn is_heading(&self) -> bool {
        self.heading >= 0.5
    }

    /// True when something may be joined to its end.
    pub(super) fn can_go_on(&self) -> bool {
        self.body && !self.complete && self.heading < 1.0
    }

    /// How surely its sentence breaks off, 0 to 1: by what a paragraph's end would cost there, in bits, and not at all for
    /// what has no full stop anyway.
    pub(super) fn torn(&self) -> f32 {
        if self.can_go_on() && !self.is_heading() && !self.kicker { (self.edge.end / 12.0).min(1.0) } else { 0.0 }
    }
}

/// The fragments of one page and the evidence between them, computed when asked for.
pub struct Page<'m> {
    /// In the order of the text.
    pub fragments: Vec<Fragment>,
    /// Vocabulary by fragment.
    pub vocabulary: Vocabulary,
    /// The page's turns of phrase.
    pub phrases: Phrases,
    /// The language's model.
    pub model: &'m Model,
    seams: RefCell<FxHashMap<(u32, u32), Seam>>,
    shared: RefCell<FxHashMap<(u32, u32), f32>>,
    rivals: RefCell<FxHashMap<u32, [(f32, u32); 2]>>,
}

/// Rivals for a head's continuation are looked for among this many fragments behind it; farther than two pages of the
/// densest newspaper no tail is ever put.
const REACH: usize = 160;

impl<'m> Page<'m> {
    /// A page of fragments.
    pub fn new(fragments: Vec<Fragment>, vocabulary: Vocabulary, phrases: Phrases, model: &'m Model) -> Page<'m> {
        let (seams, shared, rivals) = Default::default();
        Page { fragments, vocabulary, phrases, model, seams, shared, rivals }
    }

    /// The evidence at the seam of two fragments.
    pub fn seam(&self, head: usize, tail: usize) -> Seam {
        *self
            .seams
            .borrow_mut()
            .entry((head as u32, tail as u32))
            .or_insert_with(|| Seam::between(self.model, &self.fragments[head].edge, &self.fragments[tail].edge))
    }

    /// What two fragments have in common.
    pub(super) fn shared(&self, a: usize, b: usize) -> f32 {
        *self.shared.borrow_mut().entry((a as u32, b as u32)).or_insert_with(|| self.vocabulary.shared(a, b))
    }

    /// How well the best other fragment would continue `head`, in bits.
    pub(super) fn rival(&self, head: usize, tail: usize) -> f32 {
        let mut rivals = self.rivals.borrow_mut();
        let best = rivals.entry(head as u32).or_insert_with(|| {
            let mut best = [(0.0f32, u32::MAX); 2];
            let end = (head + REACH).min(self.fragments.len());
            for other in (head + 1..end).filter(|&o| self.fragments[o].body) {
                let far = self.seam(head, other).far;
                if far > best[0].0 {
                    best = [(far, other as u32), best[0]];
                } else if far > best[1].0 {
                    best[1] = (far, other as u32);
                }
            }
            best
        });
        if best[0].1 == tail as u32 { best[1].0 } else { best[0].0 }
    }
}
