//! The blocks of a page, made ready for the assignment: their ends, their marks, their vocabulary.

use std::ops::Range;

use crate::decision::{Fragment, Looks, Page, SCRAP, Tongue};
use crate::diction::{Diction, Terms};
use crate::evidence::{Brackets, Phrases};
use crate::junction::Edge;
use crate::language::{Ending, Language, is_common_ideograph, is_letter, is_quotation_mark, with_line_feeds};
use crate::layout::{Block, BlockKind, Layout};

/// Characters at either end of a block that are kept for seams and for people.
const ENDS: usize = 24;

/// Plain lines up to this many characters may be headings.
const HEADING: usize = 60;

/// The same where blanks separate words.
const HEADING_OF_WORDS: usize = 90;

/// A line up to this many characters that ends with a bracket may be a title with its author, source or year.
const TITLE: usize = 140;

/// How much such a line looks like a heading: few sentences break off behind a bracket, and few headlines end with one.
const BRACKETED: f32 = 0.7;

/// Characters from which on an item of a list is as long as a sentence.
const ITEM: usize = 60;

/// Letters of the longest line of verse (an alexandrine has some fifty), and lines that make a poem.
const VERSE: usize = 60;
const POEM: usize = 4;

/// Letters of the longest item of such a list, and items that make one.
const LIST_ITEM: usize = 45;
const LIST_ITEMS: usize = 2;

/// Marks that prose does without, and the share of a block's characters above which it is code.
const MARKS_OF_CODE: [char; 11] = ['/', '\\', '=', '$', '<', '>', '{', '}', '|', '_', '@'];
const CODE: f64 = 0.03;

/// Characters of a first sentence that is short; three times as many letters where words are separated.
const SHORT_SENTENCE: usize = 16;

/// True when some block of the range breaks off, so that there is anything to decide. `languages`: block by block.
pub fn any_open_end(text: &str, layout: &Layout, blocks: Range<usize>, languages: &[&Language]) -> bool {
    blocks.clone().zip(languages).any(|(i, language)| {
        let block = &layout.blocks[i];
        i + 1 < blocks.end && block.kind == BlockKind::Paragraph && !language.ends_complete(block.span.of(text))
    })
}

/// The page made of a range of blocks. `languages`: block by block; what is written in a language without a tongue is not
/// linked. `None` when that is all of it.
pub fn page<'m>(
    text: &str,
    layout: &Layout,
    blocks: Range<usize>,
    languages: &[&'m Language],
    tongue_of: impl Fn(&'m Language) -> Option<Tongue<'m>>,
) -> Option<Page<'m>> {
    let (tongues, places) = tongues(languages, tongue_of);
    let first = tongues.first()?.clone();
    let length = layout.blocks[blocks.end - 1].span.end - layout.blocks[blocks.start].span.start;
    // A character of those that are not separated takes three bytes.
    let mut phrases = Phrases::of_at_most(length / 3, first.language);
    let mut terms = Vec::with_capacity(blocks.len());
    let mut fragments = Vec::with_capacity(blocks.len());
    for (i, place) in blocks.clone().zip(places) {
        let block = &layout.blocks[i];
        let own = with_line_feeds(block.span.of(text));
        let next = (i + 1 < blocks.end).then(|| with_line_feeds(layout.blocks[i + 1].span.of(text)));
        let tongue = place.map_or(&first, |place| &tongues[place]);
        phrases.add(&own, tongue.language);
        terms.push(Terms::of(&own, tongue.language, tongue.model));
        let mut fragment = fragment(&own, next.as_deref(), block, tongue);
        fragment.tongue = place.unwrap_or(0);
        fragment.body &= place.is_some();
        fragments.push(fragment);
    }
    set_verse_apart(&mut fragments, &tongues);
    set_lists_apart(&mut fragments, &tongues);
    let mut page = Page::new(fragments, Diction::new(&terms), phrases, tongues);
    page.judge_headlines();
    Some(page)
}

/// Lines of a poem that stand apart, a block each, go on nowhere: neighbours that are all short and begin with a capital, most
/// of them without a full stop. Only where blanks separate words; elsewhere there are no capitals to tell them by.
fn set_verse_apart(fragments: &mut [Fragment], tongues: &[Tongue]) {
    let is_line = |fragment: &Fragment| {
        let begins = fragment.first.chars().find(|c| c.is_alphanumeric());
        tongues[fragment.tongue].language.spaced
            && fragment.length <= VERSE
            && fragment.heading < 1.0
            && begins.is_some_and(char::is_uppercase)
    };
    for run in fragments.chunk_by_mut(|a, b| is_line(a) == is_line(b)) {
        let open = run.iter().filter(|line| !line.complete).count();
        if run.len() >= POEM && is_line(&run[0]) && 2 * open > run.len() {
            run.iter_mut().for_each(|line| line.body = false);
        }
    }
}

/// Items of a list that are paragraphs of their own go on nowhere: several in a row that are short and end with a comma or the
/// like, and the last one behind them. Only where blanks separate words; elsewhere nobody sets a list so. The price: a short
/// paragraph that was torn at two commas.
fn set_lists_apart(fragments: &mut [Fragment], tongues: &[Tongue]) {
    let is_item = |fragment: &Fragment| {
        tongues[fragment.tongue].language.spaced
            && fragment.clause
            && fragment.heading < 1.0
            && fragment.length <= LIST_ITEM
    };
    let mut start = 0;
    while start < fragments.len() {
        let items = fragments[start..].iter().take_while(|fragment| is_item(fragment)).count();
        if items >= LIST_ITEMS {
            let last = usize::from(fragments.get(start + items).is_some_and(|last| last.length <= LIST_ITEM));
            fragments[start..start + items + last].iter_mut().for_each(|item| item.body = false);
        }
        start += items.max(1);
    }
}

