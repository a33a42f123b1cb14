//! The program itself, run as people and scripts run it.

#![allow(clippy::unwrap_used, reason = "what fails in a test should say so at once")]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

const DAILY: &str = "The bridge is gone\n\nBy Ann Lee\n\n🦀 The mayor said on Monday that the bridge had fallen.\n";
const HERALD: &str = "# Bridge falls\n\nNobody was hurt, *witnesses* said.\n";

/// A folder with two articles in it.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("daily.txt"), DAILY).unwrap();
    fs::write(folder.path().join("herald.md"), HERALD).unwrap();
    folder
}

/// The same, with a set made of the articles.
fn folder_with_set() -> TempDir {
    let folder = folder();
    let made = run(folder.path(), &["new", "-o", "bridge.ron", "--title", "The bridge", "daily.txt", "herald.md"]);
    assert_eq!(status(&made), 0, "{}", messages(&made));
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crossread"));
    command.current_dir(folder).args(arguments).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).stdin(Stdio::null()).output().unwrap()
}

fn run_with_input(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut child =
        command(folder, arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn messages(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The one JSON document on standard output.
fn document(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", text(output)))
}

/// What the set in the folder holds.
fn shown(folder: &Path) -> Value {
    document(&run(folder, &["show", "bridge.ron", "--json"]))
}

/// Puts an annotation into the set's file as a person would, by hand.
fn annotate(folder: &Path, quote: &str) {
    let (path, set) = (folder.join("bridge.ron"), shown(folder));
    let source = &set["sources"][0];
    let text = source["text"].as_str().unwrap();
    let start = text[..text.find(quote).unwrap()].chars().count();
    let annotation = format!(
        "(id: \"01930000-0000-7000-8000-000000000001\", version: {}, label: {},\n\
         spans: [(start: {start}, end: {}, quote: {quote:?})], note: \"=1+1\",\n\
         created: \"2026-03-04T09:22:08.042Z\", modified: \"2026-03-04T09:22:08.042Z\")",
        source["version"]["id"],
        set["scheme"]["labels"][0]["id"],
        start + quote.chars().count(),
    );
    let file = fs::read_to_string(&path).unwrap();
    assert!(!file.contains("annotations:"), "the set has annotations already");
    let at = file.rfind("\n    sum:").unwrap();
    fs::write(path, format!("{}\n    annotations: [\n{annotation}],{}", &file[..at], &file[at..])).unwrap();
}

#[test]
fn a_set_is_made_of_articles_and_shown() {
    let folder = folder_with_set();
    let set = shown(folder.path());
    assert_eq!(set["title"], "The bridge");
    let titles: Vec<&Value> = set["sources"].as_array().unwrap().iter().map(|source| &source["title"]).collect();
    assert_eq!(titles, ["The bridge is gone", "Bridge falls"]);
    let source = &set["sources"][0];
    assert_eq!(source["text"], DAILY);
    assert_eq!(source["characters"], DAILY.chars().count());
    let blocks = source["blocks"].as_array().unwrap();
    let last = blocks.last().unwrap();
    let (start, end) = (last["start"].as_u64().unwrap() as usize, last["end"].as_u64().unwrap() as usize);
    let words: String = DAILY.chars().skip(start).take(end - start).collect();
    assert!(words.starts_with("🦀 The mayor"), "blocks count code points: {words}");
    for name in ["annotations", "statements", "links"] {
        assert_eq!(set[name], json!([]), "{name}");
    }
    let summary = run(folder.path(), &["show", "bridge.ron"]);
    assert!(text(&summary).contains("2 sources"), "{}", text(&summary));
    assert!(text(&summary).contains("Bridge falls"));
}

#[test]
fn standard_input_is_an_article_or_a_set() {
    let folder = folder();
    let made = run_with_input(folder.path(), &["new", "-o", "bridge.ron", "-"], DAILY.as_bytes());
    assert_eq!(status(&made), 0, "{}", messages(&made));
    let file = fs::read(folder.path().join("bridge.ron")).unwrap();
    let set = document(&run_with_input(folder.path(), &["show", "-", "--json"], &file));
    assert_eq!(set["sources"][0]["text"], DAILY);
    assert_eq!(status(&run_with_input(folder.path(), &["new", "-o", "twice.ron", "-", "-"], b"")), 2);
}

#[test]
fn an_existing_set_is_only_replaced_by_force() {
    let folder = folder_with_set();
    let before = fs::read(folder.path().join("bridge.ron")).unwrap();
    let refused = run(folder.path(), &["new", "-o", "bridge.ron", "daily.txt"]);
    assert_eq!(status(&refused), 2);
    assert!(messages(&refused).contains("--force"));
    assert_eq!(fs::read(folder.path().join("bridge.ron")).unwrap(), before);
    assert_eq!(status(&run(folder.path(), &["new", "--force", "-o", "bridge.ron", "daily.txt"])), 0);
    assert_eq!(shown(folder.path())["sources"].as_array().unwrap().len(), 1);
}

#[test]
fn a_set_that_is_open_elsewhere_is_not_replaced() {
    use crossread::session::{Environment, take_up};
    let folder = folder_with_set();
    let bridge = folder.path().join("bridge.ron");
    assert_eq!(status(&run(folder.path(), &["new", "-o", "other.ron", "daily.txt"])), 0);
    let before = fs::read(&bridge).unwrap();
    let opened = take_up(&Environment::system(crossread::job::no_wake()), &bridge).unwrap();
    for arguments in [
        &["new", "--force", "-o", "bridge.ron", "daily.txt"][..],
        &["merge", "--force", "-o", "bridge.ron", "other.ron", "other.ron"],
    ] {
        let refused = run(folder.path(), arguments);
        assert_eq!(status(&refused), 2);
        assert!(messages(&refused).contains("another window has this file open"), "{}", messages(&refused));
        assert_eq!(fs::read(&bridge).unwrap(), before);
    }
    drop(opened);
    assert_eq!(status(&run(folder.path(), &["new", "--force", "-o", "bridge.ron", "daily.txt"])), 0);
}

#[test]
fn an_article_is_never_replaced_by_the_set_made_of_it() {
    let folder = folder();
    let refused = run(folder.path(), &["new", "--force", "-o", "./daily.txt", "daily.txt"]);
    assert_eq!(status(&refused), 2);
    assert!(messages(&refused).contains("is one of the articles"), "{}", messages(&refused));
    assert_eq!(fs::read_to_string(folder.path().join("daily.txt")).unwrap(), DAILY);
}

#[test]
fn articles_are_added_behind_the_others_and_only_once() {
    let folder = folder_with_set();
    fs::write(folder.path().join("tribune.txt"), "Third\n\nText of the third.\n").unwrap();
    let before = shown(folder.path());
    let added = run(folder.path(), &["add", "bridge.ron", "tribune.txt"]);
    assert_eq!((status(&added), text(&added).as_str()), (0, "bridge.ron: 1 article added\n"));
    let after = shown(folder.path());
    assert_eq!(after["sources"][0], before["sources"][0], "what was there stays as it was");
    assert_eq!(after["sources"][2]["title"], "Third");

    let file = fs::read(folder.path().join("bridge.ron")).unwrap();
    let again = run(folder.path(), &["add", "bridge.ron", "tribune.txt"]);
    assert_eq!(status(&again), 1);
    assert!(messages(&again).contains("in the set already"), "{}", messages(&again));
    assert_eq!(fs::read(folder.path().join("bridge.ron")).unwrap(), file);
}

#[test]
fn what_cannot_be_read_changes_nothing() {
    let folder = folder_with_set();
    let before = fs::read(folder.path().join("bridge.ron")).unwrap();
    fs::write(folder.path().join("paper.pdf"), b"%PDF-1.7\n\0\0\0").unwrap();
    fs::write(folder.path().join("broken.ron"), "( this is no set").unwrap();
    for (arguments, expected) in [
        (&["add", "bridge.ron", "daily.txt", "missing.txt"][..], "missing.txt"),
        (&["add", "bridge.ron", "paper.pdf"], "PDF"),
        (&["add", "bridge.ron", "https://ann:secret@example.org/a"], "holds a name or a password"),
        (&["add", "bridge.ron", "https://example.org:x/a"], "not the name of a website"),
        (&["add", "broken.ron", "daily.txt"], "broken.ron"),
        (&["add", "missing.ron", "daily.txt"], "missing.ron"),
        (&["show", "missing.ron"], "missing.ron"),
        (&["check", "broken.ron"], "broken.ron"),
        (&["export", "bridge.ron", "-f", "csv", "-o", "no/such/folder.csv"], "folder.csv"),
        (&["export", "bridge.ron", "-f", "csv", "-o", "./bridge.ron"], "the set itself"),
        (&["export", "bridge.ron", "-f", "papyrus"], "papyrus"),
        (&["export", "bridge.ron", "-f", "csv", "--label", "Nonsense"], "Nonsense"),
        (&["new", "-o", "new.ron"], "ARTICLE"),
        (&["mistyped"], "neither a file nor a command"),
        (&["show", "--mistyped"], "--mistyped"),
    ] {
        let output = run(folder.path(), arguments);
        assert_eq!(status(&output), 2, "{arguments:?}");
        assert!(messages(&output).contains(expected), "{arguments:?}: {}", messages(&output));
        assert_eq!(text(&output), "", "{arguments:?}");
        assert_eq!(fs::read(folder.path().join("bridge.ron")).unwrap(), before, "{arguments:?}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("broken.ron")).unwrap(), "( this is no set");
    let names = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(names, 5, "no files are left behind");
}

#[test]
fn a_check_finds_what_was_changed_outside() {
    let folder = folder_with_set();
    let sound = run(folder.path(), &["check", "bridge.ron", "--json"]);
    assert_eq!(status(&sound), 0, "{}", text(&sound));
    assert_eq!(document(&sound)["ok"], true);

    let path = folder.path().join("bridge.ron");
    let file = fs::read_to_string(&path).unwrap();
    fs::write(&path, file.replacen("had fallen", "had risen", 1)).unwrap();
    let findings = run(folder.path(), &["check", "bridge.ron", "--json"]);
    assert_eq!(status(&findings), 1);
    let report = document(&findings);
    assert_eq!(report["ok"], false);
    let texts: Vec<&Value> = report["findings"].as_array().unwrap().iter().map(|finding| &finding["part"]).collect();
    assert!(texts.contains(&&json!("version")) || texts.contains(&&json!("source")), "{report:#}");
    let read = run(folder.path(), &["check", "bridge.ron"]);
    assert_eq!(status(&read), 1);
    assert!(text(&read).starts_with("bridge.ron: line "), "{}", text(&read));
}

#[test]
fn a_repair_writes_what_can_be_saved_and_never_over_the_damaged_file() {
    let folder = folder_with_set();
    annotate(folder.path(), "the bridge had fallen");
    let path = folder.path().join("bridge.ron");
    let mut damaged = fs::read_to_string(&path).unwrap();
    damaged = damaged.replacen("note: \"=1+1\"", "note: “=1+1”", 1);
    damaged = damaged.replacen("shortcut: 2", "shortcut: two", 1);
    fs::write(&path, &damaged).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("bridge.ron", folder.path().join("link.ron")).unwrap();
        fs::hard_link(&path, folder.path().join("twin.ron")).unwrap();
    }
    fs::write(folder.path().join("other.ron"), "mine").unwrap();
    for name in ["bridge.ron", "./bridge.ron", "link.ron", "twin.ron", "other.ron", "-", "no/such/folder.ron"] {
        let refused = run(folder.path(), &["check", "bridge.ron", "--repair", "-o", name]);
        if name.ends_with("folder.ron") || cfg!(unix) || folder.path().join(name).exists() {
            assert_eq!((status(&refused), text(&refused).as_str()), (2, ""), "{name}: {}", messages(&refused));
        }
    }
    assert_eq!(status(&run(folder.path(), &["check", "bridge.ron", "--repair"])), 2, "where to?");
    assert_eq!(status(&run(folder.path(), &["check", "bridge.ron", "-o", "new.ron"])), 2, "what for?");

    let repaired = run(folder.path(), &["check", "bridge.ron", "--repair", "-o", "new.ron"]);
    assert_eq!(status(&repaired), 1, "{}", messages(&repaired));
    let last = text(&repaired).lines().last().unwrap().to_owned();
    let expected = "new.ron: kept: 2 sources, 1 annotation, 3 labels; lost: nothing; mended: 2 places";
    assert_eq!(last, expected, "{}", text(&repaired));
    assert!(text(&repaired).contains("“=1+1”") || text(&repaired).contains("straight quotation mark"));
    assert_eq!(fs::read_to_string(&path).unwrap(), damaged);
    assert_eq!(fs::read_to_string(folder.path().join("other.ron")).unwrap(), "mine");
    assert_eq!(
        status(&run(folder.path(), &["check", "new.ron"])),
        0,
        "{}",
        text(&run(folder.path(), &["check", "new.ron"]))
    );

    let json = document(&run(folder.path(), &["check", "bridge.ron", "--json", "--repair", "-o", "again.ron"]));
    assert_eq!(json["repair"]["kept"]["sources"], 2);
    assert_eq!(json["repair"]["lost"], json!({}));
    assert_eq!(json["may_be_saved"], false);
    for finding in json["findings"].as_array().unwrap() {
        for name in ["line", "column", "part", "severity", "message", "hint"] {
            assert!(!finding[name].is_null(), "{name}: {finding}");
        }
    }
}

#[test]
fn an_annotation_whose_words_are_gone_needs_a_look() {
    let folder = folder_with_set();
    annotate(folder.path(), "the bridge had fallen");
    let path = folder.path().join("bridge.ron");
    let file = fs::read_to_string(&path).unwrap();
    fs::write(&path, file.replace("quote: \"the bridge had fallen\"", "quote: \"the tunnel had opened\"")).unwrap();
    let output = run(folder.path(), &["show", "bridge.ron", "--json"]);
    assert_eq!(status(&output), 1);
    assert_eq!(document(&output)["annotations"][0]["state"], "lost");
    assert_eq!(document(&output)["annotations"][0]["quote"], "the tunnel had opened");
    assert_eq!(document(&run(folder.path(), &["check", "bridge.ron", "--json"]))["unplaced"][0]["state"], "lost");
}

#[test]
fn annotations_are_exported() {
    let folder = folder_with_set();
    annotate(folder.path(), "the bridge had fallen");
    let set = shown(folder.path());
    let span = &set["annotations"][0]["spans"][0];
    assert_eq!(set["annotations"][0]["label"], "Claim");

    let table = run(folder.path(), &["export", "bridge.ron", "-f", "csv"]);
    assert_eq!(status(&table), 0, "{}", messages(&table));
    assert!(
        text(&table).contains(&format!(",{},{},code points,Claim,the bridge had fallen,", span["start"], span["end"]))
    );
    assert!(text(&table).contains(",'=1+1,"), "{}", text(&table));

    let units = text(&run(folder.path(), &["export", "bridge.ron", "-f", "csv", "--utf16", "--bom"]));
    assert!(units.starts_with('\u{feff}'));
    assert!(units.contains(&format!(
        ",{},{},UTF-16 units,",
        span["start"].as_u64().unwrap() + 1,
        span["end"].as_u64().unwrap() + 1
    )));

    let path = folder.path().join("out.jsonld");
    fs::write(&path, "an older one").unwrap();
    let written = run(folder.path(), &["export", "bridge.ron", "-f", "web-annotation", "-o", "out.jsonld"]);
    assert_eq!((status(&written), text(&written).as_str()), (0, ""), "{}", messages(&written));
    let page: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(page["items"][0]["target"]["selector"][0]["exact"], "the bridge had fallen");

    let copy = run(folder.path(), &["export", "bridge.ron", "-f", "ron", "-o", "copy.ron"]);
    assert_eq!(status(&copy), 0);
    assert_eq!(document(&run(folder.path(), &["show", "copy.ron", "--json"])), set);
}

#[test]
fn a_loss_is_refused_or_announced() {
    let folder = folder_with_set();
    let path = folder.path().join("bridge.ron");
    let file = fs::read_to_string(&path).unwrap();
    let at = file.rfind("\n    sum:").unwrap();
    let person = "people: [(id: \"01930000-0000-7000-8000-0000000000b1\", name: \"Ann Lee\", function: \"mayor\", \
                  created: \"2026-03-04T09:22:08.042Z\", modified: \"2026-03-04T09:22:08.042Z\")],";
    fs::write(&path, format!("{}\n    {person}{}", &file[..at], &file[at..])).unwrap();

    let refused = run(folder.path(), &["export", "bridge.ron", "-f", "csv", "-o", "out.csv"]);
    assert_eq!(status(&refused), 2, "{}", messages(&refused));
    assert!(messages(&refused).contains("1 person’s details cannot be stored"), "{}", messages(&refused));
    assert!(!folder.path().join("out.csv").exists());

    let announced = run(folder.path(), &["export", "bridge.ron", "-f", "csv", "-o", "out.csv", "--allow-loss"]);
    assert_eq!(status(&announced), 1);
    assert!(messages(&announced).contains("1 person’s details cannot be stored"));
    assert!(folder.path().join("out.csv").exists());
}

/// A base with an annotation, and two copies with other notes on it.
fn folder_with_copies() -> TempDir {
    let folder = folder_with_set();
    annotate(folder.path(), "the bridge had fallen");
    let base = fs::read_to_string(folder.path().join("bridge.ron")).unwrap();
    let changed = |note: &str, at: &str| {
        base.replace("note: \"=1+1\"", &format!("note: {note:?}")).replace("modified: \"2026-03-04T09:22:08.042Z\"", at)
    };
    let (early, late) = ("modified: \"2026-03-05T00:00:00Z\"", "modified: \"2026-03-06T00:00:00Z\"");
    fs::write(folder.path().join("mine.ron"), changed("who counted the cars?", early)).unwrap();
    fs::write(folder.path().join("yours.ron"), changed("wrong", late)).unwrap();
    folder
}

#[test]
fn copies_are_merged_and_every_conflict_is_told_in_words() {
    let folder = folder_with_copies();
    let path = folder.path();
    let merged = run(path, &["merge", "--base", "bridge.ron", "-o", "both.ron", "mine.ron", "yours.ron"]);
    assert_eq!(status(&merged), 1, "{}", messages(&merged));
    let told = "“The bridge is gone”: Claim “the bridge had fallen”: note is “who counted the cars?” in mine.ron and \
                “wrong” in yours.ron; taken from mine.ron";
    assert!(text(&merged).contains(told), "{}", text(&merged));
    assert!(text(&merged).contains("other than yours.ron: 1 annotation changed"), "{}", text(&merged));

    // Without a base, what was changed last is taken.
    let merged = run(path, &["merge", "-o", "last.ron", "mine.ron", "yours.ron", "--json"]);
    assert_eq!(status(&merged), 1);
    let conflict = &document(&merged)["conflicts"][0];
    assert_eq!(conflict["what"], "differs");
    assert_eq!((&conflict["kind"], &conflict["field"]), (&json!("annotation"), &json!("note")));
    assert_eq!((&conflict["ours"], &conflict["theirs"]), (&json!("“who counted the cars?”"), &json!("“wrong”")));
    assert_eq!((&conflict["taken"], &conflict["result"]), (&json!("theirs"), &json!("“wrong”")));

    let turned = run(path, &["merge", "-o", "turned.ron", "yours.ron", "mine.ron"]);
    assert_eq!(status(&turned), 1);
    assert_eq!(fs::read(path.join("last.ron")).unwrap(), fs::read(path.join("turned.ron")).unwrap());
}

#[test]
fn a_merge_without_a_conflict_is_done_without_a_word_of_one() {
    let folder = folder_with_copies();
    let arguments = ["merge", "--base", "bridge.ron", "-o", "both.ron", "mine.ron", "bridge.ron"];
    let merged = run(folder.path(), &arguments);
    assert_eq!(status(&merged), 0, "{}{}", text(&merged), messages(&merged));
    assert!(!text(&merged).contains("conflict"), "{}", text(&merged));
    let note = &document(&run(folder.path(), &["show", "both.ron", "--json"]))["annotations"][0]["note"];
    assert_eq!(note, "who counted the cars?");
}

#[test]
fn a_merge_never_replaces_what_it_reads_nor_anything_unasked() {
    let folder = folder_with_copies();
    let path = folder.path();
    assert_eq!(status(&run(path, &["new", "-o", "other.ron", "daily.txt"])), 0);
    fs::write(path.join("there.ron"), "something").unwrap();
    let damaged = fs::read_to_string(path.join("yours.ron")).unwrap().replacen("note: \"wrong\"", "note: wrong\"", 1);
    fs::write(path.join("damaged.ron"), damaged).unwrap();
    let before: Vec<Vec<u8>> =
        ["mine.ron", "yours.ron", "there.ron"].iter().map(|name| fs::read(path.join(name)).unwrap()).collect();
    for (arguments, expected) in [
        (&["-o", "mine.ron", "mine.ron", "yours.ron", "--force"][..], "one of the copies"),
        (&["-o", "./bridge.ron", "mine.ron", "yours.ron", "--force", "--base", "bridge.ron"], "one of the copies"),
        (&["-o", "there.ron", "mine.ron", "yours.ron"], "--force"),
        (&["-o", "-", "mine.ron", "yours.ron"], "-o"),
        (&["-o", "new.ron", "mine.ron", "other.ron"], "not two copies of one set"),
        (&["-o", "new.ron", "mine.ron", "yours.ron", "--base", "other.ron"], "base is not a copy"),
        (&["-o", "new.ron", "mine.ron", "damaged.ron"], "as if it had been deleted"),
        (&["-o", "new.ron", "mine.ron", "missing.ron"], "missing.ron"),
        (&["-o", "new.ron", "-", "-"], "once"),
    ] {
        let output = run(path, &[&["merge"][..], arguments].concat());
        assert_eq!(status(&output), 2, "{arguments:?}");
        assert!(messages(&output).contains(expected), "{arguments:?}: {}", messages(&output));
        assert_eq!(text(&output), "", "{arguments:?}");
    }
    let after: Vec<Vec<u8>> =
        ["mine.ron", "yours.ron", "there.ron"].iter().map(|name| fs::read(path.join(name)).unwrap()).collect();
    assert_eq!(before, after);
    assert!(!path.join("new.ron").exists());
    assert_eq!(status(&run(path, &["merge", "--force", "-o", "there.ron", "mine.ron", "mine.ron"])), 0);
}

#[test]
fn a_base_that_the_copies_do_not_come_from_is_noticed() {
    let folder = folder_with_copies();
    let path = folder.path();
    fs::write(path.join("tribune.txt"), "Third\n\nText of the third.\n").unwrap();
    fs::copy(path.join("mine.ron"), path.join("later.ron")).unwrap();
    assert_eq!(status(&run(path, &["add", "later.ron", "tribune.txt"])), 0);
    let merged = run(path, &["merge", "--base", "later.ron", "-o", "both.ron", "mine.ron", "later.ron"]);
    assert_eq!(status(&merged), 1);
    assert!(messages(&merged).contains("mine.ron: 2 records of the base missing, and not deleted"));
}

#[test]
fn formats_say_what_they_hold() {
    let folder = folder();
    let formats = document(&run(folder.path(), &["formats", "--json"]));
    let ids: Vec<&Value> = formats["formats"].as_array().unwrap().iter().map(|format| &format["id"]).collect();
    assert_eq!(ids, ["ron", "json", "csv", "web-annotation"]);
    assert_eq!(formats["formats"][2]["holds"]["links"], "no");
    assert_eq!(formats["formats"][0]["reads"], true);
    let listed = text(&run(folder.path(), &["formats"]));
    assert!(ids.iter().all(|id| listed.contains(id.as_str().unwrap())));
}

#[test]
fn help_names_every_subcommand() {
    let folder = folder();
    let help = run(folder.path(), &["--help"]);
    assert_eq!(status(&help), 0);
    for name in ["new", "add", "show", "check", "export", "formats", "merge", "screenshot"] {
        assert!(text(&help).contains(&format!("\n  {name} ")), "{name} is missing");
        let of_command = run(folder.path(), &[name, "--help"]);
        assert_eq!(status(&of_command), 0);
        assert!(text(&of_command).contains("Usage:"), "{name}");
    }
    assert!(text(&run(folder.path(), &["--version"])).starts_with("crossread "));
}

#[test]
fn a_reader_who_stops_early_is_no_failure() {
    let folder = folder();
    fs::write(folder.path().join("long.txt"), "A line of text that is repeated.\n".repeat(20_000)).unwrap();
    assert_eq!(status(&run(folder.path(), &["new", "-o", "long.ron", "long.txt"])), 0);
    let mut child = command(folder.path(), &["show", "long.ron", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((status(&output), messages(&output).as_str()), (0, ""));
}

#[test]
fn without_a_display_a_window_says_what_to_do() {
    let folder = folder();
    let output = run(folder.path(), &[]);
    assert_eq!(status(&output), 2);
    assert_eq!(messages(&output).lines().count(), 1, "{}", messages(&output));
    assert!(messages(&output).contains("crossread --help"));
}
