//! What part of a newspaper page a block looks like: heading, dateline, byline, caption, jump line.
//!
//! These are evidence, not walls. A displaced tail lies behind other articles' headings, and a kicker has no full stop:
//! so a heading is a score, to be weighed with others, and the rest are patterns of a language's file, which know the
//! usual forms and no more. What they do not know looks like a paragraph, which is the safe side: a paragraph is joined
//! only when other evidence says so.

use std::borrow::Cow;
use std::ops::Range;

use super::pattern::Found;
use super::{Ending, Language};
use crate::layout::columns;

/// Bytes of the longest salutation.
const LONGEST_SALUTATION: usize = 100;
/// Columns of the longest heading. Four-column headings in Chinese newspapers reach 35 characters.
const LONGEST_HEADING: usize = 90;
/// Columns of the longest byline.
const LONGEST_BYLINE: usize = 90;
/// Columns of the longest caption that is not told by its first word.
const LONGEST_CAPTION: usize = 300;
/// Columns of the longest line that is a jump line and nothing else.
const LONGEST_JUMP: usize = 60;

/// What is set in front of a jump line or behind it: dashes, dots, arrows.
pub const JUMP_ORNAMENTS: &str = "—–-―·…▶►▸▷→⇒»›•=＝";

/// What speaks for and against a heading, on a scale from 0 to 1. Set by hand from newspaper pages, not fitted: only the
/// order of the scores is relied on.
mod weight {
    /// A short line without the end of a sentence, before anything else is known.
    pub(super) const SHORT: f64 = 0.5;
    /// Up to 40 columns, a usual heading; falls linearly to nothing at the longest.
    pub(super) const BREVITY: f64 = 0.15;
    /// Followed by a text at least twice as long that begins as paragraphs do.
    pub(super) const BODY: f64 = 0.2;
    /// Every word, or nearly every, with a capital.
    pub(super) const CAPITALS: f64 = 0.2;
    /// Ends with a question or exclamation mark, which headings may.
    pub(super) const MARK: f64 = -0.2;
    /// Two or more commas.
    pub(super) const COMMAS: f64 = -0.25;
    /// A comma where words are not separated by blanks: there a headline sets a blank, and a torn sentence a comma. Of
    /// the 7,830 headlines of the news corpus that the Chinese model was trained beside, 13 have one.
    pub(super) const SENTENCE_COMMA: f64 = -0.45;
    /// In quotation marks from beginning to end: more often speech.
    pub(super) const SPEECH: f64 = -0.35;
    /// The next block begins in the middle of a sentence.
    pub(super) const RUNS_ON: f64 = -0.35;
    /// Nothing follows.
    pub(super) const LAST: f64 = -0.2;
}

/// A reference to the page where an article goes on, or comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jump {
    /// Where it stands in the block's text, in bytes.
    pub at: Range<usize>,
    /// The page it names, in bytes of the block's text; `None` when it says only "next page" or the like.
    pub page: Option<Range<usize>>,
    /// True when it names the first page in words: "front page", "première page".
    pub front: bool,
    /// True when it names another page at all. "To be continued" does not: its other half is in another issue.
    pub elsewhere: bool,
    /// The keyword under which the article goes on, in bytes of the block's text: "See BUDGET, A4".
    pub keyword: Option<Range<usize>>,
}

/// Where the number ends with which a section's heading begins, of two parts at least ("11.1.7. Plain text"), in bytes.
pub fn section_number(line: &str) -> Option<usize> {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let end = line.len() - rest.len();
    let number = line[..end].trim_end_matches('.');
    let begins = number.contains('.') && number.starts_with(|c: char| c.is_ascii_digit());
    (begins && rest.starts_with(char::is_whitespace)).then_some(end)
}

/// A text with line feeds alone for line ends: how a file ends its lines is no evidence, and two characters must not make a
/// block longer than one does.
pub(crate) fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) }
}

