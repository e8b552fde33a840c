//! Parquet files: read, written, and named where the program was built without them.

use crate::Run;
use insta::assert_snapshot;

#[cfg(not(feature = "parquet"))]
#[test]
fn without_the_feature_it_is_named() {
    let run = Run::beside_events().file("a.parquet", b"PAR1\x15\x04\x15");
    assert_snapshot!(run.show(&["list", "a.parquet"]), @"
    --- stderr
    error: a.parquet is a Parquet file, which this dateline was built without
    hint: build it with that: cargo install --path . --features parquet
    --- exit 1
    ");
    assert_snapshot!(run.show(&["export", "-o", "b.parquet"]), @"
    --- stderr
    error: this dateline was built without Parquet
    hint: build it with that: cargo install --path . --features parquet
    --- exit 2
    ");
    assert!(!run.path("b.parquet").exists());
    assert!(run.show(&["--version"]).contains("without parquet"));
}

#[cfg(feature = "parquet")]
mod with_the_feature {
    use std::sync::Arc;

    use parquet::basic::Compression;
    use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use super::*;

    /// One column of one row group: its values, and its levels.
    enum Cells {
        Text(Vec<&'static str>, Vec<i16>, Option<Vec<i16>>),
        Day(Vec<i32>, Vec<i16>),
        Number(Vec<i64>, Vec<i16>),
        Degrees(Vec<f64>, Vec<i16>),
    }

    fn table(schema: &str, columns: &[Cells], compression: Compression) -> Vec<u8> {
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let properties = WriterProperties::builder().set_compression(compression).build();
        let mut file = Vec::new();
        let mut writer = SerializedFileWriter::new(&mut file, schema, Arc::new(properties)).unwrap();
        let mut group = writer.next_row_group().unwrap();
        for cells in columns {
            let mut column = group.next_column().unwrap().unwrap();
            fn put<T: DataType>(
                column: &mut parquet::file::writer::SerializedColumnWriter<'_>,
                values: &[T::T],
                levels: &[i16],
                repetitions: Option<&[i16]>,
            ) {
                column.typed::<T>().write_batch(values, Some(levels), repetitions).unwrap();
            }
            match cells {
                Cells::Text(values, levels, repetitions) => {
                    let values: Vec<ByteArray> = values.iter().map(|value| ByteArray::from(*value)).collect();
                    put::<ByteArrayType>(&mut column, &values, levels, repetitions.as_deref());
                }
                Cells::Day(values, levels) => put::<Int32Type>(&mut column, values, levels, None),
                Cells::Number(values, levels) => put::<Int64Type>(&mut column, values, levels, None),
                Cells::Degrees(values, levels) => put::<DoubleType>(&mut column, values, levels, None),
            }
            column.close().unwrap();
        }
        group.close().unwrap();
        writer.close().unwrap();
        file
    }

    fn raids(compression: Compression) -> Vec<u8> {
        table(
            "message raids {
                optional int32 date (DATE);
                optional binary title (STRING);
                optional int64 killed;
                optional double latitude;
                optional int64 seen (TIMESTAMP(MICROS, true));
                optional group actors (LIST) { repeated group list { optional binary element (STRING); } }
                optional group place { optional binary name (STRING); }
            }",
            &[
                Cells::Day(vec![18_865, 19_804], vec![1, 0, 1]),
                Cells::Text(vec!["Raid, \"night\"", "Attack\non a hall"], vec![1, 0, 1], None),
                Cells::Number(vec![13, 131], vec![1, 0, 1]),
                Cells::Degrees(vec![34.53], vec![1, 0, 0]),
                Cells::Number(vec![1_629_993_000_000_000], vec![1, 0, 0]),
                Cells::Text(vec!["A", "B; C", "D"], vec![3, 3, 1, 3], Some(vec![0, 1, 0, 0])),
                Cells::Text(vec!["Kabul", "Moscow"], vec![2, 0, 2], None),
            ],
            compression,
        )
    }

    #[test]
    fn columns_of_every_kind_are_read() {
        let run = Run::nowhere().file("a.parquet", raids(Compression::SNAPPY));
        assert_snapshot!(run.show(&["export", "a.parquet"]), @r#"
        date,title,killed,latitude,seen,actors,place.name
        2021-08-26,"Raid, ""night""",13,34.53,2021-08-26 15:50:00Z,"A; ""B; C""",Kabul
        2024-03-22,"Attack
        on a hall",131,,,D,Moscow
        --- stderr
        note: columns beyond the model are published too: seen, place.name
        "#);
        assert_snapshot!(run.show(&["list", "a.parquet", "--where", "place.name = kabul"]), @r#"
        date         title          killed
        ──────────────────────────────────
        26 Aug 2021  Raid, "night"      13

        1 event
        "#);
        for packed in
            [Compression::UNCOMPRESSED, Compression::ZSTD(Default::default()), Compression::GZIP(Default::default())]
        {
            let other = Run::nowhere().file("a.parquet", raids(packed));
            assert_eq!(other.show(&["export", "a.parquet"]), run.show(&["export", "a.parquet"]), "{packed}");
        }
    }

    #[test]
    fn a_count_reads_few_columns_and_the_same_rows() {
        // A row that has no date or no title is told by its other cells.
        let run = Run::nowhere().file("a.parquet", raids(Compression::SNAPPY));
        assert_snapshot!(run.show(&["count", "a.parquet", "--by", "place.name"]), @"
        place.name  events  killed
        Kabul            1      13  ████████████████████████████████████████████████████
        Moscow           1     131  ████████████████████████████████████████████████████
        ──────────────────────────
        total            2     144

        2 events
        ");
        assert_snapshot!(run.show(&["count", "a.parquet", "--by", "actor", "--search", "kabul"]), @"
        actor  events  killed
        A           1      13  █████████████████████████████████████████████████████████
        B; C        1      13  █████████████████████████████████████████████████████████
        ─────────────────────
        total       1      13

        1 event; one with several actors counts for each
        ");
    }

    #[test]
    fn what_is_written_says_what_it_holds() {
        let run = Run::beside_events();
        run.show(&["export", "-o", "a.parquet"]);
        let reader = SerializedFileReader::new(bytes::Bytes::from(run.read("a.parquet"))).unwrap();
        let mut schema = Vec::new();
        parquet::schema::printer::print_schema(&mut schema, reader.metadata().file_metadata().schema());
        assert_snapshot!(String::from_utf8(schema).unwrap(), @"
        message events {
          OPTIONAL BYTE_ARRAY id (STRING);
          OPTIONAL BYTE_ARRAY date (STRING);
          OPTIONAL BYTE_ARRAY title (STRING);
          OPTIONAL BYTE_ARRAY location (STRING);
          OPTIONAL BYTE_ARRAY country (STRING);
          OPTIONAL DOUBLE latitude;
          OPTIONAL DOUBLE longitude;
          OPTIONAL BYTE_ARRAY kind (STRING);
          OPTIONAL group actors (LIST) {
            REPEATED group list {
              OPTIONAL BYTE_ARRAY element (STRING);
            }
          }
          OPTIONAL group tags (LIST) {
            REPEATED group list {
              OPTIONAL BYTE_ARRAY element (STRING);
            }
          }
          OPTIONAL BYTE_ARRAY killed (STRING);
          OPTIONAL BYTE_ARRAY wounded (STRING);
          OPTIONAL BYTE_ARRAY status (STRING);
          OPTIONAL BYTE_ARRAY media (STRING);
          OPTIONAL BYTE_ARRAY media_credit (STRING);
          OPTIONAL BYTE_ARRAY media_caption (STRING);
          OPTIONAL BYTE_ARRAY summary (STRING);
          OPTIONAL group source (LIST) {
            REPEATED group list {
              OPTIONAL BYTE_ARRAY element (STRING);
            }
          }
          OPTIONAL INT64 row_number;
          OPTIONAL BYTE_ARRAY date_kind (STRING);
          OPTIONAL BOOLEAN qualified;
          OPTIONAL INT64 time_of_day;
          OPTIONAL INT64 time_rank;
          OPTIONAL BOOLEAN time_zoned;
          OPTIONAL INT32 date_earliest (DATE);
          OPTIONAL INT32 date_latest (DATE);
          OPTIONAL INT64 earliest;
          OPTIONAL INT64 latest;
          OPTIONAL INT64 latest_start;
          OPTIONAL INT64 earliest_end;
          OPTIONAL group runs (LIST) {
            REPEATED group list {
              REQUIRED group element {
                REQUIRED INT64 first;
                REQUIRED INT64 last;
              }
            }
          }
          OPTIONAL group members (LIST) {
            REPEATED group list {
              REQUIRED group element {
                REQUIRED INT64 first;
                REQUIRED INT64 last;
                OPTIONAL BYTE_ARRAY unit (STRING);
                OPTIONAL group runs (LIST) {
                  REPEATED group list {
                    REQUIRED group element {
                      REQUIRED INT64 first;
                      REQUIRED INT64 last;
                    }
                  }
                }
              }
            }
          }
          OPTIONAL INT64 killed_known;
          OPTIONAL INT64 killed_low;
          OPTIONAL INT64 killed_high;
          OPTIONAL INT64 killed_best;
          OPTIONAL INT64 killed_estimated;
          OPTIONAL INT64 killed_unbounded;
          OPTIONAL INT64 killed_approx;
          OPTIONAL INT64 wounded_known;
          OPTIONAL INT64 wounded_low;
          OPTIONAL INT64 wounded_high;
          OPTIONAL INT64 wounded_best;
          OPTIONAL INT64 wounded_estimated;
          OPTIONAL INT64 wounded_unbounded;
          OPTIONAL INT64 wounded_approx;
          OPTIONAL BYTE_ARRAY place_folded (STRING);
          OPTIONAL BYTE_ARRAY title_folded (STRING);
          OPTIONAL BYTE_ARRAY location_folded (STRING);
          OPTIONAL BYTE_ARRAY country_folded (STRING);
          OPTIONAL BYTE_ARRAY kind_folded (STRING);
          OPTIONAL BYTE_ARRAY actors_folded (STRING);
          OPTIONAL BYTE_ARRAY tags_folded (STRING);
          OPTIONAL BYTE_ARRAY status_folded (STRING);
          OPTIONAL BYTE_ARRAY text_folded (STRING);
        }
        ");
        let fifth = reader.get_row_iter(None).unwrap().nth(4).unwrap().unwrap();
        assert_snapshot!(fifth, @r#"
        {id: "kabul-airport", date: "2021-08-26", title: "Suicide attack at Kabul airport", location: "Kabul airport, Kabul", country: "Afghanistan", latitude: 34.53, longitude: 69.17, kind: "attack", actors: ["ISIS-K"], tags: null, killed: "183", wounded: null, status: null, media: null, media_credit: null, media_caption: null, summary: "13 US soldiers and 170 Afghans are killed as people try to leave the country after the Taliban takeover.", source: ["POLITICO, "What is ISIS-K, the terror group claiming responsibility for the Moscow concert hall attack?", March 2024"], row_number: 5, date_kind: "calendar", qualified: false, time_of_day: null, time_rank: null, time_zoned: null, date_earliest: 2021-08-26, date_latest: 2021-08-26, earliest: 20210826, latest: 20210826, latest_start: 20210826, earliest_end: 20210826, runs: null, members: null, killed_known: 1, killed_low: 183, killed_high: 183, killed_best: null, killed_estimated: 0, killed_unbounded: 0, killed_approx: 0, wounded_known: 0, wounded_low: null, wounded_high: null, wounded_best: null, wounded_estimated: null, wounded_unbounded: null, wounded_approx: null, place_folded: "kabul airport, kabul
        afghanistan
        kabul airport, kabul, afghanistan", title_folded: "suicide attack at kabul airport", location_folded: "kabul airport, kabul", country_folded: "afghanistan", kind_folded: "attack", actors_folded: "isis-k", tags_folded: null, status_folded: null, text_folded: "kabul-airport
        2021-08-26
        suicide attack at kabul airport
        kabul airport, kabul
        afghanistan
        34.53
        69.17
        attack
        isis-k
        183
        13 us soldiers and 170 afghans are killed as people try to leave the country after the taliban takeover.
        politico, "what is isis-k, the terror group claiming responsibility for the moscow concert hall attack?", march 2024
        attack"}
        "#);
        let before = run.show(&["export", "events.csv", "--native"]);
        assert_eq!(run.show(&["export", "a.parquet", "--native"]), before);
    }

    #[test]
    fn a_name_that_is_taken_is_the_file_s_own() {
        let run = Run::nowhere().file("a.csv", "date,title,killed_low,Match\n2020,x,few,won\n2021~,y,,\n");
        run.show(&["export", "a.csv", "-o", "a.parquet"]);
        assert_snapshot!(run.show(&["export", "a.parquet", "--format", "ndjson"]), @r#"
        {"id":null,"date":"2020","earliest":"2020-01-01","latest":"2020-12-31","title":"x","location":null,"country":null,"latitude":null,"longitude":null,"kind":null,"actors":[],"tags":[],"killed":null,"wounded":null,"status":null,"media":null,"media_credit":null,"media_caption":null,"summary":null,"source":[],"extra":{"killed_low":"few","Match":"won"}}
        {"id":null,"date":"2021~","earliest":"2021-01-01","latest":"2021-12-31","title":"y","location":null,"country":null,"latitude":null,"longitude":null,"kind":null,"actors":[],"tags":[],"killed":null,"wounded":null,"status":null,"media":null,"media_credit":null,"media_caption":null,"summary":null,"source":[],"extra":{"killed_low":null,"Match":null}}
        --- stderr
        note: columns beyond the model are published too: killed_low, Match
        "#);
    }

    #[test]
    fn a_damaged_file_is_named() {
        let whole = raids(Compression::SNAPPY);
        let mut damaged = whole.clone();
        damaged[40..90].fill(0xFF);
        let run = Run::nowhere()
            .file("cut.parquet", &whole[..whole.len() / 2])
            .file("damaged.parquet", damaged)
            .file("secret.parquet", b"PARE\0\0\0\0PARE");
        assert_snapshot!(run.show(&["list", "cut.parquet"]), @"
        --- stderr
        error: cut.parquet is a Parquet file that can't be read: Parquet error: Invalid Parquet file. Corrupt footer
        hint: it may be cut short, encrypted, or packed in a rare way: write it anew, packed with snappy or zstd
        --- exit 1
        ");
        assert!(run.show(&["list", "damaged.parquet"]).contains("--- exit 1"));
        assert_snapshot!(run.show(&["list", "secret.parquet"]), @"
        --- stderr
        error: secret.parquet is an encrypted Parquet file, which can't be opened
        hint: write it anew without encryption
        --- exit 1
        ");
        assert_snapshot!(run.show(&["edit", "x", "--title", "y", "-f", "cut.parquet"]), @"
        --- stderr
        error: `cut.parquet` is a Parquet file, and only CSV files can be changed
        hint: make a CSV file of it, and change that: dateline export cut.parquet -o events.csv
        --- exit 1
        ");
    }

    #[test]
    fn several_row_groups_are_one_table() {
        let rows: String = (0..100_050).map(|n| format!("e{n},2020,t\n")).collect();
        let run = Run::nowhere().file("a.csv", format!("id,date,title\n{rows}"));
        run.show(&["export", "a.csv", "-o", "a.parquet"]);
        let reader = SerializedFileReader::new(bytes::Bytes::from(run.read("a.parquet"))).unwrap();
        assert_eq!(reader.num_row_groups(), 2);
        assert_eq!(run.output(&["export", "a.parquet", "--columns", "id,date,title"]).stdout, run.read("a.csv"));
    }
}
