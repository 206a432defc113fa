//! How far each link of a page may go: what confidence it needs, and what holds it back however sure it is.
//!
//! **What is only proposed.** Each of these was sure of itself and wrong, on real pages or in manuals: what goes on from a
//! headline, a byline, a caption or code; a command set apart; speech behind a dash, and speech behind speech; a word among stray
//! words; a line of verse; what stands behind a colon; what begins with an item's or a section's number, a bullet or a note's mark,
//! or with the mark behind a word; what is misread (`misread.rs`); what stands at a line end where paragraphs stand behind blank lines;
//! what makes columns unlike in height; a whole paragraph, where no sentence is put elsewhere.
//!
//! **Price.** On the development pages some five links, those that make columns unlike. In 188 manuals and read-me files 17 are
//! left, most of them in paragraphs of which every line was taken for a paragraph.

use super::super::misread;
use super::{Plan, head_of};
use crate::decision::{Choice, Verdict};
use crate::detect::Thresholds;
use crate::detect::across::runs_across;
use crate::detect::turn::VERSE;
use crate::finding::Tier;
use crate::language::{begins_apart, begins_section, is_quotation_mark};
use crate::layout::columns;
use crate::lexicon::{self, Lexicon};

/// A line that looks more like a heading than this is joined to the block behind it only when that is all but certain, and
/// one that looks more like a heading than not is not: a running head and a page's first words look like this too.
const LIKE_A_HEADING: f32 = 0.2;
const HEADING: f32 = 0.6;
const ALL_BUT_CERTAIN: f64 = 0.97;

/// Behind a comma, in a language whose speech stands apart. On the development pages three links are less sure than this and surer
/// than [`ALL_BUT_CERTAIN`], all wrong; of six surer ones one is.
const APART: f64 = 0.99;

/// No confidence is as high.
const NEVER: f64 = 1.0;

/// Where headlines are marked, a line that looks like one without the marks may be a subhead: what goes on from it is put
/// there from this confidence on.
const LIKE_A_SUBHEAD: f64 = 0.85;

/// Where headlines are not marked, a whole paragraph that follows another article's end is put there from this confidence on:
/// what begins an article is guessed there, and on misread pages wrongly. The lowest that keeps those right. So it is where no
/// sentence is put elsewhere, as in manuals.
const DOUBTFUL_FOLLOW: f64 = 0.76;

/// The share of the readings in which a fragment has to go on from the one in front of it where headlines are not marked: a head
/// of one line passes for a headline there, and the curve, fitted on pages where most stand in place, makes little of a rival. On
/// the development pages none that is right has a smaller share.
const WITHOUT_RIVAL: f64 = 0.8;

/// Characters of the longest line of verse where blanks separate words: an alexandrine has some fifty.
const VERSE_OF_WORDS: usize = 60;

/// Bits that a paragraph's end costs behind a head, at least, before its rest is looked for elsewhere. Of 842 displaced links on
/// the development pages that were right one had a head that ends more cheaply, of 27 wrong ones six.
const BREAKS_OFF: f32 = 8.0;

/// A displaced link that leaves the columns above and below it so unlike in height, where others are alike, has to run on by
/// some bits or to stand in nearly all readings. On the development pages seven of those that do neither are wrong and five
/// right.
const UNLIKE: f32 = -1.2;
const RUNS_ON: f32 = 5.0;
const NEARLY_ALL: f64 = 0.94;

/// Columns by which code and paragraphs are indented, at least.
const INDENTED: usize = 4;

/// Letters of a label, at most.
const LABEL: usize = 30;

