use proptest::prelude::*;

use super::*;
use crate::model::BlockKind;
use crate::model::InlineKind::{self, Emphasis, Link, Markup, Strong};
use crate::text::Span;

fn plain(text: &str) -> Article {
    read(text.as_bytes(), &Hint::default()).expect("text is read")
}

fn markdown(text: &str) -> Article {
    read(text.as_bytes(), &Hint { kind: Some(Kind::Markdown), ..Hint::default() }).expect("text is read")
}

/// One line a block: what it is, and its text; `~` before boilerplate.
fn outline(article: &Article) -> String {
    let mut outline = String::new();
    for block in &article.blocks {
        let kind = match block.kind {
            BlockKind::Paragraph => "P".to_owned(),
            BlockKind::Heading(level) => format!("H{level}"),
            BlockKind::ListItem(depth) => format!("L{depth}"),
            BlockKind::BlockQuote => "Q".to_owned(),
            BlockKind::Caption => "C".to_owned(),
            BlockKind::Table => "T".to_owned(),
            BlockKind::Byline => "B".to_owned(),
            BlockKind::Other => "O".to_owned(),
        };
        let text = block.span.slice(&article.text).expect("a span of the text").replace('\n', "\\n");
        let clutter = if block.boilerplate { "~ " } else { "" };
        outline.extend([clutter, &kind, " | ", &text, "\n"]);
    }
    outline
}

/// `LONG` stands for a paragraph of thirty words, so that a case can be read.
fn check(article: fn(&str) -> Article, text: &str, expected: &str) {
    let long = "Word by word the long paragraph of this case goes on and on until nobody can doubt that it is the running text of an article and no clutter at all.";
    let found = outline(&article(&text.replace("LONG", long))).replace(long, "LONG");
    assert_eq!(found.trim_end(), expected.trim(), "outline of\n{text}");
}

/// What holds for every article: blocks in order, apart, inside the text, not empty; inlines inside their block.
fn check_invariants(article: &Article) {
    let mut end = 0;
    for block in &article.blocks {
        assert!(block.span.start >= end && !block.span.is_empty(), "{}", block.span);
        let text = block.span.slice(&article.text).expect("a span on character boundaries");
        assert_eq!(text.trim(), text);
        end = block.span.end;
        let mut start = 0;
        for inline in &block.inlines {
            assert!(block.span.covers(inline.span) && inline.span.start >= start && !inline.span.is_empty());
            assert!(inline.span.slice(&article.text).is_some());
            start = inline.span.start;
        }
    }
    assert!(!article.text.contains('\r'));
}

#[test]
fn headings_glued_to_the_text() {
    check(
        plain,
        "Harbour town signs the treaty\nLONG\nWhat it means\nLONG\nIs it over?\nShort, but a sentence.\nLONG",
        "H1 | Harbour town signs the treaty\nP | LONG\nH2 | What it means\nP | LONG\nH2 | Is it over?\nP | Short, but a sentence.\nP | LONG",
    );
}

#[test]
fn paragraphs_with_empty_lines() {
    check(
        plain,
        "Harbour town signs\n\nThe council agreed after months of talks.\n\nBy Jane Doe\n\nLONG\n\nA short genuine end.\n",
        "H1 | Harbour town signs\nP | The council agreed after months of talks.\nB | By Jane Doe\nP | LONG\nP | A short genuine end.",
    );
}

#[test]
fn an_article_that_begins_with_its_text() {
    check(
        plain,
        "LONG\nKey limits remain:\nThey are short.\nLONG\n",
        "P | LONG\nP | Key limits remain:\nP | They are short.\nP | LONG",
    );
}

#[test]
fn hard_wrapped_text() {
    let text = "\
Harbour town signs the treaty

The council of the harbour town agreed on Tuesday to sign the treaty that
it had refused for years. The mayor said that she was glad of it, and that
the fishermen would be too.
   The opposition disagreed. Its speaker asked who would pay for the new pier
and for the lighthouse, which was last repaired before the war.

- a first point
- a second point that is rather long and goes on until it reaches the edge of
  the paper, and then some
";
    check(
        plain,
        text,
        "\
H1 | Harbour town signs the treaty
P | The council of the harbour town agreed on Tuesday to sign the treaty that\\nit had refused for years. The mayor said that she was glad of it, and that\\nthe fishermen would be too.
P | The opposition disagreed. Its speaker asked who would pay for the new pier\\nand for the lighthouse, which was last repaired before the war.
L0 | a first point
L0 | a second point that is rather long and goes on until it reaches the edge of\\n  the paper, and then some",
    );
}

