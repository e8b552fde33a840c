//! The codebooks that dateline knows: those built into the program, and a user's own beside them.
//!
//! The store asks which of them a header is of; the command line names one with `--layout` and lists all of them.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, LazyLock, OnceLock};

use super::codebook::{Codebook, ColumnNames, meant};
use crate::error::Diagnostic;

/// The name of a layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LayoutId {
    /// dateline's own.
    Native,
    /// That of a codebook.
    Named(Arc<str>),
    /// Any other: its columns are guessed by their names and what is in them.
    Other,
}

impl LayoutId {
    fn named(name: &str) -> LayoutId {
        match name {
            "native" => LayoutId::Native,
            "other" => LayoutId::Other,
            name => LayoutId::Named(name.into()),
        }
    }

    /// As the command line has it.
    pub fn as_str(&self) -> &str {
        match self {
            LayoutId::Native => "native",
            LayoutId::Named(name) => name,
            LayoutId::Other => "other",
        }
    }
}

/// How a user names a layout: one that dateline knows, or a TOML file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LayoutChoice {
    Known(LayoutId),
    File(PathBuf),
}

impl FromStr for LayoutChoice {
    type Err = std::convert::Infallible;

    /// A name that ends in `.toml` or holds a slash is a file's.
    fn from_str(text: &str) -> std::result::Result<LayoutChoice, Self::Err> {
        let is_file = Path::new(text).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
            || text.contains(['/', '\\']);
        Ok(if is_file { LayoutChoice::File(text.into()) } else { LayoutChoice::Known(LayoutId::named(text)) })
    }
}

/// One codebook that is built into the program. Its TOML is read when it is first asked for.
struct BuiltIn {
    name: &'static str,
    toml: &'static str,
    codebook: OnceLock<Arc<Codebook>>,
}

impl BuiltIn {
    const fn new(name: &'static str, toml: &'static str) -> BuiltIn {
        BuiltIn { name, toml, codebook: OnceLock::new() }
    }

    fn codebook(&self) -> &Arc<Codebook> {
        self.codebook.get_or_init(|| {
            let file = format!("layouts/{}.toml", self.name);
            let codebook = Codebook::read(LayoutId::named(self.name), &file, self.toml);
            // A test reads all of them.
            Arc::new(codebook.unwrap_or_else(|error| panic!("{error}")))
        })
    }

    /// Whether a file has as many of the columns that this one is known by as it must. To read all codebooks takes longer
    /// than to read most files, so the columns are looked for in the text of the TOML first.
    fn is_known_by(&self, columns: &ColumnNames<'_>) -> bool {
        let Some(KnownBy { columns: known, at_least }) = KnownBy::of(self.toml) else { return true };
        known.iter().filter(|wanted| columns.find(wanted).is_some()).count() >= at_least
    }

    /// Whether it has headers of tables that come without one.
    fn has_headers(&self) -> bool {
        self.toml.contains("[[without-header]]")
    }
}

/// The table `[known-by]` of a codebook that is built in, as it stands in the text. A test compares it with what is read.
#[derive(Debug, PartialEq, Eq)]
struct KnownBy<'t> {
    columns: Vec<&'t str>,
    at_least: usize,
}

impl KnownBy<'_> {
    /// `None`: the text has no such table, or has it in another form.
    fn of(toml: &str) -> Option<KnownBy<'_>> {
        let (_, table) = toml.split_once("\n[known-by]\ncolumns = [")?;
        let (columns, rest) = table.split_once(']')?;
        let columns: Vec<&str> = columns.split('"').skip(1).step_by(2).collect();
        let at_least = match rest.strip_prefix("\nat-least = ") {
            Some(number) => number.lines().next()?.trim().parse().ok()?,
            None => columns.len(),
        };
        Some(KnownBy { columns, at_least })
    }
}

