//! Shows on a terminal's standard error how far the reading of a large input has come.
//!
//! Reading tells it what has been read. Nothing else is shown meanwhile, and the line disappears when the reading ends.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::store::Progress;

/// A reading that takes less than this shows no progress.
const DELAY: Duration = Duration::from_millis(500);

/// One line: a bar, or a count of bytes if the size of the inputs is not known.
pub struct ProgressLine(ProgressBar);

impl Default for ProgressLine {
    /// The line is hidden until the reading has taken a while.
    fn default() -> ProgressLine {
        ProgressLine(ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()))
    }
}

impl Progress for ProgressLine {
    fn begin(&self, total: Option<u64>) {
        let ProgressLine(bar) = self;
        bar.set_draw_target(ProgressDrawTarget::hidden());
        bar.reset();
        match total {
            Some(total) => bar.set_length(total),
            None => bar.unset_length(),
        }
        bar.set_style(style(total.is_some()));
    }

    fn advance(&self, bytes: u64) {
        let ProgressLine(bar) = self;
        bar.inc(bytes);
        if bar.is_hidden() && bar.elapsed() >= DELAY {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    fn finish(&self) {
        self.0.finish_and_clear();
    }
}

fn style(has_total: bool) -> ProgressStyle {
    let template = match has_total {
        true => "{bar:24} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left",
        false => "{spinner} {bytes}, {bytes_per_sec}",
    };
    // Both templates are valid; were one not, the default bar would do.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
