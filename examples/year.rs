//! Prints what happened in a year, or may have: `cargo run --example year -- events.csv 2014`.

use dateline::{Certainty, Chronology, Field, Query, Window, Windows};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("name a file of events and a year")?;
    let year = arguments.next().ok_or("name a year")?.parse()?;
    let query = Query::new().within(Windows::new([Window::year(year)]));
    let events = Chronology::open(file)?.select(&query)?;
    events.for_each(|event, certainty| {
        let when = event.date().map(|date| date.words()).unwrap_or_default();
        let possible = if certainty == Certainty::Possible { " (possibly)" } else { "" };
        println!("{when}{possible}: {}", event.text(Field::Title));
    })?;
    for diagnostic in events.diagnostics() {
        eprintln!("{diagnostic}");
    }
    Ok(())
}
