//! Which columns hold the date of the event: every column that may be a date is weighed, alone, with the parts that belong
//! to it, and as the start or the end of something that lasted.

use std::collections::HashMap;

use super::codes;
use super::name::Meaning::*;
use super::name::{ColumnName, Meaning};
use super::profile::{Days, Profile, is_day_number, share, whole_number};
use crate::date::Date;
use crate::layout::field_map::DateExpr;

/// What a column may be for a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Whole,
    Year,
    Month,
    Day,
    Clock,
    /// The first year of ten, or of a hundred.
    Decade,
    Century,
}

/// Which end of something a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Edge {
    Start,
    End,
}

/// A date that was found, of one column or of parts, or of a start and an end.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub start: DateExpr,
    pub end: Option<DateExpr>,
    pub score: f32,
    /// The dates by row of the sample.
    days: HashMap<usize, Days>,
    /// From 4, to the day, down to 1.5, the century.
    precision: f32,
    /// What the names say for it, and against it.
    named: f32,
    stem: Vec<String>,
    edge: Option<Edge>,
    bound: Option<Meaning>,
    /// For orders that do not hang on the place of a column.
    order: String,
}

/// What was found.
pub enum FoundDate {
    None,
    /// The likeliest, and the other columns that could be the date.
    One(Box<Candidate>, Vec<usize>),
    /// Two that are equally likely.
    Tied(Box<Candidate>, Box<Candidate>),
}

/// A column that may be a date or a part of one.
struct Part<'a> {
    column: usize,
    role: Role,
    edge: Option<Edge>,
    bound: Option<Meaning>,
    stem: Vec<String>,
    named: f32,
    profile: &'a Profile<'a>,
}

/// Words that say which date is meant, and not whose.
const NO_STEM: &[Meaning] =
    &[Date, Year, Month, Day, Clock, Decade, Century, Start, End, Low, High, Gregorian, Display, Number, OtherUnit];

/// Names of columns that are about a date, and none.
const NEVER: &[Meaning] = &[Link, Quality, Kind, Title, Text, Prose, Notes, Address, Latitude, Longitude, Code, Damage];

/// What another date than that of the event is called, and how much that counts against it.
const OTHER_DATES: &[(Meaning, f32)] = &[
    (Birth, 12.0),
    (Killed, 11.0),
    (Update, 10.0),
    (Retrieval, 10.0),
    (Entry, 9.0),
    (Publication, 8.0),
    (OtherCalendar, 8.0),
    (Report, 6.0),
    (Source, 6.0),
    (Media, 6.0),
    (Machine, 5.0),
    (Participant, 3.0),
];

/// Two readings are equally likely where no more than this lies between them.
const EQUAL: f32 = 0.45;

impl<'a> Part<'a> {
    fn new(column: usize, profile: &'a Profile<'a>) -> Option<Part<'a>> {
        let role = role_in(profile)?;
        let name = &profile.name;
        let edge = match (name.has(Start), name.has(End)) {
            (true, false) => Some(Edge::Start),
            (false, true) => Some(Edge::End),
            _ => None,
        };
        let bound = [Low, High].into_iter().find(|bound| name.has(*bound));
        let is_filler = |word: &str| matches!(word, "event" | "incident" | "occurrence" | "ereignis" | "evento");
        let stem = name.stem(NO_STEM).into_iter().filter(|word| !is_filler(word)).map(str::to_owned).collect();
        Some(Part { column, role, edge, bound, stem, named: named(name, role), profile })
    }

    fn expr(&self) -> DateExpr {
        match self.role {
            Role::Decade => DateExpr::Years(self.column, 10),
            Role::Century => DateExpr::Years(self.column, 100),
            _ => DateExpr::Column(self.column),
        }
    }

    /// The days of the cells, where they are dates by themselves.
    fn days(&self) -> HashMap<usize, Days> {
        let years = |length: i32| {
            let codes = codes::of_date(self.profile, Some(self.role));
            let known = self.profile.cells.iter().filter(|(_, cell)| !codes.iter().any(|code| code == cell));
            known.filter_map(|&(row, cell)| Some((row, years_of(cell, length)?))).collect()
        };
        match self.role {
            Role::Whole if self.profile.dates.days.is_empty() => {
                let serial = crate::date::convention::DateConvention { serial: true, ..Default::default() };
                let read = |cell: &str| serial.read(cell).ok().and_then(|date| days(&date));
                self.profile.cells.iter().filter_map(|&(row, cell)| Some((row, read(cell)?))).collect()
            }
            Role::Whole => self.profile.dates.days.iter().copied().collect(),
            Role::Year => years(1),
            Role::Decade => years(10),
            Role::Century => years(100),
            Role::Month | Role::Day | Role::Clock => HashMap::new(),
        }
    }

    fn precision(&self) -> f32 {
        let dates = &self.profile.dates;
        match self.role {
            Role::Whole if dates.days.is_empty() => 4.0,
            Role::Whole => {
                3.0 + 0.5 * share(dates.to_month, dates.days.len()) + 0.5 * share(dates.to_day, dates.days.len())
            }
            Role::Decade => 2.0,
            Role::Century => 1.5,
            _ => 3.0,
        }
    }
}

