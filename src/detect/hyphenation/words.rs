//! One cut word: how the document and the language write it.

use rustc_hash::FxHashMap;

use super::{DOUBLE, Hyphenation, dash_is_hyphen};
use crate::language::Language;
use crate::lexicon::{self, RARE, first_letters, last_letters};
use crate::span::Span;

/// A word that a line end cuts.
pub(super) struct Cut<'t> {
    /// The hyphen.
    pub(super) hyphen: Span,
    /// The line behind it.
    pub(super) tail: Span,
    /// No blank line stands between the halves.
    pub(super) in_block: bool,
    /// The letters in front of the hyphen.
    pub(super) first: &'t str,
    /// The letters behind the line end.
    pub(super) second: &'t str,
    /// The hyphen is one that only a typesetter sets, or a dash that cannot be one.
    typeset: bool,
    language: &'static Language,
    /// The word as one, and with a hyphen, in small letters.
    keys: [String; 2],
    /// Where more words hang on it by hyphens ("day-to-|day"): all of them, read in the same two ways.
    chain: Option<[String; 2]>,
}

impl<'t> Cut<'t> {
    /// The cut at the hyphen that ends at byte `end`; `None` when no word is cut there.
    pub(super) fn new(
        text: &'t str,
        end: usize,
        tail: Span,
        in_block: bool,
        language: &'static Language,
    ) -> Option<Cut<'t>> {
        let head = &text[..end];
        let mark = head.chars().next_back()?;
        // Behind a soft hyphen the other one is what was printed for it.
        let bare = head[..end - mark.len_utf8()].trim_end_matches('\u{ad}');
        let hyphen = Span::new(bare.len(), end);
        let (first, second) = (last_letters(bare), first_letters(tail.of(text)));
        let dash = matches!(mark, '—' | '–');
        // The double hyphen of Fraktur is asked for by who calls: elsewhere it is a sign of equality.
        let is_hyphen = language.hyphens.contains(mark) || mark == '\u{ad}' || mark == DOUBLE;
        let wide = |word: &str| word.chars().any(|c| c >= '\u{2e80}');
        if first.is_empty() || second.is_empty() || wide(first) || wide(second) || !(is_hyphen || dash) {
            return None;
        }
        if dash && !dash_is_hyphen(line_before(head), tail.of(text), language) {
            return None;
        }
        let lower = [first.to_lowercase(), second.to_lowercase()];
        let keys = [lower.concat(), lower.join("-")];
        let before = chain_before(&bare[..bare.len() - first.len()]);
        let behind = chain_behind(&tail.of(text)[second.len()..]);
        let chained = !before.is_empty() || !behind.is_empty();
        let chain = chained.then(|| keys.each_ref().map(|key| format!("{before}{key}{behind}").to_lowercase()));
        let typeset = dash || matches!(mark, '\u{ad}' | '¬') || hyphen.len() > mark.len_utf8();
        Some(Cut { hyphen, tail, in_block, first, second, typeset, language, keys, chain })
    }
}

/// The end of the line that ends `head`, as far as a word can reach.
fn line_before(head: &str) -> &str {
    head.rsplit(['\n', '\r']).next().unwrap_or(head)
}

/// The words that end a text with a hyphen behind each.
fn chain_before(text: &str) -> &str {
    let mut start = text.len();
    while let Some(rest) = text[..start].strip_suffix('-') {
        let word = last_letters(rest);
        if word.is_empty() {
            break;
        }
        start = rest.len() - word.len();
    }
    &text[start..]
}

/// The words that begin a text with a hyphen in front of each.
fn chain_behind(text: &str) -> &str {
    let mut end = 0;
    while let Some(rest) = text[end..].strip_prefix('-') {
        let word = first_letters(rest);
        if word.is_empty() {
            break;
        }
        end += 1 + word.len();
    }
    &text[..end]
}

/// How often the document has each word that a line end cuts somewhere: as one, and with a hyphen.
pub(super) struct Document<'c> {
    counts: FxHashMap<&'c str, u64>,
}

