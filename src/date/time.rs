//! Times of day, kept as they were written: to the second or finer, with the zone or without.
//!
//! ISO date-times and phrases with a clock are read with it.

use std::fmt;

use edtf_core::{Time, TimeShift};

use super::{DateError, DateErrorKind, Plain};

/// A day with a time of day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Timed {
    pub(super) day: Plain,
    pub(super) time: TimeOfDay,
}

/// A time of day on a clock that may be that of any zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeOfDay {
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 60: a leap second is the 60th.
    pub second: u8,
    /// The decimals of the second as they were written, `25` for a quarter; empty where there are none.
    pub fraction: Box<str>,
    /// `None`: which zone it is in was not written.
    pub zone: Option<Zone>,
}

/// How far a clock is from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// Not at all.
    Utc,
    /// East of Greenwich if above 0, else west.
    Offset {
        /// The whole of it, hours and minutes, at most 14 hours.
        minutes: i16,
        /// No minutes were written, as in `+03`.
        hours_only: bool,
    },
}

/// What a clock may stand at: the name of the part, the most that it can be, and how that is said.
const LIMITS: [(u8, &str); 3] =
    [(23, "hour must be 00-23 (24 is not allowed)"), (59, "minute must be 00-59"), (60, "second must be 00-60")];

impl TimeOfDay {
    /// Reads `17:50`, `17:50:00.25`, `05:07.5` (half a minute), `5:50 pm`, and a zone behind it: `Z`, `UTC`, `+04:30`,
    /// `+0430`, `+04`. `None`: it does not look like a time.
    ///
    /// # Errors
    /// It does, and an hour, a minute, a second or a zone is beyond the last there is.
    pub(super) fn parse(text: &str) -> Option<Result<TimeOfDay, DateError>> {
        let text = text.trim();
        let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ','))).unwrap_or(text.len());
        let (clock, zone) = text.split_at(end);
        let zone = zone.trim().to_ascii_uppercase();
        let (clock, fraction) = clock.split_once(['.', ',']).unwrap_or((clock, ""));
        let ends_in_point = text[..end].ends_with(['.', ',']);
        if ends_in_point || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let parts: Vec<&str> = clock.split(':').collect();
        let is_clock = matches!(parts[..], [h, m] | [h, m, _] if matches!(h.len(), 1 | 2) && m.len() == 2)
            && parts.get(2).is_none_or(|second| second.len() == 2);
        if !is_clock {
            return None;
        }
        let mut numbers = [0; 3];
        for (number, part) in numbers.iter_mut().zip(&parts) {
            *number = part.parse().ok()?;
        }
        let (hours_after_noon, zone) = match zone.as_str() {
            "AM" | "A.M" | "A.M." => (Some(0), None),
            "PM" | "P.M" | "P.M." => (Some(12), None),
            zone => (None, Some(zone)),
        };
        if let Some(noon) = hours_after_noon {
            if !(1..=12).contains(&numbers[0]) {
                return None;
            }
            numbers[0] = numbers[0] % 12 + noon;
        }
        let zone = match zone {
            None | Some("") => None,
            Some(zone) => match Zone::parse(zone)? {
                Ok(zone) => Some(zone),
                Err(error) => return Some(Err(error)),
            },
        };
        if let Some((number, (_, rule))) = numbers.iter().zip(LIMITS).find(|(number, (most, _))| *number > most) {
            return Some(Err(DateError::new(DateErrorKind::OutOfRange, format!("{rule}: `{number:02}`"))));
        }
        let [hour, minute, second] = numbers;
        let (second, fraction) = match parts.len() {
            2 => of_minute(fraction),
            _ => (second, fraction.to_owned()),
        };
        Some(Ok(TimeOfDay { hour, minute, second, fraction: fraction.into(), zone }))
    }

    /// How much a second is in [`TimeOfDay::rank`].
    pub(crate) const RANKS_PER_SECOND: i64 = 2048;

    /// A number that compares as the times of one day do, less than 2²⁹: those with a zone as instants, others by the clock.
    /// Of two that are less than half a thousandth of a second apart, neither is the earlier.
    pub(crate) fn rank(&self) -> u64 {
        const PER_SECOND: i64 = TimeOfDay::RANKS_PER_SECOND;
        // A clock may be ahead of UTC by 14 hours, and then its midnight is the earliest.
        let minutes = match self.zone {
            Some(Zone::Offset { minutes, .. }) => i64::from(minutes),
            Some(Zone::Utc) | None => 0,
        };
        let seconds = i64::from(self.hour) * 3600 + i64::from(self.minute) * 60 + i64::from(self.second);
        let since_earliest = seconds - minutes * 60 + 14 * 3600;
        let thousandths: String = self.fraction.chars().chain("000".chars()).take(3).collect();
        let part = thousandths.parse::<i64>().unwrap_or(0) * PER_SECOND / 1000;
        (since_earliest * PER_SECOND + part).unsigned_abs()
    }

    /// The same for `edtf-core`, which has no fractions.
    pub(super) fn to_edtf(&self) -> Time {
        let shift = self.zone.map(|zone| match zone {
            Zone::Utc => TimeShift::Utc,
            Zone::Offset { minutes, hours_only } => TimeShift::Offset { minutes, hours_only },
        });
        Time { hour: self.hour, minute: self.minute, second: self.second, shift }
    }

    pub(super) fn of_edtf(time: &Time) -> TimeOfDay {
        let zone = time.shift.map(|shift| match shift {
            TimeShift::Utc => Zone::Utc,
            TimeShift::Offset { minutes, hours_only } => Zone::Offset { minutes, hours_only },
        });
        TimeOfDay { hour: time.hour, minute: time.minute, second: time.second, fraction: "".into(), zone }
    }

    /// `17:50`, `17:50:03.25`, and its zone: for people.
    pub(super) fn words(&self) -> String {
        let TimeOfDay { hour, minute, second, fraction, zone } = self;
        let clock = match (second, fraction.is_empty()) {
            (0, true) => format!("{hour:02}:{minute:02}"),
            (_, true) => format!("{hour:02}:{minute:02}:{second:02}"),
            (_, false) => format!("{hour:02}:{minute:02}:{second:02}.{fraction}"),
        };
        match zone {
            None => clock,
            Some(Zone::Utc) => format!("{clock} UTC"),
            Some(zone) => format!("{clock} {zone}"),
        }
    }
}

