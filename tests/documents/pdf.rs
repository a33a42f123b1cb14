//! PDF documents.

use super::pdf_writer::Writer;
use super::{article, outcome, outline, warnings};

fn writer() -> Writer {
    let mut writer = Writer::default();
    writer.page();
    writer
}

fn check(writer: &Writer, expected: &str) {
    assert_eq!(outline(&article(&writer.bytes())), expected);
}

const LEFT: [&str; 6] = [
    "The council of Port Halden voted",
    "on Tuesday evening to close the",
    "bridge to lorries until the engi-",
    "neers have looked at the cracks",
    "in its pier, which divers found",
    "in the spring of this very year.",
];
const RIGHT: [&str; 6] = [
    "Nobody knows how long that will",
    "take, and the mayor would not be",
    "drawn on it when she was asked.",
    "The ferry is to run all night as",
    "long as the bridge is closed, and",
    "it will cost nothing to anybody.",
];
const JOINED_LEFT: &str = "The council of Port Halden voted on Tuesday evening to close the bridge to lorries until the \
    engineers have looked at the cracks in its pier, which divers found in the spring of this very year.";
const JOINED_RIGHT: &str = "Nobody knows how long that will take, and the mayor would not be drawn on it when she was asked. \
    The ferry is to run all night as long as the bridge is closed, and it will cost nothing to anybody.";

#[test]
fn lines_become_paragraphs_and_parted_words_one() {
    let mut pdf = writer();
    pdf.lines("F3", 10.0, 40.0, 500.0, &LEFT).lines("F3", 10.0, 40.0, 410.0, &RIGHT);
    check(&pdf, &format!("p: {JOINED_LEFT}\np: {JOINED_RIGHT}"));
}

#[test]
fn paragraphs_are_parted_by_their_indents_too() {
    let mut pdf = writer();
    pdf.lines("F3", 10.0, 40.0, 500.0, &LEFT).text("F3", 10.0, 52.0, 428.0, "Nobody knows how long it will").lines(
        "F3",
        10.0,
        40.0,
        416.0,
        &["take, and the mayor would not be", "drawn on it when she was asked."],
    );
    check(
        &pdf,
        &format!(
            "p: {JOINED_LEFT}\np: Nobody knows how long it will take, and the mayor would not be drawn on it when she was asked."
        ),
    );
}

#[test]
fn two_columns_are_read_one_after_the_other_below_the_headline() {
    let mut pdf = writer();
    pdf.text("F2", 20.0, 40.0, 540.0, "Bridge closed to lorries for weeks")
        .text("F1", 9.0, 40.0, 520.0, "By Jane Doe, 4 March 2026")
        .lines("F3", 10.0, 40.0, 490.0, &LEFT)
        .lines("F3", 10.0, 215.0, 490.0, &RIGHT);
    check(
        &pdf,
        &format!(
            "h1: Bridge closed to lorries for weeks\nbyline: By Jane Doe, 4 March 2026\np: {JOINED_LEFT}\np: {JOINED_RIGHT}"
        ),
    );
    let read = article(&pdf.bytes());
    assert_eq!(read.title, "Bridge closed to lorries for weeks");
    assert_eq!((read.byline.as_deref(), read.published.as_deref()), (Some("Jane Doe"), Some("2026-03-04")));

    // Whatever order they are drawn in.
    let mut pdf = writer();
    for at in (0..6).rev() {
        pdf.text("F3", 10.0, 215.0, 487.0 - 12.0 * at as f64, RIGHT[at]).text(
            "F3",
            10.0,
            40.0,
            490.0 - 12.0 * at as f64,
            LEFT[at],
        );
    }
    check(&pdf, &format!("p: {JOINED_LEFT}\np: {JOINED_RIGHT}"));
}

#[test]
fn a_sentence_goes_on_in_the_next_column_and_on_the_next_page() {
    let mut pdf = writer();
    pdf.text("F1", 8.0, 40.0, 570.0, "Port Halden Gazette").text("F1", 8.0, 205.0, 20.0, "1");
    pdf.lines("F3", 10.0, 40.0, 490.0, &LEFT[..5]);
    pdf.page().text("F1", 8.0, 40.0, 570.0, "Port Halden Gazette").text("F1", 8.0, 205.0, 20.0, "2");
    pdf.text("F3", 10.0, 40.0, 490.0, LEFT[5]).lines("F3", 10.0, 40.0, 460.0, &RIGHT);
    let head = "~p: Port Halden Gazette";
    check(&pdf, &format!("{head}\np: {JOINED_LEFT}\n~p: 1\n{head}\np: {JOINED_RIGHT}\n~p: 2"));
}

