//! What becomes of passages where both readings are known.

use crossread::anchor::{Resolution, Resolver};
use crossread::text::{Positions, Span};

/// Marks what stands between `[` and `]`.
fn parse(marked: &str) -> (Positions, Vec<Span>) {
    let (mut text, mut spans, mut start) = (String::new(), Vec::new(), 0);
    for c in marked.chars() {
        match c {
            '[' => start = text.len(),
            ']' => spans.push(Span::from(start..text.len())),
            other => text.push(other),
        }
    }
    (Positions::new(text.into()), spans)
}

/// What becomes of each marked passage: its state, and its words now.
fn followed(old: &str, new: &str) -> Vec<String> {
    let (old, spans) = parse(old);
    let (new, _) = parse(new);
    let mut resolver = Resolver::between(&old, &new);
    let words = |spans: &[Span]| {
        let words: Vec<&str> = spans.iter().map(|span| span.slice(new.text()).unwrap()).collect();
        words.join(" … ")
    };
    let state = |span| match resolver.follow(&[span]) {
        Resolution::Same(spans) => format!("same: {}", words(&spans)),
        Resolution::Moved { spans, .. } => format!("moved: {}", words(&spans)),
        Resolution::Edited { spans, .. } => format!("edited: {}", words(&spans)),
        Resolution::Ambiguous(places) => format!("ambiguous: {}", places.len()),
        Resolution::Lost => "lost".to_owned(),
    };
    spans.into_iter().map(state).collect()
}

#[test]
fn a_corrected_article() {
    let old = "[In a failure without equal], the town has cut the harbour in two. \
               [The crossing will be closed for nearly a year], and nobody has said who will pay.\n\n\
               [More than 20,000 drivers a day] depend on the crossing. [They deserve better than excuses.]\n\n\
               An officer, who asked not to be named, said [the money “was never there”].\n\n\
               [The ferry runs every half hour.] It takes ten minutes.";
    let new = "In a failure without equal, the town has cut the harbour in two. \
               The crossing will be closed for nearly five months, and nobody has said who will pay.\n\n\
               More than 9,000 drivers a day depend on the crossing. The paper first reported that more than 20,000 \
               people a day were affected. They deserve better than excuses.\n\n\
               Drivers waiting at the ferry agreed. They deserve better than excuses.\n\n\
               The ferry runs every half hour. It takes ten minutes.";
    assert_eq!(
        followed(old, new),
        [
            "same: In a failure without equal",
            "edited: The crossing will be closed for nearly five months",
            "ambiguous: 2",
            "ambiguous: 2",
            "lost",
            "same: The ferry runs every half hour.",
        ]
    );
}

#[test]
fn a_sentence_that_went_is_not_the_one_like_it() {
    let list = |items: &[&str]| items.join(" ");
    let (a, b, c) = (
        "In 2019 the council of Altona paid 12 million euros for the bridge.",
        "In 2019 the council of Bergen paid 13 million euros for the bridge.",
        "In 2019 the council of Cordoba paid 14 million euros for the bridge.",
    );
    let marked = list(&[&format!("[{a}]"), &format!("[{b}]"), &format!("[{c}]")]);
    for (new, expected) in [
        (list(&[b, c]), ["lost", &format!("same: {b}"), &format!("same: {c}")]),
        (list(&[a, c]), [&*format!("same: {a}"), "lost", &format!("same: {c}")]),
        (list(&[a, b]), [&*format!("same: {a}"), &format!("same: {b}"), "lost"]),
        (list(&[c]), ["lost", "lost", &format!("same: {c}")]),
    ] {
        assert_eq!(followed(&marked, &new), expected, "{new}");
    }
    // The same sentence twice: the one that stays is the one that stayed.
    let twice = "First the mayor spoke. [No comment was made by the board.] Then the union spoke for an hour. \
                 [No comment was made by the board.] All went home.";
    let once =
        "First the mayor spoke. Then the union spoke for an hour. No comment was made by the board. All went home.";
    assert_eq!(followed(twice, once), ["lost", "same: No comment was made by the board."]);
}

#[test]
fn what_moved_and_what_was_reworded() {
    let old = "The lead stands here. [Nobody in the whole town had been asked about the plan.] It rained all day. \
               The end of the report is near. [The mayor said that the old bridge was safe.] \
               More tomorrow.";
    let new = "Updated on Tuesday. The lead stands here. It rained all day. The end of the report is near. The mayor said \
               that the bridge was quite safe. More tomorrow. Nobody in the whole town had been asked about the plan.";
    assert_eq!(
        followed(old, new),
        [
            "moved: Nobody in the whole town had been asked about the plan.",
            "edited: The mayor said that the bridge was quite safe.",
        ]
    );
}
