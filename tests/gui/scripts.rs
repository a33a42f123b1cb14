//! Scripts, odd texts, odd windows: nothing panics, everything can be read, selected and marked.

use crossread::gui::article::pane::ArticlePane;
use crossread::session::{Settings, ThemeChoice};
use crossread::text::{Span, next_grapheme, prev_grapheme};
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

use crate::desk::*;

/// Whether no grapheme is cut here.
fn is_boundary(text: &str, at: u32) -> bool {
    at == 0 || next_grapheme(text, prev_grapheme(text, at)) == at
}

fn foreign(texts: &[&str]) -> Desk {
    Desk::with_begin(texts, Begin { foreign: true, ..Begin::default() })
}

#[test]
fn the_left_arrow_goes_left_in_every_script() {
    for (text, first) in [
        ("Title\n\nabc def", "a"),
        ("عنوان الخبر\n\nأعلنت المدينة إغلاق الجسر لأربعة أشهر", "أ"),
        ("כותרת הידיעה\n\nהגשר ייסגר לארבעה חודשים", "ה"),
    ] {
        let mut desk = foreign(&[text]);
        let start = text.find("\n\n").unwrap() as u32 + 2;
        desk.press_with(CTRL, Key::Home);
        desk.press_with(CTRL, Key::ArrowDown);
        assert_eq!(desk.caret(0), start, "{text}");
        let on = if first == "a" { Key::ArrowRight } else { Key::ArrowLeft };
        desk.press_with(SHIFT, on);
        assert_eq!(desk.selected(0), first);
        let end = desk.caret(0);
        // An arrow ends the selection on its own side.
        desk.press(if first == "a" { Key::ArrowRight } else { Key::ArrowLeft });
        assert_eq!(desk.caret(0), end, "{text}");
        desk.press_with(SHIFT, Key::End);
        desk.press(Key::Num1);
        assert_eq!(desk.marked().len(), 1, "{text}");
        assert_eq!(desk.chosen_words(), text[end as usize..].trim_end(), "{text}");
    }
}

#[test]
fn the_system_is_asked_for_fonts_only_where_the_bundled_ones_lack_letters() {
    let western = "Brücke “gesperrt” – bis Mai…\n\nŁódź, Ὀδυσσεύς, Жизнь:\u{200b} 12 € ‰ →";
    let mut desk = foreign(&[western, BRIDGE]);
    assert_eq!(desk.font_searches(), 0);
    for (number, text, searches) in [
        (1, "כותרת הידיעה\n\nהגשר ייסגר", 1),
        (2, "עוד ידיעה\n\nהעיר מודיעה", 1),
        (3, "Another one\n\nin plain letters", 1),
        (4, "桥\n\n大桥将关闭", 2),
    ] {
        let name = format!("/more/{number}.txt");
        desk.files.put(&name, text.as_bytes(), 0o644);
        desk.drop_files(&[&name]);
        assert_eq!(desk.font_searches(), searches, "{text}");
    }
}