#[test]
fn the_day_of_a_running_head_comes_before_that_of_the_file() {
    let mut pdf = writer();
    for page in 0..2 {
        if page > 0 {
            pdf.page();
        }
        pdf.text("F1", 8.0, 40.0, 570.0, "Port Halden Gazette, 6 March 2026").lines("F3", 10.0, 40.0, 490.0, &LEFT);
    }
    assert_eq!(article(&pdf.bytes()).published.as_deref(), Some("2026-03-06"));
}

#[test]
fn a_hyphen_of_the_word_itself_stays() {
    let mut pdf = writer();
    pdf.lines(
        "F3",
        10.0,
        40.0,
        500.0,
        &[
            "They spoke of a long-term plan",
            "for the bridge, and of the long-",
            "term costs that nobody had yet",
            "worked out for the city of Port-",
            "Halden as a whole, they said.",
        ],
    );
    check(
        &pdf,
        "p: They spoke of a long-term plan for the bridge, and of the long-term costs that nobody had yet worked out for the \
         city of Port-Halden as a whole, they said.",
    );
}

#[test]
fn lists_tables_and_strong_headings() {
    let mut pdf = writer();
    pdf.lines("F3", 10.0, 40.0, 540.0, &LEFT)
        .text("F2", 10.0, 40.0, 455.0, "What comes next")
        .lines("F3", 10.0, 40.0, 440.0, &["• The ferry runs all night", "• Lorries go round by Eastport"])
        .lines("F3", 10.0, 40.0, 400.0, &["Pier", "North", "South"])
        .lines("F3", 10.0, 140.0, 400.0, &["Cracks", "12", "9"])
        .lines("F3", 10.0, 240.0, 400.0, &["Depth", "4 mm", "2 mm"]);
    check(
        &pdf,
        &format!(
            "p: {JOINED_LEFT}\nh1: What comes next\nli0: The ferry runs all night\nli0: Lorries go round by Eastport\n\
             table: Pier⇥Cracks⇥Depth⏎North⇥12⇥4 mm⏎South⇥9⇥2 mm"
        ),
    );
}

#[test]
fn words_are_parted_by_space_and_not_by_how_they_are_drawn() {
    let mut pdf = writer();
    // Kerning within words, wide steps between them, and no space in any string.
    pdf.raw("BT /F3 12 Tf 40 500 Td [(T)70(his)-250(is)-260(the)-240(b)10(ridge.)] TJ ET\n");
    check(&pdf, "p: This is the bridge.");
    let mut pdf = writer();
    // A letter that is drawn twice to look bold, and spaced words.
    pdf.raw("BT /F3 12 Tf 1 0 0 1 40 500 Tm (Twice) Tj 1 0 0 1 40.3 500 Tm (Twice) Tj ET BT /F3 12 Tf 5 Tw 80 500 Td (and once.) Tj ET\n");
    check(&pdf, "p: Twice and once.");
}

#[test]
fn fonts_say_what_their_codes_mean() {
    let mut pdf = writer();
    pdf.fonts = "/D 20 0 R/U 21 0 R/Z 25 0 R".to_owned();
    let map = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange \
        2 beginbfchar <0001> <00660066> <0002> <D83DDE00> endbfchar 1 beginbfrange <0010> <0012> <0041> endbfrange endcmap end end";
    pdf.objects = vec![
        "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding<</Type/Encoding/Differences[65/ffi/eacute/uni20AC/f_l]>>>>".to_owned(),
        "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[22 0 R]/ToUnicode 23 0 R>>".to_owned(),
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/X/DW 600/W[1[900 1000]]>>".to_owned(),
        format!("<</Length {}>>stream\n{map}\nendstream", map.len()),
        "null".to_owned(),
        "<</Type/Font/Subtype/Type0/BaseFont/Y/Encoding/Identity-H/DescendantFonts[22 0 R]>>".to_owned(),
    ];
    pdf.raw("BT /D 12 Tf 40 500 Td (oA B C D.) Tj ET BT /U 12 Tf 40 460 Td <0001001000120002> Tj ET\n");
    let read = article(&pdf.bytes());
    assert_eq!(outline(&read), "p: offi é € fl.\np: ffAC😀");

    let mut unknown = writer();
    unknown.fonts = pdf.fonts.clone();
    unknown.objects = pdf.objects.clone();
    unknown.raw("BT /F3 12 Tf 40 500 Td (So: ) Tj /Z 12 Tf <00100011> Tj ET\n");
    let read = article(&unknown.bytes());
    assert_eq!(outline(&read), "p: So: ��");
    assert_eq!(
        warnings(&read),
        ["some characters of the document could not be told and are shown as � (2); look for a better copy"]
    );
}

