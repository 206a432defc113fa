//! What the layout makes of each kind of block, and what holds for any text at all.

use proptest::prelude::*;
use restitch::layout::{BlockKind, Layout, columns};

use BlockKind::{
    Code, Formula, FrontMatter, Heading, Html, Image, ListItem, PageBreak, Paragraph, Quote, Table, ThematicBreak,
    Verse,
};

fn kinds(text: &str) -> Vec<BlockKind> {
    Layout::of(text).blocks.iter().map(|block| block.kind).collect()
}

fn texts(text: &str) -> Vec<&str> {
    Layout::of(text).blocks.iter().map(|block| block.span.of(text)).collect()
}

fn shape(text: &str) -> Vec<(BlockKind, usize, std::ops::Range<usize>)> {
    Layout::of(text).blocks.iter().map(|block| (block.kind, block.page, block.lines.clone())).collect()
}

const MARKDOWN: &str = "---\ntitle: A page\n---\n\n# The bridge\n\nThe council met\nyesterday.\n\nThe cost\n========\n\n\
    **What it will cost**\n\n- two spans\n- one pier\n  in the river\n\n1. first\n2. second\n\n> said the mayor\n> twice\n\n\
    | a | b |\n|---|---|\n| 1 | 2 |\n\n```rust\nlet a = 1;\n\nlet b = 2;\n```\n\n* * *\n\n![the bridge](b.png)\n\n\
    <table>\n<tr><td>1</td></tr>\n\n</table>\n\n<div>\nx\n</div>\n<!-- page 2 -->\n$$\na = b\n$$\nwhere a is short.\n";

#[test]
fn each_kind_of_markdown_block() {
    assert_eq!(
        kinds(MARKDOWN),
        [
            FrontMatter,
            Heading,
            Paragraph,
            Heading,
            Heading,
            ListItem,
            ListItem,
            ListItem,
            ListItem,
            Quote,
            Table,
            Code,
            ThematicBreak,
            Image,
            Table,
            Html,
            PageBreak,
            Formula,
            Paragraph,
        ]
    );
    let texts = texts(MARKDOWN);
    assert_eq!(texts[2], "The council met\nyesterday.");
    assert_eq!(texts[6], "- one pier\n  in the river");
    assert_eq!(texts[11], "```rust\nlet a = 1;\n\nlet b = 2;\n```");
}

#[test]
fn other_line_ends_make_the_same_blocks() {
    for end in ["\r\n", "\r", "\u{2028}", "\u{2029}"] {
        assert_eq!(shape(&MARKDOWN.replace('\n', end)), shape(MARKDOWN), "{end:?}");
    }
    let layout = Layout::of("a\r\nb");
    assert_eq!((layout.lines[0].span.end, layout.lines[0].full_end, layout.lines[1].full_end), (1, 3, 4));
}

#[test]
fn marks_in_the_middle_of_a_paragraph_are_not_believed() {
    assert_eq!(kinds("they came in the year\n1998. The bridge was\nnew then\n"), [Paragraph]);
    assert_eq!(kinds("a loss of more than\n- as was said -\nhalf of it\n"), [Paragraph]);
    assert_eq!(kinds("il y a eu aussi dans la\n> ville des scènes de\nce genre\n"), [Paragraph]);
    assert_eq!(kinds("Three things:\n- one\n- two\n"), [Paragraph, ListItem, ListItem]);
    assert_eq!(kinds("- 185 -\n"), [Paragraph]);
}

#[test]
fn a_rule_below_a_line_underlines_only_what_is_as_long() {
    assert_eq!(kinds("The cost\n--------\nIt is high.\n"), [Heading, Paragraph]);
    assert_eq!(
        kinds("and the last line of the page goes on\n---\nin the next\n"),
        [Paragraph, ThematicBreak, Paragraph]
    );
}

#[test]
fn bold_lines_are_headings_when_short_and_whole() {
    assert_eq!(kinds("**新桥开工**\n\n正文在这里。"), [Heading, Paragraph]);
    assert_eq!(kinds("**王先生**：大家好。"), [Paragraph]);
    assert_eq!(kinds("**It is so.**"), [Paragraph]);
}

