//! Word documents.

use super::{LONG, article, outcome, outline, warnings, zip};

const STYLES: &str = r#"<w:styles xmlns:w="w">
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Chapter"><w:name w:val="Our chapter"/><w:basedOn w:val="berschrift1"/></w:style>
<w:style w:type="paragraph" w:styleId="T2"><w:name w:val="Titre 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Zitat"><w:name w:val="Quote"/></w:style>
<w:style w:type="paragraph" w:styleId="LB2"><w:name w:val="List Bullet 2"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="loopA"><w:name w:val="a"/><w:basedOn w:val="loopB"/></w:style>
<w:style w:type="paragraph" w:styleId="loopB"><w:name w:val="b"/><w:basedOn w:val="loopA"/></w:style>
<w:style w:type="character" w:styleId="Fett"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
</w:styles>"#;

const RELATIONS: &str = r#"<Relationships>
<Relationship Id="r1" Type="http://x/hyperlink" Target="https://example.org/a?b&amp;c" TargetMode="External"/>
<Relationship Id="r2" Type="http://x/styles" Target="styles.xml"/>
<Relationship Id="r3" Type="http://x/footnotes" Target="footnotes.xml"/>
</Relationships>"#;

const CORE: &str = r"<cp:coreProperties><dc:title>From the properties of it</dc:title><dc:creator>Jane Doe</dc:creator>
<dcterms:created>2026-03-04T09:00:00Z</dcterms:created><dcterms:modified>2026-03-05T09:00:00Z</dcterms:modified></cp:coreProperties>";

/// A document with this body.
pub fn document(body: &str) -> Vec<u8> {
    with_parts(body, &[])
}

