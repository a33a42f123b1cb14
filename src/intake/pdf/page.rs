//! The lines of a page, in reading order.
//!
//! Characters make words, words make lines, lines make columns. Columns are found by the white stripes between them, and
//! read in an order that two rules give: what stands above comes first where the two share a stretch of the page's
//! width, and what stands left comes first where nothing that shares both stretches lies between them (Breuel, 2003).

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use super::glyphs::Glyph;

/// A gap between characters that is a space, as part of their size.
const SPACE: f64 = 0.16;
/// A gap between words that may lie between columns, as part of the usual size.
const WIDE: f64 = 0.9;
/// A gap on a line that parts cells of a table.
const CELL: f64 = 2.5;
/// So many lines must stand on both sides of a stripe.
const FEWEST_ROWS: usize = 4;
/// Both columns beside a stripe are at least so wide, in usual sizes.
const NARROWEST_COLUMN: f64 = 5.0;
/// Lines beside a stripe have at least so many letters, Chinese ones counted thrice.
const FEWEST_LETTERS: usize = 12;
/// On pages of more words, columns are not looked for: comparing all with all would take too long.
const MOST_WORDS: usize = 8_000;
/// Nor is an order looked for among more blocks.
const MOST_BLOCKS: usize = 200;

/// A line of text.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub text: String,
    /// Stretches of the text that are strong or emphasised.
    pub looks: Vec<(Range<usize>, bool, bool)>,
    pub start: f64,
    pub end: f64,
    pub baseline: f64,
    pub size: f64,
    /// All of it is strong.
    pub strong: bool,
    /// The document says that it is not part of the text, or it runs another way than the page.
    pub artifact: bool,
    /// How wide its first word is.
    pub first_word: f64,
    /// Where the parts behind wide gaps begin, which are tabs in the text.
    pub cells: Vec<f64>,
    /// The column or block that it is in, counted over the page.
    pub block: usize,
}

/// A page: its lines in reading order, and its height.
#[derive(Clone, Debug, Default)]
pub(super) struct PageLines {
    pub lines: Vec<Line>,
    pub height: f64,
}

#[derive(Clone, Debug)]
struct Word {
    text: String,
    start: f64,
    end: f64,
    baseline: f64,
    size: f64,
    strong: bool,
    emphasis: bool,
    artifact: bool,
}

/// A white stripe between columns.
struct Gutter {
    at: f64,
    top: f64,
    bottom: f64,
}

/// Makes lines of a page's characters.
pub(super) fn read(glyphs: &[Glyph], height: f64) -> PageLines {
    let mut counts = [0_usize; 4];
    for glyph in glyphs {
        if let Some(count) = counts.get_mut(usize::from(glyph.turn)) {
            *count += 1;
        }
    }
    let main =
        (0..4_u8).max_by_key(|&turn| (counts.get(usize::from(turn)).copied(), std::cmp::Reverse(turn))).unwrap_or(0);
    let mut lines = lines_of(words(glyphs.iter().filter(|glyph| glyph.turn == main)));
    for turn in (0..4).filter(|&turn| turn != main) {
        let blocks = lines.last().map_or(0, |line| line.block + 1);
        let aside = lines_of(words(glyphs.iter().filter(|glyph| glyph.turn == turn)));
        lines.extend(aside.into_iter().map(|line| Line { artifact: true, block: line.block + blocks, ..line }));
    }
    PageLines { lines, height }
}

/// Puts characters that follow one another into words.
fn words<'g>(glyphs: impl Iterator<Item = &'g Glyph>) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open: Option<Word> = None;
    for glyph in glyphs {
        if glyph.character.is_whitespace() || glyph.character.is_control() {
            words.extend(open.take());
            continue;
        }
        let goes_on = open.as_ref().is_some_and(|word| {
            let gap = glyph.start - word.end;
            (glyph.baseline - word.baseline).abs() < 0.05 * word.size
                && (glyph.size - word.size).abs() < 0.1 * word.size
                && (glyph.strong, glyph.emphasis, glyph.artifact) == (word.strong, word.emphasis, word.artifact)
                && gap < SPACE * glyph.size
                && gap > -0.5 * glyph.size
        });
        // A letter that is drawn twice to look bold is one letter.
        let is_shadow = open.as_ref().is_some_and(|word| {
            word.text.ends_with(glyph.character)
                && (glyph.end - word.end).abs() < 0.12 * glyph.size
                && glyph.end - glyph.start > 0.2 * glyph.size
                && (glyph.baseline - word.baseline).abs() < 0.12 * glyph.size
        });
        if is_shadow {
            continue;
        }
        match &mut open {
            Some(word) if goes_on => {
                push(&mut word.text, glyph.character);
                word.end = word.end.max(glyph.end);
            }
            _ => {
                words.extend(open.take());
                let mut text = String::new();
                push(&mut text, glyph.character);
                open = Some(Word {
                    text,
                    start: glyph.start,
                    end: glyph.end,
                    baseline: glyph.baseline,
                    size: glyph.size,
                    strong: glyph.strong,
                    emphasis: glyph.emphasis,
                    artifact: glyph.artifact,
                });
            }
        }
    }
    words.extend(open);
    without_shadows(words)
}