#[test]
fn fences() {
    assert_eq!(kinds("```\nnever closed\n\nprose again.\n"), [Code, Paragraph]);
    assert_eq!(kinds("```markdown\n# Title\n\nBody.\n```\n\nAfter.\n"), [Code, Heading, Paragraph, Code, Paragraph]);
    assert_eq!(kinds("~~~\n```\n~~~\nx\n"), [Code, Paragraph]);
}

#[test]
fn indented_code_only_in_markdown_and_only_when_it_reads_as_code() {
    let code = "    let a = b();\n    a.run();\n";
    assert_eq!(kinds(&format!("# Use\n\n{code}")), [Heading, Code]);
    assert_eq!(kinds(code), [Paragraph]);
    assert_eq!(kinds("# Use\n\n    The council met on Tuesday\n    and spoke of the bridge\n"), [Heading, Paragraph]);
}

#[test]
fn rows_of_one_symbol_divide() {
    for row in ["---", "***", "* * *", "———", "－－－", "＊　＊　＊", "=====", "◇", "⁂", "~~~~"] {
        assert_eq!(
            kinds(&format!("One.\n\n{row}\n\nTwo."))[1..2],
            [if row == "~~~~" { Code } else { ThematicBreak }],
            "{row}"
        );
    }
    for speech in ["……", "「――」", "...", "!!!"] {
        assert_eq!(kinds(speech), [Paragraph], "{speech}");
    }
}

#[test]
fn page_breaks_of_converters() {
    let marks = [
        "<!-- page 3 -->",
        "<!-- PageBreak -->",
        "--- Page 3 ---",
        "=== page 3 of 12 ===",
        "{3}----------------",
        "[Page 12]",
        "[[page 4]]",
        "<pb n=\"3\"/>",
        "--- 第3页 ---",
        "<!-- 第 3 頁 -->",
        "\\newpage",
        "---- Seite 4 ----",
    ];
    for mark in marks {
        let text = format!("One page\n\n{mark}\n\nanother page");
        let layout = Layout::of(&text);
        assert_eq!(kinds(&text), [Paragraph, PageBreak, Paragraph], "{mark}");
        assert_eq!(layout.blocks.iter().map(|block| block.page).collect::<Vec<_>>(), [0, 0, 1], "{mark}");
        assert_eq!(layout.pages.len(), 2);
    }
    for other in ["Page 3", "- 3 -", "**Page 3**", "[3]", "<!-- image -->", "[page was torn]", "--- and so on ---"] {
        assert_ne!(kinds(other), [PageBreak], "{other}");
    }
}

#[test]
fn form_feeds_end_pages_wherever_they_stand() {
    let text = "one\n\u{c}two\u{c}\nthree\u{c}\u{c}four\n\u{c}";
    let layout = Layout::of(text);
    assert_eq!(
        layout.pages.iter().map(|page| page.of(text)).collect::<Vec<_>>(),
        ["one\n\u{c}", "two\u{c}\n", "three\u{c}", "\u{c}", "four\n\u{c}"]
    );
    assert_eq!(layout.blocks_on(1).len(), 2);
    // A converter's line next to a form feed does not make a page of its own, nor does one at the very beginning.
    assert_eq!(Layout::of("<!-- page 1 -->\na\n\u{c}<!-- page 2 -->\nb\n").pages.len(), 2);
}

#[test]
fn line_paragraphs_are_a_block_each() {
    let chinese = "新桥下周开工\n市政府星期二开会讨论新桥的建设问题，预计费用将比大家原来想象的高得多，不过市长说钱已经准备好了。\n\
        居民们表示欢迎。\n不少人多年来每天都要绕行两公里才能过河，他们说这座桥早就该修了，而且应该修得更宽一些。\n";
    assert_eq!(Layout::of(chinese).blocks.len(), 4);
    let english = "The mayor smiled.\n\"It will be built,\" he said, and he went on to explain what it would cost and who had to pay.\n\
        Nobody asked.\n\"Then it is decided,\" said the mayor, closing the book that lay before him on the table.\n";
    assert_eq!(Layout::of(english).blocks.len(), 4);
}