/// Each language's tongue once, in the order of the blocks, and for each block which it is.
fn tongues<'m>(
    languages: &[&'m Language],
    tongue_of: impl Fn(&'m Language) -> Option<Tongue<'m>>,
) -> (Vec<Tongue<'m>>, Vec<Option<usize>>) {
    let mut tongues: Vec<Tongue<'m>> = Vec::new();
    let mut places = Vec::with_capacity(languages.len());
    for language in languages {
        let known = tongues.iter().position(|tongue| tongue.language.id == language.id);
        places.push(known.or_else(|| {
            tongues.push(tongue_of(language)?);
            Some(tongues.len() - 1)
        }));
    }
    (tongues, places)
}

/// The share of a range's blocks that are scraps or rows of figures, headings and bylines aside, 0 to 1. Measured page by page: at
/// most 0.11 on newspaper pages made from text and 0.25 on scanned ones; 0.4 and more in the middle of reports whose
/// tables came out cell by cell.
pub fn scraps(text: &str, layout: &Layout, blocks: Range<usize>, language: &Language) -> f64 {
    let is_short = |text: &str| text.chars().nth(SCRAP).is_none() && !language.ends_complete(text);
    let is_scrap = |text: &str| mostly_figures(text) || is_short(text) && !language.looks_like_byline(text);
    let blocks: Vec<&Block> = blocks.map(|i| &layout.blocks[i]).filter(|b| b.kind == BlockKind::Paragraph).collect();
    let scraps = blocks.iter().filter(|b| is_scrap(&with_line_feeds(b.span.of(text)))).count();
    scraps as f64 / blocks.len().max(1) as f64
}

/// How short the first sentence is: 1 for nothing, 0 from the length on that most first sentences have.
fn stump(text: &str, language: &Language) -> f32 {
    let usual = if language.spaced { SHORT_SENTENCE * 3 } else { SHORT_SENTENCE };
    let length =
        text.chars().take(usual).take_while(|&c| is_common_ideograph(c) || !language.terminals.contains(c)).count();
    1.0 - length as f32 / usual as f32
}

/// Paths, addresses, assignments: text for machines goes on from anything as well as prose does.
fn is_code(text: &str) -> bool {
    let count = |is: fn(&char) -> bool| text.chars().filter(is).count() as f64;
    count(|c| MARKS_OF_CODE.contains(c)) > CODE * count(|c| !c.is_whitespace())
}

/// True for rows of figures: fewer letters than other characters, blanks aside.
fn mostly_figures(text: &str) -> bool {
    let (mut letters, mut others) = (0, 0);
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        *if is_letter(c) { &mut letters } else { &mut others } += 1;
    }
    letters < others
}

/// True for a line that ends with what it has in brackets, and perhaps a number behind them. Behind a longer
/// sentence that is an agency or an aside; a line that is all in round brackets is one, too.
fn is_title(text: &str, language: &Language) -> bool {
    let text = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let round = |close: char| matches!(close, ')' | ']' | '）' | '］' | '】');
    let pair = language.pairs().find(|pair| round(pair.1) && text.ends_with(pair.1));
    let opened = |(open, _)| {
        text.find(open).is_some_and(|at| match open {
            '(' | '（' if at == 0 => false,
            _ => 2 * at < text.len() || !language.ends_complete(&text[..at]),
        })
    };
    !text.contains('\n') && !language.begins_open(text) && pair.is_some_and(opened)
}

fn fragment(text: &str, next: Option<&str>, block: &Block, tongue: &Tongue) -> Fragment {
    let language = tongue.language;
    let length = text.chars().count();
    // Rows of figures go on anywhere equally well, so they are left where they are.
    let ending = language.ending(text);
    let salutation = ending == Ending::Clause && language.looks_like_salutation(text);
    let complete = ending == Ending::Complete || salutation || language.ends_with_speech(text);
    let leads_into_speech = language.leads_into_speech(text, next);
    let body = block.kind == BlockKind::Paragraph && (complete || !mostly_figures(text));
    let longest = if language.spaced { HEADING_OF_WORDS } else { HEADING };
    let titled = block.kind == BlockKind::Paragraph && length <= TITLE && is_title(text, language);
    let bracketed = if titled { BRACKETED } else { 0.0 };
    let heading = match block.kind {
        BlockKind::Heading => 1.0,
        BlockKind::Paragraph if length <= longest => {
            bracketed.max(language.looks_like_heading(text, next).min(0.99) as f32)
        }
        _ => bracketed,
    };
    let dateline = body && language.looks_like_dateline(text);
    let short = length <= HEADING;
    Fragment {
        tongue: 0,
        body,
        code: is_code(text),
        item: block.kind == BlockKind::ListItem && length >= ITEM && !text.starts_with(char::is_alphanumeric),
        heading,
        looks: Looks::of(text, heading, titled, language),
        complete,
        introduces: leads_into_speech || ending == Ending::Introduces,
        clause: ending == Ending::Clause,
        leads_into_speech,
        open: language.begins_open(text),
        stump: stump(text, language),
        kicker: body
            && short
            && (language.looks_like_byline(text)
                || language.looks_like_caption(text)
                || language.looks_like_jump_line(text)),
        opening: dateline || text.starts_with("**"),
        length,
        edge: Edge::of(tongue.model, text, language),
        brackets: Brackets {
            resumed: language.spaced && next.is_some_and(|next| next.trim_start().starts_with(is_quotation_mark)),
            ..Brackets::of(text, language)
        },
        last: text.char_indices().rev().nth(ENDS - 1).map_or(text, |(i, _)| &text[i..]).to_string(),
        first: text.char_indices().nth(ENDS).map_or(text, |(i, _)| &text[..i]).to_string(),
    }
}
