//! `OpenDocument` texts.

use super::{LONG, article, outcome, outline, warnings, zip};

const STYLES: &str = r#"<office:document-styles><office:styles>
<style:style style:name="Title" style:family="paragraph"/>
<style:style style:name="Quotations" style:family="paragraph"/>
</office:styles></office:document-styles>"#;

const AUTOMATIC: &str = r#"<office:automatic-styles>
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/>
<style:style style:name="P2" style:family="paragraph" style:parent-style-name="P2"/>
<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="T2" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="T3" style:family="text"><style:text-properties text:display="none"/></style:style>
</office:automatic-styles>"#;

const META: &str = "<office:document-meta><office:meta><dc:title>From the properties of it</dc:title>\
    <meta:initial-creator>Jane Doe</meta:initial-creator><dc:creator>Somebody Else</dc:creator>\
    <meta:creation-date>2026-03-04T09:00:00</meta:creation-date><dc:date>2026-03-05T09:00:00</dc:date>\
    <dc:language>en-GB</dc:language></office:meta></office:document-meta>";

pub fn document(body: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content>{AUTOMATIC}<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    zip::packed(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
        ("styles.xml", STYLES.as_bytes()),
        ("meta.xml", META.as_bytes()),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
    ])
}

fn check(body: &str, expected: &str) {
    let read = article(&document(&format!("<text:p>{LONG}</text:p>\n{body}")));
    assert_eq!(outline(&read), format!("p: {LONG}\n{expected}"), "{body}");
}

#[test]
fn paragraphs_headings_lists_and_quotations() {
    check(r#"<text:h text:outline-level="2">Under it</text:h>"#, "h2: Under it");
    check(
        r#"<text:p text:style-name="Title">The bridge</text:p><text:h text:outline-level="1">So</text:h>"#,
        "h1: The bridge\nh2: So",
    );
    check(r#"<text:p text:style-name="P1">Said.</text:p>"#, "quote: Said.");
    check(r#"<text:p text:style-name="P2">Based on itself.</text:p>"#, "p: Based on itself.");
    check(
        "<text:list><text:list-item><text:p>One</text:p><text:list><text:list-item><text:p>Deep</text:p></text:list-item>\
         </text:list></text:list-item></text:list><text:p>No item.</text:p>",
        "li0: One\nli1: Deep\np: No item.",
    );
}

#[test]
fn characters_within_a_paragraph() {
    check(
        "<text:p>  It\n   is <text:span text:style-name=\"T1\"> very</text:span> safe.</text:p>",
        "p: It is very safe. [b very]",
    );
    check("<text:p>a<text:s text:c=\"3\"/>b<text:tab/>c<text:line-break/>d</text:p>", "p: a   b⇥c⏎d");
    check(
        r#"<text:p>See <text:a xlink:href="https://example.org"><text:span text:style-name="T2">this</text:span></text:a>.</text:p>"#,
        "p: See this. [a this -> https://example.org] [i this]",
    );
    check("<text:p>Seen<text:span text:style-name=\"T3\">not</text:span>.</text:p>", "p: Seen.");
    check(
        "<text:p><text:ruby><text:ruby-base>東京</text:ruby-base><text:ruby-text>とうきょう</text:ruby-text></text:ruby></text:p>",
        "p: 東京",
    );
}

#[test]
fn changes_notes_comments_boxes_and_tables() {
    let changes = "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>x</dc:creator>\
        </office:change-info><text:p>Gone.</text:p></text:deletion></text:changed-region><text:changed-region>\
        <text:insertion/></text:changed-region></text:tracked-changes>";
    let body = format!(
        "{changes}<text:p>{LONG}</text:p><text:p>They knew<text:note><text:note-citation>1</text:note-citation><text:note-body>\
         <text:p>As the Courier wrote.</text:p></text:note-body></text:note> it<office:annotation><text:p>Really?</text:p>\
         </office:annotation>.<draw:frame><draw:text-box><text:p>In a box.</text:p></draw:text-box><svg:title>x</svg:title>\
         </draw:frame></text:p><table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>\
         <table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>"
    );
    let read = article(&document(&body));
    assert_eq!(
        outline(&read),
        format!("p: {LONG}\np: They knew[1] it.\np: In a box.\ntable: a⇥b\np: [1] As the Courier wrote.")
    );
    assert_eq!(
        warnings(&read),
        [
            "the document has tracked changes: insertions are taken as accepted (1), deletions are left out (1)",
            "comments in the margin of the document are left out (1)",
        ]
    );
    assert_eq!(read.byline.as_deref(), Some("Jane Doe"));
    assert_eq!((read.published.as_deref(), read.modified.as_deref()), (Some("2026-03-04"), Some("2026-03-05")));
    assert_eq!(read.language.as_deref(), Some("en-GB"));
    assert_eq!(read.title, "From the properties of it");
}

#[test]
fn a_document_with_a_password_says_so() {
    let bytes = zip::packed(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", b"garbage"),
        ("META-INF/manifest.xml", b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"),
    ]);
    assert!(outcome(&bytes).unwrap_err().to_string().contains("protected by a password"));
}
