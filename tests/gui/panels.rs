//! What stands around the articles: sources, labels, table, search, dialogs.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::desk::*;

const CLUTTER: &str = "Ferry back in service\n\nThe ferry runs again from Monday, the port said.\n\nShare this \
                       article\nSign in\nSubscribe to our newsletter\n\n© 2026 The Halden Courier. All rights reserved.\n";

fn titles(desk: &Desk) -> Vec<String> {
    desk.set().sources_in_order().iter().map(|source| source.title.clone()).collect()
}

fn panes(desk: &Desk) -> Vec<String> {
    let mut heads: Vec<(i32, String)> = desk
        .set()
        .sources()
        .iter()
        .filter(|source| desk.has(Role::Heading, &source.title))
        .map(|source| (desk.node(Role::Heading, &source.title).rect().left() as i32, source.title.clone()))
        .collect();
    heads.sort();
    heads.into_iter().map(|(_, title)| title).collect()
}

#[test]
fn sources_are_hidden_shown_and_moved() {
    let mut desk = Desk::with(&[BRIDGE, BLUNDER, CLUTTER]);
    let [bridge, blunder, ferry] = ["Bridge shut until spring", "City’s bridge blunder", "Ferry back in service"];
    assert_eq!(panes(&desk), [bridge, blunder, ferry]);
    desk.click(Role::CheckBox, &format!("Show beside the others: {blunder}"));
    assert_eq!(panes(&desk), [bridge, ferry]);
    assert!(desk.says("Sources · 2 of 3 shown"));
    // A click on its row brings it back.
    desk.click(Role::ListItem, blunder);
    assert_eq!(panes(&desk), [bridge, blunder, ferry]);
    desk.press_with(CTRL | SHIFT, Key::PageDown);
    assert_eq!(titles(&desk), [bridge, ferry, blunder]);
    assert_eq!(panes(&desk), [bridge, ferry, blunder]);
    desk.menu("Source", "Move the source back");
    assert_eq!(titles(&desk), [bridge, blunder, ferry]);
    desk.press_with(CTRL, Key::Z);
    assert_eq!(titles(&desk), [bridge, ferry, blunder]);
}

#[test]
fn a_pane_is_moved_by_dragging_its_head() {
    let mut desk = Desk::with(&[BRIDGE, BLUNDER]);
    let from = desk.node(Role::Heading, "Bridge shut until spring").rect().center();
    let to = desk.node(Role::Heading, "City’s bridge blunder").rect().center() + egui::vec2(100.0, 100.0);
    desk.drag(from, to);
    assert_eq!(titles(&desk), ["City’s bridge blunder", "Bridge shut until spring"]);
}

#[test]
fn counts_follow_and_a_hidden_label_is_not_in_the_text() {
    let mut desk = Desk::with(&[BRIDGE]);
    assert!(desk.has(Role::CheckBox, "Claim, 0 annotations"));
    desk.mark(0, "closed", Key::Num1);
    assert!(desk.has(Role::Mark, "Claim: closed"));
    desk.click(Role::CheckBox, "Claim, 1 annotation");
    assert!(!desk.has(Role::Mark, "Claim: closed"));
    desk.click(Role::CheckBox, "Claim, 1 annotation");
    assert!(desk.has(Role::Mark, "Claim: closed"));
    desk.press_with(CTRL, Key::Z);
    assert!(desk.has(Role::CheckBox, "Claim, 0 annotations"));
}

#[test]
fn clutter_is_folded_and_opens_with_a_click() {
    let mut desk = Desk::with(&[CLUTTER]);
    let fold = desk.fold().expect("nothing is folded");
    let clutter = desk.find(0, "Sign in");
    assert!(desk.rects(0, clutter).is_empty());
    desk.click_at(fold);
    assert!(!desk.rects(0, clutter).is_empty(), "{:?}", desk.words());
    // The caret goes past what is folded.
    let mut desk = Desk::with(&[CLUTTER]);
    desk.press_with(CTRL, Key::End);
    let end = desk.find(0, "the port said.").end;
    assert_eq!(desk.caret(0), end);
    desk.press(Key::ArrowRight);
    desk.press(Key::ArrowDown);
    assert_eq!(desk.caret(0), end);
}

