//! Lays clean articles out in columns and damages them as pages and their readers do, with the right answer known.
//!
//! An article's text is poured into columns of a printed width and cut at the ends of printed lines, with the rule that no
//! line begins with a closing mark. The columns are then written down in the order in which a careless reader meets them:
//! all first columns and then the rest (`Tails`), round by round over all articles (`Rounds`), cut but in place
//! (`Adjacent`), or whole (`Clean`). Everything is drawn from a seeded generator; the same seed gives the same pages.

use restitch::decision::Choice;
use restitch::language::Language;

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
}

/// A block and where it belongs.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it says.
    pub text: String,
    /// The right choice; places are indices of the page's blocks.
    pub truth: Choice,
}

/// A damaged page.
#[derive(Clone, Debug)]
pub struct Page {
    /// How it was read.
    pub kind: Kind,
    /// In the order in which they were read.
    pub blocks: Vec<Block>,
}

impl Page {
    /// The page as one text.
    pub fn text(&self) -> String {
        self.blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>().join("\n\n")
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014): small, seeded, the same everywhere.
pub struct Random(u64);

impl Random {
    /// A generator that always gives the same numbers for the same seed.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// Puts things in another order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for i in (1..things.len()).rev() {
            things.swap(i, self.below(i + 1));
        }
    }

    /// True this often, 0 to 1.
    pub fn often(&mut self, share: f64) -> bool {
        ((self.next() >> 11) as f64 / (1u64 << 53) as f64) < share
    }
}

/// One column of an article: its pieces, and whether the first goes on from the column before in mid-sentence.
struct Column {
    pieces: Vec<String>,
    joined: bool,
}

/// Marks that no printed line begins with.
const NOT_FIRST: &str = "，。、；：？！）》」』”’…,.;:?!)";

/// Makes a page of the given articles.
pub fn page(articles: &[Article], kind: Kind, language: &Language, random: &mut Random) -> Page {
    let markdown = random.often(0.6);
    let shuffled = kind == Kind::Tails && random.often(0.1);
    // Writers forget full stops, and readers of images lose them.
    let careless = random.often(0.15);
    let round_count = 2 + if kind == Kind::Rounds { random.below(3) } else { 0 };
    let width = 12 + random.below(16);
    let mut laid: Vec<Vec<Column>> = Vec::new();
    for article in articles {
        let mut first = Column { pieces: Vec::new(), joined: false };
        if let Some(title) = &article.title {
            first.pieces.push(if markdown { format!("## {title}") } else { title.clone() });
            headlines(&mut first.pieces, articles, markdown, random);
        }
        let mut paragraphs = article.paragraphs.clone();
        if careless {
            for paragraph in paragraphs.iter_mut().filter(|p| p.chars().count() > 8) {
                if random.often(0.15) {
                    paragraph.truncate(paragraph.trim_end_matches(|c: char| !c.is_alphanumeric()).len());
                }
            }
        }
        if random.often(0.3)
            && let Some(lead) = paragraphs.first_mut()
        {
            *lead = format!("{}{lead}", dateline(markdown, random));
        }
        let count = match kind {
            Kind::Tails | Kind::Rounds if random.often(0.88) => round_count,
            _ => 1,
        };
        let mut columns = pour(&paragraphs, count, width, language, random);
        if kind == Kind::Adjacent || random.often(0.1) {
            tear(&mut columns, width, language, random);
        }
        first.pieces.append(&mut columns[0].pieces);
        columns[0] = first;
        laid.push(columns);
    }
    read(laid, kind, shuffled, random)
}

fn headlines(pieces: &mut Vec<String>, articles: &[Article], markdown: bool, random: &mut Random) {
    if random.often(0.15)
        && let Some(other) = articles[random.below(articles.len())].title.clone()
    {
        pieces.push(if markdown { format!("## {other}") } else { other });
    }
    if random.often(0.2) {
        let name = |random: &mut Random| -> String { (0..2 + random.below(2)).map(|_| letter(random)).collect() };
        let ending = ["出席", "出席并讲话", "主持会议", "出席活动", "", ""][random.below(6)];
        let byline = random.often(0.4);
        let names = format!("{}{}", name(random), if random.often(0.5) { name(random) } else { String::new() });
        pieces.push(if byline { format!("本报记者 {names}") } else { format!("{names}{ending}") });
    }
}

/// A character of a name.
fn letter(random: &mut Random) -> char {
    let names: Vec<char> =
        "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕明国华建文志晓丽红伟军"
            .chars()
            .collect();
    names[random.below(names.len())]
}

fn dateline(markdown: bool, random: &mut Random) -> String {
    let name: String = (0..2 + random.below(2)).map(|_| letter(random)).collect();
    let (month, day) = (1 + random.below(12), 1 + random.below(28));
    match random.below(4) {
        0 if markdown => format!("**本报讯**（记者{name}）"),
        0 | 1 => format!("本报讯（记者{name}）"),
        2 => format!("新华社北京{month}月{day}日电 "),
        _ => format!("本报{name}{month}月{day}日电（记者{name}）"),
    }
}

