//! Articles from addresses and folders on the command line.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::server::{Server, answer};

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crossread"));
    command.current_dir(folder).env("CROSSREAD_CONFIG", folder.join("config")).args(arguments).output().unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn messages(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn sources(folder: &Path) -> Vec<Value> {
    let shown = run(folder, &["show", "set.ron", "--json"]);
    serde_json::from_slice::<Value>(&shown.stdout).unwrap()["sources"].as_array().unwrap().clone()
}

fn website() -> Server {
    Server::start(|path, stream| match path {
        "/old" => answer(stream, "301 Moved Permanently", &["Location: /news/bridge.txt"], b""),
        "/news/bridge.txt" => {
            let head = ["Content-Type: text/plain; charset=windows-1252", "Date: Wed, 04 Mar 2026 09:22:08 GMT"];
            answer(stream, "200 OK", &head, b"The bridge is shut\n\nThe stra\xdfe to it, too, the mayor said.\n");
        }
        "/changed" => answer(stream, "200 OK", &["Content-Type: text/plain"], b"Another text\n\nOf the same page.\n"),
        "/odd" => {
            let head = ["Content-Type: text/markdown; charset=nonsense"];
            answer(stream, "200 OK", &head, "# Straße\n\nThe street is called Straße, they said.\n".as_bytes());
        }
        "/empty" => answer(stream, "200 OK", &["Content-Type: text/plain"], b""),
        _ => answer(stream, "404 Not Found", &[], b"no such page"),
    })
}

#[test]
fn a_page_becomes_a_source_that_says_where_it_comes_from() {
    let (folder, website) = (tempfile::tempdir().unwrap(), website());
    let asked = website.url("/old");
    let made = run(folder.path(), &["new", "-o", "set.ron", &asked]);
    assert_eq!(status(&made), 0, "{}", messages(&made));
    let source = sources(folder.path()).remove(0);
    assert_eq!(source["title"], "The bridge is shut");
    assert!(source["text"].as_str().unwrap().contains("straße"), "the encoding is the one that the server names");
    assert_eq!(source["url"], website.url("/news/bridge.txt"));
    assert_eq!(source["version"]["origin"], asked);
    assert_eq!(source["version"]["final_url"], website.url("/news/bridge.txt"));
    assert_eq!(source["version"]["response_date"], "2026-03-04T09:22:08.000Z");
    assert_eq!(source["archive_url"], "", "nobody asked whether there is a copy");

    let before = fs::read(folder.path().join("set.ron")).unwrap();
    let again = run(folder.path(), &["add", "set.ron", &website.url("/news/bridge.txt")]);
    assert_eq!(status(&again), 1);
    assert!(messages(&again).contains("in the set already, as “The bridge is shut”"), "{}", messages(&again));
    assert_eq!(fs::read(folder.path().join("set.ron")).unwrap(), before);
}

#[test]
fn a_page_whose_text_changed_is_named_and_only_added_when_asked() {
    let (folder, website) = (tempfile::tempdir().unwrap(), website());
    let page = website.url("/changed");
    fs::write(folder.path().join("a.md"), format!("---\nurl: {page}\n---\n\n# A page\n\nAs it was yesterday.\n"))
        .unwrap();
    assert_eq!(status(&run(folder.path(), &["new", "-o", "set.ron", "a.md"])), 0);
    let named = run(folder.path(), &["add", "set.ron", &page]);
    assert_eq!(status(&named), 1);
    assert!(messages(&named).contains("has the same address as “A page”"), "{}", messages(&named));
    assert_eq!(sources(folder.path()).len(), 1);
    let added = run(folder.path(), &["add", "--again", "set.ron", &page]);
    assert_eq!(status(&added), 1, "{}", messages(&added));
    assert_eq!(sources(folder.path()).len(), 2);
}

#[test]
fn an_encoding_that_nobody_knows_is_said_and_found_out() {
    let (folder, website) = (tempfile::tempdir().unwrap(), website());
    let made = run(folder.path(), &["new", "-o", "set.ron", &website.url("/odd")]);
    assert_eq!(status(&made), 1);
    assert!(messages(&made).contains("“nonsense”"), "{}", messages(&made));
    assert_eq!(sources(folder.path())[0]["title"], "Straße");
}

#[test]
fn a_bad_one_does_not_stop_the_others_and_each_is_named() {
    let (folder, website) = (tempfile::tempdir().unwrap(), website());
    fs::write(folder.path().join("good.txt"), "Good news\n\nThe bridge is open again.\n").unwrap();
    let (gone, empty) = (website.url("/gone"), website.url("/empty"));
    let secret = website.url("/odd").replace("://", "://ann:secret@");
    let made = run(folder.path(), &["new", "-o", "set.ron", &gone, "missing.txt", &empty, &secret, "good.txt"]);
    assert_eq!(status(&made), 1);
    let said = messages(&made);
    for part in
        [&format!("{gone}: the server answered 404"), "missing.txt", &format!("{empty}: there is no text"), "password"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(sources(folder.path()).len(), 1);
    let nothing = run(folder.path(), &["new", "-o", "other.ron", &gone, "missing.txt"]);
    assert_eq!(status(&nothing), 2);
    assert!(!folder.path().join("other.ron").exists());
    let nothing = run(folder.path(), &["add", "set.ron", &gone]);
    assert_eq!(status(&nothing), 2, "{}", messages(&nothing));
}

#[test]
fn a_folder_gives_what_it_holds_in_the_order_of_names() {
    let folder = tempfile::tempdir().unwrap();
    let articles = folder.path().join("articles");
    fs::create_dir_all(articles.join("more/.hidden")).unwrap();
    for (name, text) in [
        ("b.txt", "Second\n\nText of the second article.\n"),
        ("a.md", "# First\n\nText of the first article.\n"),
        ("more/c.TXT", "Third\n\nText of the third article.\n"),
        ("more/.hidden/d.txt", "Hidden\n\nNobody wants this.\n"),
        ("more/twin.txt", "Second\n\nText of the second article.\n"),
        ("picture.png", "no article"),
        ("z.txt", ""),
    ] {
        fs::write(articles.join(name), text).unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(&articles, articles.join("more/loop")).unwrap();
    let made = run(folder.path(), &["new", "-o", "set.ron", "articles"]);
    let said = messages(&made);
    assert_eq!(status(&made), 1, "{said}");
    let titles: Vec<String> =
        sources(folder.path()).iter().map(|source| source["title"].as_str().unwrap().to_owned()).collect();
    assert_eq!(titles, ["First", "Second", "Third"]);
    for part in ["1 file passed over", "z.txt: there is no text", "twin.txt is in the set already, as “Second”"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}
