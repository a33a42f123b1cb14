//! Moments as a person says them: in local time, today and yesterday by name.

use jiff::tz::TimeZone;
use jiff::{Timestamp as Instant, Zoned};

use super::strings::Strings;
use crate::model::Timestamp;

/// Says moments in one time zone.
#[derive(Clone, Debug)]
pub struct Moments(TimeZone);

impl Moments {
    /// In this time zone.
    pub fn new(zone: TimeZone) -> Self {
        Self(zone)
    }

    fn local(&self, at: Timestamp) -> Zoned {
        Instant::from_millisecond(at.0).unwrap_or_default().to_zoned(self.0.clone())
    }

    /// The time of the day: `14:02`.
    pub fn time(&self, at: Timestamp) -> String {
        let local = self.local(at);
        format!("{}:{:02}", local.hour(), local.minute())
    }

    /// A number for each day, the same for two moments of one day.
    pub fn day_number(&self, at: Timestamp) -> i32 {
        let date = self.local(at).date();
        i32::from(date.year()) * 400 + i32::from(date.day_of_year())
    }

    /// The day: `today`, `yesterday`, `4 Mar`, and with its year where that is another one.
    pub fn day(&self, strings: &Strings, at: Timestamp, now: Timestamp) -> String {
        let (date, today) = (self.local(at).date(), self.local(now).date());
        if date == today {
            return strings.get("day-today").to_owned();
        }
        if today.yesterday().is_ok_and(|yesterday| date == yesterday) {
            return strings.get("day-yesterday").to_owned();
        }
        let day = strings.with("date", &[("day", date.day().into()), ("month", date.month().into())]);
        if date.year() == today.year() {
            return day;
        }
        strings.with("day-of-year", &[("day", day.into()), ("year", date.year().to_string().into())])
    }

    /// Day and time: `today, 14:02`.
    pub fn moment(&self, strings: &Strings, at: Timestamp, now: Timestamp) -> String {
        strings.with("moment", &[("day", self.day(strings, at, now).into()), ("time", self.time(at).into())])
    }

    /// From one moment to another: `today, 14:02 to 14:09`.
    pub fn stretch(&self, strings: &Strings, between: (Timestamp, Timestamp), now: Timestamp) -> String {
        let (from, to) = between;
        let first = self.moment(strings, from, now);
        if self.day_number(from) != self.day_number(to) {
            return strings.with("moments", &[("from", first.into()), ("to", self.moment(strings, to, now).into())]);
        }
        let (begin, end) = (self.time(from), self.time(to));
        if begin == end { first } else { strings.with("moments", &[("from", first.into()), ("to", end.into())]) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap_or_default()
    }

    #[test]
    fn days_are_called_as_people_call_them() {
        let (moments, strings) = (Moments::new(TimeZone::UTC), Strings::load("en"));
        let now = at("2026-03-04T09:22:08Z");
        for (moment, said) in [
            ("2026-03-04T00:05:00Z", "today, 0:05"),
            ("2026-03-03T23:59:00Z", "yesterday, 23:59"),
            ("2026-03-02T12:00:00Z", "2 Mar, 12:00"),
            ("2025-12-31T12:00:00Z", "31 Dec 2025, 12:00"),
        ] {
            assert_eq!(moments.moment(&strings, at(moment), now), said);
        }
    }

    #[test]
    fn the_day_is_that_of_the_place_where_one_is() {
        let strings = Strings::load("en");
        let moments = Moments::new(TimeZone::fixed(jiff::tz::offset(2)));
        let (night, now) = (at("2026-03-03T22:30:00Z"), at("2026-03-04T09:00:00Z"));
        assert_eq!(moments.moment(&strings, night, now), "today, 0:30");
        assert_eq!(moments.day_number(night), moments.day_number(now));
    }

    #[test]
    fn a_stretch_says_no_day_twice() {
        let (moments, strings) = (Moments::new(TimeZone::UTC), Strings::load("en"));
        let now = at("2026-03-04T09:22:08Z");
        for (from, to, said) in [
            ("2026-03-04T08:00:00Z", "2026-03-04T08:00:30Z", "today, 8:00"),
            ("2026-03-04T08:00:00Z", "2026-03-04T09:10:00Z", "today, 8:00 to 9:10"),
            ("2026-03-03T22:00:00Z", "2026-03-04T00:10:00Z", "yesterday, 22:00 to today, 0:10"),
        ] {
            assert_eq!(moments.stretch(&strings, (at(from), at(to)), now), said);
        }
    }
}
