//! How a page is read: in which order its columns are written down, what is read twice, and which characters wrongly.

use restitch::decision::Choice;

use super::columns::{Column, Piece};
use super::odds;
use super::random::Random;
use super::typesetting::Setting;
use super::{Block, Kind, Page, Role};

/// Columns in the order in which they are read.
struct Round {
    article: usize,
    column: usize,
    /// It was read before, in its place.
    again: bool,
}

/// Writes the columns of all articles down.
pub fn read(mut laid: Vec<Vec<Column>>, kind: Kind, setting: &Setting, random: &mut Random) -> Page {
    let in_place: Vec<bool> = laid.iter().map(|_| kind == Kind::Repeats && random.often(odds::IN_PLACE)).collect();
    let mut order = order(&laid, kind, &in_place, random);
    if kind != Kind::Clean && random.often(odds::END_MISSING) {
        let article = random.below(laid.len());
        let last = laid[article].len() - 1;
        order.retain(|round| last == 0 || (round.article, round.column) != (article, last));
    }
    let mut blocks: Vec<Block> = Vec::new();
    let mut ends: Vec<Option<usize>> = vec![None; laid.len()];
    // The blocks of each article's columns, in the order in which these were read in their place.
    let mut places: Vec<Vec<Vec<usize>>> = vec![Vec::new(); laid.len()];
    for Round { article, column, again } in order {
        if again {
            read_again(&laid[article][column], &places[article][column], &mut blocks, setting, random);
            continue;
        }
        let together = in_place[article] && random.often(odds::PUT_TOGETHER);
        let mut here = Vec::new();
        for (n, piece) in laid[article][column].iter_mut().enumerate() {
            match ends[article] {
                Some(end) if n == 0 && piece.joined && together => {
                    put_together(&mut blocks[end], piece);
                    here.push(end);
                    continue;
                }
                _ => {}
            }
            here.push(blocks.len());
            let truth = match (piece.role, ends[article]) {
                (Role::Text, Some(end)) if piece.joined => Choice::Join(end),
                (Role::Text, Some(end)) if n == 0 && end + 1 != blocks.len() => Choice::Follow(end),
                _ => Choice::Stay,
            };
            if piece.role == Role::Text {
                ends[article] = Some(blocks.len());
            }
            let Piece { text, printed, role, either, .. } = piece.clone();
            blocks.push(Block { text, printed, truth, role, either });
        }
        places[article].push(here);
    }
    Page { kind, blocks, misread: 0 }
}

/// The columns in the order of the reader: first columns and then the rest, except that those of an article read in place
/// stand together, and may come again.
fn order(laid: &[Vec<Column>], kind: Kind, in_place: &[bool], random: &mut Random) -> Vec<Round> {
    let round = |article, column| Round { article, column, again: false };
    let mut order = Vec::new();
    let mut rest: Vec<Round> = Vec::new();
    for (article, columns) in laid.iter().enumerate() {
        order.push(round(article, 0));
        if in_place[article] {
            order.extend((1..columns.len()).map(|column| round(article, column)));
            if columns.len() > 1 && random.often(odds::READ_AGAIN) {
                rest.push(Round { again: true, ..round(article, columns.len() - 1) });
            }
        } else {
            rest.extend((1..columns.len()).map(|column| round(article, column)));
        }
    }
    match kind {
        Kind::Rounds => rest.sort_by_key(|round| round.column),
        Kind::Tails if random.often(odds::SHUFFLED) => random.shuffle(&mut rest),
        _ => {}
    }
    order.extend(rest);
    order
}

/// The reader saw that the piece goes on from the block, and wrote them down as one.
fn put_together(block: &mut Block, piece: &mut Piece) {
    let blank: String = piece.printed.chars().take_while(|c| c.is_whitespace()).collect();
    if block.text.ends_with('-') && !block.printed.ends_with('-') {
        block.text.pop();
    }
    block.text += &blank;
    block.text += &piece.text;
    block.printed += &piece.printed;
}

/// A column, or its beginning, once more.
fn read_again(column: &Column, places: &[usize], blocks: &mut Vec<Block>, setting: &Setting, random: &mut Random) {
    let count = 1 + random.below(column.len());
    for (n, (piece, &of)) in column.iter().zip(places).take(count).enumerate() {
        let mut text = piece.text.clone();
        if n + 1 == count && random.often(odds::BREAKS_OFF) {
            let characters: Vec<char> = text.chars().collect();
            if let Some(cut) = setting.line_end(&characters, random.below(characters.len())) {
                text = setting.halves(&characters, cut, random).head;
            }
        }
        let printed = String::new();
        blocks.push(Block { text, printed, truth: Choice::Stay, role: Role::Copy { of }, either: false });
    }
}

/// Loses the full stops of some paragraphs' ends; says how many characters went.
pub fn lose_stops(columns: &mut [Column], random: &mut Random) -> usize {
    let mut lost = 0;
    for piece in columns.iter_mut().flatten().filter(|p| p.role == Role::Text && p.ends && p.text.chars().count() > 8) {
        if random.often(odds::STOP_LOST) {
            let kept = piece.text.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
            lost += piece.text.split_off(kept).chars().count();
        }
    }
    lost
}

/// Misreads some characters of every block.
pub fn misread(page: &mut Page, setting: &Setting, random: &mut Random) {
    for block in &mut page.blocks {
        let mut text = String::with_capacity(block.text.len());
        let (mut rest, mut due) = (block.text.as_str(), false);
        while let Some(c) = rest.chars().next() {
            // One that cannot be misread leaves it to the next that can.
            due |= random.often(odds::MISREAD);
            match setting.words.misread(rest, random).filter(|_| due) {
                Some((length, read)) => {
                    let printed = rest[..length].chars().count();
                    if !matches!(block.role, Role::Copy { .. }) {
                        page.misread += printed.max(read.chars().count());
                    }
                    text += read;
                    rest = &rest[length..];
                    due = false;
                }
                None => {
                    text.push(c);
                    rest = &rest[c.len_utf8()..];
                }
            }
        }
        block.text = text;
    }
}