/// Adds a character, ligatures and Arabic letter forms as the letters that they stand for.
fn push(text: &mut String, character: char) {
    match character {
        '\u{FB00}'..='\u{FB06}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => {
            text.extend(std::iter::once(character).nfkc());
        }
        character => text.push(character),
    }
}

/// Leaves out words that are drawn a second time in the same place.
fn without_shadows(words: Vec<Word>) -> Vec<Word> {
    let mut seen = std::collections::HashSet::new();
    let place = |value: f64| (value / 2.0).round() as i64;
    words.into_iter().filter(|word| seen.insert((word.text.clone(), place(word.start), place(word.baseline)))).collect()
}

/// The usual size of the characters of words.
fn usual_size(words: &[Word]) -> f64 {
    let mut sizes: Vec<(f64, usize)> = words.iter().map(|word| (word.size, word.text.len())).collect();
    sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = sizes.iter().map(|(_, count)| count).sum::<usize>() / 2;
    let mut before = 0;
    let middle = sizes.iter().find(|(_, count)| {
        before += count;
        before > half
    });
    middle.map_or(10.0, |(size, _)| *size)
}

fn lines_of(mut words: Vec<Word>) -> Vec<Line> {
    if words.is_empty() {
        return Vec::new();
    }
    words.sort_by(|a, b| a.baseline.total_cmp(&b.baseline).then(a.start.total_cmp(&b.start)));
    let em = usual_size(&words);
    let is_large = words.len() > MOST_WORDS;
    let gutters = if is_large { Vec::new() } else { gutters(&words, em) };
    let segments = if is_large { rows(&words, em) } else { segments(&words, &gutters, em) };
    let right_to_left = is_right_to_left(words.iter().map(|word| word.text.as_str()));
    let mut lines: Vec<Line> = segments.into_iter().map(|segment| line(&segment, right_to_left)).collect();
    lines.sort_by(|a, b| a.baseline.total_cmp(&b.baseline).then(a.start.total_cmp(&b.start)));
    let blocks = if is_large { vec![(0..lines.len()).collect()] } else { blocks(&lines) };
    let mut ordered = Vec::with_capacity(lines.len());
    for (number, block) in in_order(&lines, blocks, &gutters, right_to_left).into_iter().enumerate() {
        for at in block {
            if let Some(line) = lines.get_mut(at) {
                ordered.push(Line { block: number, ..std::mem::take(line) });
            }
        }
    }
    ordered
}

/// The words at about the height of one, without it: those whose baselines differ by less than `reach`.
fn around(words: &[Word], at: usize, reach: f64) -> impl Iterator<Item = (usize, &Word)> {
    let baseline = words.get(at).map_or(0.0, |word| word.baseline);
    let from = words.partition_point(|word| word.baseline < baseline - reach);
    let near = words.iter().enumerate().skip(from).take_while(move |(_, word)| word.baseline <= baseline + reach);
    near.filter(move |(other, _)| *other != at)
}