#[test]
fn b_makes_a_paragraph_clutter_and_text_again() {
    let mut desk = Desk::with(&[BRIDGE]);
    let at = desk.middle(0, "harbour");
    desk.click_at(at);
    let words = desk.app().session().index().counts().words(desk.version(0).id);
    desk.press(Key::B);
    assert!(desk.rects(0, desk.find(0, "harbour")).is_empty());
    assert!(desk.app().session().index().counts().words(desk.version(0).id) < words);
    desk.press(Key::B);
    assert!(!desk.rects(0, desk.find(0, "harbour")).is_empty());
    assert_eq!(desk.app().session().index().counts().words(desk.version(0).id), words);
}

#[test]
fn a_new_headline_shows_everywhere() {
    let mut desk = Desk::with(&[BRIDGE, BLUNDER]);
    desk.press_with(CTRL, Key::I);
    desk.fill(Role::TextInput, "Headline", "Bridge closed");
    desk.press(Key::Enter);
    assert!(!desk.says("Details of the source"));
    for role in [Role::Heading, Role::ListItem] {
        assert!(desk.has(role, "Bridge closed"), "{role:?}");
    }
    assert!(desk.has(Role::Document, "Article: Bridge closed"));
    desk.mark(0, "closed", Key::Num1);
    desk.press(Key::F9);
    assert!(desk.words().iter().any(|word| word.starts_with("Row ") && word.contains("Bridge closed")));
}

#[test]
fn a_renamed_label_is_renamed_everywhere() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "closed", Key::Num1);
    desk.press_with(CTRL, Key::L);
    desk.fill(Role::TextInput, "Name", "Assertion");
    desk.click(Role::Button, "Save");
    assert!(desk.has(Role::Mark, "Assertion: closed"), "{:?}", desk.words());
    assert!(desk.has(Role::CheckBox, "Assertion, 1 annotation"));
    assert!(desk.has(Role::RadioButton, "Assertion"));
    assert_eq!(desk.marked(), [("Assertion".to_owned(), "closed".to_owned())]);
}

#[test]
fn a_row_of_the_table_shows_its_passage() {
    let text = long();
    let mut desk = Desk::with(&[BRIDGE, &text]);
    desk.mark(1, "Paragraph 3 says", Key::Num1);
    desk.mark(0, "closed", Key::Num2);
    let at = desk.middle(1, "Paragraph 3 says");
    desk.click_at(at);
    desk.press_with(CTRL, Key::End);
    desk.press(Key::F9);
    let rows = desk.rows_of_table();
    assert_eq!(rows.len(), 2, "{:?}", desk.words());
    desk.click_at(rows[1]);
    assert_eq!(desk.chosen_words(), "Paragraph 3 says");
    assert!(!desk.rects(1, desk.find(1, "Paragraph 3 says")).is_empty());
    // By keys: up to the first row, and it is chosen.
    desk.press(Key::ArrowUp);
    assert_eq!(desk.chosen_words(), "closed");
}

#[test]
fn search_goes_from_hit_to_hit() {
    let mut desk = Desk::with(&[BRIDGE, BLUNDER, CLUTTER]);
    desk.press_with(CTRL, Key::F);
    desk.type_keys("bridge");
    let hits = desk.app().view().hits().len();
    assert!(hits >= 3, "{hits}");
    assert!(desk.says(&format!("1 of {hits}")), "{:?}", desk.words());
    // The first one is shown as soon as it is found.
    let mut seen = vec![desk.app().view().current_hit()];
    for _ in 1..hits {
        desk.press(Key::F3);
        seen.push(desk.app().view().current_hit());
    }
    assert_eq!(seen, (0..hits).collect::<Vec<_>>());
    desk.press_with(SHIFT, Key::F3);
    assert_eq!(desk.app().view().current_hit(), hits - 2);
    // Words typed are never keys.
    desk.type_keys("1");
    assert!(desk.marked().is_empty());
    assert!(desk.says("Nothing found"));
    // Clutter is not searched.
    desk.fill(Role::SearchInput, "Search every source", "newsletter");
    assert!(desk.says("Nothing found"), "{:?}", desk.words());
    desk.press(Key::Escape);
    assert!(!desk.has(Role::SearchInput, "Search every source"));
    desk.press_with(CTRL, Key::Home);
    desk.press_with(SHIFT, Key::ArrowRight);
    assert_eq!(
        desk.app()
            .shown_sources()
            .iter()
            .filter(|id| desk.app().pane(**id).is_some_and(|pane| !pane.selection().is_empty()))
            .count(),
        1
    );
}