#[test]
fn lists_quotations_and_rules() {
    check(
        plain,
        "LONG\n\n• one\n• two\n  • inner\n\n1. first\n2. second\n7. seventh is text.\n\n> quoted line\n\n* * *\n\nLONG",
        "P | LONG\nL0 | one\nL0 | two\nL1 | inner\nL0 | first\nL0 | second\nP | 7. seventh is text.\nQ | quoted line\nO | * * *\nP | LONG",
    );
    check(plain, "- - -\n>\n•\n\n-", "O | - - -\nP | -");
}

#[test]
fn clutter_around_an_article() {
    check(
        plain,
        "The Daily Lamp logo\nSkip to content\n• World\n• Politics\n• Sport\nPolitics\nHarbour town signs the treaty\nBy Jane Doe\n4 March 2026\nShare\nFacebook Twitter Email\n\nLONG\nAdvertisement\nLONG\nA short end.\nTags\ntreaty\nRead more: The other treaty\nComments\nBe the first to comment.\n© 2026 Lamp Media\n",
        "\
~ P | The Daily Lamp logo
~ P | Skip to content
~ L0 | World
~ L0 | Politics
~ L0 | Sport
~ P | Politics
H1 | Harbour town signs the treaty
B | By Jane Doe
B | 4 March 2026
~ P | Share
~ P | Facebook Twitter Email
P | LONG
~ P | Advertisement
P | LONG
P | A short end.
~ P | Tags
~ P | treaty
~ P | Read more: The other treaty
~ P | Comments
~ P | Be the first to comment.
~ P | © 2026 Lamp Media",
    );
}

#[test]
fn clutter_in_other_languages() {
    check(
        plain,
        "Zum Inhalt springen\nPolitik\nHafenstadt unterzeichnet Vertrag\nVon Anna Müller\nLONG\nAnzeige\nLONG\nKommentare\nImpressum\nDatenschutz",
        "~ P | Zum Inhalt springen\n~ P | Politik\nH1 | Hafenstadt unterzeichnet Vertrag\nB | Von Anna Müller\nP | LONG\n~ P | Anzeige\nP | LONG\n~ P | Kommentare\n~ P | Impressum\n~ P | Datenschutz",
    );
    check(
        plain,
        "Aller au contenu\nLe port signe le traité\nLONG\nFin courte.\nÀ lire aussi : Un autre traité\nMentions légales\nTous droits réservés",
        "~ P | Aller au contenu\nH1 | Le port signe le traité\nP | LONG\nP | Fin courte.\n~ P | À lire aussi : Un autre traité\n~ P | Mentions légales\n~ P | Tous droits réservés",
    );
    check(
        plain,
        "El puerto firma el tratado\nLONG\nFinal corto.\nCompartir\nDeja un comentario\nPolítica de privacidad",
        "H1 | El puerto firma el tratado\nP | LONG\nP | Final corto.\n~ P | Compartir\n~ P | Deja un comentario\n~ P | Política de privacidad",
    );
}

#[test]
fn what_only_looks_like_clutter() {
    // The words of a footer inside an article, and a short end without any.
    check(
        plain,
        "How they met\nLONG\nComments\nLONG\nPrivacy\nLONG\nLONG\nHe left.",
        "H1 | How they met\nP | LONG\nH2 | Comments\nP | LONG\nH2 | Privacy\nP | LONG\nP | LONG\nP | He left.",
    );
    check(
        plain,
        "LONG\nPrivacy\nThe town will not keep the names of those who signed.\nIt promised so on Monday in the town hall.",
        "P | LONG\nH2 | Privacy\nP | The town will not keep the names of those who signed.\nP | It promised so on Monday in the town hall.",
    );
    check(plain, "LONG\nThe points:\n• peace\n• bread", "P | LONG\nP | The points:\nL0 | peace\nL0 | bread");
    check(plain, "LONG\n“We will share this.”\nThe end", "P | LONG\nP | “We will share this.”\nP | The end");
    check(plain, "Politics\nLONG", "H1 | Politics\nP | LONG");
}

