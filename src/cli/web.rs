//! `restitch review --web`: a page on this machine, to review many documents in a browser.
//!
//! What it serves is somebody's only text, so it is served to that person alone: on the loopback address, at a port that
//! the system chooses, under an address with a token that nobody can guess. Any page in the same browser can send requests
//! to this machine; so a request has to name this very host (another name that points here is an attack), and one that
//! changes something has to come from a page that was served here. Everything else is refused before a file is looked at.

mod desk;
mod http;
mod page;

use std::io::Read;
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::time::Duration;

use super::common::{self, Workshop};
use super::files::{Input, Trouble};
use desk::{Desk, Message};
use http::{Answer, Request};

/// How long a browser may take over one request, or over reading its answer. Browsers open connections that they never
/// use; those end here.
const PATIENCE: Duration = Duration::from_secs(20);

/// Bytes that are read and thrown away behind a request that was refused.
const LEFTOVER: u64 = 1 << 20;

/// Bytes of chance in the token: 128 bits cannot be tried out.
const TOKEN: usize = 16;

/// Where the pages are, and who may have them.
struct Door {
    desk: Desk,
    host: String,
    token: String,
}

/// Serves the documents until the program is ended.
///
/// # Errors
/// When no port can be had, when none of the inputs can be read, and for standard input, beside which nothing can be kept.
pub fn serve(inputs: Vec<Input>, workshop: Workshop) -> Result<(), Trouble> {
    if let Some(input) = inputs.iter().find(|input| input.path.as_os_str() == "-") {
        return Err(Trouble::at(&input.path, "decisions are kept beside a file, and this is none"));
    }
    // One that can be read is enough; the page says of the others what is wrong with them.
    let mut troubles: Vec<Trouble> = inputs.iter().map_while(|input| input.read().err()).collect();
    if troubles.len() == inputs.len()
        && let Some(last) = troubles.pop()
    {
        troubles.iter().for_each(common::complain);
        return Err(last);
    }
    let refused = |error: &dyn std::fmt::Display| Trouble::new(format!("cannot serve on this machine: {error}"));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|error| refused(&error))?;
    let host = listener.local_addr().map_err(|error| refused(&error))?.to_string();
    let mut chance = [0; TOKEN];
    getrandom::fill(&mut chance).map_err(|error| refused(&error))?;
    let token: String = chance.iter().map(|byte| format!("{byte:02x}")).collect();
    let door = Door { desk: Desk::new(inputs, workshop), host, token };
    common::print(&format!("http://{}/{}/\n", door.host, door.token))?;
    common::tell("restitch: open this address in a browser; Ctrl-C ends. Decisions are saved as they are made.");
    std::thread::scope(|scope| {
        scope.spawn(|| door.desk.count_all());
        for stream in listener.incoming().flatten() {
            scope.spawn(|| door.receive(stream));
        }
    });
    Ok(())
}

impl Door {
    /// One connection. Whoever goes away in the middle is not told why.
    fn receive(&self, mut stream: TcpStream) {
        if stream.set_read_timeout(Some(PATIENCE)).and(stream.set_write_timeout(Some(PATIENCE))).is_err() {
            return;
        }
        let answer = match Request::read(&mut stream) {
            Ok(request) => self.answer(&request),
            Err(Some(refusal)) => refusal,
            Err(None) => return,
        };
        // What was sent on and not read would end the connection before the answer is read.
        if answer.write(&mut stream).and_then(|()| stream.shutdown(Shutdown::Write)).is_ok() {
            let _ = std::io::copy(&mut stream.take(LEFTOVER), &mut std::io::sink());
        }
    }

    fn answer(&self, request: &Request) -> Answer {
        let path = match self.admit(request) {
            Ok(path) => path,
            Err(refusal) => return refusal,
        };
        let number = path.strip_prefix("doc/").and_then(|number| number.parse::<usize>().ok());
        match (request.method.as_str(), path, number) {
            ("GET", "", _) => page::list(&self.desk),
            ("GET", _, Some(number)) => page::document(&self.desk, number, false),
            ("POST", _, Some(number)) => self.decide(request, number),
            ("GET" | "POST", ..) => Answer::refusal(404, "nothing here"),
            _ => Answer::refusal(405, "only GET and POST"),
        }
    }

    fn decide(&self, request: &Request, number: usize) -> Answer {
        let Some(message) = Message::parse(&request.body) else {
            return Answer::refusal(400, "not a decision");
        };
        match self.desk.decide(number, message) {
            Ok(()) => page::document(&self.desk, number, true),
            Err(trouble) => Answer::refusal(409, &trouble.to_string()),
        }
    }

    /// The path behind the token; a refusal for what does not come from a page that was served here.
    fn admit<'q>(&self, request: &'q Request) -> Result<&'q str, Answer> {
        let refused = |why: &str| Err(Answer::refusal(403, why));
        if request.header("host") != Some(&*self.host) {
            return refused("another host");
        }
        let own = format!("http://{}", self.host);
        let origin = request.header("origin");
        if origin.is_some_and(|origin| origin != own) || origin.is_none() && request.method != "GET" {
            return refused("another origin");
        }
        if request.method == "POST" && request.header("content-type") != Some("application/json") {
            return refused("not from a page of restitch");
        }
        let (token, path) = request.target.strip_prefix('/').and_then(|rest| rest.split_once('/')).unwrap_or_default();
        if !same(token, &self.token) {
            return refused("the address needs its token; copy all of it");
        }
        Ok(path)
    }
}

/// True when the two are equal; takes as long for any token of the right length.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}