#[test]
fn hard_wrapped_lines_stay_together() {
    let english = "The council met on Tuesday and spoke about the new\nbridge, which will cost more than anybody had thought\n\
        when the first plans were drawn. The mayor said that\nthe money was there.\nNobody believed him, and the paper of the\n\
        next day said so in as many words on its first page,\nwhere everybody could read it.\n";
    assert_eq!(shape(english), [(Paragraph, 0, 0..7)]);
    let chinese = "市政府星期二开会讨论新桥的建\n设问题，预计费用将比大家原来\n想象的高得多，不过市长说钱已\n经准备好了。居民们表示欢迎。\n";
    assert_eq!(shape(chinese), [(Paragraph, 0, 0..4)]);
    let german = "Der Rat trat am Dienstag zusammen und be-\nsprach die neue Brücke, die mehr kosten\nwird, als man bei den ersten Plänen ge-\n\
        dacht hatte.\nDer Bürgermeister sagte nichts dazu.\nNiemand wunderte sich.\n";
    assert_eq!(shape(german), [(Paragraph, 0, 0..6)]);
}

#[test]
fn indentation_begins_a_paragraph() {
    let chinese = "　　市政府星期二开会讨论新桥的建设\n问题，预计费用将比原来高得多。\n　　居民们表示欢迎，他们说这座桥早\n就该修了。\n";
    assert_eq!(
        texts(chinese),
        [
            "市政府星期二开会讨论新桥的建设\n问题，预计费用将比原来高得多。",
            "居民们表示欢迎，他们说这座桥早\n就该修了。"
        ]
    );
    assert_eq!(Layout::of(chinese).blocks[1].indent.of(chinese), "　　");
    let english = "who had come to see the bridge that was to be\nbuilt there in the spring\n    The mayor smiled at them and said nothing at\n\
        all about it, which was his way when people\nasked.\n";
    assert_eq!(shape(english), [(Paragraph, 0, 0..2), (Paragraph, 0, 2..5)]);
    let hanging = "Abel, J. On the bridges of the north and what\n    they cost, 113\nBaker, T. On the use of stone in bridges and\n    in walls, 52\n";
    assert_eq!(shape(hanging), [(Paragraph, 0, 0..4)]);
}

#[test]
fn lines_whose_ends_matter_are_verse() {
    let poems = [
        "The river goes without a word,\nBelow the bridge of stone,\nAnd no one saw and no one heard\nThe ferryman alone;\n",
        "Der Fluss, er geht so leise\nZur Nacht am Wehr vorbei,\nEr singt auf seine Weise,\nUnd keiner ist dabei.\n",
        "小河静静地流过，\n带走了昨天的落叶；\n桥上没有人影，\n只有一轮明月。\n",
        "A. Miller\n12 Mill Lane\nOld Bridgetown on the River\nNorthshire\n",
    ];
    for poem in poems {
        assert_eq!(kinds(poem), [Verse], "{poem}");
    }
    assert_eq!(kinds("**Name:** A. Miller  \n**Town:** Bridgetown  \n**Paid:** nothing"), [Verse]);
}

#[test]
fn lines_that_are_two_in_one_do_not_make_verse_of_the_others() {
    let undone = "The ferry has been moored at\nthe old quay since the winter\nof last year, when the captain decided that he would not go out\n\
        any more. Nobody has asked him\nwhy, because everybody on the\nriver knows what had happened in the fog. The boat will be\n\
        sold in the spring to a buyer\nfrom the other bank, who means\nto make a restaurant of it and\nhas already bought the tables.\n";
    assert_eq!(kinds(undone), [Paragraph]);
    let commands = "ferry: mill-target\ninstall -d $(QUAY) $(BELLS) $(BOAT)/etc\ninstall ./ferry $(QUAY)\n\
        install -m644 bells/* $(BELLS)\ninstall -m644 ferryrc-example $(BOAT)/etc/ferryrc\n";
    assert_eq!(kinds(commands), [Paragraph; 5], "no two lines keep to one width");
}

#[test]
fn columns_side_by_side_stay_together() {
    let text = "The council met on Tuesday       and the mayor said that it\nand spoke of the bridge.         would be built.\n\
        It will cost much.               Nobody asked him why.\n";
    assert_eq!(shape(text), [(Paragraph, 0, 0..3)]);
}

