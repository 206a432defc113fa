//! What a page looks like to the assignment: its blocks with what can be told of each alone, and the evidence between
//! any two of them, computed when it is first asked for. Most pairs never are.

use std::cell::{OnceCell, RefCell, RefMut};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Choice;
use super::clues::JoinClues;
use super::looks::Looks;
use crate::diction::{Beside, Diction};
use crate::evidence::{Brackets, Phrases};
use crate::feature::{Beam, Weights};
use crate::junction::{Edge, Joint, Seam};
use crate::language::Language;
use crate::model::Model;

/// A language of a page, with what is known of it.
#[derive(Clone)]
pub struct Tongue<'m> {
    /// Its marks and habits.
    pub language: &'m Language,
    /// Its characters.
    pub model: &'m Model,
    /// What counts how much.
    pub weights: Arc<Weights>,
}

/// A block as the assignment sees it.
#[derive(Clone, Debug)]
pub struct Fragment {
    /// Which of the page's languages it is written in; nothing is linked across languages.
    pub tongue: usize,
    /// Running text: may be linked. Tables, lists and code may not.
    pub body: bool,
    /// Text for machines: nothing goes on from it, and it goes on from nothing.
    pub code: bool,
    /// An item of a list that is as long as a sentence: it stays where it is, and may break off.
    pub item: bool,
    /// A heading, by markup or by looks: 0 to 1. From one half on it begins an article.
    pub heading: f32,
    /// What it looks like as a line.
    pub looks: Looks,
    /// It ends as a paragraph ends.
    pub complete: bool,
    /// It ends with a colon or the like: what it introduces may be the next paragraph.
    pub introduces: bool,
    /// It ends with a comma or another mark between clauses.
    pub clause: bool,
    /// It ends with a comma in front of speech that is a paragraph of its own: nothing is torn there.
    pub leads_into_speech: bool,
    /// It begins with a mark that cannot begin a paragraph.
    pub open: bool,
    /// How short its first sentence is, 0 to 1: the rest of a torn one is short more often than a whole one.
    pub stump: f32,
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
        (self.body || self.item) && !self.complete && self.heading < 1.0
    }

    /// True for a few characters that end no sentence: a stray word, a cell of a table.
    pub fn is_scrap(&self) -> bool {
        !self.complete && self.length <= SCRAP
    }

    /// How surely its sentence breaks off, 0 to 1: by what a paragraph's end would cost there, in bits, and not at all for
    /// what has no full stop anyway.
    pub fn torn(&self) -> f32 {
        let may = self.can_go_on() && !self.is_heading() && !self.kicker && !self.leads_into_speech;
        if may { (self.edge.end / 12.0).min(1.0) } else { 0.0 }
    }
}

/// The fragments of one page and the evidence between them, computed when asked for.
pub struct Page<'m> {
    /// In the order of the text.
    pub fragments: Vec<Fragment>,
    /// What its fragments say, and how.
    pub diction: Diction,
    /// The page's turns of phrase.
    pub phrases: Phrases,
    /// Its languages.
    pub tongues: Vec<Tongue<'m>>,
    seams: RefCell<Vec<Vec<Option<Seam>>>>,
    placing: RefCell<Placing>,
    rivals: RefCell<FxHashMap<u32, [(f32, u32); 2]>>,
    other_heads: RefCell<FxHashMap<u32, [(f32, u32); 2]>>,
    careless: OnceCell<f32>,
    displaced: OnceCell<bool>,
    marked: OnceCell<bool>,
    /// By fragment: [`Page::awaits`], which every reading asks of every open end.
    awaited: Vec<OnceCell<f32>>,
    /// Links that must not be made: head, tail.
    forbidden: Vec<(usize, usize)>,
    /// What fragments have to do.
    forced: Vec<(usize, Choice)>,
}

/// A block of up to this many characters that does not end a sentence is a scrap: a cell of a table, a stray label.
pub const SCRAP: usize = 8;
/// A seam below so many bits is no evidence that a sentence goes on there.
const WEAK: f32 = 6.0;
/// Torn sentences that a page is taken to have beyond those that are seen, so that two blocks do not make a habit.
const TORN_ANYWAY: f32 = 2.0;

/// How far apart a head and its tail may be, in blocks: farther than two pages of the densest newspaper no tail is ever
/// put. Rivals are looked for within it too, and articles that end farther up are forgotten.
pub(super) const REACH: usize = 160;

/// Blocks of an article that others are compared with.
pub(super) const MEMBERS: usize = 20;

