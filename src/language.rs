//! What a language knows about the ends and beginnings of its texts, read from `rules/lang/<id>.toml`.
//!
//! All of it is data, so that a new language is one file and no code: the marks that end a sentence, the brackets, what
//! may not begin or end a paragraph, and what datelines, bylines, captions and jump lines look like. Here stand only the
//! questions, and patterns are compiled when first asked, each language and each role for
//! itself, because compiling costs a hundred times as much as asking.
//!
//! Recognition is counting, also from the files: the script first, then characters or words that tell the languages of
//! one script apart. A trained guesser knows more languages, but none of those that it knows beyond these could be named
//! in a rule, it does not tell simplified from traditional characters, and a user's language file could not teach it.

mod ends;
mod gate;
mod pattern;
mod recognise;
mod roles;

use std::sync::OnceLock;

use rustc_hash::FxHashSet;
use serde::{Deserialize, Deserializer};

pub use ends::{Ending, begins_apart, begins_section, is_quotation_mark};
pub use pattern::Patterns;
pub(crate) use pattern::pattern_fault;
pub(crate) use recognise::{is_common_ideograph, is_letter};
pub use roles::{JUMP_ORNAMENTS, Jump, section_number};
pub(crate) use roles::{has_capitals, with_line_feeds};

/// A writing system, as far as it is told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Script {
    /// Chinese characters.
    Han,
    /// Hiragana and katakana.
    Kana,
    /// Hangul.
    Hangul,
    /// Latin letters.
    Latin,
    /// Cyrillic letters.
    Cyrillic,
    /// Greek letters.
    Greek,
    /// Arabic letters.
    Arabic,
    /// Any other letters.
    Other,
}

/// One language, as its file describes it. Sets of characters are written as one string.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// Its name in commands and files: a BCP 47 tag in small letters.
    pub id: String,
    /// Its English name.
    pub name: String,
    /// The scripts it is written in; the first is the one by which it is recognised.
    pub scripts: Vec<Script>,
    /// True when words are separated by blanks: a mended line break then reads as one.
    pub spaced: bool,
    /// Characters that end a sentence.
    pub terminals: String,
    /// Characters that separate the parts of a sentence.
    pub clause_marks: String,
    /// Characters after which something is expected: colons, and dashes at the end of a line.
    pub introducers: String,
    /// True where speech is a paragraph of its own: behind a comma, and without a full stop in front of its closing mark.
    #[serde(default)]
    pub speech_apart: bool,
    /// Quotation marks and brackets that may stand behind the end of a sentence.
    pub closers: String,
    /// Pairs of opening and closing marks, two characters each.
    pub brackets: Vec<String>,
    /// Quotation marks that open as well as close; what stands beside one tells which. Books and newspapers choose among
    /// them freely, so a character model reads them all as the first.
    #[serde(default)]
    pub quotes: String,
    /// Characters that cannot begin a paragraph. A strong sign, so only what never does.
    pub cannot_begin: String,
    /// Characters that cannot end one.
    pub cannot_end: String,
    /// Characters with which a word is divided at a line end.
    pub hyphens: String,
    /// Words before which a hyphen may stand for the rest of a word: "pre- and post-war".
    #[serde(default)]
    pub conjunctions: Vec<String>,
    /// Prefixes that keep their hyphen, in small letters: "ex-minister".
    #[serde(default)]
    pub hyphened_prefixes: Vec<String>,
    /// Endings of adjectives that a hyphen may pair with another, which the texts of the language do not settle:
    /// "deutsch-französisch", "schwarz-weiß".
    #[serde(default)]
    pub paired_adjectives: Vec<String>,
    /// True when compounds are written as one word, and a hyphen in front of a small letter is the typesetter's.
    #[serde(default)]
    pub closed_compounds: bool,
    /// True when a numeral with a full stop is an ordinal, which does not end a sentence.
    #[serde(default)]
    pub ordinals: bool,
    /// Words, without their last full stop, after which a full stop does not end a sentence.
    pub abbreviations: Vec<String>,
    /// Words that hardly ever end a paragraph or the line of a heading, in small letters: articles, prepositions, conjunctions. In
    /// the middle of a sentence they have no capital.
    #[serde(default)]
    pub open_words: FxHashSet<String>,
    /// Characters that tell the language from the others of its script; in its file one string.
    #[serde(deserialize_with = "characters")]
    pub telltale: FxHashSet<char>,
    /// Frequent words that do so, in small letters.
    pub telltale_words: Vec<String>,
    /// What a report begins with: place, agency, date. Patterns are searched in the first or last 160 bytes of a block
    /// and anchor themselves with `^` and `$`. Where one must see more than the dateline, a group takes the dateline.
    pub datelines: Patterns,
    /// How a letter addresses whom it is written to, in a paragraph of its own that ends with a comma.
    #[serde(default)]
    pub salutations: Patterns,
    /// Lines that name who wrote or photographed.
    pub bylines: Patterns,
    /// Lines that belong to a picture.
    pub captions: Patterns,
    /// "Continued on page …", at the end of a block. A group named `page` takes the page; one named `front` says that it is
    /// the first page, and one named `words` that it is another page, named in words; `keyword` takes the word under which
    /// the article goes on. A line without any of the first three speaks of another issue or another article. Of the words
    /// between `~` one character may be misread.
    pub jump_to: Patterns,
    /// "Continued from page …", at the beginning of a block; the same groups.
    pub jump_from: Patterns,
}

