//! Clean articles, from which pages are made: read from files, and given a headline where they have none.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use crate::generate::{Article, Random, Words};

/// Anything that goes wrong on the way.
pub type Failure = Box<dyn std::error::Error>;

/// Plain paragraphs that make an article.
const PARAGRAPHS: usize = 10;
/// Characters of a headline that is made of an article's first words, at least and at most.
const HEADLINE: [usize; 2] = [4, 18];
/// The same where words are separated.
const HEADLINE_OF_WORDS: [usize; 2] = [12, 48];
/// Headlines with a source or a year in brackets behind them.
const WITH_SOURCE: f64 = 0.15;
/// Characters of an article after which no further paragraph of it goes on the page, and where words are separated: what a
/// page with half a dozen articles has room for.
const ROOM: usize = 1_500;
const ROOM_OF_WORDS: usize = 4_000;

/// Reads articles: JSON lines with `title` and `paragraphs`, or plain paragraphs, a line each, of which ten make an
/// article. A name that ends in .gz is unpacked. Articles of one paragraph are left out.
///
/// # Errors
/// When the file cannot be read, or a line of a .jsonl file is not JSON.
pub fn read(path: &str) -> Result<Vec<Article>, Failure> {
    let file = File::open(path).map_err(|e| format!("{path}: {e}"))?;
    let plain: Box<dyn Read> =
        if path.ends_with(".gz") { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) };
    let mut articles = Vec::new();
    let mut paragraphs: Vec<String> = Vec::new();
    for (number, line) in BufReader::new(plain).lines().enumerate() {
        let line = line.map_err(|e| format!("{path}:{}: {e}", number + 1))?;
        if path.contains(".jsonl") {
            let value: serde_json::Value =
                serde_json::from_str(&line).map_err(|e| format!("{path}:{}: {e}", number + 1))?;
            let strings = |v: &serde_json::Value| v.as_str().map(str::to_string);
            let paragraphs = value["paragraphs"].as_array().map(|a| a.iter().filter_map(strings).collect());
            articles.push(Article { title: strings(&value["title"]), paragraphs: paragraphs.unwrap_or_default() });
        } else if !line.trim().is_empty() {
            paragraphs.push(line.trim().to_string());
            if paragraphs.len() == PARAGRAPHS {
                articles.push(Article { title: None, paragraphs: std::mem::take(&mut paragraphs) });
            }
        }
    }
    articles.retain(|a| a.paragraphs.len() > 1);
    Ok(articles)
}

/// Gives an article without a headline one, made of the first words of its first paragraph, which goes; and keeps as many
/// paragraphs as one page has room for.
pub fn fit_on_page(article: &mut Article, spaced: bool, words: &Words, random: &mut Random) {
    if article.title.is_none() {
        let first = article.paragraphs.remove(0);
        let mut title = headline(&first, spaced).unwrap_or_else(|| words.untitled.clone());
        let source = article.paragraphs.last().and_then(|last| headline(last, spaced));
        if let Some(source) = source.filter(|_| random.often(WITH_SOURCE)) {
            let year = 1800 + random.below(226);
            title += &match random.below(3) {
                0 => format!(" ({year})"),
                1 => format!(" [{source}, {year}]"),
                _ => format!(" [{source} ({year})] {}", 1 + random.below(9)),
            };
        }
        article.title = Some(title);
    }
    article.paragraphs.truncate(3 + random.below(9));
    let (mut room, mut kept) = (if spaced { ROOM_OF_WORDS } else { ROOM }, 0);
    while room > 0 && kept < article.paragraphs.len() {
        room = room.saturating_sub(article.paragraphs[kept].chars().count());
        kept += 1;
    }
    article.paragraphs.truncate(kept);
}

/// The words that a paragraph begins with, up to the first mark.
fn headline(paragraph: &str, spaced: bool) -> Option<String> {
    let [least, most] = if spaced { HEADLINE_OF_WORDS } else { HEADLINE };
    let in_words = |c: &char| c.is_alphanumeric() || (spaced && matches!(c, ' ' | '-' | '\'' | '’'));
    let mut first: String = paragraph.chars().take_while(in_words).take(most + 1).collect();
    // A word that did not fit any more is left out.
    if first.chars().count() > most {
        first.truncate(if spaced { first.rfind(' ')? } else { first.char_indices().last()?.0 });
    }
    let first = first.trim().to_string();
    (first.chars().count() >= least).then_some(first)
}
