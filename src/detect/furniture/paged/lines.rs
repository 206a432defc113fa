//! Lines at the edges of pages that are the text's, though other pages have their like: sentences, their ends, salutations.

use crate::detect::furniture::paged::{Pages, Side};
use crate::language::Ending;
use crate::layout::columns;

/// Columns from which a line that ends with a full stop is a sentence.
const SENTENCE: usize = 50;
/// Words of the shortest sentence that is told by its small letters.
const LEAST_WORDS: usize = 3;

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
