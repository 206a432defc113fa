//! Lines at the edges of pages that are the text's, though other pages have their like: sentences, their ends, salutations.

use crate::detect::furniture::folio::COMMAS;
use crate::detect::furniture::paged::{Pages, Side};
use crate::language::Ending;
use crate::layout::columns;

/// Columns from which a line that ends with a full stop is a sentence.
const SENTENCE: usize = 50;
/// Commas of a line that is a list or a sentence.
const CLAUSES: usize = 2;
/// Words of the shortest sentence that is told by its small letters.
const LEAST_WORDS: usize = 3;
/// Lines from a title to the head above it, whose line has the page's number.
const NEAR: usize = 2;

impl Pages<'_> {
    /// True for a line that reads as the caption of a picture or a table.
    pub(super) fn is_caption(&self, text: &str) -> bool {
        self.context.language_of(text).looks_like_caption(text)
    }

    /// True for a first line that addresses somebody or introduces what follows, and for a last one that ends the sentence of
    /// the line above.
    pub(super) fn is_text(&self, row: usize, side: Side) -> bool {
        let text = self.text(row);
        if side == Side::Top {
            return text.ends_with([':', '：', ',', '，']);
        }
        let (Some(above), own) = (row.checked_sub(1).map(|above| &self.rows[above]), &self.rows[row]) else {
            return false;
        };
        let touches = above.page == own.page && above.line + 1 == own.line && above.prose && own.prose;
        let before = above.span.of(self.context.text);
        let open = || !matches!(self.context.language_of(before).ending(before), Ending::Complete | Ending::Introduces);
        touches && text.starts_with(char::is_lowercase) && above.folio.is_none() && open()
    }

    /// True for the title of a chapter: a line without a number, when the pages behind have the same words at their heads with
    /// a number in the same line, and a chapter may begin there.
    pub(super) fn is_chapter_title(&self, row: usize, side: Side) -> bool {
        let own = &self.rows[row];
        let Some(key) = self.key(row).filter(|_| own.folio.is_none() && own.ends.is_empty()) else { return false };
        let pages = self.heads.get(&(side, key)).map_or(&[][..], Vec::as_slice);
        let numbered = |&page: &usize| {
            let place = self.pages.partition_point(|(number, _)| *number < page);
            let mut same = self.edge(place, side).filter(|&other| self.key(other) == Some(key));
            page > own.page && same.all(|other| self.without_number(other).is_some())
        };
        let mut others = pages.iter().filter(|&&page| page != own.page).peekable();
        side == Side::Top && others.peek().is_some() && others.all(numbered) && self.may_begin_chapter(row)
    }

    /// True for a line on a page whose number stands in another line at its head; or between the end of a sentence on the page
    /// before and the beginning of one. What is neither may be a head whose number was not read, or stands at the page's foot.
    fn may_begin_chapter(&self, row: usize) -> bool {
        let page = self.rows[row].page;
        let place = self.pages.partition_point(|(number, _)| *number < page);
        let has_number = |other: usize| match self.rows[other].folio {
            Some(folio) => other.abs_diff(row) > 1 && self.support(page, folio.value) > 0,
            None => other != row && self.without_number(other).is_some(),
        };
        // A page of few lines has its foot among those at its head.
        if self.edge(place, Side::Top).filter(|other| other.abs_diff(row) <= NEAR).any(has_number) {
            return true;
        }
        let (Some(before), Some(below)) = (row.checked_sub(1), self.rows.get(row + 1)) else { return false };
        let (before, below) = (self.rows[before].span.of(self.context.text), below.span.of(self.context.text));
        let language = self.context.language_of(below);
        language.ends_complete(before) && !language.begins_open(below)
    }

    /// True for a line of text, `rest`, at whose end a page's number stands: a reader put it into the first or last line beside
    /// it, or the line is an entry with a number of its own. That no other page has the line is what asks: a head that recurs
    /// needs no such look.
    pub(super) fn is_numbered_text(&self, row: usize, side: Side, rest: &str) -> bool {
        let (above, own) = (row.checked_sub(1).map(|above| &self.rows[above]), &self.rows[row]);
        let touches = above.is_some_and(|above| above.page == own.page && above.line + 1 == own.line && above.prose);
        side == Side::Bottom && touches || has_clauses(rest) || is_sentence(rest)
    }
}

/// True for a line with a clause behind it: its last comma, or a mark of Chinese or Japanese within it. Heads and titles have
/// a comma between two words at most.
fn has_clauses(text: &str) -> bool {
    let commas = text.chars().filter(|c| COMMAS.contains(c)).count();
    text.ends_with(COMMAS) || commas >= CLAUSES || text.contains(['、', '。', '，'])
}

/// True for a line that is long and of small words, or ends as a sentence does; for a sentence's rest, however short; and for a
/// short sentence, in which all words but the first are small.
pub(super) fn is_sentence(text: &str) -> bool {
    let (mut words, mut small) = (0, 0);
    for word in text.split_whitespace() {
        words += 1;
        small += usize::from(word.starts_with(char::is_lowercase));
    }
    let rest = text.starts_with(char::is_lowercase) && text.ends_with('.') || text.ends_with('。');
    let whole = words >= LEAST_WORDS && small + 1 == words && text.ends_with(['.', '!', '?']);
    rest || whole || columns(text) > SENTENCE && (text.ends_with('.') || small * 5 > words * 3)
}
