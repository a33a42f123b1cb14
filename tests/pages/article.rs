//! Which part of a page is its article.

use super::{STORY, page, read, seen};
use crossread::intake::Warning;

fn story(parts: [&str; 4]) -> String {
    let [head, first, second, end] = parts;
    page(
        "<title>Bridge to close</title>",
        &format!("{head}<p>{}</p>{first}<p>{}</p>{second}<p>{}</p>{end}", STORY[0], STORY[1], STORY[2]),
    )
}

/// The lines of the article, folded ones included, without the three paragraphs of the story.
fn around(page: &str) -> Vec<String> {
    let lines = seen(&read(page));
    lines.lines().filter(|line| !STORY.iter().any(|story| line.ends_with(story))).map(str::to_owned).collect()
}

#[test]
fn the_article_is_open_and_the_rest_is_folded() {
    let article = read(&story(["<h1>Bridge to close</h1>", "", "", ""]));
    let expected = format!(
        "~li0: Front page\n~li0: Sport\nh1: Bridge to close\np: {}\np: {}\np: {}\n~p: © 2026 The Daily Lamp. All rights reserved.",
        STORY[0], STORY[1], STORY[2]
    );
    assert_eq!(seen(&article), expected);
    assert!(article.warnings.is_empty(), "{:?}", article.warnings);
}

#[test]
fn what_is_no_running_text_is_folded_in_its_place() {
    for (parts, expected) in [
        (
            ["", "<figure><img src=x><figcaption>The old bridge in winter</figcaption></figure>", "", ""],
            "~caption: The old bridge in winter",
        ),
        (["", "<p class=\"wp-caption-text\">The old bridge</p>", "", ""], "~caption: The old bridge"),
        (["", "", "<p>Foto: Mara Lind</p>", ""], "~p: Foto: Mara Lind"),
        (["<p class=byline>By <a href=/m>Mara Lind</a></p>", "", "", ""], "~byline: By Mara Lind"),
        (["<p>Published 4 March 2026</p>", "", "", ""], "~byline: Published 4 March 2026"),
        (["", "<p><a href=/x>Ferries to run at night again</a></p>", "", ""], "~p: Ferries to run at night again"),
        (
            ["", "", "<p>Read more: <a href=/x>Ferries to run at night</a></p>", ""],
            "~p: Read more: Ferries to run at night",
        ),
        (
            [
                "",
                "",
                "",
                "<h2>Mehr zum Thema</h2><ul><li><a href=/x>Fähren fahren nachts</a></li><li><a href=/y>Hafen wächst</a></li></ul>",
            ],
            "~h2: Mehr zum Thema\n~li0: Fähren fahren nachts\n~li0: Hafen wächst",
        ),
        (
            [
                "",
                "",
                "<div class=\"newsletter-box\"><p>Get the harbour news in your mailbox every morning, before anybody else.</p></div>",
                "",
            ],
            "~p: Get the harbour news in your mailbox every morning, before anybody else.",
        ),
        (
            [
                "",
                "",
                "",
                "<div class=\"author-bio\"><p>Mara Lind has written about the harbour since 2011, and lives on the eastern bank.</p></div>",
            ],
            "~p: Mara Lind has written about the harbour since 2011, and lives on the eastern bank.",
        ),
    ] {
        let lines = around(&story(parts));
        for line in expected.lines() {
            assert!(lines.iter().any(|seen| seen == line), "{line} is not in {lines:#?}");
        }
    }
}

#[test]
fn what_belongs_to_the_article_stays_open() {
    for (parts, expected) in [
        (["", "<h2>A dispute of years</h2>", "", ""], "h2: A dispute of years"),
        (
            ["", "", "<blockquote>We have waited for this since my father's days.</blockquote>", ""],
            "quote: We have waited for this since my father's days.",
        ),
        (
            ["", "", "<ul><li>Nine voted for it.</li><li>Four voted against it.</li></ul>", ""],
            "li0: Nine voted for it.",
        ),
        (
            [
                "<h1>Bridge to close</h1><p class=standfirst>Nine councillors vote for a new bridge, four against</p>",
                "",
                "",
                "",
            ],
            "p: Nine councillors vote for a new bridge, four against",
        ),
        (
            ["", "<p>The <a href=/x>port authority</a> declined to say more about it.</p>", "", ""],
            "p: The port authority declined to say more about it.",
        ),
        (
            [
                "",
                "",
                "<table><tr><th>Year</th><th>Cars</th></tr><tr><td>2024</td><td>11,000</td></tr><tr><td>2025</td><td>9,000</td></tr></table>",
                "",
            ],
            "table: Year\tCars",
        ),
    ] {
        let lines = around(&story(parts));
        assert!(lines.iter().any(|seen| seen == expected), "{expected} is not in {lines:#?}");
    }
}

#[test]
fn the_lead_over_the_article_is_brought_in() {
    let page = format!(
        "<html><head><title>Bridge to close</title></head><body><header><h1>Bridge to close</h1>\
         <h2 class=teaser>After three delays the council of Port Halden has voted for a new bridge</h2></header>\
         <div class=content><p>{}</p><p>{}</p><p>{}</p></div></body></html>",
        STORY[0], STORY[1], STORY[2]
    );
    let lines = around(&page);
    assert!(
        lines.contains(&"h2: After three delays the council of Port Halden has voted for a new bridge".to_owned()),
        "{lines:#?}"
    );
}

#[test]
fn a_page_without_an_article_is_shown_whole_and_said() {
    let article = read(
        "<html><body><nav><a href=/>Front page</a></nav><h1>Closed</h1><p>The bridge is closed.</p></body></html>",
    );
    assert_eq!(seen(&article), "~p: Front page\nh1: Closed\np: The bridge is closed.");
    assert_eq!(article.warnings, [Warning::WholePage]);
    let empty = read("<html><body><script>x</script></body></html>");
    assert_eq!(empty.warnings, [Warning::Empty]);
}

#[test]
fn the_text_in_json_ld_counts() {
    let data = format!(
        "<script type=\"application/ld+json\">{{\"@type\": \"NewsArticle\", \"headline\": \"Bridge to close\", \"articleBody\": \"{} {} {}\"}}</script>",
        STORY[0], STORY[1], STORY[2]
    );
    let more = "<p>Ferries will run at night again from the first of May, and the fare stays what it was, the company said.</p>";
    let page = page(&data, &format!("<p>{}</p><p>{}</p><p>{}</p>{more}", STORY[0], STORY[1], STORY[2]));
    assert!(seen(&read(&page)).contains("~p: Ferries will run"));
}

#[test]
fn several_articles_on_one_page_are_all_open() {
    let entry = |n: usize| {
        format!("<div class=entry><h2>Entry {n}</h2><p>{}</p><p>{}</p></div>", STORY[n % 3], STORY[(n + 1) % 3])
    };
    let page = format!(
        "<html><head><title>Live</title></head><body><div class=live>{}</div></body></html>",
        (0..6).map(entry).collect::<String>()
    );
    let lines = seen(&read(&page));
    let open = lines.lines().filter(|line| line.starts_with("p: ")).count();
    assert_eq!(open, 12, "{lines}");
}
