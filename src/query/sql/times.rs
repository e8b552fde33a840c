//! A comparison with a date that has a time of day, as [`Moment`] answers it.

use chrono::NaiveDate;

use super::{Dialect, NotInSql, Touch, touch};
use crate::date::day_columns::day_number;
use crate::date::{TimeOfDay, Window, Windows};
use crate::query::condition::Op;
use crate::query::moment::{DAY, Moment, written_for};

/// Whether one of the comparisons holds.
pub(super) fn any(moments: &[Moment], dialect: Dialect) -> Result<Touch, NotInSql> {
    let each: Vec<Touch> = moments.iter().map(|moment| one(moment, dialect)).collect::<Result<_, _>>()?;
    let any = |conditions: Vec<String>| format!("({})", conditions.join(" OR "));
    Ok(Touch {
        possible: any(each.iter().map(|touch| touch.possible.clone()).collect()),
        certain: any(each.iter().map(|touch| format!("({} AND {})", touch.possible, touch.certain)).collect()),
    })
}

/// Whether the event has exactly one known day, as [`Date::day`](crate::date::Date::day) has it.
const HAS_DAY: &str = "(date_kind = 'timed' OR (date_kind = 'calendar' AND earliest = latest AND NOT qualified))";

fn one(moment: &Moment, dialect: Dialect) -> Result<Touch, NotInSql> {
    let days = touch(&moment.days, dialect)?;
    let Some((time, on)) = moment.date.as_ref().and_then(|date| date.time().zip(date.day())) else { return Ok(days) };
    let day = day_number(on);
    let near: Vec<String> =
        [on.pred_opt(), Some(on), on.succ_opt()].into_iter().flatten().map(|day| day_number(day).to_string()).collect();
    let zoned = if time.zone.is_some() { "time_zoned" } else { "NOT time_zoned" };
    let is_compared = format!("time_rank IS NOT NULL AND {zoned} AND earliest IN ({})", near.join(", "));
    let holds = compared(moment.op, time, on);
    let the_day = touch(&Windows::new([Window { start: Some(on), end: Some(on) }]), dialect)?.possible;
    // What lasted beyond the day holds by its other days; of any other event of several days, that day may be the one.
    let is_beyond = match moment.op {
        Op::AtLeast | Op::Above => format!("latest > {day}"),
        Op::AtMost | Op::Below => format!("earliest < {day}"),
        Op::Equal | Op::NotEqual | Op::Contains => format!("earliest < {day} AND latest > {day}"),
    };
    let Touch { possible, certain } = days;
    Ok(Touch {
        possible: format!(
            "(CASE WHEN {HAS_DAY} AND {is_compared} THEN {holds} WHEN {HAS_DAY} AND earliest = {day} THEN TRUE \
             ELSE {possible} END)"
        ),
        certain: format!(
            "(CASE WHEN {HAS_DAY} AND {is_compared} THEN NOT qualified WHEN {HAS_DAY} THEN earliest <> {day} AND {certain} \
             ELSE {certain} AND (NOT ({the_day}) OR (date_kind = 'interval' AND {is_beyond})) END)"
        ),
    })
}

/// The comparison of a time near that day with the limit, whatever midnights are between them.
fn compared(op: Op, time: &TimeOfDay, on: NaiveDate) -> String {
    let shifted = |day: Option<NaiveDate>, by: i64| {
        day.map(|day| format!("WHEN {} THEN time_rank + ({by}) ", day_number(day))).unwrap_or_default()
    };
    let (before, after) = (shifted(on.pred_opt(), -DAY), shifted(on.succ_opt(), DAY));
    let at = format!("(CASE earliest {before}{after}ELSE time_rank END)");
    // A rank is less than 2²⁹.
    let first = time.rank() as i64;
    let last = first + written_for(time) - 1;
    match op {
        Op::AtLeast => format!("{at} >= {first}"),
        Op::AtMost => format!("{at} <= {last}"),
        Op::Above => format!("{at} > {last}"),
        Op::Below => format!("{at} < {first}"),
        Op::NotEqual => format!("({at} < {first} OR {at} > {last})"),
        Op::Equal | Op::Contains => format!("({at} >= {first} AND {at} <= {last})"),
    }
}
