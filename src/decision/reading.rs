//! One way to read a page so far: which sentences are still open, which articles there are, and where each block went.
//!
//! A reading is small and copied freely: the beam keeps thirty of them at most, and its trail of choices is shared between
//! those that have a beginning in common.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use rustc_hash::FxHasher;

use super::Choice;
use super::column::{Column, ends_column};
use super::page::{MEMBERS, Page, REACH};
use crate::language::is_quotation_mark;

/// Open ends and articles that a reading keeps in view: more than the densest page has at one time.
const OPEN_ENDS: usize = 40;
const ARTICLES: usize = 40;

/// Heads that a block is tried behind; of more, those that it runs on from best.
const HEADS: usize = 12;

/// Bits by which it runs on less from a head with a colon then: what that introduces mostly stands below it, and a page of speeches
/// has more colons than heads are tried.
const INTRODUCED: f32 = 10.0;

/// A block of fewer characters is a line of something, and shares too few words with anything to be placed by them.
const SHORTEST_PARAGRAPH: usize = 15;

/// A sentence that goes on so many blocks behind its end steps over a box or a caption, and says nothing about the order in
/// which displaced ones come.
pub(super) const STEP: usize = 3;

/// One way to read the page so far.
#[derive(Clone)]
pub struct Reading {
    pub(super) score: f32,
    /// In the order of the page.
    pub(super) ends: Vec<OpenEnd>,
    /// In the order of their first fragments.
    pub(super) articles: Vec<Rc<Article>>,
    /// The article of the fragment before.
    pub(super) current: usize,
    /// Root of the article that the last displaced fragment went to; `None` before the first.
    pub(super) last_root: Option<u32>,
    /// The end that the last displaced fragment went to, and how often such an end stood farther up than the one before.
    pub(super) last_head: Option<u32>,
    pub(super) inversions: u32,
    /// Sentences that were found to go on in the next fragment, and farther down.
    pub(super) near: u32,
    pub(super) far: u32,
    /// The last fragment that was found displaced.
    pub(super) last_displaced: Option<u32>,
    /// The first displaced fragment.
    pub(super) first_displaced: Option<u32>,
    /// The column that is being read.
    pub(super) column: Column,
    /// Columns that ended at the height of the one from which they went on, and others.
    pub(super) even: u32,
    pub(super) uneven: u32,
    trail: Option<Rc<Step>>,
}

/// A fragment whose sentence is still open.
#[derive(Clone, Copy)]
pub(super) struct OpenEnd {
    pub(super) fragment: u32,
    /// First fragment of its article.
    pub(super) root: u32,
    /// Its column down to it.
    column: Column,
}

#[derive(Clone)]
pub(super) struct Article {
    /// Its first fragment.
    pub(super) root: u32,
    /// Its end so far.
    pub(super) last: u32,
    /// The column down to that end.
    column: Column,
    pub(super) members: Vec<u32>,
    /// Told from all others by it: a hash of all its members so far, those that are forgotten too.
    pub(super) history: u64,
}

struct Step {
    choice: Choice,
    before: Option<Rc<Step>>,
}

/// One step after the other: a page of a hundred thousand blocks has a trail as long, and to drop it step inside step would
/// overflow the stack.
impl Drop for Step {
    fn drop(&mut self) {
        let mut before = self.before.take();
        while let Some(mut step) = before.and_then(Rc::into_inner) {
            before = step.before.take();
        }
    }
}

impl Default for Reading {
    fn default() -> Self {
        Reading::new()
    }
}

impl Reading {
    /// Nothing read yet.
    pub fn new() -> Reading {
        Reading {
            score: 0.0,
            ends: Vec::new(),
            articles: Vec::new(),
            current: 0,
            last_root: None,
            last_head: None,
            inversions: 0,
            near: 0,
            far: 0,
            last_displaced: None,
            first_displaced: None,
            column: Column::default(),
            even: 0,
            uneven: 0,
            trail: None,
        }
    }

    /// What fragment `i` could do.
    pub fn options(&self, page: &Page, i: usize) -> Vec<Choice> {
        if let Some(choice) = page.forced(i) {
            return vec![choice];
        }
        let mut options = self.all_options(page, i);
        options.retain(|&choice| page.allows(i, choice));
        options
    }

    fn all_options(&self, page: &Page, i: usize) -> Vec<Choice> {
        let fragment = &page.fragments[i];
        let mut options = vec![Choice::Stay];
        if !page.has_choice(i) {
            return options;
        }
        let same_tongue = |other: usize| page.fragments[other].tongue == fragment.tongue;
        let ends = self.ends.iter().map(|end| end.fragment as usize);
        let mut heads: Vec<usize> = ends.filter(|&end| same_tongue(end) && end + REACH > i).collect();
        if heads.len() > HEADS {
            let introduced = |head: usize| if page.fragments[head].introduces { INTRODUCED } else { 0.0 };
            let runs_on = |head: usize| page.seam(head, i).far - introduced(head);
            heads.sort_by(|&a, &b| runs_on(b).total_cmp(&runs_on(a)).then(b.cmp(&a)));
            heads.truncate(HEADS);
        }
        options.extend(heads.into_iter().map(Choice::Join));
        let displaced = self.last_root.is_some() || page.displaced();
        if displaced && !fragment.open && !fragment.is_heading() && fragment.length >= SHORTEST_PARAGRAPH {
            let others = self.articles.iter().enumerate().filter(|(a, _)| *a != self.current);
            let ended = others.filter(|(_, article)| {
                let last = &page.fragments[article.last as usize];
                let spoken = !last.leads_into_speech || fragment.first.starts_with(is_quotation_mark);
                last.body && (last.complete || last.introduces && spoken) && same_tongue(article.last as usize)
            });
            options.extend(ended.map(|(_, article)| Choice::Follow(article.last as usize)));
        }
        options
    }