impl<'m> Page<'m> {
    /// A page of fragments.
    pub fn new(fragments: Vec<Fragment>, diction: Diction, phrases: Phrases, tongues: Vec<Tongue<'m>>) -> Page<'m> {
        let (seams, placing, rivals, other_heads, careless, displaced, marked) = Default::default();
        let (forbidden, forced) = Default::default();
        let awaited = vec![OnceCell::new(); fragments.len()];
        Page {
            fragments,
            diction,
            phrases,
            tongues,
            seams,
            placing,
            rivals,
            other_heads,
            careless,
            displaced,
            marked,
            awaited,
            forbidden,
            forced,
        }
    }

    /// The page with links that must not be made. They are no rivals of others either.
    pub fn without(self, forbidden: Vec<(usize, usize)>) -> Page<'m> {
        Page { forbidden, ..self }
    }

    /// The page with choices that are made already.
    pub fn with(self, forced: Vec<(usize, Choice)>) -> Page<'m> {
        Page { forced, ..self }
    }

    /// The choice that is made already for a fragment.
    pub(super) fn forced(&self, fragment: usize) -> Option<Choice> {
        self.forced.iter().find(|(tail, _)| *tail == fragment).map(|(_, choice)| *choice)
    }

    /// True when a fragment may choose so: a head that is promised to another tail is taken.
    pub(super) fn allows(&self, fragment: usize, choice: Choice) -> bool {
        match choice {
            Choice::Stay => true,
            Choice::Join(head) if self.forced.iter().any(|(_, forced)| *forced == Choice::Join(head)) => false,
            Choice::Join(head) | Choice::Follow(head) => !self.forbidden.contains(&(head, fragment)),
        }
    }

    /// What counts how much for a fragment.
    pub(super) fn weights(&self, fragment: usize) -> &Weights {
        &self.tongues[self.fragments[fragment].tongue].weights
    }

    /// How the beam is kept: as the page's main language has it.
    pub(super) fn beam(&self) -> Beam {
        self.tongues.first().map(|tongue| tongue.weights.beam).unwrap_or_default()
    }

    /// True when headlines are marked on this page, so that none of them passes for a torn sentence.
    pub fn marks_headlines(&self) -> bool {
        let marked = || self.fragments.iter().filter(|fragment| fragment.heading >= 1.0).nth(1).is_some();
        *self.marked.get_or_init(marked)
    }

    /// True for a fragment that ends with a comma in a language whose speech is a paragraph of its own: where the reader lost
    /// that, nothing tells such an end from a torn one.
    pub fn may_stand_apart(&self, i: usize) -> bool {
        let fragment = &self.fragments[i];
        fragment.clause && self.tongues.get(fragment.tongue).is_some_and(|tongue| tongue.language.speech_apart)
    }

    /// The evidence at the seam of two fragments; none where they are written in different languages.
    pub fn seam(&self, head: usize, tail: usize) -> Seam {
        let between = || {
            let forbidden = self.forbidden.contains(&(head, tail));
            let (head, tail) = (&self.fragments[head], &self.fragments[tail]);
            let tongue = self.tongues.get(head.tongue).filter(|_| head.tongue == tail.tongue && !forbidden);
            tongue.map_or_else(Seam::default, |tongue| Seam::between(tongue.model, &head.edge, &tail.edge))
        };
        // By head and by how far the tail is below it: a book in one page has a million pairs within reach, and they are asked
        // for from top to bottom.
        let Some(below) = tail.checked_sub(head + 1).filter(|below| *below < REACH) else { return between() };
        let seams = &mut *self.seams.borrow_mut();
        seams.resize(seams.len().max(head + 1), Vec::new());
        let row = &mut seams[head];
        if row.is_empty() {
            row.resize(REACH.min(self.fragments.len() - head), None);
        }
        *row[below].get_or_insert_with(between)
    }

    /// How much of what a seam puts together stands elsewhere on the page ([`Phrases::across`]).
    pub fn elsewhere(&self, head: usize, tail: usize, joint: Joint) -> f32 {
        let (head, tail) = (&self.fragments[head], &self.fragments[tail]);
        let tongue = self.tongues.get(head.tongue);
        tongue.map_or(0.0, |tongue| self.phrases.across(&head.last, &tail.first, joint, tongue.language))
    }

    /// How carelessly the page sets its full stops, 0 to 1: of the blocks that end without one, the share that nothing on
    /// the page continues.
    pub(super) fn careless(&self) -> f32 {
        *self.careless.get_or_init(|| {
            let torn = |&i: &usize| self.fragments[i].torn() > 0.0 && i + 1 < self.fragments.len();
            let (mut all, mut weak) = (0.0, 0.0);
            for head in (0..self.fragments.len()).filter(torn) {
                all += 1.0;
                weak += f32::from(u8::from(self.rival(head, usize::MAX) < WEAK));
            }
            weak / (all + TORN_ANYWAY)
        })
    }

    /// How surely something of the page goes on from the fragment, 0 to 1: its sentence breaks off, and something runs on.
    pub(super) fn awaits(&self, head: usize) -> f32 {
        *self.awaited[head].get_or_init(|| {
            let torn = self.fragments[head].torn();
            if torn > 0.0 {
                torn * ((self.rival(head, usize::MAX) - WEAK / 2.0) / (2.0 * WEAK)).clamp(0.0, 1.0)
            } else {
                0.0
            }
        })
    }

    /// True when the fragment could do anything but stay, whatever was read before it. Of one that could, every choice is
    /// scored, also where the reading offers but one: else a reading that leaves an end open would be paid for all that
    /// does not go on from it.
    pub(super) fn has_choice(&self, i: usize) -> bool {
        let fragment = &self.fragments[i];
        i > 0 && fragment.body && fragment.heading < 1.0 && !(fragment.kicker && fragment.length < 20)
    }

    /// True when some sentence of the page breaks off and does not go on in the next fragment: only then may a paragraph be
    /// displaced.
    pub(super) fn displaced(&self) -> bool {
        *self.displaced.get_or_init(|| {
            let ends = 0..self.fragments.len().saturating_sub(1);
            ends.into_iter().any(|end| {
                let head = &self.fragments[end];
                head.torn() > 0.5 && !head.introduces && self.seam(end, end + 1).far < self.rival(end, end + 1)
            })
        })
    }

    fn placing(&self, fragment: usize) -> RefMut<'_, Placing> {
        let mut known = self.placing.borrow_mut();
        if known.fragment != Some(fragment) {
            *known = Placing { fragment: Some(fragment), ..Placing::default() };
        }
        known
    }

    /// The clues for a fragment's being the rest of the sentence that `head` leaves open, as `between` finds them.
    pub(super) fn join_clues(&self, head: usize, fragment: usize, between: impl FnOnce() -> JoinClues) -> JoinClues {
        *self.placing(fragment).by_head.entry(head).or_insert_with(between)
    }

    /// By how much an article makes a fragment likelier than the language does, in nats ([`crate::diction`]).
    /// An article is told by its `history` and made of `members`.
    pub(super) fn likeness(&self, history: u64, members: &[u32], fragment: usize) -> f32 {
        let mut known = self.placing(fragment);
        if let Some(&likeness) = known.by_article.get(&history) {
            return likeness;
        }
        let Placing { beside, by_article, .. } = &mut *known;
        let shared = beside.get_or_insert_with(|| self.diction.beside(fragment));
        let likeness = self.diction.likelier_by(shared, members.iter().map(|&member| member as usize));
        by_article.insert(history, likeness);
        likeness
    }

    /// The same for the article that ends with fragment `end` where it stands, from its headline on, and a run of fragments
    /// that goes behind it.
    pub fn likeness_behind(&self, end: usize, run: std::ops::Range<usize>, fragment: usize) -> f32 {
        let above = (0..=end).rev().take_while(|&above| !self.fragments[above].is_heading());
        self.diction.likelier_by(&mut self.diction.beside(fragment), above.take(MEMBERS).chain(run))
    }

    /// How well the best other fragment would continue `head`, in bits.
    pub(super) fn rival(&self, head: usize, tail: usize) -> f32 {
        let end = (head + REACH).min(self.fragments.len());
        let others = || (head + 1..end).filter(|&o| self.fragments[o].body).map(|o| (self.seam(head, o).far, o));
        best_other(&mut self.rivals.borrow_mut(), head, tail, others)
    }

    /// How well `tail` would continue the best other open end above it, in bits.
    pub(super) fn other_head(&self, tail: usize, head: usize) -> f32 {
        let heads = tail.saturating_sub(REACH)..tail;
        let others = || heads.filter(|&o| self.fragments[o].can_go_on()).map(|o| (self.seam(o, tail).far, o));
        best_other(&mut self.other_heads.borrow_mut(), tail, head, others)
    }
}

/// What is known of the fragment that is being placed, computed when asked for: readings have most of it in common.
#[derive(Default)]
struct Placing {
    fragment: Option<usize>,
    beside: Option<Beside>,
    /// How like it is to the articles of all readings.
    by_article: FxHashMap<u64, f32>,
    /// The clues for its being the rest of an open sentence.
    by_head: FxHashMap<usize, JoinClues>,
}

/// The best score of `key` with another than `own`, at least 0; the two best of each key are kept.
fn best_other<I: Iterator<Item = (f32, usize)>>(
    known: &mut FxHashMap<u32, [(f32, u32); 2]>,
    key: usize,
    own: usize,
    others: impl FnOnce() -> I,
) -> f32 {
    let best = known.entry(key as u32).or_insert_with(|| {
        others().fold([(0.0f32, u32::MAX); 2], |best, (score, other)| match score {
            _ if score > best[0].0 => [(score, other as u32), best[0]],
            _ if score > best[1].0 => [best[0], (score, other as u32)],
            _ => best,
        })
    });
    if best[0].1 == own as u32 { best[1].0 } else { best[0].0 }
}
