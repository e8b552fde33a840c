//! The arguments that commands share: which files are read and how, which events, in what order, what an event holds,
//! and the parsers of their values.
//!
//! Each command puts those that it takes into its own arguments; `main` reads [`Screen`].

mod change;
mod choice;
pub mod complete;
pub mod hint;
mod read;

use clap::{ArgAction, Args, ValueEnum};

pub use change::{Target, Values};
pub use choice::choice;
pub use read::{Filters, Form, Inputs, Reading, Sorting};

/// The width of a picture, in pixels, where none is asked for.
pub const USUAL_WIDTH_PX: u16 = 1200;

/// The narrowest output, in terminal cells.
pub const LEAST_WIDTH: u16 = 40;

/// What every command takes.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Screen")]
pub struct Screen {
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,

    /// Show what is longer than the screen all at once, and not page by page in $PAGER
    #[arg(long, global = true)]
    pub no_pager: bool,

    /// Print help
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,

    /// How wide the output is, in terminal cells [default: the terminal's width]
    #[arg(long, global = true, value_name = "CELLS", value_parser = clap::value_parser!(u16).range(i64::from(LEAST_WIDTH)..))]
    pub width: Option<u16>,
}

/// When output for people is in colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On terminals that take it
    Auto,
    /// Wherever the output goes
    Always,
    /// Not at all
    Never,
}

/// The title of a document or picture.
pub fn title(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("the title is blank".to_owned()) } else { Ok(text.to_owned()) }
}

/// The widths at which a picture can be read, in pixels.
pub fn width_px() -> clap::builder::RangedI64ValueParser<u16> {
    clap::value_parser!(u16).range(640..=4000)
}
