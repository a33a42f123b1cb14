//! The plain text of a document whose reader came to grief: by the simplest means, which need no more time than the
//! document is long and nothing of its structure.

use super::{Hint, Kind, html, mhtml, package};

/// The text of a document; `None` where it is not to be had without its reader.
pub fn plain_words(bytes: &[u8], kind: Kind, hint: &Hint) -> Option<String> {
    let text = match kind {
        Kind::Html => html::words(bytes, hint)?,
        Kind::Mhtml => mhtml::words(bytes, hint)?,
        Kind::Docx => without_tags(&package::Package::open(bytes)?.read_text("word/document.xml").ok()?),
        Kind::Odt => without_tags(&package::Package::open(bytes)?.read_text("content.xml").ok()?),
        Kind::Rtf => without_controls(bytes),
        Kind::Pdf | Kind::PlainText | Kind::Markdown => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

/// Elements that begin a new line, in Word's XML and in that of `OpenDocument`.
const BREAKS: [&str; 5] = ["w:p", "w:br", "text:p", "text:h", "text:line-break"];
/// Elements whose text is not to be read.
const SILENT: [&str; 3] = ["w:deltext", "w:instrtext", "text:tracked-changes"];

/// What stands between the tags of XML.
fn without_tags(source: &str) -> String {
    let mut text = String::new();
    let mut rest = source;
    while let Some((before, behind)) = rest.split_once('<') {
        text.push_str(&unescaped(before));
        if let Some(comment) = behind.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            continue;
        }
        let Some((tag, after)) = behind.split_once('>') else {
            rest = "";
            break;
        };
        rest = after;
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(|character| character.is_alphanumeric() || matches!(character, ':' | '-'))
            .take(40)
            .collect::<String>()
            .to_ascii_lowercase();
        if SILENT.contains(&name.as_str()) && !tag.starts_with('/') && !tag.ends_with('/') {
            rest = behind_end(after, &name);
        } else if BREAKS.contains(&name.as_str()) {
            text.push_str("\n\n");
        } else if matches!(name.as_str(), "w:tab" | "text:tab" | "w:tc") {
            text.push('\t');
        }
    }
    text.push_str(&unescaped(rest));
    tidied(&text)
}

/// What stands behind the end of an element whose content is no text: only its own end ends it.
fn behind_end<'t>(inside: &'t str, name: &str) -> &'t str {
    let is_end = |at: &usize| {
        let word = inside.get(at + 2..at + 2 + name.len());
        word.is_some_and(|word| word.eq_ignore_ascii_case(name))
    };
    let end = inside.match_indices("</").map(|(at, _)| at).find(is_end);
    end.and_then(|at| inside.get(at..)?.split_once('>')).map_or("", |(_, rest)| rest)
}

/// Lines without white space at their ends, and no more than one empty line between two.
fn tidied(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    for line in text.split('\n') {
        let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if !words.is_empty() {
            if !tidy.is_empty() {
                tidy.push_str("\n\n");
            }
            tidy.push_str(&words);
        }
    }
    tidy
}

/// The entities of XML; the others stay as they are.
fn unescaped(text: &str) -> String {
    // A line end between tags is a space, not a paragraph's end.
    let text = text.replace(['\n', '\r'], " ");
    if !text.contains('&') {
        return text;
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

/// RTF without its control words, as far as it is plain.
fn without_controls(bytes: &[u8]) -> String {
    let source = String::from_utf8_lossy(bytes);
    let mut text = String::new();
    let mut rest = source.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '{' | '}' | '\r' | '\n' => {}
            '\\' => {
                let mut word = String::new();
                while let Some(letter) = rest.next_if(|letter| letter.is_ascii_alphanumeric() || *letter == '-') {
                    word.push(letter);
                }
                rest.next_if_eq(&' ');
                if word == "par" || word == "line" {
                    text.push('\n');
                }
            }
            other => text.push(other),
        }
    }
    tidied(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_scripts_and_entities_go() {
        let page = "<html><head><title>News</title><script>if (a < b) { x(); }</script></head>\n<body><p>One <b>big</b> &amp;\n\
                    bad</p><!-- <p>no --><div>Two</div></body>";
        let plain = |page: &str| plain_words(page.as_bytes(), Kind::Html, &Hint::default());
        assert_eq!(plain(page).as_deref(), Some("News\n\nOne big & bad\n\nTwo"));
        assert_eq!(plain("cut <b").as_deref(), Some("cut"));
        let form = "<p>Your words: <textarea>a < b</TEXTAREA> here";
        assert_eq!(plain(form).as_deref(), Some("Your words: a < b here"));
    }

    #[test]
    fn a_page_is_read_in_its_own_encoding_also_inside_a_message() {
        let page =
            b"<html><head><meta charset=\"windows-1252\"></head><body><p>Le pont est ferm\xE9.</p></body></html>";
        let plain = plain_words(page, Kind::Html, &Hint::default());
        assert_eq!(plain.as_deref(), Some("Le pont est fermé."));
        let message = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/html\r\n\
            Content-Transfer-Encoding: quoted-printable\r\n\r\n<html><p>Two =\r\nbridges.</p></html>\r\n--x--\r\n";
        let plain = plain_words(message, Kind::Mhtml, &Hint::default());
        assert_eq!(plain.as_deref(), Some("Two bridges."));
    }

    #[test]
    fn what_is_deleted_in_a_word_processors_text_goes() {
        let text = "<w:p><w:r><w:t>The bridge</w:t></w:r><w:r><w:delText>, they say,</w:delText></w:r></w:p>\
                    <w:p><w:t>is shut &amp; gone.</w:t></w:p>";
        assert_eq!(without_tags(text), "The bridge\n\nis shut & gone.");
    }

    #[test]
    fn control_words_go() {
        assert_eq!(without_controls(b"{\\rtf1\\ansi One\\b  bold\\b0\\par Two}"), "One bold\n\nTwo");
    }
}
