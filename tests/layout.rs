//! What any engine for text layout must get right, in every script.
#![cfg(feature = "gui")]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use crossread::gui::article::layout::{
    Affinity, BlockLayout, Engine, Hit, Ink, Move, StyleRun, Table, TextStyle, text_runs,
};
use crossread::gui::fonts::{SystemFonts, definitions, find_system_fonts, serif, strong};
use crossread::text::Span;
use egui::{FontFamily, Rect, pos2};
use unicode_segmentation::UnicodeSegmentation as _;

const SAMPLES: &[(&str, &str)] = &[
    ("english", "A grey heron — “startled”, said the warden — flew 2.5 km upstream on Tuesday; nobody followed."),
    ("ligatures", "The office staff find affable bailiffs: five fjords, a baffling waffle, scoff, cliff, stuff."),
    ("arabic", "قال الوزير يوم الثلاثاء إن عدد الزوار بلغ 3,560 زائرًا (بزيادة 7٪)، بحسب وكالة Reuters للأنباء، لا أكثر."),
    ("persian", "وزیر می‌گوید: «بودجهٔ سال ۱۴۰۵ حدود ۳۰ درصد رشد می‌کند» و COVID-19 هنوز تمام نشده است."),
    ("hebrew", "השר אמר ביום שלישי כי \"המצב השתפר\" – לפי haaretz, עם 3,560 מבקרים (עלייה של 7.5%)."),
    ("hebrew points", "שָׁלוֹם לְכָל הָאֲנָשִׁים וְלַבְּרִיּוֹת הַקְּטַנּוֹת"),
    ("mixed, to the right", "The spokesman (דנה לוי) told 40% of العربية viewers about 5 of ABC אבג 456 דהו DEF."),
    ("mixed, to the left", "חברת Siemens AG הודיעה על 2.5 מיליארד € ברבעון Q2 2026 (לעומת 700 מיליון)."),
    ("hindi", "मुख्यमंत्री ने कहा कि श्रमिकों को ₹3,500 की सहायता मिलेगी; क्षत्रिय और ज्ञानेश्वर स्थिर रहे।"),
    ("thai", "ผู้ว่าราชการกล่าวว่าจังหวัดจะช่วยเหลือชาวบ้านที่ได้รับผลกระทบจากน้ำท่วม"),
    ("chinese", "据新华社报道：市长表示，“今年增长3.8%”，并指出（详见附件）情况平稳。"),
    ("japanese", "首相は「物価の安定を目指す」と語り、2,345億円の予算案をまとめた。キャッシュレス、ーっょ。」"),
    ("korean", "시장은 화요일 인터뷰에서 “교통 안전이 가장 중요하다”고 밝혔다."),
    ("emoji", "Good 😀 day 👩‍👩‍👧‍👦 flags 🇫🇷🇯🇵 tone 👋🏾 key 1️⃣ heart ❤️ sun ☀️ 3\u{FE0F} end"),
    (
        "marks",
        "Re\u{301}sume\u{301} coo\u{308}perate q\u{323}\u{307} a\u{328}\u{304} e\u{302}\u{301} Vie\u{323}\u{302}t s\u{30C}",
    ),
    ("soft hyphens", "Rind\u{AD}fleisch\u{AD}eti\u{AD}ket\u{AD}tierungs\u{AD}über\u{AD}wachungs\u{AD}gesetz und mehr"),
    ("tabs", "Place\tYear\tVotes\tBonn\t1949\t\t200 to 176"),
    (
        "zero width",
        "one\u{200B}two\u{200D}three\u{200C}four\u{2060}five\u{FEFF}six \u{200E}l\u{200F}r \u{202B}e\u{202C} \u{2067}אב\u{2069} end",
    ),
    (
        "address",
        "Read https://example.org/one/quite/long/path-without-break?number=9876543210&name=abcdefghijklmnopqrs now",
    ),
    ("line ends", "one\ntwo\u{2028}three\u{2029}four\u{85}five\u{B}six\u{C}seven"),
    ("empty", ""),
    ("a space", " "),
    ("ending in spaces", "last words   "),
];