fn days(date: &Date) -> Option<Days> {
    date.earliest().or(date.latest()).zip(date.latest().or(date.earliest()))
}

/// The days of a year, or of as many from it on.
fn years_of(cell: &str, length: i32) -> Option<Days> {
    let year = match whole_number(cell) {
        Some(year) => i32::try_from(year).ok()?,
        None => return Date::parse(cell).ok().and_then(|date| days(&date)),
    };
    let first = chrono::NaiveDate::from_ymd_opt(year, 1, 1)?;
    Some((first, chrono::NaiveDate::from_ymd_opt(year + length - 1, 12, 31)?))
}

/// What a column may be for a date, by its name and by what stands in it.
pub fn role_in(profile: &Profile<'_>) -> Option<Role> {
    let name = &profile.name;
    if profile.is_blank() || name.has_any(NEVER) || name.has(OtherUnit) {
        // A season is a part of the year as a month is.
        let is_season = name.has_word("season") && !profile.is_numeric() && profile.share_of(is_month) >= 0.7;
        return is_season.then_some(Role::Month);
    }
    let is_unit = |unit: Meaning| name.has(unit);
    if profile.rows == 0 {
        // A file without events is read by its names alone.
        let unit = [(Date, Role::Whole), (Year, Role::Year), (Month, Role::Month), (Day, Role::Day)];
        let edge = (name.has_any(&[Start, End]) && name.words.len() == 1).then_some(Role::Whole);
        return unit.into_iter().find(|(unit, _)| is_unit(*unit)).map(|(_, role)| role).or(edge);
    }
    let is_number_of = name.has(Id) || (name.has(Number) && !name.has(Date));
    let mostly = |test: &dyn Fn(i64) -> bool| {
        let numbers = profile.whole_numbers().filter(|(_, number)| test(*number)).count();
        share(numbers, profile.filled())
    };
    if is_unit(Month) && !is_unit(Year) && profile.share_of(is_month) >= 0.7 {
        return Some(Role::Month);
    }
    if is_unit(Day) && !is_unit(Year) && mostly(&|day| is_code(day) || (0..=31).contains(&day)) >= 0.9 {
        return Some(Role::Day);
    }
    let is_years_long = |length: i64| mostly(&move |year| year % length == 0 || is_code(year)) >= 0.95;
    if is_unit(Decade) && profile.is_numeric() && is_years_long(10) {
        return Some(Role::Decade);
    }
    if is_unit(Century) && profile.is_numeric() && is_years_long(100) {
        return Some(Role::Century);
    }
    let says_date =
        name.has_any(&[Date, Start, End, Low, High, Birth]) || name.has_word("died") || is_unit(Day) || is_unit(Clock);
    let whole = profile.dates.share();
    let is_plain_year = |year: i64| (1000..=2200).contains(&year);
    // Of a column of codes alone nothing is known.
    let coded = mostly(&is_code);
    let is_year = |year: i64| (-20_000..=2200).contains(&year) || year == 9999;
    if is_unit(Year)
        && !is_number_of
        && mostly(&is_year) + profile.share_of(|cell| whole_number(cell).is_none() && years_of(cell, 1).is_some())
            >= 0.6
        && mostly(&is_year) > 0.3
    {
        return Some(Role::Year);
    }
    if is_unit(Clock) && profile.share_of(is_clock) >= 0.6 {
        return Some(Role::Clock);
    }
    if is_number_of && !name.has(Date) {
        return None;
    }
    if profile.is_numeric() {
        // A number is no date, unless the column is named for one.
        let has_years = says_date
            && !name.has_any(&[Low, High, Clock])
            && mostly(&is_plain_year) >= 0.9 * (1.0 - coded)
            && coded < 0.9;
        let has_days = name.has_any(&[Date, Start, End]) && (whole >= 0.9 || profile.share_of(is_day_number) >= 0.9);
        return match () {
            () if has_days => Some(Role::Whole),
            () if has_years || (name.has(Date) && mostly(&is_year) >= 0.95 && profile.greatest <= 2200.0) => {
                Some(Role::Year)
            }
            () => None,
        };
    }
    let enough = if says_date || is_unit(Year) || is_unit(Month) { 0.4 } else { 0.9 };
    (whole >= enough).then_some(Role::Whole)
}

