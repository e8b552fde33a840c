//! The name of a column as words, and what each of them tells of the column.
//!
//! The evidence splits every name of a header with it, so that `StartYear1`, `start_year_1` and `Start Year 1` are one.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::normalize::fold;

/// What a word in the name of a column speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Meaning {
    Date,
    Year,
    Month,
    Day,
    Clock,
    Decade,
    Century,
    /// A part of a date that is no number of it: a weekday, a quarter.
    OtherUnit,
    Start,
    End,
    /// The first that is possible, of dates or numbers.
    Low,
    High,
    Best,
    /// Something that happens: `attack`, `battle`.
    Happening,
    /// What befalls a person or a record, and not the event: the date of it is another date.
    Birth,
    Publication,
    Entry,
    Update,
    Retrieval,
    Report,
    /// Years of another calendar than the Gregorian.
    OtherCalendar,
    Gregorian,
    /// Written for readers, and not for programs.
    Display,
    Killed,
    Wounded,
    Missing,
    /// Both the dead and others.
    Casualties,
    Number,
    /// People whom a count of the dead counts, all of them.
    People,
    /// Some of the people, of whom a count tells less than all.
    SomePeople,
    Damage,
    Address,
    Place,
    City,
    District,
    Province,
    Region,
    Country,
    Latitude,
    Longitude,
    Coordinates,
    Title,
    Name,
    Message,
    Text,
    Prose,
    Notes,
    Kind,
    Cause,
    Sub,
    Actor,
    Source,
    Link,
    Media,
    Id,
    Code,
    /// How exactly, how well: a remark on another column.
    Quality,
    /// A person or a thing that takes part: its name may stand for the event where there is nothing better.
    Participant,
    /// A thing of the record or the machine: its name says nothing of the event.
    Machine,
    /// How strong it was: `magnitude`.
    Strength,
    English,
    Filler,
}

use Meaning::*;

