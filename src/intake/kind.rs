use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Hint, html, mhtml};

/// How much of the beginning tells the kind, in bytes.
const PROBE: usize = 8 * 1024;

/// What kind of document bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// Text without any marks.
    PlainText,
    /// Markdown (`CommonMark`, with tables and YAML front matter).
    Markdown,
    /// PDF.
    Pdf,
    /// Word (Office Open XML, not the older `.doc`).
    Docx,
    /// `OpenDocument` text.
    Odt,
    /// Rich Text Format.
    Rtf,
    /// A web page, or a fragment of one.
    Html,
    /// A web page saved with all that belongs to it as one message (MHTML).
    Mhtml,
}

impl Kind {
    /// The kind that the hint says; else what the bytes begin with; else what the file's name ends with.
    pub fn of(bytes: &[u8], hint: &Hint) -> Self {
        if let Some(kind) = hint.kind.or_else(|| Self::of_bytes(bytes)) {
            return kind;
        }
        let start = bytes.get(..1024).unwrap_or(bytes);
        let extension = hint.file_name.as_deref().and_then(|name| name.rsplit_once('.'));
        match extension.map(|(_, extension)| extension.to_ascii_lowercase()).as_deref() {
            Some("md" | "markdown" | "mdown" | "mkd") => Self::Markdown,
            Some("html" | "htm" | "xhtml" | "xht") => Self::Html,
            Some("mhtml" | "mht") => Self::Mhtml,
            // Mail programs and web servers put lines before a PDF, which other readers pass over.
            Some("pdf") if start.windows(5).any(|window| window == b"%PDF-") => Self::Pdf,
            _ => Self::PlainText,
        }
    }

    /// The kind that a server names by its media type; `None` for those that say little (servers send Markdown, too, as
    /// `text/plain`), so that name and bytes decide.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        match media_type {
            "text/markdown" | "text/x-markdown" => Some(Self::Markdown),
            "text/html" | "application/xhtml+xml" => Some(Self::Html),
            "multipart/related" => Some(Self::Mhtml),
            _ => None,
        }
    }

    /// The kind that the first bytes show, whatever the file is called.
    fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let start = bytes.get(..PROBE).unwrap_or(bytes);
        let holds = |needle: &[u8]| start.windows(needle.len()).any(|window| window == needle);
        if start.starts_with(b"PK\x03\x04") {
            return if holds(b"mimetypeapplication/vnd.oasis.opendocument.text") {
                Some(Self::Odt)
            } else if holds(b"word/") || (holds(b"[Content_Types].xml") && of_word(bytes)) {
                Some(Self::Docx)
            } else {
                None
            };
        }
        // A word processor's file with a password is an old compound file around the encrypted one.
        if start.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) && holds_utf16(bytes, "EncryptedPackage") {
            return Some(Self::Docx);
        }
        if start.trim_ascii_start().starts_with(b"%PDF-") {
            return Some(Self::Pdf);
        }
        let rtf = start.trim_ascii_start().starts_with(b"{\\rtf").then_some(Self::Rtf);
        rtf.or_else(|| mhtml::sniff(bytes)).or_else(|| html::sniff(bytes))
    }

    /// Whether it is read by a library that cannot be trusted with hostile input, and so in a process of its own.
    pub fn is_foreign(self) -> bool {
        match self {
            Self::PlainText | Self::Markdown => false,
            Self::Pdf | Self::Docx | Self::Odt | Self::Rtf | Self::Html | Self::Mhtml => true,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PlainText => "plain text",
            Self::Markdown => "Markdown",
            Self::Pdf => "PDF document",
            Self::Docx => "Word document",
            Self::Odt => "OpenDocument text",
            Self::Rtf => "RTF document",
            Self::Html => "web page",
            Self::Mhtml => "saved web page",
        })
    }
}

/// Whether the directory at the end of a ZIP file lists a Word document.
fn of_word(bytes: &[u8]) -> bool {
    let end = bytes.get(bytes.len().saturating_sub(64 * 1024)..).unwrap_or_default();
    end.windows(17).any(|window| window == b"word/document.xml")
}

fn holds_utf16(bytes: &[u8], name: &str) -> bool {
    let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.get(..1024 * 1024).unwrap_or(bytes).windows(name.len()).any(|window| window == name)
}
