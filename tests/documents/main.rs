//! Word, `OpenDocument`, RTF and PDF documents of our own making, read as a reader would see them.
#![allow(clippy::unwrap_used, reason = "what fails in a test should say so at once")]

#[path = "../common/blocks.rs"]
mod blocks;
mod docx;
mod hostile;
mod odt;
mod pdf;
mod pdf_writer;
mod rtf;
mod zip;

use crossread::intake::{Article, Hint, IntakeError, read};
use crossread::model::InlineKind;

/// Reads a document by what its bytes are: its name says nothing.
fn article(bytes: &[u8]) -> Article {
    outcome(bytes).unwrap()
}

fn outcome(bytes: &[u8]) -> Result<Article, IntakeError> {
    read(bytes, &Hint::default())
}

/// The article's blocks, one a line: what each is, then its text with inlines in brackets.
fn outline(article: &Article) -> String {
    let mut lines = Vec::new();
    for block in &article.blocks {
        let text = block.span.slice(&article.text).unwrap().replace('\n', "⏎").replace('\t', "⇥");
        let mut line = format!("{}: {text}", blocks::kind(block));
        for inline in &block.inlines {
            let words = inline.span.slice(&article.text).unwrap();
            let (mark, address) = match &inline.kind {
                InlineKind::Emphasis => ("i", None),
                InlineKind::Strong => ("b", None),
                InlineKind::Link(address) => ("a", Some(address.as_str())),
                InlineKind::Markup => ("m", None),
            };
            let parts =
                [" [", mark, " ", words].into_iter().chain(address.into_iter().flat_map(|address| [" -> ", address]));
            line.extend(parts.chain(["]"]));
        }
        lines.push(line);
    }
    lines.join("\n")
}

fn warnings(article: &Article) -> Vec<String> {
    article.warnings.iter().map(ToString::to_string).collect()
}

/// Paragraphs long enough to be running text, so that nothing else in a document is taken for it.
const LONG: &str = "The council of Port Halden voted on Tuesday evening to close the harbour bridge to lorries until the \
    engineers have looked at the cracks in its northern pier, which divers had found in the spring.";
