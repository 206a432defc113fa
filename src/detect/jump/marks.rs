//! The jump lines of a text: where they stand, which way they point, what they name.
//!
//! A jump line is a block, or it begins or ends one: in a line of its own, in brackets, or set off by a dash or an arrow.
//! At the end of a sentence that goes on in the same line, it counts without brackets too when it begins with a capital,
//! or where words are not separated; such a mark is weak. Everything else that speaks of pages is a sentence about pages.
//! A mark with one misread character must be a block or in brackets.

use std::ops::Range;

use crate::detect::Context;
use crate::language::{JUMP_ORNAMENTS, Jump, Language};
use crate::layout::{Block, BlockKind, columns};
use crate::span::Span;

use super::label::Label;

/// Columns of the longest line that is looked at for a misread character.
const LONGEST_LINE: usize = 60;

/// Those of [`JUMP_ORNAMENTS`] that sentences end with too.
const DASHES: &str = "—–-―·…";

const LINE_ENDS: [char; 4] = ['\n', '\r', '\u{2028}', '\u{2029}'];

/// Which way a jump line points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// The text in front of it goes on elsewhere.
    To,
    /// The text behind it comes from elsewhere.
    From,
}

/// One jump line.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    /// Which way it points.
    pub(super) direction: Direction,
    /// The block in which it stands.
    pub(super) block: usize,
    /// It, with brackets, emphasis and ornaments.
    pub(super) at: Span,
    /// True when the block holds nothing else.
    pub(super) alone: bool,
    /// True when only a capital, or nothing, sets it off.
    pub(super) weak: bool,
    /// True when a character of it was misread, if it is one.
    pub(super) misread: bool,
    /// The page it names.
    pub(super) page: Option<Label>,
    /// The keyword it names, as [`folded`].
    pub(super) keyword: Option<String>,
    /// The language whose pattern found it.
    pub(super) language: &'static Language,
}

/// A keyword or a line as keywords are compared: letters and digits, in capitals.
pub(super) fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// The jump lines of a text, in their order.
pub(super) fn marks(context: &Context) -> Vec<Mark> {
    let mut marks = Vec::new();
    for page in 0..context.layout.pages.len() {
        let blocks = context.layout.blocks_on(page);
        let Some(first) = context.layout.blocks.get(blocks.start) else { continue };
        // The language of the page, since a line such as "Suite page 3" is too short to tell its own.
        let language = context.language_of(&context.text[first.span.start..context.layout.pages[page].end]);
        for index in blocks {
            let block = &context.layout.blocks[index];
            if matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading | BlockKind::ListItem | BlockKind::Quote)
            {
                in_block(context.text, index, block, language, &mut marks);
            }
        }
    }
    marks
}

fn in_block(text: &str, index: usize, block: &Block, language: &'static Language, marks: &mut Vec<Mark>) {
    let content = block.span.of(text);
    let exact = [language.jump_from(content), language.jump_to(content)];
    let misread = exact.iter().all(Option::is_none);
    let found = match misread {
        false => exact,
        true if columns(content) <= LONGEST_LINE => {
            [language.misread_jump_from(content), language.misread_jump_to(content)]
        }
        true => {
            [misread_bracket(content, language, Direction::From), misread_bracket(content, language, Direction::To)]
        }
    };
    let mut taken: Option<Range<usize>> = None;
    for (direction, jump) in [Direction::From, Direction::To].into_iter().zip(found) {
        let Some(jump) = jump.filter(|jump| jump.elsewhere) else { continue };
        let Some(placed) = placed(content, &jump, direction, language) else { continue };
        let overlaps = taken.as_ref().is_some_and(|taken| taken.end > placed.at.start);
        if overlaps || (misread && (placed.weak || !(language.spaced || placed.bracketed))) {
            continue;
        }
        taken = Some(placed.at.clone());
        let page = match &jump.page {
            Some(page) => Label::of(&content[page.clone()]),
            None => jump.front.then_some(Label::FRONT),
        };
        marks.push(Mark {
            direction,
            block: index,
            at: Span::new(block.span.start + placed.at.start, block.span.start + placed.at.end),
            alone: placed.alone,
            weak: placed.weak,
            misread,
            page,
            keyword: jump.keyword.map(|keyword| folded(&content[keyword])).filter(|keyword| !keyword.is_empty()),
            language,
        });
    }
}

