//! The review in a browser: what its server answers, and what it refuses.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod command;
mod server;

use std::fs;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;
use server::{PAGE, Server, keys};

#[test]
fn documents_are_listed_with_their_progress() {
    let server = Server::of(&[("a.md", PAGE), ("b.txt", "All is well.\n")]);
    let begun = Instant::now();
    while server.get("").1.contains("not looked at yet") {
        assert!(begun.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(20));
    }
    let (status, list) = server.get("");
    assert_eq!(status, 200);
    assert!(list.contains("a.md") && list.contains("0 of 2 decided"), "{list}");
    assert!(list.contains("b.txt") && list.contains("nothing to decide"), "{list}");
    assert_eq!(server.get("doc/2").0, 404);
    assert_eq!(server.get("elsewhere").0, 404);
}

#[test]
fn decisions_are_saved_as_they_are_made_and_can_be_taken_back() {
    let server = Server::of(&[("a.md", PAGE)]);
    let page = server.get("doc/0").1;
    let [first, second] = keys(&page).try_into().unwrap();
    let (status, after) = server.decide("reject", &first);
    assert_eq!(status, 200, "{after}");
    assert!(server.decisions("a.md").contains("verdict = \"reject\""), "{}", server.decisions("a.md"));
    assert!(after.contains("1 of 2 decided"), "{after}");
    // It stays in its place in the list, with what it would do.
    let cards: Vec<&str> = after.split("<article").skip(1).collect();
    assert!(cards[0].contains("finding rejected") && cards[0].contains("would remove line 5"), "{}", cards[0]);
    assert!(cards[1].contains("finding applied") && keys(&after).len() == 2, "{after}");
    let (status, after) = server.decide("accept", &second);
    assert_eq!((status, after.contains("2 of 2 decided")), (200, true), "{after}");
    assert!(server.decisions("a.md").contains("verdict = \"accept\""));
    // What `fix` makes of it: the rejected copy stays.
    let fixed = command::restitch(server.folder.path(), &["fix", "a.md"], b"");
    let text = String::from_utf8(fixed.out).unwrap();
    assert_eq!((fixed.code, fixed.err.as_str(), text.matches("The new quay").count()), (0, "", 2));

    assert!(server.decide("undo", "").1.contains("1 of 2 decided"));
    assert!(!server.decisions("a.md").contains("accept"));
    let entry = keys(&after).into_iter().find(|key| key.starts_with("entry")).unwrap();
    // After all, and not at all.
    assert!(server.decide("accept", &entry).1.contains("1 of 2 decided"));
    assert!(server.decisions("a.md").contains("accept") && !server.decisions("a.md").contains("reject"));
    assert!(server.decide("undo", "").1.contains("1 of 2 decided"));
    assert!(server.decisions("a.md").contains("reject"));
    assert!(server.decide("forget", &entry).1.contains("0 of 2 decided"));
    assert!(!server.decisions("a.md").contains("[[decision]]"));
    assert_eq!(server.decide("accept", "no such finding").0, 409);
    assert_eq!(server.decide("explode", &first).0, 400);
}

#[test]
fn all_of_a_kind_are_decided_at_once_and_taken_back_at_once() {
    let text = format!("{PAGE}\nThe oﬃce of the harbour is closed.\n");
    let server = Server::of(&[("a.md", &text)]);
    let page = server.get("doc/0").1;
    let [first, second, ligature] = keys(&page).try_into().unwrap();
    assert!(page.contains("All 2 of repeated-block"), "what is meant is said: {page}");
    let after = server.say(&json!({ "wish": "reject", "key": second, "all": true }));
    assert_eq!((after.0, after.1.contains("2 of 3 decided")), (200, true), "{}", after.1);
    assert_eq!(server.fixed("a.md"), text.replace("oﬃce", "office"));
    assert!(server.decide("undo", "").1.contains("0 of 3 decided"));
    // What is decided already keeps its decision.
    assert_eq!(server.decide("reject", &first).0, 200);
    let after = server.say(&json!({ "wish": "accept", "key": second, "all": true }));
    assert!(after.1.contains("2 of 3 decided"), "{}", after.1);
    let decisions = server.decisions("a.md");
    assert_eq!((decisions.matches("reject").count(), decisions.matches("accept").count()), (1, 1), "{decisions}");
    assert_eq!(server.say(&json!({ "wish": "edit", "key": ligature, "all": true, "text": "x" })).0, 400);
}

