//! Words that a line end cut.
//!
//! **Damage.** A typesetter divides words at line ends with a hyphen that is not in the word; compounds are broken behind
//! their own hyphen, which is. Both look the same.
//!
//! **Three verdicts.** The hyphen goes, it stays and the halves meet, or nothing is known and the line end stays too. The
//! document is asked first, how it writes the word elsewhere; then the language's words ([`crate::lexicon`]), and what
//! kind of words they are parts of. A hyphen before "and" stands for the rest of a word and keeps its blank. Soft hyphens
//! are the typesetter's by what they are; one behind an abbreviation ("EU-|Rat") never is, nor one between the words of a
//! chain ("mother-to-|be"). In Fraktur the hyphen is a double one, `=`: where a text has it at several line ends between
//! small letters, in a language that writes its compounds as one word.
//!
//! **What is left alone.** A half before a capital, unless the compound is known or both halves are names; halves that are
//! both words and about whose like nothing is known; verse, tables and code; Markdown documents. Between two blocks, what
//! is not attested as one word. **Price:** a compound that neither the document nor the list has, one half of which is no
//! word of the list, loses its hyphen ("Hsien-|ming"): of the hyphens taken out of 148 texts that were set anew in narrow lines,
//! two in a thousand or fewer in each of English, German and French.

mod words;

use serde::Deserialize;

use crate::detect::page_languages::PageLanguages;
use crate::detect::{Context, Fault, Hit, Thresholds, in_order, probability};
use crate::edit::Edit;
use crate::finding::{Alternative, Shape};
use crate::language::Language;
use crate::layout::{BlockKind, Layout, Line};
use crate::lexicon;
use crate::lexicon::{first_letters, last_letters};
use crate::span::Span;

use words::{Cut, Document, Verdict, Why};

/// Parameters of `[detect.hyphenation]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hyphenation {
    /// How sure it is when the word or the compound stands elsewhere in the document, 0 to 1.
    pub in_document: f64,
    /// When the language's words have it.
    pub in_lexicon: f64,
    /// When the hyphen is of a kind that only a typesetter sets, or the language writes such words as one.
    pub by_kind: f64,
    /// When one of the halves is no word.
    pub rest: f64,
    /// When other words with the same parts are written so.
    pub by_parts: f64,
    /// How many times as often one way must be attested as the other.
    pub times: u64,
    /// Bits of other words with the same parts from which the halves are one word, and below which they have a hyphen.
    pub closes: [f64; 2],
    /// The part of a document's line ends that must cut words for any of them to be mended, blank lines aside.
    pub cut_from: f64,
    /// From which confidence a word is put together.
    pub apply_at: f64,
    /// From which confidence that is proposed.
    pub propose_at: f64,
}

impl Hyphenation {
    pub(super) fn check(&self) -> Result<(), Fault> {
        probability("in_document", self.in_document)?;
        probability("in_lexicon", self.in_lexicon)?;
        probability("by_kind", self.by_kind)?;
        probability("rest", self.rest)?;
        probability("by_parts", self.by_parts)?;
        probability("cut_from", self.cut_from)?;
        in_order(("propose_at", self.propose_at), ("apply_at", self.apply_at))
    }

    pub(super) fn hits(&self, context: &Context) -> Vec<Hit> {
        let cuts = cuts(context);
        if cuts.is_empty() || context.layout.is_markdown(context.text) {
            return Vec::new();
        }
        // A list with an entry or two that did not fit has other line ends, and they are meant.
        let wrapped = cuts.len() as f64 >= self.cut_from * line_ends(context.layout) as f64;
        let document = Document::of(context.text, &cuts);
        cuts.iter().filter(|cut| wrapped || !cut.in_block).filter_map(|cut| self.hit(context, cut, &document)).collect()
    }

    fn hit(&self, context: &Context, cut: &Cut, document: &Document) -> Option<Hit> {
        let (verdict, why) = words::verdict(self, cut, document);
        let attested = matches!(why, Why::Document(_) | Why::Lexicon(_));
        if verdict == Verdict::Leave || !cut.in_block && !attested {
            return None;
        }
        let (from, with) = match verdict {
            Verdict::Join => (cut.hyphen.start, ""),
            Verdict::Respell => (cut.hyphen.start - 1, "c"),
            Verdict::Keep => (cut.hyphen.end, ""),
            _ => (cut.hyphen.end, " "),
        };
        let seam = Span::new(from, cut.tail.start);
        let confidence = match why {
            Why::Document(_) => self.in_document,
            Why::Lexicon(_) => self.in_lexicon,
            Why::Kind(_) => self.by_kind,
            Why::Rest | Why::Beginning => self.rest,
            Why::Parts => self.by_parts,
        };
        let tier = context.tier(confidence, Thresholds { apply_at: self.apply_at, propose_at: self.propose_at });
        let edits = match context.does(tier) {
            true => vec![Edit::Replace { span: seam, with: with.to_string() }],
            false => Vec::new(),
        };
        let other =
            if verdict == Verdict::Join { "the hyphen is in the word" } else { "the hyphen is the typesetter's" };
        Some(Hit {
            shape: Shape::Join { seam, with: with.to_string() },
            tier,
            confidence,
            evidence: vec![why.told(cut)],
            alternatives: vec![Alternative { confidence: 1.0 - confidence, what: other.to_string() }],
            edits,
            seam: format!("{}|{}", cut.first, cut.second),
        })
    }
}

