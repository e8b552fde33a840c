//! Options that take one of a closed set of values which the rooms below know by their names.
//!
//! One parser serves them all: it lists the values in the help and in completion scripts, and answers a mistyped one
//! with the value that was likely meant.

use std::error::Error;
use std::str::FromStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::check::code::Code;
use crate::csv::dialect::Quoting;
use crate::date::convention::PartOrder;
use crate::publish::Format;

/// A value of a closed set, which goes by its name.
pub trait Choice: Copy + FromStr<Err: Into<Box<dyn Error + Send + Sync>>> + Send + Sync + 'static {
    /// Every value, in the order of the help.
    const VALUES: &'static [Self];

    /// The name of the value and, in one line, what it is.
    fn possible_value(self) -> PossibleValue;
}

/// The parser of an option that takes one of them.
pub fn choice<T: Choice>() -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(T::VALUES.iter().map(|value| value.possible_value())).try_map(|name| name.parse::<T>())
}

impl Choice for Format {
    const VALUES: &'static [Format] = &Format::ALL;

    fn possible_value(self) -> PossibleValue {
        PossibleValue::new(self.name()).aliases(self.aliases()).help(self.meaning())
    }
}

impl Choice for PartOrder {
    const VALUES: &'static [PartOrder] = &PartOrder::ALL;

    fn possible_value(self) -> PossibleValue {
        PossibleValue::new(self.name()).help(self.meaning())
    }
}

impl Choice for Quoting {
    const VALUES: &'static [Quoting] = &Quoting::ALL;

    fn possible_value(self) -> PossibleValue {
        PossibleValue::new(self.name()).help(self.meaning())
    }
}

impl Choice for Code {
    const VALUES: &'static [Code] = &Code::ALL;

    fn possible_value(self) -> PossibleValue {
        PossibleValue::new(self.name()).help(format!("{}: {}", self.severity().name(), self.meaning()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever name the parser offers, it takes, aliases too, and makes the value of that name of it.
    fn every_name_is_its_value<T: Choice + PartialEq + std::fmt::Debug>() {
        let command = clap::Command::new("test");
        for value in T::VALUES {
            for name in value.possible_value().get_name_and_aliases() {
                let parsed = choice::<T>().parse_ref(&command, None, name.as_ref()).unwrap();
                assert_eq!(parsed, *value);
            }
        }
        assert!(choice::<T>().parse_ref(&command, None, "no-such-name".as_ref()).is_err());
    }

    #[test]
    fn every_name_that_is_offered_is_taken() {
        every_name_is_its_value::<Format>();
        every_name_is_its_value::<PartOrder>();
        every_name_is_its_value::<Code>();
    }
}