/// Why a language file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageError {
    /// The file, as it was named.
    pub path: String,
    /// The line in it, counted from 1.
    pub line: usize,
    /// What is wrong, and what was probably meant.
    pub message: String,
}

impl LanguageError {
    fn at(toml: &str, path: &str, offset: usize, message: String) -> Self {
        let before = toml.as_bytes().get(..offset).unwrap_or_default();
        LanguageError { path: path.to_owned(), line: 1 + memchr::memchr_iter(b'\n', before).count(), message }
    }
}

impl std::fmt::Display for LanguageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

impl std::error::Error for LanguageError {}

impl Language {
    /// Reads a language file. `path` is only for the error message.
    ///
    /// # Errors
    /// When it is not TOML, when a key is unknown, missing or of the wrong kind, or when a pattern is not a regular
    /// expression.
    pub fn parse(toml: &str, path: &str) -> Result<Language, LanguageError> {
        let error = |offset, message| LanguageError::at(toml, path, offset, message);
        let language: Language = toml::from_str(toml)
            .map_err(|e| error(e.span().map_or(0, |span| span.start), with_suggestion(e.message())))?;
        if let Some(pair) = language.brackets.iter().find(|pair| pair.chars().count() != 2) {
            let offset = toml.find(&format!("\"{pair}\"")).unwrap_or(0);
            return Err(error(offset, format!("`{pair}` in `brackets`: a pair is two characters")));
        }
        Ok(language)
    }

    /// Compiles every pattern, to find out now and not in the middle of a text that one is wrong. Takes milliseconds.
    ///
    /// # Errors
    /// When a pattern is not a regular expression. `toml` and `path` are those it was parsed from.
    pub fn check_patterns(&self, toml: &str, path: &str) -> Result<(), LanguageError> {
        let roles = [&self.datelines, &self.salutations, &self.bylines, &self.captions, &self.jump_to, &self.jump_from];
        match roles.iter().find_map(|patterns| patterns.fault()) {
            None => Ok(()),
            Some((offset, message)) => Err(LanguageError::at(toml, path, offset, message)),
        }
    }

    /// The mark that closes what `open` opens.
    pub fn closing(&self, open: char) -> Option<char> {
        self.pairs().find(|pair| pair.0 == open).map(|pair| pair.1)
    }

    /// Opening and closing marks, in the order of the file.
    pub fn pairs(&self) -> impl Iterator<Item = (char, char)> + '_ {
        self.brackets.iter().filter_map(|pair| {
            let mut chars = pair.chars();
            Some((chars.next()?, chars.next()?))
        })
    }

    /// The character as a model of the language reads it. Where blanks separate words, curly quotation marks are straight ones:
    /// which of the two a text has is its typesetter's choice.
    pub fn as_modelled(&self, character: char) -> char {
        match character {
            _ if is_common_ideograph(character) => character,
            '“' | '”' | '„' if self.spaced => '"',
            _ => self.quotes.chars().next().filter(|_| self.quotes.contains(character)).unwrap_or(character),
        }
    }

    /// A text as a model of the language reads it, and as it is trained.
    pub fn modelled(&self, text: &str) -> String {
        text.chars().map(|character| self.as_modelled(character)).collect()
    }

    /// What stands at a mended line break: a blank between words, nothing between characters.
    pub fn seam(&self) -> &'static str {
        if self.spaced { " " } else { "" }
    }
}

/// The characters of a string.
fn characters<'de, D: Deserializer<'de>>(from: D) -> Result<FxHashSet<char>, D::Error> {
    Ok(String::deserialize(from)?.chars().collect())
}

