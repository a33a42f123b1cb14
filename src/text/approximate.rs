//! The place in a text that a pattern fits best, with as few insertions, deletions and replacements as can be.
//!
//! Myers' bit-parallel algorithm (1999) in blocks of 64, as Hyyrö (2003) has it: the column of the distances between
//! every beginning of the pattern and what ends at one place of the text is two bits a symbol, and one step computes 64
//! of them. The columns are kept, so that the way back through them says which symbol became which.

/// What is used again from one search to the next.
#[derive(Clone, Debug, Default)]
pub struct Matcher {
    /// The row of `equal` that each symbol has; 0 for symbols that the pattern does not hold.
    rows: Vec<u16>,
    touched: Vec<u16>,
    /// Where in the pattern a symbol stands, one row of blocks a symbol.
    equal: Vec<u64>,
    blocks: usize,
    pattern: Vec<u16>,
    /// The columns: for every place of the text, which distances are one more, and one less, than the one above.
    more: Vec<u64>,
    less: Vec<u64>,
}

/// How a pattern lies in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alignment {
    /// How many insertions, deletions and replacements there are.
    pub distance: usize,
    /// For each place of the pattern, its end too: the place of the text that the symbols before it reach to.
    pub reach: Vec<u32>,
    /// The same, with what is inserted there.
    pub resume: Vec<u32>,
    /// Which symbols of the pattern stand in the text.
    pub equal: Vec<bool>,
}

impl Matcher {
    /// For texts with symbols below `kinds`.
    pub fn new(kinds: usize) -> Self {
        Self { rows: vec![0; kinds], ..Self::default() }
    }

    /// Takes a pattern. A symbol that no text holds is never equal to anything.
    pub fn set(&mut self, pattern: impl Iterator<Item = u16>) {
        for symbol in self.touched.drain(..) {
            if let Some(row) = self.rows.get_mut(symbol as usize) {
                *row = 0;
            }
        }
        self.pattern.clear();
        self.pattern.extend(pattern);
        self.blocks = self.pattern.len().div_ceil(64);
        self.equal.clear();
        self.equal.resize(self.blocks, 0);
        for (at, symbol) in self.pattern.iter().enumerate() {
            let Some(row) = self.rows.get_mut(*symbol as usize) else { continue };
            if *row == 0 {
                self.touched.push(*symbol);
                *row = self.touched.len() as u16;
                self.equal.resize(self.equal.len() + self.blocks, 0);
            }
            if let Some(block) = self.equal.get_mut(*row as usize * self.blocks + at / 64) {
                *block |= 1 << (at % 64);
            }
        }
    }

    /// The pattern's length.
    pub fn length(&self) -> usize {
        self.pattern.len()
    }

    /// The pattern.
    pub fn pattern(&self) -> &[u16] {
        &self.pattern
    }

    /// The fewest changes with which the whole pattern lies somewhere in `text`, and where it ends then: at the first
    /// such place. The columns are kept for [`alignment`](Self::alignment).
    pub fn search(&mut self, text: &[u16]) -> (usize, usize) {
        let length = self.pattern.len();
        if length == 0 {
            return (0, 0);
        }
        let blocks = self.blocks;
        self.more.clear();
        self.less.clear();
        self.more.resize((text.len() + 1) * blocks, !0);
        self.less.resize((text.len() + 1) * blocks, 0);
        let last = blocks - 1;
        let top = (length - 1) % 64;
        let mut score = length;
        let mut best = (length, 0);
        let (mut mores, mut lesses) = (self.more.as_mut_slice(), self.less.as_mut_slice());
        for (place, symbol) in text.iter().enumerate() {
            let row = self.rows.get(*symbol as usize).copied().unwrap_or(0) as usize;
            let equals = self.equal.get(row * blocks..(row + 1) * blocks).unwrap_or_default();
            let (more_before, more_rest) = mores.split_at_mut(blocks);
            let (less_before, less_rest) = lesses.split_at_mut(blocks);
            // What comes in from above: nothing, since a match may begin anywhere.
            let (mut plus, mut minus) = (0_u64, 0_u64);
            for (block, equal) in equals.iter().enumerate() {
                let (pv, mv) = (more_before[block], less_before[block]);
                let vertical = equal | mv;
                let equal = equal | minus;
                let horizontal = ((equal & pv).wrapping_add(pv) ^ pv) | equal;
                let mut ph = mv | !(horizontal | pv);
                let mut mh = pv & horizontal;
                if block == last {
                    score += (ph >> top & 1) as usize;
                    score -= (mh >> top & 1) as usize;
                }
                let (plus_out, minus_out) = (ph >> 63, mh >> 63);
                ph = ph << 1 | plus;
                mh = mh << 1 | minus;
                more_rest[block] = mh | !(vertical | ph);
                less_rest[block] = ph & vertical;
                (plus, minus) = (plus_out, minus_out);
            }
            if score < best.0 {
                best = (score, place + 1);
            }
            (mores, lesses) = (more_rest, less_rest);
        }
        best
    }