impl<'c> Document<'c> {
    /// Counts what is asked for, in one pass.
    pub(super) fn of(text: &str, cuts: &'c [Cut]) -> Document<'c> {
        let mut counts: FxHashMap<&str, u64> = cuts
            .iter()
            .flat_map(|cut| cut.keys.iter().chain(cut.chain.iter().flatten()))
            .map(|key| (key.as_str(), 0))
            .collect();
        let longest = counts.keys().map(|key| key.len()).max().unwrap_or(0);
        let mut small = String::new();
        let mut count = |word: &str| {
            // A small letter takes as many bytes as its capital, or nearly.
            if word.len() <= longest + 2 {
                small.clear();
                small.extend(word.chars().flat_map(char::to_lowercase));
                if let Some(count) = counts.get_mut(small.as_str()) {
                    *count += 1;
                }
            }
        };
        for word in lexicon::words(text) {
            count(word);
            if word.contains('-') {
                word.split('-').for_each(&mut count);
            }
        }
        Document { counts }
    }

    fn count(&self, key: &str) -> u64 {
        self.counts.get(key).copied().unwrap_or(0)
    }
}

/// What becomes of the hyphen and the line end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Both go.
    Join,
    /// Both go, and the `k` in front of them was a `c`: German divided `ck` as `k-k`.
    Respell,
    /// The hyphen stays, the line end goes.
    Keep,
    /// The hyphen stays, and a blank behind it: it stands for the rest of a word.
    Suspend,
    /// Nothing is known.
    Leave,
}

/// Why.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Why {
    /// So often the document has it so.
    Document(u64),
    /// So often the language's texts have it so.
    Lexicon(u64),
    /// What kind of hyphen or word it is.
    Kind(&'static str),
    /// The second half is no word by itself.
    Rest,
    /// The first half is no word by itself.
    Beginning,
    /// Other words with the same parts.
    Parts,
}

impl Why {
    /// In words.
    pub(super) fn told(self, cut: &Cut) -> String {
        match self {
            Why::Document(1) => "stands so elsewhere in the document".to_string(),
            Why::Document(times) => format!("stands so {times} times in the document"),
            Why::Lexicon(_) => "the language's words have it so".to_string(),
            Why::Kind(what) => what.to_string(),
            Why::Rest => format!("“{}” is no word of its own", cut.second),
            Why::Beginning => format!("“{}” is no word of its own", cut.first),
            Why::Parts => "other words with these parts are written so".to_string(),
        }
    }
}

/// What becomes of a cut word, and why.
pub(super) fn verdict(rule: &Hyphenation, cut: &Cut, document: &Document) -> (Verdict, Why) {
    let leave = (Verdict::Leave, Why::Rest);
    let lexicon = lexicon::embedded(&cut.language.id);
    let count = |word: &str| lexicon.map_or(0, |lexicon| lexicon.count(word));
    let [whole, hyphened] = &cut.keys;
    // Asked first: nothing in a text that is full of "today" speaks against "day-to-day".
    if let Some(chain) = &cut.chain
        && let Some(verdict) = in_chain(rule, cut, chain, document, count)
    {
        return verdict;
    }
    if let Some((verdict, times)) = either(rule, document.count(whole), document.count(hyphened)) {
        return (verdict, Why::Document(times));
    }
    let (first, second) = (cut.first.to_lowercase(), cut.second.to_lowercase());
    let known = [count(&first), count(&second)].map(|count| count > 0);
    let attested = [count(whole), count(hyphened)];
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    let all_capitals = cut.first.chars().nth(1).is_some() && cut.first.chars().all(char::is_uppercase);
    let abbreviation = all_capitals && cut.second.contains(char::is_lowercase);
    if abbreviation && !cut.typeset && attested[0] == 0 {
        return (Verdict::Keep, Why::Kind("an abbreviation is not cut"));
    }
    if capital(cut.second) && !all_capitals {
        return match attested {
            [_, times] if times > 0 => (Verdict::Keep, Why::Lexicon(times)),
            _ if capital(cut.first) && !cut.typeset => (Verdict::Keep, Why::Kind("both halves have a capital")),
            _ => leave,
        };
    }
    if cut.language.conjunctions.contains(&second) && attested[0] <= RARE && (known[0] || attested[0] == 0) {
        // A single letter is a stammer: "b-but".
        return match cut.first.chars().nth(1) {
            Some(_) => (Verdict::Suspend, Why::Kind("the hyphen stands for the rest of a word")),
            None => leave,
        };
    }
    if let Some((verdict, times)) = either(rule, attested[0], attested[1]) {
        return (verdict, Why::Lexicon(times));
    }
    if attested[0] > 0 {
        return leave;
    }
    if cut.language.hyphened_prefixes.contains(&first) && known[1] && !cut.typeset {
        return (Verdict::Keep, Why::Kind("the prefix keeps its hyphen"));
    }
    if cut.typeset {
        return (Verdict::Join, Why::Kind("only a typesetter sets such a hyphen"));
    }
    if let Some(respelled) = respelled(cut, &first, &second).filter(|word| count(word) > 0) {
        return (Verdict::Respell, Why::Lexicon(count(&respelled)));
    }
    let Some(lexicon) = lexicon else { return leave };
    if are_paired(cut.language, &first, &second) {
        return leave;
    }
    if cut.language.closed_compounds {
        return (Verdict::Join, Why::Kind("such compounds are written as one word"));
    }
    match (known, lexicon.closes(&first, &second)) {
        ([true, _], bits) if bits <= rule.closes[1] => (Verdict::Keep, Why::Parts),
        ([_, false], _) => (Verdict::Join, Why::Rest),
        (_, bits) if bits >= rule.closes[0] => (Verdict::Join, Why::Parts),
        // The beginning of a name says nothing: lists have few of them. Nor does one before a common word, which may be the
        // next line of another column.
        ([false, true], bits) if bits >= 0.0 && !capital(cut.first) && count(&second) <= RARE => {
            (Verdict::Join, Why::Beginning)
        }
        _ => leave,
    }
}