#[test]
fn sites_of_other_kinds() {
    check(
        plain,
        "LIVE\nOPINION\nWho pays for the pier?\nJane Doe\nUpdated March 4, 2026\n\nLONG\n\nWhat comes next\n\nLONG\n\nHe shrugged.\n\nSign up for our newsletter\n\nFollow us on social media\nNewsletter\nAbout us\nCopyright 2026 Lamp Media. All rights reserved.",
        "\
P | LIVE
~ P | OPINION
H1 | Who pays for the pier?
B | Jane Doe
B | Updated March 4, 2026
P | LONG
H2 | What comes next
P | LONG
P | He shrugged.
~ P | Sign up for our newsletter
~ P | Follow us on social media
~ P | Newsletter
~ P | About us
~ P | Copyright 2026 Lamp Media. All rights reserved.",
    );
    check(
        markdown,
        "[The Lamp logo](/)\n\n# Harbour signs\n\nBy Jane Doe\n\nLONG\n\n**Advertisement**\n\nLONG\n\n## Related articles\n\n- [Other](o)\n\n## Comments\n\n© 2026 Lamp",
        "\
~ P | [The Lamp logo](/)
H1 | Harbour signs
B | By Jane Doe
P | LONG
~ P | **Advertisement**
P | LONG
~ H2 | Related articles
~ L0 | [Other](o)
~ H2 | Comments
~ P | © 2026 Lamp",
    );
}

#[test]
fn an_author_box_with_a_long_paragraph() {
    check(
        plain,
        "LONG\nLONG\nLONG\nAbout the author\nJane Doe\nLONG\nPrivacy policy",
        "P | LONG\nP | LONG\nP | LONG\n~ P | About the author\n~ P | Jane Doe\n~ P | LONG\n~ P | Privacy policy",
    );
}

#[test]
fn details_of_plain_text() {
    let long = "word ".repeat(40);
    let article =
        plain(&format!("The Lamp logo\n\nHarbour signs\n\nBy Jane DoePublished 6 months ago 4 min read\n\n{long}"));
    assert_eq!((article.title.as_str(), article.title_guessed_from), ("Harbour signs", TitleFrom::Headline));
    assert_eq!(article.byline.as_deref(), Some("Jane Doe"));
    assert_eq!(article.age_as_printed.as_deref(), Some("Published 6 months ago"));
    assert_eq!(article.reading_time.as_deref(), Some("4 min read"));
    assert_eq!(article.outlet.as_deref(), Some("The Lamp"));
    assert_eq!(article.published, None);

    let article = plain(&format!("Harbour signs\nPORT HALDEN, 4 March 2026 (Lamp Agency) — {long}"));
    assert_eq!(article.published.as_deref(), Some("2026-03-04"));
    assert_eq!(article.outlet.as_deref(), Some("Lamp Agency"));

    let article = plain(&format!("{long}\n© 2026 Lamp Media, Inc. All Rights Reserved."));
    assert_eq!(article.outlet.as_deref(), Some("Lamp Media, Inc"));
    assert_eq!(article.title_guessed_from, TitleFrom::FirstWords);
}

#[test]
fn titles_without_a_headline() {
    let named = |text: &str, name: &str| {
        let hint = Hint { file_name: Some(name.to_owned()), ..Hint::default() };
        let article = read(text.as_bytes(), &hint).expect("text is read");
        (article.title, article.title_guessed_from)
    };
    assert_eq!(named("", "folder/000_abc.txt"), ("000_abc".to_owned(), TitleFrom::FileName));
    assert_eq!(named("", ""), (String::new(), TitleFrom::Nothing));
    assert_eq!(named("It rained. Then not.", "a.txt"), ("It rained".to_owned(), TitleFrom::FirstWords));
    assert_eq!(named("# It rained\n\nThen not.", "a.md"), ("It rained".to_owned(), TitleFrom::MarkdownHeading));
}

#[test]
fn blocks_of_markdown() {
    check(
        markdown,
        "# Harbour *signs*\n\n*By Jane Doe*\n\nFirst **bold** line\nsecond line. LONG\n\nSetext\n------\n\n- one\n- two\n  - inner\n\n    more\n1. loose\n\n   again\n\n> quoted\n> twice\n>\n> - in it\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```rust\nlet x;\n```\n\n---\n\n<div>html</div>\n\n![A picture](p.png)\n\n## Closed ##\n\nLONG",
        "\
H1 | Harbour *signs*
B | *By Jane Doe*
P | First **bold** line\\nsecond line. LONG
H2 | Setext
L0 | one
L0 | two
L1 | inner
L1 | more
L0 | loose
L0 | again
Q | quoted\\n> twice
L0 | in it
T | | a | b |\\n|---|---|\\n| 1 | 2 |
O | ```rust\\nlet x;\\n```
O | ---
O | <div>html</div>
C | ![A picture](p.png)
H2 | Closed
P | LONG",
    );
}