impl Language {
    /// How much `text`, a block, looks like a heading of what follows in `next`: 0 not at all, 1 certainly. Markdown
    /// headings are certain; page numbers, jump lines and bylines are none.
    pub fn looks_like_heading(&self, text: &str, next: Option<&str>) -> f64 {
        let (text, next) = (with_line_feeds(text), next.map(with_line_feeds));
        let trimmed = text.trim();
        if trimmed.starts_with('#') && trimmed.trim_start_matches('#').starts_with(' ') {
            return 1.0;
        }
        let bare = trimmed.trim_matches(['*', '_']).trim();
        // Its full stops end no sentence.
        let bare = section_number(bare).map_or(bare, |number| bare[number..].trim_start());
        // Two lines at most: a heading may be broken for want of room.
        if bare.is_empty() || bare.len() > 3 * LONGEST_HEADING || bare.lines().count() > 2 {
            return 0.0;
        }
        if !bare.contains(char::is_alphabetic) {
            return 0.0;
        }
        let width = columns(bare);
        let ending = self.ending(bare);
        let question = bare.ends_with(['?', '!', '？', '！']);
        let open = matches!(ending, Ending::Open | Ending::Abbreviation) || question;
        if width > LONGEST_HEADING || !open || self.begins_open(bare) || self.holds_sentence_end(bare) {
            return 0.0;
        }
        let commas = bare.chars().filter(|&c| self.clause_marks.contains(c)).count();
        let long = width.saturating_sub(40) as f64 / (LONGEST_HEADING - 40) as f64;
        let mut score = weight::SHORT + weight::BREVITY * (1.0 - long);
        score += if question { weight::MARK } else { 0.0 };
        score += if commas >= 2 { weight::COMMAS } else { 0.0 };
        score += if !self.spaced && bare.contains('，') { weight::SENTENCE_COMMA } else { 0.0 };
        score += if self.is_quotation(bare) { weight::SPEECH } else { 0.0 };
        score += if self.spaced && has_capitals(bare) { weight::CAPITALS } else { 0.0 };
        score += match next.as_deref().map(str::trim).filter(|next| !next.is_empty()) {
            None => weight::LAST,
            Some(next) if self.begins_open(next) => weight::RUNS_ON,
            Some(next) if next.len() >= 2 * bare.len() => weight::BODY,
            Some(_) => 0.0,
        };
        if self.looks_like_jump_line(bare) || self.looks_like_byline(bare) { 0.0 } else { score.clamp(0.0, 1.0) }
    }

    fn is_quotation(&self, text: &str) -> bool {
        let mut chars = text.chars();
        let (first, last) = (chars.next().unwrap_or_default(), chars.next_back().unwrap_or_default());
        let quote = matches!(first, '"' | '“' | '„' | '«' | '»' | '「' | '『' | '‘' | '‚' | '—' | '–');
        quote && (self.closers.contains(last) || matches!(first, '—' | '–'))
    }

    /// A sentence ends inside, and another begins.
    fn holds_sentence_end(&self, text: &str) -> bool {
        text.char_indices().any(|(at, c)| {
            let rest = &text[at + c.len_utf8()..];
            match c {
                '。' => !rest.is_empty(),
                '.' => rest.starts_with(' ') && self.ending(&text[..=at]) == Ending::Complete,
                _ => false,
            }
        })
    }

    /// The dateline at the head of `text`, in bytes: "LONDON, March 3 —", "本报北京3月7日电", "【…】".
    pub fn dateline(&self, text: &str) -> Option<Range<usize>> {
        let (offset, bare) = bare(text);
        self.datelines.at_head(bare).map(|found| shifted(found.group.unwrap_or(found.at), offset))
    }

    /// True when `text` begins with a dateline.
    pub fn looks_like_dateline(&self, text: &str) -> bool {
        self.dateline(text).is_some()
    }

    /// True when `text` addresses whom a letter is written to, and says nothing else.
    pub fn looks_like_salutation(&self, text: &str) -> bool {
        let (_, bare) = bare(text);
        bare.len() <= LONGEST_SALUTATION
            && self.salutations.at_head(bare).is_some_and(|found| found.at == (0..bare.len()))
    }

    /// True when `text` names who wrote or photographed, and says nothing else.
    pub fn looks_like_byline(&self, text: &str) -> bool {
        let (_, bare) = bare(text);
        let short = bare.len() <= 3 * LONGEST_BYLINE && columns(bare) <= LONGEST_BYLINE && !bare.contains('\n');
        short && self.bylines.at_head(bare).is_some()
    }

    /// True when `text` reads like the words below a picture.
    pub fn looks_like_caption(&self, text: &str) -> bool {
        let found = |bare| self.captions.at_head(bare).is_some() || self.captions.at_tail(bare).is_some();
        caption(text).is_some_and(found)
    }

