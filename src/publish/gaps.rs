//! Text with gaps, each of which can be filled only when all text before it is written: a name that no event before has,
//! the number of a citation.
//!
//! Formats whose events depend on each other in nothing else are written with it on several threads.

use std::io::{self, Write};

/// Text, and what its gaps are to be filled with.
pub(super) struct WithGaps<G> {
    pub text: String,
    /// Where each gap is in the text, in order.
    gaps: Vec<(usize, G)>,
}

impl<G> Default for WithGaps<G> {
    fn default() -> WithGaps<G> {
        WithGaps { text: String::new(), gaps: Vec::new() }
    }
}

impl<G> WithGaps<G> {
    /// Leaves a gap at the end of the text.
    pub fn leave(&mut self, gap: G) {
        self.gaps.push((self.text.len(), gap));
    }

    /// Writes the text; `fill` writes what stands in each gap.
    ///
    /// # Errors
    /// What `out` refuses.
    pub fn write<W: Write + ?Sized>(
        self,
        out: &mut W,
        mut fill: impl FnMut(&mut W, G) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut written = 0;
        for (at, gap) in self.gaps {
            out.write_all(&self.text.as_bytes()[written..at])?;
            fill(out, gap)?;
            written = at;
        }
        out.write_all(&self.text.as_bytes()[written..])
    }
}
