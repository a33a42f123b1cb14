//! What the targets for documents share: a package around one part of a document, and what every article must be.

use crossread::intake::{Article, Hint, IntakeError, read};

/// A Word document whose text is this XML.
pub fn docx(document: &[u8]) -> Vec<u8> {
    package(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document), ("word/footnotes.xml", document)])
}

/// An `OpenDocument` text whose content is this XML.
pub fn odt(content: &[u8]) -> Vec<u8> {
    package(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", content)])
}

/// A ZIP file of parts that are not packed.
fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, part) in parts {
        let (header, length) = (bytes.len() as u32, (part.len() as u32).to_le_bytes());
        let sizes = [[0; 4], length, length].concat();
        let name_length = (name.len() as u16).to_le_bytes();
        bytes.extend(
            [b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0", &sizes[..], &name_length, &[0; 2], name.as_bytes(), part].concat(),
        );
        let start = header.to_le_bytes();
        directory.extend(
            [b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0", &sizes[..], &name_length, &[0; 12], &start, name.as_bytes()]
                .concat(),
        );
    }
    let count = (parts.len() as u16).to_le_bytes();
    let (size, start) = ((directory.len() as u32).to_le_bytes(), (bytes.len() as u32).to_le_bytes());
    bytes.extend([&directory[..], b"PK\x05\x06\0\0\0\0", &count, &count, &size, &start, &[0; 2]].concat());
    bytes
}

/// Reads a document, whatever it is, and looks whether the article is sound.
pub fn check(bytes: &[u8]) -> Result<Article, IntakeError> {
    let article = read(bytes, &Hint::default())?;
    let mut end = 0;
    for block in &article.blocks {
        assert!(block.span.start >= end && block.span.end > block.span.start, "blocks overlap or are empty");
        assert!(block.span.slice(&article.text).is_some(), "a block ends within a character");
        let mut start = block.span.start;
        for inline in &block.inlines {
            assert!(inline.span.start >= start && inline.span.end <= block.span.end, "an inline is out of its block");
            assert!(inline.span.slice(&article.text).is_some(), "an inline ends within a character");
            start = inline.span.start;
        }
        end = block.span.end;
    }
    Ok(article)
}
