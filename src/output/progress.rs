//! How far the reading of a large input has come, for those who watch: a line on a terminal's standard error.
//!
//! `Store::read` tells it what was read; nothing else is shown while it is there, and it is gone when reading ends.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// SkipReason takes less than this needs no progress shown.
const DELAY: Duration = Duration::from_millis(500);

/// `None` where nobody watches.
pub struct Progress(Option<Bar>);

struct Bar {
    start: Instant,
    /// It measures from the start, and is drawn later.
    bar: ProgressBar,
}

impl Progress {
    /// `is_watched`: whether standard error is a terminal, and nothing else is written to it meanwhile. `total`: how
    /// many bytes there are to read, where that is known.
    pub fn new(is_watched: bool, total: Option<u64>) -> Progress {
        let bar =
            || ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden()).with_style(style(total.is_some()));
        Progress(is_watched.then(|| Bar { start: Instant::now(), bar: bar() }))
    }

    /// So many bytes more were read.
    pub fn advance(&self, bytes: u64) {
        let Some(Bar { start, bar }) = &self.0 else { return };
        bar.inc(bytes);
        if bar.is_hidden() && start.elapsed() >= DELAY {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Takes the line away.
    pub fn finish(&self) {
        if let Some(Bar { bar, .. }) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

fn style(has_total: bool) -> ProgressStyle {
    let template = match has_total {
        true => "{bar:24} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left",
        false => "{spinner} {bytes}, {bytes_per_sec}",
    };
    // Both are good templates; were one not, the usual bar would do.
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
