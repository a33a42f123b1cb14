//! Small mistakes of people who edit the file by hand: each is named where it is, with what is expected there, and
//! costs no more than what it spoils.

use crossread::model::Hash;
use crossread::wire::{Reading, Severity};

use super::reading;

/// A set as a person may write it. Each case changes it in one place.
const BY_HAND: &str = r#"(
    format: 1,
    set: (id: "00000000-0000-7000-8000-000000000001", created: "2026-03-04T09:00:00Z", title: "By hand"),
    scheme: (
        labels: [
            (
                id: "00000000-0000-7000-8000-0000000000c1",
                name: "Claim",
                color: blue,
                shortcut: 1,
                role: claim,
                attributes: [
                    (id: "00000000-0000-7000-8000-0000000000d1", name: "Sure", kind: number),
                ],
            ),
            (id: "00000000-0000-7000-8000-0000000000c2", name: "Opinion", color: vermilion, shortcut: 2),
        ],
    ),
    people: [
        (id: "00000000-0000-7000-8000-0000000000b1", name: "Ann Lee", other_names: ["A. Lee"], created: "2026-03-04T09:00:00Z"),
    ],
    sources: [
        (
            id: "00000000-0000-7000-8000-000000000002",
            order: "V",
            title: "Her view",
            created: "2026-03-04T09:00:00Z",
            current: "00000000-0000-7000-8000-000000000003",
            versions: [(
                id: "00000000-0000-7000-8000-000000000003",
                read: "2026-03-04T09:00:00Z",
                created: "2026-03-04T09:00:00Z",
                original_hash: "HASH",
                text_hash: "HASH",
                text: ["Zoë said", "“so”."],
            )],
        ),
    ],
    annotations: [
        (
            id: "00000000-0000-7000-8000-000000000004",
            version: "00000000-0000-7000-8000-000000000003",
            label: "00000000-0000-7000-8000-0000000000c1",
            spans: [(start: 4, end: 8, quote: "said")],
            attributes: {"00000000-0000-7000-8000-0000000000d1": number(0.5)},
            note: "why",
            created: "2026-03-04T09:00:00Z",
        ),
        (
            id: "00000000-0000-7000-8000-000000000005",
            version: "00000000-0000-7000-8000-000000000003",
            spans: [(start: 10, end: 12, quote: "so")],
            created: "2026-03-04T09:00:00Z",
        ),
    ],
)
"#;

fn by_hand() -> String {
    BY_HAND.replace("HASH", &Hash::of("Zoë said\n“so”.".as_bytes()).to_string())
}

/// Labels, people, sources, annotations.
fn kept(reading: &Reading) -> [usize; 4] {
    let set = &reading.set;
    [set.scheme().labels.len(), set.people().len(), set.sources().len(), set.annotations().len()]
}

/// What is written, what is written instead, what is said about it (the marked place in the line is the column, `‸`),
/// and whether anything is missing then.
const CASES: [(&str, &str, &str, bool); 26] = [
    // Commas.
    (
        "color: blue,\n                shortcut: 1",
        "color: blue\n                ‸shortcut: 1",
        "a comma is missing before this; it was put in",
        false,
    ),
    ("name: \"Ann Lee\", other", "name: \"Ann Lee\" ‸other", "a comma is missing before this; it was put in", false),
    // Quotation marks.
    ("note: \"why\"", "note: ‸\"why", "a quotation mark that is not closed; this much of it was left out", true),
    (
        "note: \"why\"",
        "note: ‸“why”",
        "a straight quotation mark (\") is expected here, not “; this much of it was left out",
        true,
    ),
    (
        "title: \"Her view\"",
        "title: ‸«Her view»",
        "a straight quotation mark (\") is expected here, not «; this much of it was left out",
        true,
    ),
    (
        "note: \"why\"",
        "note: ‸why",
        "a text in quotation marks is expected here, not why; this much of it was left out",
        true,
    ),
    ("note: \"why\"", "note: \"C:\\q", "a quotation mark that is not closed", true),
    // Words.
    ("role: claim", "role: clame‸", "«clame» is none of claim, opinion, quote (perhaps claim is meant)", true),
    ("color: blue", "color: bleu‸", "(perhaps blue is meant)", true),
    ("color: blue", "color: ‸\"blue\"", "a word without quotation marks is expected here", true),
    (
        "kind: number",
        "kind: nummer‸",
        "«nummer» is none of choice, several, text, number, yes_no, date, span, person (perhaps number is meant)",
        true,
    ),
    // Lists and strings.
    (
        "other_names: [\"A. Lee\"]",
        "other_names: ‸\"A. Lee\"",
        "a list in square brackets [ ] is expected here, not \"A. Lee\"",
        true,
    ),
    ("text: [\"Zoë said\", \"“so”.\"]", "text: ‸\"Zoë said\"", "a list in square brackets [ ] is expected here", true),
    ("title: \"Her view\"", "title: ‸[\"Her view\"]", "a text in quotation marks is expected here", true),
    // Numbers.
    ("number(0.5)", "number(0,‸5)", "a number has a point before its decimals, not a comma", true),
    ("number(0.5)", "number(‸half)", "a number such as 3.5 is expected here, not half", true),
    ("number(0.5)", "number(NaN)", "a number must be finite", true),
    ("number(0.5)", "number(1e999)", "a number must be finite", true),
    ("shortcut: 1", "shortcut: ‸one", "a whole number is expected here, not one", true),
    ("shortcut: 1", "shortcut: 300", "this number is negative, or larger than is possible here", true),
    ("shortcut: 2", "shortcut: 1", "the key 1 of «Opinion» is another label’s, or is not one of 1 to 9", true),
    // Dates and ids.
    (
        "title: \"Her view\",\n            created: \"2026-03-04T09:00:00Z\"",
        "title: \"Her view\",\n            created: \"yesterday\"‸",
        "a moment such as \"2026-03-04T09:22:08.042Z\" is expected here, not the string \"yesterday\"",
        true,
    ),
    ("-0000000000b1", "-0000000000bx", "an id such as", true),
    // Fields.
    (
        "            created: \"2026-03-04T09:00:00Z\",\n            current",
        "            current",
        "the field «created» is missing; it was put in",
        false,
    ),
    ("note: \"why\"", "note: \"why\",\n            note: \"not\"", "the field «note» stands there twice", true),
    // The end.
    ("    ],\n)\n", "    ],\n)\n‸)\n", "something stands behind the end of the set", true),
];

