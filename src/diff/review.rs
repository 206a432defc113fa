//! The review: one hunk a finding, grouped by page and rule.
//!
//! ```text
//! split-paragraph  page.md:29  apply 0.98
//!   joined line 30 to line 29
//!     …要聚焦目标任│务，抓住工作重点…
//!   evidence: 任|务 is a word; order kept; next best 0.03: stays
//! ```
//!
//! A paragraph is one long line, so a diff of lines shows a page of text for one seam. Here a hunk is as long as the
//! finding: what a person has to see in order to agree is the seam, and why restitch thinks so.

use super::grouped::{Pages, grouped, summary};
use super::words::first_line;
use super::{Scene, did, evidence, standing};
use crate::excerpt::{HEADING, Lines, PENDING, PLACE, Paint, QUIET, head, visible, wrapped};
use crate::repair::Repair;

/// Display columns of context on either side of a seam: eight Chinese characters or three English words, enough to read
/// a seam and little enough to take it in at a glance.
const SIDE: usize = 16;

/// Columns by which what belongs to a finding is indented, and what goes on from the line above once more.
const INDENT: usize = 2;

/// How a review is drawn.
#[derive(Clone, Copy, Debug)]
pub struct ReviewStyle<'a> {
    /// With terminal escape codes.
    pub colour: bool,
    /// Display columns of a line, at least 40; `usize::MAX` for no limit. Headings and the table are never cut.
    pub width: usize,
    /// What the file is called in headings.
    pub path: &'a str,
}

/// The findings of a repair, each with what it did and why, and a table of their numbers. Findings that were not applied
/// are shown too. A text of several pages has a heading for each page with findings. Empty when nothing was found.
pub fn review(repair: &Repair, style: &ReviewStyle) -> String {
    if repair.findings.is_empty() {
        return String::new();
    }
    let source = Lines::new(repair.document.source());
    let paint = Paint { colour: style.colour };
    let width = style.width.max(40);
    let scene = Scene::new(repair, paint, SIDE.min((width - 8) / 4));
    let pages = Pages::of(repair);
    let mut out = String::new();
    let mut last_page = 0;
    for (page, finding) in grouped(repair, &source, &pages) {
        if pages.count() > 1 && page != last_page {
            out.push_str(&format!("{}\n\n", paint.put(HEADING, &format!("page {page}"))));
            last_page = page;
        }
        let place = format!("{}:{}", visible(style.path), first_line(finding, &source));
        let standing = standing(finding);
        let standing = if finding.applied { standing } else { paint.put(PENDING, &standing) };
        let rule = paint.put(HEADING, &visible(&finding.rule));
        out.push_str(&format!("{rule}  {}  {standing}\n", paint.put(PLACE, &place)));
        out.push_str(&format!("  {}\n", head(&did(finding, &source, scene.places()), width - 2)));
        for line in scene.draw(finding) {
            out.push_str(&format!("    {line}\n"));
        }
        let why = evidence(finding);
        if !why.is_empty() {
            for (i, line) in wrapped(&format!("evidence: {why}"), width - 2 * INDENT).iter().enumerate() {
                let indent = " ".repeat(if i == 0 { INDENT } else { 2 * INDENT });
                out.push_str(&format!("{indent}{}\n", paint.put(QUIET, line)));
            }
        }
        out.push('\n');
    }
    out + &summary(repair, paint)
}
