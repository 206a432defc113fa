//! What a single line is by its marks. Each question looks at one line and nothing else, and allocates nothing for the
//! lines that are not it.

use memchr::{memchr, memmem};

use super::BlockKind;
use super::lines::{FORM_FEED, columns};

/// Columns of the longest line in bold that is a heading. A newspaper's two-line heading in Chinese has about 50.
pub(super) const BOLD_HEADING: usize = 60;
/// Bytes of the longest line that can be a page break.
const LONGEST_PAGE_BREAK: usize = 80;
/// Symbols of which a row divides. Full stops and dots are missing: they are speech without words.
const ROW: &str = "-*_=~+—–―─━═·•＊※◆◇■□●○★☆#＝－＿～♦❖";
/// Symbols that divide when they stand alone.
const ALONE: &str = "⁂＊◇◆☆★❖";
/// HTML elements that begin a block.
const BLOCKS: &[&str] = &[
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "form",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "li",
    "main",
    "meta",
    "nav",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "style",
    "summary",
    "svg",
    "td",
    "th",
    "tr",
    "tbody",
    "thead",
    "ul",
];

/// How a block begins, which says how far it goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// The line alone.
    Line,
    Underline,
    FrontMatter,
    Fence {
        mark: u8,
        length: usize,
    },
    Formula,
    ListItem,
    Quote,
    PipeTable,
    HtmlTable,
    Comment,
    Html,
}

/// `# Heading`, or from two signs on also `##Heading`; `#` alone is one of them too.
pub(super) fn is_atx(line: &str) -> bool {
    let rest = line.trim_start_matches('#');
    let signs = line.len() - rest.len();
    signs <= 6 && !rest.is_empty() && (rest.starts_with([' ', '\t', '\u{3000}']) || signs > 1)
}

pub(super) fn fence(line: &str) -> Option<Start> {
    let mark = *line.as_bytes().first()?;
    let length = line.bytes().take_while(|&b| b == mark).count();
    // Code within a line may begin with three backticks, but then it ends with some.
    let inline = mark == b'`' && line[length..].contains('`');
    (length >= 3 && !inline).then_some(Start::Fence { mark, length })
}

pub(super) fn formula(line: &str, close: &str) -> Start {
    if line.len() > 3 && line[2..].contains(close) { Start::Line } else { Start::Formula }
}

pub(super) fn is_image(line: &str) -> bool {
    line.starts_with("![")
        && line.ends_with([')', ']'])
        && line[2..].find("](").is_none_or(|at| !line[at + 4..].contains(") "))
}

/// Short, wholly in bold, and neither the end nor the middle of a sentence.
pub(super) fn is_bold_heading(line: &str) -> bool {
    let inner = ["**", "__"].iter().find_map(|mark| {
        let inner = line.strip_prefix(mark)?.strip_suffix(mark)?;
        (!inner.contains(mark)).then_some(inner)
    });
    inner.is_some_and(|inner| {
        inner.chars().any(char::is_alphanumeric)
            && columns(inner) <= BOLD_HEADING
            && !inner.ends_with(['.', ',', ';', ':', '。', '，', '、', '；', '：'])
    })
}

/// A row of one symbol, with or without blanks between: at least three, or one that divides by itself.
pub(super) fn is_row(line: &str) -> bool {
    let mut chars = line.chars();
    let Some(symbol) = chars.next() else { return false };
    if !ROW.contains(symbol) && !ALONE.contains(symbol) {
        return false;
    }
    let mut count = 1;
    for c in chars {
        match c {
            _ if c == symbol => count += 1,
            ' ' | '\t' | '\u{3000}' => {}
            _ => return false,
        }
    }
    count >= 3 || ALONE.contains(symbol) || (count == 2 && "—―─".contains(symbol))
}

/// `- item`, `• item`, `3. item`, `3) item`, `[name]: target`; but not `- 185 -`, which is a page number.
pub(super) fn is_list_item(line: &str) -> bool {
    let rest = match line.chars().next() {
        Some(mark @ ('-' | '*' | '+' | '•' | '▪' | '◦' | '‣' | '●' | '○' | '■' | '□' | '☐' | '☑' | '☒')) =>
        {
            if line.ends_with(mark) {
                return false;
            }
            let rest = &line[mark.len_utf8()..];
            // A typographic bullet needs no blank behind it; a hyphen or an asterisk without one is something else.
            if mark.is_ascii() { rest } else { return rest.chars().any(char::is_alphanumeric) }
        }
        // A link's target, or a footnote.
        Some('[') => return line.split_once("]: ").is_some_and(|(label, _)| !label.contains(' ')),
        Some('0'..='9') => {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            if line.len() - rest.len() > 3 || !rest.starts_with(['.', ')']) {
                return false;
            }
            &rest[1..]
        }
        _ => return false,
    };
    rest.starts_with([' ', '\t', '\u{3000}']) && !rest.trim().is_empty()
}

