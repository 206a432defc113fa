//! Pages that have not changed since the round before are not read again.
//!
//! A text is read round after round until nothing more is found, and most pages of a long one are done after the first. For
//! a technique that looks at one page at a time, what it found on a page is all it will find there as long as the page says
//! the same in the same blocks, nobody decided about a link on it, and the lines that its hits name are still the same lines
//! of the source. That is looked at, text against text and line against line, so that a memory can never change a result.
//! It holds the pages of one round, which is the text once more.

use std::hash::Hasher;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHasher};

use super::{Context, Hit};
use crate::edit::Edit;
use crate::layout::BlockKind;
use crate::span::Span;
use crate::threads;

/// Bytes of pages to be read from which it is worth to start threads, which takes as long as reading some hundred bytes.
const WORTH_THREADS: usize = 16 << 10;

/// What one rule found on the pages of the round before.
#[derive(Debug, Default)]
pub struct Memory(Mutex<Pages>);

/// Pages by a number that pages which say the same share.
type Pages = FxHashMap<u64, Vec<Known>>;

/// A page as it was, and what was found there. All bytes are counted from the beginning of its text.
#[derive(Clone, Debug)]
struct Known {
    page: Page,
    hits: Vec<Hit>,
    /// Bytes of which the line of the source was asked, with the answers.
    lines: Vec<(usize, usize)>,
}

/// All that a technique sees of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Page {
    /// From the end of the block before it to the beginning of the one behind.
    text: String,
    blocks: Vec<(Span, BlockKind)>,
}

impl Page {
    fn key(&self) -> u64 {
        let mut hasher = FxHasher::default();
        hasher.write(self.text.as_bytes());
        hasher.finish()
    }
}

impl Context<'_> {
    /// The blocks of each page that has any.
    pub(super) fn pages(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let pages = (0..self.layout.pages.len()).map(|page| self.layout.blocks_on(page));
        pages.filter(|blocks| !blocks.is_empty())
    }

    /// The hits of a technique that looks at one page, or another part of the text, at a time, and at nothing of it but the
    /// text, the kinds and the places of its blocks. `hits_of` is given a part's blocks, at least one; it is asked only where
    /// the part has changed, on several threads.
    pub(super) fn part_by_part(
        &self,
        parts: Vec<Range<usize>>,
        hits_of: impl Fn(&Context, Range<usize>) -> Vec<Hit> + Sync,
    ) -> Vec<Hit> {
        let mut memory = self.memory.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut before = std::mem::take(&mut *memory);
        let mut known: Vec<Option<Known>> = parts.iter().map(|part| self.recall(&mut before, part)).collect();
        // What has changed is forgotten before its parts are read: the two would take twice the memory.
        drop(before);
        let unread: Vec<usize> = (0..parts.len()).filter(|&part| known[part].is_none()).collect();
        let bytes: usize = unread.iter().map(|&part| self.stretch(&parts[part]).len()).sum();
        let threads = if bytes < WORTH_THREADS { 1 } else { threads::processors() };
        let read = threads::each(unread.len(), threads, |place| self.read(&parts[unread[place]], &hits_of));
        for (part, read) in unread.into_iter().zip(read) {
            known[part] = Some(read);
        }
        let mut hits = Vec::new();
        for (blocks, known) in parts.iter().zip(known) {
            let Some(known) = known else { continue };
            let start = self.stretch(blocks).start;
            hits.extend(known.hits.iter().map(|hit| hit.clone().moved(&|at| at + start)));
            if !self.is_decided(blocks) {
                memory.entry(known.page.key()).or_default().push(known);
            }
        }
        hits
    }

    /// Reads one part, and keeps account of the lines that it asks for.
    fn read(&self, blocks: &Range<usize>, hits_of: impl Fn(&Context, Range<usize>) -> Vec<Hit>) -> Known {
        let start = self.stretch(blocks).start;
        let asked = Mutex::new(Vec::new());
        let source_line = |at: usize| {
            let line = (self.source_line)(at);
            asked.lock().unwrap_or_else(PoisonError::into_inner).push((at - start, line));
            line
        };
        let hits = hits_of(&Context { source_line: &source_line, ..*self }, blocks.clone());
        let hits = hits.into_iter().map(|hit| hit.moved(&|at| at - start)).collect();
        Known { page: self.page(blocks), hits, lines: asked.into_inner().unwrap_or_else(PoisonError::into_inner) }
    }

    /// What is known of a page that is as it was; it is taken out, since each page has its own lines in the source.
    fn recall(&self, before: &mut Pages, blocks: &Range<usize>) -> Option<Known> {
        if before.is_empty() || self.is_decided(blocks) {
            return None;
        }
        let (start, page) = (self.stretch(blocks).start, self.page(blocks));
        let alike = before.get_mut(&page.key())?;
        let is_it = |known: &Known| {
            known.page == page && known.lines.iter().all(|&(at, line)| (self.source_line)(start + at) == line)
        };
        alike.iter().position(is_it).map(|place| alike.swap_remove(place))
    }

    /// A page's text from the end of the block before it to the beginning of the one behind.
    pub(super) fn stretch(&self, blocks: &Range<usize>) -> Span {
        let all = &self.layout.blocks;
        let start = blocks.start.checked_sub(1).map_or(0, |before| all[before].span.end);
        Span::new(start, all.get(blocks.end).map_or(self.text.len(), |behind| behind.span.start))
    }

    fn page(&self, blocks: &Range<usize>) -> Page {
        let stretch = self.stretch(blocks);
        let span = |span: Span| Span::new(span.start - stretch.start, span.end - stretch.start);
        let own = self.layout.blocks[blocks.clone()].iter();
        Page { text: stretch.of(self.text).to_string(), blocks: own.map(|b| (span(b.span), b.kind)).collect() }
    }

    /// True when somebody decided about a link on a page.
    fn is_decided(&self, blocks: &Range<usize>) -> bool {
        let stretch = self.stretch(blocks);
        self.links.iter().any(|link| [link.head, link.tail].iter().any(|&at| stretch.covers(Span::at(at))))
    }
}

