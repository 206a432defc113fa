//! A real browser without a window, where there is one.

use std::process::{Command, Stdio};

/// Debian's names for it.
const NAMES: [&str; 3] = ["chromium", "chromium-headless-shell", "google-chrome"];

/// What keeps it from asking the network anything of its own.
const QUIET: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
];

/// The browser of this machine.
pub struct Browser {
    name: &'static str,
}

impl Browser {
    /// `None`, and a line that says so, when there is none.
    pub fn found() -> Option<Browser> {
        let runs = |name: &&str| {
            let mut version = Command::new(name);
            version.arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
        };
        let found = NAMES.into_iter().find(runs);
        if found.is_none() {
            println!("NOT TESTED in a browser: none is installed (Debian: apt-get install chromium)");
        }
        found.map(|name| Browser { name })
    }

    /// The document as it stands after its scripts ran.
    pub fn dump(&self, address: &str) -> String {
        let profile = tempfile::tempdir().unwrap();
        let mut command = Command::new(self.name);
        command.args(QUIET).arg(format!("--user-data-dir={}", profile.path().display()));
        command.args(["--virtual-time-budget=10000", "--timeout=20000", "--dump-dom", address]);
        let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}
