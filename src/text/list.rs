//! Lists in one cell: the parts of a text that are separated by `;`.
//!
//! Actors and sources are read with it.

/// The parts of a cell that are separated by `;`, without edge spaces and empty parts. A part in quotes may hold a `;`,
/// as in the lists of articles of UCDP GED.
pub fn several(cell: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = cell.trim();
    while !rest.is_empty() {
        let quoted = rest.strip_prefix('"').and_then(|inner| {
            let end = inner.match_indices('"').map(|(at, _)| at).find(|at| ends_part(&inner[at + 1..]))?;
            Some((&inner[..end], inner[end + 1..].trim_start()))
        });
        let (part, after) = quoted.unwrap_or_else(|| rest.split_at(rest.find(';').unwrap_or(rest.len())));
        if !part.trim().is_empty() {
            parts.push(part.trim().to_owned());
        }
        rest = after.strip_prefix(';').unwrap_or(after).trim_start();
    }
    parts
}

/// Whether a part of a list ends before this text.
fn ends_part(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with(';')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_in_quotes_may_hold_a_semicolon() {
        assert_eq!(several(" a; b;;c "), ["a", "b", "c"]);
        assert_eq!(several("\"Reuters; AFP,2014\";\"AP\""), ["Reuters; AFP,2014", "AP"]);
        assert_eq!(several("\"Two Bombs,\" Gazette; AP"), ["\"Two Bombs,\" Gazette", "AP"]);
        assert_eq!(several("Reuters \"a"), ["Reuters \"a"]);
    }
}
