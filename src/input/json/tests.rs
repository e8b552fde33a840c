use std::io::Read;

use super::*;

fn csv(json: &str, path: Option<&str>) -> std::result::Result<String, String> {
    let converted =
        read("x.json", InputHead::whole(json.as_bytes().to_vec()), path).map_err(|error| error.to_string())?;
    let (mut bytes, mut text) = (converted.bytes, String::new());
    bytes.read_to_string(&mut text).unwrap();
    for diagnostic in &converted.faults.first {
        text.push_str(&format!("! {diagnostic}\n"));
    }
    for note in &converted.notes {
        text.push_str(&format!("# {note}\n"));
    }
    Ok(text)
}

#[test]
fn the_one_array_of_objects_is_the_table() {
    let table = "date,title\n2020,a\n2021,b\n";
    for json in [
        r#"[{"date":2020,"title":"a"},{"date":2021,"title":"b"}]"#,
        r#"{"meta":{"tags":[1,2]},"data":{"events":[{"date":2020,"title":"a"},{"date":2021,"title":"b"}],"more":[]}}"#,
        "\u{feff}\n[{\"date\":2020,\"title\":\"a\"},{\"date\":2021,\"title\":\"b\"}]",
        "{\"date\":2020,\"title\":\"a\"}\n{\"date\":2021,\"title\":\"b\"}\n",
        "{\"date\":2020,\"title\":\"a\"}\r\n{\"date\":2021,\"title\":\"b\"}",
    ] {
        assert_eq!(csv(json, None).unwrap(), table, "{json}");
    }
}

