//! An article as it is set: poured into columns, with subheads and boxes in between, and torn where a reader took a line's
//! end for a paragraph's.

use super::Role;
use super::odds;
use super::random::Random;
use super::typesetting::{Halves, Setting};

/// What becomes one block.
#[derive(Clone)]
pub struct Piece {
    /// As it is read.
    pub text: String,
    /// As it was printed, with the blank in front where it goes on from the piece before.
    pub printed: String,
    /// Whether it is the article's text.
    pub role: Role,
    /// It goes on from the article's piece before in mid-sentence.
    pub joined: bool,
    /// It begins with a sentence and is in the same paragraph as the piece before all the same.
    pub either: bool,
    /// A paragraph ends with it.
    pub ends: bool,
}

impl Piece {
    /// A whole paragraph, or a line of its own.
    pub fn whole(text: String, role: Role) -> Piece {
        Piece { printed: text.clone(), text, role, joined: false, either: false, ends: true }
    }

    /// The two pieces that a cut makes of this one, which has all of its paragraph's text from its beginning on.
    fn cut(self, halves: Halves) -> [Piece; 2] {
        let tail: String = halves.tail.into_iter().collect();
        let glue: String = self.printed.chars().take_while(|c| c.is_whitespace()).collect();
        let rest = Piece {
            printed: halves.blank + &tail,
            text: tail,
            role: self.role,
            joined: halves.inside,
            either: !halves.inside,
            ends: self.ends,
        };
        let head = Piece { printed: glue + &halves.printed, text: halves.head, ends: false, ..self };
        [head, rest]
    }
}

/// One column of an article.
pub type Column = Vec<Piece>;

/// Cuts an article into columns: on `even` pages to the line equal in height, as under a headline of their width, the last one
/// shorter; on others only about, since pictures and headlines take their part.
pub fn pour(paragraphs: &[String], count: usize, even: bool, setting: &Setting, random: &mut Random) -> Vec<Column> {
    let total: usize = paragraphs.iter().map(|p| p.chars().count()).sum();
    let least = if setting.language.spaced { odds::COLUMN_OF_WORDS } else { odds::COLUMN_OF_CHARACTERS };
    let mut columns: Vec<Column> = vec![Vec::new()];
    if total < least * count {
        columns[0] = paragraphs.iter().map(|p| Piece::whole(p.clone(), Role::Text)).collect();
        return columns;
    }
    let lines_of = |text: &[char]| setting.line_ends(text).count() + 1;
    let total: usize = paragraphs.iter().map(|p| lines_of(&p.chars().collect::<Vec<_>>())).sum();
    // In lines from the article's beginning.
    let mut goals: Vec<usize> = if even {
        let height = total.div_ceil(count) + usize::from(random.often(odds::LINE_MORE));
        (1..count).map(|k| height * k).collect()
    } else {
        let about = |k| total * k / count + random.below(total / (2 * count) + 1);
        (1..count).map(about).map(|goal| goal - (total / (4 * count)).min(goal)).collect()
    };
    goals.sort_by(|a, b| b.cmp(a));
    let mut done = 0;
    for paragraph in paragraphs {
        let mut rest = Piece::whole(paragraph.clone(), Role::Text);
        let mut text: Vec<char> = paragraph.chars().collect();
        while let Some(goal) = goals.pop_if(|goal| *goal < done + lines_of(&text)) {
            let column = columns.len() - 1;
            let lines = goal.saturating_sub(done);
            if let Some(cut) = lines.checked_sub(1).and_then(|last| setting.line_ends(&text).nth(last)) {
                let halves = setting.halves(&text, cut, random);
                text = halves.tail.clone();
                done = goal;
                let [head, behind] = rest.cut(halves);
                columns[column].push(head);
                rest = behind;
            }
            columns.push(Vec::new());
        }
        done += lines_of(&text);
        let last = columns.len() - 1;
        columns[last].push(rest);
    }
    columns.retain(|column| !column.is_empty());
    columns
}

/// Cuts some paragraphs in place, as a reader does who takes a column's end for a paragraph's.
pub fn tear(columns: &mut [Column], setting: &Setting, random: &mut Random) {
    for column in columns {
        let mut pieces = Vec::with_capacity(column.len());
        for piece in column.drain(..) {
            if !random.often(odds::PARAGRAPH_TORN) {
                pieces.push(piece);
                continue;
            }
            match torn(&piece, setting, random) {
                Some(halves) => pieces.extend(halves),
                None => pieces.push(piece),
            }
        }
        *column = pieces;
    }
}

/// The halves of a piece of some lines, cut inside a sentence.
fn torn(piece: &Piece, setting: &Setting, random: &mut Random) -> Option<[Piece; 2]> {
    let text: Vec<char> = piece.text.chars().collect();
    if text.len() < odds::LINES_OF_TORN * setting.width || piece.role != Role::Text || !piece.ends {
        return None;
    }
    let cut = setting.line_end(&text, random.below(text.len() + 1))?;
    let halves = setting.halves(&text, cut, random);
    let wide = cut.at >= odds::TORN_EDGE && halves.tail.len() >= odds::TORN_EDGE;
    (wide && halves.inside).then(|| piece.clone().cut(halves))
}

/// Puts a subhead between two paragraphs.
pub fn head_a_part(columns: &mut [Column], line: String, random: &mut Random) {
    let places = between(columns);
    if !places.is_empty() {
        let &(column, at) = random.choose(&places);
        columns[column].insert(at, Piece::whole(line, Role::Text));
    }
}

/// Puts a box into a column: inside a sentence, whose rest then stands behind it, or between two paragraphs.
pub fn put_box(columns: &mut [Column], blocks: Vec<String>, setting: &Setting, random: &mut Random) {
    let blocks = blocks.into_iter().map(|block| Piece::whole(block, Role::Box));
    if random.often(odds::BOX_INSIDE) {
        for _ in 0..odds::TRIES {
            let column = random.below(columns.len());
            let at = random.below(columns[column].len());
            let torn = columns[column].get(at).and_then(|piece| torn(piece, setting, random));
            if let Some([head, rest]) = torn {
                columns[column].splice(at..=at, [head].into_iter().chain(blocks).chain([rest]));
                return;
            }
        }
    }
    let places = between(columns);
    if !places.is_empty() {
        let &(column, at) = random.choose(&places);
        columns[column].splice(at..at, blocks);
    }
}

/// The places in front of whole paragraphs behind whole paragraphs, as column and index.
fn between(columns: &[Column]) -> Vec<(usize, usize)> {
    let whole = |piece: &Piece| piece.role == Role::Text && !piece.joined && !piece.either;
    let in_column = |(c, column): (usize, &Column)| {
        let fits = |at: &usize| column[*at - 1].ends && column[*at - 1].role == Role::Text && whole(&column[*at]);
        (1..column.len()).filter(fits).map(|at| (c, at)).collect::<Vec<_>>()
    };
    columns.iter().enumerate().flat_map(in_column).collect()
}
