//! One page's verdicts made into edits: which links are made, what travels with a displaced block, and where it lands.
//!
//! All moves of a page are planned together, because a run that moves may hold the head of another one.

mod moves;
mod tier;

use std::cell::OnceCell;
use std::ops::Range;

use super::Continuation;
use crate::decision::{Choice, Page, Verdict};
use crate::detect::{Context, Hit, Link};
use crate::edit::Edit;
use crate::finding::{Alternative, Shape, Tier};
use crate::junction::Joint;
use crate::language::Language;
use crate::lexicon;
use crate::span::Span;

/// One page on its way from verdicts to edits. Places are indices of fragments; `blocks.start` leads to the layout's.
pub(super) struct Plan<'a> {
    rule: &'a Continuation,
    context: &'a Context<'a>,
    blocks: Range<usize>,
    page: &'a Page<'a>,
    verdicts: &'a [Verdict],
    /// The most that a link on this page may claim.
    most: Tier,
    /// By fragment: whether a displaced link in front of it is borne out by the page.
    borne_out: Vec<bool>,
    moves_a_sentence: OnceCell<bool>,
    paragraphs_apart: OnceCell<bool>,
    /// The share of the page's words that its language does not have.
    unknown_words: OnceCell<f64>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(
        rule: &'a Continuation,
        context: &'a Context<'a>,
        blocks: Range<usize>,
        page: &'a Page<'a>,
        verdicts: &'a [Verdict],
        most: Tier,
    ) -> Plan<'a> {
        let (borne_out, moves_a_sentence, paragraphs_apart, unknown_words) = Default::default();
        let plan = Plan {
            rule,
            context,
            blocks,
            page,
            verdicts,
            most,
            borne_out,
            moves_a_sentence,
            paragraphs_apart,
            unknown_words,
        };
        let borne_out = rule.habit.bears_out(page, verdicts, |i| plan.own_tier(i) == Tier::Apply);
        Plan { borne_out, ..plan }
    }

    fn span(&self, fragment: usize) -> Span {
        self.context.layout.blocks[self.blocks.start + fragment].span
    }

    /// The break in front of a fragment that is not the page's first.
    fn gap(&self, fragment: usize) -> Span {
        Span::new(self.span(fragment - 1).end, self.span(fragment).start)
    }

    fn confidence(&self, fragment: usize) -> f64 {
        self.verdicts[fragment].confidence
    }

    /// The links that are likely enough to be mentioned, with the edits of those that are made.
    pub(super) fn hits(&self) -> Vec<Hit> {
        let mut hits: Vec<(usize, Hit)> = Vec::new();
        for (i, verdict) in self.verdicts.iter().enumerate() {
            if verdict.choice != Choice::Stay && (self.confidence(i) >= self.rule.propose_at || self.wanted(i)) {
                hits.push((i, self.hit(i)));
            }
        }
        let done: Vec<bool> = hits.iter().map(|(i, _)| self.does(*i)).collect();
        let moves = hits.iter().zip(&done).filter(|((_, hit), done)| **done && matches!(hit.shape, Shape::Move { .. }));
        let mut edits = self.moves(moves.map(|((i, _), _)| *i));
        for ((i, hit), _) in hits.iter_mut().zip(done).filter(|(_, done)| *done) {
            if let Shape::Join { with, .. } | Shape::Move { joined: true, with, .. } = &hit.shape {
                hit.edits.push(Edit::Replace { span: self.gap(*i), with: with.clone() });
                hit.edits.extend(self.hyphen(*i).map(|span| Edit::Replace { span, with: String::new() }));
            }
            hit.edits.append(&mut edits[*i]);
        }
        hits.into_iter().map(|(_, hit)| hit).collect()
    }

    /// True when the link in front of a fragment is made.
    fn does(&self, i: usize) -> bool {
        let head = head_of(self.verdicts[i].choice);
        head.is_some_and(|head| self.context.does_link(self.tier(i), self.span(head).end, self.span(i).start))
    }

    /// True when a person has turned down a link in front of a fragment: it stays where it is, and does not go elsewhere
    /// with what stands before it.
    fn unwanted(&self, i: usize) -> bool {
        self.context.links.iter().any(|link| !link.wanted && link.tail == self.span(i).start)
    }

    /// True when a person wants the link in front of a fragment.
    fn wanted(&self, i: usize) -> bool {
        let head = head_of(self.verdicts[i].choice).map(|head| self.span(head).end);
        let is_it = |link: &Link| link.wanted && link.tail == self.span(i).start && Some(link.head) == head;
        self.context.links.iter().any(is_it)
    }

    /// What is done about the link in front of fragment `i`.
    fn hit(&self, i: usize) -> Hit {
        let choice = self.verdicts[i].choice;
        let (head, joined) = (head_of(choice).unwrap_or(i), matches!(choice, Choice::Join(_)));
        let (before, behind) = (&self.page.fragments[head].last, &self.page.fragments[i].first);
        let with = if joined { self.blank(head, i) } else { String::new() };
        let shape = match head + 1 == i {
            true => Shape::Join { seam: self.gap(i), with },
            false => {
                let from = Span::new(self.span(i).start, self.span(self.run(i).end - 1).end);
                Shape::Move { from, after: self.span(head).end, joined, with }
            }
        };
        let others = self.verdicts[i].others.iter().take(3);
        let alternatives = others.map(|&(choice, share)| Alternative {
            confidence: f64::from(share),
            what: match choice {
                Choice::Stay => "stays".to_string(),
                Choice::Join(h) => format!("goes on from line {}", self.line(h)),
                Choice::Follow(h) => format!("follows line {}", self.line(h)),
            },
        });
        Hit {
            shape,
            tier: self.tier(i),
            confidence: self.confidence(i),
            evidence: self.evidence(i, head, joined),
            alternatives: alternatives.collect(),
            edits: Vec::new(),
            seam: format!("{before}|{behind}"),
        }
    }

    /// The line of the source on which a fragment ends, counted from 1.
    fn line(&self, fragment: usize) -> usize {
        (self.context.source_line)(self.span(fragment).end - 1)
    }

    /// What stands at a mended seam: a blank between words, nothing between characters or inside a word.
    fn blank(&self, head: usize, tail: usize) -> String {
        if self.language(head).spaced {
            let blank = self.page.seam(head, tail).joint == Joint::Blank;
            return if blank { " ".to_string() } else { String::new() };
        }
        // Two words of Latin letters in a text that has no blanks of its own.
        let (before, behind) = (&self.page.fragments[head].last, &self.page.fragments[tail].first);
        let letter = |c: char| c.is_ascii_alphanumeric();
        let words =
            behind.starts_with(letter) && before.ends_with(letter) && !before.ends_with(|c: char| c.is_ascii_digit());
        let blank = words && !lexicon::is_one_word(self.context.text, self.span(head).end, before, behind);
        if blank { " ".to_string() } else { String::new() }
    }

    /// The typesetter's hyphen at the end of the head that fragment `i` is joined to, when it goes.
    fn hyphen(&self, i: usize) -> Option<Span> {
        let head = head_of(self.verdicts[i].choice)?;
        let span = self.span(head);
        let hyphen = self.page.seam(head, i).joint.drops(span.of(self.context.text), self.language(head))?;
        Some(Span::new(span.end - hyphen.len_utf8(), span.end))
    }

    fn language(&self, fragment: usize) -> &Language {
        self.page.tongues[self.page.fragments[fragment].tongue].language
    }

    fn evidence(&self, i: usize, head: usize, joined: bool) -> Vec<String> {
        let (before, behind) = (&self.page.fragments[head], &self.page.fragments[i]);
        let mut evidence = Vec::new();
        if joined {
            let seam = self.page.seam(head, i);
            let end = |text: &str, count: usize| -> String {
                text.chars().skip(text.chars().count().saturating_sub(count)).collect()
            };
            let start = |text: &str, count: usize| -> String { text.chars().take(count).collect() };
            evidence.push(format!(
                "{}|{} runs on by {:.0} bits",
                end(&before.last, 3),
                start(&behind.first, 3),
                seam.far
            ));
            evidence.push(format!("a paragraph's end there costs {:.0} bits", before.edge.end));
            if before.brackets.closed_by(&behind.brackets) > 0.0 {
                evidence.push("closes an open bracket or quotation".to_string());
            }
            if self.page.elsewhere(head, i, seam.joint) > 0.0 {
                evidence.push("the words across the seam stand elsewhere on the page".to_string());
            }
        }
        if head + 1 != i && self.keeps_order(i, head) == Some(true) {
            evidence.push("order kept".to_string());
        }
        evidence
    }
}

