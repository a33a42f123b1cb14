//! What a block is, in a word, for tests that say what a reader would see.

use crossread::model::{Block, BlockKind};

/// The kind of a block: `p`, `h1`, `li0` and so on; `~` in front of what is folded.
pub fn kind(block: &Block) -> String {
    let kind = match block.kind {
        BlockKind::Paragraph => "p".to_owned(),
        BlockKind::Heading(level) => format!("h{level}"),
        BlockKind::ListItem(depth) => format!("li{depth}"),
        BlockKind::BlockQuote => "quote".to_owned(),
        BlockKind::Caption => "caption".to_owned(),
        BlockKind::Table => "table".to_owned(),
        BlockKind::Byline => "byline".to_owned(),
        BlockKind::Other => "other".to_owned(),
    };
    format!("{}{kind}", if block.boilerplate { "~" } else { "" })
}
