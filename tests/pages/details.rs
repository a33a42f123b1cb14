//! What a page says about itself.

use super::{STORY, page, read};
use crossread::intake::{Article, TitleFrom};

fn with(head: &str) -> Article {
    read(&page(head, &format!("<h1>Bridge to close</h1><p>{}</p><p>{}</p>", STORY[0], STORY[1])))
}

fn data(json: &str) -> Article {
    with(&format!("<script type=\"application/ld+json\">{json}</script>"))
}

#[test]
fn json_ld_says_most() {
    let article = data(
        r#"{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Harbour bridge to close &amp; be rebuilt",
        "author": [{"@type": "Person", "name": "By Mara Lind"}, {"@type": "Person", "name": "Tom Okoro"}],
        "publisher": {"@type": "Organization", "name": "The Daily Lamp"}, "datePublished": "2026-03-04T23:30:00-05:00",
        "dateModified": "2026-03-05T08:00:00Z", "description": "The council voted.", "inLanguage": "en_gb",
        "mainEntityOfPage": {"@id": "https://lamp.example/bridge"}}"#,
    );
    assert_eq!(article.title, "Harbour bridge to close & be rebuilt");
    assert_eq!(article.title_guessed_from, TitleFrom::Metadata);
    assert_eq!(article.byline.as_deref(), Some("Mara Lind, Tom Okoro"));
    assert_eq!(article.outlet.as_deref(), Some("The Daily Lamp"));
    assert_eq!(article.published.as_deref(), Some("2026-03-04"));
    assert_eq!(article.modified.as_deref(), Some("2026-03-05T08:00:00Z"));
    assert_eq!(article.description.as_deref(), Some("The council voted."));
    assert_eq!(article.address.as_deref(), Some("https://lamp.example/bridge"));
    assert_eq!(article.language.as_deref(), Some("en"));
}

#[test]
fn shapes_of_json_ld() {
    for json in [
        r#"[{"@type": "BreadcrumbList"}, {"@type": ["Thing", "ReportageNewsArticle"], "headline": "H", "author": "Mara Lind"}]"#,
        r##"{"@graph": [{"@type": "Person", "@id": "#p", "name": "Mara Lind"},
            {"@type": "BlogPosting", "headline": "H", "author": {"@id": "#p"}}]}"##,
        r#"{"@type": "WebPage", "mainEntity": {"@type": "http://schema.org/Article", "headline": "H", "author": {"name": ["Mara Lind"]}}}"#,
        "<!-- {\"@type\": \"Article\", \"headline\": \"H\n\", \"author\": [\"Mara Lind\", \"https://lamp.example/mara\"]}; -->",
        "//<![CDATA[\n{\"@type\": \"LiveBlogPosting\", \"headline\": \"H\", \"creator\": \"Mara Lind\"}\n//]]>",
    ] {
        let article = data(json);
        assert_eq!((article.title.as_str(), article.byline.as_deref()), ("H", Some("Mara Lind")), "{json}");
    }
    for json in [
        "{",
        "null",
        "[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]",
        r#"{"@type": "NewsArticle", "headline": {"x": 1}, "author": 5}"#,
    ] {
        assert_eq!(data(json).title, "Bridge to close", "{json}");
    }
}

#[test]
fn among_several_articles_that_of_the_address_counts() {
    let json = r#"<link rel="canonical" href="https://lamp.example/bridge"><script type="application/ld+json">
        [{"@type": "NewsArticle", "headline": "Another", "url": "https://lamp.example/other"},
         {"@type": "NewsArticle", "headline": "The bridge", "url": "http://www.lamp.example/bridge/?ref=x"}]</script>"#;
    assert_eq!(with(json).title, "The bridge");
}

#[test]
fn meta_elements_where_there_is_no_json_ld() {
    let article = with(
        r#"<title>Shared title | Lamp</title><meta property="og:title" content="Shared title - The Daily Lamp">
        <meta property="og:site_name" content="The Daily Lamp"><meta property="og:url" content="https://lamp.example/bridge">
        <link rel="canonical" href="https://lamp.example/"><meta name="author" content="Mara Lind">
        <meta property="article:published_time" content="2026-03-04T10:00:00+01:00">
        <meta property="article:modified_time" content="5 March 2026"><meta name="Description" content=" A  vote. ">"#,
    );
    assert_eq!(article.title, "Shared title");
    assert_eq!(article.outlet.as_deref(), Some("The Daily Lamp"));
    assert_eq!(article.address.as_deref(), Some("https://lamp.example/bridge"));
    assert_eq!(article.byline.as_deref(), Some("Mara Lind"));
    assert_eq!(article.published.as_deref(), Some("2026-03-04"));
    assert_eq!(article.modified.as_deref(), Some("2026-03-05"));
    assert_eq!(article.description.as_deref(), Some("A vote."));
}

#[test]
fn what_stands_in_the_page_comes_last() {
    let article = read(&page(
        "<title>Bridge to close</title>",
        &format!(
            "<h1>Bridge to close</h1><p class=byline>By Mara Lind</p><time datetime=\"2026-03-04T10:00\">Wednesday</time>\
             <p>{}</p><p>{}</p><p>{}</p>",
            STORY[0], STORY[1], STORY[2]
        ),
    ));
    assert_eq!((article.title.as_str(), article.title_guessed_from), ("Bridge to close", TitleFrom::Headline));
    assert_eq!(article.byline.as_deref(), Some("Mara Lind"));
    assert_eq!(article.published.as_deref(), Some("2026-03-04"));
    assert_eq!(article.outlet.as_deref(), Some("The Daily Lamp"));
}

#[test]
fn saved_pages_know_their_address() {
    for (head, comment) in [
        ("", "<!-- Page saved with SingleFile \n url: https://lamp.example/bridge \n saved date: today -->"),
        ("", "<!-- saved from url=(0027)https://lamp.example/bridge -->"),
        ("<meta name=\"savepage-url\" content=\"https://lamp.example/bridge\">", ""),
        ("<link rel=\"canonical\" href=\"https://lamp.example/bridge\">", ""),
    ] {
        let article =
            read(&format!("<!DOCTYPE html><html>{comment}<head>{head}</head><body><p>{}</p></body></html>", STORY[0]));
        assert_eq!(article.address.as_deref(), Some("https://lamp.example/bridge"), "{head}{comment}");
    }
}