/// The stripes between columns.
fn gutters(words: &[Word], em: f64) -> Vec<Gutter> {
    // The gap behind each word, to the next one that stands beside it, whatever its baseline is.
    let gaps: Vec<(f64, f64, f64)> = (0..words.len())
        .filter_map(|at| {
            let word = words.get(at)?;
            let behind = around(words, at, 0.7 * em).filter(|(_, next)| next.start >= word.end - 0.1 * em);
            let next = behind.map(|(_, next)| next.start).min_by(f64::total_cmp)?;
            Some((word.end, next, word.baseline))
        })
        .collect();
    let is_wide = |gap: &&(f64, f64, f64)| gap.1 - gap.0 >= WIDE * em;
    let mut edges: Vec<(f64, i32)> =
        gaps.iter().filter(is_wide).flat_map(|gap| [(gap.0 + 0.1 * em, 1), (gap.1 - 0.1 * em, -1)]).collect();
    edges.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    // Places that more gaps share than their neighbours do.
    let (mut count, mut rising, mut candidates) = (0, false, Vec::new());
    for pair in edges.windows(2) {
        let &[(from, step), (to, next)] = pair else { continue };
        count += step;
        rising |= step > 0;
        if rising && next < 0 && count >= FEWEST_ROWS as i32 - 1 {
            candidates.push((count, f64::midpoint(from, to)));
        }
        rising &= next > 0;
    }
    candidates.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.total_cmp(&b.1)));
    candidates.truncate(40);
    let mut found: Vec<Gutter> = Vec::new();
    for (_, at) in candidates {
        if found.iter().any(|gutter| (gutter.at - at).abs() < 2.0 * em) {
            continue;
        }
        found.extend(stripes(words, &gaps, at, em));
    }
    found
}

/// The stripes at a place across the page: stretches of its height where nothing crosses it and text stands on both
/// sides.
fn stripes(words: &[Word], gaps: &[(f64, f64, f64)], at: f64, em: f64) -> Vec<Gutter> {
    let mut marks: Vec<(f64, Option<(f64, f64)>)> = gaps
        .iter()
        .filter(|gap| gap.0 < at && at < gap.1)
        .map(|gap| (gap.2, (gap.1 - gap.0 >= WIDE * em).then_some((gap.0, gap.1))))
        .collect();
    marks.extend(words.iter().filter(|word| word.start < at && at < word.end).map(|word| (word.baseline, None)));
    marks.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut stripes = Vec::new();
    let mut place = 0_usize;
    for run in marks.split(|(_, gap)| gap.is_none()) {
        // It reaches from what crosses it above to what crosses it below.
        let above = place.checked_sub(1).and_then(|at| marks.get(at)).map_or(f64::MIN, |mark| mark.0 + 0.1 * em);
        place += run.len();
        let below = marks.get(place).map_or(f64::MAX, |mark| mark.0 - 0.8 * em);
        place += 1;
        let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
        let (top, bottom) = (first.0 - em, last.0 + 0.4 * em);
        let mut rows = 1;
        let mut before = first.0;
        for (baseline, _) in run {
            if baseline - before > 0.5 * em {
                rows += 1;
                before = *baseline;
            }
        }
        if rows < FEWEST_ROWS {
            continue;
        }
        let beside = || words.iter().filter(|word| word.baseline > top && word.baseline < bottom + em);
        let left = beside().filter(|word| word.end <= at).map(|word| word.start).min_by(f64::total_cmp);
        let right = beside().filter(|word| word.start >= at).map(|word| word.end).max_by(f64::total_cmp);
        let mut ends: Vec<f64> = run.iter().filter_map(|(_, gap)| gap.map(|gap| gap.0)).collect();
        let mut starts: Vec<f64> = run.iter().filter_map(|(_, gap)| gap.map(|gap| gap.1)).collect();
        ends.sort_by(f64::total_cmp);
        starts.sort_by(f64::total_cmp);
        let (Some(left), Some(right), Some(&end), Some(&start)) = (left, right, ends.last(), starts.first()) else {
            continue;
        };
        // Lines of running text fill their column, cells of a table do not; and they begin where it begins.
        let full = ends.iter().filter(|found| end - **found < 0.3 * (end - left)).count();
        let flush = starts.iter().filter(|found| **found - start < 2.5 * em).count();
        // Nor do cells hold many words.
        let lengths = |is_left: bool| {
            let mut lengths: Vec<usize> = run
                .iter()
                .filter_map(|(baseline, gap)| Some(length_beside(words, *baseline, (*gap)?, is_left, em)))
                .collect();
            lengths.sort_unstable();
            lengths.get(lengths.len() / 2).copied().unwrap_or(0)
        };
        let is_text = full * 2 >= ends.len()
            && flush * 3 >= starts.len() * 2
            && lengths(true) >= FEWEST_LETTERS
            && lengths(false) >= FEWEST_LETTERS;
        if is_text && end - left >= NARROWEST_COLUMN * em && right - start >= NARROWEST_COLUMN * em {
            stripes.push(Gutter { at, top: above.min(top), bottom: below.max(bottom) });
        }
    }
    stripes
}

