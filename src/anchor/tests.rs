#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop where it is surprised")]

use super::*;

fn positions(text: &str) -> Positions {
    Positions::new(text.into())
}

/// Marks what stands between `[` and `]` in `marked`, and looks for it in `changed`, where `[` and `]` say what is to
/// be found: one pair a part; none, that nothing may be.
fn parse(marked: &str) -> (String, Vec<Span>) {
    let (mut text, mut spans, mut start) = (String::new(), Vec::new(), 0);
    for c in marked.chars() {
        match c {
            '[' => start = text.len(),
            ']' => spans.push(Span::from(start..text.len())),
            other => text.push(other),
        }
    }
    (text, spans)
}

fn found(before: &str, after: &str) -> (Resolution, Vec<Span>) {
    let (before, marked) = parse(before);
    let (after, expected) = parse(after);
    let before = positions(&before);
    (resolve(&positions(&after), &selectors(&before, &marked)), expected)
}

#[test]
fn a_selector_holds_place_words_and_context_in_code_points() {
    let text = positions("Zoë said: “the bridge is safe”. Nobody else in the whole town agreed.");
    let start = text.text().find("the").unwrap() as u32;
    let selector = selector(&text, Span::new(start, start + 10)).unwrap();
    assert_eq!((selector.start, selector.end), (11, 21));
    assert_eq!(selector.exact, "the bridge");
    assert_eq!(selector.prefix, "Zoë said: “");
    assert_eq!(selector.suffix.chars().count(), Selector::CONTEXT);
    assert!(super::selector(&text, Span::new(1, 3)).is_none(), "inside a character");
}

#[test]
fn words_at_their_place_are_enough_where_nothing_else_is_known() {
    let text = positions("He said so. He said no. He said nothing, he said.");
    let bare = Selector { start: 12, end: 19, exact: "He said".into(), prefix: String::new(), suffix: String::new() };
    assert_eq!(
        resolve(&text, std::slice::from_ref(&bare)),
        Resolution::Same([Span::new(12, 19)].into_iter().collect())
    );
    // Anywhere else, they are several.
    let elsewhere = Selector { start: 3, end: 10, ..bare };
    assert!(matches!(resolve(&text, &[elsewhere]), Resolution::Ambiguous(_) | Resolution::Lost));
}

#[test]
fn what_is_still_there_stays_there() {
    for text in ["[]", "a [b] c", "[whole]", "one [two] three [four] five", "[日本]語", "The [bridge][ cost] much"] {
        let (resolution, expected) = found(text, text);
        if text == "[]" {
            assert_eq!(resolution, Resolution::Same(expected.into()), "an empty text is its own context");
        } else {
            assert_eq!(resolution, Resolution::Same(expected.into()), "{text}");
        }
    }
}

#[test]
fn what_moved_is_found_where_its_context_is() {
    let cases = [
        ("The mayor said [the bridge is safe] on Tuesday.", "Updated. The mayor said [the bridge is safe] on Tuesday."),
        ("Intro. The mayor said [the bridge] is safe.", "The mayor said [the bridge] is safe."),
        // The same words twice: the context decides.
        (
            "Alpha said [no comment] to us. Beta said no comment to them.",
            "Lead. Beta said no comment to them. Alpha said [no comment] to us.",
        ),
        // Part by part, in order.
        ("She [did] not [agree] at all.", "Well: she [did] not [agree] at all."),
        // Long words that stand once are found in any company.
        ("x [the committee rejected the plan] y", "Otherwise [the committee rejected the plan]!"),
    ];
    for (before, after) in cases {
        let (resolution, expected) = found(before, after);
        match resolution {
            Resolution::Moved { spans, score } => {
                assert_eq!(spans.as_slice(), expected, "{before} -> {after}");
                assert!(score >= MIN_SCORE);
            }
            other => panic!("{before} -> {after}: {other:?}"),
        }
    }
}

#[test]
fn a_sentence_that_only_looks_alike_is_never_taken() {
    let cases = [
        ("[The bridge cost 12 million euros.] So it was.", "News. The bridge cost 13 million euros. So it was."),
        ("It was [Maria Silva who signed the contract] then.", "New. It was Mario Silva who signed the contract then."),
        ("He said [it is true] today.", "He said nothing today."),
        ("[Gone]", ""),
        ("[x]", "y"),
        ("She [did] not [agree] at all.", "Well: she did not care at all."),
        ("The bridge cost [twelve million] euros, he said.", "It is not cheap. A tunnel is twelve million euros more."),
        // Two words that stand in every text, without anything around them that agrees.
        ("The minister, [he said] in Rome, will go.", "Nobody knows. Later that night, as we hear, he said: never."),
    ];
    for (before, after) in cases {
        let (resolution, _) = found(before, after);
        let open = matches!(resolution, Resolution::Lost | Resolution::Ambiguous(_));
        assert!(open, "{before} -> {after}: {resolution:?}");
    }
}

#[test]
fn places_that_fit_about_as_well_are_left_to_the_reader() {
    let (resolution, _) = found("A b [no comment] c d. Rest of it all.", "It: b no comment c. And: b no comment c.");
    let Resolution::Ambiguous(places) = resolution else { panic!("{resolution:?}") };
    assert_eq!(places.len(), 2);
    assert!(places.iter().all(|place| place.part == 0));
}

#[test]
fn parts_that_changed_their_order_are_not_joined() {
    let (resolution, _) = found(
        "First [the council approved the budget] and then [the mayor left for the summer] as planned.",
        "Then [the mayor left for the summer] as planned; now [the council approved the budget] too.",
    );
    assert!(matches!(resolution, Resolution::Ambiguous(_)), "{resolution:?}");
}

#[test]
fn words_that_stand_everywhere_cost_no_more_than_the_limit() {
    let text = positions(&"a ".repeat(200_000));
    let selector = Selector { start: 400_001, end: 400_002, exact: "a".into(), ..Selector::default() };
    let Resolution::Ambiguous(places) = resolve(&text, &[selector]) else { panic!("not ambiguous") };
    assert_eq!(places.len(), MAX_OFFERED);
}

#[test]
fn a_place_past_the_end_of_a_shorter_text_is_no_panic() {
    let selector = Selector { start: u32::MAX - 1, end: u32::MAX, exact: "é".into(), ..Selector::default() };
    assert_eq!(resolve(&positions("abc"), std::slice::from_ref(&selector)), Resolution::Lost);
    assert_eq!(resolve(&positions("abc"), &[]), Resolution::Lost);
}
