//! Writes generated pages as cases for measuring repairs.
//!
//!     cargo run --release --example pages -- --lang en CORPUS... > cases.jsonl
//!
//! A case is a damaged page, the page as it was printed, and which of its blocks goes on from which, one JSON object a line;
//! `bench/README.md` explains the keys. `--seed` and `--count` choose the pages; the same seed, count, language and corpora
//! give the same bytes.

#[path = "articles.rs"]
mod articles;
#[path = "generate.rs"]
mod generate;
#[path = "gold.rs"]
mod gold;

use std::io::Write;

use articles::Failure;
use generate::{Article, Kind, Page, Random, Words};
use restitch::benchmark::Case;
use restitch::language::{Language, Languages};
use restitch::layout::Layout;
use serde_json::Value;

/// The kinds in the order in which they come: tails and rounds twice, because they are what the assignment is for.
const KINDS: [Kind; 8] =
    [Kind::Tails, Kind::Rounds, Kind::Adjacent, Kind::Boxes, Kind::Tails, Kind::Rounds, Kind::Repeats, Kind::Clean];
/// Articles of a page, at least and at most.
const ARTICLES: [usize; 2] = [3, 8];
/// Pages tried before a corpus is given up whose blocks are no paragraphs: lists, tables, verse.
const TRIES: usize = 50;

fn main() -> Result<(), Failure> {
    let (mut language, mut seed, mut count) = ("en".to_string(), 1, 80);
    let mut corpora = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--lang" => language = value()?,
            "--seed" => seed = value()?.parse()?,
            "--count" => count = value()?.parse()?,
            option if option.starts_with('-') => return Err(format!("no option {option}").into()),
            path => corpora.push((path.to_string(), articles::read(path)?)),
        }
    }
    let language = Languages::embedded().get(&language).ok_or(format!("no language {language}"))?;
    corpora.retain(|(_, articles)| articles.len() >= ARTICLES[1]);
    if corpora.is_empty() {
        return Err(format!("no file with {} articles or more", ARTICLES[1]).into());
    }
    let mut random = Random::new(seed);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for number in 0..count {
        let kind = KINDS[number % KINDS.len()];
        let (path, articles) = &corpora[number / KINDS.len() % corpora.len()];
        let pages = (0..TRIES).map(|_| page(articles, kind, language, &mut random));
        let named = |page| named(&page, format!("{}-{seed}-{number:04}", language.id), &language.id);
        let case = pages.filter(is_read_as_made).map(named).find(is_sound);
        let case = case.ok_or(format!("{path}: no pages of plain paragraphs in it"))?;
        writeln!(out, "{case}")?;
    }
    out.flush()?;
    Ok(())
}

/// A page of some articles of the corpus: those that stand together in it may be one story.
fn page(articles: &[Article], kind: Kind, language: &Language, random: &mut Random) -> Page {
    let count = ARTICLES[0] + random.below(ARTICLES[1] - ARTICLES[0] + 1);
    let mut places: Vec<usize> = Vec::with_capacity(count);
    while places.len() < count {
        let place = random.below(articles.len());
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let mut chosen: Vec<Article> = places.into_iter().map(|place| articles[place].clone()).collect();
    for article in &mut chosen {
        articles::fit_on_page(article, language.spaced, Words::of(&language.id), random);
    }
    generate::page(&chosen, kind, language, random)
}

/// True when the layout sees the blocks that were made, so that their numbers are those that a reader of the case counts.
fn is_read_as_made(page: &Page) -> bool {
    let text = page.text();
    let layout = Layout::of(&text);
    let blocks = layout.blocks.iter().map(|block| block.span.of(&text));
    blocks.eq(page.blocks.iter().map(|block| block.text.trim()))
}

/// The page as a case.
fn named(page: &Page, id: String, language: &str) -> Value {
    let mut case = gold::case(page);
    case["id"] = id.into();
    case["lang"] = language.into();
    case
}

/// True when the print itself would be found right: its paragraphs are read as they were made, too.
fn is_sound(case: &Value) -> bool {
    Case::parse(&case.to_string()).is_ok_and(|case| case.is_exact(&case.gold))
}