/// How many letters stand beside a gap, up to the next gap that is wide.
fn length_beside(words: &[Word], baseline: f64, gap: (f64, f64), is_left: bool, em: f64) -> usize {
    // Lines of two columns need not stand at the same height.
    let from = words.partition_point(|word| word.baseline < baseline - 0.7 * em);
    let near = words.iter().skip(from).take_while(|word| word.baseline <= baseline + 0.7 * em);
    // Measured from the gap outwards.
    let mut beside: Vec<(f64, f64, &Word)> = near
        .filter_map(|word| {
            let (near, far) =
                if is_left { (gap.0 - word.end, gap.0 - word.start) } else { (word.start - gap.1, word.end - gap.1) };
            (near > -0.2 * em).then_some((near, far, word))
        })
        .collect();
    beside.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (mut reached, mut letters) = (0.0, 0);
    for (near, far, word) in beside {
        if near - reached > 2.0 * em {
            break;
        }
        reached = far.max(reached);
        letters += word.text.chars().map(|letter| if letter >= '\u{E00}' { 3 } else { 1 }).sum::<usize>();
    }
    letters
}

/// Words at the same height, from the left: for pages of so many words that looking at what is near each would not end.
fn rows(words: &[Word], em: f64) -> Vec<Vec<&Word>> {
    let same_row = |one: &Word, other: &Word| other.baseline - one.baseline < 0.1 * em;
    let mut rows: Vec<Vec<&Word>> = words.chunk_by(same_row).map(|row| row.iter().collect()).collect();
    for row in &mut rows {
        row.sort_by(|one, other| one.start.total_cmp(&other.start));
    }
    rows
}

/// Words that stand on one line with nothing between them but spaces.
fn segments<'w>(words: &'w [Word], gutters: &[Gutter], em: f64) -> Vec<Vec<&'w Word>> {
    let parted = |left: &Word, right: &Word| {
        gutters.iter().any(|gutter| {
            left.end <= gutter.at + 0.2 * em
                && right.start >= gutter.at - 0.2 * em
                && left.baseline > gutter.top
                && left.baseline < gutter.bottom
        })
    };
    let same_line = |one: &Word, other: &Word| {
        let (small, large) = if one.size < other.size { (one.size, other.size) } else { (other.size, one.size) };
        let distance = (one.baseline - other.baseline).abs();
        // Marks of notes stand higher and are smaller.
        distance < 0.2 * large || (small < 0.8 * large && distance < 0.55 * large)
    };
    let nearest = |at: usize, is_right: bool| {
        let word = words.get(at)?;
        let reach = 0.6 * word.size.max(em);
        around(words, at, reach)
            .filter(|(_, other)| same_line(word, other))
            .filter(|(_, other)| {
                let slack = 0.3 * word.size.min(other.size);
                if is_right {
                    other.start >= word.end - slack && other.start > word.start
                } else {
                    other.end <= word.start + slack && other.start < word.start
                }
            })
            .min_by(
                |(_, one), (_, other)| {
                    if is_right { one.start.total_cmp(&other.start) } else { other.end.total_cmp(&one.end) }
                },
            )
            .map(|(at, _)| at)
    };
    let right: Vec<Option<usize>> = (0..words.len()).map(|at| nearest(at, true)).collect();
    let mut next = vec![None; words.len()];
    let mut has_left = vec![false; words.len()];
    for at in 0..words.len() {
        let Some(Some(behind)) = right.get(at).copied() else { continue };
        let (Some(word), Some(other)) = (words.get(at), words.get(behind)) else { continue };
        if nearest(behind, false) == Some(at)
            && !parted(word, other)
            && let (Some(slot), Some(flag)) = (next.get_mut(at), has_left.get_mut(behind))
        {
            *slot = Some(behind);
            *flag = true;
        }
    }
    let mut segments = Vec::new();
    for start in (0..words.len()).filter(|&at| !has_left.get(at).copied().unwrap_or(true)) {
        let chain = std::iter::successors(Some(start), |&at| next.get(at).copied().flatten());
        segments.push(chain.filter_map(|at| words.get(at)).collect());
    }
    segments
}

/// Whether most letters run to the left.
fn is_right_to_left<'t>(texts: impl Iterator<Item = &'t str>) -> bool {
    let (mut left, mut all) = (0, 0);
    for letter in texts.flat_map(str::chars).filter(|character| character.is_alphabetic()) {
        all += 1;
        left += usize::from(runs_left(letter));
    }
    left * 2 > all
}

