use super::{Hint, html, mhtml};

/// What kind of document bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Text without any marks.
    PlainText,
    /// Markdown (`CommonMark`, with tables and YAML front matter).
    Markdown,
    /// A web page, or a fragment of one.
    Html,
    /// A web page saved with all that belongs to it as one message (MHTML).
    Mhtml,
}

impl Kind {
    /// The kind that the hint says; else what the bytes begin with; else what the file's name ends with.
    pub fn of(bytes: &[u8], hint: &Hint) -> Self {
        if let Some(kind) = hint.kind {
            return kind;
        }
        if let Some(kind) = mhtml::sniff(bytes).or_else(|| html::sniff(bytes)) {
            return kind;
        }
        let extension = hint.file_name.as_deref().and_then(|name| name.rsplit_once('.'));
        match extension.map(|(_, extension)| extension.to_ascii_lowercase()).as_deref() {
            Some("md" | "markdown" | "mdown" | "mkd") => Self::Markdown,
            Some("html" | "htm" | "xhtml" | "xht") => Self::Html,
            Some("mhtml" | "mht") => Self::Mhtml,
            _ => Self::PlainText,
        }
    }

    /// Whether it is read by a library that cannot be trusted with hostile input, and so in a process of its own.
    pub fn is_foreign(self) -> bool {
        match self {
            Self::PlainText | Self::Markdown => false,
            Self::Html | Self::Mhtml => true,
        }
    }
}
