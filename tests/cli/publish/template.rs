use super::{HOSTILE, difficult, hostile};
use crate::lossy;
use insta::assert_snapshot;

#[test]
fn a_template_sees_the_model() {
    let run = difficult().file(
        "list.txt",
        "{{ title }} ({{ count }})\n\
         {% for year in years %}\n\
         {{ year.name }}\n\
         {% for event in year.events %}\n\
         - {{ event.date }} = {{ event.words.date }}: {{ event.title }}, {{ event.words.place }}\n\
         \x20 {{ event.earliest }} {{ event.latest }} [{{ event.actors | join('|') }}] {{ event.killed and event.killed.low }}\n\
         \x20 {{ event.words.casualties }}; {{ event.source | length }} sources; {{ event.extra.note }}; {{ event.country }}\n\
         {% endfor %}\n\
         {% endfor %}\n",
    );
    assert_snapshot!(
        run.show(&["export", "--template", "list.txt", "--from", "2014", "--to", "2021", "--title", "T"]),
        @"
        T (6)
        2014
        - [2014-09..2014-12] = late 2014: Founding, 
          2014-09-01 2014-12-31 [] 
          ; 0 sources; ; 
        2015
        - 2015~ = c. 2015: Split, 
          2015-01-01 2015-12-31 [] 10
          10–20 killed; 0 sources; ; 
        - 2015/.. = since 2015: War, 
          2015-01-01  [] 
          ; 0 sources; ; 
        2021
        - 2021-08-26 = 26 Aug 2021: Attack, Kabul airport, Kabul, Afghanistan
          2021-08-26 2021-08-26 [X|Y] 183
          183 killed, 150+ wounded; 2 sources; n; Afghanistan
        - 2021-08-26/2021-08-28 = 26–28 Aug 2021: Siege, 
          2021-08-26 2021-08-28 [] 
          ; 0 sources; ; 
        - 2021-08-26T17:50:00 = 26 Aug 2021 17:50: Blast, 
          2021-08-26 2021-08-26 [] 5
          c. 5 killed; 0 sources; ; 
        --- stderr
        note: columns beyond the model are published too: note
        note: 1 of 6 events match only possibly; --certain leaves them out
        "
    );
}

#[test]
fn a_fault_is_told_with_its_place() {
    let run = difficult()
        .file("typo.txt", "{% for event in events %}\nAt {{ event.wehre }}\n{% endfor %}\n")
        .file("syntax.txt", "{% for event in events %}\n{{ event.title }\n{% endfor %}\n")
        .file("filter.txt", "{{ title | shout }}\n");
    assert_snapshot!(run.show(&["export", "--template", "typo.txt"]), @"
    --- stderr
    error: undefined value: `event.wehre` is undefined
     --> typo.txt:2:7
      |
    2 | At {{ event.wehre }}
      |       ^^^^^^^^^^^
    --- exit 1
    ");
    assert_snapshot!(run.show(&["export", "--template", "syntax.txt"]), @"
    --- stderr
    error: syntax error: unexpected `}`, expected end of variable block
     --> syntax.txt:2:16
      |
    2 | {{ event.title }
      |                ^
    --- exit 1
    ");
    assert_snapshot!(run.show(&["export", "--template", "filter.txt"]), @"
    --- stderr
    error: unknown filter: filter shout is unknown
     --> filter.txt:1:12
      |
    1 | {{ title | shout }}
      |            ^^^^^
    --- exit 1
    ");
    assert_snapshot!(run.show(&["export", "--template", "nowhere.txt"]), @"
    --- stderr
    error: cannot read `nowhere.txt`: there is no such file
    --- exit 1
    ");
    assert_snapshot!(run.show(&["export", "--template", "typo.txt", "--format", "json"]), @"
    --- stderr
    error: the argument '--template <FILE>' cannot be used with '--format <FORMAT>'

    Usage: dateline export --template <FILE> [FILE]...

    For more information, try '--help'.
    --- exit 2
    ");
    run.show(&["export", "--template", "typo.txt", "-o", "out.txt"]);
    assert!(!run.path("out.txt").exists());
}

#[test]
fn cells_are_escaped_by_the_name_of_the_template_or_the_output() {
    let template = "{% for event in events %}<li>{{ event.title }}</li>{% endfor %}";
    let run = hostile().file("list.html", template).file("list.j2", template).file("list.txt", template);
    let html = lossy(run.output(&["export", "hostile.csv", "--template", "list.html"]).stdout);
    assert_eq!(html.matches('<').count(), 2 * HOSTILE.len());
    assert!(html.contains("<li>&lt;script&gt;"));
    run.show(&["export", "hostile.csv", "--template", "list.j2", "-o", "out.html"]);
    assert_eq!(run.read("out.html"), html.as_bytes());
    assert!(
        run.show(&["export", "hostile.csv", "--template", "list.txt"]).contains("<li><script>alert(1)</script></li>")
    );
}

/// What is markup by its ending is escaped like HTML.
#[test]
fn cells_are_escaped_in_every_kind_of_markup() {
    let template = "{% for event in events %}<li>{{ event.title }}</li>{% endfor %}";
    let run = hostile().file("list.j2", template).file("list.txt", template).file("list.html", template);
    let html = lossy(run.output(&["export", "hostile.csv", "--template", "list.html"]).stdout);
    for ending in ["htm", "xhtml", "xml", "svg", "rss", "atom", "kml", "gpx", "SVG"] {
        for name in ["list.j2", "list.txt"] {
            let out = format!("out.{ending}");
            run.show(&["export", "hostile.csv", "--template", name, "-o", &out]);
            assert!(run.read(&out) == html.as_bytes(), "{name} {out}");
        }
        let name = format!("own.{ending}");
        std::fs::write(run.path(&name), template).unwrap();
        assert!(run.output(&["export", "hostile.csv", "--template", &name]).stdout == html.as_bytes(), "{name}");
    }
}

#[test]
fn any_ending_will_do_for_the_output_of_a_template() {
    let run = difficult().file("t.tex", "{{ count }}");
    assert!(run.output(&["export", "--template", "t.tex", "-o", "out.tex"]).status.success());
    assert_eq!(run.read("out.tex"), b"8");
}
