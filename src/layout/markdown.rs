//! Blocks by their marks: Markdown, the HTML that parsers write into it, and the marks of page breaks.
//!
//! This is not CommonMark. A torn text is no well-formed document, and the questions are different: what must not be
//! joined, moved or unwrapped, and where does a page end? So marks are believed less than CommonMark believes them where
//! OCR writes them by accident, and more where converters are careless:
//!
//! - a `-`, `>` or `12.` in the middle of a paragraph begins a list or a quotation only when something else says so too;
//! - `---` below a line is a heading's underline only when about as long as the line: else it is a rule between pages;
//! - a fence that is never closed ends at the next blank line, since a stray one must not hide the rest of the document;
//! - a fence called `markdown`, in which models like to wrap a whole page, is seen through;
//! - `##Heading` without a blank is a heading from two signs on, and so is a short line wholly in bold.

use std::ops::Range;

use memchr::{memchr, memmem};

use super::lines::{FORM_FEED, columns, trimmed};
use super::marks::{self, Start};
use super::{Block, BlockKind, Line, plain};
use crate::span::Span;

/// Lines in which front matter, a comment or a formula must end to be believed.
const LONGEST_MATTER: usize = 200;

/// The blocks of `text`, whose lines are `lines`, all on page 0.
pub(super) fn blocks(text: &str, lines: &[Line]) -> Vec<Block> {
    let mut reader = Reader::new(text, lines);
    let (mut at, mut run) = (0, 0);
    while at < lines.len() {
        if reader.content(at).is_empty() {
            reader.plain(run..at);
            at += 1;
            run = at;
            continue;
        }
        match reader.start(at, run) {
            Some((start, kind)) => {
                let end = reader.extent(at, start);
                // Only an underlined heading begins above the line that shows it.
                let first = if start == Start::Underline { run } else { at };
                reader.plain(run..first);
                reader.push(kind, first..end);
                at = end;
                run = end;
            }
            None => at += 1,
        }
    }
    reader.plain(run..lines.len());
    reader.blocks
}

