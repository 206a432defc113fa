//! As much of HTTP as one reader on the same machine needs: small requests, one a connection.
//!
//! The parser is that of hyper; around it, limits. A server that asks for the whole of the protocol (tiny_http, the one that
//! would fit) has had no release since 2022.

use std::io::{self, Read, Write};

/// Bytes of a request's head, and headers in it: several times what a browser sends.
const HEAD: usize = 16_384;
const HEADERS: usize = 64;

/// Bytes of a request's body: a decision is one line.
const BODY: usize = 65_536;

/// What is asked for.
#[derive(Debug)]
pub struct Request {
    /// "GET" or another word.
    pub method: String,
    /// Path and query, as they were sent.
    pub target: String,
    headers: Vec<(String, String)>,
    /// What was sent along.
    pub body: Vec<u8>,
}

impl Request {
    /// Reads one request.
    ///
    /// # Errors
    /// The answer to one that cannot be read; `None` when nothing came.
    pub fn read(stream: &mut impl Read) -> Result<Request, Option<Answer>> {
        let malformed = |why: &str| Some(Answer::refusal(400, why));
        let mut bytes = Vec::new();
        let mut chunk = [0; 4096];
        let (mut request, length) = loop {
            let count = stream.read(&mut chunk).map_err(|_| None)?;
            if count == 0 {
                return Err(if bytes.is_empty() { None } else { malformed("the request breaks off") });
            }
            bytes.extend_from_slice(&chunk[..count]);
            match Request::parse(&bytes).map_err(|()| malformed("not a request"))? {
                Some(parsed) => break parsed,
                None if bytes.len() > HEAD => return Err(malformed("the request's head is too long")),
                None => {}
            }
        };
        let mut body = bytes.split_off(length);
        if request.header("transfer-encoding").is_some() {
            return Err(malformed("a body in pieces is not read"));
        }
        let wanted = match request.header("content-length") {
            None => 0,
            Some(length) => length.parse::<usize>().map_err(|_| malformed("the body's length is no number"))?,
        };
        if wanted > BODY {
            return Err(Some(Answer::refusal(413, "the body is too long")));
        }
        while body.len() < wanted {
            let count = stream.read(&mut chunk).map_err(|_| None)?;
            if count == 0 {
                return Err(malformed("the body breaks off"));
            }
            body.extend_from_slice(&chunk[..count]);
        }
        body.truncate(wanted);
        request.body = body;
        Ok(request)
    }

    /// The request's head, and how long it is; `None` when it is not there to its end.
    fn parse(bytes: &[u8]) -> Result<Option<(Request, usize)>, ()> {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS];
        let mut parsed = httparse::Request::new(&mut headers);
        let httparse::Status::Complete(length) = parsed.parse(bytes).map_err(|_| ())? else { return Ok(None) };
        let mut request = Request {
            method: parsed.method.unwrap_or_default().to_string(),
            target: parsed.path.unwrap_or_default().to_string(),
            headers: Vec::new(),
            body: Vec::new(),
        };
        for header in parsed.headers.iter() {
            let name = header.name.to_ascii_lowercase();
            // Of two hosts, or two lengths, one is a lie.
            if request.header(&name).is_some() && ["host", "origin", "content-length", "content-type"].contains(&&*name)
            {
                return Err(());
            }
            let value = std::str::from_utf8(header.value).map_err(|_| ())?;
            request.headers.push((name, value.trim().to_string()));
        }
        Ok(Some((request, length)))
    }

    /// The value of a header, its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// What is answered.
#[derive(Debug)]
pub struct Answer {
    /// 200, or why not.
    pub status: u16,
    /// The media type of the body.
    pub kind: &'static str,
    /// The content-security policy.
    pub policy: String,
    /// The body.
    pub body: String,
}

impl Answer {
    /// A page under its policy.
    pub fn page(body: String, policy: String) -> Answer {
        Answer { status: 200, kind: "text/html; charset=utf-8", policy, body }
    }

    /// A refusal, in one line.
    pub fn refusal(status: u16, why: &str) -> Answer {
        let policy = "default-src 'none'".to_string();
        Answer { status, kind: "text/plain; charset=utf-8", policy, body: format!("restitch: {why}\n") }
    }

    /// Writes it.
    pub fn write(&self, stream: &mut impl Write) -> io::Result<()> {
        let reason = match self.status {
            200 => "OK",
            403 => "Forbidden",
            404 => "Not Found",
            405 => "Method Not Allowed",
            409 => "Conflict",
            413 => "Content Too Large",
            500 => "Internal Server Error",
            _ => "Bad Request",
        };
        let head = format!(
            "HTTP/1.1 {} {reason}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\
             Content-Security-Policy: {}; frame-ancestors 'none'\r\nX-Content-Type-Options: nosniff\r\n\
             Referrer-Policy: no-referrer\r\nCache-Control: no-store\r\nCross-Origin-Resource-Policy: same-origin\r\n\
             Cross-Origin-Opener-Policy: same-origin\r\n\r\n",
            self.status,
            self.kind,
            self.body.len(),
            self.policy
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(self.body.as_bytes())?;
        stream.flush()
    }
}