#[test]
fn ones_own_text_is_put_in_the_place_of_what_was_proposed() {
    let server = Server::of(&[("a.md", "The oﬃce of the harbour is closed, \"for <good>\".\n")]);
    let [key] = keys(&server.get("doc/0").1).try_into().unwrap();
    let (status, after) = server.say(&json!({ "wish": "edit", "key": key, "text": "<i>ff</i>ic" }));
    assert_eq!((status, after.contains("1 of 1 decided")), (200, true), "{after}");
    assert_eq!(server.fixed("a.md"), "The o<i>ff</i>icce of the harbour is closed, \"for <good>\".\n");
    assert!(!after.contains("<i>") && after.contains("data-text=\"&lt;i&gt;ff&lt;/i&gt;ic\""), "{after}");
    assert!(server.decide("undo", "").1.contains("0 of 1 decided"));
    assert_eq!(server.decisions("a.md"), "");
}

#[test]
fn a_paragraph_that_moves_as_it_is_has_no_text_to_edit() {
    let text = fs::read_to_string("fixtures/zh-following-paragraph/input.md").unwrap();
    let server = Server::of(&[("a.md", &text)]);
    let page = server.get("doc/0").1;
    let card = page.split("</article>").find(|card| card.contains(" to behind line ")).unwrap();
    assert!(card.contains("data-wish=\"reject\"") && !card.contains("data-wish=\"edit\""), "{card}");
    let key = &keys(card)[0];
    let (status, said) = server.say(&json!({ "wish": "edit", "key": key, "text": "x" }));
    assert_eq!((status, server.decisions("a.md").as_str()), (409, ""), "{said}");
}

