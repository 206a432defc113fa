//! What pages carry besides their articles, read from `bench/words.toml`: every word of it is data, so that a language is
//! a table there and no code here.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::random::Random;

/// The furniture of one language's pages. The keys are explained at the head of the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    family: Vec<String>,
    given: Vec<String>,
    name: String,
    places: Vec<String>,
    months: Vec<String>,
    datelines: Vec<String>,
    bylines: Vec<String>,
    kickers: Vec<String>,
    subheads: Vec<String>,
    captions: Vec<String>,
    advertisements: Vec<Vec<String>>,
    /// Headline of an article that has none and no words for one.
    pub untitled: String,
    /// Marks that no printed line begins with.
    pub not_first: String,
    /// Marks that no printed line ends with.
    pub not_last: String,
    confusions: Vec<(String, String)>,
}

/// Days that every month has.
const DAYS: usize = 28;

impl Words {
    /// Those of a language; English where the file has none.
    pub fn of(language: &str) -> &'static Words {
        static ALL: OnceLock<BTreeMap<String, Words>> = OnceLock::new();
        let all = ALL
            .get_or_init(|| toml::from_str(include_str!("../words.toml")).expect("bench/words.toml as Words has it"));
        all.get(language).or_else(|| all.get("en")).expect("bench/words.toml has English")
    }

    /// What an article's first sentence stands behind.
    pub fn dateline(&self, markdown: bool, random: &mut Random) -> String {
        let dateline = self.one(&self.datelines, random);
        if markdown { dateline } else { dateline.replace("**", "") }
    }

    /// A line that names a writer.
    pub fn byline(&self, random: &mut Random) -> String {
        self.one(&self.bylines, random)
    }

    /// A short line under a headline.
    pub fn kicker(&self, random: &mut Random) -> String {
        self.one(&self.kickers, random)
    }

    /// A line above a part of an article.
    pub fn subhead(&self, random: &mut Random) -> String {
        random.choose(&self.subheads).clone()
    }

    /// A line under a picture.
    pub fn caption(&self, random: &mut Random) -> String {
        self.one(&self.captions, random)
    }

    /// The blocks of an advertisement or a notice.
    pub fn advertisement(&self, random: &mut Random) -> Vec<String> {
        random.choose(&self.advertisements).iter().map(|block| self.fill(block, random)).collect()
    }

    /// What the text beginning at `rest` is misread as: how long the printed characters are, and what is read.
    pub fn misread(&self, rest: &str, random: &mut Random) -> Option<(usize, &str)> {
        let known: Vec<&(String, String)> =
            self.confusions.iter().filter(|(printed, _)| rest.starts_with(printed)).collect();
        if known.is_empty() {
            return None;
        }
        let (printed, read) = random.choose(&known);
        Some((printed.len(), read))
    }

    fn one(&self, templates: &[String], random: &mut Random) -> String {
        let template = random.choose(templates);
        self.fill(template, random)
    }

    fn fill(&self, template: &str, random: &mut Random) -> String {
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, (slot, behind))) =
            rest.split_once('{').and_then(|(before, slot)| Some((before, slot.split_once('}')?)))
        {
            text += before;
            match slot {
                "name" => text += &self.person(random),
                "NAME" => text += &self.person(random).to_uppercase(),
                "family" => text += random.choose(&self.family).as_str(),
                "place" => text += random.choose(&self.places).as_str(),
                "PLACE" => text += &random.choose(&self.places).to_uppercase(),
                "month" => text += random.choose(&self.months).as_str(),
                "day" => text += &(1 + random.below(DAYS)).to_string(),
                other => text += other,
            }
            rest = behind;
        }
        text + rest
    }

    fn person(&self, random: &mut Random) -> String {
        let (family, given) = (random.choose(&self.family), random.choose(&self.given));
        self.name.replace("{family}", family).replace("{given}", given)
    }
}
