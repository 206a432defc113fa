//! Which of a text's sections a rest has its words from.
//!
//! Two jump lines that are alone in a text need not be of one article: a single page may send its reader on with one
//! article and take up another. The sentence does not tell, since both break off and both begin in the middle; what the
//! two parts of an article share with each other, and not with the rest of the page, does.

use crate::detect::Context;
use crate::evidence::{TermReader, Vocabulary};
use crate::language::Language;
use crate::layout::BlockKind;

use super::half::{Head, Rest, is_headline};

/// Bytes of a section that are read for its words, and sections that are read at all: more than any article has, and than
/// any issue, to bound the work on a library in one file.
const LONGEST: usize = 12_000;
const MOST: usize = 400;

/// Shared by chance: of the same order as the least that the development pages' rests share with their own articles.
const CHANCE: f32 = 1.0;

/// Bytes of a section or rest whose words tell as much as they ever will: two or three sentences.
const TELLING: f32 = 150.0;

/// The sections of a text, from headline to headline, each rest being one of its own.
pub(super) struct Sections {
    /// The first block of each.
    starts: Vec<usize>,
    /// True for those that are a rest.
    taken: Vec<bool>,
    /// Bytes of each that were read.
    lengths: Vec<usize>,
    vocabulary: Vocabulary,
}

impl Sections {
    /// Divides the text. Nothing when it is too long to be an issue.
    pub(super) fn of(context: &Context, language: &Language, rests: &[Rest]) -> Option<Sections> {
        let blocks = &context.layout.blocks;
        let begins = |i: &usize| {
            blocks[*i].kind == BlockKind::PageBreak
                || is_headline(context, language, *i)
                || rests.iter().any(|rest| rest.run.start == *i || rest.run.end == *i)
        };
        let starts: Vec<usize> = (0..blocks.len()).filter(|i| *i == 0 || begins(i)).take(MOST + 1).collect();
        if starts.len() > MOST {
            return None;
        }
        let mut lengths = Vec::with_capacity(starts.len());
        let mut reader = TermReader::new(language, context.model_of(language));
        let mut terms = Vec::with_capacity(starts.len());
        for (section, &first) in starts.iter().enumerate() {
            let last = starts.get(section + 1).map_or(blocks.len(), |&next| next) - 1;
            let text = &context.text[blocks[first].span.start..blocks[last].span.end];
            let mut end = text.len().min(LONGEST);
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            lengths.push(end);
            terms.push(reader.read(&text[..end]));
        }
        let taken = starts.iter().map(|start| rests.iter().any(|rest| rest.run.start == *start)).collect();
        Some(Sections { starts, taken, lengths, vocabulary: Vocabulary::new(terms) })
    }

    fn at(&self, block: usize) -> usize {
        self.starts.partition_point(|&start| start <= block).saturating_sub(1)
    }

    /// What speaks for a rest belonging to the section of a head, in doublings of what it shares with it over what it
    /// shares with the nearest other section; little for a rest or a section of few words.
    pub(super) fn kinship(&self, head: &Head, rest: &Rest) -> f32 {
        let (own, rest) = (self.at(head.block), self.at(rest.run.start));
        let others = (0..self.starts.len()).filter(|&section| section != own && !self.taken[section]);
        let most = others.map(|section| self.vocabulary.shared(section, rest)).fold(0.0, f32::max);
        let length = self.lengths[own].min(self.lengths[rest]);
        let doublings = ((self.vocabulary.shared(own, rest) + CHANCE) / (most + CHANCE)).log2();
        doublings * (length as f32 / TELLING).min(1.0)
    }
}
