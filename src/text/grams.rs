/// Where every run of a few symbols stands in a text: built once in two passes, and then each run's places are at hand.
///
/// Runs whose hashes fall together share their places: who asks has to compare.
#[derive(Clone, Debug)]
pub struct Grams {
    length: usize,
    shift: u32,
    /// Where the places of each hash begin; one more at the end.
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Grams {
    /// The index of all runs of `length` symbols.
    pub fn new(symbols: &[u16], length: usize) -> Self {
        let length = length.max(1);
        let bits = (symbols.len().max(256).ilog2() + 1).min(22);
        let shift = 64 - bits;
        let mut starts = vec![0_u32; (1 << bits) + 1];
        for gram in symbols.windows(length) {
            if let Some(count) = starts.get_mut(hash(gram, shift) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut places = vec![0_u32; sum as usize];
        let mut next = starts.clone();
        for (place, gram) in symbols.windows(length).enumerate() {
            let Some(slot) = next.get_mut(hash(gram, shift)) else { continue };
            if let Some(entry) = places.get_mut(*slot as usize) {
                *entry = place as u32;
            }
            *slot += 1;
        }
        Self { length, shift, starts, places }
    }

    /// How many symbols a run has.
    pub const fn length(&self) -> usize {
        self.length
    }

    /// The places at which `gram`, and possibly others, begin, in the text's order.
    pub fn places(&self, gram: &[u16]) -> &[u32] {
        let at = hash(gram, self.shift);
        let (Some(start), Some(end)) = (self.starts.get(at), self.starts.get(at + 1)) else { return &[] };
        self.places.get(*start as usize..*end as usize).unwrap_or_default()
    }
}

fn hash(gram: &[u16], shift: u32) -> usize {
    let mixed = gram
        .iter()
        .fold(0_u64, |hash, symbol| (hash.rotate_left(5) ^ u64::from(*symbol)).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    (mixed >> shift) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_run_is_found_at_all_its_places() {
        let text: Vec<u16> = (0..3000_u32).map(|n| (n * n / 7 % 11) as u16).collect();
        for length in [1, 3, 6] {
            let grams = Grams::new(&text, length);
            for (place, gram) in text.windows(length).enumerate() {
                let places = grams.places(gram);
                assert!(places.contains(&(place as u32)));
                assert!(places.is_sorted());
            }
        }
        assert_eq!(Grams::new(&[1, 2], 3).places(&[1, 2, 3]), &[] as &[u32]);
        assert_eq!(Grams::new(&[], 3).places(&[1, 2, 3]), &[] as &[u32]);
    }
}