/// The words, in the languages of the field's tables, in lower case and without accents.
const WORDS: &[(Meaning, &str)] = &[
    (Date, "date dates datum fecha data дата dt datetime timestamp when cuando quand wann occurred дата"),
    (Year, "year years yr yrs jahr annee annees ano anio anno год yyyy"),
    (Month, "month months mo mon mth monat mois mes mese месяц mm"),
    (Day, "day days dy tag jour dia giorno день dd"),
    (Clock, "time hour hours hr minute minutes mn sec second seconds clock uhrzeit heure hora ora время"),
    (Decade, "decade jahrzehnt decennie decada decennio"),
    (Century, "century jahrhundert siecle siglo secolo"),
    (OtherUnit, "weekday week quarter season dow wochentag semana semaine trimestre dayofweek"),
    (
        Start,
        "start starts started begin begins began beginning from onset opened opening commenced commencement commence st \
         anfang beginn debut inicio inizio desde depuis начало since",
    ),
    (
        End,
        "end ends ended ending finish finished until till to stop stopped close closed closing concluded conclusion \
           termination terminated ende fin bis fine hasta jusque конец",
    ),
    (Low, "low lower lo min minimum least earliest first lowest"),
    (High, "high higher upper hi max maximum most latest last highest"),
    (Best, "best central midpoint"),
    (
        Happening,
        "event events incident incidents attack attacks battle battles war wars massacre massacres strike strikes raid \
         raids crisis conflict disaster earthquake quake eruption storm hurricane cyclone flood operation campaign \
         mission launch case protest protests riot coup treaty agreement accident crash shipwreck siege episode \
         revolution crime outbreak epidemic pandemic plague signing signature occurrence occur happen happened election murder \
         killing shooting shootings explosion bombing fire trial demonstration uprising rebellion revolt mutiny famine \
         wreck sinking clash skirmish encounter engagement assassination execution landslide tsunami avalanche \
         drought sighting voyage expedition invasion offensive ceasefire truce negotiation meeting hearing decision \
         ruling ereignis vorfall angriff schlacht krieg evenement attaque bataille guerre evento incidente ataque \
         batalla batalha guerra событие scene milestone",
    ),
    (
        Birth,
        "birth born dob birthdate birthday birthyear geburt geboren geburtsdatum naissance nacimiento nascita \
             nascimento dod deathdate deceased funeral burial buried marriage baptism yob yod",
    ),
    (
        Publication,
        "publication published publish publishing pub pubdate post posted posting release released issue issued  \
         printed print tweet tweeted broadcast aired announced announcement press publie publicado veroffentlicht",
    ),
    (
        Entry,
        "entry entered added add created create creation inserted insert upload uploaded uploading import imported \
         registered registration submitted submission recorded logged coded coding input ingest ingested cataloged \
         catalogued erfasst",
    ),
    (
        Update,
        "update updated updates modified modification modify changed change revised revision edited edit lastupdated \
         reviewed review verified verification checked check validated approved geolocated maintained refreshed \
         corrected aktualisiert",
    ),
    (
        Retrieval,
        "retrieved retrieval accessed access scraped scrape crawled crawl downloaded download archived archive fetched \
         captured collected collection visited export exported snapshot abgerufen",
    ),
    (
        Report,
        "report reported reporting reports notification notified received receipt discovered discovery found detected \
         detection due deadline expiry expires expiration expected planned scheduled effective disclosed disclosure \
         article newspaper document arrest arrested sentenced conviction charged verdict adjudication",
    ),
    (OtherCalendar, "hijri hijra ah islamic hebrew jewish julian lunar persian jalali shamsi coptic ethiopian"),
    (Gregorian, "ce ad gregorian iso iso8601 utc local edtf"),
    (Display, "display shown string str formatted human readable approximate approx verbatim"),
    (
        Killed,
        "killed kill kills killings dead deaths death fatalities fatality died die kia murdered slain bd toll \
         tote getotet morts mort tues muertos muertes muerte morti mortes mortos убито погибло deathtoll kld",
    ),
    (
        Wounded,
        "wounded wound wounds injured injuries injury hurt wia nonfatal verletzte verletzt blesses heridos feriti \
         feridos ранено hospitalised hospitalized",
    ),
    (Missing, "missing disappeared vermisst disparus desaparecidos unaccounted"),
    (
        Casualties,
        "casualties casualty losses loss affected homeless displaced hostages kidnapped survivors  \
                  evacuated tried cases infected",
    ),
    (
        Number,
        "number num no nr n count total totals sum estimate estimated estimates est tally figure figures numbers \
               anzahl nombre numero количество overall confirmed all combined cnt amount",
    ),
    (
        People,
        "victims victim people persons humans human victimas victimes opfer combat bat related lives \
              personen personnes personas individuals",
    ),
    (
        SomePeople,
        "suspects suspect shooter shooters male males female females men women man woman boys girls \
         children child minor minors adults police officers officer soldiers soldier military militants terrorists \
         terrorist ter us crew passengers foreign foreigners side a b unknown staff guards fighters combatants enemy \
          ground aboard infants elderly students workers journalists security forces",
    ),
    (SomePeople, "civilians civilian"),
    (
        Damage,
        "damage damages damaged houses house homes destroyed buildings cost costs usd price million millions \
              percent pct share rate ratio livestock cattle vehicles",
    ),
    (Address, "address street adresse direccion indirizzo"),
    (
        Place,
        "location loc place where site venue spot locality localisation localite ort lieu lugar luogo место \
         placename locationname",
    ),
    (
        City,
        "city town village settlement municipality municipio commune ciudad ville stadt citta cidade город hamlet \
            neighborhood neighbourhood suburb",
    ),
    (District, "district county adm2 department subdistrict raion rayon parish landkreis kreis distrito"),
    (
        Province,
        "province state governorate adm1 oblast prefecture provincia estado departamento bundesland canton \
                provstate area division",
    ),
    (Region, "region regions continent subregion"),
    (Country, "country nation pays pais paese land страна adm0 countries statename countryname"),
    (Latitude, "latitude lat latitud breite широта y ycoord geolat latdd"),
    (Longitude, "longitude lon lng long longitud lange долгота x xcoord geolon geolong londd"),
    (Coordinates, "coordinates coordinate coords coord latlon latlong latlng geo point gps geom wkt geolocation"),
    (Title, "title headline heading titel titre titulo titolo название заголовок caption"),
    (Name, "name names nom nome bezeichnung label itemlabel eventlabel"),
    (Message, "message subject what topic thema sujet asunto"),
    (
        Text,
        "text description descr desc sentence content story details detail beschreibung descripcion descrizione \
            описание gist",
    ),
    (Prose, "summary narrative abstract account synopsis background context zusammenfassung resume resumen"),
    (Notes, "notes note comment comments remark remarks annotation annotations bemerkung anmerkung nota notas"),
    (Kind, "type kind category class classification art categorie categoria категория genre tipo typ"),
    (Cause, "cause causes reason causa ursache"),
    (Sub, "sub subtype subcategory subclass subsubtype subevent secondary tertiary"),
    (
        Actor,
        "actor actors perpetrator perpetrators belligerent belligerents combatant attacker attackers group groups \
         organisation organization sidea sideb party parties faction dyad assailant aggressor tater",
    ),
    (
        Source,
        "source sources reference references ref citation citations quelle quellen fuente fonte источник \
              provenance credit",
    ),
    (Link, "url urls link links href http https web website uri permalink"),
    (Media, "image images img photo picture thumbnail video media footage clip logo icon wiki enwiki wikipedia pdf"),
    (Id, "id ids uid uuid guid key index idx slug identifier qid pk rowid objectid kennung"),
    (Code, "code codes iso2 iso3 cow gwno ccode fips abbr abbreviation"),
    (
        Quality,
        "precision prec quality certainty confidence accuracy scale level clarity status flag specificity \
         reliability granularity rank grade",
    ),
    (
        Participant,
        "person ship vessel vehicle aircraft operator company defendant plaintiff artist player  \
         officeholder position holder member survivor",
    ),
    (
        Machine,
        "computer host hostname user username file filename path parser hash sha256 author editor coder reporter \
         publisher owner agency office investigator uploader contributor column field table database dataset system \
         offset record version row language currency unit parent related family",
    ),
    (Strength, "magnitude mag intensity vei strength"),
    (English, "en eng english"),
    (Filler, "of the in on at by for or and de del der des du la le el von per as is was its with i it did does"),
];