/// The seconds in a decimal fraction of a minute, exactly: `5` is 30, `125` is 7.5.
fn of_minute(fraction: &str) -> (u8, String) {
    // Times 60 by hand, digit by digit from the last, since a fraction may have any number of digits.
    let mut carry = 0;
    let mut digits: Vec<char> = Vec::with_capacity(fraction.len());
    for digit in fraction.bytes().rev() {
        let product = u32::from(digit - b'0') * 60 + carry;
        digits.push(char::from_digit(product % 10, 10).unwrap_or('0'));
        carry = product / 10;
    }
    let rest: String = digits.iter().rev().collect();
    (carry as u8, rest.trim_end_matches('0').to_owned())
}

impl fmt::Display for TimeOfDay {
    /// As ISO 8601 writes it behind the `T`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)?;
        if !self.fraction.is_empty() {
            write!(f, ".{}", self.fraction)?;
        }
        self.zone.map_or(Ok(()), |zone| zone.fmt(f))
    }
}

impl Zone {
    /// `None`: it does not look like a zone.
    fn parse(text: &str) -> Option<Result<Zone, DateError>> {
        if matches!(text, "Z" | "UTC" | "GMT") {
            return Some(Ok(Zone::Utc));
        }
        let (sign, digits) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
            (Some(digits), _) => (1, digits),
            (_, Some(digits)) => (-1, digits),
            _ => return None,
        };
        let (hours, minutes) = match digits.len() {
            2 => (digits, None),
            4 => (digits.get(..2)?, digits.get(2..)),
            5 => digits.split_once(':').map(|(hours, minutes)| (hours, Some(minutes)))?,
            _ => return None,
        };
        let number = |text: &str| text.parse::<i16>().ok().filter(|_| text.len() == 2);
        let (hours, shift) = (number(hours)?, minutes.map_or(Some(0), number)?);
        let out_of_range =
            |rule: &str| Some(Err(DateError::new(DateErrorKind::OutOfRange, format!("{rule}: `{text}`"))));
        if shift > 59 {
            return out_of_range("shift minutes must be 00-59");
        }
        let total = sign * (60 * hours + shift);
        if total.abs() > 14 * 60 {
            return out_of_range("time shift exceeds ±14:00");
        }
        if total == 0 && sign < 0 {
            return out_of_range("negative zero time shift is not allowed");
        }
        Some(Ok(Zone::Offset { minutes: total, hours_only: minutes.is_none() }))
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Zone::Utc => f.write_str("Z"),
            Zone::Offset { minutes, hours_only } => {
                let sign = if minutes < 0 { '-' } else { '+' };
                let (hours, minutes) = (minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60);
                write!(f, "{sign}{hours:02}")?;
                if hours_only { Ok(()) } else { write!(f, ":{minutes:02}") }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> String {
        match TimeOfDay::parse(text) {
            Some(Ok(time)) => time.to_string(),
            Some(Err(error)) => error.message,
            None => "none".to_owned(),
        }
    }

    #[test]
    fn times_are_kept_as_they_are_written() {
        for (text, time) in [
            ("17:50", "17:50:00"),
            ("9:05", "09:05:00"),
            ("17:50:03.25", "17:50:03.25"),
            ("17:50:03,250Z", "17:50:03.250Z"),
            ("05:07.5", "05:07:30"),
            ("05:07.125", "05:07:07.5"),
            ("05:07.0", "05:07:00"),
            ("05:07.999999", "05:07:59.99994"),
            ("00:00", "00:00:00"),
            ("5:50 pm", "17:50:00"),
            ("12:05 a.m.", "00:05:00"),
            ("17:50 UTC", "17:50:00Z"),
            ("17:50+0430", "17:50:00+04:30"),
            ("17:50 -03", "17:50:00-03"),
            ("23:59:60", "23:59:60"),
            ("25:00", "hour must be 00-23 (24 is not allowed): `25`"),
            ("10:61", "minute must be 00-59: `61`"),
            ("10:00:61", "second must be 00-60: `61`"),
            ("10:00+15:00", "time shift exceeds ±14:00: `+15:00`"),
            ("10", "none"),
            ("10:0", "none"),
            ("10:00.", "none"),
            ("10:00:00:00", "none"),
            ("13:00 pm", "none"),
            ("10:00 somewhere", "none"),
        ] {
            assert_eq!(read(text), time, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_fraction_of_a_minute_is_exact(digits in "[0-9]{1,9}") {
            let (second, fraction) = of_minute(&digits);
            let scale = 10u64.pow(digits.len() as u32);
            let wanted = digits.parse::<u64>().unwrap() * 60;
            let whole = format!("{fraction:0<width$}", width = digits.len()).parse::<u64>().unwrap_or(0);
            prop_assert_eq!(u64::from(second) * scale + whole, wanted);
        }

        #[test]
        fn whatever_is_read_is_read_back(text in "[0-2]?[0-9]:[0-9]{2}(:[0-9]{2})?([.,][0-9]{0,4})?( ?(Z|UTC|pm|[+-][0-9]{2}(:?[0-9]{2})?))?") {
            if let Some(Ok(time)) = TimeOfDay::parse(&text) {
                prop_assert_eq!(TimeOfDay::parse(&time.to_string()), Some(Ok(time.clone())));
                prop_assert_eq!(TimeOfDay::parse(&time.words()), Some(Ok(time)));
            }
        }
    }
}
