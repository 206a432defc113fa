//! How often pages are set and read in which way. None of it is counted on real pages: each habit is to stand on enough
//! pages to be learned from and measured, and no page is to have all of them.

/// Characters of a printed line where words are separated: narrow and wide newspaper columns.
pub const WIDTH_OF_WORDS: [usize; 2] = [25, 45];
/// The same where they are not.
pub const WIDTH_OF_CHARACTERS: [usize; 2] = [12, 27];

/// Pages on which words are divided at line ends.
pub const HYPHENATES: f64 = 0.5;
/// Letters of a word that is divided, at least, and of its two halves: what typesetters keep to.
pub const LETTERS_OF_DIVIDED: usize = 6;
pub const LETTERS_BEFORE_HYPHEN: usize = 2;
pub const LETTERS_BEHIND_HYPHEN: usize = 3;
/// Divisions whose hyphen the reader does not see.
pub const HYPHEN_LOST: f64 = 0.1;

/// Characters that a column has at least; shorter articles stand in one. Where words are separated, and where not.
pub const COLUMN_OF_WORDS: usize = 220;
pub const COLUMN_OF_CHARACTERS: usize = 90;
/// Pages on which the columns of an article are of one height; and those among them whose first columns have a line more.
pub const EVEN: f64 = 0.75;
pub const LINE_MORE: f64 = 0.1;
/// Lines of a paragraph that is cut in place, at least.
pub const LINES_OF_TORN: usize = 4;
/// Characters on both sides of such a cut, at least.
pub const TORN_EDGE: usize = 4;

/// Pages in Markdown.
pub const MARKDOWN: f64 = 0.6;
/// Pages on which some headlines lost their marks, and headlines on them that did.
pub const UNMARKING: f64 = 0.3;
pub const UNMARKED: f64 = 0.25;
/// Pages on which writers forgot full stops or readers lost them, and paragraphs on them that did.
pub const CARELESS: f64 = 0.15;
pub const STOP_LOST: f64 = 0.15;
/// Pages with misread characters, and how many of the characters are.
pub const NOISY: f64 = 0.2;
pub const MISREAD: f64 = 0.003;

/// Pages of gathered tails whose tails are shuffled.
pub const SHUFFLED: f64 = 0.06;
/// Pages on which the last part of an article is missing.
pub const END_MISSING: f64 = 0.15;
/// Articles long enough for it that stand in several columns, on pages that are read by columns.
pub const IN_COLUMNS: f64 = 0.88;
/// Articles with paragraphs cut in place, on pages of other damage; all of them on `Adjacent` ones.
pub const TORN: f64 = 0.1;
/// Paragraphs of those articles that are cut, if they are long enough.
pub const PARAGRAPH_TORN: f64 = 0.35;

/// Articles under whose headline another headline strayed.
pub const STRAY_HEADLINE: f64 = 0.15;
/// Articles with a line under the headline, and those lines that name a writer.
pub const UNDER_HEADLINE: f64 = 0.2;
pub const BYLINE: f64 = 0.5;
/// Articles that begin with a dateline.
pub const DATELINE: f64 = 0.3;
/// Articles with a subhead between two paragraphs.
pub const SUBHEAD: f64 = 0.12;

/// Pages of other damage that have boxes, and articles on them that do; most articles do on `Boxes` pages.
pub const BOXED_PAGE: f64 = 0.12;
pub const BOXED: f64 = 0.3;
pub const BOXED_MUCH: f64 = 0.7;
/// Boxes that stand inside a sentence; the others stand between two paragraphs.
pub const BOX_INSIDE: f64 = 0.75;
/// Places that are tried before a box stands between two paragraphs after all.
pub const TRIES: usize = 8;
/// Boxes that are another text, from the article that the page spares for it; of the others, half are captions.
pub const BOX_OF_TEXT: f64 = 0.3;

/// Articles of a `Repeats` page that are read in place, and those of them whose rest is read again at the foot.
pub const IN_PLACE: f64 = 0.6;
pub const READ_AGAIN: f64 = 0.7;
/// Articles read in place whose columns the reader put together.
pub const PUT_TOGETHER: f64 = 0.3;
/// Second readings that break off in mid-sentence.
pub const BREAKS_OFF: f64 = 0.2;
