//! The closed set of techniques, and what each of them is given and gives back.
//!
//! A technique sees one text, the one that the earlier rules left, and answers with hits in bytes of that text. It
//! decides what it would do; [`crate::repair`] turns hits into findings in bytes of the source. New damage is a new
//! rule on one of these techniques; a new technique is a new file here.

mod across;
pub mod blanks;
pub mod byline;
mod cjk;
pub mod columns;
pub mod continuation;
pub mod entities;
pub mod figures;
pub mod furniture;
pub mod glyphs;
pub mod hyphenation;
pub mod jump;
pub mod lookalikes;
pub mod looping;
mod memory;
pub mod mojibake;
mod page_languages;
pub mod pattern;
pub mod repetition;
mod shelter;
pub mod turn;
pub mod unwrap;
pub mod width;

use serde::Deserialize;

use crate::edit::Edit;
use crate::finding::{Alternative, Shape, Tier};
use crate::language::{Language, Languages};
use crate::layout::Layout;
use crate::model::Model;
use crate::profile::Habit;
use crate::span::Span;

pub use memory::Memory;

/// A technique with its parameters, as a rule file names it: `[detect.repetition]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Technique {
    /// Blanks between characters that are written without.
    Blanks(blanks::Blanks),
    /// Marks, letters and figures in the wrong width.
    Width(width::Width),
    /// Characters that stand for others.
    Glyphs(glyphs::Glyphs),
    /// UTF-8 that was read as something else.
    Mojibake(mojibake::Mojibake),
    /// HTML entities in a text that is not HTML.
    Entities(entities::Entities),
    /// Letters of another script in a word.
    Lookalikes(lookalikes::Lookalikes),
    /// Letters inside numbers.
    Figures(figures::Figures),
    /// A regular expression in a line.
    Pattern(pattern::Pattern),
    /// Columns that were read across.
    Columns(columns::Columns),
    /// Running heads and page numbers.
    Furniture(furniture::Furniture),
    /// Sentences that a page turn cut in two.
    Turn(turn::Turn),
    /// Articles that go on on another page.
    Jump(jump::Jump),
    /// One thing said over and over.
    Loop(looping::Loop),
    /// Blocks that stand twice.
    Repetition(repetition::Repetition),
    /// Lines that the page broke.
    Unwrap(unwrap::Unwrap),
    /// Words that a line end cut.
    Hyphenation(hyphenation::Hyphenation),
    /// Bylines in the middle of a sentence.
    Byline(byline::Byline),
    /// Paragraphs that go on elsewhere.
    Continuation(continuation::Continuation),
}