fn head_of(choice: Choice) -> Option<usize> {
    match choice {
        Choice::Stay => None,
        Choice::Join(head) | Choice::Follow(head) => Some(head),
    }
}

#[cfg(test)]
mod tests {
    use super::Choice::{Follow, Join, Stay};
    use super::*;
    use crate::detect::continuation::habit::{Habit, Unmarked};
    use crate::detect::continuation::tongue_of;
    use crate::document::Document;
    use crate::fragment;
    use crate::id::FindingId;
    use crate::language::Languages;
    use crate::layout::Layout;

    /// The blocks as the choices have them, blocks apart by a blank line: certain ones, so that blocks may be as short as need
    /// be.
    fn arranged(blocks: &[&str], choices: &[Choice]) -> String {
        arranged_at(1.0, blocks, choices)
    }

    fn arranged_at(confidence: f64, blocks: &[&str], choices: &[Choice]) -> String {
        arranged_from_text(confidence, blocks.join("\n\n"), choices)
    }

    fn arranged_from_text(confidence: f64, text: String, choices: &[Choice]) -> String {
        let layout = Layout::of(&text);
        let languages = Languages::embedded();
        let context = Context {
            text: &text,
            layout: &layout,
            languages,
            language: languages.get("zh"),
            model: None,
            most: Tier::Apply,
            done_from: Tier::Apply,
            taken_out: &|_| false,
            source_line: &|_| 1,
            links: &[],
            memory: &Default::default(),
            apply_at: None,
        };
        let language = context.language_of(&text);
        let blocks = 0..layout.blocks.len();
        let languages = vec![language; blocks.len()];
        let tongue_of = |language| tongue_of(&context, language);
        let page = fragment::page(&text, &layout, blocks.clone(), &languages, tongue_of).unwrap();
        let verdicts: Vec<Verdict> = choices
            .iter()
            .map(|&choice| Verdict { choice, share: 1.0, confidence, level: 0.0, others: Vec::new() })
            .collect();
        let unmarked = Unmarked { completed: 0.0, bits: 0.0, unlikely: 0.0, least_bits: 0.0, capital: 0.0 };
        let rule = &Continuation {
            habit: Habit { completed: 0.0, few: 0, few_bits: 0.0, few_completed: 0.0, unmarked },
            join_at: 0.0,
            move_at: 0.0,
            unmarked_at: 0.0,
            follow_at: 0.0,
            propose_at: 0.0,
            least_share: 0.0,
            wary_share: 0.0,
            along_at: 0.0,
            along_likeness: -100.0,
            most_scraps: 1.0,
            most_unknown: 1.0,
        };

        let plan = Plan::new(rule, &context, blocks, &page, &verdicts, Tier::Apply);
        let hits = plan.hits().into_iter().enumerate();
        let edits: Vec<(FindingId, Edit)> =
            hits.flat_map(|(n, hit)| hit.edits.into_iter().map(move |edit| (FindingId(n as u32), edit))).collect();
        Document::new(text.clone()).apply(&edits).unwrap().text().to_string()
    }

