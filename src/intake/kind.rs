use super::Hint;

/// What kind of document bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Text without any marks.
    PlainText,
    /// Markdown (`CommonMark`, with tables and YAML front matter).
    Markdown,
}

impl Kind {
    /// The kind that the hint says; else what the bytes begin with; else what the file's name ends with.
    pub fn of(_bytes: &[u8], hint: &Hint) -> Self {
        if let Some(kind) = hint.kind {
            return kind;
        }
        let extension = hint.file_name.as_deref().and_then(|name| name.rsplit_once('.'));
        match extension.map(|(_, extension)| extension.to_ascii_lowercase()).as_deref() {
            Some("md" | "markdown" | "mdown" | "mkd") => Self::Markdown,
            _ => Self::PlainText,
        }
    }

    /// The kind that a server names by its media type; `None` for those that say little (servers send Markdown, too, as
    /// `text/plain`), so that name and bytes decide.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        match media_type {
            "text/markdown" | "text/x-markdown" => Some(Self::Markdown),
            _ => None,
        }
    }

    /// Whether it is read by a library that cannot be trusted with hostile input, and so in a process of its own.
    pub fn is_foreign(self) -> bool {
        match self {
            Self::PlainText | Self::Markdown => false,
        }
    }
}