static FONTS: LazyLock<SystemFonts> = LazyLock::new(|| find_system_fonts(SAMPLES.iter().map(|sample| sample.1)));

fn engine() -> Engine {
    let mut engine = Engine::new();
    engine.install(&FONTS);
    engine
}

fn lay(engine: &mut Engine, text: &str, width: f32, scale: f32) -> BlockLayout {
    engine.layout(text, &[], &TextStyle::default(), width, scale)
}

fn boundaries(text: &str) -> Vec<usize> {
    text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect()
}

/// A generator whose numbers are the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }
}

/// Lines cover the text and cells their lines, in bytes and in space.
fn check_cover(table: &Table, text: &str) -> Result<(), String> {
    let mut at = 0;
    let mut bottom = 0.0;
    for line in table.lines() {
        if line.start as usize != at {
            return Err(format!("a line begins at {} and not at {at}", line.start));
        }
        at = line.end as usize;
        if line.top != bottom || line.bottom <= line.top || !(line.top..=line.bottom).contains(&line.baseline) {
            return Err(format!("the line {line:?} does not follow {bottom}"));
        }
        bottom = line.bottom;
        let cells = table.cells(line);
        let mut pieces: Vec<(u32, u32)> = cells.iter().map(|cell| (cell.start, cell.end)).collect();
        pieces.sort_unstable();
        let mut next = line.start;
        for (start, end) in pieces {
            if start != next || end <= start || !text.is_char_boundary(start as usize) {
                return Err(format!("the cell {start}..{end} does not follow {next}"));
            }
            next = end;
        }
        if next != line.end {
            return Err(format!("the cells end at {next}, the line at {}", line.end));
        }
        for pair in cells.windows(2) {
            if (pair[0].right() - pair[1].x).abs() > 0.02 || pair[0].width < 0.0 {
                return Err(format!("{:?} and {:?} do not touch", pair[0], pair[1]));
            }
        }
    }
    if at == text.len() && !table.lines().is_empty() { Ok(()) } else { Err(format!("the lines end at {at}")) }
}

/// From every boundary to its place and back. Counts what was tried.
fn check_round_trip(table: &Table, text: &str) -> Result<usize, String> {
    let mut tried = 0;
    for byte in boundaries(text) {
        for affinity in [Affinity::Downstream, Affinity::Upstream] {
            // The grapheme the caret stands at; at the ends of the text there is only one.
            let before = affinity == Affinity::Upstream && byte > 0 || byte == text.len();
            let Some((line, cell)) = table.lines().iter().find_map(|line| {
                let wanted = if before { byte.checked_sub(1)? } else { byte };
                let cell =
                    table.cells(line).iter().find(|cell| (cell.start as usize..cell.end as usize).contains(&wanted));
                Some((line, cell?))
            }) else {
                continue;
            };
            if cell.width <= 0.0 {
                continue;
            }
            let inside = if (before && cell.end as usize != byte) || (!before && cell.start as usize != byte) {
                continue;
            } else if before == cell.rtl {
                cell.x + 0.25 * cell.width
            } else {
                cell.x + 0.75 * cell.width
            };
            tried += 1;
            let middle = (line.top + line.bottom) * 0.5;
            let hit = table.hit(pos2(inside, middle));
            if hit.byte != byte {
                return Err(format!("the point in {cell:?} at {byte} hits {hit:?}"));
            }
            let caret = table.caret(byte, affinity);
            let edge = if before == cell.rtl { cell.x } else { cell.right() };
            if (caret.left() - edge).abs() > 0.02 || caret.top() != line.top || caret.bottom() != line.bottom {
                return Err(format!("the caret of {byte} {affinity:?} stands at {caret:?}, its cell is {cell:?}"));
            }
            if table.lines().get(table.line_of(byte, affinity)) != Some(line) {
                return Err(format!("{byte} {affinity:?} is on line {}", table.line_of(byte, affinity)));
            }
        }
    }
    Ok(tried)
}

