//! Which findings are shown: words that all have to fit, as one writes them behind a `/`.
//!
//! `torn propose` shows proposals of rules whose name holds "torn"; `<0.9` what is less sure than that, `>0.9` what is
//! surer; `p2` the second page; `undecided`, `accepted`, `rejected`, `edited` how it stands. What is none of these is
//! looked for in the names of the rule and of the file.

use super::{Row, Sheet};
use crate::finding::{Ruling, Tier};

/// A filter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    words: Vec<Word>,
}

#[derive(Clone, Debug, PartialEq)]
enum Word {
    Tier(Tier),
    Below(f64),
    Above(f64),
    Page(usize),
    Standing(&'static str),
    Name(String),
}

/// How a finding may stand.
const STANDINGS: [&str; 4] = ["undecided", "accepted", "rejected", "edited"];

impl Filter {
    /// Reads a filter; every text is one.
    pub fn parse(text: &str) -> Filter {
        Filter { words: text.split_whitespace().map(Word::parse).collect() }
    }

    /// The filter as it is written.
    pub fn text(&self) -> String {
        let word = |word: &Word| match word {
            Word::Tier(tier) => tier.to_string(),
            Word::Below(value) => format!("<{value}"),
            Word::Above(value) => format!(">{value}"),
            Word::Page(page) => format!("p{page}"),
            Word::Standing(standing) => standing.to_string(),
            Word::Name(name) => name.clone(),
        };
        self.words.iter().map(word).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn lets_through(&self, sheet: &Sheet, row: &Row) -> bool {
        self.words.iter().all(|word| match word {
            Word::Tier(tier) => row.finding.tier == *tier,
            Word::Below(value) => row.finding.confidence < *value,
            Word::Above(value) => row.finding.confidence > *value,
            Word::Page(page) => row.page == *page,
            Word::Standing(standing) => {
                *standing
                    == match row.finding.ruling {
                        None => "undecided",
                        Some(Ruling::Accept) => "accepted",
                        Some(Ruling::Reject) => "rejected",
                        Some(Ruling::Edit(_)) => "edited",
                    }
            }
            Word::Name(name) => row.finding.rule.contains(name.as_str()) || sheet.name().contains(name.as_str()),
        })
    }
}

impl Word {
    fn parse(word: &str) -> Word {
        let number = |text: &str| text.parse::<f64>().ok();
        let page = word.strip_prefix('p').and_then(|page| page.parse().ok());
        let tier = [Tier::Apply, Tier::Propose, Tier::Report].into_iter().find(|tier| tier.to_string() == word);
        let standing = STANDINGS.into_iter().find(|standing| *standing == word);
        let below = word.strip_prefix('<').and_then(number).map(Word::Below);
        let above = word.strip_prefix('>').and_then(number).map(Word::Above);
        let known = tier.map(Word::Tier).or(page.map(Word::Page)).or(standing.map(Word::Standing));
        known.or(below).or(above).unwrap_or_else(|| Word::Name(word.to_string()))
    }
}