impl Technique {
    /// Its name in rule files.
    pub fn name(&self) -> &'static str {
        match self {
            Technique::Blanks(_) => "blanks",
            Technique::Width(_) => "width",
            Technique::Glyphs(_) => "glyphs",
            Technique::Mojibake(_) => "mojibake",
            Technique::Entities(_) => "entities",
            Technique::Lookalikes(_) => "lookalikes",
            Technique::Figures(_) => "figures",
            Technique::Pattern(_) => "pattern",
            Technique::Columns(_) => "columns",
            Technique::Furniture(_) => "furniture",
            Technique::Turn(_) => "turn",
            Technique::Jump(_) => "jump",
            Technique::Loop(_) => "loop",
            Technique::Repetition(_) => "repetition",
            Technique::Unwrap(_) => "unwrap",
            Technique::Hyphenation(_) => "hyphenation",
            Technique::Byline(_) => "byline",
            Technique::Continuation(_) => "continuation",
        }
    }

    /// Looks for faults in the parameters that their types cannot exclude.
    ///
    /// # Errors
    /// The key at fault and what is wrong with it.
    pub fn check(&self) -> Result<(), (&'static str, String)> {
        match self {
            Technique::Blanks(blanks) => blanks.check(),
            Technique::Width(width) => width.check(),
            Technique::Glyphs(glyphs) => glyphs.check(),
            Technique::Mojibake(mojibake) => mojibake.check(),
            Technique::Entities(entities) => entities.check(),
            Technique::Lookalikes(lookalikes) => lookalikes.check(),
            Technique::Figures(figures) => figures.check(),
            Technique::Pattern(pattern) => pattern.check(),
            Technique::Columns(columns) => columns.check(),
            Technique::Furniture(furniture) => furniture.check(),
            Technique::Turn(turn) => turn.check(),
            Technique::Jump(jump) => jump.check(),
            Technique::Loop(looping) => looping.check(),
            Technique::Repetition(repetition) => repetition.check(),
            Technique::Unwrap(unwrap) => unwrap.check(),
            Technique::Hyphenation(hyphenation) => hyphenation.check(),
            Technique::Byline(byline) => byline.check(),
            Technique::Continuation(continuation) => continuation.check(),
        }
    }

    /// True when what it does about one link depends on what it does about others, so that it has to be told beforehand
    /// which of them a person wants ([`Context::links`]). Of the others' hits those that are not wanted are not done.
    pub(crate) fn plans_links(&self) -> bool {
        matches!(self, Technique::Jump(_) | Technique::Continuation(_))
    }

    /// Everything that the technique finds, in the order of the text, with what is known of the publication.
    pub(crate) fn hits_with(&self, context: &Context, habit: Option<&Habit>) -> Vec<Hit> {
        match self {
            Technique::Columns(columns) if habit.is_some_and(|habit| habit.from_right == Some(true)) => {
                columns::Columns { from_right: true, ..columns.clone() }.hits(context)
            }
            Technique::Furniture(furniture) => furniture.hits_with(context, habit),
            _ => self.hits(context),
        }
    }

    /// Everything that the technique finds, in the order of the text.
    pub fn hits(&self, context: &Context) -> Vec<Hit> {
        match self {
            Technique::Blanks(blanks) => blanks.hits(context),
            Technique::Width(width) => width.hits(context),
            Technique::Glyphs(glyphs) => glyphs.hits(context),
            Technique::Mojibake(mojibake) => mojibake.hits(context),
            Technique::Entities(entities) => entities.hits(context),
            Technique::Lookalikes(lookalikes) => lookalikes.hits(context),
            Technique::Figures(figures) => figures.hits(context),
            Technique::Pattern(pattern) => pattern.hits(context),
            Technique::Columns(columns) => columns.hits(context),
            Technique::Furniture(furniture) => furniture.hits_with(context, None),
            Technique::Turn(turn) => turn.hits(context),
            Technique::Jump(jump) => jump.hits(context),
            Technique::Loop(looping) => looping.hits(context),
            Technique::Repetition(repetition) => repetition.hits(context),
            Technique::Unwrap(unwrap) => unwrap.hits(context),
            Technique::Hyphenation(hyphenation) => hyphenation.hits(context),
            Technique::Byline(byline) => byline.hits(context),
            Technique::Continuation(continuation) => continuation.hits(context),
        }
    }
}

/// What a technique looks at.
pub struct Context<'a> {
    /// The text as the earlier rules left it.
    pub text: &'a str,
    /// Its pages, blocks and lines.
    pub layout: &'a Layout,
    /// What is known of each language.
    pub languages: &'static Languages,
    /// The language that the user named, if any.
    pub language: Option<&'static Language>,
    /// A model of the user's, and the id of its language.
    pub model: Option<(&'static str, &'static Model)>,
    /// The most that the rule may claim.
    pub most: Tier,
    /// The lowest tier whose edits are done in this run.
    pub done_from: Tier,
    /// From which confidence findings are applied, where the publication has taught it.
    pub apply_at: Option<f64>,
    /// The line of the source, from 1, from which a byte of the text comes: what people are told are lines of their file.
    pub source_line: &'a (dyn Fn(usize) -> usize + Sync),
    /// True when an earlier rule of the stage "furniture" took text out of a stretch of the text.
    pub taken_out: &'a (dyn Fn(Span) -> bool + Sync),
    /// The links of this rule about which a person decided.
    pub links: &'a [Link],
    /// What this rule found in the round before.
    pub memory: &'a Memory,
}

/// What a person decided about a link, in bytes of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// One past the last byte of what goes on.
    pub head: usize,
    /// The first byte of what goes on from it.
    pub tail: usize,
    /// True when what follows stays a paragraph of its own.
    pub apart: bool,
    /// True when the link is to be made, false when it must not be.
    pub wanted: bool,
}

