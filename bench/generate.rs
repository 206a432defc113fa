//! Lays clean articles out in columns and damages them as pages and their readers do, with the right answer known.
//!
//! An article's text is poured into columns of a printed width and cut at the ends of printed lines
//! (`generate/typesetting.rs`). The columns are then written down in the order in which a careless reader meets them: all
//! first columns and then the rest (`Tails`), round by round over all articles (`Rounds`), cut but in place (`Adjacent`),
//! with boxes in mid-sentence (`Boxes`), with a rest read twice (`Repeats`), or whole (`Clean`). Everything is drawn from a
//! seeded generator; the same seed gives the same pages. How often what happens is in `generate/odds.rs`, what stands on
//! pages besides articles in `words.toml`.

#![allow(dead_code, reason = "two programs share it, and each leaves something out")]

#[path = "generate/columns.rs"]
mod columns;
#[path = "generate/odds.rs"]
mod odds;
#[path = "generate/random.rs"]
mod random;
#[path = "generate/reading.rs"]
mod reading;
#[path = "generate/typesetting.rs"]
mod typesetting;
#[path = "generate/words.rs"]
mod words;

use restitch::decision::Choice;
use restitch::language::Language;

use columns::{Column, Piece};
use typesetting::Setting;

pub use random::Random;
pub use words::Words;

/// An article as it was written.
#[derive(Clone, Debug)]
pub struct Article {
    /// Its headline, when it has one.
    pub title: Option<String>,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
}

/// How a page was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// First columns, then all the rest.
    Tails,
    /// Column by column over all articles.
    Rounds,
    /// Cut in place.
    Adjacent,
    /// As it was written.
    Clean,
    /// Advertisements, captions and short texts stand inside running sentences.
    Boxes,
    /// What was read in its place is read again at the foot of the page.
    Repeats,
}

/// What a block is to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Part of an article.
    Text,
    /// Something of its own that was put into an article's column.
    Box,
    /// A second reading of another block, or of its beginning.
    Copy {
        /// The block that stands in its place.
        of: usize,
    },
}

/// A block and where it belongs.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it says.
    pub text: String,
    /// What was printed: without the reader's mistakes and the typesetter's hyphen, and where it goes on from another block
    /// with the blank between the two in front. Of a copy nothing.
    pub printed: String,
    /// The right choice; places are indices of the page's blocks. What is no article's text stays, and what goes on behind
    /// it joins the article's block in front of it.
    pub truth: Choice,
    /// What it is.
    pub role: Role,
    /// It belongs to the paragraph of the article's block before, and begins with a sentence: nothing in the text tells
    /// whether a paragraph begins there.
    pub either: bool,
}

/// A damaged page.
#[derive(Clone, Debug)]
pub struct Page {
    /// How it was read.
    pub kind: Kind,
    /// In the order in which they were read.
    pub blocks: Vec<Block>,
    /// Characters of the print that were lost or read as others; copies do not count.
    pub misread: usize,
}

impl Page {
    /// The page as one text.
    pub fn text(&self) -> String {
        self.blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>().join("\n\n")
    }

    /// The page without what was read twice, as the assignment sees it when copies have been taken out.
    pub fn without_copies(self) -> Page {
        let is_copy = |block: &Block| matches!(block.role, Role::Copy { .. });
        let copies: Vec<usize> = (0..self.blocks.len()).filter(|&at| is_copy(&self.blocks[at])).collect();
        let moved_up = |at: usize| at - copies.partition_point(|&copy| copy < at);
        let kept = self.blocks.into_iter().filter(|block| !is_copy(block)).map(|block| Block {
            truth: match block.truth {
                Choice::Stay => Choice::Stay,
                Choice::Join(head) => Choice::Join(moved_up(head)),
                Choice::Follow(end) => Choice::Follow(moved_up(end)),
            },
            ..block
        });
        Page { blocks: kept.collect(), ..self }
    }
}