impl Plan<'_> {
    /// The tier of the link in front of a fragment.
    pub(super) fn tier(&self, i: usize) -> Tier {
        let near = head_of(self.verdicts[i].choice).is_some_and(|head| head + 1 == i);
        let most = if near || self.borne_out[i] { Tier::Apply } else { Tier::Propose };
        self.own_tier(i).min(most)
    }

    /// The tier that the link in front of a fragment earns by itself.
    pub(super) fn own_tier(&self, i: usize) -> Tier {
        let apply_at = match self.verdicts[i].choice {
            Choice::Stay => return Tier::Report,
            // Beside a name in code every sentence of a manual reads on equally well.
            _ if self.page.fragments[i].first.starts_with('`') => NEVER,
            Choice::Join(head) if self.goes_on_nowhere(head, i) => NEVER,
            _ if self.share(i) < self.rule.least_share => NEVER,
            _ if self.makes_columns_unlike(i) => NEVER,
            Choice::Join(head) if head + 1 < i && self.is_among_lines(head, i) => NEVER,
            // Speech that stands apart leaves such an end behind also where the reader lost it.
            Choice::Join(head) if self.page.may_stand_apart(head) => APART,
            Choice::Join(head) if head + 1 == i => self.join_at(head, i),
            Choice::Join(head) => self.move_at(head, i),
            Choice::Follow(end) => self.follow_at(end, i),
        };
        let tier = self.context.tier(self.confidence(i), Thresholds { apply_at, propose_at: self.rule.propose_at });
        tier.min(self.most).max(if self.wanted(i) { Tier::Propose } else { Tier::Report })
    }

    /// True for a head behind which nothing goes on, whatever it is, or not this.
    fn goes_on_nowhere(&self, head: usize, i: usize) -> bool {
        let end = &self.page.fragments[head];
        // A byline, a dateline or a caption has no full stop, and what a colon introduces begins a line of its own: of twelve
        // tails that ran on elsewhere none was right, and of those below it none either, but verse or speech was lost there.
        let closed = end.kicker
            || end.introduces
            || begins_section(&end.first)
            || end.heading >= HEADING
            || end.last.ends_with('`')
            || self.language(head).ends_caption(&end.last);
        closed
            || self.may_lead_into_speech(head, i)
            || self.answers(head, i)
            || self.is_among_scraps(head, i)
            || self.begins_apart(head, i)
            || self.divides_no_word(head, i)
            || self.is_label(i)
            || self.is_set_in(head, i)
            || self.hangs(i)
            || self.is_misread(head, i)
            || self.runs_across(head)
            || self.runs_across(i)
            || end.code
            || self.page.fragments[i].code
    }

    /// True for a displaced link against which the heights of the columns speak, and nothing for it as loudly.
    fn makes_columns_unlike(&self, i: usize) -> bool {
        let verdict = &self.verdicts[i];
        let runs_on = matches!(verdict.choice, Choice::Join(head) if self.page.seam(head, i).far >= RUNS_ON);
        verdict.level < UNLIKE && !runs_on && self.share(i) < NEARLY_ALL
    }

    /// True for a displaced link from or to a line end where most paragraphs stand behind blank lines: of the lines of a page the
    /// rule for those could not say what it is, and most likely the sentence goes on there, behind a full stop that is none or
    /// a word that was misread. In 149 public texts that tesseract and others read, 39 of 75 moves were such, nearly all wrong;
    /// on the development pages one, wrong, too.
    fn is_among_lines(&self, head: usize, i: usize) -> bool {
        let is_line_end = |behind: usize| {
            let body = |at: usize| self.page.fragments[at].body && self.page.fragments[at].heading < HEADING;
            !self.is_blank_line(behind) && body(behind - 1) && body(behind)
        };
        self.sets_paragraphs_apart() && (is_line_end(i) || is_line_end(head + 1))
    }

    /// True when a blank line stands in front of a fragment.
    fn is_blank_line(&self, behind: usize) -> bool {
        self.gap(behind).of(self.context.text).matches('\n').nth(1).is_some()
    }

    /// True for a page most of whose blocks stand behind blank lines.
    fn sets_paragraphs_apart(&self) -> bool {
        let count = || (1..self.page.fragments.len()).filter(|&i| self.is_blank_line(i)).count();
        *self.paragraphs_apart.get_or_init(|| 2 * count() >= self.page.fragments.len())
    }

    /// From which confidence a fragment is joined to the one in front of it.
    fn join_at(&self, head: usize, i: usize) -> f64 {
        let has_rival = !self.page.marks_headlines() && self.share(i) < WITHOUT_RIVAL;
        match self.page.fragments[head].heading > LIKE_A_HEADING {
            _ if has_rival || self.is_verse(head, i) => NEVER,
            true => self.rule.join_at.max(ALL_BUT_CERTAIN),
            false => self.rule.join_at,
        }
    }

    /// From which confidence the rest of a sentence is put behind its head farther up.
    fn move_at(&self, head: usize, i: usize) -> f64 {
        let end = &self.page.fragments[head];
        // A list, a table or code stands in the middle of its sentence.
        let stands_in_it = (head + 1..i).all(|between| !self.page.fragments[between].body);
        let ends_cheaply = end.edge.end < BREAKS_OFF;
        let marked = self.page.marks_headlines();
        if stands_in_it || ends_cheaply || (!marked && self.share(i) < self.rule.wary_share) {
            NEVER
        } else if !marked {
            let out_of_order = self.keeps_order(i, head) == Some(false);
            if out_of_order { self.rule.unmarked_at.max(ALL_BUT_CERTAIN) } else { self.rule.unmarked_at }
        } else if end.heading > LIKE_A_HEADING {
            self.rule.move_at.max(LIKE_A_SUBHEAD)
        } else {
            self.rule.move_at
        }
    }

    /// From which confidence a whole paragraph is put behind the end of another article.
    fn follow_at(&self, end: usize, i: usize) -> f64 {
        if self.share(i) < self.rule.wary_share || self.is_left_behind(end + 1, i) {
            NEVER
        } else if self.page.marks_headlines() && self.moves_a_sentence() {
            self.rule.follow_at
        } else {
            self.rule.follow_at.max(DOUBTFUL_FOLLOW)
        }
    }

    /// True when some sentence of the page is put behind its head farther up.
    fn moves_a_sentence(&self) -> bool {
        let moved = |(i, verdict): (usize, &Verdict)| {
            let far = matches!(verdict.choice, Choice::Join(head) if head + 1 < i);
            far && self.own_tier(i) == Tier::Apply
        };
        *self.moves_a_sentence.get_or_init(|| self.verdicts.iter().enumerate().any(moved))
    }

    pub(super) fn share(&self, i: usize) -> f64 {
        f64::from(self.verdicts[i].share)
    }

    /// True for two short lines that may be a poem's: the second does not begin in mid-sentence and, where lines of prose are
    /// as short, the first ends with a comma.
    fn is_verse(&self, head: usize, tail: usize) -> bool {
        let language = self.language(tail);
        let most = if language.spaced { VERSE_OF_WORDS } else { VERSE };
        let (head, tail) = (&self.page.fragments[head], &self.page.fragments[tail]);
        let breaks = language.spaced || head.last.ends_with(|c| language.clause_marks.contains(c));
        head.length <= most && tail.length <= most && !tail.open && breaks
    }

    /// Speech stands behind a dash, in the same paragraph or in one of its own: nothing tells which.
    fn may_lead_into_speech(&self, head: usize, i: usize) -> bool {
        self.language(i).may_lead_into_speech(&self.page.fragments[head].last, &self.page.fragments[i].first)
    }

    /// An item, a section, a bullet or a note begins a line; but the bracket behind a letter may be the one that was open.
    fn begins_apart(&self, head: usize, i: usize) -> bool {
        let (head, tail) = (&self.page.fragments[head], &self.page.fragments[i]);
        begins_apart(&tail.first) && head.brackets.closed_by(&tail.brackets) <= 0.0
    }

    /// A divided word goes on with a small letter; behind a hyphen that the word keeps, as in "US-Senator", the two are found
    /// together more often than not. And the halves are those of one: where they are none together, the first is none by
    /// itself and the second is, another half belongs there.
    fn divides_no_word(&self, head: usize, i: usize) -> bool {
        if !self.page.fragments[head].edge.hyphen() {
            return false;
        }
        let (before, behind) = (&self.page.fragments[head].last, &self.page.fragments[i].first);
        let other = lexicon::embedded(&self.language(i).id).is_some_and(|list| {
            let around = lexicon::nearby(self.context.text, self.span(head).end);
            misread::is_another_half(list, around, before, behind)
        });
        other || behind.starts_with(char::is_uppercase) && self.page.seam(head, i).far < 0.0
    }

    /// Speech behind speech is another one's, in a paragraph of its own.
    fn answers(&self, head: usize, i: usize) -> bool {
        let (head, tail) = (&self.page.fragments[head], &self.page.fragments[i]);
        head.last.ends_with(is_quotation_mark) && tail.first.starts_with(is_quotation_mark)
    }

    /// Words that a reader tore off somewhere stand between the two, or are the two: lines are in disorder there, and not
    /// columns.
    fn is_among_scraps(&self, head: usize, i: usize) -> bool {
        let mut among = if head + 1 == i { head..i + 1 } else { head + 1..i };
        among.all(|at| self.page.fragments[at].is_scrap())
    }

    /// A few words that end no sentence: a command that is set apart, a label. A column's line has more. Only where blanks
    /// separate words: elsewhere a line of speech is as short.
    fn is_label(&self, i: usize) -> bool {
        let fragment = &self.page.fragments[i];
        self.language(i).spaced && !fragment.complete && fragment.length <= LABEL
    }

    /// What is indented by more than the head is a paragraph, a verse or a block of code. The last line of a headline stands in the
    /// middle, too, and is seldom indented by as much.
    fn is_set_in(&self, head: usize, i: usize) -> bool {
        let indent = |i: usize| columns(self.context.layout.blocks[self.blocks.start + i].indent.of(self.context.text));
        indent(i) >= indent(head) + INDENTED
    }

    /// No line begins with the mark behind a word: what stood between the two was set apart, or is lost. Only where blanks
    /// separate words.
    fn hangs(&self, i: usize) -> bool {
        let (language, first) = (self.language(i), &self.page.fragments[i].first);
        language.spaced && first.starts_with(|c| c == '.' || language.clause_marks.contains(c))
    }

    /// Where letters are misread, what seems to break off may be a whole sentence. Only where blanks separate words.
    fn is_misread(&self, head: usize, i: usize) -> bool {
        let (before, behind) = (&self.page.fragments[head].last, &self.page.fragments[i].first);
        let Some(list) = lexicon::embedded(&self.language(i).id) else { return false };
        let around = lexicon::nearby(self.context.text, self.span(head).end);
        misread::ends_sentence(before, behind)
            || misread::is_no_word(list, around, before, behind) && self.unknown_words(list) > self.rule.most_unknown
    }

    /// A row that was read across columns goes on in one of them, and the next row begins in another.
    fn runs_across(&self, fragment: usize) -> bool {
        runs_across(self.span(fragment).of(self.context.text), self.language(fragment))
    }

    /// The share of the page's words that a list does not have.
    fn unknown_words(&self, list: &Lexicon) -> f64 {
        let blocks = || &self.context.layout.blocks[self.blocks.clone()];
        *self.unknown_words.get_or_init(|| misread::unknown_words(self.context, blocks(), list))
    }

    /// Whether the head of the displaced fragment `i` stands farther down than that of the displaced one before; `None` for
    /// the first.
    pub(super) fn keeps_order(&self, i: usize, head: usize) -> Option<bool> {
        self.verdicts[..i].iter().enumerate().rev().find_map(|(at, before)| match before.choice {
            Choice::Join(other) | Choice::Follow(other) if other + 1 != at => Some(other < head),
            _ => None,
        })
    }

    /// True for a fragment above `i` that is taken to belong elsewhere, but not surely enough to go there: what should
    /// follow the end in front of it would come to stand between the two.
    fn is_left_behind(&self, fragment: usize, i: usize) -> bool {
        fragment < i && self.verdicts[fragment].choice != Choice::Stay && self.own_tier(fragment) < Tier::Apply
    }
}