/// Each word with its meaning; of a word that stands twice, the first.
static MEANINGS: LazyLock<HashMap<String, Meaning>> = LazyLock::new(|| {
    let all = WORDS.iter().flat_map(|(meaning, words)| words.split_whitespace().map(|word| (word, *meaning)));
    let mut meanings = HashMap::new();
    for (word, meaning) in all {
        meanings.entry(fold(word).to_lowercase()).or_insert(meaning);
    }
    meanings
});

/// Words that mean something else, or nothing, where others stand beside them: `data_type` has no date.
const ALONE: &str = "x y data art tag land ort fin ah dt mm dd spot what";

fn meaning_of(word: &str) -> Option<Meaning> {
    MEANINGS.get(word).copied()
}

/// The name of a column, split into words.
#[derive(Clone, Debug, Default)]
pub struct ColumnName {
    /// Each word in lower case, without accents, with what it tells.
    pub words: Vec<(String, Option<Meaning>)>,
}

impl ColumnName {
    pub fn new(name: &str) -> ColumnName {
        // What stands in brackets explains the name, as in `Date of Incident (month/day/year)`, unless it tells two
        // columns apart, as in `Killed (min)`.
        let (outside, inside) = parted_by_brackets(name);
        let tells_apart =
            |word: &String| meaning_of(word).is_some_and(|meaning| matches!(meaning, Low | High | Best | Start | End));
        let has_name = outside.chars().any(char::is_alphanumeric);
        let mut words: Vec<String> =
            split(if has_name { &outside } else { name }).iter().flat_map(|word| parts_of_word(word)).collect();
        if has_name {
            words.extend(split(&inside).into_iter().filter(tells_apart));
        }
        // `d.o.b.` and `D O B` spell a word.
        if words.len() > 1
            && words.iter().all(|word| word.chars().count() == 1)
            && meaning_of(&words.concat()).is_some()
        {
            words = vec![words.concat()];
        }
        let is_alone = words.len() == 1;
        let words = words.into_iter().map(|word| {
            let meaning = meaning_of(&word).filter(|_| is_alone || !ALONE.split(' ').any(|alone| alone == word));
            (word, meaning)
        });
        ColumnName { words: words.collect() }
    }

    pub fn has(&self, meaning: Meaning) -> bool {
        self.words.iter().any(|(_, own)| *own == Some(meaning))
    }

    pub fn has_any(&self, meanings: &[Meaning]) -> bool {
        self.words.iter().any(|(_, own)| own.is_some_and(|own| meanings.contains(&own)))
    }

    pub fn has_word(&self, word: &str) -> bool {
        self.words.iter().any(|(own, _)| own == word)
    }

    pub fn has_any_word(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.has_word(word))
    }

    /// How many words there are that are neither of these meanings nor small words.
    pub fn others(&self, meanings: &[Meaning]) -> usize {
        let is_other = |meaning: &Option<Meaning>| meaning.is_none_or(|own| own != Filler && !meanings.contains(&own));
        self.words.iter().filter(|(_, meaning)| is_other(meaning)).count()
    }

    /// The words that are of none of these meanings, in the order of the alphabet: what the names of parts that belong
    /// together share.
    pub fn stem(&self, without: &[Meaning]) -> Vec<&str> {
        let is_kept = |meaning: &Option<Meaning>| meaning.is_none_or(|own| own != Filler && !without.contains(&own));
        let mut stem: Vec<&str> =
            self.words.iter().filter(|(_, meaning)| is_kept(meaning)).map(|(word, _)| word.as_str()).collect();
        stem.sort_unstable();
        stem
    }
}