#[test]
fn enter_in_the_search_goes_on_and_back() {
    let mut desk = Desk::with(&[BRIDGE, BLUNDER]);
    desk.press_with(CTRL, Key::F);
    desk.type_keys("the");
    let hits = desk.app().view().hits().len();
    let mut seen = Vec::new();
    for _ in 0..3 {
        desk.press(Key::Enter);
        seen.push(desk.app().view().current_hit());
    }
    assert_eq!(seen, [1, 2, 3]);
    desk.press_with(SHIFT, Key::Enter);
    assert_eq!(desk.app().view().current_hit(), 2);
    assert!(hits > 3);
}

#[test]
fn a_dialog_gives_the_keyboard_back() {
    let mut desk = Desk::with(&[BRIDGE]);
    for open in [(CTRL, Key::I), (CTRL, Key::L), (CTRL, Key::E), (Modifiers::NONE, Key::F1)] {
        desk.press_with(CTRL, Key::Home);
        desk.press_with(open.0, open.1);
        assert!(desk.harness.query_all_by_role(Role::Dialog).next().is_some(), "{open:?}: {:?}", desk.words());
        desk.press(Key::Escape);
        desk.press_with(SHIFT, Key::ArrowRight);
        assert_eq!(desk.selected(0), "B", "{open:?}");
        desk.press(Key::Escape);
    }
    // Also to a field.
    desk.mark(0, "closed", Key::Num1);
    desk.press(Key::N);
    desk.type_keys("a");
    desk.press(Key::F1);
    desk.press(Key::Escape);
    desk.type_keys("b");
    assert_eq!(desk.chosen().unwrap().note, "ab");
}

#[test]
fn who_annotates_is_asked_once_and_shown() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.press_with(CTRL, Key::D);
    desk.fill(Role::TextInput, "Your name", "Ada");
    desk.press(Key::Enter);
    assert!(desk.says("Annotating as Ada"), "{:?}", desk.words());
    desk.mark(0, "closed", Key::Num1);
    assert!(desk.says("By Ada"));
}

#[test]
fn every_panel_closes_and_opens_by_key() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.press(Key::F7);
    assert!(!desk.says("Sources · 1 of 1 shown"));
    desk.press(Key::F7);
    assert!(desk.says("Sources · 1 of 1 shown"));
    desk.press(Key::F8);
    assert!(!desk.says("Nothing is chosen"));
    desk.press(Key::F8);
    assert!(desk.says("Nothing is chosen"));
}

#[test]
fn a_removed_source_comes_back() {
    let mut desk = Desk::with(&[BRIDGE, BLUNDER]);
    desk.mark(0, "closed", Key::Num1);
    let before = contents(desk.set());
    desk.menu("Source", "Remove the source");
    assert_eq!(titles(&desk), ["City’s bridge blunder"]);
    desk.click(Role::Button, "Undo");
    assert_eq!(contents(desk.set()), before);
}

#[test]
fn a_window_that_grows_shows_the_articles_that_did_not_fit_before() {
    let texts: Vec<String> =
        (1..=5).map(|n| format!("Report number {n}\n\nThe bridge is closed, says report {n}.\n")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let small = || Begin { size: (800.0, 600.0), ..Begin::default() };
    let mut desk = Desk::with_begin(&texts, small());
    assert_eq!(panes(&desk).len(), 2);
    desk.resize(1280.0, 800.0);
    assert_eq!(panes(&desk).len(), 3);
    desk.resize(1920.0, 1080.0);
    assert_eq!(panes(&desk).len(), 5);
    desk.resize(800.0, 600.0);
    assert_eq!(panes(&desk).len(), 2);

    // What the reader chose stays as it is.
    let mut desk = Desk::with_begin(&texts, small());
    desk.click(Role::CheckBox, "Show beside the others: Report number 2");
    assert_eq!(panes(&desk), ["Report number 1"]);
    desk.resize(1920.0, 1080.0);
    assert_eq!(panes(&desk), ["Report number 1"]);
}

#[test]
fn an_empty_file_is_refused_in_words() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.files.put("/articles/empty.txt", " \n\n", 0o644);
    desk.drop_files(&["/articles/empty.txt"]);
    assert_eq!(titles(&desk).len(), 1);
    assert!(desk.says("empty.txt: there is no text in it"), "{:?}", desk.words());
}