/// What the words of a name say for and against the date of the event.
fn named(name: &ColumnName, role: Role) -> f32 {
    let mut score = 0.0;
    let unit = match role {
        Role::Year => Year,
        Role::Decade => Decade,
        Role::Century => Century,
        _ => Date,
    };
    score += if name.has(unit) || (role == Role::Whole && name.has(Day)) { 1.0 } else { 0.0 };
    if score == 0.0 && !name.has_any(&[Start, End, Date]) {
        // Found by what stands in it.
        score -= 1.0;
    }
    score += if name.has(Happening) { 1.0 } else { 0.0 };
    for (meaning, against) in OTHER_DATES {
        if name.has(*meaning) {
            score -= against;
        }
    }
    // Forms and logs stamp the time at which a row was written.
    score -= if name.has_word("timestamp") { 3.0 } else { 0.0 };
    score -= if name.has(Display) { 1.0 } else { 0.0 };
    score += if name.has(Gregorian) { 0.5 } else { 0.0 };
    // Of several, the first is meant: `StartYear1`, `start_date2`.
    let number = name.words.iter().find_map(|(word, _)| word.parse::<u32>().ok());
    score -= number.map_or(0.0, |number| if number > 1 { 2.0 } else { 0.1 });
    let strange = name.words.iter().filter(|(word, meaning)| meaning.is_none() && word.parse::<u32>().is_err()).count();
    score - 0.3 * strange.min(3) as f32
}

fn is_code(number: i64) -> bool {
    matches!(number, -9 | -8 | -7 | -1 | -99 | -88 | -77 | -999 | -9999 | 99 | 999 | 9999)
}

/// A number of a month, its name, or a word for another part of the year.
fn is_month(cell: &str) -> bool {
    match whole_number(cell) {
        Some(month) => (0..=12).contains(&month) || is_code(month),
        None => {
            let has_letter = cell.chars().any(char::is_alphabetic) && !cell.bytes().any(|byte| byte.is_ascii_digit());
            has_letter
                && cell.len() <= 24
                && (Date::parse(&format!("{cell} 2000")).is_ok() || cell.eq_ignore_ascii_case("winter"))
        }
    }
}

/// `14:30`, `2:30 PM`.
fn is_clock(cell: &str) -> bool {
    let digits = cell.bytes().take_while(u8::is_ascii_digit).count();
    matches!(digits, 1 | 2) && cell[digits..].starts_with(':') && cell.len() <= 16
}