/// Every line end behind a hyphen, with a letter on either side.
fn cuts<'t>(context: &Context<'t>) -> Vec<Cut<'t>> {
    let (text, layout) = (context.text, context.layout);
    let mut cuts = Vec::new();
    let double = has_double_hyphens(context);
    let mut languages = PageLanguages::new(context);
    let mut block = 0;
    for (at, line) in layout.lines.iter().enumerate() {
        let head = line.span.of(text).trim_end();
        let is_cut = head.ends_with(ANY_HYPHEN) || double && is_double(head);
        if !is_cut {
            continue;
        }
        block += layout.blocks[block..].iter().take_while(|b| b.lines.end <= at).count();
        let Some(own) = layout.blocks.get(block).filter(|b| b.lines.contains(&at) && is_prose(b.kind)) else {
            continue;
        };
        let in_block = at + 1 < own.lines.end;
        let next = if in_block { own } else { layout.blocks.get(block + 1).unwrap_or(own) };
        if !in_block && (block + 1 == layout.blocks.len() || next.page != own.page || !is_prose(next.kind)) {
            continue;
        }
        let next_line = layout.lines[if in_block { at + 1 } else { next.lines.start }].span;
        let tail = next_line.of(text).trim_start();
        let language = languages.of(own.page);
        let hyphen_end = line.span.start + head.len();
        let small = tail.starts_with(char::is_lowercase);
        if head.ends_with(DOUBLE) && !(language.closed_compounds && small) {
            continue;
        }
        let tail = Span::new(next_line.end - tail.len(), next_line.end);
        cuts.extend(Cut::new(text, hyphen_end, tail, in_block || next.lines.start == at + 1, language));
    }
    cuts
}

/// Line ends inside of running text that no blank line follows.
fn line_ends(layout: &Layout) -> usize {
    let prose: Vec<_> = layout.blocks.iter().filter(|block| is_prose(block.kind)).collect();
    let touching = prose.windows(2).filter(|pair| pair[0].lines.end == pair[1].lines.start).count();
    prose.iter().map(|block| block.lines.len() - 1).sum::<usize>() + touching
}

fn is_prose(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Paragraph | BlockKind::ListItem)
}

/// What a line that may be cut ends with. Languages say which of them they use.
const ANY_HYPHEN: [char; 8] = ['-', '\u{ad}', '‐', '‑', '¬', '⸗', '—', '–'];

/// The hyphen of Fraktur, two strokes one above the other.
const DOUBLE: char = '=';
/// Line ends with it between small letters from which a text is known to cut words so: a formula or two stand in any text.
const DOUBLES: usize = 3;

/// The line ends with a double hyphen behind a small letter.
pub(super) fn is_double(line: &str) -> bool {
    line.strip_suffix(DOUBLE).is_some_and(|head| head.ends_with(char::is_lowercase))
}

/// The text cuts words with it.
fn has_double_hyphens(context: &Context) -> bool {
    let content = |line: &Line| line.span.of(context.text).trim();
    let cut = |pair: &&[Line]| is_double(content(&pair[0])) && content(&pair[1]).starts_with(char::is_lowercase);
    context.layout.lines.windows(2).filter(cut).nth(DOUBLES - 1).is_some()
}

/// True when a dash stands for a hyphen: a reader took the one for the other, and only together are the halves a word.
pub(super) fn dash_is_hyphen(head: &str, tail: &str, language: &Language) -> bool {
    let Some(head) = head.strip_suffix(['—', '–']) else { return false };
    let (first, second) = (last_letters(head), first_letters(tail));
    let Some(lexicon) = lexicon::embedded(&language.id) else { return false };
    let count = |word: &str| lexicon.count(&word.to_lowercase());
    !first.is_empty()
        && second.starts_with(char::is_lowercase)
        && count(&format!("{first}{second}")) > 0
        && (count(first) == 0 || count(second) == 0)
}
