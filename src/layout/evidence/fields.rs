//! Which columns hold the fields that are texts: a score for every column and field, by the words of the name and by what
//! stands in the cells.

use std::collections::{HashMap, HashSet};

use super::name::ColumnName;
use super::name::Meaning::{self, *};
use super::numbers::is_coordinates;
use super::profile::{Profile, share};
use crate::model::field::Field;

/// What scores less is taken for nothing.
const ENOUGH: f32 = 1.2;

/// The likeliest of the free columns for a field; of several, the one whose name comes first in the alphabet.
pub fn best(
    profiles: &[Profile<'_>],
    is_free: impl Fn(usize) -> bool,
    score: impl Fn(&Profile<'_>) -> f32,
) -> Option<usize> {
    let scored =
        (0..profiles.len()).filter(|&i| is_free(i) && !profiles[i].is_blank()).map(|i| (i, score(&profiles[i])));
    let likely = scored.filter(|(_, score)| *score >= ENOUGH);
    likely
        .min_by(|a, b| {
            b.1.total_cmp(&a.1)
                .then_with(|| profiles[a.0].header.to_lowercase().cmp(&profiles[b.0].header.to_lowercase()))
        })
        .map(|(i, _)| i)
}

/// The score of a column for a field of one text; a count, a place, a date and a title have their own rules.
pub fn score(field: Field, profile: &Profile<'_>) -> f32 {
    match field {
        Field::Id => id(profile),
        Field::Title => title(profile),
        Field::Country => country(profile),
        Field::Kind => kind(profile),
        Field::Actors => actor(profile),
        Field::Summary => summary(profile),
        Field::Source => source(profile),
        Field::Killed | Field::Wounded | Field::Latitude | Field::Longitude | Field::Location | Field::Date => 0.0,
        // These are the words of an author, which no other table has by chance.
        Field::Tags | Field::Status | Field::ReportOf | Field::Media | Field::MediaCredit | Field::MediaCaption => 0.0,
    }
}

/// An id tells each row from every other.
fn id(profile: &Profile<'_>) -> f32 {
    let name = &profile.name;
    let is_unique = profile.distinct == profile.rows && profile.filled() == profile.rows;
    let is_short = profile.length <= 60 && profile.links == 0;
    let is_id = name.has(Id) || (name.has(Happening) && name.has(Number));
    // The id of a person, a place or a source is not that of the event.
    const OF_OTHERS: &[Meaning] = &[
        People,
        Participant,
        Actor,
        Country,
        Place,
        Source,
        Media,
        City,
        Region,
        Province,
        District,
        Kind,
        Machine,
        Code,
        Date,
        Year,
        Text,
        Link,
        SomePeople,
        Report,
        Publication,
    ];
    if !is_unique || !is_short || !is_id || name.has_any(OF_OTHERS) {
        return 0.0;
    }
    4.0 + if name.has(Happening) { 1.0 } else { 0.0 } - 0.5 * name.others(&[Id, Happening, Number]) as f32
}

/// Words that keep a column from being called by: what they name is not the event.
const NO_TITLE: &[Meaning] = &[
    Link,
    Media,
    Id,
    Code,
    Source,
    Machine,
    Quality,
    Latitude,
    Longitude,
    Coordinates,
    Date,
    Year,
    Month,
    Clock,
    Decade,
    Century,
    OtherUnit,
    Killed,
    Wounded,
    Country,
    Province,
    Region,
    District,
    City,
    Place,
    Address,
    Number,
    Damage,
    Sub,
    OtherCalendar,
    Publication,
    Entry,
    Update,
    Retrieval,
    Report,
    Birth,
    Casualties,
    Missing,
];

/// The name or the text of the event.
fn title(profile: &Profile<'_>) -> f32 {
    let name = &profile.name;
    let is_number = name.words.iter().all(|(word, _)| word.parse::<u32>().is_ok());
    if !profile.is_text() || profile.links * 4 > profile.filled() || is_number {
        return 0.0;
    }
    let base = match title_words(name) {
        0.0 => return 0.0,
        // What is the same in many rows is a kind of events and no name of one.
        words if is_bare_kind(profile) => words.min(4.0),
        words => words,
    };
    let base = base + if name.has(English) { 0.4 } else { 0.0 }
        - 0.3 * name.others(&[Title, Name, Text, Message, Prose, Notes, Happening, English]).min(4) as f32;
    base * fitness(profile)
}

fn title_words(name: &ColumnName) -> f32 {
    let is_about_event = name.has(Happening);
    let is_other = name.has_any(NO_TITLE);
    let only = |meanings: &[Meaning]| name.others(meanings) == 0;
    match () {
        () if name.has(Title) && !is_other => 10.0,
        () if name.has(Kind) || name.has(Actor) || name.has(Cause) => {
            if is_about_event && name.has(Name) && !name.has(Kind) { 9.0 } else { 0.0 }
        }
        // `launch_place_details` tells of a place.
        () if name.has_any(PLACES) || name.has(Country) => 0.0,
        () if is_other && !(is_about_event && name.has_any(&[Name, Text, Prose])) => 0.0,
        () if is_about_event && name.has_any(&[Name, Text, Message, Prose]) => 9.0,
        () if name.has(Name) && only(&[Name, English, Filler]) => 8.5,
        () if is_about_event && only(&[Happening]) => 8.0,
        () if name.has(Name) && name.has_any(&[People, Participant]) => 6.0,
        () if name.has(Message) => 7.0,
        () if name.has(Text) => 6.0,
        () if name.has(Prose) => 5.5,
        () if name.has(Participant) && only(&[Participant]) => 5.0,
        () if is_about_event => 4.0,
        () if name.has(Name) => 4.0,
        () if name.has(Notes) => 3.0,
        () if name.has_any(&[People, SomePeople, Strength, Day, Start, End, Low, High, Best]) => 0.0,
        () => 2.2,
    }
}

/// Whether a column such as `Incident` holds a few words for kinds of incidents.
fn is_bare_kind(profile: &Profile<'_>) -> bool {
    let is_bare = profile.name.has(Happening) && profile.name.others(&[Happening]) == 0;
    is_bare && profile.rows >= 10 && profile.distinct_share() < 0.34
}

/// How well the cells of a text tell one event from others, from 0 to 1.
fn fitness(profile: &Profile<'_>) -> f32 {
    if profile.rows == 0 {
        return 1.0;
    }
    let distinct = profile.distinct_share();
    // Of a few rows some are alike by chance.
    let distinct = if profile.rows < 10 { distinct.max(0.4) } else { distinct };
    let distinct = if distinct >= 0.5 { 1.0 } else { 0.35 + 1.3 * distinct };
    let length = match profile.length {
        0..=1 => 0.3,
        2..=160 => 1.0,
        161..=400 => 0.8,
        _ => 0.6,
    };
    profile.fill() * distinct * length
}

fn text_with(profile: &Profile<'_>, base: f32, against: usize) -> f32 {
    if profile.is_text() && 2 * profile.links <= profile.filled() {
        (base - 1.2 * against as f32) * profile.fill().sqrt().max(0.5)
    } else {
        0.0
    }
}

fn country(profile: &Profile<'_>) -> f32 {
    let name = &profile.name;
    let is_state_name = name.has(Province) && name.has(Name) && name.has_word("state");
    let is_country = name.has(Country) || level_of(name) == Some(0);
    if !(is_country || is_state_name) || name.has_any(&[Code, Id, Number, Birth, Kind]) {
        return 0.0;
    }
    text_with(
        profile,
        5.0,
        name.others(&[Country, Name, Text, Place, Happening, English]).saturating_sub(
            usize::from(is_state_name || name.has_word("txt")) + 2 * usize::from(level_of(name) == Some(0)),
        ),
    )
}

/// From the narrowest place to the widest.
const PLACES: &[Meaning] = &[Address, Place, City, District, Province, Region];

/// The columns of the place, from the narrowest to the widest, without the country.
pub fn places(profiles: &[Profile<'_>], is_free: impl Fn(usize) -> bool, country: Option<usize>) -> Vec<usize> {
    let mut columns = Vec::new();
    for rank in PLACES {
        // A name with several other words speaks of something else in a place: `State Governor at the Time`.
        let score = |profile: &Profile<'_>| Some(place(profile, *rank)).filter(|score| *score >= 3.0).unwrap_or(0.0);
        let Some(column) = best(profiles, |i| is_free(i) && Some(i) != country && !columns.contains(&i), score) else {
            continue;
        };
        let is_wide = *rank == Region && (!columns.is_empty() || country.is_some());
        if is_wide && !country.is_some_and(|country| lies_within(&profiles[column], &profiles[country])) {
            continue;
        }
        columns.push(column);
    }
    columns
}

/// The narrowest of the ranks that a name speaks of: `City Or County` is a city.
fn place(profile: &Profile<'_>, rank: Meaning) -> f32 {
    let name = &profile.name;
    let admin = admin_rank(name);
    let own = admin.or_else(|| {
        // `location_description` and `State or City` are as narrow as their narrowest word.
        PLACES.iter().copied().find(|place| name.has(*place))
    });
    const NOT: &[Meaning] = &[
        Code,
        Id,
        Number,
        Birth,
        Quality,
        Latitude,
        Longitude,
        Coordinates,
        Date,
        Link,
        Media,
        Kind,
        Source,
        Machine,
        Actor,
        Killed,
        Wounded,
        Casualties,
        Damage,
        Publication,
        Country,
        Year,
        Retrieval,
    ];
    if own != Some(rank) || name.has_any(NOT) || is_coordinates(profile) {
        return 0.0;
    }
    text_with(
        profile,
        5.0,
        name.others(&[Address, Place, City, District, Province, Region, Name, Text, Happening, Display, Number])
            .saturating_sub(usize::from(admin.is_some()) * 2),
    )
}

/// `admin1`, `adm_2`, `gadm.adm1`: the widest is 1; 0 is the country.
fn admin_rank(name: &ColumnName) -> Option<Meaning> {
    let level = level_of(name)?;
    Some(match level {
        0 => Country,
        1 => Province,
        2 => District,
        _ => City,
    })
}

pub fn level_of(name: &ColumnName) -> Option<u32> {
    let at = name.words.iter().position(|(word, _)| matches!(word.as_str(), "admin" | "adm" | "gadm"))?;
    name.words[at..].iter().find_map(|(word, _)| word.parse().ok())
}

/// Whether several regions lie in one country, and no region in several.
fn lies_within(region: &Profile<'_>, country: &Profile<'_>) -> bool {
    let countries: HashMap<usize, &str> = country.cells.iter().copied().collect();
    let mut of: HashMap<&str, HashSet<&str>> = HashMap::new();
    for &(row, cell) in &region.cells {
        if let Some(country) = countries.get(&row) {
            of.entry(cell).or_default().insert(country);
        }
    }
    !of.is_empty() && of.values().all(|countries| countries.len() == 1) && of.len() > country.distinct
}

fn kind(profile: &Profile<'_>) -> f32 {
    let name = &profile.name;
    const NOT: &[Meaning] = &[
        Id,
        Code,
        Sub,
        Actor,
        Participant,
        Source,
        Damage,
        Media,
        Link,
        Quality,
        Place,
        City,
        Country,
        Province,
        Region,
        Date,
        Machine,
        Killed,
        Wounded,
        Title,
        Notes,
        People,
        SomePeople,
        Text,
        Casualties,
    ];
    let is_kind = name.has(Kind);
    let is_general = name.has_any_word(&["event", "incident", "attack", "crime", "accident"]);
    let is_cause = name.has(Cause) || (is_general && is_bare_kind(profile));
    if (!is_kind && !is_cause) || (is_kind && name.has_any(NOT)) || profile.length > 60 {
        return 0.0;
    }
    let base = if is_kind { 5.0 + if name.has(Happening) { 1.0 } else { 0.0 } } else { 3.0 };
    let varies = if profile.rows >= 20 && profile.distinct_share() > 0.8 { 0.5 } else { 1.0 };
    text_with(profile, base * varies, name.others(&[Kind, Happening, Cause, Killed, Name]))
}

fn actor(profile: &Profile<'_>) -> f32 {
    let name = &profile.name;
    const NOT: &[Meaning] = &[
        Id, Code, Kind, Number, Killed, Wounded, Sub, Date, Quality, Country, Region, Region, Text, Notes, Damage,
        Missing, Casualties,
    ];
    if !is_actor(name) || name.has_any(NOT) {
        return 0.0;
    }
    text_with(profile, 5.0, name.others(&[Actor, Name, SomePeople, Happening]).saturating_sub(number_of(name)))
}

/// `actor1`, `side_a`.
fn is_actor(name: &ColumnName) -> bool {
    let is_side = name.has_word("side") && (name.has_word("a") || name.has_word("b"));
    // A group of any other thing (`Disaster Group`, `age_group`) takes no part in the event.
    let is_group = name.has_any_word(&["group", "groups", "party", "parties"]);
    let others = name.words.iter().filter(|(_, meaning)| *meaning == Some(Actor)).count();
    let is_of_others = is_group && others == 1 && name.others(&[Actor, Name]) > 0 && !name.has_word("armed");
    (name.has(Actor) && !is_of_others) || is_side
}

fn number_of(name: &ColumnName) -> usize {
    name.words.iter().filter(|(word, _)| word.parse::<u32>().is_ok()).count()
}

/// The actors: one column, or the first and the second of them.
pub fn actors(profiles: &[Profile<'_>], is_free: impl Fn(usize) -> bool) -> Vec<usize> {
    let Some(first) = best(profiles, &is_free, |profile| {
        actor(profile) + if is_first(&profile.name) { 0.3 } else { 0.0 }
            - if is_second(&profile.name) { 0.3 } else { 0.0 }
    }) else {
        return Vec::new();
    };
    if !is_first(&profiles[first].name) {
        return vec![first];
    }
    let words = |name: &ColumnName| {
        name.words.iter().filter(|(word, _)| !is_ordinal(word)).map(|(word, _)| word.clone()).collect::<Vec<_>>()
    };
    let own = words(&profiles[first].name);
    let second = (0..profiles.len()).find(|&i| {
        i != first
            && is_free(i)
            && !profiles[i].is_blank()
            && profiles[i].is_text()
            && is_second(&profiles[i].name)
            && words(&profiles[i].name) == own
    });
    [first].into_iter().chain(second).collect()
}

fn is_ordinal(word: &str) -> bool {
    matches!(word, "1" | "2" | "a" | "b" | "sidea" | "sideb")
}

fn is_first(name: &ColumnName) -> bool {
    name.words.last().is_some_and(|(word, _)| matches!(word.as_str(), "1" | "a" | "sidea"))
}

fn is_second(name: &ColumnName) -> bool {
    name.words.last().is_some_and(|(word, _)| matches!(word.as_str(), "2" | "b" | "sideb"))
}

fn summary(profile: &Profile<'_>) -> f32 {
    let name = &profile.name;
    let base = match () {
        () if name.has_any(NO_TITLE) && !name.has(Happening) => return 0.0,
        () if name.has_any(&[Machine, Participant, Source, Link, Media, Actor]) => return 0.0,
        () if name.has(Prose) => 5.0,
        () if name.has(Text) => 4.5,
        () if name.has(Notes) => 4.0,
        () if name.has(Message) => 2.0,
        () => return 0.0,
    };
    let spaced = share(profile.spaced, profile.filled());
    if profile.rows > 0 && spaced < 0.3 {
        return 0.0;
    }
    text_with(
        profile,
        base + if name.has(English) { 0.4 } else { 0.0 },
        name.others(&[Prose, Text, Notes, Message, Happening, English]),
    )
}

fn source(profile: &Profile<'_>) -> f32 {
    let name = &profile.name;
    const NOT: &[Meaning] =
        &[Id, Code, Kind, Quality, Date, Media, Number, Publication, Country, Title, Text, Place, Year, Coordinates];
    let base = match () {
        () if name.has_any(NOT) => return 0.0,
        () if name.has(Machine) && !name.has_word("record") => return 0.0,
        () if name.has(Source) => 5.0,
        () if name.has(Link) => 4.0 + share(profile.links, profile.filled()),
        () => return 0.0,
    };
    if profile.rows > 0 && profile.is_numeric() {
        return 0.0;
    }
    let second = name.words.iter().any(|(word, _)| word.parse::<u32>().is_ok_and(|number| number > 1));
    let against = name.others(&[Source, Link, Notes, Name, Happening, Text]) as f32 + if second { 1.0 } else { 0.0 };
    (base - 0.8 * against) * profile.fill().sqrt().max(0.5)
}
