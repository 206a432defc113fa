//! What a text must begin, end or be filled with before a pattern can match it: looked at first, since most blocks of a page
//! show none of it, and a pattern of Chinese characters takes longer to compile than to read the page with.

use memchr::memmem::Finder;
use regex_syntax::hir::literal::{ExtractKind, Extractor};
use regex_syntax::hir::{Hir, Look};

/// A condition without which a pattern does not match.
#[derive(Clone, Debug)]
pub(super) enum Gate {
    /// Nothing is known of what it matches.
    Open,
    /// The text begins with one of these.
    Begins(Vec<Box<[u8]>>),
    /// It ends with one of them.
    Ends(Vec<Box<[u8]>>),
    /// It holds one of them.
    Holds(Vec<Finder<'static>>),
}

impl Gate {
    /// The gate of a pattern; open, too, for one that is no regular expression.
    pub(super) fn of(source: &str) -> Gate {
        let Ok(pattern) = regex_syntax::parse(source) else { return Gate::Open };
        let begins = pattern.properties().look_set_prefix().contains(Look::Start);
        let ends = pattern.properties().look_set_suffix().contains(Look::End);
        let (prefixes, suffixes) = (literals(&pattern, ExtractKind::Prefix), literals(&pattern, ExtractKind::Suffix));
        match (prefixes, suffixes) {
            (Some(prefixes), _) if begins => Gate::Begins(prefixes),
            (_, Some(suffixes)) if ends => Gate::Ends(suffixes),
            (Some(prefixes), None) => Gate::Holds(finders(&prefixes)),
            (_, Some(suffixes)) => Gate::Holds(finders(&suffixes)),
            (None, None) => Gate::Open,
        }
    }

    /// False when the pattern cannot match the text.
    pub(super) fn lets(&self, text: &str) -> bool {
        let text = text.as_bytes();
        match self {
            Gate::Open => true,
            Gate::Begins(literals) => literals.iter().any(|literal| text.starts_with(literal)),
            Gate::Ends(literals) => literals.iter().any(|literal| text.ends_with(literal)),
            Gate::Holds(finders) => finders.iter().any(|finder| finder.find(text).is_some()),
        }
    }
}

/// What every match begins or ends with; `None` when that is too much to list.
fn literals(pattern: &Hir, kind: ExtractKind) -> Option<Vec<Box<[u8]>>> {
    let found = Extractor::new().kind(kind).extract(pattern);
    let literals: Vec<Box<[u8]>> = found.literals()?.iter().map(|literal| literal.as_bytes().into()).collect();
    literals.iter().all(|literal| !literal.is_empty()).then_some(literals)
}

/// Made once: making one takes longer than a block does to be looked through.
fn finders(literals: &[Box<[u8]>]) -> Vec<Finder<'static>> {
    literals.iter().map(|literal| Finder::new(literal).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_pattern_needs_is_asked_for() {
        for (pattern, text, lets) in [
            ("^(?:新华社|本报)[^。]{0,30}电", "本报北京电 ", true),
            ("^(?:新华社|本报)[^。]{0,30}电", "昨天本报北京电", false),
            ("[（(][^。）]{0,20}(?:摄|绘)[）)]$", "春天（某某摄）", true),
            ("[（(][^。）]{0,20}(?:摄|绘)[）)]$", "某某摄于春天", false),
            ("^[^，]{1,10}消息[：:]", "据悉有消息：", true),
            ("^[^，]{1,10}消息[：:]", "消息说", false),
            ("(?i)^continued from", "CONTINUED FROM", true),
            ("(?i)^continued from", "To be continued", false),
            (".*", "", true),
        ] {
            assert_eq!(Gate::of(pattern).lets(text), lets, "{pattern} {text}");
        }
    }
}
