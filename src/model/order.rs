use std::fmt;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A place in an order that two copies of a set can change independently: a fraction between 0 and 1 in base 62.
///
/// Something new always fits between two neighbours without touching either, so merging keeps an order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderKey(String);

impl OrderKey {
    /// Reads a key from a file; `None` unless it is made of digits and letters and ends on something but `0`.
    pub fn parse(text: &str) -> Option<Self> {
        // Of any length: a key that was written must be read again.
        let fits = !text.is_empty() && !text.ends_with('0') && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        fits.then(|| Self(text.to_owned()))
    }

    /// The key as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A key after `before` and ahead of `after`; either may be missing. Where the two are out of order or equal, the
    /// result comes right after `before`.
    pub fn between(before: Option<&Self>, after: Option<&Self>) -> Self {
        let low = before.map_or(&[][..], |key| key.0.as_bytes());
        let high = after.map(|key| key.0.as_bytes()).filter(|high| low < *high);
        let mut digits = Vec::with_capacity(low.len() + 1);
        let mut bounded = high;
        for place in 0.. {
            let floor = low.get(place).map_or(0, |byte| digit(*byte));
            let ceiling = bounded.map_or(DIGITS.len(), |high| high.get(place).map_or(0, |byte| digit(*byte)));
            if ceiling > floor + 1 {
                // Appending is the common case: a small step leaves room for many more before a digit is added.
                let step = if bounded.is_none() { 1 } else { (ceiling - floor) / 2 };
                digits.push(DIGITS[floor + step]);
                break;
            }
            digits.push(DIGITS[floor]);
            if ceiling > floor {
                bounded = None;
            }
        }
        Self(String::from_utf8_lossy(&digits).into_owned())
    }
}

fn digit(byte: u8) -> usize {
    DIGITS.iter().position(|digit| *digit == byte).unwrap_or(0)
}

impl fmt::Display for OrderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_thousand_appended_keys_stay_short_and_in_order() {
        let mut keys = vec![OrderKey::between(None, None)];
        for _ in 0..1000 {
            keys.push(OrderKey::between(keys.last(), None));
        }
        assert!(keys.is_sorted());
        assert!(keys.iter().all(|key| key.as_str().len() <= 20), "{:?}", keys.last());
    }

    proptest! {
        #[test]
        fn there_is_always_room_between_two_neighbours(places in proptest::collection::vec(0usize..64, 1..200)) {
            let mut keys: Vec<OrderKey> = Vec::new();
            for place in places {
                let at = place % (keys.len() + 1);
                let key = OrderKey::between(at.checked_sub(1).and_then(|i| keys.get(i)), keys.get(at));
                prop_assert_eq!(OrderKey::parse(key.as_str()), Some(key.clone()));
                keys.insert(at, key);
                prop_assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", keys);
            }
        }
    }
}
