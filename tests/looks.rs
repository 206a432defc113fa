//! What the pages look like in a browser: contrast in both colour schemes, on a phone, on paper, without a mouse.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod browser;
mod command;

use std::fs;

use browser::Page;
use serde_json::{Value, json};
use tempfile::TempDir;

/// A page with something of everything: two tails, a copy, a misread word, a proposal, and a name that is long.
const TEXT: &str = "# 石桥村小学有了图书室\n\n石桥村小学的图书室上周开放，两千多册图书是城里的读者捐赠的。学校还请来退休教师担任志\n\n## 老渡口恢复夜间通航\n\n江边的老渡口昨天起恢复夜间通航，末班船推迟到晚上十点。航道管理部门更换了全部灯标，并安排专人负\n\n愿者，每天下午陪孩子们读书。\n\n责值守，确保船只航行安全。\n\nThe oﬃce at averyveryverylongaddresswithoutanyblanksinit.example.org/and-a-path-that-goes-on-and-on-and-on is closed.\n\nCo\u{ad}operation with the new quay was agreed on Monday, three weeks late.\n\nThe old lighthouse keeper still counts the ships every evening.\n\nThe old lighthouse keeper still counts the ships every evening.\n";

/// The read-only page of a text, and its address.
fn mailed() -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("page.md"), TEXT).unwrap();
    let ran = command::restitch(folder.path(), &["diff", "--html", "page.html", "page.md"], b"");
    assert_eq!((ran.code, ran.err.as_str(), ran.out.len()), (1, "", 0));
    let address = format!("file://{}", folder.path().join("page.html").display());
    (folder, address)
}

#[test]
fn text_can_be_read_in_both_colour_schemes() {
    let (_folder, address) = mailed();
    let Some(mut page) = Page::open(&address) else { return };
    for scheme in ["light", "dark"] {
        page.emulate(json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] }));
        assert_eq!(page.value(browser::PALE), json!([]), "{scheme}");
        page.press("n");
        page.wait_for("!!document.querySelector('.finding.on')");
        assert_eq!(page.value(browser::PALE), json!([]), "{scheme}, selected");
    }
}

#[test]
fn on_a_phone_nothing_stands_outside() {
    let (_folder, address) = mailed();
    let Some(mut page) = Page::open(&address) else { return };
    for width in [400, 320] {
        page.resize(width, 800);
        let wide = "[...document.querySelectorAll('body *')].filter((e) => !e.closest('.hidden, .skip') \
                    && e.getBoundingClientRect().right > innerWidth + 0.5).map((e) => e.outerHTML.slice(0, 80))";
        assert_eq!(page.value(wide), json!([]), "{width}");
        assert_eq!(page.value("document.documentElement.scrollWidth"), Value::from(width));
    }
    // What a finger is to hit is not smaller than it should be, and the card that is selected stays in sight.
    page.press("n");
    page.wait_for("document.activeElement.classList.contains('finding')");
    let top = page.value("document.activeElement.getBoundingClientRect().top").as_f64().unwrap();
    assert!((0.0..800.0).contains(&top), "{top}");
}

#[test]
fn on_paper_there_is_the_text_and_nothing_to_press() {
    let (_folder, address) = mailed();
    let Some(mut page) = Page::open(&address) else { return };
    page.press("n");
    page.emulate(json!({ "media": "print", "features": [{ "name": "prefers-color-scheme", "value": "dark" }] }));
    let shown = "[...document.querySelectorAll('.controls, .links, .skip, kbd, button')].filter((e) => e.getClientRects().length).length";
    assert_eq!(page.value(shown), 0);
    assert_eq!(page.value("getComputedStyle(document.querySelector('.finding.on')).outlineStyle"), "none");
    let ink = page.value("getComputedStyle(document.body).color");
    assert_eq!(ink, "rgb(28, 27, 25)", "dark on white paper, whatever the screen's scheme is");
}

#[test]
fn everything_has_a_name_and_a_place_in_the_order() {
    let (_folder, address) = mailed();
    let Some(mut page) = Page::open(&address) else { return };
    let nameless = "[...document.querySelectorAll('a, button, article, section, table, textarea')].filter((e) => \
        !(e.getAttribute('aria-label') || e.textContent.trim() \
          || document.getElementById(e.getAttribute('aria-labelledby') || '-'))).map((e) => e.outerHTML.slice(0, 80))";
    assert_eq!(page.value(nameless), json!([]));
    let doubled = "(() => { const ids = [...document.querySelectorAll('[id]')].map((e) => e.id); \
        return ids.filter((id, i) => ids.indexOf(id) !== i); })()";
    assert_eq!(page.value(doubled), json!([]));
    let dangling = "[...document.querySelectorAll('a[href^=\"#\"]')].map((a) => a.hash.slice(1)) \
        .filter((id) => !document.getElementById(id))";
    assert_eq!(page.value(dangling), json!([]));
    // One heading of the page, and no level left out on the way down.
    let levels = page.value("[...document.querySelectorAll('h1, h2, h3')].map((h) => Number(h.tagName[1]))");
    let levels: Vec<i64> = levels.as_array().unwrap().iter().filter_map(Value::as_i64).collect();
    assert_eq!(levels.iter().filter(|&&level| level == 1).count(), 1);
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    // The first stop of the Tab key leads past the list, and can be seen.
    page.tab();
    assert_eq!(page.value("document.activeElement.className"), "skip");
    assert_eq!(page.value("document.activeElement.getBoundingClientRect().left >= 0"), true);
    assert_eq!(page.value("getComputedStyle(document.activeElement).outlineStyle"), "solid");
}

#[test]
fn nothing_is_asked_of_any_server() {
    let (folder, address) = mailed();
    let text = fs::read_to_string(folder.path().join("page.html")).unwrap();
    assert!(!text.contains("http://") && !text.contains("https://"), "not even a link");
    let Some(mut page) = Page::open(&address) else { return };
    assert_eq!(page.value("performance.getEntriesByType('resource').length"), 0);
}
