//! The encodings that a source can have, and how text is written in each.
//!
//! The tables are encoding_rs's; UTF-16, which browsers read but never write and encoding_rs therefore cannot write, is
//! done here. All of them are without state: what a character is written as does not depend on what stands before it.

use encoding_rs::EncoderResult;

/// One way to write text as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16Little,
    Utf16Big,
    /// One of the older encodings: a table of encoding_rs, without state.
    Table(&'static encoding_rs::Encoding),
}

impl Encoding {
    /// The encoding that the first bytes declare, and those bytes.
    pub(super) fn by_mark(bytes: &[u8]) -> Option<(Encoding, &'static [u8])> {
        const MARKS: [(Encoding, &[u8]); 3] = [
            (Encoding::Utf8, b"\xEF\xBB\xBF"),
            (Encoding::Utf16Little, b"\xFF\xFE"),
            (Encoding::Utf16Big, b"\xFE\xFF"),
        ];
        MARKS.into_iter().find(|(_, mark)| bytes.starts_with(mark))
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Little => "UTF-16LE",
            Encoding::Utf16Big => "UTF-16BE",
            Encoding::Table(table) => table.name(),
        }
    }

    /// Appends `text`; on a character that the encoding does not have, that character is the error, and what stands
    /// before it has been appended.
    pub(super) fn push(self, text: &str, bytes: &mut Vec<u8>) -> Result<(), char> {
        match self {
            Encoding::Utf8 => bytes.extend_from_slice(text.as_bytes()),
            Encoding::Utf16Little => bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
            Encoding::Utf16Big => bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
            Encoding::Table(table) => return push_by_table(table, text, bytes),
        }
        Ok(())
    }
}

fn push_by_table(table: &'static encoding_rs::Encoding, text: &str, bytes: &mut Vec<u8>) -> Result<(), char> {
    // By way of a small buffer: given the vector, the encoder touches all its spare room on each call, and there are calls
    // for single characters.
    let mut buffer = [0; 512];
    let mut encoder = table.new_encoder();
    let mut rest = text;
    loop {
        let (result, read, written) = encoder.encode_from_utf8_without_replacement(rest, &mut buffer, true);
        rest = &rest[read..];
        bytes.extend_from_slice(&buffer[..written]);
        match result {
            EncoderResult::InputEmpty => return Ok(()),
            EncoderResult::Unmappable(character) => return Err(character),
            EncoderResult::OutputFull => {}
        }
    }
}
