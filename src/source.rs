//! What comes in, and how it is written back.
//!
//! The library works on text, files hold bytes. A [`Source`] is the bridge, and its promise is that nothing is lost on it:
//! for any bytes whatever, decoding and encoding an unedited document gives those bytes again, and an edited document
//! keeps the bytes of every piece that is still there. Two things make that hold without a second copy of the file.
//! Encodings are read only when they have no state, so that a piece of text encodes alike wherever it stands. And each
//! character whose bytes are not what the encoder would write is remembered with its bytes: bytes that no encoding
//! explains (they stand in the text as U+FFFD), and the older of two spellings, such as 0x80 for the euro sign in GBK.
//! Such characters are rare, so the list is short; for plain UTF-8 it is empty and a piece's bytes are its text.
//!
//! What is left alone: ISO-2022 and HZ, which have states and look like ASCII, are read as the ASCII that they are made
//! of; UTF-32 is read as UTF-16 with NULs in between. Both come back byte for byte.

mod encoding;
mod guess;
mod reading;

use std::borrow::Cow;
use std::sync::Arc;

use crate::document::{Document, Piece};
use crate::span::Span;
use encoding::Encoding;
use reading::Kept;

/// A text as it came in: what it reads as, and all that is needed to write it back.
#[derive(Clone, Debug)]
pub struct Source {
    /// The text, without the byte order mark. Each sequence of bytes that cannot be read stands in it as one U+FFFD.
    /// Shared with the document that is made of it, so that a file of 100 MB is held once.
    pub text: Arc<String>,
    encoding: Encoding,
    /// The byte order mark that the file began with, or nothing.
    mark: &'static [u8],
    kept: Kept,
}

/// A repair needs a character that the encoding of the source does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwritable {
    /// The character.
    pub character: char,
    /// The name of the encoding.
    pub encoding: &'static str,
}

impl std::fmt::Display for Unwritable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Unwritable { character, encoding } = self;
        write!(f, "the repair needs {character:?} (U+{:04X}), which {encoding} does not have", *character as u32)
    }
}

impl std::error::Error for Unwritable {}

/// In which encoding a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The encoding in which the source was read.
    AsRead,
    /// UTF-8, whatever the source was.
    Utf8,
}

impl Source {
    /// Reads any bytes at all. A byte order mark decides the encoding, then the NULs of UTF-16, then whether the bytes are
    /// UTF-8 with few exceptions, then the statistics of the older encodings. Valid UTF-8 is taken over without a copy.
    pub fn decode(mut bytes: Vec<u8>) -> Source {
        if let Some((encoding, mark)) = Encoding::by_mark(&bytes) {
            bytes.drain(..mark.len());
            return Source::read(encoding, mark, bytes);
        }
        if let Some(encoding) = guess::utf16(&bytes) {
            return Source::read(encoding, &[], bytes);
        }
        match String::from_utf8(bytes) {
            Ok(text) => Source { text: Arc::new(text), encoding: Encoding::Utf8, mark: &[], kept: Kept::default() },
            Err(error) => {
                let bytes = error.into_bytes();
                let encoding = guess::encoding(&bytes);
                Source::read(encoding, &[], bytes)
            }
        }
    }

    /// Reads `bytes`, from which the mark has been taken, as `encoding`; as UTF-8 with unreadable bytes when that
    /// encoding cannot give them back.
    fn read(encoding: Encoding, mark: &'static [u8], bytes: Vec<u8>) -> Source {
        match reading::read(encoding, bytes) {
            Ok((text, kept)) => Source { text: Arc::new(text), encoding, mark, kept },
            Err(bytes) => {
                let (text, kept) = reading::utf8(bytes);
                Source { text: Arc::new(text), encoding: Encoding::Utf8, mark, kept }
            }
        }
    }

