//! From bytes to text, remembering each character whose bytes the encoder would not write.
//!
//! Decoders do not say which bytes became which character. For UTF-8 and UTF-16 that is easily known; for the tables it is
//! found by writing the decoded text back and comparing, a line at a time, and character by character only in lines that
//! differ. Since the encodings have no state, text whose own bytes stand at a place is what decodes from that place, so
//! the comparison never loses step, and reaching the end of the bytes proves that all of them will come back.

use std::ops::Range;

use encoding_rs::DecoderResult;

use super::encoding::Encoding;
use crate::span::Span;

/// Characters of the text that stand for other bytes than the encoder would write, by their place in the text.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    /// Where the character begins in the text, and where its bytes begin in `bytes`; they end where the next one's begin.
    /// Two numbers rather than a vector for each: a file that is not text at all has millions of them.
    characters: Vec<(usize, usize)>,
    bytes: Vec<u8>,
}

impl Kept {
    /// True when the encoder writes the text as it was.
    pub(super) fn is_empty(&self) -> bool {
        self.characters.is_empty()
    }

    /// Which of them begin in `span`.
    pub(super) fn within(&self, span: Span) -> Range<usize> {
        let first = |at: usize| self.characters.partition_point(|&(start, _)| start < at);
        first(span.start)..first(span.end)
    }

    /// Where character `index` begins in the text.
    pub(super) fn at(&self, index: usize) -> usize {
        self.characters[index].0
    }

    /// The bytes of character `index`.
    pub(super) fn bytes(&self, index: usize) -> &[u8] {
        let end = self.characters.get(index + 1).map_or(self.bytes.len(), |&(_, start)| start);
        &self.bytes[self.characters[index].1..end]
    }

    fn keep(&mut self, at: usize, bytes: &[u8]) {
        self.characters.push((at, self.bytes.len()));
        self.bytes.extend_from_slice(bytes);
    }

    /// Puts one U+FFFD into the text for bytes that cannot be read.
    fn keep_unreadable(&mut self, text: &mut String, bytes: &[u8]) {
        self.keep(text.len(), bytes);
        text.push(char::REPLACEMENT_CHARACTER);
    }
}

/// Reads `bytes` as `encoding`; gives them back when they could not be written again from what was read.
pub(super) fn read(encoding: Encoding, bytes: Vec<u8>) -> Result<(String, Kept), Vec<u8>> {
    match encoding {
        Encoding::Utf8 => Ok(utf8(bytes)),
        Encoding::Utf16Little => Ok(utf16(&bytes, u16::from_le_bytes)),
        Encoding::Utf16Big => Ok(utf16(&bytes, u16::from_be_bytes)),
        Encoding::Table(table) => by_table(table, &bytes).ok_or(bytes),
    }
}

/// Reads UTF-8; without a copy when it is valid.
pub(super) fn utf8(bytes: Vec<u8>) -> (String, Kept) {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return (text, Kept::default()),
        Err(error) => error.into_bytes(),
    };
    let mut text = String::with_capacity(bytes.len());
    let mut kept = Kept::default();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            kept.keep_unreadable(&mut text, chunk.invalid());
        }
    }
    (text, kept)
}

/// Reads UTF-16. Half a surrogate pair and half a unit at the end cannot be read.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, Kept) {
    let mut text = String::with_capacity(bytes.len());
    let mut kept = Kept::default();
    let mut at = 0;
    let pairs = bytes.chunks_exact(2);
    let rest = pairs.remainder();
    for character in char::decode_utf16(pairs.map(|pair| unit([pair[0], pair[1]]))) {
        let end = at + 2 * character.as_ref().map_or(1, |c| c.len_utf16());
        match character {
            Ok(character) => text.push(character),
            Err(_) => kept.keep_unreadable(&mut text, &bytes[at..end]),
        }
        at = end;
    }
    if !rest.is_empty() {
        kept.keep_unreadable(&mut text, rest);
    }
    (text, kept)
}

/// Reads by one of the tables, stretch by stretch between the bytes that it cannot read.
fn by_table(table: &'static encoding_rs::Encoding, bytes: &[u8]) -> Option<(String, Kept)> {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2);
    let mut kept = Kept::default();
    let mut reader = TableReader { table, read: String::with_capacity(TableReader::ROOM), written: Vec::new() };
    let mut at = 0;
    loop {
        let begin = text.len();
        let (read, malformed) = reader.decode_stretch(&bytes[at..], &mut text);
        let end = at + read;
        reader.align(&text[begin..], begin, &bytes[at..end], &mut kept)?;
        if malformed == 0 {
            return Some((text, kept));
        }
        kept.keep_unreadable(&mut text, &bytes[end..end + malformed]);
        at = end + malformed;
    }
}

/// Decodes by a table, and finds the characters whose bytes the encoder would not write.
struct TableReader {
    table: &'static encoding_rs::Encoding,
    /// What was decoded last. Given the whole text instead, the decoder touches all its spare room on each call, and there
    /// is a call for each sequence that is malformed.
    read: String,
    /// What was encoded last.
    written: Vec<u8>,
}

impl TableReader {
    /// Room for what is decoded at once, in bytes.
    const ROOM: usize = 8192;