    /// Its choices, fragment by fragment.
    pub fn choices(&self) -> Vec<Choice> {
        let mut choices = Vec::new();
        let mut trail = self.trail.as_deref();
        while let Some(step) = trail {
            choices.push(step.choice);
            trail = step.before.as_deref();
        }
        choices.reverse();
        choices
    }

    /// Its score.
    pub fn score(&self) -> f32 {
        self.score
    }

    /// Where `end`, an open end or the last of its article, belongs: the first fragment of its article, and its column down to
    /// it.
    fn place_of(&self, end: usize) -> (u32, Column) {
        let open = self.ends.iter().rfind(|open| open.fragment as usize == end);
        let last = || self.articles.iter().rfind(|article| article.last as usize == end);
        let of_last = || last().map(|article| (article.root, article.column));
        open.map(|open| (open.root, open.column)).or_else(of_last).unwrap_or((end as u32, Column::default()))
    }

    /// The first fragment of the article that `end` belongs to.
    pub(super) fn root_of(&self, end: usize) -> u32 {
        self.place_of(end).0
    }

    /// Counts the column that was read, which ends.
    fn end_column(&mut self) {
        match self.column.is_even() {
            Some(true) => self.even += 1,
            Some(false) => self.uneven += 1,
            None => {}
        }
    }

    /// The article that begins with that fragment; the current one when it is out of view.
    fn article_at(&self, root: u32) -> usize {
        self.articles.binary_search_by_key(&root, |article| article.root).unwrap_or(self.current)
    }

    /// The article that `end` belongs to.
    pub(super) fn article_of(&self, end: usize) -> usize {
        self.article_at(self.root_of(end))
    }

    /// This reading, gone one fragment further.
    pub fn chosen(&self, page: &Page, i: usize, choice: Choice, score: f32) -> Reading {
        let mut next = self.clone();
        next.score += score;
        next.trail = Some(Rc::new(Step { choice, before: self.trail.clone() }));
        let fragment = &page.fragments[i];
        let turns = ends_column(page, i, choice);
        if turns {
            next.end_column();
        }
        match choice {
            Choice::Stay => {
                next.column = if turns { Column::default() } else { next.column.with(fragment.length) };
                let begins = fragment.is_heading() && (i == 0 || !page.fragments[i - 1].is_heading());
                if begins || next.articles.is_empty() {
                    next.articles.push(Rc::new(Article {
                        root: i as u32,
                        last: i as u32,
                        column: Column::default(),
                        members: Vec::new(),
                        history: 0,
                    }));
                    if next.articles.len() > ARTICLES {
                        next.articles.remove(0);
                    }
                    next.current = next.articles.len() - 1;
                    next.last_root = None;
                }
            }
            Choice::Join(end) | Choice::Follow(end) => {
                let (root, column) = next.place_of(end);
                let column = if turns { column.next() } else { column };
                // In the block below its end a sentence goes on in the column that is being read.
                let column = if end + 1 < i { column } else { next.column };
                next.column = column.with(fragment.length);
                next.ends.retain(|open| open.fragment as usize != end);
                match choice {
                    _ if end + 1 != i => {
                        next.far += 1;
                        next.last_displaced = Some(i as u32);
                    }
                    Choice::Join(_) => next.near += 1,
                    _ => {}
                }
                if end + STEP < i {
                    next.last_root = Some(root);
                    next.inversions += u32::from(next.last_head.is_some_and(|last| (end as u32) < last));
                    next.last_head = Some(end as u32);
                    next.first_displaced = next.first_displaced.or(Some(i as u32));
                }
                next.current = next.article_at(root);
            }
        }
        // Articles out of reach are forgotten, all but the one that is being read.
        while next.current > 0 && next.articles.first().is_some_and(|first| first.last as usize + REACH < i) {
            next.articles.remove(0);
            next.current -= 1;
        }
        // What looks like a headline may be a column's last line all the same.
        let down_to_it = if fragment.is_heading() { self.column.with(fragment.length) } else { next.column };
        let (mut root, column) = (i as u32, next.column);
        if let Some(article) = next.articles.get_mut(next.current).map(Rc::make_mut) {
            root = article.root;
            article.last = i as u32;
            article.column = column;
            article.members.push(i as u32);
            let mut hasher = FxHasher::default();
            (article.history, i).hash(&mut hasher);
            article.history = hasher.finish();
            if article.members.len() > MEMBERS {
                // The headline and the first paragraph say most of what it is about.
                article.members.remove(2);
            }
        }
        if fragment.can_go_on() {
            next.ends.push(OpenEnd { fragment: i as u32, root, column: down_to_it });
            if next.ends.len() > OPEN_ENDS {
                next.ends.remove(0);
            }
        }
        next
    }
}
