//! Pages, blocks and lines of a text: the same bytes, seen as a page sees them.
//!
//! A layout owns nothing but offsets. It is made anew for each text that a rule sees, so it must cost little: one pass,
//! linear in the text, no copies, nothing kept per character. What it says is a reading of marks that are in the text
//! (blank lines, indentation, Markdown), never of what the words mean; that is [`crate::language`]'s part, and the reason
//! why no language is asked here.
//!
//! Three things hold for any text, and the rules lean on them: blocks are disjoint and in order; every character that can
//! be seen is in exactly one of them; what stands between two blocks is only blanks and line ends. So a break is always a
//! [`Layout::gap`], and moving a block never takes half a line with it.
//!
//! Where marks are ambiguous, the block is a [`BlockKind::Paragraph`]: OCR writes stray `>` and `-`, newspapers indent,
//! and a paragraph taken for code would never be mended, while code taken for a paragraph is caught by the evidence later.

mod inventory;
mod lines;
mod markdown;
mod marks;
mod plain;

use std::ops::Range;

use crate::span::Span;

pub use inventory::Inventory;
pub use lines::{columns, filled};
pub use plain::WIDEST_PAGE;
pub(crate) use plain::{ends_sentence, is_number};

/// One line of the text. Lines end at LF, CR LF, a lone CR, U+2028 and U+2029; a form feed is a line of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The content, blanks included, without the line end.
    pub span: Span,
    /// One past the line end; equal to `span.end` when there is none.
    pub full_end: usize,
}

/// What a block is, as far as its marks tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// Running text, and everything that no mark sets apart: plain headings, captions, folios.
    Paragraph,
    /// `# …`, a line underlined with `===`, `<h2>`, or a short line wholly in bold.
    Heading,
    /// One item of a list, with the lines that it runs on in.
    ListItem,
    /// A pipe table, an HTML table, or lines with the same number of tabs.
    Table,
    /// Lines beginning with `>`.
    Quote,
    /// Fenced code, or indented code in a Markdown document. Blanks and line ends matter.
    Code,
    /// A displayed formula: `$$ … $$` or `\[ … \]`. A sentence may run through it.
    Formula,
    /// A row of one symbol: `---`, `* * *`, `———`.
    ThematicBreak,
    /// YAML between `---` at the very beginning.
    FrontMatter,
    /// Lines whose ends matter: a poem, an address, a list of names.
    Verse,
    /// A picture alone in its line.
    Image,
    /// Any other block-level HTML, and comments.
    Html,
    /// A form feed, or a line with which a converter marks a new page: `<!-- page 3 -->`, `--- Page 3 ---`, `{3}----`.
    PageBreak,
}

impl BlockKind {
    /// True when sentences run on in it: paragraphs, list items and quotations.
    pub fn is_prose(self) -> bool {
        matches!(self, BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quote)
    }
}

/// Lines that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// From the first to the last character that can be seen; Markdown marks such as `#` or `-` are inside.
    pub span: Span,
    /// The blanks in front of it in its first line; empty when there are none.
    pub indent: Span,
    /// What it is.
    pub kind: BlockKind,
    /// Its lines, as indices of [`Layout::lines`]. All of them are non-empty ranges; none is shared.
    pub lines: Range<usize>,
    /// Its page, as an index of [`Layout::pages`]. A page break belongs to the page that it ends.
    pub page: usize,
}

/// A text's lines, blocks and pages, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Every line, blank ones too; their spans with the line ends cover the text.
    pub lines: Vec<Line>,
    /// Every block.
    pub blocks: Vec<Block>,
    /// Every page; together they cover the text. At least one, even of an empty text.
    pub pages: Vec<Span>,
    /// Every character that stands in it.
    pub inventory: Inventory,
}

/// A text with fewer marks than one in so many lines is no Markdown document.
const LINES_A_MARK: usize = 200;

impl Layout {
    /// Reads the layout off `text`. All offsets are bytes of `text`. Time and memory are linear in its lines and bytes.
    pub fn of(text: &str) -> Layout {
        let lines = lines::cut(text);
        let blocks = markdown::blocks(text, &lines);
        let mut layout = Layout { lines, blocks, pages: Vec::new(), inventory: Inventory::of(text) };
        layout.number_pages(text);
        layout
    }

    /// True for a document whose marks show that a person or a converter wrote it as Markdown: line ends mean what they mean
    /// there. A mark or two in a long text are a reader's slips. `text` is what the layout was read off.
    pub fn is_markdown(&self, text: &str) -> bool {
        let marks = self.blocks.iter().filter(|block| match block.kind {
            BlockKind::Heading => block.span.of(text).starts_with('#'),
            BlockKind::Code => block.span.of(text).starts_with(['`', '~']),
            BlockKind::Image | BlockKind::FrontMatter | BlockKind::Html => true,
            _ => false,
        });
        marks.count() * LINES_A_MARK > self.lines.len()
    }

    /// What stands between block `index` and the next: line ends and blanks. `None` behind the last block.
    pub fn gap(&self, index: usize) -> Option<Span> {
        let (before, after) = (self.blocks.get(index)?, self.blocks.get(index + 1)?);
        Some(Span::new(before.span.end, after.span.start))
    }

    /// The line in which byte `offset` lies, its line end included; the last line for any offset behind it, 0 when the
    /// text is empty.
    pub fn line_of(&self, offset: usize) -> usize {
        let line = self.lines.partition_point(|line| line.full_end <= offset);
        line.min(self.lines.len().saturating_sub(1))
    }

    /// The block that holds byte `offset`, or `None` in a gap.
    pub fn block_of(&self, offset: usize) -> Option<usize> {
        let index = self.blocks.partition_point(|block| block.span.end <= offset);
        self.blocks.get(index).filter(|block| block.span.start <= offset).map(|_| index)
    }

    /// The blocks of page `page`, as indices of [`Layout::blocks`].
    pub fn blocks_on(&self, page: usize) -> Range<usize> {
        let first = self.blocks.partition_point(|block| block.page < page);
        first..self.blocks.partition_point(|block| block.page <= page)
    }

    /// A page ends behind its break. Two form feeds in a row hold an empty page between them; a form feed and a
    /// converter's line, or a break before anything else, do not.
    fn number_pages(&mut self, text: &str) {
        let (mut start, mut empty, mut last_break) = (0, true, None);
        for block in &mut self.blocks {
            block.page = self.pages.len();
            if block.kind != BlockKind::PageBreak {
                empty = false;
                continue;
            }
            let feed = block.span.of(text) == "\u{c}";
            let again = empty && last_break != Some(feed);
            last_break = Some(feed);
            let end = block.lines.end.checked_sub(1).and_then(|last| self.lines.get(last));
            let end = end.map_or(block.span.end, |line| line.full_end);
            match self.pages.last_mut() {
                Some(page) if again => {
                    page.end = end;
                    block.page -= 1;
                }
                None if again => continue,
                _ => self.pages.push(Span::new(start, end)),
            }
            start = end;
            empty = true;
        }
        if start < text.len() || self.pages.is_empty() {
            self.pages.push(Span::new(start, text.len()));
        }
    }
}