    /// Appends what `bytes` read as up to the first sequence that is malformed. Returns how many bytes come before that
    /// sequence, and how long it is: 0 when there is none.
    fn decode_stretch(&mut self, bytes: &[u8], text: &mut String) -> (usize, usize) {
        let mut decoder = self.table.new_decoder_without_bom_handling();
        let mut at = 0;
        loop {
            self.read.clear();
            let (result, read) = decoder.decode_to_string_without_replacement(&bytes[at..], &mut self.read, true);
            text.push_str(&self.read);
            at += read;
            match result {
                DecoderResult::InputEmpty => return (bytes.len(), 0),
                DecoderResult::OutputFull => {}
                // The decoder may have taken bytes behind the sequence already; they are read anew by a fresh one.
                DecoderResult::Malformed(length, behind) => {
                    let (length, behind) = (usize::from(length), usize::from(behind));
                    return (at - behind - length, length);
                }
            }
        }
    }

    /// Compares `text`, which begins at `begin` in the whole and was decoded from `bytes`, with those bytes. `None` when
    /// they cannot be brought together.
    fn align(&mut self, text: &str, begin: usize, bytes: &[u8], kept: &mut Kept) -> Option<()> {
        let (mut at, mut line_start) = (0, begin);
        for line in text.split_inclusive('\n') {
            if self.stands(line, &bytes[at..]) {
                at += self.written.len();
            } else {
                at += self.align_characters(line, line_start, &bytes[at..], kept)?;
            }
            line_start += line.len();
        }
        (at == bytes.len()).then_some(())
    }

    /// The same for one line, character by character; how many bytes it takes.
    fn align_characters(&mut self, line: &str, begin: usize, bytes: &[u8], kept: &mut Kept) -> Option<usize> {
        let (mut at, mut done) = (0, 0);
        for (start, character) in line.char_indices() {
            if start < done {
                continue;
            }
            if self.stands(&line[start..start + character.len_utf8()], &bytes[at..]) {
                at += self.written.len();
                continue;
            }
            let (length, read) = self.first_characters(&bytes[at..])?;
            if !line[start..].starts_with(&read) {
                return None;
            }
            // Big5 has four sequences that stand for a letter and a combining mark: the letter gets the bytes.
            let mut raw = &bytes[at..at + length];
            for (offset, _) in read.char_indices() {
                kept.keep(begin + start + offset, std::mem::take(&mut raw));
            }
            at += length;
            done = start + read.len();
        }
        Some(at)
    }

    /// True when `bytes` begin with what the encoder writes for `text`, which `written` then holds.
    fn stands(&mut self, text: &str, bytes: &[u8]) -> bool {
        self.written.clear();
        Encoding::Table(self.table).push(text, &mut self.written).is_ok() && bytes.starts_with(&self.written)
    }

    /// The first sequence in `bytes` that is whole: its length and what it reads as.
    fn first_characters(&mut self, bytes: &[u8]) -> Option<(usize, String)> {
        const LONGEST_SEQUENCE: usize = 4;
        (1..=bytes.len().min(LONGEST_SEQUENCE)).find_map(|length| {
            let mut read = String::new();
            let whole = self.decode_stretch(&bytes[..length], &mut read) == (length, 0);
            (whole && !read.is_empty()).then_some((length, read))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, EUC_JP, EUC_KR, GB18030, SHIFT_JIS, WINDOWS_874, WINDOWS_1252, WINDOWS_1253};
    use proptest::prelude::*;

    const TABLES: [&encoding_rs::Encoding; 8] =
        [GB18030, BIG5, SHIFT_JIS, EUC_JP, EUC_KR, WINDOWS_874, WINDOWS_1252, WINDOWS_1253];

    /// Reading by a table must succeed, for any bytes: that it can fall back on UTF-8 would hide that it lost step.
    fn reads(table: &'static encoding_rs::Encoding, bytes: &[u8]) -> (String, Kept) {
        let (text, kept) = by_table(table, bytes).unwrap_or_else(|| panic!("{} {bytes:x?}", table.name()));
        let expected = table.decode_without_bom_handling(bytes).0;
        assert_eq!(text, expected, "{} {bytes:x?}", table.name());
        (text, kept)
    }

    #[test]
    fn every_pair_of_bytes_is_read_in_every_table() {
        for table in TABLES {
            for first in 0..=255 {
                let line: Vec<u8> = (0..=255).flat_map(|second| [first, second, b'\n']).collect();
                reads(table, &line);
            }
        }
    }

    #[test]
    fn only_what_the_encoder_would_not_write_is_kept() {
        assert!(reads(GB18030, b"\xD2\xBB\x81\x30\x84\x36\n").1.is_empty());
        let (text, kept) = reads(SHIFT_JIS, b"\xED\x40\x88\xEA\xFA\x5C");
        assert_eq!((text.as_str(), kept.within(Span::new(0, 9))), ("纊一纊", 0..1), "the older of two places of 纊");
        assert_eq!((kept.at(0), kept.bytes(0)), (0, &b"\xED\x40"[..]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn any_bytes_are_read_in_every_table(bytes in prop::collection::vec(any::<u8>(), 0..40), table in 0..TABLES.len()) {
            reads(TABLES[table], &bytes);
        }

        #[test]
        fn nearly_gb18030_is_read(
            bytes in prop::collection::vec(prop::sample::select(&b"\x81\x84\xFE\xFF\x80\x30\x31\x39\x40\x7F\n"[..]), 0..24),
        ) {
            reads(GB18030, &bytes);
        }
    }
}