#[test]
fn what_is_marked_as_no_part_of_the_text_is_clutter_and_actual_text_is_read() {
    let mut pdf = writer();
    pdf.lines("F3", 10.0, 40.0, 500.0, &LEFT)
        .raw("/Artifact <</Type/Pagination>> BDC\n")
        .text("F1", 8.0, 40.0, 300.0, "Draft, not for release")
        .raw("EMC\n")
        .raw("/Span <</ActualText(better)>> BDC\n")
        .text("F3", 10.0, 40.0, 200.0, "worse")
        .raw("EMC\n");
    check(&pdf, &format!("p: {JOINED_LEFT}\n~p: Draft, not for release\np: better"));
}

#[test]
fn properties_are_read_where_they_look_real() {
    let mut pdf = writer();
    pdf.lines("F3", 10.0, 40.0, 500.0, &LEFT);
    pdf.info =
        "/Title(Closed for weeks)/Author(Jane Doe)/CreationDate(D:20260304120000Z)/ModDate(D:20260305)".to_owned();
    let read = article(&pdf.bytes());
    assert_eq!((read.title.as_str(), read.byline.as_deref()), ("Closed for weeks", Some("Jane Doe")));
    assert_eq!((read.published.as_deref(), read.modified.as_deref()), (Some("2026-03-04"), Some("2026-03-05")));
    pdf.info = "/Title(bridge_final.docx)/Author(user)".to_owned();
    let read = article(&pdf.bytes());
    assert_eq!(
        (read.title.as_str(), read.byline.as_deref()),
        ("The council of Port Halden voted on Tuesday evening to…", None)
    );
}

#[test]
fn pages_that_are_pictures_are_said() {
    let scan = |pdf: &mut Writer| {
        pdf.objects = vec!["<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\nx\nendstream".to_owned()];
        pdf.page_entries = "/XObject<</Im 20 0 R>>".to_owned();
        pdf.raw("q 420 0 0 595 0 0 cm /Im Do Q\n");
    };
    let mut pdf = writer();
    scan(&mut pdf);
    let error = outcome(&pdf.bytes()).unwrap_err().to_string();
    assert_eq!(
        error,
        "this PDF document cannot be read: its pages (1) are pictures without text; let a program recognise the text (OCR) and \
         add what that makes"
    );
    pdf.page().lines("F3", 10.0, 40.0, 500.0, &LEFT);
    let read = article(&pdf.bytes());
    assert_eq!(warnings(&read), ["pages that are pictures without text are left out (1 of 2)"]);
}

#[test]
fn text_that_runs_to_the_left_is_read_from_the_right() {
    let mut pdf = writer();
    pdf.fonts = "/U 20 0 R".to_owned();
    let map = "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange \
        1 beginbfrange <0000> <07FF> <0000> endbfrange endcmap end end";
    pdf.objects = vec![
        "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[21 0 R]/ToUnicode 22 0 R>>"
            .to_owned(),
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/X/DW 500>>".to_owned(),
        format!("<</Length {}>>stream\n{map}\nendstream", map.len()),
    ];
    // As they stand on paper: the last word is the leftmost, and each letter left of the one before it.
    let drawn: String =
        "2026 תנשב םסחנ רשגה".chars().map(|letter| format!("{:04X}", letter as u32)).collect::<Vec<_>>().concat();
    pdf.raw(&format!("BT /U 12 Tf 40 500 Td <{drawn}> Tj ET\n"));
    check(&pdf, "p: הגשר נחסם בשנת 2026");
}