/// All of them, in the order in which they are listed.
static BUILT_IN: [BuiltIn; 39] = [
    BuiltIn::new("acled", include_str!("../../layouts/acled.toml")),
    BuiltIn::new("ucdp-ged", include_str!("../../layouts/ucdp-ged.toml")),
    BuiltIn::new("gtd", include_str!("../../layouts/gtd.toml")),
    BuiltIn::new("scad", include_str!("../../layouts/scad.toml")),
    BuiltIn::new("gdelt", include_str!("../../layouts/gdelt.toml")),
    BuiltIn::new("wikidata", include_str!("../../layouts/wikidata.toml")),
    BuiltIn::new("timelinejs", include_str!("../../layouts/timelinejs.toml")),
    BuiltIn::new("timelinejs-v1", include_str!("../../layouts/timelinejs-v1.toml")),
    BuiltIn::new("ucdp-prio", include_str!("../../layouts/ucdp-prio.toml")),
    BuiltIn::new("ucdp-dyadic", include_str!("../../layouts/ucdp-dyadic.toml")),
    BuiltIn::new("ucdp-battle-deaths", include_str!("../../layouts/ucdp-battle-deaths.toml")),
    BuiltIn::new("ucdp-non-state", include_str!("../../layouts/ucdp-non-state.toml")),
    BuiltIn::new("ucdp-one-sided", include_str!("../../layouts/ucdp-one-sided.toml")),
    BuiltIn::new("cow-inter-state", include_str!("../../layouts/cow-inter-state.toml")),
    BuiltIn::new("cow-intra-state", include_str!("../../layouts/cow-intra-state.toml")),
    BuiltIn::new("cow-extra-state", include_str!("../../layouts/cow-extra-state.toml")),
    BuiltIn::new("cow-non-state", include_str!("../../layouts/cow-non-state.toml")),
    BuiltIn::new("gtd-web", include_str!("../../layouts/gtd-web.toml")),
    BuiltIn::new("icews", include_str!("../../layouts/icews.toml")),
    BuiltIn::new("mass-mobilization", include_str!("../../layouts/mass-mobilization.toml")),
    BuiltIn::new("pitf-atrocities", include_str!("../../layouts/pitf-atrocities.toml")),
    BuiltIn::new("airwars", include_str!("../../layouts/airwars.toml")),
    BuiltIn::new("airwars-victims", include_str!("../../layouts/airwars-victims.toml")),
    BuiltIn::new("iom-missing-migrants", include_str!("../../layouts/iom-missing-migrants.toml")),
    BuiltIn::new("gun-violence-archive", include_str!("../../layouts/gun-violence-archive.toml")),
    BuiltIn::new("mapping-police-violence", include_str!("../../layouts/mapping-police-violence.toml")),
    BuiltIn::new("wapo-fatal-force", include_str!("../../layouts/wapo-fatal-force.toml")),
    BuiltIn::new("mother-jones", include_str!("../../layouts/mother-jones.toml")),
    BuiltIn::new("emdat", include_str!("../../layouts/emdat.toml")),
    BuiltIn::new("dfo-floods", include_str!("../../layouts/dfo-floods.toml")),
    BuiltIn::new("reliefweb-disasters", include_str!("../../layouts/reliefweb-disasters.toml")),
    BuiltIn::new("noaa-tsunamis", include_str!("../../layouts/noaa-tsunamis.toml")),
    BuiltIn::new("noaa-volcanoes", include_str!("../../layouts/noaa-volcanoes.toml")),
    BuiltIn::new("noaa-earthquakes", include_str!("../../layouts/noaa-earthquakes.toml")),
    BuiltIn::new("gvp-eruptions", include_str!("../../layouts/gvp-eruptions.toml")),
    BuiltIn::new("gcat-launches", include_str!("../../layouts/gcat-launches.toml")),
    BuiltIn::new("timesketch", include_str!("../../layouts/timesketch.toml")),
    BuiltIn::new("plaso-l2t", include_str!("../../layouts/plaso-l2t.toml")),
    BuiltIn::new("wikidata-holders", include_str!("../../layouts/wikidata-holders.toml")),
];

/// dateline's own layout as a TOML file, for those who want to write one that is nearly the same.
const NATIVE_TOML: &str = include_str!("../../layouts/native.toml");

static NATIVE: LazyLock<Arc<Codebook>> = LazyLock::new(|| Arc::new(Codebook::native()));
static OTHER: LazyLock<Arc<Codebook>> = LazyLock::new(|| Arc::new(Codebook::other()));

/// The codebooks that a run of the program knows. Clones share what was read.
#[derive(Clone, Debug, Default)]
pub struct Codebooks {
    folder: Option<PathBuf>,
    own: Arc<OnceLock<Vec<OwnCodebook>>>,
}

/// A codebook of the user.
#[derive(Clone, Debug)]
struct OwnCodebook {
    toml: String,
    codebook: Arc<Codebook>,
}

type Result<T> = std::result::Result<T, Box<Diagnostic>>;

impl Codebooks {
    /// Those built into the program, and those of a folder, if there is such a folder. It is read when a file is met that
    /// is not in dateline's own layout.
    pub fn with_folder(folder: Option<PathBuf>) -> Codebooks {
        Codebooks { folder, own: Arc::default() }
    }

