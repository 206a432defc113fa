//! A generated page as it was printed: what a repair is measured against, put together from the right choices.

use restitch::decision::Choice;
use serde_json::{Value, json};

use crate::generate::{Block, Page, Role};

/// The page as it was printed, as the blocks of each paragraph in their order. A box stands behind the paragraph that it
/// stood in; a second reading stands nowhere.
fn paragraphs(page: &Page) -> Vec<Vec<usize>> {
    let mut paragraphs: Vec<Vec<usize>> = Vec::new();
    let is_box = |paragraph: &[usize]| page.blocks[paragraph[0]].role == Role::Box;
    let mut before: Option<usize> = None;
    for (i, block) in page.blocks.iter().enumerate() {
        if matches!(block.role, Role::Copy { .. }) {
            continue;
        }
        let place_of = |block: usize| paragraphs.iter().position(|paragraph| paragraph.contains(&block));
        match block.truth {
            Choice::Join(head) => {
                if let Some(place) = place_of(head) {
                    paragraphs[place].push(i);
                }
            }
            Choice::Stay | Choice::Follow(_) => {
                let end = if let Choice::Follow(end) = block.truth { Some(end) } else { before };
                let behind = end.and_then(place_of).map_or(0, |place| place + 1);
                let boxes = paragraphs[behind..].iter().take_while(|paragraph| is_box(paragraph)).count();
                paragraphs.insert(behind + boxes, vec![i]);
            }
        }
        before = Some(i);
    }
    paragraphs
}

/// The case of a page, without what names it.
pub fn case(page: &Page) -> Value {
    let paragraphs = paragraphs(page);
    let printed = |paragraph: &Vec<usize>| -> String {
        let text: String = paragraph.iter().map(|&block| page.blocks[block].printed.as_str()).collect();
        text.trim().to_string()
    };
    let those = |keep: &dyn Fn(&Block) -> bool| -> Vec<usize> {
        (0..page.blocks.len()).filter(|&block| keep(&page.blocks[block])).collect()
    };
    let links = page.blocks.iter().enumerate().filter_map(|(tail, block)| match block.truth {
        Choice::Stay => None,
        Choice::Join(head) if head + 1 == tail => Some((head, tail, "join")),
        Choice::Join(head) => Some((head, tail, "reattach")),
        Choice::Follow(head) => Some((head, tail, "follow")),
    });
    let copies = page.blocks.iter().enumerate().filter_map(|(copy, block)| match block.role {
        Role::Copy { of } => Some(json!({ "block": copy, "of": of })),
        _ => None,
    });
    json!({
        "kind": format!("{:?}", page.kind).to_lowercase(),
        "input": page.text() + "\n",
        "gold": paragraphs.iter().map(printed).collect::<Vec<_>>().join("\n\n") + "\n",
        "paragraphs": paragraphs,
        "links": links.map(|(head, tail, kind)| json!({ "head": head, "tail": tail, "kind": kind })).collect::<Vec<_>>(),
        "either": those(&|block| block.either),
        "boxes": those(&|block| block.role == Role::Box),
        "copies": copies.collect::<Vec<_>>(),
        "misread": page.misread,
    })
}
