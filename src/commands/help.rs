//! `completions` and `man`: what is made from the command line's own definition.

use clap::CommandFactory;
use clap::builder::Resettable;

use crate::cli::{self, Cli};
use crate::error::{Error, Result};
use crate::layout::{Codebooks, LayoutChoice};
use crate::output::HEADING;

use super::Streams;

/// The layouts that are recognised; or the TOML of one, which says by which columns.
pub(super) fn layouts(layout: Option<&LayoutChoice>, codebooks: &Codebooks, streams: &mut Streams<'_>) -> Result<bool> {
    if let Some(layout) = layout {
        streams.out.write_all(codebooks.toml(layout)?.as_bytes())?;
        return Ok(true);
    }
    let all = codebooks.all()?;
    let width = all.iter().map(|codebook| codebook.name.as_str().len()).max().unwrap_or(0) + 2;
    for codebook in all {
        writeln!(streams.out, "{HEADING}{:<width$}{HEADING:#}{}", codebook.name.as_str(), codebook.about)?;
    }
    Ok(true)
}

pub(super) fn completions(shell: clap_complete::Shell, streams: &mut Streams<'_>) -> Result<bool> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "dateline", &mut script);
    streams.out.write_all(&script)?;
    Ok(true)
}

pub(super) fn man(name: Option<&str>, streams: &mut Streams<'_>) -> Result<bool> {
    // The examples would be filled like prose; they follow by themselves.
    let mut cli = Cli::command().after_help(Resettable::Reset);
    cli.build();
    let Some(name) = name else {
        clap_mangen::Man::new(cli).render(streams.out)?;
        write!(streams.out, "{MAN_SECTIONS}.SH EXAMPLES\n.nf\n{}\n.fi\n", cli::EXAMPLES)?;
        return Ok(true);
    };
    let command = cli.find_subcommand(name).ok_or_else(|| Error::usage(format!("there is no command `{name}`")))?;
    clap_mangen::Man::new(command.clone()).render(streams.out)?;
    Ok(true)
}

/// SkipReason the manual page says beyond the help, in roff.
const MAN_SECTIONS: &str = "\
.SH ENVIRONMENT
.TP
DATELINE_FILE
The chronology to read or change where no file is named.
.TP
COLUMNS
The width of the output, where \\-\\-width does not say it.
.TP
NO_COLOR, CLICOLOR_FORCE
No colour; colour also where the output is not a terminal.
.SH EXIT STATUS
.TP
0
Done, also when nothing matched.
.TP
1
Something went wrong, a row could not be read, or check found an error.
.TP
2
The command line was wrong.
";