#[test]
fn odd_texts_are_selected_and_marked_and_every_quote_is_its_slice() {
    let texts = [
        "Emoji\n\nA family 👩‍👩‍👧‍👦 and a flag 🇩🇪 and a thumb 👍🏽 met.",
        "Combining\n\nCafe\u{301} de\u{301}ja\u{300} vu, Z\u{351}\u{30d}\u{311}algo.",
        "Persian\n\nشهرداری اعلام کرد پل بندر تا چهار ماه بسته می‌ماند.",
        "Hebrew\n\nהעירייה (City Hall) הודיעה ב-4 במרץ כי הגשר ייסגר.",
        "Hindi\n\nनगर निगम ने कहा कि पुल चार महीने बंद रहेगा।",
        "Chinese\n\n市政府周一表示，大桥将关闭四个月。",
        "Lines\r\n\r\nOne\ttab and\r\nanother line\r\n\r\nand a third.",
        "Zero width\n\nzero\u{200b}width\u{200d}joined\u{2060}words\u{feff}here.",
        "x",
    ];
    for text in texts {
        let mut desk = foreign(&[text]);
        let length = desk.version(0).text().len() as u32;
        desk.press_with(CTRL, Key::Home);
        let mut steps = 0;
        // Grapheme by grapheme through the whole text, and everything that could be selected can be marked.
        while desk.caret(0) < desk.version(0).text().trim_end().len() as u32 && steps < 200 {
            desk.press_with(SHIFT | CTRL, Key::ArrowDown);
            desk.press_with(SHIFT, Key::End);
            assert!(is_boundary(desk.version(0).text(), desk.caret(0)), "{text}");
            steps += 1;
        }
        assert!(steps < 200, "{text:?}: the caret stays at {} of {length}", desk.caret(0));
        desk.press(Key::Num1);
        desk.press_with(CTRL, Key::Home);
        for key in [Key::Num1, Key::Num2, Key::Num3] {
            desk.times(2, SHIFT | CTRL, Key::ArrowRight);
            desk.press(key);
        }
        desk.press_with(CTRL, Key::A);
        desk.press(Key::Num2);
        for annotation in desk.set().annotations().iter() {
            let text = desk.version(0).text();
            for span in &annotation.spans {
                assert!(is_boundary(text, span.start) && is_boundary(text, span.end), "{text} {span:?}");
                assert!(span.slice(text).is_some_and(|words| !words.is_empty() && words.trim_end() == words));
            }
        }
        assert!(!desk.marked().is_empty(), "{text}");
    }
}

#[test]
fn every_grapheme_is_reached_by_the_arrows() {
    for text in ["A👩‍👩‍👧‍👦b🇩🇪c e\u{301}f", "a\tb\u{200b}c", "पुल चार"] {
        let mut desk = foreign(&[text]);
        desk.press_with(CTRL, Key::Home);
        let mut at = vec![0];
        for _ in 0..40 {
            desk.press(Key::ArrowRight);
            if at.last() != Some(&desk.caret(0)) {
                at.push(desk.caret(0));
            }
        }
        let text = desk.version(0).text();
        assert!(at.iter().all(|at| is_boundary(text, *at)), "{text:?} {at:?}");
        assert_eq!(at.last(), Some(&(text.len() as u32)), "{text:?} {at:?}");
        assert!(at.is_sorted());
    }
}

#[test]
fn a_line_of_100_kilobytes_can_be_read_and_marked() {
    let spaced = format!("Long\n\n{}", "word after word ".repeat(6500));
    let solid = format!("Solid\n\n{}", "x".repeat(100_000));
    for text in [spaced.as_str(), solid.as_str()] {
        let mut desk = Desk::with(&[text]);
        desk.press_with(CTRL, Key::End);
        desk.press_with(SHIFT | CTRL, Key::ArrowLeft);
        desk.press(Key::Num1);
        assert_eq!(desk.marked().len(), 1);
        let end = desk.caret(0);
        assert!(!desk.rects(0, Span::new(end.saturating_sub(2), end)).is_empty());
    }
}

#[test]
fn an_empty_article_is_taken_or_refused_in_words() {
    let mut desk = Desk::with(&[BRIDGE]);
    for (name, text) in [("/articles/empty.txt", ""), ("/articles/blank.txt", " \n\n\t\n")] {
        desk.files.put(name, text.as_bytes(), 0o644);
        desk.drop_files(&[name]);
    }
    for key in [Key::F6, Key::F6, Key::ArrowDown, Key::End, Key::PageDown, Key::ArrowLeft, Key::Num1, Key::B] {
        desk.press(key);
    }
    desk.press_with(CTRL, Key::A);
    desk.press(Key::Num1);
}

