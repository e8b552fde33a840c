//! A condition on one column, `COLUMN OP VALUE`. Dates are compared as dates, counts as counts, numbers as numbers, and
//! all else as text.
//!
//! A [`Query`](super::Query) is made of conditions, among other filters.

use std::cmp::Ordering;
use std::str::FromStr;

use super::moment::Moment;
use crate::date::{Date, Window, Windows};
use crate::event::Event;
use crate::model::field::{Column, Field};
use crate::model::people::{CountError, PeopleCount};

use crate::text::normalize::Needle;

use super::ranges::Ranges;

/// How a cell is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Equal,
    NotEqual,
    Contains,
    AtLeast,
    AtMost,
    Above,
    Below,
}

impl Op {
    /// How operators are written. Those of two characters come first, so that `>=` is not read as `>`.
    const ALL: [(&'static str, Op); 8] = [
        (">=", Op::AtLeast),
        ("<=", Op::AtMost),
        ("!=", Op::NotEqual),
        ("==", Op::Equal),
        ("=", Op::Equal),
        ("~", Op::Contains),
        (">", Op::Above),
        ("<", Op::Below),
    ];

    fn holds(self, order: Ordering) -> bool {
        match self {
            Op::Equal | Op::Contains => order.is_eq(),
            Op::NotEqual => order.is_ne(),
            Op::AtLeast => order.is_ge(),
            Op::AtMost => order.is_le(),
            Op::Above => order.is_gt(),
            Op::Below => order.is_lt(),
        }
    }

    fn is_order(self) -> bool {
        matches!(self, Op::AtLeast | Op::AtMost | Op::Above | Op::Below)
    }
}

/// A condition on one column.
#[derive(Clone, Debug)]
pub struct Condition {
    pub(crate) column: Column,
    pub(crate) op: Op,
    pub(crate) test: Test,
}

/// What the column is compared with.
#[derive(Clone, Debug)]
pub enum Test {
    /// The days that fulfil the condition.
    Dates(Windows),
    /// A date with a time.
    Moment(Moment),
    /// The numbers of people that fulfil the condition.
    People(Ranges),
    Cell(CellTest),
}

/// What a cell that is neither a date nor a count is compared with.
#[derive(Clone, Debug)]
pub enum CellTest {
    /// A number, and the text it was written as, for cells that hold no number.
    Number(f64, Needle),
    Text(Needle),
    Blank,
}

impl FromStr for Condition {
    type Err = String;

    /// `killed >= 100`, `kind = attack`, `note ~ market`, `location =` (is blank).
    fn from_str(text: &str) -> Result<Condition, String> {
        let at = text.find(['>', '<', '!', '=', '~']);
        let op = at.and_then(|at| Op::ALL.into_iter().find(|(sign, _)| text[at..].starts_with(sign)));
        let (Some(at), Some((sign, op))) = (at, op) else {
            return Err(format!("`{text}` is not COLUMN OP VALUE; the operators are = != ~ (contains) >= <= > <"));
        };
        let column: Column = text[..at].parse()?;
        let value = text[at + sign.len()..].trim();
        Ok(Condition { test: Test::read(&column, op, value)?, column, op })
    }
}

impl Test {
    fn read(column: &Column, op: Op, text: &str) -> Result<Test, String> {
        if op == Op::Contains {
            return Ok(Test::Cell(CellTest::Text(Needle::new(text))));
        }
        if text.is_empty() {
            return match op {
                Op::Equal | Op::NotEqual => Ok(Test::Cell(CellTest::Blank)),
                _ => Err(format!("there is nothing to compare `{}` with", column.name())),
            };
        }
        match column {
            Column::Field(Field::Date) => {
                let date = Date::parse(text).map_err(|error| error.to_string())?;
                if date.time().is_some() {
                    return Ok(Test::Moment(Moment::new(op, date)));
                }
                Ok(Test::Dates(days(op, &date)?))
            }
            Column::Field(Field::Killed | Field::Wounded) => {
                let count: PeopleCount = text.parse().map_err(|error: CountError| error.message)?;
                if op.is_order() && (count.low.is_none() || count.low != count.high) {
                    return Err(format!("`{text}` is a range; compare with one number, or use ="));
                }
                Ok(Test::People(people(op, count)))
            }
            _ => Ok(Test::Cell(match text.parse::<f64>() {
                Ok(number) if number.is_finite() => CellTest::Number(number, Needle::new(text)),
                _ => CellTest::Text(Needle::new(text)),
            })),
        }
    }
}

/// The days that fulfil a comparison with a date. The date counts as a whole: `> 2014` begins in 2015.
fn days(op: Op, date: &Date) -> Result<Windows, String> {
    let whole = Window::of(date);
    let bound = |bound: Option<_>| bound.ok_or_else(|| format!("{date} has no such end to compare with"));
    // No day follows the last one that can be computed with.
    let beyond = |day, window: fn(_) -> Window| Windows::new(Option::map(day, window));
    let since = |start| Window { start: Some(start), end: None };
    let until = |end| Window { start: None, end: Some(end) };
    Ok(match op {
        Op::AtLeast => Windows::new([since(bound(whole.start)?)]),
        Op::AtMost => Windows::new([until(bound(whole.end)?)]),
        Op::Above => beyond(bound(whole.end)?.succ_opt(), since),
        Op::Below => beyond(bound(whole.start)?.pred_opt(), until),
        Op::NotEqual => Windows::new([whole]).complement(),
        Op::Equal | Op::Contains => Windows::new([whole]),
    })
}

/// The numbers of people that fulfil a comparison with a count.
fn people(op: Op, count: PeopleCount) -> Ranges {
    let (low, high) = (count.low.unwrap_or(0), count.high.unwrap_or(u64::MAX));
    let equal = Ranges::new([(low, high)]);
    match op {
        Op::AtLeast => Ranges::new([(low, u64::MAX)]),
        Op::AtMost => Ranges::new([(0, high)]),
        Op::Above => Ranges::new([(0, high)]).complement(),
        Op::Below => Ranges::new([(low, u64::MAX)]).complement(),
        Op::NotEqual => equal.complement(),
        Op::Equal | Op::Contains => equal,
    }
}

/// A condition on a cell.
#[derive(Clone, Debug)]
pub struct CellCondition {
    pub column: Column,
    pub op: Op,
    pub test: CellTest,
}

impl CellCondition {
    /// Whether the cell of the event fulfils the condition.
    pub fn matches(&self, event: &Event<'_>) -> bool {
        let cell = event.named(&self.column).unwrap_or_default();
        let cell = cell.trim();
        match &self.test {
            CellTest::Blank => cell.is_empty() == (self.op == Op::Equal),
            // An unknown value is neither more nor less than another.
            _ if cell.is_empty() && self.op.is_order() => false,
            CellTest::Number(number, text) => match exact_number(cell) {
                Some(cell) => cell.partial_cmp(number).is_some_and(|order| self.op.holds(order)),
                None if self.op.is_order() => cell
                    .parse::<f64>()
                    .is_ok_and(|cell| cell.partial_cmp(number).is_some_and(|order| self.op.holds(order))),
                None => text.is(cell) == (self.op == Op::Equal),
            },
            CellTest::Text(text) if self.op == Op::Contains => text.is_in(cell),
            CellTest::Text(text) => self.op.holds(text.compare(cell)),
        }
    }
}

/// The number in a cell, if a float holds it exactly enough to tell it from its neighbours. A longer one, such as the id
/// of a post, is compared as text instead.
fn exact_number(cell: &str) -> Option<f64> {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    cell.parse().ok().filter(|number: &f64| number.is_finite() && digits <= 15)
}