/// Two adjectives, the second of which is inflected: a hyphen may pair them, or a line end may have cut one word.
fn are_paired(language: &Language, first: &str, second: &str) -> bool {
    let ends = |word: &str| language.paired_adjectives.iter().any(|ending| word.ends_with(ending.as_str()));
    let stem = ["en", "em", "er", "es", "e"].iter().find_map(|inflection| second.strip_suffix(inflection));
    ends(first) && ends(stem.unwrap_or(second))
}

/// What becomes of a word that others hang on by hyphens, where that says something: how the whole `chain` is written
/// elsewhere, or that both halves are words and no word together, as only the words of a chain are. Nothing, where the
/// halves may be one word of it ("self-suffi-|cient").
fn in_chain(
    rule: &Hyphenation,
    cut: &Cut,
    [whole, hyphened]: &[String; 2],
    document: &Document,
    count: impl Fn(&str) -> u64,
) -> Option<(Verdict, Why)> {
    if let Some((verdict, times)) = either(rule, document.count(whole), document.count(hyphened)) {
        return Some((verdict, Why::Document(times)));
    }
    if let Some((verdict, times)) = either(rule, count(whole), count(hyphened)) {
        return Some((verdict, Why::Lexicon(times)));
    }
    let halves = [cut.first, cut.second].map(|half| count(&half.to_lowercase()));
    let together = count(&cut.keys[0]);
    let letter = cut.first.chars().nth(1).is_none();
    if letter || together == 0 && halves.iter().all(|&half| half > 0) {
        return Some((Verdict::Keep, Why::Kind("it is a word of a chain")));
    }
    // Where nouns have capitals, a noun of a chain does, too: a small letter goes on with the word.
    let one_word = cut.language.closed_compounds && cut.second.starts_with(char::is_lowercase) && together > 0;
    (!one_word && halves.iter().all(|&half| half > together)).then_some((Verdict::Leave, Why::Rest))
}

/// The way that is attested, or attested so many times as often as the other.
fn either(rule: &Hyphenation, whole: u64, hyphened: u64) -> Option<(Verdict, u64)> {
    if whole > 0 && whole >= rule.times * hyphened {
        Some((Verdict::Join, whole))
    } else if hyphened > 0 && hyphened >= rule.times * whole {
        Some((Verdict::Keep, hyphened))
    } else {
        None
    }
}

/// The word with the `ck` that German divides as `k-k`.
fn respelled(cut: &Cut, first: &str, second: &str) -> Option<String> {
    let stem = first.strip_suffix('k').filter(|_| cut.language.closed_compounds && second.starts_with('k'))?;
    Some(format!("{stem}c{second}"))
}
