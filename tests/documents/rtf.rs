//! Rich Text Format.

use super::{LONG, article, outline, warnings};

fn document(body: &str) -> Vec<u8> {
    let header = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\froman\fcharset0 Times;}{\f1\fnil\fcharset204 Cyr;}{\f2\fnil\fcharset128 Jp;}}
{\colortbl;\red0\green0\blue0;}{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s15 Title;}{\s17 Quote;}{\*\cs20 Strong;}}
{\info{\title From the properties of it}{\author Jane Doe}{\creatim\yr2026\mo3\dy4\hr9}}";
    format!("{header}\n\\pard {LONG}\\par\n{body}}}").into_bytes()
}

fn check(body: &str, expected: &str) {
    assert_eq!(outline(&article(&document(body))), format!("p: {LONG}\n{expected}"), "{body}");
}

#[test]
fn characters() {
    check(r"Caf\'e9 \'93so\'94 \endash  \u8364?5\~m.\par", "p: Café “so” – €5\u{A0}m.");
    check(r"\u-10179?\u-8704? \u1046\'c6.\par", "p: 😀 Ж.");
    check(r"\uc2\u1046\'81\'82x{\uc0\u1047}y\par", "p: ЖxЗy");
    check(r"{\f1 \'cf\'f0\'e8\'e2\'e5\'f2} {\f2 \'93\'fa\'96\'7b}\par", "p: Привет 日本");
    check("one\\tab two\\line three \\{\\}\\\\ Ei\\-sen\\par", "p: one⇥two⏎three {}\\ Ei\u{AD}sen");
    check("over\r\ntwo lines\\par", "p: overtwo lines");
}

#[test]
fn looks_links_and_hidden_text() {
    check(r"It is {\b very} {\i\b0 safe}\plain .\par", "p: It is very safe. [b very] [i safe]");
    check(r"Seen{\v not}.\par", "p: Seen.");
    check(
        "See {\\field{\\*\\fldinst{HYPERLINK \"https://example.org\"}}{\\fldrslt{\\ul this}}}.\\par",
        "p: See this. [a this -> https://example.org]",
    );
    check(r"{\pict\wmetafile8 0123abcd}{\*\unknown stuff}{\header Head\par}Text.\par", "p: Text.");
    check("{\\*\\bkmkstart a}{\\upr{\\bin3 }}}}{\\*\\ud{Text}}}.\\par", "p: Text.");
}

#[test]
fn paragraphs_of_every_kind() {
    check(r"\pard\s1 One\par\pard Two.\par", "h1: One\np: Two.");
    check(r"\pard\outlinelevel1 One\par\pard Two.\par", "h2: One\np: Two.");
    check(r"\pard\s15 The bridge\par\pard\s1 So\par", "h1: The bridge\nh2: So");
    check(r"\pard\s17 Said.\par", "quote: Said.");
    check(
        r"\pard{\listtext\'b7\tab}\ls1\ilvl0 One\par{\listtext\'b7\tab}\ilvl1 Deep\par\pard No item.\par",
        "li0: One\nli1: Deep\np: No item.",
    );
    check(r"{\pntext 1.\tab}{\*\pn\pnlvlblt}Old item\par", "li0: Old item");
    check(
        r"\trowd\cellx1\cellx2\pard\intbl a\cell b\cell\row\trowd\cellx1\cellx2\intbl c\cell d\cell\row\pard After.\par",
        "table: a⇥b⏎c⇥d\np: After.",
    );
    check(
        r"They knew{\super\chftn}{\footnote\pard\chftn  As the Courier wrote.} it.\par",
        "p: They knew[1] it.\np: [1] As the Courier wrote.",
    );
    check(
        r"Text.{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt\pard In a box.\par}}}\par After.\par",
        "p: Text.\np: In a box.\np: After.",
    );
}

#[test]
fn properties_changes_and_damage() {
    let read = article(&document(r"It is {\deleted un}{\revised very }safe.{\*\annotation Really?}\par"));
    assert_eq!(outline(&read), format!("p: {LONG}\np: It is very safe."));
    assert_eq!(
        warnings(&read),
        [
            "the document has tracked changes: insertions are taken as accepted (1), deletions are left out (1)",
            "comments in the margin of the document are left out (1)",
        ]
    );
    assert_eq!((read.title.as_str(), read.byline.as_deref()), ("From the properties of it", Some("Jane Doe")));
    assert_eq!(read.published.as_deref(), Some("2026-03-04"));

    let whole = document(r"The end.\par");
    let read = article(&whole[..whole.len() - 8]);
    assert_eq!(outline(&read), format!("p: {LONG}\np: The e"));
    assert_eq!(warnings(&read), ["the document is damaged or cut off; what could be read of it is here"]);
}
