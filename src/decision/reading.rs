//! One way to read a page so far: which sentences are still open, which articles there are, and where each block went.
//!
//! A reading is small and copied freely: the beam keeps some thirty of them, and its trail of choices is shared between
//! those that have a beginning in common.

use std::rc::Rc;

use super::Choice;
use super::page::Page;

/// Open ends and articles that a reading keeps in view: more than the densest page has at one time.
const OPEN_ENDS: usize = 40;
const ARTICLES: usize = 40;

/// A block of fewer characters is a line of something, and shares too few words with anything to be placed by them.
const SHORTEST_PARAGRAPH: usize = 15;

/// Blocks of an article whose vocabulary is compared.
const MEMBERS: usize = 20;

/// One way to read the page so far.
#[derive(Clone)]
pub struct Reading {
    pub(super) score: f32,
    /// Fragments whose sentence is still open, in the order of the page.
    pub(super) ends: Vec<u32>,
    pub(super) articles: Vec<Article>,
    /// The article of the fragment before.
    pub(super) current: usize,
    /// Root of the article that the last displaced fragment went to; `None` before the first.
    pub(super) last_root: Option<u32>,
    trail: Option<Rc<Step>>,
}

#[derive(Clone)]
pub(super) struct Article {
    /// Its first fragment.
    pub(super) root: u32,
    /// Its end so far.
    pub(super) last: u32,
    pub(super) members: Vec<u32>,
}

struct Step {
    choice: Choice,
    before: Option<Rc<Step>>,
}

impl Default for Reading {
    fn default() -> Self {
        Reading::new()
    }
}

impl Reading {
    /// Nothing read yet.
    pub fn new() -> Reading {
        Reading { score: 0.0, ends: Vec::new(), articles: Vec::new(), current: 0, last_root: None, trail: None }
    }

    /// What fragment `i` could do.
    pub fn options(&self, page: &Page, i: usize) -> Vec<Choice> {
        let fragment = &page.fragments[i];
        let mut options = vec![Choice::Stay];
        if i == 0 || !fragment.body || fragment.heading >= 1.0 || (fragment.kicker && fragment.length < 20) {
            return options;
        }
        let same_tongue = |other: usize| page.fragments[other].tongue == fragment.tongue;
        let ends = self.ends.iter().map(|&end| end as usize).filter(|&end| same_tongue(end));
        options.extend(ends.map(Choice::Join));
        let displaced = self.last_root.is_some() || self.ends.iter().any(|&end| end as usize + 1 < i);
        if displaced && !fragment.open && !fragment.is_heading() && fragment.length >= SHORTEST_PARAGRAPH {
            let others = self.articles.iter().enumerate().filter(|(a, _)| *a != self.current);
            let ended = others.filter(|(_, article)| {
                let last = &page.fragments[article.last as usize];
                last.body && last.complete && same_tongue(article.last as usize)
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

    /// The article that `end` belongs to.
    pub(super) fn article_of(&self, end: usize) -> usize {
        let holds = |article: &Article| article.last == end as u32 || article.members.contains(&(end as u32));
        self.articles.iter().rposition(holds).unwrap_or(self.current)
    }

    /// This reading, gone one fragment further.
    pub fn chosen(&self, page: &Page, i: usize, choice: Choice, score: f32) -> Reading {
        let mut next = self.clone();
        next.score += score;
        next.trail = Some(Rc::new(Step { choice, before: self.trail.clone() }));
        let fragment = &page.fragments[i];
        match choice {
            Choice::Stay => {
                let begins = fragment.is_heading() && (i == 0 || !page.fragments[i - 1].is_heading());
                if begins || next.articles.is_empty() {
                    next.articles.push(Article { root: i as u32, last: i as u32, members: Vec::new() });
                    if next.articles.len() > ARTICLES {
                        next.articles.remove(0);
                    }
                    next.current = next.articles.len() - 1;
                    next.last_root = None;
                }
            }
            Choice::Join(end) | Choice::Follow(end) => {
                next.ends.retain(|&e| e as usize != end);
                let article = next.article_of(end);
                if end + 1 != i {
                    next.last_root = next.articles.get(article).map(|a| a.root);
                }
                next.current = article;
            }
        }
        if let Some(article) = next.articles.get_mut(next.current) {
            article.last = i as u32;
            article.members.push(i as u32);
            if article.members.len() > MEMBERS {
                // The headline and the first paragraph say most of what it is about.
                article.members.remove(2);
            }
        }
        if fragment.can_go_on() {
            next.ends.push(i as u32);
            if next.ends.len() > OPEN_ENDS {
                next.ends.remove(0);
            }
        }
        next
    }
}