/// "unknown field `terminal`, expected one of …" becomes a question about the nearest of the expected ones.
fn with_suggestion(message: &str) -> String {
    let mut names = message.split('`').skip(1).step_by(2);
    if !message.starts_with("unknown") {
        return message.to_owned();
    }
    let Some(unknown) = names.next() else { return message.to_owned() };
    let nearest = names.map(|name| (strsim::jaro_winkler(unknown, name), name)).max_by(|a, b| a.0.total_cmp(&b.0));
    let kind = message.split('`').next().unwrap_or_default().trim_end();
    match nearest {
        // Below this, two key names have hardly more in common than a letter or two.
        Some((likeness, name)) if likeness > 0.75 => format!("{kind} `{unknown}`: did you mean `{name}`?"),
        _ => message.to_owned(),
    }
}

/// The languages that a run knows.
#[derive(Clone, Debug, Default)]
pub struct Languages {
    all: Vec<Language>,
    neutral: Language,
}

/// In the order in which they win when nothing tells them apart: English among Latin scripts, simplified characters among
/// the Chinese.
const EMBEDDED: [(&str, &str); 6] = [
    ("zh.toml", include_str!("../rules/lang/zh.toml")),
    ("zh-hant.toml", include_str!("../rules/lang/zh-hant.toml")),
    ("ja.toml", include_str!("../rules/lang/ja.toml")),
    ("en.toml", include_str!("../rules/lang/en.toml")),
    ("de.toml", include_str!("../rules/lang/de.toml")),
    ("fr.toml", include_str!("../rules/lang/fr.toml")),
];
const NEUTRAL: (&str, &str) = ("und.toml", include_str!("../rules/lang/und.toml"));

impl Languages {
    /// The languages that come with restitch, parsed once, when first asked for.
    pub fn embedded() -> &'static Languages {
        static EMBEDDED_LANGUAGES: OnceLock<Languages> = OnceLock::new();
        EMBEDDED_LANGUAGES.get_or_init(|| Languages {
            // A file that does not parse is a fault of the build, which a test finds.
            all: EMBEDDED.iter().filter_map(|(path, toml)| Language::parse(toml, path).ok()).collect(),
            neutral: Language::parse(NEUTRAL.1, NEUTRAL.0).unwrap_or_default(),
        })
    }

    /// Adds a language, or replaces the one of the same id in its place.
    pub fn add(&mut self, language: Language) {
        match self.all.iter_mut().find(|known| known.id == language.id) {
            Some(known) => *known = language,
            None => self.all.push(language),
        }
    }

    /// The language of that id; `und` is the neutral one.
    pub fn get(&self, id: &str) -> Option<&Language> {
        self.all.iter().chain([&self.neutral]).find(|language| language.id == id)
    }

    /// Every language but the neutral one, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Language> {
        self.all.iter()
    }

    /// What holds for any writing.
    pub fn neutral(&self) -> &Language {
        &self.neutral
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_file_parses_and_its_patterns_compile() {
        for (path, toml) in EMBEDDED.iter().chain([&NEUTRAL]) {
            let language = Language::parse(toml, path).unwrap();
            assert_eq!(format!("{}.toml", language.id), *path);
            language.check_patterns(toml, path).unwrap();
        }
        assert_eq!(Languages::embedded().iter().count(), EMBEDDED.len());
    }

    #[test]
    fn faults_are_named_with_their_line() {
        let (path, toml) = NEUTRAL;
        let wrong = |from: &str, to: &str| Language::parse(&toml.replacen(from, to, 1), path).unwrap_err().to_string();
        assert_eq!(
            wrong("terminals =", "terminal ="),
            "und.toml:6: unknown field `terminal`: did you mean `terminals`?"
        );
        assert!(wrong("spaced = true", "spaced = 3").starts_with("und.toml:5: invalid type"));
        assert!(wrong("\"()\"", "\"(\"").ends_with("`(` in `brackets`: a pair is two characters"));
        let broken = toml.replace("bylines = []", "bylines = ['(']");
        let fault = Language::parse(&broken, path).unwrap().check_patterns(&broken, path).unwrap_err();
        assert_eq!(broken.lines().nth(fault.line - 1), Some("bylines = ['(']"));
    }

    #[test]
    fn a_language_of_ones_own_replaces_or_joins_the_others() {
        let mut languages = Languages::embedded().clone();
        let toml = NEUTRAL.1.replace("\"und\"", "\"nl\"").replace("scripts = []", "scripts = [\"Latin\"]");
        languages.add(Language::parse(&toml, "nl.toml").unwrap());
        languages.add(Language::parse(&toml, "nl.toml").unwrap());
        assert_eq!(languages.iter().filter(|language| language.id == "nl").count(), 1);
    }
}