    #[test]
    fn tails_go_behind_their_heads_and_take_their_column_along() {
        let blocks = ["# 甲", "桥面将封", "# 乙", "苹果陆续成", "闭三个月。", "公交绕行。", "熟了。"];
        let choices = [Stay, Stay, Stay, Stay, Join(1), Stay, Join(3)];
        assert_eq!(arranged(&blocks, &choices), "# 甲\n\n桥面将封闭三个月。\n\n公交绕行。\n\n# 乙\n\n苹果陆续成熟了。");
    }

    #[test]
    fn a_run_that_another_one_is_put_into_keeps_its_order() {
        let blocks = ["第一段开", "第二段开", "头接一。", "插在这里，", "仍在后面。", "头接二。", "东西。"];
        let choices = [Stay, Stay, Join(0), Stay, Stay, Join(1), Join(3)];
        let expected = "第一段开头接一。\n\n插在这里，东西。\n\n仍在后面。\n\n第二段开头接二。";
        assert_eq!(arranged(&blocks, &choices), expected);
    }

    #[test]
    fn tails_of_tails_and_paragraphs_behind_them() {
        let blocks = ["一开", "二开", "头一中", "头二。", "间一尾", "巴。", "跟着二。"];
        let choices = [Stay, Stay, Join(0), Join(1), Join(2), Join(4), Follow(3)];
        assert_eq!(arranged(&blocks, &choices), "一开头一中间一尾巴。\n\n二开头二。\n\n跟着二。");
    }