/// The rectangles of a range are the cells it touches, once.
fn check_rects(table: &Table, text: &str, random: &mut Random) -> Result<(), String> {
    let bounds = boundaries(text);
    let mut ranges: Vec<Range<usize>> = bounds.windows(2).map(|pair| pair[0]..pair[1]).collect();
    for _ in 0..100 {
        let (a, b) = (bounds[random.below(bounds.len())], bounds[random.below(bounds.len())]);
        ranges.push(a.min(b)..a.max(b));
    }
    for range in ranges {
        let rects = table.rects(range.clone());
        let touched =
            |start: u32, end: u32| !range.is_empty() && (start as usize) < range.end && range.start < end as usize;
        for line in table.lines() {
            let on_line: Vec<&Rect> = rects.iter().filter(|rect| rect.top() == line.top).collect();
            for cell in table.cells(line).iter().filter(|cell| cell.width > 0.0) {
                let middle = cell.x + cell.width * 0.5;
                let covered = on_line.iter().filter(|rect| rect.left() < middle && middle < rect.right()).count();
                if covered != usize::from(touched(cell.start, cell.end)) {
                    return Err(format!("{range:?} covers {cell:?} {covered} times"));
                }
            }
            let width: f32 = on_line.iter().map(|rect| rect.width()).sum();
            let wanted: f32 =
                table.cells(line).iter().filter(|cell| touched(cell.start, cell.end)).map(|cell| cell.width).sum();
            if (width - wanted).abs() > 0.05 {
                return Err(format!("{range:?} is {width} wide, its cells {wanted}"));
            }
        }
        for (index, a) in rects.iter().enumerate() {
            for b in &rects[index + 1..] {
                if a.intersect(*b).width() > 0.01 && a.intersect(*b).height() > 0.01 {
                    return Err(format!("{range:?} has the rectangles {a:?} and {b:?}"));
                }
            }
        }
    }
    Ok(())
}

/// Every byte is in one run, and the runs fit what AccessKit can take.
fn check_runs(table: &Table, text: &str) -> Result<(), String> {
    let mut at = 0;
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for run in text_runs(table, text) {
        let length: usize = run.lengths.iter().map(|&length| usize::from(length)).sum();
        if length != run.bytes.len() || run.lengths.len() > 255 || run.lengths.is_empty() {
            return Err(format!("{run:?} has {length} bytes"));
        }
        if run.positions.len() != run.lengths.len() || run.widths.len() != run.lengths.len() {
            return Err(format!("{run:?} lacks places"));
        }
        let mut end = run.bytes.start;
        for &length in &run.lengths {
            end += usize::from(length);
            if !text.is_char_boundary(end) {
                return Err(format!("{run:?} cuts a character at {end}"));
            }
        }
        if run.words.iter().any(|&word| usize::from(word) >= run.lengths.len()) {
            return Err(format!("{run:?} begins a word outside"));
        }
        pieces.push(run.bytes);
    }
    pieces.sort_by_key(|piece| piece.start);
    for piece in pieces {
        if piece.start != at {
            return Err(format!("the run {piece:?} does not follow {at}"));
        }
        at = piece.end;
    }
    if at == text.len() { Ok(()) } else { Err(format!("the runs end at {at}")) }
}