const fn runs_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// A line of words that stand side by side.
fn line(words: &[&Word], right_to_left: bool) -> Line {
    let size = words.iter().max_by_key(|word| word.text.len()).map_or(0.0, |word| word.size);
    let leading = words.iter().find(|word| word.size > 0.9 * size).or(words.first());
    let mut line = Line {
        start: words.first().map_or(0.0, |word| word.start),
        end: words.iter().map(|word| word.end).fold(f64::MIN, f64::max),
        baseline: leading.map_or(0.0, |word| word.baseline),
        size,
        strong: words.iter().all(|word| word.strong),
        artifact: words.iter().all(|word| word.artifact),
        first_word: words.first().map_or(0.0, |word| word.end - word.start),
        ..Line::default()
    };
    let mut before: Option<&Word> = None;
    // Text that runs to the left is shown with its first word at the right; each word is in the order of its letters
    // from the left, and so are words and numbers in it that run to the right.
    let words = if right_to_left { in_reading_order(words) } else { words.iter().copied().cloned().collect() };
    for word in &words {
        if let Some(before) = before {
            let gap = (word.start - before.end).max(before.start - word.end);
            if gap > CELL * size {
                line.text.push('\t');
                line.cells.push(word.start);
            } else if gap > 0.1 * before.size.min(word.size) || gap < -0.5 * size {
                line.text.push(' ');
            }
        }
        let start = line.text.len();
        line.text.push_str(&word.text);
        line.looks.push((start..line.text.len(), word.strong, word.emphasis));
        before = Some(word);
    }
    line
}

fn in_reading_order(words: &[&Word]) -> Vec<Word> {
    let runs_right = |word: &Word| {
        let letters = || word.text.chars().filter(|character| character.is_alphanumeric());
        !letters().any(runs_left) && letters().next().is_some()
    };
    let mut ordered: Vec<Word> = Vec::new();
    let mut right: Vec<Word> = Vec::new();
    for &word in words.iter().rev() {
        let mut word = word.clone();
        if runs_right(&word) {
            right.push(word);
            continue;
        }
        ordered.extend(right.drain(..).rev());
        word.text = mirrored(&word.text);
        ordered.push(word);
    }
    ordered.extend(right.into_iter().rev());
    ordered
}

/// The letters of a word from its right end, but numbers in it as they are.
fn mirrored(text: &str) -> String {
    let mut mirrored = String::with_capacity(text.len());
    let mut number = String::new();
    for character in text.chars().rev() {
        if character.is_ascii_alphanumeric() {
            number.insert(0, character);
            continue;
        }
        mirrored.push_str(&std::mem::take(&mut number));
        mirrored.push(match character {
            '(' => ')',
            ')' => '(',
            '[' => ']',
            ']' => '[',
            '«' => '»',
            '»' => '«',
            other => other,
        });
    }
    mirrored + &number
}

fn overlap(one: &Line, other: &Line) -> bool {
    one.start < other.end && other.start < one.end
}

/// Lines that stand below each other, each the only neighbour of the other.
fn blocks(lines: &[Line]) -> Vec<Vec<usize>> {
    // Lines are sorted from the top: the nearest ones below a line that share some of its width.
    let neighbours = |at: usize, others: &mut dyn Iterator<Item = usize>| -> Vec<usize> {
        let Some(line) = lines.get(at) else { return Vec::new() };
        let mut nearest: Option<f64> = None;
        let mut found = Vec::new();
        for other in others {
            let Some(next) = lines.get(other) else { continue };
            let distance = (next.baseline - line.baseline).abs();
            if nearest.is_some_and(|nearest| distance > nearest + 0.5 * line.size) {
                break;
            }
            if distance > 0.3 * line.size.min(next.size) && overlap(line, next) {
                nearest = nearest.or(Some(distance));
                found.push(other);
            }
        }
        found
    };
    let below: Vec<Vec<usize>> = (0..lines.len()).map(|at| neighbours(at, &mut (at + 1..lines.len()))).collect();
    let above: Vec<Vec<usize>> = (0..lines.len()).map(|at| neighbours(at, &mut (0..at).rev())).collect();
    let mut next = vec![None; lines.len()];
    let mut has_above = vec![false; lines.len()];
    for (at, below) in below.iter().enumerate() {
        let &[only] = below.as_slice() else { continue };
        let (Some(line), Some(other)) = (lines.get(at), lines.get(only)) else { continue };
        let near = other.baseline - line.baseline <= 2.8 * line.size.max(other.size)
            && line.size.max(other.size) < 1.3 * line.size.min(other.size);
        if above.get(only).is_some_and(|above| above == &[at])
            && near
            && let (Some(slot), Some(flag)) = (next.get_mut(at), has_above.get_mut(only))
        {
            *slot = Some(only);
            *flag = true;
        }
    }
    (0..lines.len())
        .filter(|&at| !has_above.get(at).copied().unwrap_or(true))
        .map(|start| std::iter::successors(Some(start), |&at| next.get(at).copied().flatten()).collect())
        .collect()
}

