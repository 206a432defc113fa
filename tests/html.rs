//! The page for a browser: complete in itself, its links lead somewhere, and what a scan holds stays text.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod browser;
mod command;

use std::collections::BTreeSet;
use std::path::Path;

use browser::Page;
use command::restitch;

const TWO_PAGES: &str = "fixtures/zh-two-pages/input.md";

/// A page with a copy; all of it is written to break out of a page.
const HOSTILE: &str = "# <script>document.title = 'owned'</script>\n\n\
    The harbour's new quay <img src=x onerror=\"document.title='owned'\"> was opened on Monday & stays \u{202E}open.\n\n\
    The harbour's new quay <img src=x onerror=\"document.title='owned'\"> was opened on Monday & stays \u{202E}open.\n\n\
    </td></table></style></script><a href='https://example.org/'>&lt;b&gt; \u{0}\u{7}</a>\n";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page(input: &str) -> String {
    let ran = restitch(root(), &["diff", "--format", "html", "-"], input.as_bytes());
    assert_eq!(ran.err, "");
    String::from_utf8(ran.out).unwrap()
}

fn two_pages() -> String {
    page(&std::fs::read_to_string(root().join(TWO_PAGES)).unwrap())
}

/// The values of an attribute.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let opens = format!(" {attribute}=\"");
    page.split(opens.as_str()).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn the_page_is_complete_in_itself() {
    let page = two_pages();
    assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
    for word in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!page.contains(word), "{word}");
    }
    let policy = values(&page, "content").into_iter().find(|value| value.starts_with("default-src")).unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    for wanted in ["lang=\"zh\"", "prefers-color-scheme", "@media print", "Findings by rule and tier"] {
        assert!(page.contains(wanted), "{wanted}");
    }
}

#[test]
fn the_list_strikes_what_goes_and_marks_what_comes_inside_of_the_word() {
    let page = page(
        "The o\u{fb03}ce is closed.\n\nThe new quay was opened on Monday, three weeks late.\n\nThe new quay was opened on Monday, three weeks late.\n",
    );
    let scenes: Vec<&str> =
        page.split("<p class=\"scene\">").skip(1).map(|rest| rest.split("</p>").next().unwrap()).collect();
    assert_eq!(scenes[0], "The o<del class=\"gone\">\u{fb03}</del><ins class=\"came\">ffi</ins>ce is closed.");
    assert!(
        scenes[1].starts_with("<del class=\"gone\">The new quay was") && scenes[1].ends_with("</del>"),
        "{}",
        scenes[1]
    );
}

/// Words that are changed, and stand in a paragraph that goes or in what only might be moved.
const NESTED: &str = "The new quay was opened by tbe mayor on Monday, three weeks late.\n\n\
    The new quay was opened by tbe mayor on Monday, three weeks late.\n\nIn tbe harbour all is well.\n";

#[test]
fn findings_in_what_is_removed_have_no_links_that_lead_nowhere() {
    let rules = tempfile::tempdir().unwrap();
    let rule = include_str!("../README.md").split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    std::fs::write(rules.path().join("own.toml"), rule).unwrap();
    let folder = rules.path().display().to_string();
    let ran = restitch(root(), &["diff", "--format", "html", "--rules", &folder, "-"], NESTED.as_bytes());
    let page = String::from_utf8(ran.out).unwrap();
    assert_eq!(page.matches("<article").count(), 4, "{page}");
    let ids: BTreeSet<&str> = values(&page, "id").into_iter().collect();
    for link in values(&page, "href") {
        assert!(ids.contains(link.strip_prefix('#').unwrap()), "{link}");
    }
    assert!(page.contains("t<del") && page.contains(">b</del>e mayor"), "{page}");
}

#[test]
fn links_lead_to_one_place_each() {
    let page = two_pages();
    let ids = values(&page, "id");
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), known.len(), "each name once: {ids:?}");
    let links = values(&page, "href");
    assert!(links.len() >= 12, "{links:?}");
    for link in links {
        assert!(known.contains(link.strip_prefix('#').unwrap()), "{link}");
    }
    // Where it came from and where it went lead to each other.
    let moved = |id: &str| page.split(&format!(" id=\"{id}\"")).nth(1).unwrap().split("href=\"").nth(1).unwrap();
    assert!(moved("s1").starts_with("#t1\"") && page.contains("href=\"#s1\""));
}

#[test]
fn hostile_text_stays_text() {
    let page = page(HOSTILE);
    assert_eq!(page.matches("<script>").count(), 1, "its own");
    assert_eq!(page.matches("</script>").count(), 1);
    assert_eq!(page.matches("</table>").count(), 2);
    assert!(page.contains("&lt;script&gt;document.title = 'owned'&lt;/script&gt;"), "{page}");
    assert!(!page.contains("<img") && !page.contains("<a href='"));
    assert!(!page.contains('\u{202E}') && !page.contains('\u{0}') && page.contains("\\u{202e}"));
}

#[test]
fn a_page_is_written_to_a_file_and_also_when_nothing_was_found() {
    let folder = tempfile::tempdir().unwrap();
    let ran = restitch(folder.path(), &["diff", "--html", "out.html", "-"], b"All is well.\n");
    assert_eq!((ran.code, ran.out.len(), ran.err.as_str()), (0, 0, ""));
    let page = std::fs::read_to_string(folder.path().join("out.html")).unwrap();
    assert!(page.contains("Nothing was found.") && page.contains("All is well."));
}

#[test]
fn a_browser_shows_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    std::fs::write(&file, page(HOSTILE)).unwrap();
    let Some(mut shown) = Page::open(&format!("file://{}", file.display())) else { return };
    assert!(!shown.value("document.title").as_str().unwrap().contains("owned"));
    assert_eq!(shown.value("document.querySelectorAll('img, script').length"), 1, "its own script");
    let seen = shown.value("document.querySelector('.texts').innerText");
    assert!(seen.as_str().unwrap().contains("<script>document.title = 'owned'</script>"), "{seen}");
    // n goes to the finding, and lights up what belongs to it.
    shown.press("n");
    shown.wait_for("document.activeElement.id === 'f1' && document.querySelectorAll('.texts .on').length > 0");
    // On a telephone nothing is wider than the window.
    let wide = shown
        .value("Math.max(...[...document.querySelectorAll('p, td, h1, h3')].map(e => e.scrollWidth - e.clientWidth))");
    assert!(wide.as_f64().unwrap() <= 1.0, "{wide}");
}
