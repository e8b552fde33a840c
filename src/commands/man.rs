//! `man`: the manual page, made from the command line's own definition.

use clap::builder::Resettable;
use clap::{Args, CommandFactory};

use super::{Cli, Command, EXAMPLES, Environment, Streams};
use crate::error::{Error, Result};

/// Print the manual page, of dateline or of one of its commands
#[derive(Args, Debug)]
pub struct Man {
    command: Option<String>,
}

impl Command for Man {
    fn writes_data(&self) -> bool {
        true
    }

    fn run(self: Box<Self>, _: &Environment, streams: &mut Streams<'_>) -> Result<bool> {
        // The examples would be filled like prose, so the page gets them in a section of their own.
        let mut cli = Cli::command().after_help(Resettable::Reset);
        cli.build();
        let Some(name) = self.command else {
            clap_mangen::Man::new(cli).render(streams.out)?;
            write!(streams.out, "{MAN_SECTIONS}.SH EXAMPLES\n.nf\n{EXAMPLES}\n.fi\n")?;
            return Ok(true);
        };
        let command =
            cli.find_subcommand(&name).ok_or_else(|| Error::usage(format!("there is no command `{name}`")))?;
        clap_mangen::Man::new(command.clone()).render(streams.out)?;
        Ok(true)
    }
}

/// What the manual page says beyond the help, in roff.
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