impl Context<'_> {
    /// The language of a stretch of the text.
    pub fn language_of(&self, text: &str) -> &'static Language {
        self.language.unwrap_or_else(|| self.languages.recognise(text))
    }

    /// The language of one block of a page that is mostly written in `main`.
    pub fn language_beside(&self, main: &'static Language, text: &str) -> &'static Language {
        self.language.unwrap_or_else(|| self.languages.recognise_beside(main, text))
    }

    /// The character model for a language, when there is one.
    pub fn model_of(&self, language: &Language) -> Option<&'static Model> {
        match self.model {
            Some((id, model)) if id == language.id => Some(model),
            _ => crate::model::embedded(&language.id),
        }
    }

    /// The tier that a finding of that confidence gets from these thresholds.
    pub fn tier(&self, confidence: f64, thresholds: Thresholds) -> Tier {
        // What is never applied stays so: a threshold of 1 is the technique's word that confidence is not enough.
        let learned = self.apply_at.filter(|_| thresholds.apply_at < 1.0).map(|at| at.max(thresholds.propose_at));
        let own = match confidence {
            c if c >= learned.unwrap_or(thresholds.apply_at) => Tier::Apply,
            c if c >= thresholds.propose_at => Tier::Propose,
            _ => Tier::Report,
        };
        own.min(self.most)
    }

    /// True when a finding of that tier is done that links what begins at `tail` to what ends at `head`.
    pub fn does_link(&self, tier: Tier, head: usize, tail: usize) -> bool {
        let decided = self.links.iter().find(|link| link.head == head && link.tail == tail);
        decided.map_or(self.does(tier), |link| link.wanted && tier > Tier::Report)
    }

    /// A hit that reads `at` as `with`. `evidence` is what speaks for it, `otherwise` what is true when it is wrong; the text at
    /// the place names it.
    fn replacement(
        &self,
        at: Span,
        with: String,
        confidence: f64,
        thresholds: Thresholds,
        evidence: String,
        otherwise: &str,
    ) -> Hit {
        let tier = self.tier(confidence, thresholds);
        Hit {
            edits: if self.does(tier) { vec![Edit::Replace { span: at, with: with.clone() }] } else { Vec::new() },
            shape: Shape::Replace { at, with },
            tier,
            confidence,
            evidence: vec![evidence],
            alternatives: vec![Alternative { confidence: 1.0 - confidence, what: otherwise.to_string() }],
            seam: at.of(self.text).to_string(),
        }
    }

    /// True when findings of that tier are done in this run.
    pub fn does(&self, tier: Tier) -> bool {
        tier >= self.done_from && tier > Tier::Report
    }
}

/// From which confidence a finding is applied, and from which it is proposed; below that it is not mentioned.
#[derive(Clone, Copy, Debug)]
pub struct Thresholds {
    /// Probability, 0 to 1.
    pub apply_at: f64,
    /// Probability, 0 to 1, at most `apply_at`.
    pub propose_at: f64,
}

/// A key at fault, and what is wrong with it.
type Fault = (&'static str, String);

/// Looks whether a parameter is a probability.
fn probability(key: &'static str, value: f64) -> Result<(), Fault> {
    if (0.0..=1.0).contains(&value) {
        return Ok(());
    }
    Err((key, format!("`{key}` is a probability from 0 to 1, not {value}")))
}

/// Looks whether two parameters are probabilities, the lower one not above the upper one.
fn in_order(lower: (&'static str, f64), upper: (&'static str, f64)) -> Result<(), Fault> {
    probability(lower.0, lower.1)?;
    probability(upper.0, upper.1)?;
    if lower.1 > upper.1 {
        return Err((lower.0, format!("`{}` is larger than `{}`", lower.0, upper.0)));
    }
    Ok(())
}

/// One thing found, in bytes of the text that the technique saw.
#[derive(Clone, Debug)]
pub struct Hit {
    /// What it does or would do.
    pub shape: Shape,
    /// The tier that its confidence earned.
    pub tier: Tier,
    /// Probability, 0 to 1.
    pub confidence: f64,
    /// What spoke for it, strongest first.
    pub evidence: Vec<String>,
    /// What else was weighed.
    pub alternatives: Vec<Alternative>,
    /// How it is done; empty unless [`Context::does`] its tier.
    pub edits: Vec<Edit>,
    /// The text at the seam, which names the finding.
    pub seam: String,
}
