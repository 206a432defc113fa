//! A finding in its context: a few columns of the same line on either side of the seam.
//!
//! A seam is shown as it reads in the repaired text, where a neighbouring repair may already have mended the rest of the
//! sentence, or removed what stood in between. Where a later finding has been, the source is all there is to show.

use anstyle::Style;

use super::Places;
use super::inline::{Mark, marks};
use crate::excerpt::{ARRIVES, GOES, Paint, QUIET, SEAM, after, before, columns, ends, slice};
use crate::finding::{Finding, Shape, Tier};
use crate::repair::Repair;
use crate::span::Span;

/// Stands where two pieces of text meet that did not.
const MARK: &str = "│";

/// What stands at one place of a text, or would stand there.
struct Reading<'a> {
    text: &'a str,
    /// Bytes of `text`.
    at: Span,
    reads: &'a str,
    /// In bytes of `reads`.
    marks: Vec<Mark>,
}

/// Draws findings of one repair.
pub(crate) struct Scene<'r> {
    repair: &'r Repair,
    places: Places<'r>,
    paint: Paint,
    side: usize,
}

impl<'r> Scene<'r> {
    /// Scenes with `side` display columns of context on either side; the widest takes four times as many and eight more.
    pub(crate) fn new(repair: &'r Repair, paint: Paint, side: usize) -> Self {
        Scene { repair, places: Places::new(repair), paint, side }
    }