#[test]
fn columns_come_as_they_appear_and_rows_are_filled_up() {
    assert_eq!(csv(r#"[{"b":1},{"a":2,"b":3},{"c":{"d":4}}]"#, None).unwrap(), "b,a,c.d\n1,,\n3,2,\n,,4\n");
}

#[test]
fn one_object_is_one_event() {
    assert_eq!(csv("{\n \"date\": \"2020\",\n \"title\": \"a\"\n}\n", None).unwrap(), "date,title\n2020,a\n");
    let with_lists = r#"{"date":"2020","title":"a","actors":[],"source":["s","t"]}"#;
    assert_eq!(csv(with_lists, None).unwrap(), "date,title,actors,source\n2020,a,,s; t\n");
    for empty in ["[]", r#"{"type":"FeatureCollection","features":[]}"#, r#"{"events":[]}"#] {
        assert_eq!(csv(empty, None).unwrap(), "date,title\n");
    }
}

#[test]
fn of_several_arrays_one_must_be_named() {
    let json = r#"{"a":{"events":[{"x":1}],"p q":[{"y":1},{"y":2}]},"b":[1]}"#;
    insta::assert_snapshot!(csv(json, None).unwrap_err(), @r#"x.json has several arrays of objects: `.a.events` (1 value), `.a["p q"]` (2 values)"#);
    for path in [".a.events", "a.events"] {
        assert_eq!(csv(json, Some(path)).unwrap(), "x\n1\n");
    }
    assert_eq!(csv(json, Some(r#".a["p q"]"#)).unwrap(), "y\n1\n2\n");
    insta::assert_snapshot!(csv(json, Some(".b")).unwrap_err(), @r#"x.json has no array of objects at `.b`; its arrays are `.a.events` (1 value), `.a["p q"]` (2 values), `.b` (1 value)"#);
}

#[test]
fn a_broken_line_costs_itself_alone() {
    let json =
        "{\"date\":2020}\n{\"date\":20\n\n[1]\n{\"date\":2021,\"date\":2022}\n{\"date\":2023} x\n{\"date\":2024}\n";
    insta::assert_snapshot!(csv(json, None).unwrap(), @r#"
    date
    2020





    2024
    ! x.json:2:10: this line ends in the midst of an object
    ! x.json:4:1: this line is a value, not one object
    ! x.json:5:1: this object has the name `date` twice
    ! x.json:6:1: this line is an object and more, not one object
    "#);
}

#[test]
fn a_broken_first_line_is_one_too() {
    let json = "{\"date\":2020\n{\"date\":2021}\n{\"date\":2022}\n";
    assert!(csv(json, None).unwrap().starts_with("date\n\n2021\n2022\n! x.json:1:"));
}

#[test]
fn what_is_no_object_among_objects_costs_itself_alone() {
    insta::assert_snapshot!(csv(r#"[{"a":1},null,[2,3],{"a":4,"a":5},{"a":6}]"#, None).unwrap(), @r#"
    a
    1



    6
    ! x.json: [1]: this is null, not an object
    ! x.json: [2]: this is a list, not an object
    ! x.json: [3]: this object has the name `a` twice
    "#);
}

#[test]
fn what_is_no_json_says_where() {
    insta::assert_snapshot!(csv("[\n {\"a\":1},\n {\"a\":}\n]", None).unwrap_err(), @"x.json:3:7: this is no JSON: Unexpected closing curly bracket, no array to close");
    insta::assert_snapshot!(csv("[\n {\"a\":1},\n {\"a\"", None).unwrap_err(), @"x.json is cut short: it ends in the midst of a JSON value");
    let deep = format!("[{{\"a\":{}}}]", "[".repeat(10_000));
    insta::assert_snapshot!(csv(&deep, None).unwrap_err(), @"lists and objects of x.json lie deeper than 128 in each other");
    let deep = format!("{{\"a\":{}", "{\"a\":".repeat(10_000));
    insta::assert_snapshot!(csv(&deep, None).unwrap_err(), @"lists and objects of x.json lie deeper than 128 in each other");
    let many: Vec<String> = (0..20_000).map(|i| format!("\"{i}\":1")).collect();
    insta::assert_snapshot!(csv(&format!("[{{{}}}]", many.join(",")), None).unwrap_err(), @"the objects of x.json have more than 16384 different names: names that are values make no table");
}

#[test]
fn what_dateline_wrote_has_its_columns_again() {
    let json = r#"[{"id":"a","date":"2020","earliest":"2020-01-01","latest":"2020-12-31","title":"t","actors":["x","y"],"killed":{"low":10,"high":20,"best":13},"wounded":null,"source":["s; t","u"],"extra":{"note":"n","a.b":null}}]"#;
    assert_eq!(
        csv(json, None).unwrap(),
        "id,date,title,actors,killed,wounded,source,note,a.b\na,2020,t,x; y,13 (10..20),,\"\"\"s; t\"\"; u\",n,\n"
    );
}

#[test]
fn features_have_their_properties_and_places() {
    let json = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","id":"q1","properties":{"mag":6.10,"place":"x"},"geometry":{"type":"Point","coordinates":[69.50,34.2,10]}},
        {"type":"Feature","id":"q2","geometry":{"type":"Polygon","coordinates":[[[0,0],[10,0],[10,4],[0,0]]]},"properties":{"mag":5}},
        {"type":"Feature","geometry":null,"properties":{"mag":4}}]}"#;
    insta::assert_snapshot!(csv(json, None).unwrap(), @r#"
    id,mag,place,latitude,longitude
    q1,6.10,x,34.2,69.50
    q2,5,,2,5
    ,4,,,
    # 1 feature of x.json is no point and was put at the centre of what bounds it
    "#);
}

#[test]
fn slides_become_rows_of_the_spreadsheet() {
    let json = r#"{"title":{"text":{"headline":"T"}},"events":[
        {"start_date":{"year":"2014","month":12,"hour":5,"minute":7},"end_date":{"year":-44},"text":{"headline":"H","text":"X"},
         "media":{"url":"u","credit":"c"},"group":"g","unique_id":"i"}],
        "eras":[{"start_date":{"year":1},"text":{"headline":"E"}}]}"#;
    insta::assert_snapshot!(csv(json, None).unwrap(), @r#"
    Year,Month,Day,Time,End Year,End Month,End Day,End Time,Display Date,Headline,Text,Media,Media Credit,Media Caption,Media Thumbnail,Alt Text,Type,Group,Background,unique_id
    2014,12,,05:07,-44,,,,,H,X,u,c,,,,,g,,i
    "#);
}

#[test]
fn a_header_in_brackets_is_no_json() {
    for (text, is_json) in [
        ("[date],[title]\n", false),
        ("{date},{title}\n", false),
        ("[ {\"a\":1}]", true),
        ("\u{feff} {\n\"a\":1}", true),
        ("[]", true),
        ("", false),
    ] {
        assert_eq!(is_begun(text.as_bytes()), is_json, "{text}");
    }
}