/// Moving step by step leads from one end to the other, and each step shows.
fn check_moves(table: &Table, text: &str) -> Result<(), String> {
    let step = |hit: Hit, ahead: bool| {
        if ahead == table.rtl() { table.left(hit.byte, hit.affinity) } else { table.right(hit.byte, hit.affinity) }
    };
    let place = |hit: Hit| {
        let caret = table.caret(hit.byte, hit.affinity);
        let x = if table.rtl() { -caret.left() } else { caret.left() };
        (caret.top(), x)
    };
    let start = table.hit_in_line(0, if table.rtl() { f32::INFINITY } else { f32::NEG_INFINITY });
    let mut seen = BTreeSet::new();
    let mut at = start;
    let mut steps = 0;
    loop {
        let (top, x) = place(at);
        seen.insert((top.to_bits(), (x * 16.0).round() as i64));
        match step(at, true) {
            Move::To(next) => {
                if place(next).partial_cmp(&place(at)) != Some(std::cmp::Ordering::Greater) {
                    return Err(format!("from {at:?} to {next:?} is no step ahead"));
                }
                at = next;
            }
            Move::End => break,
            Move::Start => return Err(format!("ahead of {at:?} is the start")),
        }
        steps += 1;
        if steps > text.len() + 10 {
            return Err("the steps do not end".to_owned());
        }
    }
    let mut behind = 0;
    while let Move::To(next) = step(at, false) {
        if place(next).partial_cmp(&place(at)) != Some(std::cmp::Ordering::Less) {
            return Err(format!("from {at:?} back to {next:?} is no step back"));
        }
        at = next;
        behind += 1;
        if behind > text.len() + 10 {
            return Err("the steps back do not end".to_owned());
        }
    }
    if behind != steps || place(at) != place(start) {
        return Err(format!("{steps} steps ahead and {behind} back end at {at:?}"));
    }
    // Where all run in one direction, every grapheme can be reached.
    let cells = || table.lines().iter().flat_map(|line| table.cells(line).iter().map(move |cell| (line, cell)));
    if cells().any(|(_, cell)| cell.rtl != table.rtl()) {
        return Ok(());
    }
    for (line, cell) in cells().filter(|(_, cell)| cell.width > 0.0) {
        let x = if cell.rtl { -cell.right() } else { cell.x };
        let near = |offset: i64| seen.contains(&(line.top.to_bits(), (x * 16.0).round() as i64 + offset));
        if !(-1..=1).any(near) {
            return Err(format!("no step leads to {cell:?}"));
        }
    }
    Ok(())
}

#[test]
fn every_sample_keeps_the_rules() {
    let mut engine = engine();
    let mut tried = 0;
    for (name, text) in SAMPLES {
        for scale in [1.0, 1.5] {
            for width in [90.0, 240.0, 5000.0] {
                let block = lay(&mut engine, text, width, scale);
                let table = block.table();
                let context = format!("{name} at {width} and {scale}");
                check_cover(table, text).unwrap_or_else(|error| panic!("{context}: {error}"));
                let starts: BTreeSet<usize> =
                    table.lines().iter().flat_map(|line| table.cells(line)).map(|cell| cell.start as usize).collect();
                let bounds: BTreeSet<usize> = boundaries(text).into_iter().filter(|at| *at < text.len()).collect();
                assert_eq!(starts, bounds, "{context}: a cell is a grapheme");
                tried += check_round_trip(table, text).unwrap_or_else(|error| panic!("{context}: {error}"));
                check_rects(table, text, &mut Random(7)).unwrap_or_else(|error| panic!("{context}: {error}"));
                check_runs(table, text).unwrap_or_else(|error| panic!("{context}: {error}"));
                check_moves(table, text).unwrap_or_else(|error| panic!("{context}: {error}"));
                assert_eq!(block.missing_glyphs(&engine), 0, "{context}: a font is not installed");
                assert!(
                    table.lines().iter().all(|line| line.bottom - line.top == 24.0),
                    "{context}: {:?}",
                    table.lines()
                );
            }
        }
    }
    assert!(tried > 10_000, "only {tried} places were tried");
}