    #[test]
    fn a_short_line_that_the_moved_end_goes_on_in_moves_with_it() {
        let blocks = ["一开", "二开", "头一，还有一些", "市图书馆新馆", "二尾。"];
        let choices = [Stay, Stay, Join(0), Join(2), Join(1)];
        assert_eq!(arranged(&blocks, &choices), "一开头一，还有一些市图书馆新馆\n\n二开二尾。");
    }

    #[test]
    fn a_list_in_a_column_moves_with_it() {
        let blocks =
            ["# 甲", "桥面将封", "# 乙", "苹果陆续成", "闭三个月，绕行路线是：", "- 滨河大道", "公交照常。", "熟了。"];
        let choices = [Stay, Stay, Stay, Stay, Join(1), Stay, Stay, Join(3)];
        let expected = "# 甲\n\n桥面将封闭三个月，绕行路线是：\n\n- 滨河大道\n\n公交照常。\n\n# 乙\n\n苹果陆续成熟了。";
        assert_eq!(arranged(&blocks, &choices), expected);
    }

    /// True when the blocks come out in another order or joined.
    fn changes(blocks: &[&str], choices: &[Choice]) -> bool {
        arranged_at(0.99, blocks, choices) != blocks.join("\n\n")
    }

    #[test]
    fn what_goes_on_nowhere_is_left_alone_however_sure_it_is() {
        let far = [Stay, Stay, Stay, Stay, Join(1)];
        let rest = "闭三个月。";
        assert!(changes(&["# 甲", "桥面将封", "# 乙", "苹果熟了。", rest], &far));
        assert!(!changes(&["# 甲", "桥面将封：", "# 乙", "苹果熟了。", rest], &far));
        assert!(!changes(&["# 甲", "他说“桥面将封”", "# 乙", "苹果熟了。", "“三个月。”"], &far));
        assert!(!changes(&["# 甲", "桥面将封", "# 乙", "苹果熟了。", "（三）三个月。"], &far));
        assert!(!changes(&["# 甲", "桥面将封：", "闭三个月。"], &[Stay, Stay, Join(1)]));
        assert!(!changes(&["# 甲", "桥面将封", "来", "又", rest], &far));
        assert!(!changes(&["# 甲", "来", "又"], &[Stay, Stay, Join(1)]));
        assert!(!changes(&["# 甲", "桥面将封", "# 乙", "苹果熟了。", "/usr/bin 闭。"], &far));
    }

    #[test]
    fn a_line_end_among_blank_lines_is_no_place_to_take_text_from() {
        let long = "果园里的苹果陆续成熟，".repeat(9);
        let lines = format!("{long}桥面将封\n{long}天晴了。\n闭三个月。{long}公交绕行。");
        let text = format!("# 甲\n\n{lines}");
        assert_ne!(arranged_from_text(0.99, text.clone(), &[Stay, Stay, Stay, Join(1)]), text);
        let text = format!("# 甲\n\n{long}\n\n{long}\n\n{long}\n\n{lines}");
        assert_eq!(arranged_from_text(0.99, text.clone(), &[Stay, Stay, Stay, Stay, Stay, Stay, Join(4)]), text);
    }

    #[test]
    fn nothing_comes_between_an_end_and_what_stands_behind_it_for_want_of_certainty() {
        let blocks = ["# 甲", "桥面将封：", "# 乙", "苹果熟了。", "闭三个月。", "# 丙", "天晴了。", "果园开门。"];
        let unsure = [Stay, Stay, Stay, Stay, Join(1), Stay, Stay, Follow(3)];
        assert!(!changes(&blocks, &unsure));
    }
}