#[test]
fn inlines_of_markdown() {
    let check = |text: &str, expected: &[(&str, InlineKind)]| {
        let article = markdown(text);
        check_invariants(&article);
        let found: Vec<(&str, InlineKind)> = article
            .blocks
            .iter()
            .flat_map(|block| &block.inlines)
            .map(|inline| (inline.span.slice(&article.text).expect("a span"), inline.kind.clone()))
            .collect();
        assert_eq!(found, expected, "{text}");
    };
    check("a **b** c", &[("**b**", Strong), ("**", Markup), ("**", Markup)]);
    check("a _b_", &[("_b_", Emphasis), ("_", Markup), ("_", Markup)]);
    check(
        "see [the *text*](https://example.org/a \"t\").",
        &[
            ("[the *text*](https://example.org/a \"t\")", Link("https://example.org/a".to_owned())),
            ("[", Markup),
            ("*text*", Emphasis),
            ("*", Markup),
            ("*](https://example.org/a \"t\")", Markup),
        ],
    );
    check("`code` and \\* star", &[("`", Markup), ("`", Markup), ("\\", Markup)]);
    check("> one\n> two", &[(">", Markup)]);
    check("plain", &[]);
}

#[test]
fn front_matter() {
    let article = markdown(
        "---\ntitle: \"Harbour: the treaty\"\nauthor:\n  - Jane Doe\n  - John Roe\ndate: 2026-03-04\npublisher: The Lamp\nurl: https://example.org/a\nlang: en-GB\n---\n\n# Other\n\nText.",
    );
    assert_eq!((article.title.as_str(), article.title_guessed_from), ("Harbour: the treaty", TitleFrom::FrontMatter));
    assert_eq!(article.byline.as_deref(), Some("Jane Doe, John Roe"));
    assert_eq!(article.published.as_deref(), Some("2026-03-04"));
    assert_eq!(article.outlet.as_deref(), Some("The Lamp"));
    assert_eq!(article.address.as_deref(), Some("https://example.org/a"));
    assert_eq!(article.language.as_deref(), Some("en-GB"));
    let first = article.blocks.first().expect("a block");
    assert!(first.boilerplate && first.kind == BlockKind::Other);
}

#[test]
fn warnings_say_what_is_wrong() {
    assert_eq!(plain(" \n\n ").warnings, [Warning::Empty]);
    assert_eq!(plain("a\0b").warnings, [Warning::ControlCharacters { count: 1 }]);
    let source = Hint { kind: Some(Kind::PlainText), ..Hint::default() };
    let article = read(b"<!DOCTYPE html><p>x", &source).expect("text is read");
    assert_eq!(article.warnings, [Warning::LooksLikeHtml]);
    let article = read(b"\xEF\xBB\xBFa\xFFb", &Hint::default()).expect("text is read");
    assert_eq!(article.warnings, [Warning::Lossy { count: 1, encoding: "UTF-8".to_owned() }]);
    let article = read(b"Le pr\xE9sident fran\xE7ais", &Hint::default()).expect("text is read");
    assert_eq!(article.warnings, [Warning::EncodingGuessed { encoding: "windows-1252".to_owned() }]);
    let error = read(b"\x89PNG\r\n\x1a\n", &Hint::default()).expect_err("a picture is not text");
    assert_eq!(
        error.to_string(),
        "this is a picture, which is not read yet; copy its text into a plain text file and add that"
    );
    let huge = vec![0; MAX_TEXT_BYTES + 1];
    assert!(matches!(read(&huge, &Hint::default()), Err(IntakeError::TooLarge { .. })));
}

#[test]
fn hashes_are_of_the_bytes_and_of_the_text() {
    let (with, without) = (plain("a\r\nb"), plain("a\nb"));
    assert_eq!(with.text_sha256, without.text_sha256);
    assert_ne!(with.original_sha256, without.original_sha256);
    assert_eq!(without.text_sha256, without.original_sha256);
}

#[test]
fn large_texts() {
    let line = plain(&"word ".repeat(20_000));
    assert_eq!(line.blocks.len(), 1);
    assert_eq!(line.blocks.first().map(|block| block.span), Some(Span::new(0, 99_999)));
    let many = "A line of an article that is here again, and again, until there are ten megabytes.\n".repeat(125_000);
    let article = plain(&many);
    check_invariants(&article);
    assert_eq!(article.blocks.len(), 125_000);
    let many =
        "A *line* of an article that is here again, and again, until there are some megabytes.\n\n".repeat(20_000);
    let article = markdown(&many);
    check_invariants(&article);
    assert_eq!(article.blocks.len(), 20_000);
}

