//! Web pages become articles.
#![allow(clippy::unwrap_used, reason = "a test may stop where it is surprised")]

mod article;
#[path = "../common/blocks.rs"]
mod blocks;
mod details;
mod hostile;
mod message;
mod text;

use crossread::intake::{self, Article, Hint, Kind};
use crossread::model::{Block, InlineKind};

/// Reads a page.
fn read(page: &str) -> Article {
    read_bytes(page.as_bytes())
}

fn read_bytes(page: &[u8]) -> Article {
    intake::read(page, &Hint { kind: Some(Kind::Html), ..Hint::default() }).unwrap()
}

/// Reads a piece of a page, as from the clipboard.
fn read_fragment(piece: &str) -> Article {
    intake::read(piece.as_bytes(), &Hint { kind: Some(Kind::Html), fragment: true, ..Hint::default() }).unwrap()
}

/// What a reader sees: a line for each block, with what it is; `~` is folded.
fn seen(article: &Article) -> String {
    let line = |block: &Block| format!("{}: {}", blocks::kind(block), block.span.slice(&article.text).unwrap());
    article.blocks.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What is marked inside the blocks: `kind text` for each.
fn marked(article: &Article) -> Vec<String> {
    let inlines = article.blocks.iter().flat_map(|block| &block.inlines);
    inlines
        .map(|inline| {
            let text = inline.span.slice(&article.text).unwrap();
            match &inline.kind {
                InlineKind::Emphasis => format!("em {text}"),
                InlineKind::Strong => format!("strong {text}"),
                InlineKind::Link(address) => format!("{address} {text}"),
                InlineKind::Markup => format!("markup {text}"),
            }
        })
        .collect()
}

/// Blocks are in order, disjoint, not empty, and inlines inside of them.
fn check_sound(article: &Article) {
    let mut end = 0;
    for block in &article.blocks {
        assert!(block.span.start >= end && !block.span.is_empty());
        assert!(block.span.slice(&article.text).is_some_and(|text| !text.trim().is_empty()));
        assert!(block.inlines.iter().all(|inline| block.span.covers(inline.span) && !inline.span.is_empty()));
        assert!(block.inlines.iter().all(|inline| inline.span.slice(&article.text).is_some()));
        assert!(block.inlines.is_sorted_by_key(|inline| inline.span.start));
        end = block.span.end;
    }
}

/// Three paragraphs of running text.
const STORY: [&str; 3] = [
    "The council of Port Halden voted on Tuesday to close the old harbour bridge, which engineers had called unsafe, and \
     to build a new one beside it before the winter after next, the mayor said in a statement.",
    "The decision, which had been put off three times, passed with nine votes against four, and it ends a dispute that \
     had divided the town for years, in shops, in schools, and at nearly every meeting of the council.",
    "Shopkeepers on the eastern bank, who fear for their trade, said they would go to court, while the port authority, \
     which pays a third of the costs, welcomed the vote and promised a ferry for the time of building.",
];

/// A page around an article's inner HTML.
fn page(head: &str, article: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">{head}</head><body>\
         <nav><ul><li><a href=\"/\">Front page</a></li><li><a href=\"/sport\">Sport</a></li></ul></nav>\
         <main><article>{article}</article></main>\
         <footer><p>© 2026 The Daily Lamp. All rights reserved.</p></footer></body></html>"
    )
}
