//! What a change does while other programs use the same file, of a file in memory and of one that is not.

use std::time::Duration;

use std::fs;

use proptest::prelude::*;

use super::content::IN_MEMORY;
use super::*;
use crate::model::field::{Column, Field};

const OLD: &str = "id,date,title\na,2020,x\nb,2021,y\n";

/// Up to how many bytes a file is held in memory: this one, or none.
const HELD: [u64; 2] = [IN_MEMORY, 0];

/// A store, its lock, and a transaction in which the row `a` has another title.
fn changed(path: &Path, held: u64) -> (Transaction, Lock) {
    fs::write(path, OLD).unwrap();
    let lock = Lock::take(path, "a test", Duration::ZERO).unwrap();
    let mut transaction = Transaction::open_holding(path, &ReadOptions::default(), held).unwrap();
    assert_eq!(transaction.index.content().is_in_memory(), held > 0);
    transaction.replace(0, 2, "new").unwrap();
    (transaction, lock)
}

#[test]
fn what_another_program_changed_meanwhile_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let times = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
    let longer = |path: &Path| fs::write(path, format!("{OLD}c,2022,z\n")).unwrap();
    // As long as before, and as old.
    let alike = |path: &Path| {
        let modified = times(path);
        fs::write(path, OLD.replace('y', "Y")).unwrap();
        File::options().append(true).open(path).unwrap().set_modified(modified).unwrap();
    };
    // As an editor saves.
    let replaced = |path: &Path| {
        fs::write(path.with_extension("new"), OLD.replace('b', "B")).unwrap();
        fs::rename(path.with_extension("new"), path).unwrap();
    };
    let changes = [&longer as &dyn Fn(&Path), &alike, &replaced];
    for (change, held) in changes.into_iter().flat_map(|change| HELD.map(|held| (change, held))) {
        let (transaction, lock) = changed(&path, held);
        change(&path);
        let theirs = fs::read(&path).unwrap();
        let error = transaction.commit(&lock).unwrap_err().to_string();
        assert!(
            error.ends_with("was changed by another program in the meantime, so nothing was written to it"),
            "{error}"
        );
        assert_eq!(fs::read(&path).unwrap(), theirs);
        drop(lock);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
    // One that was taken away does not come back.
    for held in HELD {
        let (transaction, lock) = changed(&path, held);
        fs::remove_file(&path).unwrap();
        assert!(transaction.commit(&lock).is_err());
        assert!(!path.exists());
    }
}

#[test]
fn a_file_that_was_only_touched_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    for held in HELD {
        let (transaction, lock) = changed(&path, held);
        fs::write(&path, OLD).unwrap();
        transaction.commit(&lock).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), OLD.replace('x', "new"));
    }
}

#[cfg(unix)]
#[test]
fn whoever_may_change_the_store_may_take_its_lock() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    fs::write(&path, OLD).unwrap();
    for (of_store, of_lock) in [(0o664, 0o664), (0o666, 0o666), (0o444, 0o644), (0o700, 0o600)] {
        fs::set_permissions(&path, fs::Permissions::from_mode(of_store)).unwrap();
        let _lock = Lock::take(&path, "a test", Duration::ZERO).unwrap();
        let mode = fs::metadata(lock::beside(&path, "lock")).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, of_lock, "{mode:o}");
    }
}