impl Hit {
    /// The same hit in a text whose bytes are counted from elsewhere.
    fn moved(mut self, to: &impl Fn(usize) -> usize) -> Hit {
        let span = |span: Span| Span::new(to(span.start), to(span.end));
        self.shape = self.shape.mapped(span, to);
        for edit in &mut self.edits {
            match edit {
                Edit::Replace { span: own, .. } => *own = span(*own),
                Edit::Move { span: own, to: landing } => (*own, *landing) = (span(*own), to(*landing)),
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::finding::{Shape, Tier};
    use crate::language::Languages;
    use crate::layout::Layout;

    /// How many pages of the text are read, given what is remembered, and where hits on each page's first block stand.
    fn read(text: &str, memory: &Memory, source_line: &(dyn Fn(usize) -> usize + Sync)) -> (usize, Vec<Span>) {
        let context = Context {
            text,
            layout: &Layout::of(text),
            languages: Languages::embedded(),
            language: None,
            model: None,
            most: Tier::Apply,
            done_from: Tier::Apply,
            taken_out: &|_| false,
            source_line,
            links: &[],
            memory,
            apply_at: None,
        };
        let pages = AtomicUsize::new(0);
        let hits = context.part_by_part(context.pages().collect(), |context, blocks| {
            pages.fetch_add(1, Ordering::Relaxed);
            let at = context.layout.blocks[blocks.start].span;
            (context.source_line)(at.start);
            let shape = Shape::Note { at };
            let (evidence, alternatives, edits) = Default::default();
            vec![Hit { shape, tier: Tier::Report, confidence: 1.0, evidence, alternatives, edits, seam: String::new() }]
        });
        let spans = hits.iter().map(|hit| hit.shape.at()).collect();
        (pages.into_inner(), spans)
    }

    #[test]
    fn a_page_that_is_as_it_was_is_not_read_again() {
        let memory = Memory::default();
        assert_eq!(read("One.\n\u{c}\nTwo.\n\u{c}\nThree.\n", &memory, &|_| 1).0, 3);
        let (pages, spans) = read("One and more.\n\u{c}\nTwo.\n\u{c}\nThree.\n", &memory, &|_| 1);
        assert_eq!(pages, 1);
        assert_eq!(spans, [Span::new(0, 13), Span::new(16, 20), Span::new(23, 29)]);
    }

    #[test]
    fn a_page_whose_lines_come_from_elsewhere_is() {
        let memory = Memory::default();
        let text = "One.\n\u{c}\nTwo.\n";
        read(text, &memory, &|_| 1);
        assert_eq!(read(text, &memory, &|at| if at > 3 { 9 } else { 1 }).0, 1);
    }

    #[test]
    fn equal_pages_are_found_again_each_in_its_place() {
        let memory = Memory::default();
        let text = "One.\n\u{c}\nOne.\n\u{c}\nOne.\n\u{c}\n";
        let first = read(text, &memory, &|at| at);
        assert_eq!(read(text, &memory, &|at| at), (0, first.1));
    }
}