    /// True when `text` begins as the words below a picture do.
    pub fn begins_caption(&self, text: &str) -> bool {
        let Some(bare) = caption(text) else { return false };
        // What is all of a line, as a name behind which "photo" stands, ends a caption.
        self.captions.at_head(bare).is_some_and(|found| found.at.start == 0 && found.at.end < bare.len())
    }

    /// True when `text` ends as they do: with who took the picture.
    pub fn ends_caption(&self, text: &str) -> bool {
        let Some(bare) = caption(text) else { return false };
        let at_end = |text: &str, found: &Found| found.at.end == text.len();
        self.captions.at_tail(bare).is_some_and(|found| {
            let rest = &bare[found.at.end..];
            at_end(bare, &found) || self.captions.at_tail(rest).is_some_and(|found| at_end(rest, &found))
        })
    }

    /// The reference at the end of `text` to the page where it goes on.
    pub fn jump_to(&self, text: &str) -> Option<Jump> {
        let (offset, bare) = without_ornaments(text);
        self.jump_to.at_tail(bare).map(|found| jump(found, offset))
    }

    /// The reference at the head of `text` to the page where it began.
    pub fn jump_from(&self, text: &str) -> Option<Jump> {
        let (offset, bare) = without_ornaments(text);
        self.jump_from.at_head(bare).map(|found| jump(found, offset))
    }

    /// As [`Language::jump_to`], with one character misread.
    pub fn misread_jump_to(&self, text: &str) -> Option<Jump> {
        let (offset, bare) = without_ornaments(text);
        self.jump_to.misread_at_tail(bare).map(|found| jump(found, offset))
    }

    /// As [`Language::jump_from`], with one character misread.
    pub fn misread_jump_from(&self, text: &str) -> Option<Jump> {
        let (offset, bare) = without_ornaments(text);
        self.jump_from.misread_at_head(bare).map(|found| jump(found, offset))
    }

    /// True when `text` is a jump line and nothing else.
    pub fn looks_like_jump_line(&self, text: &str) -> bool {
        let (offset, bare) = without_ornaments(text);
        let whole = |jump: Jump| jump.at == (offset..offset + bare.len());
        bare.len() <= 3 * LONGEST_JUMP
            && (self.jump_to(text).is_some_and(whole) || self.jump_from(text).is_some_and(whole))
    }
}

/// `text` without blanks and Markdown emphasis around it, and where that begins.
fn bare(text: &str) -> (usize, &str) {
    let marks = |c: char| c.is_whitespace() || matches!(c, '*' | '_' | '#' | '>');
    let rest = text.trim_start_matches(marks);
    (text.len() - rest.len(), rest.trim_end_matches(marks))
}

/// `text` without what is set around a jump line, and where that begins.
fn without_ornaments(text: &str) -> (usize, &str) {
    let ornament = |c: char| c.is_whitespace() || JUMP_ORNAMENTS.contains(c) || matches!(c, '*' | '_' | '#' | '>');
    let rest = text.trim_start_matches(ornament);
    (text.len() - rest.len(), rest.trim_end_matches(ornament))
}

fn shifted(range: Range<usize>, by: usize) -> Range<usize> {
    range.start + by..range.end + by
}

/// What is to be seen of a text that is short enough for a caption.
fn caption(text: &str) -> Option<&str> {
    let (_, bare) = bare(text);
    (bare.len() <= 3 * LONGEST_CAPTION && columns(bare) <= LONGEST_CAPTION).then_some(bare)
}

fn jump(found: Found, by: usize) -> Jump {
    let named = |name| found.named(name).map(|group| shifted(group, by));
    let (page, front) = (named("page"), named("front").is_some());
    Jump {
        at: shifted(found.at.clone(), by),
        elsewhere: page.is_some() || front || named("words").is_some(),
        page,
        front,
        keyword: named("keyword"),
    }
}

/// All capitals, or four words in five with one, articles and the like left out by their length.
pub(crate) fn has_capitals(text: &str) -> bool {
    let words =
        text.split_whitespace().filter(|word| word.chars().count() > 3 && word.starts_with(char::is_alphabetic));
    let (mut count, mut capitals) = (0, 0);
    for word in words {
        count += 1;
        capitals += usize::from(word.starts_with(char::is_uppercase));
    }
    count >= 2 && capitals * 5 >= count * 4
}
