//! Adding events, by options and from other files.

mod from_file;
mod notation;
mod one_event;
mod refused;
mod store;

use crate::Run;

const HEADER: &str = "id,date,title,location,country,latitude,longitude,kind,actors,tags,killed,wounded,status,\
     media,media_credit,media_caption,summary,source\n";

fn text(run: &Run, name: &str) -> String {
    String::from_utf8(run.read(name)).unwrap()
}
