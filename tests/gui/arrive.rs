//! Articles that come in many at once, from folders, from the web and from the clipboard.

use crossread::gui::platform::{Answer, Purpose};
use crossread::store::Memory;
use egui::Key;
use egui::accesskit::Role;

use crate::desk::*;

const PAGE: &str = "https://example.org/news/bridge";

fn with_page() -> Desk {
    Desk::new(Begin { web: Pages(vec![(PAGE, BRIDGE)]), ..Begin::default() })
}

#[test]
fn a_page_is_fetched_when_somebody_says_so() {
    let mut desk = with_page();
    desk.click(Role::Button, "Add from the web");
    desk.fill(Role::MultilineTextInput, "Addresses", "example.org/news/bridge#top");
    assert_eq!(desk.set().sources().len(), 0);
    desk.click(Role::Button, "Fetch");
    assert_eq!(desk.source(0).title, "Bridge shut until spring");
    assert_eq!(desk.source(0).address, PAGE);
    assert_eq!(desk.version(0).origin, PAGE);
    assert_eq!(desk.version(0).response.as_ref().unwrap().address, PAGE);
    assert!(desk.says("1 article added"));
    assert_eq!(desk.steps_done(), 1);
}

#[test]
fn an_address_that_gives_nothing_is_told_and_can_be_tried_again() {
    let mut desk = with_page();
    desk.menu("File", "Add from the web…");
    desk.fill(Role::MultilineTextInput, "Addresses", "https://example.org/gone");
    desk.press_with(CTRL, Key::Enter);
    assert!(desk.says("https://example.org/gone: the server answered 404"), "{:?}", desk.words());
    desk.click(Role::Button, "Add from the web…");
    desk.fill(Role::MultilineTextInput, "Addresses", "ftp://example.org/x\n");
    assert!(desk.says("only addresses that begin with http"), "{:?}", desk.words());
    desk.click(Role::Button, "Fetch");
    assert!(desk.has(Role::Dialog, "Add from the web"), "what cannot be fetched cannot be sent off");
    assert_eq!(desk.set().sources().len(), 0);
}

#[test]
fn a_pasted_address_is_offered_and_never_fetched_unasked() {
    let mut desk = with_page();
    desk.paste(&format!(" {PAGE}\n"));
    assert!(desk.has(Role::Dialog, "Add from the web"));
    assert_eq!(desk.set().sources().len(), 0);
    desk.click(Role::Button, "Fetch");
    assert_eq!(desk.set().sources().len(), 1);
}

#[test]
fn what_came_of_each_of_many_is_listed_and_twins_are_asked_about() {
    let files = Memory::new();
    for (name, text) in [("a.txt", BRIDGE), ("b.txt", BLUNDER), ("c.txt", BRIDGE), ("d.txt", "")] {
        files.put(format!("/many/{name}"), text.as_bytes(), 0o644);
    }
    let mut desk = Desk::new(Begin { files, ..Begin::default() });
    desk.drop_files(&["/many/a.txt", "/many/b.txt", "/many/c.txt", "/many/d.txt", "/many/gone.txt"]);
    assert_eq!(desk.set().sources().len(), 2, "the bad ones stop nobody");
    assert!(desk.says("2 added · 1 here already · 2 refused"), "{:?}", desk.words());
    for line in [
        "a.txt: Added as “Bridge shut until spring”",
        "c.txt: The same text as “Bridge shut until spring”",
        "d.txt: there is no text in it, so it was not added",
    ] {
        assert!(desk.has(Role::ListItem, line), "{line}: {:?}", desk.words());
    }
    desk.click(Role::RadioButton, "Add it all the same");
    desk.click(Role::Button, "Add 1 article");
    assert_eq!(desk.set().sources().len(), 3);
    assert!(!desk.has(Role::Dialog, "What came in"));
    assert_eq!(desk.steps_done(), 2);
}

#[test]
fn a_twin_is_left_out_unless_somebody_wants_it() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.paste(BRIDGE);
    assert!(desk.says("clipboard: The same text as “Bridge shut until spring”"), "{:?}", desk.words());
    desk.press(Key::Enter);
    assert!(!desk.has(Role::Dialog, "What came in"));
    assert_eq!(desk.set().sources().len(), 1);
}

#[test]
fn a_folder_brings_in_what_it_holds() {
    let files = Memory::new();
    for (name, text) in
        [("b.txt", BLUNDER), ("a.md", BRIDGE), ("deep/c.txt", "Third\n\nThe third text is here.\n"), ("x.png", "")]
    {
        files.put(format!("/folder/{name}"), text.as_bytes(), 0o644);
    }
    let answers = vec![Answer::Paths(vec!["/folder".into()])];
    let mut desk = Desk::new(Begin { files, answers, ..Begin::default() });
    desk.menu("File", "Add a folder…");
    assert_eq!(desk.platform.questions()[0].purpose, Purpose::Folder);
    let titles: Vec<&str> = (0..3).map(|number| desk.source(number).title.as_str()).collect();
    assert_eq!(titles, ["Bridge shut until spring", "City’s bridge blunder", "Third"]);
    assert!(desk.says("3 articles added"));
}

#[test]
fn what_is_pasted_keeps_its_words_where_it_comes_with_html() {
    let mut desk = Desk::new(Begin::default());
    *desk.platform.html.lock().unwrap() = Some(format!("<p>{BRIDGE}</p>"));
    desk.paste(BRIDGE);
    assert_eq!(desk.version(0).origin, "clipboard");
    assert!(desk.version(0).text().contains("The harbour bridge will stay closed"));
}
