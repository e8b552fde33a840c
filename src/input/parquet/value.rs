//! The values of a Parquet file as text: what each type of the format means
//! (<https://github.com/apache/parquet-format/blob/master/LogicalTypes.md>).

use std::fmt::Write;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::schema::types::ColumnDescriptor;

use super::columns::Value;

/// What the values of a column mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number, a truth, or text.
    Plain,
    Unsigned,
    Date,
    /// In so many parts of a second.
    Time(i64),
    /// In so many parts of a second, and whether it is in UTC.
    Timestamp(i64, bool),
    /// A decimal number with so many digits behind the point.
    Decimal(u32),
    Uuid,
    /// A floating-point number of two bytes.
    Half,
    /// Bytes that are no text, written in hexadecimal.
    Binary,
}

impl Kind {
    pub fn of(column: &ColumnDescriptor) -> Kind {
        let parts = |unit: &TimeUnit| match unit {
            TimeUnit::MILLIS => 1_000,
            TimeUnit::MICROS => 1_000_000,
            TimeUnit::NANOS => 1_000_000_000,
        };
        let scale = || u32::try_from(column.type_scale()).unwrap_or(0);
        match column.logical_type_ref() {
            Some(LogicalType::Date) => return Kind::Date,
            Some(LogicalType::Time(time)) => return Kind::Time(parts(&time.unit)),
            Some(LogicalType::Timestamp(time)) => return Kind::Timestamp(parts(&time.unit), time.is_adjusted_to_u_t_c),
            Some(LogicalType::Decimal(decimal)) => return Kind::Decimal(u32::try_from(decimal.scale).unwrap_or(0)),
            Some(LogicalType::Integer(integer)) if !integer.is_signed => return Kind::Unsigned,
            Some(LogicalType::Uuid) => return Kind::Uuid,
            Some(LogicalType::Float16) => return Kind::Half,
            Some(LogicalType::String | LogicalType::Enum | LogicalType::Json) => return Kind::Plain,
            _ => {}
        }
        match (column.converted_type(), column.physical_type()) {
            (ConvertedType::DATE, _) => Kind::Date,
            (ConvertedType::TIME_MILLIS, _) => Kind::Time(1_000),
            (ConvertedType::TIME_MICROS, _) => Kind::Time(1_000_000),
            (ConvertedType::TIMESTAMP_MILLIS, _) => Kind::Timestamp(1_000, true),
            (ConvertedType::TIMESTAMP_MICROS, _) => Kind::Timestamp(1_000_000, true),
            (ConvertedType::DECIMAL, _) => Kind::Decimal(scale()),
            (ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64, _) => {
                Kind::Unsigned
            }
            // The old type of Hive and Spark, in no zone that is told.
            (_, Type::INT96) => Kind::Timestamp(1_000_000_000, false),
            (_, Type::FIXED_LEN_BYTE_ARRAY) => Kind::Binary,
            _ => Kind::Plain,
        }
    }
}

/// Writes a value. One that means nothing, such as a date beyond all calendars, is written as its number.
pub fn write(value: &Value<'_>, kind: Kind, out: &mut String) {
    let number = match value {
        Value::Int32(n) => Some(i64::from(*n)),
        Value::Int64(n) => Some(*n),
        Value::Int96(n) => Some(n.to_nanos()),
        _ => None,
    };
    let written = match (kind, number, value) {
        (Kind::Date, Some(days), _) => date(days, out),
        (Kind::Time(parts), Some(n), _) => time(n, parts, out),
        (Kind::Timestamp(parts, is_utc), Some(n), _) => timestamp(n, parts, is_utc, out),
        (Kind::Decimal(scale), Some(n), _) => decimal(i128::from(n), scale, out),
        (Kind::Decimal(scale), None, Value::Bytes(bytes)) => big_endian(bytes).and_then(|n| decimal(n, scale, out)),
        (Kind::Unsigned, _, Value::Int32(n)) => write!(out, "{}", n.cast_unsigned()).ok(),
        (Kind::Unsigned, _, Value::Int64(n)) => write!(out, "{}", n.cast_unsigned()).ok(),
        (Kind::Uuid, _, Value::Bytes(bytes)) => {
            uuid::Uuid::from_slice(bytes).ok().and_then(|uuid| write!(out, "{uuid}").ok())
        }
        (Kind::Half, _, Value::Bytes([low, high])) => half(u16::from_le_bytes([*low, *high]), out),
        _ => None,
    };
    if written.is_none() {
        plain(value, kind, out);
    }
}

fn plain(value: &Value<'_>, kind: Kind, out: &mut String) {
    let _ = match value {
        Value::Bool(value) => write!(out, "{value}"),
        Value::Int32(n) => write!(out, "{n}"),
        Value::Int64(n) => write!(out, "{n}"),
        Value::Int96(n) => write!(out, "{}", n.to_nanos()),
        // Not a number is how tables in memory say that nothing is known.
        Value::Float(n) if n.is_nan() => Ok(()),
        Value::Double(n) if n.is_nan() => Ok(()),
        Value::Float(n) => write!(out, "{n}"),
        Value::Double(n) => write!(out, "{n}"),
        Value::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) if kind != Kind::Binary => {
                out.push_str(text);
                Ok(())
            }
            _ => bytes.iter().try_for_each(|byte| write!(out, "{byte:02x}")),
        },
    };
}

