//! The assignment under what a person decided: links that must not be made, and links that must.
//!
//! A link that a person forbids is an option that is not offered, so its tail is given to the next best head, or to none.
//! A link that a person wants is forced only where the assignment would not make it by itself: forced choices are
//! certain, and would lend their certainty to their neighbours. So who agrees to what is proposed changes nothing else.

use std::ops::Range;

use crate::decision::{Choice, Page, Verdict};
use crate::detect::{Context, Link};

/// Reads a page made of these blocks.
pub(super) fn read<'m>(page: Page<'m>, context: &Context, blocks: Range<usize>) -> (Page<'m>, Vec<Verdict>) {
    let own = &context.layout.blocks[blocks];
    let place = |link: &Link| {
        let tail = own.iter().position(|block| block.span.start == link.tail)?;
        let head = own[..tail].iter().position(|block| block.span.end == link.head)?;
        Some((head, tail, *link))
    };
    let links: Vec<(usize, usize, Link)> = context.links.iter().filter_map(place).collect();
    if links.is_empty() {
        let verdicts = page.read();
        return (page, verdicts);
    }
    let page =
        page.without(links.iter().filter(|(.., link)| !link.wanted).map(|&(head, tail, _)| (head, tail)).collect());
    let verdicts = page.read();
    let wanted = links
        .iter()
        .filter(|(.., link)| link.wanted)
        .map(|&(head, tail, link)| (tail, if link.apart { Choice::Follow(head) } else { Choice::Join(head) }));
    let wanted: Vec<(usize, Choice)> = wanted.collect();
    if wanted.iter().all(|&(tail, choice)| verdicts[tail].choice == choice) {
        return (page, verdicts);
    }
    let page = page.with(wanted);
    let verdicts = page.read();
    (page, verdicts)
}
