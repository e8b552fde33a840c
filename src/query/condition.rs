//! `--where 'COLUMN OP VALUE'`: a condition on one column, compared as what the column holds: dates as dates, counts
//! as counts, numbers as numbers, the rest as text.
//!
//! `query` asks the conditions in their groups; `cli` parses them.

use std::cmp::Ordering;
use std::str::FromStr;

use crate::date::{Certainty, Date, Window, Windows};
use crate::event::{Count, Event};
use crate::field::{Column, Field};

use super::fold::Needle;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Op {
    Equal,
    NotEqual,
    Contains,
    AtLeast,
    AtMost,
    Above,
    Below,
}

impl Op {
    /// Two-sign operators first, so that `>=` is not read as `>`.
    const ALL: [(&'static str, Op); 7] = [
        (">=", Op::AtLeast),
        ("<=", Op::AtMost),
        ("!=", Op::NotEqual),
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

/// One `--where`.
#[derive(Clone, Debug)]
pub struct Condition {
    pub column: Column,
    op: Op,
    value: Value,
}

/// What the column is compared with.
#[derive(Clone, Debug)]
enum Value {
    /// The days that fulfil the condition, or for `!=` those that fail it.
    Dates(Windows),
    Count(Count),
    /// A number, and the text it was written as, for cells that hold no number.
    Number(f64, Needle),
    Text(Needle),
    Blank,
}

impl FromStr for Condition {
    type Err = String;

    fn from_str(text: &str) -> Result<Condition, String> {
        let at = text.find(['>', '<', '!', '=', '~']);
        let op = at.and_then(|at| Op::ALL.into_iter().find(|(sign, _)| text[at..].starts_with(sign)));
        let (Some(at), Some((sign, op))) = (at, op) else {
            return Err(format!("`{text}` is not COLUMN OP VALUE; the operators are = != ~ (contains) >= <= > <"));
        };
        let column: Column = text[..at].parse()?;
        let value = text[at + sign.len()..].trim();
        Ok(Condition { value: Value::read(&column, op, value)?, column, op })
    }
}

impl Value {
    fn read(column: &Column, op: Op, text: &str) -> Result<Value, String> {
        if op == Op::Contains {
            return Ok(Value::Text(Needle::new(text)));
        }
        if text.is_empty() {
            return match op {
                Op::Equal | Op::NotEqual => Ok(Value::Blank),
                _ => Err(format!("there is nothing to compare `{}` with", column.name())),
            };
        }
        match column {
            Column::Field(Field::Date) => {
                let date = Date::parse(text).map_err(|error| error.to_string())?;
                Ok(Value::Dates(days(op, &date)?))
            }
            Column::Field(Field::Killed | Field::Wounded) => {
                let count: Count = text.parse()?;
                if op.is_order() && (count.low.is_none() || count.low != count.high) {
                    return Err(format!("`{text}` is a range; compare with one number, or use ="));
                }
                Ok(Value::Count(count))
            }
            _ => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(Value::Number(number, Needle::new(text))),
                _ => Ok(Value::Text(Needle::new(text))),
            },
        }
    }
}

/// The days that stand in that relation to a date, whole units at both ends: `> 2014` begins in 2015.
fn days(op: Op, date: &Date) -> Result<Windows, String> {
    let Window { start, end } = Window::of(date);
    let bound = |bound: Option<_>| bound.ok_or_else(|| format!("{date} has no such end to compare with"));
    let window = match op {
        Op::AtLeast => Window { start: Some(bound(start)?), end: None },
        Op::AtMost => Window { start: None, end: Some(bound(end)?) },
        Op::Above => Window { start: bound(end)?.succ_opt(), end: None },
        Op::Below => Window { start: None, end: bound(start)?.pred_opt() },
        Op::Equal | Op::NotEqual | Op::Contains => Window { start, end },
    };
    Ok(Windows::new([window]))
}

/// Whether one of the conditions holds, which have their column and operator in common. Of several `!=` all must.
pub fn any(group: &[Condition], event: &Event<'_>) -> Option<Certainty> {
    let mut answers = group.iter().map(|condition| condition.matches(event));
    if group[0].op == Op::NotEqual {
        answers.try_fold(Certainty::Certain, |all, answer| Some(all.min(answer?)))
    } else {
        answers.flatten().max()
    }
}

impl Condition {
    /// Whether the two are values of one filter, of which an event needs to meet only one.
    pub fn is_alternative_of(&self, other: &Condition) -> bool {
        self.column == other.column && self.op == other.op
    }

    fn matches(&self, event: &Event<'_>) -> Option<Certainty> {
        let certain = |holds: bool| holds.then_some(Certainty::Certain);
        let cell = event.named(&self.column).unwrap_or_default();
        let is_blank = cell.trim().is_empty();
        match &self.value {
            Value::Blank => certain(is_blank == (self.op == Op::Equal)),
            // What is unknown is no number and no day: it fulfils no comparison, and may well differ.
            _ if is_blank && self.op != Op::Contains => (self.op == Op::NotEqual).then_some(match self.value {
                Value::Dates(_) | Value::Count(_) => Certainty::Possible,
                _ => Certainty::Certain,
            }),
            Value::Dates(windows) => {
                let answer = windows.matches(event.date.as_ref()?);
                if self.op == Op::NotEqual { negated(answer) } else { answer }
            }
            Value::Count(value) => self.matches_count(event, value),
            Value::Number(number, text) => certain(match cell.trim().parse::<f64>() {
                Ok(cell) => cell.partial_cmp(number).is_some_and(|order| self.op.holds(order)),
                Err(_) if self.op.is_order() => false,
                Err(_) => text.is(&cell) == (self.op == Op::Equal),
            }),
            Value::Text(text) => certain(match self.op {
                Op::Contains => text.is_in(&cell),
                op => op.holds(text.compare(&cell)),
            }),
        }
    }

    fn matches_count(&self, event: &Event<'_>, value: &Count) -> Option<Certainty> {
        let count = match self.column {
            Column::Field(Field::Killed) => event.killed,
            _ => event.wounded,
        }?;
        let range = |count: &Count| (count.low.unwrap_or(0), count.high.unwrap_or(u64::MAX));
        let ((low, high), (least, most)) = (range(&count), range(value));
        let answer = |possible: bool, certain: bool| match (possible, certain && !count.approximate) {
            (false, _) => None,
            (true, false) => Some(Certainty::Possible),
            (true, true) => Some(Certainty::Certain),
        };
        let equal = answer(low <= most && high >= least, low >= least && high <= most);
        match self.op {
            Op::AtLeast => answer(high >= least, low >= least),
            Op::Above => answer(high > least, low > least),
            Op::AtMost => answer(low <= most, high <= most),
            Op::Below => answer(low < most, high < most),
            Op::NotEqual => negated(equal),
            Op::Equal | Op::Contains => equal,
        }
    }
}

/// The answer to "is it not so": certain only where "is it so" is impossible.
fn negated(answer: Option<Certainty>) -> Option<Certainty> {
    match answer {
        None => Some(Certainty::Certain),
        Some(Certainty::Possible) => Some(Certainty::Possible),
        Some(Certainty::Certain) => None,
    }
}
