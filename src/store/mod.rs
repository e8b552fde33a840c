//! The inputs of a command: opened, read once from start to end, and given out event by event.
//!
//! A command opens a [`Store`], looks at the layouts of its [`Source`]s, and reads it with a [`Collect`]. Whatever the
//! command does (copy rows, count them, keep them for sorting), it reads in that one way.

pub mod columns;
mod date_order;
pub(crate) mod diagnose;
mod head;
mod header_row;
mod read;
mod repeated;
mod report;
mod reports;
mod source;
mod unknown_layout;

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::csv::blocks::InputBody;
use crate::error::{Error, Result};
use crate::input::{self, Input};
use crate::layout::{Layout, check_mapping};
pub(crate) use read::each_event;
pub use read::{Collect, Read, RowOutcome};
pub use report::{BadRow, ReadReport, SkipReason};
use source::Opened;
pub use source::{ReadOptions, Source, with_event};

/// The inputs of a command, opened, in the order in which they were named.
pub struct Store {
    pub sources: Vec<Source>,
    /// What follows the head of each source.
    bodies: Vec<InputBody>,
    progress: Option<Arc<dyn Progress>>,
}

/// Is told how far the reading has come, on whichever thread reads.
pub trait Progress: Send + Sync {
    /// The reading begins. `total` is the number of bytes to read; `None` if it is not known.
    fn begin(&self, total: Option<u64>);

    /// That many more bytes have been read.
    fn advance(&self, bytes: u64);

    /// The reading is over, whether it succeeded or not.
    fn finish(&self);
}

impl Store {
    /// Opens every input and reads its header.
    ///
    /// # Errors
    /// The first input that can't be opened or has no usable header.
    pub fn open(inputs: &[Input], options: &ReadOptions) -> Result<Store> {
        let opened = input::open_all(inputs, &options.part)?;
        let opened: Vec<Opened> = opened.into_iter().map(|input| Opened::new(input, options)).collect::<Result<_>>()?;
        let (mut sources, bodies): (Vec<Source>, Vec<InputBody>) =
            opened.into_iter().map(|Opened { source, body }| (source, body)).unzip();
        let layouts: Vec<&Layout> = sources.iter().map(|source| &source.layout).collect();
        check_mapping(&options.mapping, &options.unknown, &layouts).map_err(|diagnostic| Error::from(*diagnostic))?;
        if sources.len() > 1 {
            name_files(&mut sources);
        }
        Ok(Store { sources, bodies, progress: None })
    }

    /// Leaves out inputs that are a file that was named before, by whatever path, and returns the names of these.
    pub fn drop_repeated_files(inputs: &mut Vec<Input>) -> Vec<String> {
        let mut seen: HashSet<PathBuf> = HashSet::new();
        let mut repeated = Vec::new();
        inputs.retain(|input| {
            let is_new = match input {
                // A member of an archive is no file of the system's.
                Input::File(path) => seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())),
                Input::Table(address) => seen.insert(address.name().into()),
                Input::Stdin | Input::Text(..) => true,
            };
            repeated.extend((!is_new).then(|| input.name()));
            is_new
        });
        repeated
    }

    /// Has `progress` told how far the reading has come.
    pub fn report_to(&mut self, progress: Arc<dyn Progress>) {
        self.progress = Some(progress);
    }

    /// Gives each event the name of its file, as where several are read, though it be the only one.
    pub fn name_files(&mut self) {
        name_files(&mut self.sources);
    }

    /// Splits the inputs into a store each, so that they are not read as one chronology.
    pub fn each_alone(self) -> Vec<Store> {
        let alone = |(mut source, body): (Source, InputBody)| {
            source.layout.file = None;
            Store { sources: vec![source], bodies: vec![body], progress: self.progress.clone() }
        };
        self.sources.into_iter().zip(self.bodies).map(alone).collect()
    }
}

/// Gives each source the name by which its events tell their file. It has no folder, because it is published with the
/// events; of files with one name, those after the first get a number: `events.csv (2)`.
fn name_files(sources: &mut [Source]) {
    let mut uses: HashMap<String, usize> = HashMap::new();
    for source in sources {
        let name = source.file_name().into_owned();
        let n = uses.entry(name.clone()).or_default();
        *n += 1;
        source.layout.file = Some(if *n == 1 { name } else { format!("{name} ({n})") });
    }
}
