//! The repair as a page for a browser: one file that can be mailed around, printed, and read on a phone.
//!
//! The page is complete in itself and asks nothing of any server. What the scan holds is data: the template engine escapes
//! it, and should it fail to, the page's own policy still lets no script run and nothing load but the style and the script
//! that are named in it by their hashes. Without the script everything can be read and every link followed; it only adds
//! the keys n and p and lights up what belongs together.

mod body;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html as template};
use sha2::{Digest, Sha256};

pub use body::Drawing;

use crate::excerpt::visible;
use crate::repair::Repair;

/// The style of every page.
pub const STYLE: &str = include_str!("html/style.css");

/// Keys and highlights.
pub const SCRIPT: &str = include_str!("html/script.js");

/// A page with its own style and script; nothing in it can load anything or send anything but to `connect`, an origin in
/// the words of a content-security policy, `'none'` for nowhere.
pub struct Shell<'a> {
    /// What stands in the window's title. Any text.
    pub title: &'a str,
    /// The script, as it is.
    pub script: &'a str,
    /// Where the script may send to.
    pub connect: &'a str,
}

impl Shell<'_> {
    /// The page around `body`.
    pub fn around(&self, body: &Markup) -> String {
        template! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(self.policy());
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="referrer" content="no-referrer";
                    title { (visible(self.title)) " · restitch" }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    (body)
                    script { (PreEscaped(self.script)) }
                }
            }
        }
        .into_string()
    }

    /// What the page may do; also for a server to say in its header.
    pub fn policy(&self) -> String {
        let hash = |text: &str| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text.as_bytes())));
        format!(
            "default-src 'none'; style-src {}; script-src {}; connect-src {}; base-uri 'none'; form-action 'none'",
            hash(STYLE),
            hash(self.script),
            self.connect
        )
    }
}

/// The repair as one HTML page: what was found and why, and the repaired text beside the original. Also when nothing was
/// found, since a page that was asked for should be there.
pub fn html(path: &str, repair: &Repair) -> String {
    let drawing = Drawing::new(repair);
    let name = if path == "-" { "standard input" } else { path.rsplit(['/', '\\']).next().unwrap_or(path) };
    let body = template! {
        a.skip href="#text" { "Skip to the text" }
        header.top {
            h1 { (visible(name)) }
            (drawing.summary())
        }
        div.review {
            section.findings aria-labelledby="findings-title" {
                h2 #findings-title { "Findings" }
                (drawing.findings(&[], &|_| Markup::default()))
            }
            main #text { (drawing.texts()) }
        }
        footer { p { "Original and repaired text, drawn by restitch " (env!("CARGO_PKG_VERSION")) ". "
            kbd { "n" } " and " kbd { "p" } " go from finding to finding." } }
    };
    Shell { title: name, script: SCRIPT, connect: "'none'" }.around(&body)
}