#[test]
fn folding_says_which_marks_are_in_it_and_that_they_stay() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.mark(0, "four months", Key::Num1);
    desk.mark(0, "ring road", Key::Num1);
    desk.press(Key::B);
    assert!(desk.says("2 marks are in what was folded. They are still there"), "{:?}", desk.words());
    assert!(
        desk.says("1 line of site clutter, folded") && desk.words().contains(&"Label 2 marks".to_owned()),
        "{:?}",
        desk.words()
    );
    assert!(desk.has(Role::CheckBox, "Claim, 2 annotations"));
}

#[test]
fn the_words_belong_to_their_document_for_a_screen_reader() {
    let desk = Desk::with(&[BRIDGE, BLUNDER]);
    let words = |title: &str| {
        let name = format!("Article: {title}");
        let document = desk.node(Role::Document, &name);
        let runs = document.get_all_by_role(Role::TextRun).filter_map(|run| run.accesskit_node().value());
        let runs: Vec<String> = runs.collect();
        runs.concat()
    };
    assert!(words("Bridge shut until spring").contains("“We did not expect this,”"));
    assert!(!words("City’s bridge blunder").contains("We did not expect this"));
}

#[test]
fn a_hit_in_an_article_that_does_not_fit_takes_another_ones_place() {
    let texts: Vec<String> =
        (1..=5).map(|n| format!("Report number {n}\n\nThe bridge is closed, says witness{n} of it.\n")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut desk = Desk::with(&texts);
    assert_eq!(panes(&desk).len(), 3);
    desk.press_with(CTRL, Key::F);
    desk.type_keys("witness5");
    assert_eq!(panes(&desk), ["Report number 1", "Report number 2", "Report number 5"]);
}

#[test]
fn several_sources_are_chosen_in_the_list_and_edited_together() {
    let third = "Ferry doubles its trips\n\nThe ferry now leaves every ten minutes, its owner said on Tuesday.\n";
    let mut desk = Desk::with(&[BRIDGE, BLUNDER, third]);
    let titles: Vec<String> = (0..3).map(|number| desk.source(number).title.clone()).collect();
    desk.click(Role::ListItem, &titles[0]);
    let last = desk.node(Role::ListItem, &titles[2]).rect().center();
    desk.click_with(last, CTRL);
    assert!(desk.says("2 sources chosen"), "{:?}", desk.words());
    desk.press_with(CTRL, Key::I);
    assert!(desk.has(Role::Dialog, "Details of 2 sources"));
    desk.fill(Role::TextInput, "Outlet", "The Halden Courier");
    desk.click(Role::Button, "Save");
    let outlets: Vec<&str> = (0..3).map(|number| desk.source(number).outlet.as_str()).collect();
    assert_eq!(outlets, ["The Halden Courier", "", "The Halden Courier"]);
    desk.press_with(CTRL, Key::Z);
    assert!((0..3).all(|number| desk.source(number).outlet.is_empty()), "one step takes it back");

    // The same with the keyboard alone.
    desk.click(Role::ListItem, &titles[1]);
    assert!(!desk.says("sources chosen"));
    desk.focus(Role::ListItem, &titles[2]);
    desk.press_with(SHIFT, Key::Enter);
    assert!(desk.says("2 sources chosen"), "{:?}", desk.words());
    desk.focus(Role::ListItem, &titles[0]);
    desk.press_with(CTRL, Key::Enter);
    assert!(desk.says("3 sources chosen"), "{:?}", desk.words());
}
