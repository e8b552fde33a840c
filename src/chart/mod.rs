//! All that is drawn as SVG: the time to scale, bars of counts, and how labels keep clear of one another.
//!
//! Callers pass dates, numbers and texts; nothing here knows an event or a file.

pub mod bars;
pub mod density;
pub mod labels;
pub mod overview;
pub mod picture;
pub mod scale;
pub mod spread;

use crate::text::counted;
use scale::Scale;

/// The line below the title: `From 2014 to 2024: 10 events`.
fn note(scale: Option<&Scale>, events: u64) -> String {
    let events = counted(events, "event");
    match scale {
        Some(scale) => format!("{}: {events}", scale.known_years()),
        None => events,
    }
}