    /// The layout of a header: dateline's own, else that of the codebook that it fits best, the user's before those that
    /// are built in.
    ///
    /// # Errors
    /// A codebook of the user's that can't be read.
    pub fn of_header(&self, columns: &ColumnNames<'_>) -> Result<Arc<Codebook>> {
        if Codebook::NATIVE_COLUMNS.iter().all(|name| columns.find(name).is_some()) {
            return Ok(NATIVE.clone());
        }
        let own = best_fit(self.own()?.iter().map(|own| &own.codebook), columns);
        let built_in = BUILT_IN.iter().filter(|built_in| built_in.is_known_by(columns));
        let found = own.or_else(|| best_fit(built_in.map(BuiltIn::codebook), columns));
        Ok(found.unwrap_or(&OTHER).clone())
    }

    /// The codebooks of tables without a header that have as many columns as the first row of a file, each with their
    /// names; where a layout was asked for, of that one. None where the row is the header of dateline's own layout.
    ///
    /// # Errors
    /// A codebook of the user's that can't be read.
    pub fn without_header(
        &self,
        asked: Option<&LayoutChoice>,
        first_row: &[String],
    ) -> Result<Vec<(Arc<Codebook>, Vec<String>)>> {
        let is_there = |name: &&str| first_row.iter().any(|cell| cell.eq_ignore_ascii_case(name));
        if Codebook::NATIVE_COLUMNS.iter().all(is_there) {
            return Ok(Vec::new());
        }
        let codebooks = match asked {
            Some(asked) => vec![self.named(asked)?],
            None => {
                let own = self.own()?.iter().map(|own| &own.codebook);
                let built_in = BUILT_IN.iter().filter(|built_in| built_in.has_headers()).map(BuiltIn::codebook);
                own.chain(built_in).cloned().collect()
            }
        };
        let headers = codebooks
            .iter()
            .flat_map(|codebook| codebook.headers(first_row.len()).map(|names| (codebook.clone(), names.clone())));
        Ok(headers.collect())
    }

    /// The codebook that a user named.
    ///
    /// # Errors
    /// There is none of that name, or a file that can't be read.
    pub fn named(&self, choice: &LayoutChoice) -> Result<Arc<Codebook>> {
        let id = match choice {
            LayoutChoice::File(path) => return Ok(OwnCodebook::read(path)?.codebook),
            LayoutChoice::Known(id) => id,
        };
        match id {
            LayoutId::Native => return Ok(NATIVE.clone()),
            LayoutId::Other => return Ok(OTHER.clone()),
            LayoutId::Named(_) => {}
        }
        let own = self.own()?.iter().map(|own| &own.codebook).find(|codebook| codebook.name == *id);
        let built_in = || BUILT_IN.iter().find(|built_in| built_in.name == id.as_str()).map(BuiltIn::codebook);
        own.or_else(built_in).cloned().ok_or_else(|| self.no_such(id))
    }

    /// The TOML of a layout.
    ///
    /// # Errors
    /// There is none of that name, or a file that can't be read.
    pub fn toml(&self, choice: &LayoutChoice) -> Result<Cow<'_, str>> {
        let id = match choice {
            LayoutChoice::File(path) => return Ok(Cow::Owned(OwnCodebook::read(path)?.toml)),
            LayoutChoice::Known(LayoutId::Native) => return Ok(Cow::Borrowed(NATIVE_TOML)),
            LayoutChoice::Known(id) => id,
        };
        if let Some(own) = self.own()?.iter().find(|own| own.codebook.name == *id) {
            return Ok(Cow::Borrowed(&own.toml));
        }
        let built_in = BUILT_IN.iter().find(|built_in| built_in.name == id.as_str());
        built_in.map(|built_in| Cow::Borrowed(built_in.toml)).ok_or_else(|| self.no_such(id))
    }

    /// All of them: dateline's own, the user's, the built-in ones, and the frame of any other file.
    ///
    /// # Errors
    /// A codebook of the user's that can't be read.
    pub fn all(&self) -> Result<Vec<Arc<Codebook>>> {
        let own = self.own()?.iter().map(|own| own.codebook.clone());
        let built_in = BUILT_IN.iter().map(|built_in| built_in.codebook().clone());
        Ok([NATIVE.clone()].into_iter().chain(own).chain(built_in).chain([OTHER.clone()]).collect())
    }

    fn no_such(&self, id: &LayoutId) -> Box<Diagnostic> {
        let own = self.own.get().into_iter().flatten().map(|own| own.codebook.name.as_str());
        let names: Vec<&str> = own.chain(BUILT_IN.iter().map(|built_in| built_in.name)).chain(["native"]).collect();
        Box::new(Diagnostic::new(format!("there is no layout `{}`", id.as_str())).hint(meant(id.as_str(), &names)))
    }

    fn own(&self) -> Result<&[OwnCodebook]> {
        if let Some(own) = self.own.get() {
            return Ok(own);
        }
        let own = self.folder.as_deref().map_or(Ok(Vec::new()), own_codebooks)?;
        Ok(self.own.get_or_init(|| own))
    }
}

