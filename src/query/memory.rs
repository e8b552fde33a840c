//! How much memory may be held: what `--memory` says.

use std::str::FromStr;

use bytesize::ByteSize;

/// How many bytes of memory the events may take that are held to be sorted. What is more than that is sorted on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryLimit(usize);

/// With less, a file of some gigabytes would come to thousands of runs.
const LEAST: u64 = 1_000_000;

impl MemoryLimit {
    /// A limit of so many bytes, which may be fewer than a user may state.
    #[cfg(test)]
    pub(super) fn of_bytes(bytes: usize) -> MemoryLimit {
        MemoryLimit(bytes)
    }

    pub(super) fn bytes(self) -> usize {
        self.0
    }
}

impl FromStr for MemoryLimit {
    type Err = String;

    /// `256M`, `1.5 GB`, `512MiB`.
    fn from_str(text: &str) -> Result<MemoryLimit, String> {
        let size = text.trim().parse::<ByteSize>().map_err(|_| "write a size, such as 256M or 1G".to_owned())?;
        if size.as_u64() < LEAST {
            return Err(format!("{} is too little; write 1M or more, such as 256M or 1G", size.display().si()));
        }
        Ok(MemoryLimit(usize::try_from(size.as_u64()).unwrap_or(usize::MAX)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_a_unit() {
        for (text, bytes) in [
            ("256M", 256_000_000),
            ("256 MB", 256_000_000),
            ("256m", 256_000_000),
            ("1MiB", 1 << 20),
            ("1.5G", 1_500_000_000),
            ("1000000", 1_000_000),
            ("1000k", 1_000_000),
        ] {
            assert_eq!(text.parse(), Ok(MemoryLimit(bytes)), "{text}");
        }
        for wrong in ["", "M", "256", "0", "-1G", "much", "256 MX", "1.2.3G", "999k", "NaN", "1e3M"] {
            assert!(wrong.parse::<MemoryLimit>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn more_than_any_machine_has_is_all() {
        assert_eq!("999999999999E".parse(), Ok(MemoryLimit(usize::MAX)));
    }
}
