//! Text for machines, where no fence and no mark of Markdown tells: programs, and what a documentation is made of.
//!
//! Functions begin and end alike, and a manual has one warning under two of its settings.

use crate::detect::Context;
use crate::layout::Block;

/// What lines of programs hold.
const HOLDS: &[&str] = &["()", " = ", "==", "!=", "+=", "->", "=>", "::", "</", "&&", "||"];

/// What they end with.
const ENDS: &[&str] = &["{", "}", "};", ");"];

/// What they begin with.
const BEGINS: &[&str] = &["return ", "import ", "def ", "#include", "//", "$ "];

/// Mark of a directive of reStructuredText, in front of its name, and behind it.
const DIRECTIVE: (&str, &str) = (".. ", "::");

/// True for a block of which at least half of the lines read as programs do, for a directive or a field list of
/// reStructuredText, and for what is set in under a directive.
pub(super) fn is_code(context: &Context, index: usize) -> bool {
    let blocks = &context.layout.blocks;
    let Some(block) = blocks.get(index) else { return false };
    let lines = || block.span.of(context.text).lines().map(str::trim);
    let count = |is: fn(&str) -> bool| lines().filter(|line| is(line)).count();
    2 * count(is_line_of_code) >= lines().count()
        || count(is_field) == lines().count()
        || is_directive(context, block)
        || {
            let above = index.checked_sub(1).map(|above| &blocks[above]);
            !block.indent.is_empty()
                && above.is_some_and(|above| above.indent.is_empty() && is_directive(context, above))
        }
}

/// True for a line that holds, begins with or ends with what lines of programs do.
fn is_line_of_code(line: &str) -> bool {
    HOLDS.iter().any(|mark| line.contains(mark))
        || ENDS.iter().any(|mark| line.ends_with(mark))
        || BEGINS.iter().any(|mark| line.starts_with(mark))
        || line.ends_with([')', ':']) && is_call(line)
}

/// True for a line with a bracket directly behind a name: `handle.write(item)`.
fn is_call(line: &str) -> bool {
    let name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    line.match_indices('(').any(|(at, _)| line[..at].ends_with(name))
}

/// True for a field: `:port: the port to listen on`.
fn is_field(line: &str) -> bool {
    let name = line.strip_prefix(':').and_then(|rest| rest.split_once(':')).map(|(name, _)| name);
    name.is_some_and(|name| !name.is_empty() && !name.starts_with(char::is_whitespace))
}

/// True for a block that begins with a directive: `.. note::`.
fn is_directive(context: &Context, block: &Block) -> bool {
    let first = block.span.of(context.text).lines().next().unwrap_or_default();
    first.strip_prefix(DIRECTIVE.0).is_some_and(|rest| rest.contains(DIRECTIVE.1))
}