/// Cuts an article into columns of about equal length.
fn pour(paragraphs: &[String], count: usize, width: usize, language: &Language, random: &mut Random) -> Vec<Column> {
    let total: usize = paragraphs.iter().map(|p| p.chars().count()).sum();
    let mut columns = vec![Column { pieces: Vec::new(), joined: false }];
    if total < 90 * count {
        columns[0].pieces = paragraphs.to_vec();
        return columns;
    }
    let mut goals: Vec<usize> = (1..count)
        .map(|k| total * k / count + random.below(total / (2 * count) + 1))
        .map(|g| g - (total / (4 * count)).min(g))
        .collect();
    goals.reverse();
    let mut done = 0;
    for paragraph in paragraphs {
        let mut rest: Vec<char> = paragraph.chars().collect();
        while let Some(&goal) = goals.last() {
            if goal >= done + rest.len() {
                break;
            }
            goals.pop();
            let at = line_end(&rest, goal.saturating_sub(done), width);
            let column = columns.len() - 1;
            if at > 0 {
                columns[column].pieces.push(rest[..at].iter().collect());
            }
            if at < rest.len() {
                let joined = at > 0 && !language.ends_complete(&rest[..at].iter().collect::<String>());
                columns.push(Column { pieces: Vec::new(), joined });
            } else {
                columns.push(Column { pieces: Vec::new(), joined: false });
            }
            done += at;
            rest.drain(..at);
        }
        done += rest.len();
        if !rest.is_empty() {
            let last = columns.len() - 1;
            columns[last].pieces.push(rest.into_iter().collect());
        }
    }
    columns.retain(|c| !c.pieces.is_empty());
    columns
}

/// The end of the printed line in which `goal` lies.
fn line_end(text: &[char], goal: usize, width: usize) -> usize {
    let mut at = (goal / width * width).min(text.len());
    while at < text.len() && at > 0 && NOT_FIRST.contains(text[at]) {
        at += 1;
    }
    at
}

/// Cuts paragraphs in place, as a reader does who takes a column's end for a paragraph's. The pieces stand next to each
/// other, marked by a trailing NUL that [`read`] takes off.
fn tear(columns: &mut [Column], width: usize, language: &Language, random: &mut Random) {
    for column in columns {
        let mut pieces = Vec::new();
        for piece in column.pieces.drain(..) {
            let text: Vec<char> = piece.chars().collect();
            let at = line_end(&text, random.below(text.len() + 1), width);
            let inside =
                at > 3 && at + 3 < text.len() && !language.ends_complete(&text[..at].iter().collect::<String>());
            if inside && text.len() > 60 && random.often(0.35) {
                pieces.push(format!("{}\0", text[..at].iter().collect::<String>()));
                pieces.push(text[at..].iter().collect());
            } else {
                pieces.push(piece);
            }
        }
        column.pieces = pieces;
    }
}

/// Writes the columns down in the order of the reader.
fn read(mut laid: Vec<Vec<Column>>, kind: Kind, shuffled: bool, random: &mut Random) -> Page {
    let rounds = laid.iter().map(Vec::len).max().unwrap_or(0);
    let mut order: Vec<(usize, usize)> = (0..laid.len()).map(|a| (a, 0)).collect();
    match kind {
        Kind::Rounds => {
            order.extend((1..rounds).flat_map(|r| (0..laid.len()).map(move |a| (a, r))));
        }
        _ => {
            let mut rest: Vec<(usize, usize)> =
                (0..laid.len()).flat_map(|a| (1..laid[a].len()).map(move |r| (a, r))).collect();
            if shuffled {
                random.shuffle(&mut rest);
            }
            order.extend(rest);
        }
    }
    order.retain(|&(a, r)| r < laid[a].len());
    // Now and then the end of an article is on another page.
    if kind != Kind::Clean && random.often(0.15) {
        let lost = random.below(laid.len());
        let last = laid[lost].len() - 1;
        if last > 0 {
            order.retain(|&o| o != (lost, last));
        }
    }
    let mut blocks: Vec<Block> = Vec::new();
    let mut ends: Vec<Option<usize>> = vec![None; laid.len()];
    for (article, round) in order {
        let column = &mut laid[article][round];
        let mut torn = false;
        for (n, piece) in column.pieces.drain(..).enumerate() {
            let here = blocks.len();
            let truth = match ends[article] {
                Some(end) if n == 0 && column.joined => Choice::Join(end),
                Some(end) if n == 0 && end + 1 != here => Choice::Follow(end),
                _ if torn => Choice::Join(here - 1),
                _ => Choice::Stay,
            };
            torn = piece.ends_with('\0');
            blocks.push(Block { text: piece.trim_end_matches('\0').to_string(), truth });
            ends[article] = Some(here);
        }
    }
    Page { kind, blocks }
}