/// Where a block is: left, right, top, bottom.
#[derive(Clone, Copy)]
struct Area {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Area {
    fn shares_width(self, other: Self) -> bool {
        self.left < other.right && other.left < self.right
    }
}

fn in_order(lines: &[Line], blocks: Vec<Vec<usize>>, gutters: &[Gutter], right_to_left: bool) -> Vec<Vec<usize>> {
    if blocks.len() > MOST_BLOCKS {
        return blocks;
    }
    let areas: Vec<Area> = blocks
        .iter()
        .map(|block| {
            let of = || block.iter().filter_map(|&at| lines.get(at));
            let (left, right) = (
                of().map(|line| line.start).fold(f64::MAX, f64::min),
                of().map(|line| line.end).fold(f64::MIN, f64::max),
            );
            // Columns of a text that runs to the left are read from the right: as in a mirror.
            let (left, right) = if right_to_left { (-right, -left) } else { (left, right) };
            Area {
                left,
                right,
                top: of().map(|line| line.baseline - line.size).fold(f64::MAX, f64::min),
                bottom: of().map(|line| line.baseline).fold(f64::MIN, f64::max),
            }
        })
        .collect();
    let comes_before = |one: usize, other: usize| {
        let (Some(&a), Some(&b)) = (areas.get(one), areas.get(other)) else { return false };
        if a.shares_width(b) {
            return (a.top, a.bottom) < (b.top, b.bottom);
        }
        // What stands lower and to the left comes first only where both are columns, with the white stripe between them.
        let is_column = |gutter: &Gutter| {
            let at = if right_to_left { -gutter.at } else { gutter.at };
            let beside = |area: Area| area.top < gutter.bottom && gutter.top < area.bottom;
            a.right <= at + 1.0 && at <= b.left + 1.0 && beside(a) && beside(b)
        };
        let (top, bottom) = (a.top.min(b.top), a.bottom.max(b.bottom));
        a.right <= b.left
            && (a.top <= b.bottom || gutters.iter().any(is_column))
            && !areas.iter().enumerate().any(|(at, c)| {
                at != one
                    && at != other
                    && c.shares_width(a)
                    && c.shares_width(b)
                    && c.top >= top
                    && c.bottom <= bottom
                    && ((c.top >= a.top && c.bottom <= b.bottom) || (c.top >= b.top && c.bottom <= a.bottom))
            })
    };
    let count = blocks.len();
    let before: Vec<Vec<usize>> =
        (0..count).map(|at| (0..count).filter(|&other| other != at && comes_before(other, at)).collect()).collect();
    let mut left: Vec<usize> = (0..count).collect();
    let mut done = vec![false; count];
    let mut order = Vec::with_capacity(count);
    while !left.is_empty() {
        let is_ready = |at: usize| {
            before.get(at).is_some_and(|before| before.iter().all(|&other| done.get(other).copied().unwrap_or(true)))
        };
        let position = |at: usize| areas.get(at).map_or((0.0, 0.0), |area| (area.top, area.left));
        let first = |candidates: &mut dyn Iterator<Item = usize>| {
            candidates
                .min_by(|&one, &other| position(one).partial_cmp(&position(other)).unwrap_or(std::cmp::Ordering::Equal))
        };
        // Rules that go round in a circle are broken at the top.
        let Some(next) =
            first(&mut left.iter().copied().filter(|&at| is_ready(at))).or_else(|| first(&mut left.iter().copied()))
        else {
            break;
        };
        left.retain(|&at| at != next);
        if let Some(flag) = done.get_mut(next) {
            *flag = true;
        }
        order.push(next);
    }
    let mut blocks: Vec<Option<Vec<usize>>> = blocks.into_iter().map(Some).collect();
    order.into_iter().filter_map(|at| blocks.get_mut(at).and_then(Option::take)).collect()
}
