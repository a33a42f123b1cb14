//! Pages that were made to be hard to read: each is answered, with its text.

use super::{check_sound, page, read, read_bytes};
use crossread::intake::Warning;

/// Reads on a stack that is no larger than a thread's ordinary one.
fn answered(page: String) -> crossread::intake::Article {
    let article = std::thread::Builder::new().stack_size(2 << 20).spawn(move || read(&page)).unwrap().join().unwrap();
    check_sound(&article);
    article
}

/// So many copies of `piece`, with their numbers for `#`.
fn numbered(count: usize, piece: &str) -> String {
    (0..count).map(|n| piece.replace('#', &n.to_string())).collect::<Vec<_>>().concat()
}

#[test]
fn deep_nesting_keeps_its_text() {
    for tag in [
        "b",
        "div",
        "p",
        "span",
        "a href=x",
        "blockquote",
        "ul><li",
        "table><tr><td",
        "svg",
        "svg><desc",
        "math><mi",
        "font color=red",
        "x-y",
        "form",
        "button",
        "select",
        "template",
        "object",
        "h1",
    ] {
        let name = tag.split([' ', '>']).next().unwrap();
        let depth = if ["b", "div", "table><tr><td"].contains(&tag) { 100_000 } else { 2000 };
        for page in [
            format!("<html><body>{}deep words{}", format!("<{tag}>").repeat(depth), format!("</{name}>").repeat(depth)),
            format!("<html><body><p>deep words</p>{}", format!("<{tag}>").repeat(depth)),
        ] {
            let article = answered(page);
            let hidden = matches!(name, "svg" | "select" | "template" | "object");
            assert!(hidden || article.text.contains("deep words"), "{tag}: {:.100}", article.text);
        }
    }
}

#[test]
fn emphasis_that_is_left_open_does_not_multiply() {
    let open = numbered(3000, "<div><b id=#>w# </div>");
    let article = answered(format!("<html><body>{open}"));
    assert!(article.text.contains("w2999"));
    let crossed = "<b><p></b>x<i><div></i>y".repeat(3000);
    assert!(answered(format!("<html><body>{crossed}")).text.contains('x'));
}

#[test]
fn attributes_without_number() {
    let attributes = numbered(50_000, " a#=\"#\"");
    assert!(answered(format!("<html><body><p{attributes}>kept words</p>")).text.contains("kept words"));
}

#[test]
fn a_page_that_is_too_large_keeps_its_text() {
    let page = format!(
        "<html><head><style>p {{}}</style></head><body>{}<p>the end</p>",
        "<p>A line &amp; more</p>".repeat(130_000)
    );
    let article = answered(page);
    assert!(
        article.text.starts_with("A line & more\n\nA line") && article.text.ends_with("the end"),
        "{:.60}",
        article.text
    );
    assert!(article.warnings.contains(&Warning::TagsStripped));
}

#[test]
fn broken_markup_is_read() {
    for broken in [
        "<html><body><p>kept words <a href=\"never closed",
        "<html><body>kept words <!-- never closed",
        "<html><body><p>kept words</p><script>never closed",
        "<html><body>kept words &#1114112; &#0; &#xD800; &amp &;",
        "<html><body>\0kept words\0",
        "<html><body>< p>kept words</ p><3 <",
        "<html><title>kept words",
        "<html><body><svg><style><p>kept words</style></svg>",
        "<html><body><plaintext>kept words</p>",
    ] {
        let article = answered(broken.to_owned());
        assert!(
            article.text.contains("kept words") || article.title.contains("kept words"),
            "{broken}: {}",
            article.text
        );
    }
}

#[test]
fn random_bytes_are_answered() {
    let mut state = 7_u32;
    let mut bytes = b"<html>".to_vec();
    for _ in 0..100_000 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let alphabet = b"<>/ab=\"'&; !-\xC3\xA9\n";
        bytes.push(alphabet[(state >> 24) as usize % alphabet.len()]);
    }
    check_sound(&read_bytes(&bytes));
}

#[test]
fn many_line_breaks_and_links() {
    let breaks = page("", &format!("<p>kept words{}</p>", "<br> ".repeat(20_000)));
    assert!(answered(breaks).text.contains("kept words"));
    let links = page("", &format!("<p>kept words</p>{}", "<a href=x>l</a><x-y>z</x-y>".repeat(10_000)));
    assert!(answered(links).text.contains("kept words"));
}