fn with_parts(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let main = format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let mut parts = vec![
        ("[Content_Types].xml", "<Types/>"),
        ("word/_rels/document.xml.rels", RELATIONS),
        ("word/styles.xml", STYLES),
        ("word/document.xml", main.as_str()),
    ];
    parts.extend(more);
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    zip::packed(&parts)
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn styled(style: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn check(body: &str, expected: &str) {
    assert_eq!(outline(&article(&document(&format!("{}{body}", p(LONG))))), format!("p: {LONG}\n{expected}"), "{body}");
}

#[test]
fn headings_lists_and_quotations_by_style() {
    check(&styled("berschrift1", "One"), "h1: One");
    check(&styled("Chapter", "Based on it"), "h1: Based on it");
    check(&styled("T2", "By its French name"), "h2: By its French name");
    check(&styled("Heading3", "A style that is not in the list"), "h3: A style that is not in the list");
    check(&styled("Zitat", "Said."), "quote: Said.");
    check(&styled("LB2", "Deep"), "li1: Deep");
    check(&styled("loopA", "Said in a circle."), "p: Said in a circle.");
    check(
        r#"<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>By its outline</w:t></w:r></w:p>"#,
        "h2: By its outline",
    );
    let item = |depth: u8, list: u8| {
        format!(
            r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list}"/></w:numPr></w:pPr><w:r><w:t>Item</w:t></w:r></w:p>"#
        )
    };
    check(&(item(0, 1) + &item(2, 1) + &item(0, 0)), "li0: Item\nli2: Item\np: Item");
}

#[test]
fn the_headline_is_the_title_and_other_headings_stand_below_it() {
    let body = styled("berschrift1", "Section") + &p(LONG) + &styled("Titel", "The bridge is closed");
    let read = article(&with_parts(&body, &[("docProps/core.xml", CORE)]));
    assert_eq!(outline(&read), format!("h2: Section\np: {LONG}\nh1: The bridge is closed"));
    assert_eq!(read.title, "The bridge is closed");
    assert_eq!(read.byline.as_deref(), Some("Jane Doe"));
    assert_eq!((read.published.as_deref(), read.modified.as_deref()), (Some("2026-03-04"), Some("2026-03-05")));

    let read = article(&with_parts(&p(LONG), &[("docProps/core.xml", CORE)]));
    assert_eq!(read.title, "From the properties of it");
    let read = article(&with_parts(
        &(styled("berschrift1", "The bridge") + &p("By Ada Roe | 6 March 2026") + &p(LONG)),
        &[("docProps/core.xml", CORE)],
    ));
    assert_eq!(read.byline.as_deref(), Some("Ada Roe"), "what the text says is believed first");
    assert_eq!(read.published.as_deref(), Some("2026-03-06"));
    assert_eq!(article(&document(&p(LONG))).title, "The council of Port Halden voted on Tuesday evening to…");
}

#[test]
fn characters_of_runs() {
    let runs = |inside: &str| format!("<w:p><w:r><w:t>It </w:t></w:r>{inside}</w:p>");
    check(&runs("<w:r><w:t>is.</w:t></w:r>"), "p: It is.");
    check(
        &runs("<w:r><w:rPr><w:b/></w:rPr><w:t>is</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t> so.</w:t></w:r>"),
        "p: It is so. [b is so.]",
    );
    check(&runs(r#"<w:r><w:rPr><w:b w:val="0"/><w:i/></w:rPr><w:t>is.</w:t></w:r>"#), "p: It is. [i is.]");
    check(&runs(r#"<w:r><w:rPr><w:rStyle w:val="Fett"/></w:rPr><w:t>is.</w:t></w:r>"#), "p: It is. [b is.]");
    check(&runs("<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:t>is.</w:t></w:r>"), "p: It is.");
    check(
        &runs(
            "<w:r><w:t>is</w:t><w:tab/><w:t>so</w:t><w:br/><w:t>and</w:t><w:br w:type=\"page\"/><w:t>so.</w:t></w:r>",
        ),
        "p: It is⇥so⏎andso.",
    );
    check(
        &runs("<w:r><w:t>Ei</w:t><w:softHyphen/><w:t>sen A</w:t><w:noBreakHyphen/><w:t>3 &amp; &#x2014;</w:t></w:r>"),
        "p: It Ei\u{AD}sen A\u{2011}3 & —",
    );
    check(&runs(r#"<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>"#), "p: It ✓");
    check(
        &runs(r#"<w:hyperlink r:id="r1"><w:r><w:t>is</w:t></w:r></w:hyperlink><w:r><w:t>.</w:t></w:r>"#),
        "p: It is. [a is -> https://example.org/a?b&c]",
    );
    check(
        &runs(
            r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://example.org" </w:instrText></w:r>
            <w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>is</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
            <w:r><w:t>.</w:t></w:r>"#,
        ),
        "p: It is. [a is -> https://example.org]",
    );
}

#[test]
fn changes_are_taken_as_accepted_and_counted() {
    let body = p(LONG)
        + r"<w:p><w:r><w:t>It is </w:t></w:r><w:del><w:r><w:delText>un</w:delText><w:t>x</w:t></w:r></w:del><w:ins><w:r><w:t>very </w:t></w:r></w:ins>
        <w:r><w:rPr><w:rPrChange><w:rPr><w:b/></w:rPr></w:rPrChange></w:rPr><w:t>safe.</w:t></w:r></w:p>
        <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>One </w:t></w:r></w:p><w:p><w:r><w:t>paragraph.</w:t></w:r></w:p>
        <w:p><w:moveFrom><w:r><w:t>Elsewhere.</w:t></w:r></w:moveFrom></w:p>";
    let read = article(&document(&body));
    assert_eq!(outline(&read), format!("p: {LONG}\np: It is very safe.\np: One paragraph."));
    assert_eq!(
        warnings(&read),
        ["the document has tracked changes: insertions are taken as accepted (1), deletions are left out (3)"]
    );
}

#[test]
fn notes_come_at_the_end_and_boxes_after_their_paragraph() {
    let notes = r#"<w:footnotes><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>
        <w:footnote w:id="7"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> As the </w:t></w:r>
        <w:r><w:rPr><w:i/></w:rPr><w:t>Courier</w:t></w:r><w:r><w:t> wrote.</w:t></w:r></w:p></w:footnote></w:footnotes>"#;
    let boxed = "<w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p></w:txbxContent>";
    let body = format!(
        r#"{}<w:p><w:r><w:t>They knew.</w:t></w:r><w:r><w:footnoteReference w:id="7"/></w:r>
        <mc:AlternateContent><mc:Choice>{boxed}</mc:Choice><mc:Fallback>{boxed}</mc:Fallback></mc:AlternateContent>
        <w:r><w:t> So.</w:t></w:r></w:p>{}"#,
        p(LONG),
        p("After.")
    );
    let read = article(&with_parts(&body, &[("word/footnotes.xml", notes)]));
    let expected = "p: They knew.[1] So.\np: In a box.\np: After.\np: [1] As the Courier wrote. [i Courier]";
    assert_eq!(outline(&read), format!("p: {LONG}\n{expected}"));
}

#[test]
fn tables_are_text_and_pages_laid_out_by_tables_are_paragraphs() {
    let table = |rows: &[&[&str]]| {
        let row = |cells: &&[&str]| {
            let cells = cells.iter().map(|cell| format!("<w:tc><w:tcPr/>{cell}</w:tc>")).collect::<Vec<_>>().concat();
            format!("<w:tr>{cells}</w:tr>")
        };
        format!("<w:tbl><w:tblPr/>{}</w:tbl>", rows.iter().map(row).collect::<Vec<_>>().concat())
    };
    check(
        &table(&[&[&p("Pier"), &p("Cracks")], &[&p("North"), &(p("12") + &p("or 13"))]]),
        "table: Pier⇥Cracks⏎North⇥12 or 13",
    );
    check(&table(&[&[&(styled("berschrift1", "Side") + &p("One.")), &p("Two.")]]), "h1: Side\np: One.\np: Two.");
    check(&table(&[&[&p("Only one column.")], &[&p("And another row.")]]), "p: Only one column.\np: And another row.");
    check(&table(&[&[&table(&[&[&p("a"), &p("b")]]), &p("c")]]), "table: a⇥b\np: c");
}

#[test]
fn a_document_with_a_password_says_so() {
    let mut bytes = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    bytes.extend([0; 600]);
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let error = outcome(&bytes).unwrap_err().to_string();
    assert_eq!(
        error,
        "this Word document cannot be read: it is protected by a password; save a copy without one and add that"
    );
}