#[test]
fn mixtures_of_scripts_keep_the_rules() {
    let mut engine = engine();
    let mut random = Random(20_261_121);
    let extra = [
        '\n',
        '\t',
        ' ',
        '\u{200F}',
        '\u{200E}',
        '\u{2067}',
        '\u{2069}',
        '\u{202E}',
        '\u{202C}',
        '\u{301}',
        '\u{AD}',
        '\u{200D}',
        '\0',
        '\u{FFFC}',
        '(',
        ')',
        '5',
        '\r',
        '\u{2028}',
        '\u{10FFFF}',
    ];
    let letters: Vec<Vec<char>> = SAMPLES.iter().map(|sample| sample.1.chars().collect()).collect();
    let mut inside = 0;
    for _ in 0..600 {
        let mut text = String::new();
        for _ in 0..=random.below(8) {
            let sample = &letters[random.below(letters.len())];
            let from = random.below(sample.len());
            text.extend(sample.iter().skip(from).take(random.below(14)));
            if random.below(3) == 0 {
                text.push(extra[random.below(extra.len())]);
            }
        }
        let width = [1.0, 60.0, 150.0, 400.0, 9000.0][random.below(5)];
        let scale = [1.0, 1.25, 1.5, 2.0][random.below(4)];
        let block = lay(&mut engine, &text, width, scale);
        let table = block.table();
        let context = format!("{text:?} at {width} and {scale}");
        check_cover(table, &text).unwrap_or_else(|error| panic!("{context}: {error}"));
        check_round_trip(table, &text).unwrap_or_else(|error| panic!("{context}: {error}"));
        check_rects(table, &text, &mut random).unwrap_or_else(|error| panic!("{context}: {error}"));
        check_runs(table, &text).unwrap_or_else(|error| panic!("{context}: {error}"));
        check_moves(table, &text).unwrap_or_else(|error| panic!("{context}: {error}"));
        let bounds: BTreeSet<usize> = boundaries(&text).into_iter().collect();
        let cells = table.lines().iter().flat_map(|line| table.cells(line));
        inside += cells.filter(|cell| !bounds.contains(&(cell.start as usize))).count();
    }
    // A mark after a base letter of another font has a cell of its own.
    assert!(inside < 300, "{inside} cells begin inside a grapheme");
}

fn left_of(table: &Table, text: &str, letter: &str) -> f32 {
    let start = text.find(letter).unwrap();
    table.rects(start..start + letter.len())[0].left()
}

#[test]
fn persian_digits_stay_in_order_and_words_run_to_the_left() {
    let text = "سال ۱۴۰۵ است";
    let block = lay(&mut engine(), text, 5000.0, 1.0);
    let table = block.table();
    assert!(table.rtl());
    let places = ["۱", "۴", "۰", "۵"].map(|digit| left_of(table, text, digit));
    assert!(places.is_sorted(), "the digits stand at {places:?}");
    assert!(left_of(table, text, "سال") > places[3], "the first word is on the right");
    assert!(left_of(table, text, "است") < places[0], "the last word is on the left");
    assert!(table.caret(0, Affinity::Downstream).left() > 4900.0, "the text begins at the right edge");
}

#[test]
fn a_range_across_directions_has_several_rectangles() {
    let text = "abc אבג def";
    let block = lay(&mut engine(), text, 5000.0, 1.0);
    let range = 2..text.find('ב').unwrap();
    let rects = block.table().rects(range);
    assert_eq!(rects.len(), 2, "{rects:?}");
    assert!(rects[0].right() < rects[1].left());
    // Right of the Latin word is also right of the Hebrew one: two places of one byte.
    let edge = text.find('א').unwrap();
    let before = block.table().caret(edge, Affinity::Upstream);
    let after = block.table().caret(edge, Affinity::Downstream);
    assert!(after.left() > before.left() + 10.0, "{before:?} {after:?}");
}

#[test]
fn carets_stand_inside_ligatures() {
    let block = lay(&mut engine(), "office", 5000.0, 1.0);
    let table = block.table();
    let places: Vec<f32> = (0..=6).map(|byte| table.caret(byte, Affinity::Upstream).left()).collect();
    assert!(places.windows(2).all(|pair| pair[1] - pair[0] > 2.0), "{places:?}");
    assert_eq!(table.rects(2..3).len(), 1);
}

#[test]
fn the_alef_of_lam_alef_can_be_hit() {
    let text = "لا";
    let block = lay(&mut engine(), text, 5000.0, 1.0);
    let cells = block.table().cells(&block.table().lines()[0]);
    assert_eq!(cells.len(), 2);
    assert!(cells.iter().all(|cell| cell.width > 1.0), "{cells:?}");
}