/// What is to be found in one of the articles below.
struct Expected {
    file: &'static str,
    title: (&'static str, TitleFrom),
    byline: Option<&'static str>,
    age: Option<&'static str>,
    outlet: Option<&'static str>,
    /// Blocks, headings, and boilerplate before and after the article.
    counts: (usize, usize, usize, usize),
}

/// The articles that the program was made for stay outside the repository: `CROSSREAD_ARTICLES` says where they are.
#[test]
fn five_real_articles() {
    let Some(folder) = std::env::var_os("CROSSREAD_ARTICLES") else {
        println!("skipped: CROSSREAD_ARTICLES does not say where the articles are");
        return;
    };
    let articles = [
        Expected {
            file: "000_91ec123753d22850.txt",
            title: ("Russia: The First Country to Acknowledge", TitleFrom::Headline),
            byline: Some("Hasnain khan"),
            age: Some("Published 7 months ago"),
            outlet: Some("History"),
            counts: (49, 9, 1, 20),
        },
        Expected {
            file: "001_579875cd80d6c292.txt",
            title: ("Russia Breaks Global Consensus", TitleFrom::Headline),
            byline: Some("Mr Khan"),
            age: Some("Published 6 months ago"),
            outlet: Some("The Swamp"),
            counts: (47, 8, 1, 20),
        },
        Expected {
            file: "002_885c13c863af0f49.txt",
            title: ("In a significant diplomatic move", TitleFrom::FirstWords),
            byline: None,
            age: None,
            outlet: None,
            counts: (13, 3, 0, 0),
        },
        Expected {
            file: "003_dd90443072ee9af5.txt",
            title: ("Russia’s decision to formally", TitleFrom::FirstWords),
            byline: None,
            age: None,
            outlet: Some("AskAfghanistan"),
            counts: (18, 0, 0, 3),
        },
        Expected {
            file: "004_f36cba898a5c07be.txt",
            title: ("Russia becomes first country to formally", TitleFrom::Headline),
            byline: None,
            age: None,
            outlet: None,
            counts: (27, 9, 0, 0),
        },
    ];
    for expected in articles {
        let path = std::path::Path::new(&folder).join(expected.file);
        let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let hint = Hint { file_name: Some(expected.file.to_owned()), ..Hint::default() };
        let article = read(&bytes, &hint).expect("text is read");
        check_invariants(&article);
        let file = expected.file;
        assert!(article.title.starts_with(expected.title.0), "{file}: {}", article.title);
        assert_eq!(article.title_guessed_from, expected.title.1, "{file}");
        assert_eq!(article.byline.as_deref(), expected.byline, "{file}");
        assert_eq!(article.age_as_printed.as_deref(), expected.age, "{file}");
        assert_eq!(article.outlet.as_deref(), expected.outlet, "{file}");
        assert_eq!(article.language.as_deref(), Some("en"), "{file}");
        assert_eq!(article.warnings, [], "{file}");
        let blocks = &article.blocks;
        let headings = blocks.iter().filter(|block| matches!(block.kind, BlockKind::Heading(_))).count();
        let before = blocks.iter().take_while(|block| block.boilerplate).count();
        let after = blocks.iter().rev().take_while(|block| block.boilerplate).count();
        assert_eq!((blocks.len(), headings, before, after), expected.counts, "{file}\n{}", outline(&article));
        let article_itself = blocks.get(before..blocks.len() - after).unwrap_or_default();
        assert!(article_itself.iter().all(|block| !block.boilerplate), "{file}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400), is_markdown in any::<bool>()) {
        let kind = if is_markdown { Kind::Markdown } else { Kind::PlainText };
        if let Ok(article) = read(&bytes, &Hint { kind: Some(kind), ..Hint::default() }) {
            check_invariants(&article);
        }
    }

    #[test]
    fn any_text_is_kept(
        text in "(?s)(.|\n|\r\n|\r|# |- |> |\\*|\\*\\*|\\[a\\]\\(b\\)|`|[a-z]{1,8} |By Jane|Comments\n|1\\. |---\n|• |[A-Z][a-z]{40} |\\||\u{a0}|，){0,60}",
        is_markdown in any::<bool>(),
    ) {
        let kind = if is_markdown { Kind::Markdown } else { Kind::PlainText };
        if let Ok(article) = read(text.as_bytes(), &Hint { kind: Some(kind), encoding: Some("utf-8".to_owned()), ..Hint::default() }) {
            check_invariants(&article);
            let expected = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n").replace('\r', "\n");
            prop_assert_eq!(article.text, expected);
        }
    }
}