/// Makes a page of the given articles, of which there must be one at least, and each with a paragraph.
pub fn page(articles: &[Article], kind: Kind, language: &Language, random: &mut Random) -> Page {
    let setting = Setting::new(language, random);
    let markdown = random.often(odds::MARKDOWN);
    let unmarking = markdown && kind != Kind::Clean && random.often(odds::UNMARKING);
    let careless = random.often(odds::CARELESS);
    let noisy = kind != Kind::Clean && random.often(odds::NOISY);
    let boxed = match kind {
        Kind::Clean => 0.0,
        Kind::Boxes => odds::BOXED_MUCH,
        _ if random.often(odds::BOXED_PAGE) => odds::BOXED,
        _ => 0.0,
    };
    let even = random.often(odds::EVEN);
    let column_count = 2 + if kind == Kind::Rounds { random.below(3) } else { 0 };
    // A box of another text needs one that is nowhere else on the page.
    let (articles, spare) = match articles {
        [articles @ .., spare] if boxed > 0.0 && articles.len() > 2 => (articles, Some(spare)),
        _ => (articles, None),
    };
    let mut lost = 0;
    let mut laid: Vec<Vec<Column>> = Vec::new();
    for article in articles {
        let mut paragraphs = article.paragraphs.clone();
        if random.often(odds::DATELINE)
            && let Some(lead) = paragraphs.first_mut()
        {
            *lead = setting.words.dateline(markdown, random) + lead;
        }
        let in_columns = matches!(kind, Kind::Tails | Kind::Rounds | Kind::Repeats) && random.often(odds::IN_COLUMNS);
        let count = if in_columns { column_count } else { 1 };
        let mut columns = columns::pour(&paragraphs, count, even, &setting, random);
        if random.often(odds::SUBHEAD) {
            columns::head_a_part(&mut columns, headline(&setting.words.subhead(random), "###", markdown), random);
        }
        if kind == Kind::Adjacent || (kind != Kind::Clean && random.often(odds::TORN)) {
            columns::tear(&mut columns, &setting, random);
        }
        if boxed > 0.0 && random.often(boxed) {
            columns::put_box(&mut columns, contents(spare, &setting, markdown, random), &setting, random);
        }
        if careless {
            lost += reading::lose_stops(&mut columns, random);
        }
        columns[0].splice(..0, above(article, articles, &setting, markdown, unmarking, random));
        laid.push(columns);
    }
    let mut page = reading::read(laid, kind, &setting, random);
    page.misread = lost;
    if noisy {
        reading::misread(&mut page, &setting, random);
    }
    page
}

fn headline(title: &str, mark: &str, markdown: bool) -> String {
    if markdown { format!("{mark} {title}") } else { title.to_string() }
}

/// What stands above an article: its headline, perhaps another one that strayed, and a line about it.
fn above(
    article: &Article,
    articles: &[Article],
    setting: &Setting,
    markdown: bool,
    unmarking: bool,
    random: &mut Random,
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let Some(title) = &article.title else { return pieces };
    let mut add = |title: &str, random: &mut Random| {
        let mut piece = Piece::whole(headline(title, "##", markdown), Role::Text);
        if unmarking && random.often(odds::UNMARKED) {
            piece.text = title.to_string();
        }
        pieces.push(piece);
    };
    add(title, random);
    if random.often(odds::STRAY_HEADLINE)
        && let Some(other) = &random.choose(articles).title
    {
        add(other, random);
    }
    if random.often(odds::UNDER_HEADLINE) {
        let byline = random.often(odds::BYLINE);
        let line = if byline { setting.words.byline(random) } else { setting.words.kicker(random) };
        pieces.push(Piece::whole(line, Role::Text));
    }
    pieces
}

/// What stands in a box: the beginning of another text, a caption, or an advertisement.
fn contents(spare: Option<&Article>, setting: &Setting, markdown: bool, random: &mut Random) -> Vec<String> {
    if let Some(spare) = spare
        && random.often(odds::BOX_OF_TEXT)
    {
        let title = spare.title.iter().map(|title| headline(title, "##", markdown));
        return title.chain([random.choose(&spare.paragraphs).clone()]).collect();
    }
    if random.often(0.5) { vec![setting.words.caption(random)] } else { setting.words.advertisement(random) }
}