    /// The encoding's name, as the WHATWG encoding standard spells it: `UTF-8`, `UTF-16LE`, `gb18030`, `windows-1252` ...
    pub fn encoding(&self) -> &'static str {
        self.encoding.name()
    }

    /// The byte order mark that the file begins with; empty when it has none.
    pub fn byte_order_mark(&self) -> &'static [u8] {
        self.mark
    }

    /// Where bytes stand that could not be read: spans of the text, each one U+FFFD, in order.
    pub fn unreadable(&self) -> impl Iterator<Item = Span> {
        let mark = char::REPLACEMENT_CHARACTER;
        let whole = Span::new(0, self.text.len());
        let kept = self.kept.within(whole).map(|index| self.kept.at(index));
        kept.filter(move |&at| self.text[at..].starts_with(mark)).map(move |at| Span::new(at, at + mark.len_utf8()))
    }

    /// The original bytes of a span of the text, without the byte order mark.
    ///
    /// # Panics
    /// When the span does not lie on character boundaries of the text.
    pub fn raw(&self, span: Span) -> Cow<'_, [u8]> {
        let text = span.of(&self.text);
        if self.encoding == Encoding::Utf8 && self.kept.within(span).is_empty() {
            return Cow::Borrowed(text.as_bytes());
        }
        let mut bytes = Vec::with_capacity(text.len());
        let written = self.push_unchanged(span, text, &mut bytes);
        debug_assert!(written.is_ok(), "the source holds a character that its own encoding cannot write");
        Cow::Owned(bytes)
    }

    /// The document in the source's own encoding, its byte order mark in front. Bytes that could not be read go where
    /// their piece goes.
    ///
    /// # Errors
    /// When a changed piece reads as a character that the encoding does not have. UTF-8 and UTF-16 have them all, and so,
    /// but for one private character (U+E5E5), has GB18030.
    ///
    /// # Panics
    /// May panic when the document was not made from this source's text.
    pub fn encode(&self, document: &Document) -> Result<Vec<u8>, Unwritable> {
        let mut bytes = Vec::with_capacity(self.mark.len() + document.text().len());
        bytes.extend_from_slice(self.mark);
        if self.encoding == Encoding::Utf8 && self.kept.is_empty() {
            bytes.extend_from_slice(document.text().as_bytes());
            return Ok(bytes);
        }
        for piece in document.pieces() {
            self.push_piece(document, piece, Form::AsRead, &mut bytes)?;
        }
        Ok(bytes)
    }

    /// The document in UTF-8. Bytes that could not be read are U+FFFD here, since with them it would not be UTF-8. A byte
    /// order mark stays only when the source was UTF-8 already.
    pub fn encode_utf8(&self, document: &Document) -> Vec<u8> {
        [self.mark_in(Form::Utf8), document.text().as_bytes()].concat()
    }

    /// The byte order mark as `form` has it.
    pub(crate) fn mark_in(&self, form: Form) -> &'static [u8] {
        match form {
            Form::Utf8 if self.encoding != Encoding::Utf8 => &[],
            Form::Utf8 | Form::AsRead => self.mark,
        }
    }

    /// Appends one piece of the document in `form`.
    pub(crate) fn push_piece(
        &self,
        document: &Document,
        piece: &Piece,
        form: Form,
        bytes: &mut Vec<u8>,
    ) -> Result<(), Unwritable> {
        let text = piece.text(document.source());
        let written = match (form, &piece.reading) {
            (Form::Utf8, _) => {
                bytes.extend_from_slice(text.as_bytes());
                Ok(())
            }
            (Form::AsRead, None) => self.push_unchanged(piece.source, text, bytes),
            (Form::AsRead, Some(reading)) => {
                self.push_changed(piece.source.of(document.source()), piece, reading, bytes)
            }
        };
        written.map_err(|character| Unwritable { character, encoding: self.encoding() })
    }

    /// Appends `text`, which is what the source reads at `span`.
    fn push_unchanged(&self, span: Span, text: &str, bytes: &mut Vec<u8>) -> Result<(), char> {
        let mut done = 0;
        for index in self.kept.within(span) {
            let at = self.kept.at(index) - span.start;
            self.encoding.push(&text[done..at], bytes)?;
            bytes.extend_from_slice(self.kept.bytes(index));
            done = at + text[at..].chars().next().map_or(0, char::len_utf8);
        }
        self.encoding.push(&text[done..], bytes)
    }

    /// Appends a new reading. One that still shows as many U+FFFD as the source had there shows the same ones: a rule that
    /// changes something beside an unreadable byte has not read it, and the byte stays.
    fn push_changed(&self, source: &str, piece: &Piece, reading: &str, bytes: &mut Vec<u8>) -> Result<(), char> {
        let mark = char::REPLACEMENT_CHARACTER;
        if self.kept.within(piece.source).is_empty() || source.matches(mark).count() != reading.matches(mark).count() {
            return self.encoding.push(reading, bytes);
        }
        let mut places = source.match_indices(mark).map(|(at, _)| piece.source.start + at);
        for part in reading.split_inclusive(mark) {
            self.encoding.push(part.strip_suffix(mark).unwrap_or(part), bytes)?;
            if let Some(at) = places.next() {
                bytes.extend_from_slice(&self.raw(Span::new(at, at + mark.len_utf8())));
            }
        }
        Ok(())
    }
}