/// A jump line with a misread character in brackets at the head or at the end of a longer text.
fn misread_bracket(content: &str, language: &Language, direction: Direction) -> Option<Jump> {
    let trimmed = content.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
    let (first, last) = (content.chars().find(|c| !matches!(c, '*' | '_'))?, trimmed.chars().next_back()?);
    match direction {
        Direction::From if language.closing(first).is_some() => language.misread_jump_from(content),
        Direction::To if language.pairs().any(|(_, close)| close == last) => language.misread_jump_to(content),
        _ => None,
    }
}

/// Where a jump line stands in its block.
struct Placed {
    at: Range<usize>,
    alone: bool,
    weak: bool,
    bracketed: bool,
}

/// The place of a pattern's match, when it is set off from the sentence beside it.
fn placed(content: &str, jump: &Jump, direction: Direction, language: &Language) -> Option<Placed> {
    let mark = &content[jump.at.clone()];
    let (first, last) = (mark.chars().next()?, mark.chars().next_back()?);
    let bracketed = language.closing(first).or(closing(first)) == Some(last);
    let (before, behind) = (&content[..jump.at.start], &content[jump.at.end..]);
    let ornament = |c: char| c.is_whitespace() || is_emphasis(c) || JUMP_ORNAMENTS.contains(c);
    if before.chars().all(ornament) && behind.chars().all(ornament) {
        return Some(Placed { at: 0..content.len(), alone: true, weak: false, bracketed });
    }
    let (at, weak) = match direction {
        Direction::To => {
            let line = before.rsplit(LINE_ENDS).next().map_or(0, |last| before.len() - last.len());
            let own_line = before[line..].chars().all(ornament);
            // Dashes and dots at the end of the line may be the sentence's, so only arrows go with the mark.
            let text = if own_line { &before[..line] } else { before.trim_end_matches(is_arrow_or_blank) };
            let bare = text.trim_end_matches(|c: char| c.is_whitespace() || is_emphasis(c));
            let between = &before[bare.len()..];
            // Emphasis of its own goes with the mark; emphasis that began in the text closes behind the mark, and stays.
            let emphasised = between.contains(is_emphasis) && behind.contains(is_emphasis);
            let begin = if emphasised || own_line { bare.len() } else { text.trim_end().len() };
            let end = if emphasised || !behind.contains(is_emphasis) { content.len() } else { jump.at.end };
            let set_off = own_line
                || bracketed
                || between.contains("  ")
                || between.contains(is_arrow)
                || bare.ends_with(|c| JUMP_ORNAMENTS.contains(c))
                || language.ends_complete(bare);
            let capital = first.is_uppercase() && !between.is_empty();
            if bare.is_empty() || !(set_off || capital || !language.spaced) {
                return None;
            }
            (begin..end, !set_off)
        }
        Direction::From => {
            let line = behind.find(LINE_ENDS).unwrap_or(behind.len());
            let own_line = behind[..line].chars().all(ornament);
            let text = if own_line { &behind[line..] } else { behind.trim_start_matches(is_arrow_or_blank) };
            let between = &behind[..behind.len() - text.len()];
            let closed = behind.trim_start_matches(is_emphasis);
            let emphasised = before.contains(is_emphasis) && closed.len() < behind.len();
            let text = if emphasised && !own_line { closed } else { text };
            if !(own_line || bracketed || between.contains("  ") || between.contains(is_arrow)) {
                return None;
            }
            let begin = if emphasised || !before.contains(is_emphasis) { 0 } else { jump.at.start };
            (begin..content.len() - text.trim_start().len(), false)
        }
    };
    Some(Placed { at, alone: false, weak, bracketed })
}

fn is_emphasis(c: char) -> bool {
    matches!(c, '*' | '_' | '#' | '>')
}

fn is_arrow(c: char) -> bool {
    JUMP_ORNAMENTS.contains(c) && !DASHES.contains(c)
}

fn is_arrow_or_blank(c: char) -> bool {
    c.is_whitespace() || is_arrow(c)
}

/// Brackets that jump lines are set in and that are no brackets of the language.
fn closing(open: char) -> Option<char> {
    match open {
        '(' => Some(')'),
        '[' => Some(']'),
        '（' => Some('）'),
        '＝' => Some('＝'),
        _ => None,
    }
}