    /// How the pattern lies in the text of the last search when it ends at `end`, with `distance` changes.
    pub fn alignment(&self, text: &[u16], (distance, end): (usize, usize)) -> Alignment {
        let length = self.pattern.len();
        let mut found =
            Alignment { distance, reach: vec![0; length + 1], resume: vec![0; length + 1], equal: vec![false; length] };
        let (mut row, mut column) = (length, end);
        let bit = |columns: &[u64], row: usize, column: usize| {
            columns.get(column * self.blocks + (row - 1) / 64).is_some_and(|block| block >> ((row - 1) % 64) & 1 == 1)
        };
        let note = |found: &mut Alignment, row: usize, column: usize| {
            found.reach[row] = column as u32;
            found.resume[row] = column as u32;
        };
        note(&mut found, row, column);
        while row > 0 {
            if column == 0 {
                row -= 1;
                note(&mut found, row, column);
            } else if self.pattern[row - 1] == text[column - 1] {
                (row, column) = (row - 1, column - 1);
                found.equal[row] = true;
                note(&mut found, row, column);
            } else if bit(&self.more, row, column) {
                row -= 1;
                note(&mut found, row, column);
            } else {
                column -= 1;
                if bit(&self.less, row, column) {
                    found.reach[row] = column as u32;
                } else {
                    row -= 1;
                    note(&mut found, row, column);
                }
            }
        }
        found
    }
}

impl Alignment {
    /// Where inserted symbols could as well stand a little earlier or later, they go where they begin and end with
    /// whole words. `boundary` says how good a place of the text is for that.
    pub fn settle(&mut self, pattern: &[u16], text: &[u16], boundary: impl Fn(u32) -> u32) {
        let mut row = 0;
        while row < self.reach.len() {
            let count = self.resume[row] - self.reach[row];
            if count > 0 {
                row = self.settle_run(row, count, pattern, text, &boundary);
            }
            row += 1;
        }
    }

    /// Settles what is inserted at `row`, and returns the row that it stands at then.
    fn settle_run(
        &mut self,
        row: usize,
        count: u32,
        pattern: &[u16],
        text: &[u16],
        boundary: &impl Fn(u32) -> u32,
    ) -> usize {
        let at = |place: u32| text.get(place as usize);
        // As far to the left as it goes.
        let (mut low, mut start) = (row, self.reach[row]);
        while low > 0
            && self.equal[low - 1]
            && self.resume[low - 1] == self.reach[low - 1]
            && at(start + count - 1) == pattern.get(low - 1)
        {
            (low, start) = (low - 1, start - 1);
        }
        // And back to the right.
        let mut best = (0, low, start);
        let (mut high, mut place) = (low, start);
        loop {
            let score = boundary(place) + boundary(place + count) + 1;
            if score > best.0 {
                best = (score, high, place);
            }
            let next_is_free = self.equal.get(high).copied().unwrap_or(false)
                && (high + 1 == row || self.resume[high + 1] == self.reach[high + 1]);
            if !next_is_free || at(place) != pattern.get(high) {
                break;
            }
            (high, place) = (high + 1, place + 1);
        }
        let (_, target, target_start) = best;
        // Everything between the old row and the new one moves by the length of what is inserted.
        for between in target.min(row)..=target.max(row) {
            let shift = between as u32 + target_start - target as u32;
            match between.cmp(&target) {
                std::cmp::Ordering::Less => (self.reach[between], self.resume[between]) = (shift, shift),
                std::cmp::Ordering::Equal => {
                    (self.reach[between], self.resume[between]) = (target_start, target_start + count);
                }
                std::cmp::Ordering::Greater => {
                    (self.reach[between], self.resume[between]) = (shift + count, shift + count);
                }
            }
        }
        target.max(row)
    }
}