    /// Where the findings stand.
    pub(crate) fn places(&self) -> &Places<'r> {
        &self.places
    }

    /// The finding in one line, or two where text reads differently.
    pub(crate) fn draw(&self, finding: &Finding) -> Vec<String> {
        let Shape::Replace { at, with } = &finding.shape else { return vec![self.line(finding)] };
        let (left, right) = marks(self.source(*at), with);
        let old = Reading { text: self.repair.document.source(), at: *at, reads: self.source(*at), marks: left };
        let place = self.places.of(finding).filter(|_| finding.applied);
        let place = place.filter(|place| slice(self.repair.document.text(), *place) == with);
        let new = match place {
            Some(at) => Reading { text: self.repair.document.text(), at, reads: with, marks: right },
            None => Reading { reads: with, marks: right, ..old },
        };
        let goes = format!("{} {}", self.paint.put(GOES, "-"), self.reading(&old, GOES, ["[-", "-]"]));
        vec![goes, format!("{} {}", self.paint.put(ARRIVES, "+"), self.reading(&new, ARRIVES, ["{+", "+}"]))]
    }

    /// A reading in its line, from a few columns in front of what differs to a few behind it.
    fn reading(&self, reading: &Reading, style: Style, brackets: [&str; 2]) -> String {
        let Reading { text, at, reads, marks } = reading;
        let shared = |mark: Option<&Mark>| mark.filter(|(_, differs)| !differs).map_or(0, |(span, _)| span.len());
        // What both readings share stands in the text too, whichever of them the text has.
        let head = shared(marks.first());
        let tail = if marks.len() > 1 { shared(marks.last()) } else { 0 };
        let mut out = before(text, at.start + head, self.side);
        let mut room = 2 * self.side;
        for (span, differs) in marks.iter().filter(|(span, _)| span.start >= head && span.end <= reads.len() - tail) {
            if span.is_empty() {
                continue;
            }
            let shown = ends(span.of(reads), room);
            room = room.saturating_sub(columns(&shown));
            let [open, close] = brackets;
            out.push_str(&if *differs { self.paint.put(style, &format!("{open}{shown}{close}")) } else { shown });
            if room == 0 {
                break;
            }
        }
        out + &after(text, at.end - tail, self.side)
    }

    /// The finding in one line.
    pub(crate) fn line(&self, finding: &Finding) -> String {
        let mark = self.paint.put(SEAM, MARK);
        match &finding.shape {
            Shape::Join { with, .. } => {
                let (before, after) = self.around(finding);
                format!("{before}{mark}{}{after}", self.arrives(with))
            }
            Shape::Move { from, after, with, .. } => {
                let moved = ends(self.moved(finding, *from).trim_end(), 2 * self.side);
                let before = self.in_front(finding, *after, with);
                format!("{before}{mark}{}{}", self.arrives(with), self.paint.put(ARRIVES, &moved))
            }
            Shape::Remove { at, .. } => {
                let gone = ends(self.source(*at).trim(), 2 * self.side);
                format!("{} {}", self.paint.put(GOES, "-"), self.paint.put(GOES, &gone))
            }
            Shape::Replace { at, with } => {
                let (goes, arrives) = self.replaced(*at, with);
                let (before, after) = (self.before_source(at.start), self.after_source(at.end));
                // The notation of `git diff --word-diff`, which many can read.
                let goes = if at.is_empty() { goes } else { format!("[-{goes}-]") };
                let arrives = if with.is_empty() { arrives } else { format!("{{+{arrives}+}}") };
                format!("{before}{goes}{arrives}{after}")
            }
            Shape::Note { at } => {
                let point = self.paint.put(QUIET, if finding.tier == Tier::Report { "·" } else { "?" });
                let text = self.source(*at).trim();
                if text.is_empty() {
                    return format!("{point} {}{mark}{}", self.before_source(at.start), self.after_source(at.end));
                }
                format!("{point} {}", ends(text, 2 * self.side))
            }
        }
    }

    /// What goes and what comes with what stands on either side: before, gone, come, behind. `None` where text only meets.
    pub(crate) fn exchange(&self, finding: &Finding) -> Option<[String; 4]> {
        match &finding.shape {
            Shape::Remove { at, .. } => {
                Some([String::new(), ends(self.source(*at).trim(), 2 * self.side), String::new(), String::new()])
            }
            Shape::Replace { at, with } => {
                let (goes, arrives) = self.replaced(*at, with);
                Some([self.before_source(at.start), goes, arrives, self.after_source(at.end)])
            }
            Shape::Join { .. } | Shape::Move { .. } | Shape::Note { .. } => None,
        }
    }

    fn replaced(&self, at: Span, with: &str) -> (String, String) {
        let old = self.paint.put(GOES, &ends(self.source(at), 2 * self.side));
        (old, self.arrives(with))
    }

    fn arrives(&self, with: &str) -> String {
        self.paint.put(ARRIVES, &ends(with, 2 * self.side))
    }

    fn source(&self, span: Span) -> &str {
        slice(self.repair.document.source(), span)
    }

    fn before_source(&self, at: usize) -> String {
        before(self.repair.document.source(), at, self.side)
    }

    fn after_source(&self, at: usize) -> String {
        after(self.repair.document.source(), at, self.side)
    }

    /// What stands on either side of a seam or a replacement.
    fn around(&self, finding: &Finding) -> (String, String) {
        let text = self.repair.document.text();
        match self.places.of(finding) {
            Some(place) => (before(text, place.start, self.side), after(text, place.end, self.side)),
            None => (self.before_source(finding.shape.at().start), self.after_source(finding.shape.at().end)),
        }
    }

    /// What stands in front of moved text, without what was put between: source byte `to`, when it did not move.
    fn in_front(&self, finding: &Finding, to: usize, with: &str) -> String {
        let text = self.repair.document.text();
        if let (true, Some(place)) = (finding.applied, self.places.of(finding)) {
            let left = slice(text, Span::new(0, place.start));
            return before(
                text,
                left.strip_suffix(with).unwrap_or(left).trim_end_matches(['\r', '\n']).len(),
                self.side,
            );
        }
        let last = self.source(Span::new(0, to)).chars().next_back().map_or(0, char::len_utf8);
        match self.repair.document.landing(Span::new(to - last.min(to), to)).last() {
            Some(place) => before(text, place.end, self.side),
            None => self.before_source(to),
        }
    }

    /// What moved text reads as, if it stands in one piece; as the source has it otherwise.
    fn moved(&self, finding: &Finding, from: Span) -> &str {
        self.places.of(finding).map_or_else(|| self.source(from), |place| slice(self.repair.document.text(), place))
    }
}