#[test]
fn twenty_sources_show_what_fits_and_any_of_them_comes_into_view() {
    let texts: Vec<String> = (1..=20).map(|n| format!("Report {n}\n\nThe bridge number {n} is closed.\n")).collect();
    let mut desk = Desk::with(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(desk.set().sources().len(), 20);
    assert!((3..=5).contains(&desk.app().shown_sources().len()));
    for number in [19, 7, 0] {
        let title = format!("Report {}", number + 1);
        desk.node(Role::ListItem, &title).scroll_to_me();
        desk.rest();
        desk.focus(Role::ListItem, &title);
        desk.press(Key::Enter);
        desk.rest();
        let words = desk.find(number, "bridge number");
        let rects = desk.rects(number, words);
        assert!(!rects.is_empty(), "{title}");
        assert!(rects.iter().all(|rect| rect.right() <= 1280.0 - 290.0 && rect.left() >= 230.0), "{title}: {rects:?}");
    }
    // F6 goes through all that are shown, each in turn in view.
    for _ in 0..8 {
        desk.press(Key::F6);
        let active = desk.app().view().active.unwrap();
        assert!(desk.app().pane(active).is_some_and(ArticlePane::is_in_view));
    }
}

/// What is read in the window's own words, wherever it stands.
fn readable(desk: &Desk, width: f32, height: f32) {
    let rects = desk.rects(0, desk.find(0, "Bridge shut"));
    let window = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(width, height));
    assert!(!rects.is_empty(), "no text at {width}×{height}");
    assert!(rects.iter().all(|rect| window.contains_rect(*rect)), "{rects:?}");
    for role in [Role::Button, Role::ComboBox, Role::TextInput, Role::CheckBox] {
        for node in desk.harness.query_all_by_role(role) {
            let rect = node.rect();
            assert!(rect.is_finite() && rect.width() >= 0.0, "{node:?} {rect:?}");
        }
    }
}

#[test]
fn small_windows_and_large_letters_keep_the_text() {
    for (size, zoom) in [((480.0, 320.0), 100), ((1280.0, 800.0), 200), ((480.0, 320.0), 200), ((480.0, 320.0), 300)] {
        for theme in [ThemeChoice::Light, ThemeChoice::Dark] {
            let settings = Settings { zoom, theme, bottom_panel: Some(210.0), ..Settings::default() };
            let begin = Begin { size, settings, ..Begin::default() };
            let mut desk = Desk::with_begin(&[BRIDGE, BLUNDER], begin);
            let scale = f32::from(zoom) / 100.0;
            for key in [Key::F1, Key::Escape, Key::F9, Key::F7, Key::F8, Key::F9, Key::F9] {
                desk.press(key);
            }
            for modifiers_key in [Key::K, Key::L, Key::E, Key::I] {
                desk.press_with(CTRL, modifiers_key);
                desk.press(Key::Escape);
            }
            desk.press_with(CTRL, Key::Home);
            // With the panels put away, the first words stand in the window, if there is any room at all.
            if zoom <= 200 {
                readable(&desk, size.0 / scale, size.1 / scale);
            }
            desk.times(6, SHIFT, Key::ArrowRight);
            desk.press(Key::Num1);
            assert_eq!(desk.chosen_words(), "Bridge");
        }
    }
}

#[test]
fn the_text_stays_beside_open_panels() {
    for (size, zoom) in [((480.0, 320.0), 100), ((1280.0, 800.0), 200)] {
        let settings = Settings { zoom, ..Settings::default() };
        let desk = Desk::with_begin(&[BRIDGE], Begin { size, settings, ..Begin::default() });
        let scale = f32::from(zoom) / 100.0;
        readable(&desk, size.0 / scale, size.1 / scale);
        let sources = desk.node(Role::ListItem, "Bridge shut until spring").rect();
        let text = desk.rects(0, desk.find(0, "Bridge shut"))[0];
        assert!(sources.right() <= text.left(), "{sources:?} {text:?}");
        assert!(text.width() > 20.0);
    }
}

#[test]
fn light_and_dark_are_one_command_away() {
    let mut desk = Desk::with(&[BRIDGE]);
    desk.menu("View", "Dark");
    assert_eq!(desk.harness.ctx.theme(), egui::Theme::Dark);
    desk.menu("View", "Light");
    assert_eq!(desk.harness.ctx.theme(), egui::Theme::Light);
    desk.press_with(CTRL, Key::Plus);
    assert!(desk.says("110 %"));
    desk.press_with(CTRL, Key::Num0);
    assert!(desk.says("100 %"));
}