/// What stands outside of brackets, and what stands inside.
fn parted_by_brackets(name: &str) -> (String, String) {
    let mut depth = 0_u32;
    let (mut outside, mut inside) = (String::with_capacity(name.len()), String::new());
    for c in name.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => outside.push(c),
            c => inside.push(c),
        }
    }
    (outside, inside)
}

/// The words of `start_year`, `Start Year`, `StartYear1`, `X..Launch`, `XMLName`, in lower case and without accents.
fn split(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().filter(|c| !matches!(c, '\'' | '’')).collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (i, &c) in letters.iter().enumerate() {
        let before = i.checked_sub(1).map(|i| letters[i]);
        let after = letters.get(i + 1).copied();
        let begins = before.is_some_and(|before| {
            let is_turn = before.is_lowercase() && c.is_uppercase();
            let ends_capitals = before.is_uppercase() && c.is_uppercase() && after.is_some_and(char::is_lowercase);
            is_turn || ends_capitals || before.is_numeric() != c.is_numeric()
        });
        if (begins || !c.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.push(c);
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words.iter().map(|word| fold(word).to_lowercase()).collect()
}

/// `eventdate` as `event` and `date`, `nkill` as `n` and `kill`: a word that is none, but two or three that are. Any other
/// stays as it is.
fn parts_of_word(word: &str) -> Vec<String> {
    // Every way to cut it is tried, so one that is no name of a column would take too long.
    const LONGEST: usize = 60;
    if meaning_of(word).is_some() || !word.is_ascii() || !(4..=LONGEST).contains(&word.len()) {
        return vec![word.to_owned()];
    }
    // GTD and its like begin the names of numbers with `n`, and those of the parts of a date with `i`.
    for (letter, meanings) in [("n", &[Killed, Wounded][..]), ("i", &[Year, Month, Day])] {
        if let Some(rest) = word.strip_prefix(letter)
            && meaning_of(rest).is_some_and(|meaning| meanings.contains(&meaning))
        {
            return vec![letter.to_owned(), rest.to_owned()];
        }
    }
    segmented(word, 3).unwrap_or_else(|| vec![word.to_owned()])
}

fn segmented(word: &str, most: usize) -> Option<Vec<String>> {
    if meaning_of(word).is_some() {
        return Some(vec![word.to_owned()]);
    }
    // The longest first word leaves the fewest: `startyear` is not `st` and `artyear`.
    (2..word.len().saturating_sub(1)).rev().find_map(|at| {
        let (first, rest) = word.split_at(at);
        let is_word = meaning_of(first).is_some_and(|meaning| meaning != Filler) && (first.len() > 2 || first == "st");
        let mut parts = vec![first.to_owned()];
        parts.extend((is_word && most > 1).then(|| segmented(rest, most - 1)).flatten()?);
        Some(parts)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(name: &str) -> String {
        let words: Vec<String> = ColumnName::new(name).words.into_iter().map(|(word, _)| word).collect();
        words.join(" ")
    }

    #[test]
    fn names_are_split_in_all_styles() {
        for name in [
            "Start Year",
            "start_year",
            "StartYear",
            "startYear",
            "START YEAR",
            "START_YEAR",
            "startyear",
            "start.year",
        ] {
            assert_eq!(words(name), "start year", "{name}");
        }
        for (name, expected) in [
            ("StartYear1", "start year 1"),
            ("X..Launch", "x launch"),
            ("Victims Killed", "victims killed"),
            ("TotalBDeaths", "total b deaths"),
            ("locName", "loc name"),
            ("nkill", "n kill"),
            ("iyear", "i year"),
            ("styr", "st yr"),
            ("eventdate", "event date"),
            ("bd_best", "bd best"),
            ("BatDeath", "bat death"),
            ("Date of Incident (month/day/year)", "date of incident"),
            ("(year)", "year"),
            ("Victim's name", "victims name"),
            ("Killed (min)", "killed min"),
            ("Año", "ano"),
            ("D.O.B.", "dob"),
            ("update", "update"),
            ("candidate", "candidate"),
            ("yearOfBirth", "year of birth"),
            ("XMLName", "xml name"),
        ] {
            assert_eq!(words(name), expected, "{name}");
        }
    }
}