#[test]
fn a_lock_keeps_a_second_one_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let first = Lock::take(&path, "dateline add", Duration::ZERO).unwrap();
    let error = Lock::take(&path, "dateline edit", Duration::ZERO).err().unwrap().to_string();
    assert!(
        error.contains(&format!("is being changed by `dateline add`, process {} on ", std::process::id())),
        "{error}"
    );
    let told = std::sync::Mutex::new(Vec::new());
    let second = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let tell = |holder: &str| told.lock().unwrap().push(holder.to_owned());
            Lock::take_and_tell(&path, "dateline edit", Duration::from_secs(60), tell)
        });
        std::thread::sleep(Duration::from_millis(1100));
        drop(first);
        waiting.join().unwrap()
    });
    drop(second.unwrap());
    let told = told.into_inner().unwrap();
    assert!(matches!(&told[..], [one] if one.starts_with("`dateline add`, process ")), "{told:?}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_file_that_becomes_shorter_is_an_error_and_not_another_event() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let (transaction, _lock) = changed(&path, 0);
    fs::write(&path, &OLD[..20]).unwrap();
    for error in [Ids::of(&transaction).map(drop).unwrap_err(), transaction.places().map(drop).unwrap_err()] {
        assert!(error.to_string().ends_with("it was changed while it was being read"), "{error}");
    }
}

/// Rows of events, of which some can't be read, with ids and dates in any order.
fn store() -> impl Strategy<Value = String> {
    let row = prop_oneof![
        8 => ("[a-d]{0,2}", "20[0-2][0-9]|2014-0[1-9]|late 2014|", "[a-c,é\"\n]{0,4}").prop_map(|(id, date, title)| {
            format!("{id},{date},\"{}\"\n", title.replace('"', "\"\""))
        }),
        1 => Just("\n".to_owned()),
        1 => Just(",,\n".to_owned()),
        1 => Just("x,2014\n".to_owned()),
    ];
    let header = prop_oneof![Just("id,date,title"), Just("id,date,title,report_of")];
    (header, prop::collection::vec(row, 0..12)).prop_map(|(header, rows)| {
        let cells = if header.ends_with("report_of") { ",a" } else { "" };
        let rows = rows.concat().replace("\"\n", &format!("\"{cells}\n"));
        format!("{header}\n{rows}")
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn what_is_asked_of_a_store_is_the_same_whether_it_is_in_memory_or_not(text in store(), id in "[a-d]{1,2}") {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        fs::write(&path, &text).unwrap();
        let answers = HELD.map(|held| {
            let transaction = match Transaction::open_holding(&path, &ReadOptions::default(), held) {
                Ok(transaction) => transaction,
                Err(error) => return vec![error.to_string()],
            };
            let (ids, places) = transaction.ids_and_places().unwrap();
            let place = |date: &str| format!("{:?}", places.of(Some(&date.parse().unwrap())));
            let mut answers = vec![
                format!("{:?}", ids.has(&id)),
                format!("{:?}", ids.row(&transaction, &id).map_err(|error| error.to_string())),
                format!("{:?}", transaction.reports_of(std::slice::from_ref(&id)).unwrap()),
                place("2010"),
                place("2014-05-03"),
                format!("{:?}", transaction.bad_cell(&vec!["x".to_owned(); transaction.layout.width()])),
            ];
            for row in 0..transaction.index.len() {
                answers.push(format!("{:?} {:?}", transaction.cell(row, 1).unwrap(), transaction.line(row).unwrap()));
                answers.push(format!("{:?}", transaction.fault(row).unwrap().map(|fault| fault.to_string())));
                answers.push(format!("{:?}", transaction.event(row, |event| event.date().cloned()).unwrap()));
            }
            let values = vec![(Column::Field(Field::Date), "2013".to_owned()), (Column::Field(Field::Title), "new".to_owned())];
            let cells = check_values(&transaction, values).unwrap().row(&transaction);
            let mut transaction = transaction;
            transaction.insert(places.of(Some(&"2013".parse().unwrap())), &cells).unwrap();
            if !transaction.index.is_empty() {
                transaction.remove(0);
            }
            answers.push(format!("{:?}", transaction.difference().map_err(|error| error.to_string())));
            let lock = Lock::take(&path, "a test", Duration::ZERO).unwrap();
            answers.push(format!("{:?}", transaction.commit(&lock).map_err(|error| error.to_string())));
            answers.push(fs::read_to_string(&path).unwrap());
            fs::write(&path, &text).unwrap();
            answers
        });
        prop_assert_eq!(&answers[0], &answers[1]);
    }
}
