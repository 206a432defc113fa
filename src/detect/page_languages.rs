//! The language of each page, recognised once for all that stands on it.
//!
//! A line or a half of a word says too little about its language, so its page is asked; and a page has hundreds of lines.

use super::Context;
use crate::language::Language;

/// The languages of pages, the last one that was asked for kept: techniques go through a text from its beginning.
pub(super) struct PageLanguages<'c> {
    context: &'c Context<'c>,
    last: Option<(usize, &'static Language)>,
}

impl<'c> PageLanguages<'c> {
    pub(super) fn new(context: &'c Context<'c>) -> Self {
        PageLanguages { context, last: None }
    }

    /// The language of a page of the layout.
    pub(super) fn of(&mut self, page: usize) -> &'static Language {
        let known = self.last.filter(|(last, _)| *last == page).map(|(_, language)| language);
        let recognised = || self.context.language_of(self.context.layout.pages[page].of(self.context.text));
        let language = known.unwrap_or_else(recognised);
        self.last = Some((page, language));
        language
    }
}