#[test]
fn lines_with_as_many_tabs_are_a_table() {
    assert_eq!(kinds("town\tsouls\nA\t12\nB\t30\n"), [Table]);
}

#[test]
fn look_ups() {
    let text = "one\n\n  two\nmore\n";
    let layout = Layout::of(text);
    assert_eq!(layout.gap(0).map(|gap| gap.of(text)), Some("\n\n  "));
    assert_eq!(layout.gap(1), None);
    assert_eq!([0, 3, 4, 7, 12, 99].map(|at| layout.line_of(at)), [0, 0, 1, 2, 3, 3]);
    assert_eq!([0, 3, 7, 14].map(|at| layout.block_of(at)), [Some(0), None, Some(1), Some(1)]);
    assert_eq!(Layout::of("").line_of(5), 0);
    assert_eq!((columns("bridge"), columns("新桥"), columns("Brücke")), (6, 4, 6));
}

#[test]
fn nothing_to_see() {
    for text in ["", "\n", " \t\u{3000}\u{feff}", &"\n".repeat(100_000), "\r\r\n"] {
        let layout = Layout::of(text);
        assert_eq!((layout.blocks.len(), layout.pages.len()), (0, 1));
        assert_eq!(layout.pages[0].len(), text.len());
    }
}

/// Openings without ends are where a careless search takes a time that grows with the square of the text.
#[test]
fn openings_without_ends_take_linear_time() {
    for line in ["```a\n", "<table>\n\n", "<!--\n", "$$\n\n", "<div>\n", "- a\n", "~~~~a\n\n", "> \n", "\u{c}", "a|b\n"]
    {
        let text = line.repeat(50_000);
        let layout = Layout::of(&text);
        assert!(!layout.blocks.is_empty(), "{line:?}");
    }
}

/// What holds for any text: the blocks hold all that can be seen, in order, and gaps hold none of it.
fn check(text: &str) {
    let layout = Layout::of(text);
    let blank =
        |text: &str| text.chars().all(|c| c != '\u{c}' && (c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')));
    let (mut at, mut line) = (0, 0);
    for block in &layout.blocks {
        assert!(
            block.span.start >= at && !block.span.is_empty() && block.lines.start >= line && !block.lines.is_empty()
        );
        assert!(blank(&text[at..block.span.start]), "{:?}", &text[at..block.span.start]);
        assert_eq!(block.indent.end, block.span.start);
        assert!(blank(block.indent.of(text)) && !block.span.of(text).is_empty());
        assert!(layout.lines[block.lines.start].span.covers(block.indent));
        assert_eq!(layout.line_of(block.span.start), block.lines.start);
        assert!(layout.pages[block.page].covers(block.span));
        (at, line) = (block.span.end, block.lines.end);
    }
    assert!(blank(&text[at..]));
    let (mut line_end, mut page_end) = (0, 0);
    for line in &layout.lines {
        assert!(
            line.span.start == line_end && line.span.end <= line.full_end && !line.span.of(text).contains(['\n', '\r'])
        );
        line_end = line.full_end;
    }
    for page in &layout.pages {
        assert_eq!(page.start, page_end);
        page_end = page.end;
    }
    assert_eq!((line_end, page_end), (text.len(), text.len()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn blocks_hold_all_that_can_be_seen(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn also_when_it_is_full_of_marks(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "\n", "\n", "\n\n", "\r\n", "\r", "\u{c}", "\u{2028}", " ", "  ", "\t", "\u{3000}", "#", "# ", "- ", "> ", "|",
                "|---|", "```", "```a", "$$", "\\[", "---", "===", "***", "**", "<table>", "</table>", "<!--", "-->", "<div>",
                "{3}----", "[Page 2]", "1. ", "新桥", "。", "word", "Word.", "¹", "![", "](", ")", "<img>", "---\na: b\n---",
            ]),
            0..40,
        ),
    ) {
        check(&parts.concat());
    }
}

#[test]
fn a_date_that_is_cut_behind_its_day_begins_no_list() {
    assert_eq!(kinds("Der Rat tagte am 12.\n9. 2015 und danach am 14.\nNovember noch einmal.\n"), [Paragraph]);
    assert_eq!(kinds("The council met again.\n9. The bridge is closed.\n"), [Paragraph, ListItem]);
}
