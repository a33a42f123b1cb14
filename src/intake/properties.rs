//! What a document's properties say about it, as far as somebody seems to have written it.

use super::TitleFrom;
use super::details::Details;

/// The longest title, in characters.
const LONGEST_TITLE: usize = 300;

/// The properties that word processors and makers of PDFs write.
#[derive(Clone, Debug, Default)]
pub(super) struct Properties {
    pub title: String,
    pub author: String,
    /// Moments in ISO 8601.
    pub created: String,
    pub modified: String,
    pub language: String,
}

impl Properties {
    /// The details that they make, without what programs put there by themselves.
    pub fn details(self) -> Details {
        let day = |moment: &str| {
            let day: String = moment.trim().chars().take(10).collect();
            day.parse::<jiff::civil::Date>().ok().filter(|date| date.year() > 1970).map(|date| date.to_string())
        };
        // A template that was filled in by a program tells its own day.
        let is_template = self.author == "python-docx";
        let created = day(&self.created).filter(|_| !is_template);
        Details {
            title: real_title(&self.title).map(|title| (title, TitleFrom::Properties)),
            byline: real_author(&self.author),
            modified: day(&self.modified).filter(|modified| !is_template && created.as_ref() != Some(modified)),
            published: created,
            language: Some(self.language.trim().to_owned()).filter(|language| language.len() >= 2),
            ..Details::default()
        }
    }
}

/// A title, where it reads like one and not like the name of a file or of a program.
fn real_title(title: &str) -> Option<String> {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let lower = title.to_lowercase();
    let endings = [
        ".doc", ".docx", ".dot", ".dotx", ".odt", ".rtf", ".txt", ".pdf", ".indd", ".qxd", ".qxp", ".tex", ".dvi",
        ".ps", ".pages", ".html", ".htm", ".ppt", ".pptx", ".xls", ".xlsx", ".ai", ".eps", ".md",
    ];
    let made_up =
        ["microsoft word -", "microsoft powerpoint -", "microsoft excel -", "untitled", "unbenannt", "http:", "https:"];
    let empty = [
        "title",
        "titel",
        "document",
        "dokument",
        "none",
        "null",
        "(anonymous)",
        "anonymous",
        "powerpoint presentation",
    ];
    let is_numbered = ["document", "dokument", "slide", "page", "untitled"].iter().any(|word| {
        lower.strip_prefix(word).is_some_and(|rest| rest.trim().chars().all(|digit| digit.is_ascii_digit()))
    });
    let is_real = title.chars().filter(|character| character.is_alphabetic()).count() >= 3
        && title.chars().count() <= LONGEST_TITLE
        // One word is more often a name of a file than a headline, but where no spaces are written.
        && (title.contains(' ') || title.chars().any(|character| character >= '\u{E00}'))
        && !endings.iter().any(|ending| lower.ends_with(ending))
        && !made_up.iter().any(|start| lower.starts_with(start))
        && !empty.contains(&lower.as_str())
        && !is_numbered;
    is_real.then_some(title)
}

/// An author, where it is not a program's or a computer's own name.
fn real_author(author: &str) -> Option<String> {
    let author = author.split_whitespace().collect::<Vec<_>>().join(" ");
    let lower = author.to_lowercase();
    let nobody = [
        "user",
        "admin",
        "administrator",
        "anonymous",
        "(anonymous)",
        "unknown",
        "author",
        "autor",
        "owner",
        "root",
        "default",
        "none",
        "null",
        "windows user",
        "microsoft office user",
        "microsoft",
        "python-docx",
        "apache poi",
        "openpyxl",
        "pc",
        "laptop",
        "unspecified",
        "untitled",
        "adobe",
        "canva",
    ];
    let is_real = author.chars().any(char::is_alphabetic)
        && (2..=200).contains(&author.chars().count())
        && !author.contains(['@', '\\', '/'])
        && !nobody.contains(&lower.as_str());
    is_real.then_some(author)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_nobody_wrote_are_none() {
        for title in ["Council votes to close the bridge", "政府は協定に署名した", "Ende der Debatte"] {
            assert_eq!(real_title(title).as_deref(), Some(title));
        }
        for title in [
            "",
            "Microsoft Word - bridge_final2.docx",
            "bridge_final2.indd",
            "untitled",
            "Document 1",
            "Untitled 3",
            "(anonymous)",
            "PowerPoint Presentation",
            "bridge",
            "2026",
            "the bridge.pdf",
            "https://example.org/a b",
        ] {
            assert_eq!(real_title(title), None, "{title}");
        }
    }

    #[test]
    fn authors_that_are_programs_are_none() {
        assert_eq!(real_author(" Jane  Doe ").as_deref(), Some("Jane Doe"));
        for author in ["", "user", "Windows User", "python-docx", "(anonymous)", "DESKTOP\\jane", "1234"] {
            assert_eq!(real_author(author), None, "{author}");
        }
    }

    #[test]
    fn days_of_templates_and_of_no_calendar_are_none() {
        let of = |author: &str, created: &str| {
            Properties { author: author.to_owned(), created: created.to_owned(), ..Properties::default() }
                .details()
                .published
        };
        assert_eq!(of("Jane Doe", "2026-03-04T10:00:00Z").as_deref(), Some("2026-03-04"));
        assert_eq!(of("Jane Doe", "2026-03-44"), None);
        assert_eq!(of("Jane Doe", "1601-01-01T00:00:00Z"), None);
        assert_eq!(of("python-docx", "2013-12-23T23:15:00Z"), None);
    }
}