#[test]
fn an_empty_text_is_one_line_high() {
    let block = lay(&mut engine(), "", 300.0, 1.0);
    let table = block.table();
    assert_eq!(table.lines().len(), 1);
    assert_eq!(block.height(), 24.0);
    assert_eq!(table.hit(pos2(50.0, 50.0)), Hit::before(0));
    assert_eq!(table.caret(0, Affinity::Downstream), Rect::from_min_max(pos2(0.0, 0.0), pos2(0.0, 24.0)));
    assert!(table.rects(0..0).is_empty());
    assert!(table.rects(0..99).is_empty());
    assert_eq!(table.right(0, Affinity::Downstream), Move::End);
    assert_eq!(table.left(0, Affinity::Downstream), Move::Start);
    assert_eq!(table.up(0, Affinity::Downstream, 0.0), Move::Start);
    assert_eq!(table.down(0, Affinity::Downstream, 0.0), Move::End);
}

#[test]
fn line_ends_are_spaces_and_tabs_are_wide() {
    let mut engine = engine();
    let block = lay(&mut engine, "a\nb\rc\u{2028}d\u{2029}e", 5000.0, 1.0);
    assert_eq!(block.table().lines().len(), 1);
    let block = lay(&mut engine, "a\tb", 5000.0, 1.0);
    assert!(block.table().rects(1..2)[0].width() > 16.0);
    assert_eq!(block.missing_glyphs(&engine), 0);
}

#[test]
fn a_wrapped_position_has_two_places() {
    let text = "some words that are wrapped over a few lines of this block";
    let block = lay(&mut engine(), text, 120.0, 1.0);
    let table = block.table();
    assert!(table.lines().len() > 3);
    let second = table.lines()[1].start as usize;
    assert_eq!(table.line_of(second, Affinity::Downstream), 1);
    assert_eq!(table.line_of(second, Affinity::Upstream), 0);
    assert_eq!(table.caret(second, Affinity::Downstream).left(), 0.0);
    assert!(table.caret(second, Affinity::Upstream).left() > 50.0);
    assert_eq!(table.line_start(second + 2, Affinity::Downstream), Hit::before(second));
    assert_eq!(table.line_end(0, Affinity::Downstream), Hit::after(second));
    // One step from the end of the line passes the first letter of the next one.
    assert_eq!(table.right(second, Affinity::Upstream), Move::To(Hit::after(second + 1)));
    assert_eq!(table.left(second, Affinity::Downstream), Move::To(Hit::before(second - 1)));
    assert_eq!(table.down(0, Affinity::Downstream, 0.0), Move::To(Hit::before(second)));
    assert_eq!(table.up(second, Affinity::Downstream, 0.0), Move::To(Hit::before(0)));
    let last = table.last();
    assert_eq!(table.right(last.byte, last.affinity), Move::End);
    assert_eq!(table.down(last.byte, last.affinity, 0.0), Move::End);
}

#[test]
fn emphasis_changes_the_letters_it_is_for() {
    let mut engine = engine();
    let text = "one two three";
    let plain = lay(&mut engine, text, 5000.0, 1.0);
    let run =
        |from: u32, to: u32, bold: bool, ink: Ink| StyleRun { span: Span::new(from, to), bold, italic: false, ink };
    let style = TextStyle::default();
    let bold = engine.layout(text, &[run(4, 7, true, Ink::Text)], &style, 5000.0, 1.0);
    let width = |block: &BlockLayout, range: Range<usize>| block.table().rects(range)[0].width();
    assert_eq!(width(&plain, 0..4), width(&bold, 0..4));
    assert!(width(&bold, 4..7) > width(&plain, 4..7));
    let link = engine.layout(text, &[run(4, 7, false, Ink::Link)], &style, 5000.0, 1.0);
    assert_eq!(link.table(), plain.table(), "colour does not move letters");
    // Spans that do not fit the text are clamped, and no character is cut.
    let odd = engine.layout("éé", &[run(1, 3, true, Ink::Faint), run(900, 1000, true, Ink::Link)], &style, 50.0, 1.0);
    check_cover(odd.table(), "éé").unwrap();
}

