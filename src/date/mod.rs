use chrono::NaiveDate;
use std::{fmt, str::FromStr};
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Date(edtf_core::Edtf);
#[derive(Clone, Debug)]
pub struct DateError {
    pub message: String,
    pub hint: Option<String>,
}
impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct DateOrder(Option<NaiveDate>, bool, Option<NaiveDate>);
fn b(b: edtf_core::Bound) -> Option<NaiveDate> {
    match b {
        edtf_core::Bound::Date(d) => NaiveDate::from_ymd_opt(d.year as i32, d.month.into(), d.day.into()),
        _ => None,
    }
}
impl Date {
    pub fn parse(text: &str) -> Result<Date, DateError> {
        edtf_core::Edtf::parse(text.trim()).map(Date).map_err(|e| DateError { message: e.message.into(), hint: None })
    }
    pub fn earliest(&self) -> Option<NaiveDate> {
        b(self.0.bounds().earliest)
    }
    pub fn latest(&self) -> Option<NaiveDate> {
        b(self.0.bounds().latest)
    }
    pub fn order(&self) -> DateOrder {
        DateOrder(self.earliest(), self.latest().is_none(), self.latest())
    }
    pub fn words(&self) -> String {
        self.0.to_string()
    }
}
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl FromStr for Date {
    type Err = DateError;
    fn from_str(s: &str) -> Result<Self, DateError> {
        Date::parse(s)
    }
}
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Certainty {
    Possible,
    Certain,
}
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct Window {
    pub start: Option<NaiveDate>,
    pub end: Option<NaiveDate>,
}
impl Window {
    pub fn year(y: i32) -> Window {
        Window { start: NaiveDate::from_ymd_opt(y, 1, 1), end: NaiveDate::from_ymd_opt(y, 12, 31) }
    }
    pub fn of(d: &Date) -> Window {
        Window { start: d.earliest(), end: d.latest() }
    }
    pub fn intersect(&self, o: &Window) -> Option<Window> {
        Some(Window {
            start: self.start.max(o.start),
            end: match (self.end, o.end) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            },
        })
    }
}
#[derive(Clone, Debug)]
pub struct Windows(Vec<Window>);
impl Windows {
    pub fn new(w: impl IntoIterator<Item = Window>) -> Windows {
        Windows(w.into_iter().collect())
    }
    pub fn matches(&self, d: &Date) -> Option<Certainty> {
        self.0
            .iter()
            .any(|w| {
                w.start.is_none_or(|s| d.latest().is_none_or(|l| l >= s))
                    && w.end.is_none_or(|s| d.earliest().is_none_or(|l| l <= s))
            })
            .then_some(Certainty::Certain)
    }
}