#[test]
fn small_mistakes_are_named_where_they_are_and_cost_no_record() {
    let whole = kept(&reading(by_hand()));
    assert_eq!(whole, [2, 1, 1, 2]);
    let mut wrong = Vec::new();
    for (from, to, message, missing) in CASES {
        let marked = by_hand().replacen(from, to, 1);
        assert_ne!(marked, by_hand(), "{from} is not there");
        let place = marked.find('‸').map(|at| {
            let before = &marked[..at];
            let line = before.matches('\n').count() + 1;
            (line as u32, before[before.rfind('\n').map_or(0, |end| end + 1)..].chars().count() as u32 + 1)
        });
        let read = reading(marked.replace('‸', ""));
        let said: Vec<String> =
            read.findings.iter().map(|finding| format!("{finding} ({:?})", finding.severity())).collect();
        let fits = read.findings.iter().any(|finding| {
            finding.to_string().contains(message)
                && place.is_none_or(|place| place == (finding.place.line, finding.place.column))
        });
        let lost: usize = read.lost.values().sum();
        // A person whose id is none is nobody.
        let costs = usize::from(to.contains("bx"));
        let records: usize = whole.iter().zip(kept(&read)).map(|(whole, kept)| whole - kept).sum();
        if !fits || records != costs || lost != costs || missing == read.may_replace_the_file() {
            wrong.push(format!(
                "{to}\n  expected {message} at {place:?}\n  kept {:?}, lost {:?}\n  {}",
                kept(&read),
                read.lost,
                said.join("\n  ")
            ));
        }
        assert!(read.findings.iter().all(|finding| !finding.hint().is_empty()));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn what_is_right_either_way_is_no_mistake() {
    for (from, to) in [
        (
            "current: \"00000000-0000-7000-8000-000000000003\"",
            "current: Some(\"00000000-0000-7000-8000-000000000003\")",
        ),
        ("shortcut: 1", "shortcut: Some(1)"),
        ("shortcut: 1", "shortcut: None"),
        ("note: \"why\"", "note: r\"why\""),
        ("color: blue,", "color: /* as always */ blue, // yes"),
        ("    ],\n)\n", "    ]\n)"),
        ("number(0.5)", "number(5e-1)"),
    ] {
        let text = by_hand().replacen(from, to, 1);
        assert_ne!(text, by_hand());
        let read = reading(text);
        assert_eq!(read.severity(), Some(Severity::Notice), "{to}: {:?}", read.findings);
        assert_eq!(read.findings.len(), 1, "{to}: {:?}", read.findings);
        assert_eq!(kept(&read), [2, 1, 1, 2]);
    }
}

#[test]
fn a_misspelt_list_is_taken_for_what_it_is() {
    for (name, misspelt) in [("annotations", "anotations"), ("sources", "Sources"), ("people", "peoples")] {
        let read = reading(by_hand().replacen(&format!("    {name}: ["), &format!("    {misspelt}: ["), 1));
        assert_eq!(kept(&read), [2, 1, 1, 2], "{misspelt}: {:?}", read.findings);
        let said = format!("«{misspelt}» was taken for «{name}»");
        assert!(read.findings.iter().any(|finding| finding.to_string().contains(&said)), "{:?}", read.findings);
    }
}