struct Reader<'t> {
    text: &'t str,
    lines: &'t [Line],
    blocks: Vec<Block>,
    /// True once the text has shown a heading, a fence or a table.
    markdown: bool,
    /// The line that closes a fence called `markdown`.
    wrapped_until: Option<usize>,
    /// The shortest fence of each mark that was found to have no end: none as long or longer has one either.
    unclosed: [usize; 2],
    table_end: Ahead,
    comment_end: Ahead,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str, lines: &'t [Line]) -> Self {
        let (table_end, comment_end) = (Ahead::new("</table"), Ahead::new("-->"));
        let unclosed = [usize::MAX; 2];
        Reader {
            text,
            lines,
            blocks: Vec::new(),
            markdown: false,
            wrapped_until: None,
            unclosed,
            table_end,
            comment_end,
        }
    }

    /// What can be seen of line `at`; a form feed counts.
    fn content(&self, at: usize) -> &'t str {
        self.visible(at).of(self.text)
    }

    fn visible(&self, at: usize) -> Span {
        let Some(line) = self.lines.get(at) else { return Span::at(self.text.len()) };
        if self.text.as_bytes().get(line.span.start) == Some(&FORM_FEED) {
            line.span
        } else {
            trimmed(self.text, line.span)
        }
    }

    /// What begins at line `at`, when the plain lines `run..at` stand directly in front of it.
    fn start(&self, at: usize, run: usize) -> Option<(Start, BlockKind)> {
        let line = self.content(at);
        let bytes = line.as_bytes();
        let first = *bytes.first()?;
        let open = run < at;
        let alone = |kind| Some((Start::Line, kind));
        if self.wrapped_until == Some(at) {
            return alone(BlockKind::Code);
        }
        if !first.is_ascii_alphanumeric() && marks::is_page_break(line) {
            return alone(BlockKind::PageBreak);
        }
        if at == 0 && line == "---" && self.has_front_matter() {
            return Some((Start::FrontMatter, BlockKind::FrontMatter));
        }
        if matches!(first, b'-' | b'=') && at == run + 1 && self.underlines(line, run) {
            return Some((Start::Underline, BlockKind::Heading));
        }
        let found = match first {
            b'#' if marks::is_atx(line) => alone(BlockKind::Heading),
            b'`' | b'~' => marks::fence(line).map(|start| (start, BlockKind::Code)),
            b'>' if !open || self.content(at + 1).starts_with('>') => Some((Start::Quote, BlockKind::Quote)),
            b'|' if memchr(b'|', &bytes[1..]).is_some() => Some((Start::PipeTable, BlockKind::Table)),
            b'!' if marks::is_image(line) => alone(BlockKind::Image),
            b'[' if line.starts_with("[![") && line.ends_with(')') => alone(BlockKind::Image),
            b'<' => marks::html(line),
            b'$' if line.starts_with("$$") => Some((marks::formula(line, "$$"), BlockKind::Formula)),
            b'\\' if line.starts_with("\\[") => Some((marks::formula(line, "\\]"), BlockKind::Formula)),
            b'*' | b'_' if !open && marks::is_bold_heading(line) => alone(BlockKind::Heading),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
        if marks::is_row(line) {
            return alone(BlockKind::ThematicBreak);
        }
        if marks::is_list_item(line) && (!open || self.lists(at, line)) {
            return Some((Start::ListItem, BlockKind::ListItem));
        }
        if memchr(b'|', bytes).is_some() && marks::is_delimiter_row(self.content(at + 1)) {
            return Some((Start::PipeTable, BlockKind::Table));
        }
        None
    }

    /// The line behind the block that begins at line `at`.
    fn extent(&mut self, at: usize, start: Start) -> usize {
        let next = at + 1;
        let last = self.lines.len();
        self.markdown |= matches!(start, Start::Fence { .. } | Start::PipeTable) || self.content(at).starts_with('#');
        match start {
            Start::Line | Start::Underline => next,
            Start::FrontMatter => self.seek(next, |line| matches!(line, "---" | "...")).map_or(next, |end| end + 1),
            Start::Fence { mark, length } => self.fenced(at, mark, length),
            Start::Formula => self
                .seek(next, |line| line.ends_with("$$") || line.ends_with("\\]"))
                .map_or_else(|| self.paragraph_end(next), |end| end + 1),
            Start::Quote => (next..last).find(|&at| !self.content(at).starts_with('>')).unwrap_or(last),
            Start::PipeTable => (next..last).find(|&at| !self.content(at).contains('|')).unwrap_or(last),
            Start::ListItem => {
                let ends = |&at: &usize| self.content(at).is_empty() || self.start(at, at - 1).is_some();
                (next..last).find(ends).unwrap_or(last)
            }
            Start::HtmlTable => {
                let from = self.visible(at).start;
                match self.table_end.find(self.text, from) {
                    Some(end) => self.line_behind(end),
                    None => self.paragraph_end(next),
                }
            }
            Start::Comment => {
                let from = self.visible(at).start;
                match self.comment_end.find(self.text, from).map(|end| self.line_behind(end)) {
                    Some(end) if end - at <= LONGEST_MATTER => end,
                    _ => next,
                }
            }
            Start::Html => {
                let close = format!("</{}", marks::tag(self.content(at)).unwrap_or_default());
                let closes = |&at: &usize| self.content(at).is_empty() || self.content(at - 1).contains(&close);
                (next..last).find(closes).unwrap_or(last)
            }
        }
    }

    fn fenced(&mut self, at: usize, mark: u8, length: usize) -> usize {
        let next = at + 1;
        let kind = usize::from(mark == b'~');
        if length >= self.unclosed[kind] {
            return self.paragraph_end(next);
        }
        let closes = |&at: &usize| {
            let line = self.content(at);
            line.len() >= length && line.bytes().all(|b| b == mark)
        };
        let Some(end) = (next..self.lines.len()).find(closes) else {
            self.unclosed[kind] = length;
            return self.paragraph_end(next);
        };
        let name = self.content(at).trim_start_matches(char::from(mark)).trim();
        if self.wrapped_until.is_none() && ["markdown", "md"].iter().any(|it| name.eq_ignore_ascii_case(it)) {
            self.wrapped_until = Some(end);
            return next;
        }
        end + 1
    }

    /// The first line from `at` on, not too far away, that `ends`.
    fn seek(&self, at: usize, ends: impl Fn(&str) -> bool) -> Option<usize> {
        let last = self.lines.len().min(at + LONGEST_MATTER);
        (at..last).find(|&at| ends(self.content(at)))
    }

    fn paragraph_end(&self, at: usize) -> usize {
        (at..self.lines.len()).find(|&at| self.content(at).is_empty()).unwrap_or(self.lines.len())
    }

    /// The line behind the one that holds byte `offset`.
    fn line_behind(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.full_end <= offset) + 1
    }

    fn has_front_matter(&self) -> bool {
        let key = self.content(1).split_once(':').is_some_and(|(key, _)| {
            !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
        });
        key && self.seek(1, |line| matches!(line, "---" | "...")).is_some()
    }

    /// True when `line` underlines the single line `title`.
    fn underlines(&self, line: &str, title: usize) -> bool {
        let title = self.content(title);
        let row = line.len() >= 3 && line.bytes().all(|b| Some(&b) == line.as_bytes().first());
        let width = columns(title);
        let fits = line.starts_with('=') || (line.len() * 2 >= width && line.len() <= width * 2);
        row && fits && width <= 2 * marks::BOLD_HEADING && !plain::ends_sentence(title)
    }

    /// True when an item in the middle of a paragraph is believed: the line before ends a sentence, or is itself in a
    /// list; or the next line is an item too. German dates are cut behind such a full stop, too ("am 12. / 9. 2015").
    fn lists(&self, at: usize, line: &str) -> bool {
        let follows_item = self.blocks.last().is_some_and(|b| b.kind == BlockKind::ListItem && b.lines.end == at);
        let before = at.checked_sub(1).map_or("", |before| self.content(before));
        let next = self.content(at + 1);
        follows_item
            || marks::is_list_item(before)
            || (plain::ends_sentence(before) && !marks::is_month_and_year(line))
            || (marks::is_list_item(next) && next.as_bytes().first() == line.as_bytes().first())
    }

    fn plain(&mut self, run: Range<usize>) {
        if run.is_empty() {
            return;
        }
        let (text, lines) = (self.text, self.lines);
        plain::divide(text, lines, run, self.markdown, |kind, lines| self.push(kind, lines));
    }

    fn push(&mut self, kind: BlockKind, lines: Range<usize>) {
        let (first, last) = (self.visible(lines.start), self.visible(lines.end.saturating_sub(1)));
        let begin = self.lines.get(lines.start).map_or(first.start, |line| line.span.start);
        let indent = Span::new(begin, first.start);
        self.blocks.push(Block { span: Span::new(first.start, last.end.max(first.end)), indent, kind, lines, page: 0 });
    }
}

/// A search forward that remembers what it found, so that a million openings with one end cost one pass.
struct Ahead {
    needle: memmem::Finder<'static>,
    /// Where it stands next, from the last place asked about on; `Some(None)` when nowhere.
    known: Option<Option<usize>>,
}

impl Ahead {
    fn new(needle: &'static str) -> Self {
        Ahead { needle: memmem::Finder::new(needle), known: None }
    }

    /// The first place at or behind `from`. Asked in rising order.
    fn find(&mut self, text: &str, from: usize) -> Option<usize> {
        match self.known {
            Some(Some(at)) if at >= from => Some(at),
            Some(None) => None,
            _ => {
                let found = text.as_bytes().get(from..).and_then(|rest| self.needle.find(rest)).map(|at| from + at);
                self.known = Some(found);
                found
            }
        }
    }
}