#[cfg(unix)]
#[test]
fn a_protected_scan_is_reviewed_like_any_other() {
    use std::os::unix::fs::PermissionsExt;
    let server = Server::of(&[("a.md", PAGE)]);
    let mode = |name: &str, mode: u32| {
        fs::set_permissions(server.folder.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    mode("a.md", 0o440);
    let [first, second] = keys(&server.get("doc/0").1).try_into().unwrap();
    assert_eq!(server.decide("accept", &first).0, 200);
    let (status, said) = server.decide("accept", &second);
    assert_eq!((status, server.decisions("a.md").matches("[[decision]]").count()), (200, 2), "{said}");
    let beside = fs::metadata(server.folder.path().join("a.md.restitch.toml")).unwrap();
    assert_eq!(beside.permissions().mode() & 0o777, 0o640, "for those who may read the scan");
    // Decisions that are protected themselves are not written over, and what to do is what helps.
    mode("a.md.restitch.toml", 0o444);
    let (status, said) = server.decide("undo", "");
    assert_eq!((status, said.as_str()), (409, "restitch: ./a.md.restitch.toml: read-only; change its mode\n"));
    mode("a.md.restitch.toml", 0o644);
    mode("", 0o555);
    let (status, said) = server.decide("reject", &second);
    mode("", 0o755);
    assert_eq!(status, 409);
    assert!(said.contains(" is read-only; change its mode"), "{said}");
}

#[test]
fn decisions_made_elsewhere_are_neither_lost_nor_taken_back() {
    let server = Server::of(&[("a.md", PAGE)]);
    let [first, second] = keys(&server.get("doc/0").1).try_into().unwrap();
    assert_eq!(server.decide("accept", &first).0, 200);
    let path = server.folder.path().join("a.md.restitch.toml");
    let changed = server.decisions("a.md").replace("verdict = \"accept\"", "verdict = \"reject\"");
    fs::write(&path, &changed).unwrap();
    assert_eq!(server.decide("undo", "").0, 409);
    assert_eq!(server.decisions("a.md"), changed);
    assert_eq!(server.decide("accept", &second).0, 200);
    assert!(server.decisions("a.md").contains("reject") && server.decisions("a.md").contains("accept"));
}

#[test]
fn nobody_else_is_answered() {
    let server = Server::of(&[("a.md", PAGE)]);
    let Server { host, token, .. } = &server;
    let key = &keys(&server.get("doc/0").1)[0];
    let body = json!({ "wish": "reject", "key": key }).to_string();
    let own = format!("http://{host}");
    let wrong = format!("{}{}", &token[1..], if token.ends_with('0') { '1' } else { '0' });
    let port = host.split_once(':').unwrap().1;
    for request in [
        format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        format!("GET /{wrong}/ HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        format!("GET /{token}/ HTTP/1.1\r\nHost: evil.example:{port}\r\n\r\n"),
        format!("GET /{token}/ HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"),
        format!("GET /{token}/ HTTP/1.1\r\nHost: {host}\r\nOrigin: https://evil.example\r\n\r\n"),
        format!("GET /{token}/ HTTP/1.0\r\n\r\n"),
        format!(
            "POST /{token}/doc/0 HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        ),
    ] {
        let (status, said) = server.send(&request);
        assert_eq!(status, 403, "{request}: {said}");
        assert!(!said.contains("quay"), "{said}");
    }
    assert_eq!(server.post("doc/0", "https://evil.example", "application/json", &body).0, 403);
    assert_eq!(server.post("doc/0", "null", "application/json", &body).0, 403);
    assert_eq!(server.post("doc/0", &own, "text/plain", &body).0, 403, "a form of another page can send this");
    assert_eq!(server.decisions("a.md"), "", "nothing was saved");
    assert_eq!(server.post("doc/0", &own, "application/json", &body).0, 200);
}

#[test]
fn malformed_requests_are_refused_and_the_next_one_is_served() {
    let server = Server::of(&[("a.md", PAGE)]);
    let Server { host, token, .. } = &server;
    let own = format!("Host: {host}\r\nOrigin: http://{host}\r\nContent-Type: application/json\r\n");
    let many = "X: y\r\n".repeat(100);
    let long = "x".repeat(40_000);
    for (request, status) in [
        ("nonsense\r\n\r\n".to_string(), 400),
        (format!("GET /{token}/ HTTP/1.1\r\nHost: {host}\r\nHost: {host}\r\n\r\n"), 400),
        (format!("GET /{token}/ HTTP/1.1\r\nHost: {host}\r\n{many}\r\n"), 400),
        (format!("GET /{token}/ HTTP/1.1\r\nHost: {host}\r\nX: {long}\r\n"), 400),
        (format!("POST /{token}/doc/0 HTTP/1.1\r\n{own}Content-Length: 999999\r\n\r\n"), 413),
        (format!("POST /{token}/doc/0 HTTP/1.1\r\n{own}Content-Length: x\r\n\r\n"), 400),
        (format!("POST /{token}/doc/0 HTTP/1.1\r\n{own}Transfer-Encoding: chunked\r\n\r\n"), 400),
        (format!("DELETE /{token}/doc/0 HTTP/1.1\r\n{own}\r\n"), 405),
    ] {
        assert_eq!(server.send(&request).0, status, "{request}");
    }
    // A connection that says nothing keeps nobody waiting.
    let _idle = TcpStream::connect(host).unwrap();
    assert_eq!(server.get("doc/0").0, 200);
}

#[test]
fn hostile_text_stays_text() {
    let server = Server::of(&[("a.md", PAGE)]);
    let page = server.get("doc/0").1;
    assert_eq!(page.matches("<script>").count(), 1, "its own");
    assert!(page.contains("&lt;script&gt;document.title = 'owned'&lt;/script&gt;"));
}