/// The fewest changes with which `pattern` becomes a beginning of `text`. Of the pattern, 64 symbols count.
pub fn distance_at_start(pattern: &[u16], text: &[u16]) -> usize {
    let pattern = pattern.get(..64).unwrap_or(pattern);
    if pattern.is_empty() {
        return 0;
    }
    let top = pattern.len() - 1;
    let (mut more, mut less) = (!0_u64, 0_u64);
    let (mut score, mut best) = (pattern.len(), pattern.len());
    for symbol in text {
        let equal = pattern.iter().enumerate().fold(0, |bits, (at, other)| bits | u64::from(other == symbol) << at);
        let vertical = equal | less;
        let horizontal = ((equal & more).wrapping_add(more) ^ more) | equal;
        let mut ph = less | !(horizontal | more);
        let mut mh = more & horizontal;
        score += (ph >> top & 1) as usize;
        score -= (mh >> top & 1) as usize;
        best = best.min(score);
        ph = ph << 1 | 1;
        mh <<= 1;
        more = mh | !(vertical | ph);
        less = ph & vertical;
    }
    best
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The distances between the whole pattern and what ends at each place of the text, one cell after the other.
    fn naive(pattern: &[u16], text: &[u16]) -> Vec<usize> {
        let mut column: Vec<usize> = (0..=pattern.len()).collect();
        let mut ends = vec![column[pattern.len()]];
        for symbol in text {
            let mut diagonal = column[0];
            for row in 1..=pattern.len() {
                let replaced = diagonal + usize::from(pattern[row - 1] != *symbol);
                diagonal = column[row];
                column[row] = replaced.min(column[row] + 1).min(column[row - 1] + 1);
            }
            ends.push(column[pattern.len()]);
        }
        ends
    }

    fn check(matcher: &mut Matcher, pattern: &[u16], text: &[u16]) {
        matcher.set(pattern.iter().copied());
        let (distance, end) = matcher.search(text);
        let ends = naive(pattern, text);
        assert_eq!(distance, *ends.iter().min().unwrap(), "{pattern:?} in {text:?}");
        assert_eq!(ends[end], distance);
        let mut found = matcher.alignment(text, (distance, end));
        check_alignment(&found, pattern, text);
        found.settle(pattern, text, |place| place % 3);
        check_alignment(&found, pattern, text);
    }

    /// The alignment says the same when its changes are counted.
    fn check_alignment(found: &Alignment, pattern: &[u16], text: &[u16]) {
        let mut changes = 0;
        for row in 0..=pattern.len() {
            assert!(found.reach[row] <= found.resume[row]);
            changes += (found.resume[row] - found.reach[row]) as usize;
            if row < pattern.len() {
                let step = found.reach[row + 1] - found.resume[row];
                assert!(step <= 1);
                if found.equal[row] {
                    assert_eq!((step, text[found.resume[row] as usize]), (1, pattern[row]));
                } else {
                    changes += 1;
                }
            }
        }
        assert_eq!(changes, found.distance, "{pattern:?} in {text:?}: {found:?}");
    }

    #[test]
    fn what_is_inserted_goes_between_whole_words() {
        let spell = |text: &str| text.bytes().map(u16::from).collect::<Vec<_>>();
        let (pattern, text) = (spell("the bridge was"), spell("the bridge huge was"));
        let mut matcher = Matcher::new(128);
        matcher.set(pattern.iter().copied());
        let end = matcher.search(&text);
        let mut found = matcher.alignment(&text, end);
        let space = u16::from(b' ');
        found.settle(&pattern, &text, |at| {
            u32::from(text.get(at as usize) == Some(&space) || at > 0 && text[at as usize - 1] == space)
        });
        assert_eq!(found.reach["the bridge".len()], 10, "{found:?}");
    }

    #[test]
    fn blocks_join_at_their_edges() {
        let mut matcher = Matcher::new(3);
        for length in [1, 2, 63, 64, 65, 127, 128, 129, 200] {
            let pattern: Vec<u16> = (0..length).map(|n| (n * n % 3) as u16).collect();
            let mut text = vec![1; 90];
            text.extend(&pattern);
            text.remove(90 + length / 2);
            text.insert(90 + length / 3, 2);
            text.extend([0; 70]);
            check(&mut matcher, &pattern, &text);
            check(&mut matcher, &pattern, &[]);
        }
        check(&mut matcher, &[], &[1, 2]);
        check(&mut matcher, &[u16::MAX, 1], &[1, 2, 1]);
    }

    /// The distance between two stretches as wholes.
    fn whole(a: &[u16], b: &[u16]) -> usize {
        let mut row: Vec<usize> = (0..=b.len()).collect();
        for (i, x) in a.iter().enumerate() {
            let mut diagonal = std::mem::replace(&mut row[0], i + 1);
            for (j, y) in b.iter().enumerate() {
                let replaced = diagonal + usize::from(x != y);
                diagonal = row[j + 1];
                row[j + 1] = replaced.min(row[j + 1] + 1).min(row[j] + 1);
            }
        }
        row[b.len()]
    }

    proptest! {
        #[test]
        fn the_distance_at_the_start_is_that_to_the_best_beginning(
            pattern in proptest::collection::vec(0_u16..3, 0..65),
            text in proptest::collection::vec(0_u16..3, 0..80),
        ) {
            let expected = (0..=text.len()).map(|end| whole(&pattern, &text[..end])).min().unwrap();
            prop_assert_eq!(distance_at_start(&pattern, &text), expected);
        }

        #[test]
        fn the_same_as_one_cell_after_the_other(
            pattern in proptest::collection::vec(0_u16..3, 0..150),
            text in proptest::collection::vec(0_u16..3, 0..150),
        ) {
            let mut matcher = Matcher::new(3);
            check(&mut matcher, &pattern, &text);
            // Once more, after another pattern.
            matcher.set([2, 2, 1].into_iter());
            check(&mut matcher, &pattern, &text);
        }

        #[test]
        fn the_same_in_a_text_that_holds_it(
            text in proptest::collection::vec(0_u16..6, 100..400),
            from in 0_usize..90,
            changes in proptest::collection::vec((0_usize..300, 0_u16..6), 0..20),
        ) {
            let mut pattern = text[from..].to_vec();
            for (at, symbol) in changes {
                let at = at % pattern.len();
                match symbol {
                    0 | 1 if pattern.len() > 1 => drop(pattern.remove(at)),
                    2 | 3 => pattern.insert(at, symbol),
                    _ => pattern[at] = symbol,
                }
            }
            check(&mut Matcher::new(6), &pattern, &text);
        }
    }
}