/// Weighs every way to make a date of the columns.
pub fn find(profiles: &[Profile<'_>], is_free: impl Fn(usize) -> bool) -> FoundDate {
    let parts: Vec<Part<'_>> =
        (0..profiles.len()).filter(|&i| is_free(i)).filter_map(|i| Part::new(i, &profiles[i])).collect();
    let singles = with_fallbacks(bounded(singles(&parts)));
    let mut candidates = pairs(&singles);
    candidates.extend(singles);
    for candidate in &mut candidates {
        candidate.weigh(profiles);
    }
    prefer_years_of_panels(&mut candidates);
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.order.cmp(&b.order)));
    let Some(best) = candidates.first().cloned() else { return FoundDate::None };
    let own = best.columns();
    let rivals = candidates.iter().skip(1).filter(|other| !other.columns().iter().any(|i| own.contains(i)));
    let rivals: Vec<&Candidate> = rivals.filter(|other| !best.agrees(other)).collect();
    if let Some(rival) = rivals.first().filter(|rival| best.score - rival.score < EQUAL) {
        return FoundDate::Tied(Box::new(best.clone()), Box::new((*rival).clone()));
    }
    let likely = rivals.iter().filter(|rival| rival.named > -10.0);
    let is_part = |i: &usize| matches!(role_in(&profiles[*i]), Some(Role::Month | Role::Day | Role::Clock));
    let mut others: Vec<usize> = likely.flat_map(|rival| rival.columns()).filter(|i| !is_part(i)).collect();
    others.sort_unstable();
    others.dedup();
    FoundDate::One(Box::new(best), others)
}