/// `9. 2015`: the rest of a German date.
pub(super) fn is_month_and_year(item: &str) -> bool {
    let Some((month, rest)) = item.split_once(". ") else { return false };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    digits == 4 && matches!(month.parse(), Ok(1..=12))
}

/// `|---|:--:|`: the second row of a pipe table.
pub(super) fn is_delimiter_row(line: &str) -> bool {
    let bytes = line.as_bytes();
    matches!(bytes.first(), Some(b'|' | b'-' | b':'))
        && bytes.iter().all(|b| matches!(b, b'|' | b'-' | b':' | b' '))
        && memchr(b'|', bytes).is_some()
        && memmem::find(bytes, b"--").is_some()
}

/// The name of the element that `line` opens or closes.
pub(super) fn tag(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("</").or_else(|| line.strip_prefix('<'))?;
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    Some(&rest[..end]).filter(|name| !name.is_empty())
}

pub(super) fn html(line: &str) -> Option<(Start, BlockKind)> {
    if line.starts_with("<!--") {
        return Some((Start::Comment, BlockKind::Html));
    }
    let name = tag(line)?;
    let is = |other: &&str| name.eq_ignore_ascii_case(other);
    if is(&"table") && !line.starts_with("</") {
        Some((Start::HtmlTable, BlockKind::Table))
    } else if is(&"img") && line.ends_with('>') && memchr(b'>', line.as_bytes()) == Some(line.len() - 1) {
        Some((Start::Line, BlockKind::Image))
    } else if ["h1", "h2", "h3", "h4", "h5", "h6"].iter().any(is) {
        Some((Start::Line, BlockKind::Heading))
    } else {
        BLOCKS.iter().any(is).then_some((Start::Html, BlockKind::Html))
    }
}

/// A form feed, or a line that a converter writes between pages: a page's number or the words "page break" inside marks
/// that no printer sets. `- 3 -` and `Page 3` alone are not: they stand on the page, and are found as furniture.
pub(super) fn is_page_break(line: &str) -> bool {
    if line.as_bytes().first() == Some(&FORM_FEED) {
        return true;
    }
    if line.len() > LONGEST_PAGE_BREAK || !line.starts_with(['<', '-', '=', '[', '{', '*', '_', '~', '\\']) {
        return false;
    }
    if matches!(line, "\\newpage" | "\\pagebreak" | "\\clearpage") {
        return true;
    }
    let is_number = |text: &str| !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    if let Some((number, row)) = line.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        return is_number(number) && row.len() >= 4 && row.bytes().all(|b| b == b'-');
    }
    let inner = line
        .strip_prefix("<!--")
        .and_then(|rest| rest.strip_suffix("-->"))
        .or_else(|| enclosed(line, '[', ']'))
        .or_else(|| enclosed(line, '<', '>'))
        .or_else(|| ruled(line));
    let Some(inner) = inner else { return false };
    let inner = inner.trim().trim_end_matches('/').trim_end().to_lowercase();
    if matches!(
        inner.as_str(),
        "page break" | "pagebreak" | "page-break" | "new page" | "newpage" | "分页符" | "分頁符"
    ) {
        return true;
    }
    let after_word = ["pagebreak", "page", "seite", "pb", "p."].iter().find_map(|word| inner.strip_prefix(word));
    if let Some(rest) = after_word {
        let rest = rest.trim_matches([' ', ':', '=', '#', '.', '-', '"', 'n', '\'']);
        let number = rest.split(['/', ' ']).next().unwrap_or_default();
        return is_number(number) && rest.bytes().all(|b| b.is_ascii_digit() || b"/ of von sur".contains(&b));
    }
    let counted = inner.strip_prefix('第').and_then(|rest| rest.strip_suffix(['页', '頁']));
    counted.is_some_and(|number| is_number(number.trim()))
}

fn enclosed(line: &str, open: char, close: char) -> Option<&str> {
    let inner = line.strip_prefix(open)?.strip_suffix(close)?;
    Some(inner.strip_prefix(open).and_then(|inner| inner.strip_suffix(close)).unwrap_or(inner))
}

/// `--- inner ---`: two or more of the same sign on both sides.
fn ruled(line: &str) -> Option<&str> {
    let sign = line.chars().next().filter(|c| "-=*_~".contains(*c))?;
    let rest = line.trim_start_matches(sign);
    let inner = rest.trim_end_matches(sign);
    // Two asterisks are bold type.
    let least = if "*_".contains(sign) { 3 } else { 2 };
    (line.len() - rest.len() >= least && rest.len() - inner.len() >= least).then_some(inner)
}