#[test]
fn without_system_fonts_letters_are_boxes() {
    let mut engine = Engine::new();
    for (name, text) in SAMPLES {
        let block = lay(&mut engine, text, 240.0, 1.0);
        check_cover(block.table(), text).unwrap_or_else(|error| panic!("{name}: {error}"));
        check_rects(block.table(), text, &mut Random(3)).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    let japanese = lay(&mut engine, "首相", 240.0, 1.0);
    assert_eq!(japanese.missing_glyphs(&engine), 2);
    let before = engine.epoch();
    engine.install(&FONTS);
    assert!(engine.epoch() > before, "older layouts are out of date");
    let japanese = lay(&mut engine, "首相", 240.0, 1.0);
    assert_eq!(japanese.missing_glyphs(&engine), 0);
}

#[test]
fn egui_gets_the_bundled_faces_and_those_that_the_texts_need() {
    let latin = find_system_fonts(["Łódź, Ὀδυσσεύς, Жизнь"]);
    assert_eq!(latin.family_names().count(), 0, "{latin:?}");
    let more = find_system_fonts(["שלום", "สวัสดี"]);
    assert_eq!(more.family_names().count(), 2, "{more:?}");
    let definitions = definitions(Some(&more));
    for (family, first) in [
        (FontFamily::Proportional, "Inter"),
        (FontFamily::Monospace, "Inter"),
        (strong(), "Inter SemiBold"),
        (serif(), "Noto Serif"),
    ] {
        let list = &definitions.families[&family];
        assert_eq!(list[0], first);
        assert!(more.family_names().all(|name| list.iter().any(|known| known == name)), "{list:?}");
        assert!(list.iter().all(|name| definitions.font_data.contains_key(name)), "{list:?}");
    }
}

#[test]
fn thai_breaks_between_words() {
    let text = SAMPLES.iter().find(|sample| sample.0 == "thai").unwrap().1;
    let block = lay(&mut engine(), text, 120.0, 1.0);
    assert!(block.table().lines().len() > 2);
    assert!(
        block.table().lines().iter().all(|line| text[line.bytes()].ends_with("ว่า")
            || line.end as usize == text.len()
            || !text[line.end as usize..].starts_with(['ะ', 'า', '่', '้', 'ี', 'ั'])),
        "a word is cut"
    );
}

#[test]
fn huge_and_odd_texts_are_laid_out() {
    let mut engine = engine();
    let odd = [
        "a".repeat(100_000),
        "ا".repeat(50_000),
        "漢".repeat(30_000),
        format!("a{}", "\u{301}".repeat(50_000)),
        "\u{200D}".repeat(30_000),
        "👩‍".repeat(10_000),
        "\t".repeat(2_000),
        "(".repeat(50_000),
        "\u{2067}".repeat(20_000),
        "\u{AD}".repeat(20_000),
        "aא".repeat(5_000),
    ];
    for text in &odd {
        let letter: String = text.chars().take(2).collect();
        let block = lay(&mut engine, text, 700.0, 1.0);
        check_cover(block.table(), text).unwrap_or_else(|error| panic!("{letter}: {error}"));
        check_runs(block.table(), text).unwrap_or_else(|error| panic!("{letter}: {error}"));
        block.table().rects(0..text.len());
    }
    for (width, scale) in [(0.0, 1.0), (-5.0, 0.0), (f32::NAN, f32::NAN), (f32::INFINITY, 3.0)] {
        let block = engine.layout(
            "some text",
            &[],
            &TextStyle { size: 0.0, line_height: f32::NAN, ..TextStyle::default() },
            width,
            scale,
        );
        check_cover(block.table(), "some text").unwrap();
    }
}