/// Every date of one column, or of parts whose names share what is not the name of the part.
fn singles(parts: &[Part<'_>]) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let key = |part: &Part<'_>| (part.stem.clone(), part.edge, part.bound);
    for part in parts.iter().filter(|part| !matches!(part.role, Role::Month | Role::Day | Role::Clock)) {
        let beside = |role: Role| {
            let same = parts.iter().filter(|other| other.role == role && key(other) == key(part));
            same.min_by_key(|other| other.profile.header)
        };
        let mut candidate = Candidate {
            start: part.expr(),
            end: None,
            score: 0.0,
            days: part.days(),
            precision: part.precision(),
            named: part.named,
            stem: part.stem.clone(),
            edge: part.edge,
            bound: part.bound,
            order: part.profile.header.to_lowercase(),
        };
        if part.role == Role::Year
            && let Some(month) = beside(Role::Month)
        {
            candidate.join(part, month, beside(Role::Day));
        }
        if part.role == Role::Whole
            && let Some(clock) = beside(Role::Clock)
            && part.profile.share_of(|cell| cell.contains(':')) < 0.1
        {
            candidate.start = DateExpr::Parts(vec![part.column, clock.column]);
        }
        candidates.push(candidate);
    }
    candidates
}

/// A lowest and a highest date of one thing make one: it was some time between them.
fn bounded(singles: Vec<Candidate>) -> Vec<Candidate> {
    let (low, others): (Vec<_>, Vec<_>) = singles.into_iter().partition(|single| single.bound == Some(Low));
    let (mut high, mut all): (Vec<_>, Vec<_>) = others.into_iter().partition(|single| single.bound == Some(High));
    for low in low {
        let at = high.iter().position(|high| high.stem == low.stem && high.edge == low.edge && low.runs_to(high));
        all.push(match at {
            Some(at) => {
                let high = high.swap_remove(at);
                let days = low
                    .days
                    .iter()
                    .map(|(&row, days)| (row, (days.0, high.days.get(&row).map_or(days.1, |high| high.1))));
                Candidate {
                    start: DateExpr::Between(Box::new(low.start.clone()), Box::new(high.start)),
                    days: days.collect(),
                    named: low.named + 0.5,
                    bound: None,
                    ..low
                }
            }
            None => low,
        });
    }
    all.extend(high);
    all
}

/// Where a date is blank in some rows and a decade or a century beside it is not, that one counts there.
fn with_fallbacks(singles: Vec<Candidate>) -> Vec<Candidate> {
    let vaguer = |own: &Candidate, other: &Candidate| {
        let is_same =
            other.edge == own.edge && other.bound == own.bound && (other.stem == own.stem || other.stem.is_empty());
        let adds = other.days.keys().any(|row| !own.days.contains_key(row));
        let is_rounded = matches!(other.start, DateExpr::Years(..));
        is_same && is_rounded && other.precision < own.precision && other.named > -2.0 && adds && own.agrees(other)
    };
    let mut all = Vec::with_capacity(singles.len());
    for own in &singles {
        let mut others: Vec<&Candidate> =
            singles.iter().filter(|other| own.named > -2.0 && !own.days.is_empty() && vaguer(own, other)).collect();
        others.sort_by(|a, b| b.precision.total_cmp(&a.precision).then_with(|| a.order.cmp(&b.order)));
        let mut whole = own.clone();
        for other in others {
            if other.days.keys().all(|row| whole.days.contains_key(row)) {
                continue;
            }
            for (&row, &days) in &other.days {
                whole.days.entry(row).or_insert(days);
            }
            whole.start = match whole.start {
                DateExpr::FirstOf(mut sources) => {
                    sources.push(other.start.clone());
                    DateExpr::FirstOf(sources)
                }
                first => DateExpr::FirstOf(vec![first, other.start.clone()]),
            };
        }
        all.push(whole);
    }
    all
}

/// Starts and ends of one thing.
fn pairs(singles: &[Candidate]) -> Vec<Candidate> {
    let mut pairs = Vec::new();
    for end in singles.iter().filter(|end| end.edge == Some(Edge::End) && !end.days.is_empty()) {
        let of = |edge: Option<Edge>| {
            let starts =
                singles.iter().filter(|start| start.edge == edge && start.stem == end.stem && start.runs_to(end));
            starts.max_by(|a, b| {
                (a.named + a.precision).total_cmp(&(b.named + b.precision)).then_with(|| b.order.cmp(&a.order))
            })
        };
        let Some(start) = of(Some(Edge::Start)).or_else(|| of(None)) else { continue };
        let days =
            start.days.iter().map(|(&row, days)| (row, (days.0, end.days.get(&row).map_or(days.1, |end| end.1))));
        pairs.push(Candidate {
            end: Some(end.start.clone()),
            days: days.collect(),
            named: start.named.min(end.named) + 0.6 + 0.01 * end.precision,
            ..start.clone()
        });
    }
    // A birth and a death bound a life.
    let life = |word: fn(&str) -> bool| {
        singles.iter().find(move |single| {
            single.named < -8.0 && single.order.split(|c: char| !c.is_alphanumeric()).any(word) || word(&single.order)
        })
    };
    let is_birth = |name: &str| ["birth", "born", "dob"].iter().any(|word| name.contains(word));
    let is_death = |name: &str| ["death", "died", "dod"].iter().any(|word| name.contains(word));
    if let (Some(birth), Some(death)) = (life(is_birth), life(is_death))
        && birth.runs_to(death)
    {
        pairs.push(Candidate { end: Some(death.start.clone()), named: -5.0, ..birth.clone() });
    }
    pairs
}

/// A table with one row for each year of something that lasted is dated by that year, and not by the start that stands in
/// all of these rows.
fn prefer_years_of_panels(candidates: &mut [Candidate]) {
    let firsts: Vec<HashMap<usize, Days>> = candidates.iter().map(|candidate| candidate.days.clone()).collect();
    for i in 0..candidates.len() {
        let year = &candidates[i];
        let is_year = year.precision == 3.0 && year.edge.is_none() && year.end.is_none() && year.named > -2.0;
        if !is_year {
            continue;
        }
        let is_panel = (0..candidates.len()).any(|j| {
            let other = &candidates[j];
            j != i && other.named > -2.0 && other.start != year.start && is_panel(&year.days, &firsts[j])
        });
        if is_panel {
            candidates[i].score += 4.0;
        }
    }
}

/// Whether the same start stands in rows of several years, and most of these are not its own.
fn is_panel(years: &HashMap<usize, Days>, starts: &HashMap<usize, Days>) -> bool {
    let mut years_of: HashMap<chrono::NaiveDate, Vec<Days>> = HashMap::new();
    let (mut both, mut apart) = (0, 0);
    for (row, start) in starts {
        let Some(year) = years.get(row) else { continue };
        both += 1;
        apart += usize::from(!(year.0 <= start.0 && start.0 <= year.1));
        years_of.entry(start.0).or_default().push(*year);
    }
    let repeated = years_of.values().filter(|years| years.iter().any(|year| *year != years[0])).map(Vec::len).sum();
    share(apart, both) > 0.2 && share(repeated, both) > 0.1
}

impl Candidate {
    /// The columns that it is made of.
    pub fn columns(&self) -> Vec<usize> {
        let mut columns = self.start.columns();
        columns.extend(self.end.iter().flat_map(DateExpr::columns));
        columns
    }

    /// Takes a year together with the month, and the day, beside it.
    fn join(&mut self, year: &Part<'_>, month: &Part<'_>, day: Option<&Part<'_>>) {
        fn cells<'a>(part: &Part<'a>) -> HashMap<usize, &'a str> {
            part.profile.cells.iter().copied().collect()
        }
        let (months, days_of_month) = (cells(month), day.map(cells).unwrap_or_default());
        let (mut to_month, mut to_day) = (0, 0);
        for (row, days) in &mut self.days {
            let Some(month) = months.get(row).and_then(|month| month_number(month)) else { continue };
            to_month += 1;
            let day = days_of_month.get(row).and_then(|day| whole_number(day)).filter(|day| (1..=31).contains(day));
            let first = days.0;
            let Some(first) = chrono::Datelike::with_month(&first, month) else { continue };
            let last = first.checked_add_months(chrono::Months::new(1)).and_then(|next| next.pred_opt());
            *days = (first, last.unwrap_or(first));
            if let Some(day) = day.and_then(|day| chrono::Datelike::with_day(&first, day as u32)) {
                to_day += 1;
                *days = (day, day);
            }
        }
        let all = self.days.len().max(1);
        self.precision = 3.0 + 0.5 * share(to_month, all) + 0.5 * share(to_day, all);
        if self.days.is_empty() {
            self.precision = if day.is_some() { 4.0 } else { 3.5 };
        }
        let mut columns = vec![year.column, month.column];
        columns.extend(day.map(|day| day.column));
        self.start = DateExpr::Parts(columns);
    }

    /// Whether an end of the same rows is nearly never before this.
    fn runs_to(&self, end: &Candidate) -> bool {
        let both: Vec<bool> =
            self.days.iter().filter_map(|(row, start)| Some(end.days.get(row)?.1 >= start.0)).collect();
        self.start != end.start && 10 * both.iter().filter(|runs| **runs).count() >= 8 * both.len()
    }

    /// Whether the two nearly always touch one day at least, in rows that have both.
    fn agrees(&self, other: &Candidate) -> bool {
        let both: Vec<bool> = self
            .days
            .iter()
            .filter_map(|(row, own)| {
                let other = other.days.get(row)?;
                Some(own.0 <= other.1 && other.0 <= own.1)
            })
            .collect();
        10 * both.iter().filter(|touches| **touches).count() >= 9 * both.len()
    }

    fn weigh(&mut self, profiles: &[Profile<'_>]) {
        let rows = profiles.first().map_or(0, |profile| profile.rows);
        let blank = if rows == 0 { 0.0 } else { 1.0 - share(self.days.len(), rows).min(1.0) };
        let lonely_end = self.end.is_none() && self.edge == Some(Edge::End);
        let lonely_bound = self.bound.is_some();
        let is_read = |i: usize| {
            let profile = &profiles[i];
            role_in(profile) != Some(Role::Whole) || profile.is_numeric() || profile.dates.share() >= 0.75
        };
        // A column that is words for the greater part may speak of a date, and seldom says it.
        let unread = if rows == 0 || self.start.columns().into_iter().all(is_read) { 0.0 } else { 9.0 };
        self.score = self.precision + self.named
            - 3.0 * blank
            - unread
            - if lonely_end { 4.0 } else { 0.0 }
            - if lonely_bound { 2.0 } else { 0.0 };
    }
}

fn month_number(cell: &str) -> Option<u32> {
    match whole_number(cell) {
        Some(month) => u32::try_from(month).ok().filter(|month| (1..=12).contains(month)),
        None => {
            let date = Date::parse(&format!("{cell} 2000")).ok()?;
            let (first, last) = days(&date)?;
            ((last - first).num_days() <= 31).then(|| chrono::Datelike::month(&first))
        }
    }
}
