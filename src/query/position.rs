//! A place on the Earth as people write it: `34.53,69.17`, and what maps and encyclopedias give to copy.
//!
//! `--near` reads its place with it, and `add` a pair of coordinates that was pasted.

use std::str::FromStr;

/// A place on the Earth, in WGS 84 degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    pub latitude: f64,
    pub longitude: f64,
}

/// Which of the two numbers stands in a text, where it says so with a letter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Axis {
    Latitude,
    Longitude,
}

impl FromStr for Position {
    type Err = String;

    /// `34.53,69.17`: the latitude first. Also `34.53 69.17`, `(34.53; 69.17)`, `34,53; 69,17`, `34.53° N, 69.17° E`,
    /// `34°31′48″N 69°10′12″E` and `geo:34.53,69.17` (RFC 5870). With letters, the longitude may be first.
    fn from_str(text: &str) -> Result<Position, String> {
        let wrong = || format!("`{text}` is not LAT,LON in degrees, such as 34.53,69.17");
        let (first, second) = halves(text).ok_or_else(wrong)?;
        let ((a, a_axis), (b, b_axis)) = degrees(first).zip(degrees(second)).ok_or_else(wrong)?;
        let (latitude, longitude) = match (a_axis, b_axis) {
            (None, None) | (Some(Axis::Latitude), Some(Axis::Longitude)) => (a, b),
            (Some(Axis::Longitude), Some(Axis::Latitude)) => (b, a),
            _ => return Err(wrong()),
        };
        if latitude.abs() > 90.0 || longitude.abs() > 180.0 {
            return Err(wrong());
        }
        Ok(Position { latitude, longitude })
    }
}

/// The two numbers of a pair, each with its letters and signs.
fn halves(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let text = match text.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("geo:") => {
            // Behind the pair may stand an altitude and parameters.
            let pair = text[4..].split([';', '?']).next()?;
            let mut numbers = pair.match_indices(',').map(|(at, _)| at);
            let second = numbers.nth(1).unwrap_or(pair.len());
            &pair[..second]
        }
        _ => text,
    };
    let inner =
        [('(', ')'), ('[', ']')].iter().find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close));
    let text = inner.unwrap_or(text).trim();
    if let Some(halves) = text.split_once(';') {
        return Some(halves);
    }
    if text.matches(',').count() == 1 {
        return text.split_once(',');
    }
    // Decimal commas leave a comma with a space behind it between the numbers.
    if text.matches(", ").count() == 1 {
        return text.split_once(", ");
    }
    let is_letter = |c: char| matches!(c.to_ascii_uppercase(), 'N' | 'S' | 'E' | 'W');
    if let Some(at) = text.find(is_letter).filter(|at| *at > 0) {
        return Some(text.split_at(at + 1));
    }
    // Two numbers without a sign between them are a pair only where both have decimals: 34 31 are degrees and minutes.
    let (first, second) = text.split_once(char::is_whitespace)?;
    (first.contains('.') && second.contains('.')).then_some((first, second))
}

/// `34.53`, `34.53° N`, `S 34°31′48″`; `None`: it is no number of degrees.
fn degrees(text: &str) -> Option<(f64, Option<Axis>)> {
    let text = text.trim();
    let (letter, number) = match (text.chars().next()?, text.chars().next_back()?) {
        (first, _) if first.is_ascii_alphabetic() => (Some(first), &text[1..]),
        (_, last) if last.is_ascii_alphabetic() => (Some(last), &text[..text.len() - 1]),
        _ => (None, text),
    };
    let (axis, is_negative) = match letter.map(|letter| letter.to_ascii_uppercase()) {
        None => (None, false),
        Some('N') => (Some(Axis::Latitude), false),
        Some('S') => (Some(Axis::Latitude), true),
        Some('E') => (Some(Axis::Longitude), false),
        Some('W') => (Some(Axis::Longitude), true),
        Some(_) => return None,
    };
    let number = number.trim();
    let signs = ['°', 'º', '′', '\'', '’', '″', '"', '”'];
    let parts: Vec<&str> = number.split(signs).map(str::trim).filter(|part| !part.is_empty()).collect();
    let value = |part: &&str| {
        let is_number = part.bytes().all(|byte| byte.is_ascii_digit() || b"+-.,".contains(&byte));
        part.replace(',', ".").parse::<f64>().ok().filter(|_| is_number)
    };
    let values: Vec<f64> = parts.iter().map(value).collect::<Option<_>>()?;
    let size = match values[..] {
        [degrees] => degrees.abs(),
        [degrees, minutes] if is_sixtieth(minutes) => rounded(degrees.abs() + minutes / 60.0),
        [degrees, minutes, seconds] if is_sixtieth(minutes) && is_sixtieth(seconds) => {
            rounded(degrees.abs() + minutes / 60.0 + seconds / 3600.0)
        }
        _ => return None,
    };
    let has_sign = parts[0].starts_with(['-', '+']);
    // A sign and a letter can contradict each other.
    if has_sign && axis.is_some() {
        return None;
    }
    let is_negative = is_negative || parts[0].starts_with('-');
    Some((if is_negative { -size } else { size }, axis))
}

fn is_sixtieth(n: f64) -> bool {
    (0.0..60.0).contains(&n)
}

/// To a centimetre, so that 25°16′48″ is 25.28 and not 25.279999999999998.
fn rounded(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read_as_they_are_copied() {
        for text in [
            "25.28,51.53",
            " 25.28, 51.53 ",
            "(25.28, 51.53)",
            "[25.28; 51.53]",
            "25,28; 51,53",
            "25,28, 51,53",
            "25.28 51.53",
            "25.28N 51.53E",
            "25.28° N, 51.53° E",
            "51.53 E, 25.28 N",
            "N25.28 E51.53",
            "N 25.28, E 51.53",
            "25°16′48″N 51°31′48″E",
            "25° 16' 48\" N, 51° 31' 48\" E",
            "25°16.8′N 51°31.8′E",
            "geo:25.28,51.53",
            "geo:25.28,51.53,12;u=35",
        ] {
            let Position { latitude, longitude } = text.parse().unwrap_or_else(|error| panic!("{error}"));
            assert!(
                (latitude - 25.28).abs() < 1e-9 && (longitude - 51.53).abs() < 1e-9,
                "{text}: {latitude} {longitude}"
            );
        }
        let south = "33°51′54″S 70°40′W".parse::<Position>().unwrap();
        assert!(south.latitude < -33.8 && south.longitude < -70.6);
        assert_eq!("-33.5,-70".parse(), Ok(Position { latitude: -33.5, longitude: -70.0 }));
    }

    #[test]
    fn what_is_no_pair_is_refused() {
        for wrong in [
            "",
            ",",
            "34.53",
            "91,0",
            "0,181",
            "a,b",
            "nan,0",
            "inf,0",
            "25 16",
            "25°16′",
            "25N 51N",
            "-25S, 51E",
            "25°61′N 51°E",
            "1,2,3",
            "1e1,2",
            "25.28 51.53 9.1",
            "()",
            "é,1",
        ] {
            assert!(wrong.parse::<Position>().is_err(), "{wrong}");
        }
    }
}
