//! Several files read as the pages of one text, for what goes on from one file in another: an issue of a newspaper that was
//! read page by page, a file a page.

use std::path::PathBuf;

use restitch::source::Source;

use super::{Input, Trouble, read};

/// What stands between two pages of one text, and between two of which the first does not end its last line.
const PAGE_END: &str = "\u{c}";
const LINE_AND_PAGE_END: &str = "\n\u{c}";

/// The files in their order as one input, of a page a file at least. It has the name of the first one.
///
/// # Errors
/// When fewer than two files are given, or a folder, whose files have no order.
pub fn together(paths: &[PathBuf]) -> Result<Input, Trouble> {
    let [first, _, ..] = paths else {
        return Err(Trouble::new("--together reads several files as one text; name two or more"));
    };
    if let Some(folder) = paths.iter().find(|path| path.is_dir()) {
        return Err(Trouble::at(folder, "is a folder; name its files in the order of their pages"));
    }
    Ok(Input { pages: paths.to_vec(), ..Input::new(first, first.file_name().unwrap_or_default()) })
}

/// The text of these files in UTF-8, their ends of page between them.
///
/// # Errors
/// When one of them cannot be read, or holds bytes that are no text: together with others they could not be kept as they
/// are.
pub(super) fn read_together(pages: &[PathBuf]) -> Result<Vec<u8>, Trouble> {
    let mut text = String::new();
    for path in pages {
        let source = Source::decode(read(path)?);
        if source.unreadable().next().is_some() {
            let what = format!("holds bytes that are no {} text; repair it by itself", source.encoding());
            return Err(Trouble::at(path, what));
        }
        if !text.is_empty() {
            text.push_str(if text.ends_with('\n') { PAGE_END } else { LINE_AND_PAGE_END });
        }
        text.push_str(&source.text);
    }
    Ok(text.into_bytes())
}
