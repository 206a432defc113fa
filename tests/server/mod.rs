//! The program as it serves a folder to a browser, asked without one.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

/// A page with two copies, and a heading that would take over.
pub const PAGE: &str = "# <script>document.title = 'owned'</script>\n\n\
    The new quay was opened on Monday, three weeks late.\n\nThe new quay was opened on Monday, three weeks late.\n\n\
    The old lighthouse keeper still counts the ships every evening.\n\n\
    The old lighthouse keeper still counts the ships every evening.\n";

/// The program, serving a folder, until the test ends.
pub struct Server {
    child: Child,
    /// Where the documents lie.
    pub folder: TempDir,
    /// Address and port.
    pub host: String,
    /// What the address holds besides.
    pub token: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The body of an answer behind its status.
pub type Said = (u16, String);

impl Server {
    /// Serves these files.
    pub fn of(files: &[(&str, &str)]) -> Server {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let mut child = crate::command::command(folder.path(), &["review", "--web", "."])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let rest = address.trim().strip_prefix("http://").unwrap();
        let (host, token) = rest.trim_end_matches('/').split_once('/').unwrap();
        Server { child, folder, host: host.to_string(), token: token.to_string() }
    }

    /// The address of a page.
    pub fn address(&self, path: &str) -> String {
        format!("http://{}/{}/{path}", self.host, self.token)
    }

    /// Sends bytes as they are.
    pub fn send(&self, request: &str) -> Said {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(
            head.contains("frame-ancestors 'none'") && head.contains("nosniff") && head.contains("no-store"),
            "{head}"
        );
        (status, body.to_string())
    }

    /// Asks for a page.
    pub fn get(&self, path: &str) -> Said {
        let Server { host, token, .. } = self;
        self.send(&format!("GET /{token}/{path} HTTP/1.1\r\nHost: {host}\r\n\r\n"))
    }

    /// Sends a body as that page would.
    pub fn post(&self, path: &str, origin: &str, kind: &str, body: &str) -> Said {
        let Server { host, token, .. } = self;
        let length = body.len();
        let head =
            format!("POST /{token}/{path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nContent-Type: {kind}\r\n");
        self.send(&format!("{head}Content-Length: {length}\r\n\r\n{body}"))
    }

    /// Decides about a finding.
    pub fn decide(&self, wish: &str, key: &str) -> Said {
        let origin = format!("http://{}", self.host);
        self.post("doc/0", &origin, "application/json", &json!({ "wish": wish, "key": key }).to_string())
    }

    /// Sends what a page would.
    pub fn say(&self, message: &Value) -> Said {
        self.post("doc/0", &format!("http://{}", self.host), "application/json", &message.to_string())
    }

    /// What `fix` makes of a document under its decisions.
    pub fn fixed(&self, name: &str) -> String {
        let ran = crate::command::restitch(self.folder.path(), &["fix", name], b"");
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        String::from_utf8(ran.out).unwrap()
    }

    /// The decisions on a document as they are kept.
    pub fn decisions(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(format!("{name}.restitch.toml"))).unwrap_or_default()
    }
}

/// The keys of the findings on a page.
pub fn keys(page: &str) -> Vec<String> {
    let values = page.split(" data-key=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    values
        .map(|key| key.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\""))
        .collect()
}
