//! A chronology whose every cell tries to break out of what it is written to.

use std::path::Path;

use super::driver::Browser;
use super::{Made, count};

/// What is in every cell that may hold any text. `HERE` becomes the name of the column.
const BREAK_OUTS: &str = "HERE</title></style></script><script>window.broken=1</script><img src=x onerror=window.broken=2>\
    '\"--><!--]]><svg/onload=window.broken=3>{{7*7}}=1+1 javascript:window.broken=4\u{202e}\u{2066}&amp;&lt;";

fn chronology() -> String {
    let columns = ["id", "title", "location", "country", "kind", "actors", "summary", "source"];
    let quote = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let header = columns.join(",");
    let cells = columns.map(|column| quote(&BREAK_OUTS.replace("HERE", column).replace("; ", " ")));
    let lines = columns.map(|column| quote(&format!("{column}\r\nsecond line\u{0}\u{1b}[31m\u{2028}<b>")));
    let links = columns.map(|column| match column {
        "source" => {
            quote("javascript:window.broken=5; https://example.org/\"onmouseover=\"window.broken=6; data:text/html,x")
        }
        "id" => quote("count"),
        column => quote(column),
    });
    let row = |cells: &[String], date: &str| format!("{},{date}\n", cells.join(","));
    format!("{header},date\n{}{}{}", row(&cells, "2021"), row(&lines, "2021-08-26"), row(&links, "late 2014"))
}

/// That nothing in the document does anything, and nothing was asked for.
fn is_quiet(browser: &Browser, path: &Path) {
    assert_eq!(browser.text("return window.broken"), "null");
    assert_eq!(
        browser.text(
            "return document.querySelectorAll('img, iframe, object, embed, [onload], [onerror], [onmouseover]').length"
        ),
        "0"
    );
    let links = "return [...document.querySelectorAll('a')].map(a => a.getAttribute('href')).filter(h => !/^(#|https?:)/.test(h)).join()";
    assert_eq!(browser.text(links), "");
    assert_eq!(browser.console(), [""; 0]);
    assert_eq!(browser.requests(path), [""; 0]);
}

#[test]
fn nothing_breaks_out_of_the_page() {
    let Some(browser) = Browser::start() else { return };
    let title = BREAK_OUTS.replace("HERE", "Title");
    let made = Made::of(chronology().as_bytes(), "page.html", &["--title", &title]);
    let path = made.path("page.html");
    browser.requests(&path);
    browser.open(&path, "");
    is_quiet(&browser, &path);
    assert_eq!(count(&browser), "3 events");
    assert_eq!(browser.text("return document.querySelectorAll('script, style').length"), "2");
    // Every cell is there as it was typed, but for what would turn its direction around.
    let plain = |column: &str| BREAK_OUTS.replace("HERE", column).replace(['\u{202e}', '\u{2066}'], "");
    assert_eq!(browser.text("return document.title"), plain("Title"));
    assert_eq!(browser.text("return document.querySelector('h1').textContent"), plain("Title"));
    let cell = |select: &str| {
        browser.text(&format!("return [...document.querySelectorAll('{select}')].find(e => e.textContent.includes('{{{{7*7}}}}')).textContent"))
    };
    assert_eq!(cell("h3"), plain("title"));
    assert_eq!(cell(".sum"), plain("summary"));
    assert_eq!(cell(".meta > span:nth-child(2) bdi"), plain("kind"));
    assert!(browser.text("return document.querySelector('#country').textContent").contains(&plain("country")));
    // A line break is one, and what would steer a terminal is a sign.
    let summary =
        "return [...document.querySelectorAll('.sum')].find(e => e.textContent.includes('second')).textContent";
    assert_eq!(browser.text(summary), "summary\nsecond line␀␛[31m <b>");
    // Filters live in the address, whatever the value.
    browser.run("const c = document.getElementById('country'); c.selectedIndex = 1; c.dispatchEvent(new Event('input', {bubbles: true}))");
    assert_eq!(count(&browser), "1 of 3 events");
    let hash = browser.text("return location.hash");
    browser.open(&path, &hash);
    assert_eq!(count(&browser), "1 of 3 events");
    is_quiet(&browser, &path);
    browser.resize(390, 844);
    assert_eq!(browser.text("return document.documentElement.scrollWidth"), "390");
}

#[test]
fn nothing_breaks_out_of_a_picture() {
    let Some(browser) = Browser::start() else { return };
    let title = BREAK_OUTS.replace("HERE", "Title");
    let made = Made::of(chronology().as_bytes(), "timeline.svg", &["--title", &title]);
    made.also("count", "count.svg", &["--by", "country", "--title", &title]);
    for name in ["timeline.svg", "count.svg"] {
        let path = made.path(name);
        browser.requests(&path);
        browser.open(&path, "");
        assert_eq!(browser.text("return document.documentElement.tagName"), "svg");
        assert_eq!(browser.text("return document.querySelectorAll('script').length"), "0");
        assert_eq!(browser.text("return document.querySelectorAll('style').length"), "1");
        is_quiet(&browser, &path);
    }
}

/// The fonts are the browser's own here: what the program takes for their widths must be no less.
#[test]
fn no_text_leaves_a_picture() {
    let Some(browser) = Browser::start() else { return };
    let csv = format!(
        "date,title,location,kind,killed,wounded\n2021-08-26,{},{},\"A kind with a long name, an attack of several\",1234567..2345678,~170\n\
         2021-09,{},,x,2..9,1000..\n2022,{},Kabul,y,..50,\n",
        "W".repeat(400),
        "M".repeat(300),
        "WAM ".repeat(90),
        "A long title ".repeat(60),
    );
    let mut many = String::from("date,title\n");
    (0..100).for_each(|i| many += &format!("{}~,Event\n", 1990 + i % 30));
    for width in ["640", "1200", "4000"] {
        let density = Made::of(many.as_bytes(), "density.svg", &["--width-px", width]);
        let made = Made::of(csv.as_bytes(), "timeline.svg", &["--width-px", width]);
        made.also("count", "count.svg", &["--by", "kind", "--width-px", width]);
        for (made, name) in [(&made, "timeline.svg"), (&made, "count.svg"), (&density, "density.svg")] {
            browser.open(&made.path(name), "");
            let outside = "const svg = document.documentElement, width = svg.width.baseVal.value; \
                return [...svg.querySelectorAll('text')].filter(text => { const box = text.getBBox(); return box.x < 0 || box.x + box.width > width })\
                .map(text => text.textContent.slice(0, 30)).join('; ')";
            assert_eq!(browser.text(outside), "", "{name} at {width}");
        }
    }
}