/// A day since 1970 in ISO 8601; with a `Y` where the year has more than four digits, as in EDTF.
fn date(days: i64, out: &mut String) -> Option<()> {
    let epoch = NaiveDate::from_ymd_opt(1970, 1, 1)?;
    let day = epoch.checked_add_signed(TimeDelta::try_days(days)?)?;
    match day.year() {
        0..=9999 => write!(out, "{}", day.format("%Y-%m-%d")).ok(),
        year @ -9999..0 => write!(out, "-{:04}{}", -year, day.format("-%m-%d")).ok(),
        _ => None,
    }
}

fn time(n: i64, parts: i64, out: &mut String) -> Option<()> {
    let seconds = u32::try_from(n.div_euclid(parts)).ok()?;
    let nanoseconds = u32::try_from(n.rem_euclid(parts) * (1_000_000_000 / parts)).ok()?;
    let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, nanoseconds)?;
    write!(out, "{}", time.format("%H:%M:%S%.f")).ok()
}

/// A moment, as a database writes it: with a space, so that a midnight without a zone is a bare day where all have one.
fn timestamp(n: i64, parts: i64, is_utc: bool, out: &mut String) -> Option<()> {
    let nanoseconds = u32::try_from(n.rem_euclid(parts) * (1_000_000_000 / parts)).ok()?;
    let moment = DateTime::from_timestamp(n.div_euclid(parts), nanoseconds)?.naive_utc();
    let days = moment.date().signed_duration_since(NaiveDate::from_ymd_opt(1970, 1, 1)?).num_days();
    date(days, out)?;
    let zone = if is_utc { "Z" } else { "" };
    write!(out, " {}{zone}", moment.time().format("%H:%M:%S%.f")).ok()
}

fn decimal(n: i128, scale: u32, out: &mut String) -> Option<()> {
    let Some(unit) = 10i128.checked_pow(scale).filter(|_| scale > 0) else { return write!(out, "{n}").ok() };
    let (whole, part) = (n.unsigned_abs() / unit.unsigned_abs(), n.unsigned_abs() % unit.unsigned_abs());
    let sign = if n < 0 { "-" } else { "" };
    let part = format!("{part:0width$}", width = scale as usize);
    match part.trim_end_matches('0') {
        "" => write!(out, "{sign}{whole}").ok(),
        part => write!(out, "{sign}{whole}.{part}").ok(),
    }
}

/// A number in two's complement, its first byte the greatest; `None`: it is longer than 16 bytes.
fn big_endian(bytes: &[u8]) -> Option<i128> {
    let mut wide = [if bytes.first()? & 0x80 == 0 { 0 } else { 0xFF }; 16];
    wide.get_mut(16usize.checked_sub(bytes.len())?..)?.copy_from_slice(bytes);
    Some(i128::from_be_bytes(wide))
}

/// IEEE 754 half precision.
fn half(bits: u16, out: &mut String) -> Option<()> {
    let (sign, exponent, fraction) = (bits >> 15, (bits >> 10) & 0x1F, f64::from(bits & 0x3FF));
    let size = match exponent {
        0 => fraction * 2f64.powi(-24),
        31 => return Some(()),
        exponent => (1.0 + fraction / 1024.0) * 2f64.powi(i32::from(exponent) - 15),
    };
    write!(out, "{}", if sign == 1 { -size } else { size }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: &Value<'_>, kind: Kind) -> String {
        let mut out = String::new();
        write(value, kind, &mut out);
        out
    }

    #[test]
    fn values_are_written_as_tables_have_them() {
        for (value, kind, expected) in [
            (Value::Int32(18_865), Kind::Date, "2021-08-26"),
            (Value::Int32(-735_000), Kind::Date, "-0043-08-22"),
            (Value::Int64(1_629_993_000_000_000), Kind::Timestamp(1_000_000, false), "2021-08-26 15:50:00"),
            (Value::Int64(1_629_993_000_500), Kind::Timestamp(1_000, true), "2021-08-26 15:50:00.500Z"),
            (Value::Int64(i64::MAX), Kind::Timestamp(1_000, true), "9223372036854775807"),
            (Value::Int64(57_000_000), Kind::Time(1_000), "15:50:00"),
            (Value::Int32(-1_250), Kind::Decimal(2), "-12.5"),
            (Value::Bytes(&[0xFF, 0x38]), Kind::Decimal(2), "-2"),
            (Value::Int32(-1), Kind::Unsigned, "4294967295"),
            (Value::Double(13.0), Kind::Plain, "13"),
            (Value::Double(f64::NAN), Kind::Plain, ""),
            (Value::Float(0.1), Kind::Plain, "0.1"),
            (Value::Bool(true), Kind::Plain, "true"),
            (Value::Bytes("Türkiye".as_bytes()), Kind::Plain, "Türkiye"),
            (Value::Bytes(&[0xFF, 0x00]), Kind::Plain, "ff00"),
            (Value::Bytes(&[0x00, 0x3E]), Kind::Half, "1.5"),
        ] {
            assert_eq!(written(&value, kind), expected);
        }
    }
}
