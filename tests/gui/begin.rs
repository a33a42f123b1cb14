//! The welcome screen, and how articles come in.

use crossread::session::{Recent, Settings};
use crossread::store::Memory;
use egui::Key;
use egui::accesskit::Role;

use crate::desk::*;

#[test]
fn the_first_screen_offers_five_beginnings() {
    let desk = Desk::new(Begin::default());
    let beginnings = ["Start with articles", "Add from the web", "Paste an article", "Open an annotation set"];
    for card in beginnings.into_iter().chain(["Try the sample lesson"]) {
        assert!(desk.has(Role::Button, card), "{card}");
    }
    assert!(desk.says("Ready"));
}

#[test]
fn the_sample_opens_with_a_click_or_with_keys() {
    let mut desk = Desk::new(Begin::default());
    desk.click(Role::Button, "Try the sample lesson");
    assert_eq!(desk.set().sources().len(), 5);
    assert!(desk.set().annotations().len() >= 40);
    assert!(desk.app().shown_sources().len() >= 3);
    assert!(desk.says("No file yet"));

    let mut desk = Desk::new(Begin::default());
    desk.focus(Role::Button, "Try the sample lesson");
    desk.press(Key::Enter);
    assert_eq!(desk.set().sources().len(), 5);
    // The keyboard is in the first article at once.
    let before = desk.caret(0);
    desk.press_with(CTRL, Key::ArrowRight);
    assert!(desk.caret(0) > before);
}

#[test]
fn headlines_and_marks_are_told_to_screen_readers() {
    let mut desk = Desk::new(Begin::default());
    desk.click(Role::Button, "Try the sample lesson");
    let titles: Vec<String> = desk.set().sources().iter().map(|source| source.title.clone()).collect();
    for title in titles {
        assert!(desk.has(Role::ListItem, &title), "{title}");
    }
    let first = desk.source(0).title.clone();
    assert!(desk.has(Role::Heading, &first));
    assert!(desk.has(Role::Document, &format!("Article: {first}")));
    let words = desk.words();
    assert!(words.iter().any(|word| word.starts_with("Mark Claim: ")), "{words:#?}");
}

#[test]
fn a_recent_file_opens() {
    let files = Memory::new();
    files.put("/sets/bridge.ron", crossread::session::SAMPLE.as_bytes(), 0o644);
    let recent =
        Recent { path: "/sets/bridge.ron".into(), title: "My bridge".to_owned(), sources: 5, annotations: 40, at: 0 };
    let settings = Settings { recent: vec![recent], ..Settings::default() };
    let mut desk = Desk::new(Begin { files, settings, ..Begin::default() });
    desk.click(Role::Button, "My bridge");
    assert_eq!(desk.set().sources().len(), 5);
    assert!(desk.says("Saved · bridge.ron"));
}

#[test]
fn the_palette_runs_a_command() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.press_with(CTRL, Key::K);
    desk.type_keys("table");
    desk.press(Key::Enter);
    assert!(desk.has(Role::Table, "Annotations"));
    // The keyboard is in the article again.
    desk.press_with(CTRL, Key::ArrowRight);
    assert!(desk.caret(0) > 0);
}

#[test]
fn f1_shows_the_keys_and_esc_leads_back() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.press(Key::F1);
    assert!(desk.says("Keyboard shortcuts"), "{:?}", desk.words());
    assert!(desk.says("Switch between start and end"));
    desk.press(Key::Escape);
    assert!(!desk.says("Switch between start and end"));
    desk.press_with(SHIFT, Key::ArrowRight);
    assert_eq!(desk.selected(0), "B");
}

#[test]
fn a_dropped_file_becomes_a_pane_with_its_headline() {
    let mut desk = Desk::with(&[BRIDGE]);
    assert!(desk.has(Role::Heading, "Bridge shut until spring"), "{:?}", desk.words());
    desk.files.put("/articles/other.md", BLUNDER.as_bytes(), 0o644);
    desk.drop_files(&["/articles/other.md"]);
    assert!(desk.has(Role::Heading, "City’s bridge blunder"));
    assert!(desk.says("1 article added"));
}

#[test]
fn pasted_text_becomes_a_source_but_belongs_to_a_field_that_has_the_caret() {
    let mut desk = Desk::new(Begin::default());
    desk.paste(BRIDGE);
    assert_eq!(desk.set().sources().len(), 1);
    assert!(desk.has(Role::Heading, "Bridge shut until spring"));
    desk.paste("   ");
    assert!(desk.says("There is no text on the clipboard"));
    desk.mark(0, "ring road", Key::Num1);
    desk.press(Key::N);
    desk.paste("from elsewhere");
    assert_eq!(desk.set().sources().len(), 1);
    assert_eq!(desk.chosen().unwrap().note, "from elsewhere");
    desk.press_with(CTRL, Key::F);
    desk.paste("ring road");
    assert_eq!(desk.set().sources().len(), 1);
    assert_eq!(desk.app().view().hits().len(), 1);
}

#[test]
fn a_paste_that_the_menu_asked_for_in_vain_is_forgotten() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "ring road", Key::Num1);
    desk.menu("File", "Paste as an article");
    desk.pause();
    desk.press(Key::N);
    desk.paste("meant for the note");
    assert_eq!(desk.set().sources().len(), 1);
    assert_eq!(desk.chosen().unwrap().note, "meant for the note");
}

#[test]
fn what_is_no_article_is_said_and_changes_nothing() {
    let mut desk = Desk::with(&[BRIDGE]);
    let before = contents(desk.set());
    let mut picture = b"\x89PNG\r\n\x1a\n".to_vec();
    picture.extend((0..4000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8));
    desk.files.put("/articles/picture.txt", picture, 0o644);
    desk.drop_files(&["/articles/picture.txt", "/articles/missing.txt"]);
    assert!(desk.says("picture.txt"), "{:?}", desk.words());
    assert!(desk.says("missing.txt"), "{:?}", desk.words());
    assert_eq!(contents(desk.set()), before);
    assert_eq!(desk.steps_done(), 1);
    desk.click(Role::Button, "Done");
    desk.drop_files(&["/articles/01.txt"]);
    assert!(desk.says("The same text as “Bridge shut until spring”"), "{:?}", desk.words());
    desk.press(Key::Escape);
    assert_eq!(contents(desk.set()), before);
}