/// The codebook that a header fits best; of several, the first.
fn best_fit<'c>(
    codebooks: impl Iterator<Item = &'c Arc<Codebook>>,
    columns: &ColumnNames<'_>,
) -> Option<&'c Arc<Codebook>> {
    let fits = codebooks.filter_map(|codebook| Some((codebook.fit(columns)?, codebook)));
    fits.reduce(|best, other| if other.0 > best.0 { other } else { best }).map(|(_, codebook)| codebook)
}

/// The TOML files of a folder, by their names. None where there is no such folder.
fn own_codebooks(folder: &Path) -> Result<Vec<OwnCodebook>> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")));
    paths.sort();
    paths.iter().map(|path| OwnCodebook::read(path)).collect()
}

impl OwnCodebook {
    fn read(path: &Path) -> Result<OwnCodebook> {
        let file = path.display().to_string();
        let toml = fs::read_to_string(path)
            .map_err(|error| Diagnostic::new(format!("cannot read the layout `{file}`: {error}")))?;
        let name = path.file_stem().map_or("", |stem| stem.to_str().unwrap_or(""));
        let codebook = Codebook::read(LayoutId::named(name), &file, &toml)?;
        Ok(OwnCodebook { toml, codebook: Arc::new(codebook) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codebooks_that_are_built_in_can_be_read() {
        for built_in in &BUILT_IN {
            let codebook = built_in.codebook();
            assert_eq!(codebook.name.as_str(), built_in.name);
            assert!(!codebook.known_by.is_empty(), "{}", built_in.name);
        }
    }

    #[test]
    fn what_is_seen_in_the_text_of_a_codebook_is_what_is_read_of_it() {
        for built_in in &BUILT_IN {
            let codebook = built_in.codebook();
            let known_by = KnownBy::of(built_in.toml).unwrap_or_else(|| panic!("{}", built_in.name));
            assert_eq!(known_by.columns, codebook.known_by.iter().map(|name| &**name).collect::<Vec<_>>());
            assert_eq!(known_by.at_least, codebook.at_least, "{}", built_in.name);
            let has_headers = (0..1000).any(|width| codebook.headers(width).next().is_some());
            assert_eq!(built_in.has_headers(), has_headers, "{}", built_in.name);
        }
    }

    #[test]
    fn the_example_of_the_documentation_can_be_read() {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/layouts.md")).unwrap();
        let example = text.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        let codebook = Codebook::read(LayoutId::named("example"), "docs/layouts.md", example).unwrap();
        assert_eq!(codebook.known_by.len(), 4);
    }

    #[test]
    fn every_file_of_the_folder_is_built_in() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("layouts");
        let mut files: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        let mut names: Vec<String> = BUILT_IN.iter().map(|built_in| built_in.name.to_owned()).collect();
        names.push("native".to_owned());
        files.sort();
        names.sort();
        assert_eq!(files, names);
    }

    /// The file is what users start from; the program takes the fields from the model.
    #[test]
    fn the_file_of_dateline_s_own_layout_says_what_the_program_does() {
        use crate::model::field::Field;
        use std::collections::HashMap;
        let by_name: HashMap<String, usize> =
            Field::ALL.iter().enumerate().map(|(i, field)| (field.name().to_owned(), i)).collect();
        let columns = ColumnNames::new(&by_name);
        let file = Codebook::read(LayoutId::Native, "layouts/native.toml", NATIVE_TOML).unwrap();
        assert_eq!(file.fields(&columns), NATIVE.fields(&columns));
        assert_eq!(file.known_by, NATIVE.known_by);
    }

    #[test]
    fn a_layout_is_named_or_a_file() {
        let choice = |text: &str| text.parse::<LayoutChoice>().unwrap();
        assert_eq!(choice("acled"), LayoutChoice::Known(LayoutId::Named("acled".into())));
        assert_eq!(choice("native"), LayoutChoice::Known(LayoutId::Native));
        assert_eq!(choice("my.toml"), LayoutChoice::File("my.toml".into()));
        assert_eq!(choice("./mine"), LayoutChoice::File("./mine".into()));
    }
}
