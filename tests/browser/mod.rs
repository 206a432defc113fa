//! A real browser without a window, where there is one: driven through a pipe, with real keys and clicks.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// Debian's names for it, and others'.
const NAMES: [&str; 3] = ["chromium", "chromium-headless-shell", "google-chrome"];

/// What keeps it from asking the network anything of its own, and from gliding to where the next click is meant to go.
const QUIET: &str = "--headless --force-prefers-reduced-motion --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-dev-shm-usage \
    --disable-background-networking --disable-component-update --disable-sync --remote-debugging-pipe";

/// How long a page may take to become what is waited for; long, since tests run beside others.
const PATIENCE: Duration = Duration::from_secs(30);

/// Texts whose contrast to what they stand on is below 4.5, as "ratio text".
pub const PALE: &str = r"(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const over = (top, below) => [0, 1, 2].map((i) => (top[i] * top[3] + below[i] * (255 - top[3])) / 255).concat(255);
  const ground = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.unshift(rgba(getComputedStyle(e).backgroundColor));
    return layers.reduce((below, top) => over(top, below), [255, 255, 255, 255]);
  };
  const light = (c) => {
    const [r, g, b] = c.slice(0, 3).map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const pale = [];
  let seen = 0;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || element.closest('script, style') || !element.getClientRects().length) continue;
    seen += 1;
    const below = ground(element);
    const [a, b] = [light(over(rgba(getComputedStyle(element).color), below)), light(below)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) pale.push(`${ratio.toFixed(2)} ${element.className} ${texts.currentNode.data}`);
  }
  return seen > 10 ? pale : ['hardly any text'];
})()";

/// Tests of one program that open a browser take turns: two browsers at once slow each other down, and some are timed.
pub fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// An open page.
pub struct Page {
    browser: Child,
    commands: File,
    answers: BufReader<File>,
    session: String,
    count: u64,
    _folder: TempDir,
}

impl Page {
    /// Opens an address. `None`, and a line that says so, when there is no browser.
    pub fn open(address: &str) -> Option<Page> {
        let runs = |name: &&str| {
            let mut version = Command::new(name);
            version.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
        };
        let Some(name) = NAMES.into_iter().find(runs) else {
            // Not with `println!`, of which a test that passes shows nothing.
            let missing = "NOT TESTED in a browser: none is installed (Debian: apt-get install chromium)\n";
            let _ = std::io::stderr().write_all(missing.as_bytes());
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let (to, from) = (folder.path().join("to"), folder.path().join("from"));
        assert!(Command::new("mkfifo").args([&to, &from]).status().unwrap().success());
        let script = format!("exec {name} {QUIET} --user-data-dir=profile about:blank 3<to 4>from");
        let mut shell = Command::new("sh");
        shell.args(["-c", &script]).current_dir(folder.path());
        let browser = shell.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // In the order in which the shell opens them: each end waits for the other.
        let commands = OpenOptions::new().write(true).open(&to).unwrap();
        let answers = BufReader::new(File::open(&from).unwrap());
        let mut page = Page { browser, commands, answers, session: String::new(), count: 0, _folder: folder };
        let target = page.ask("Target.createTarget", json!({ "url": address }))["targetId"].clone();
        let attached = page.ask("Target.attachToTarget", json!({ "targetId": target, "flatten": true }));
        page.session = attached["sessionId"].as_str().unwrap().to_string();
        page.wait_for("document.readyState === 'complete' && location.href !== 'about:blank'");
        Some(page)
    }

    /// Goes on to another address.
    pub fn go(&mut self, address: &str) {
        self.ask("Page.navigate", json!({ "url": address }));
        self.wait_for(&format!("document.readyState === 'complete' && location.href === {}", json!(address)));
    }

    /// One command of the browser's debugging protocol, and its result.
    fn ask(&mut self, method: &str, parameters: Value) -> Value {
        let answer = self.answer(method, parameters);
        assert!(answer["error"].is_null(), "{method}: {answer}");
        answer["result"].clone()
    }

    fn answer(&mut self, method: &str, parameters: Value) -> Value {
        self.count += 1;
        let mut message = json!({ "id": self.count, "method": method, "params": parameters });
        if !self.session.is_empty() {
            message["sessionId"] = Value::from(self.session.as_str());
        }
        self.commands.write_all(format!("{message}\0").as_bytes()).unwrap();
        loop {
            let mut answer = Vec::new();
            self.answers.read_until(0, &mut answer).unwrap();
            assert_eq!(answer.pop(), Some(0), "the browser has gone");
            let answer: Value = serde_json::from_slice(&answer).unwrap();
            if answer["id"].as_u64() == Some(self.count) {
                return answer;
            }
        }
    }

    /// The value of an expression in the page.
    pub fn value(&mut self, expression: &str) -> Value {
        let result = self.ask("Runtime.evaluate", json!({ "expression": expression, "returnByValue": true }));
        assert!(result["exceptionDetails"].is_null(), "{expression}: {result}");
        result["result"]["value"].clone()
    }

    /// Waits until an expression is true. While a page gives way to the next one, there is nothing that could be asked.
    pub fn wait_for(&mut self, expression: &str) {
        let begun = Instant::now();
        let evaluate = json!({ "expression": expression, "returnByValue": true });
        while self.answer("Runtime.evaluate", evaluate.clone())["result"]["result"]["value"] != Value::Bool(true) {
            assert!(begun.elapsed() < PATIENCE, "never true: {expression}\n{}", self.value("document.body.innerText"));
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Presses a key that writes a letter.
    pub fn press(&mut self, key: &str) {
        for kind in ["keyDown", "keyUp"] {
            self.ask("Input.dispatchKeyEvent", json!({ "type": kind, "key": key, "text": key }));
        }
    }

    /// Shows the page in another medium or with another preference.
    pub fn emulate(&mut self, media: Value) {
        self.ask("Emulation.setEmulatedMedia", media);
    }

    /// Shows the page in a window of that size.
    pub fn resize(&mut self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": true });
        self.ask("Emulation.setDeviceMetricsOverride", size);
    }

    /// Presses the Tab key.
    pub fn tab(&mut self) {
        for kind in ["keyDown", "keyUp"] {
            let key = json!({ "type": kind, "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9 });
            self.ask("Input.dispatchKeyEvent", key);
        }
    }

    /// The value of an expression that has to be waited for.
    pub fn awaited(&mut self, expression: &str) -> Value {
        let evaluate = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        self.ask("Runtime.evaluate", evaluate)["result"]["value"].clone()
    }

    /// Writes text where the cursor stands.
    pub fn write(&mut self, text: &str) {
        self.ask("Input.insertText", json!({ "text": text }));
    }

    /// Clicks on the middle of the first element that a selector names.
    pub fn click(&mut self, selector: &str) {
        let middle = format!(
            "(() => {{ const e = document.querySelector({selector:?}); e.scrollIntoView({{ block: 'center', behavior: 'instant' }}); \
             const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()"
        );
        let at = self.value(&middle);
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": at[0], "y": at[1], "button": "left", "clickCount": 1 });
            self.ask("Input.dispatchMouseEvent", event);
        }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.browser.kill();
        let _ = self.browser.wait();
    }
}
