#!/usr/bin/env python3
"""Holds the answers of SQL engines to dateline's own: `benches/engines.py target/debug/dateline [--require postgres,spark]`.

It makes up thousands of events with dates of every kind of EDTF, writes them as CSV and as Parquet, and asks dateline and each
engine the same questions, possible and certain: the same ids must come out in the same order, and the same counts. The program
must have been built with the feature `parquet`. PostgreSQL is started on a socket in a temporary folder (as the user `postgres` where this runs as
root); Spark runs in local mode, by the package `pyspark`, with Java, and ClickHouse within Python, by the package `chdb`. DuckDB is tried by `cargo test` (tests/cli/sql.rs).
An engine that is missing is skipped, and said to be, unless it is required.
"""

import argparse
import csv
import glob
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

# Filters by windows of days.
WINDOWS = [
    ["--year", "2014"],
    ["--year", "2015"],
    ["--year", "2014", "--year", "2016"],
    ["--year", "2013..2015"],
    ["--year", "-0003"],
    ["--year", "..2013"],
    ["--year", "2016.."],
    ["--on", "2014-06-15"],
    ["--on", "2014-06"],
    ["--on", "2014-02-28", "--on", "2015-07-30"],
    ["--on", "2013-12", "--on", "2014-12", "--on", "2015-12"],
    ["--on", "late 2014"],
    ["--on", "2015-21"],
    ["--on", "201X"],
    ["--on", "2016-02-29"],
    ["--from", "2015"],
    ["--from", "2014-06-15", "--to", "2016-03-31"],
    ["--from", "2014-06-15", "--to", "2014-08-02"],
    ["--from", "2014-12-31", "--to", "2015-01-01"],
    ["--to", "2014"],
    ["--to", "0000"],
    ["--to", "2014-06-14"],
    ["--from", "1900", "--to", "1999"],
    ["--from", "2000", "--to", "2099"],
    ["--from", "-9999", "--to", "9999"],
    ["--from", "-0050", "--to", "0050"],
    ["--where", "date > 2014-06-15"],
]

# Other filters.
FILTERS = [
    [],
    ["--from", "2014-06-15T05:30"],
    ["--from", "2014-06-15T05:30Z"],
    ["--to", "2014-06-15T22:00Z"],
    ["--on", "2014-06-15T05:30"],
    ["--on", "2014-06-15T05:30:30"],
    ["--from", "2014-06-14T23:55", "--to", "2014-06-16T00:05"],
    ["--from", "2014-06-15T05:30", "--from", "2016"],
    ["--where", "date < 2014-06-15T05:30Z"],
    ["--where", "date != 2014-06-15T05:30"],
    ["--location", "istanbul"],
    ["--location", "lodz, pol"],
    ["--country", "turk"],
    ["--tag", "night"],
    ["--tag", "ete", "--tag", "fire"],
    ["--status", "confirmed"],
    ["--status", "DISPUTED", "--status", ""],
    ["--search", "o'neill\\x"],
    ["--search", "100%"],
    ["--search", "a_b"],
    ["--where", "killed >= 15"],
    ["--where", "killed < 15"],
    ["--where", "killed != 5"],
    ["--where", "killed ="],
    ["--where", "kind > attack"],
    ["--where", "kind != EMEUTE"],
    ["--where", "kind ="],
    ["--where", "title >= ω"],
    ["--where", "location = kabul", "--where", "location = lodz"],
    ["--where", "tags ="],
    ["--where", "status != confirmed"],
    ["--near", "41,29", "--within", "900"],
]

# What is counted, and of which events.
COUNTS = [[by, filter] for by in ("year", "country", "kind") for filter in ([], ["--year", "2014..2015"], ["--to", "2014", "--certain"])]

COLUMNS = "id date title location country latitude longitude kind tags status killed wounded note".split()


def made_up(events):
    """So many events; their dates may be such that dateline does not read them."""
    chance = random.Random(20261126)
    pick = chance.choice

    def one():
        year = pick(["2013", "2014", "2015", "2016", "201X", "20XX", "-0003", "0000"])
        mark = lambda: pick(["", "", "", "", "~", "?", "%"])
        month = pick(["01", "02", "06", "12", "XX", "1X"])
        day = pick(["01", "15", "28", "2X", "XX"])
        return pick([
            f"{year}{mark()}",
            f"{year}{mark()}-{mark()}{month}",
            f"{year}{mark()}-{mark()}{chance.randint(21, 41)}",
            f"{year}{mark()}-{mark()}{month}-{mark()}{day}",
            "2014-03-04",
            "2015-07-30",
        ])

    def date():
        a, b = one(), one()
        return pick([a] * 6 + [
            f"{a}/{b}", f"{a}/..", f"../{a}", f"{a}/", f"[{a},{b}]", f"{{{a},{b}}}", "{2014-05..2016-06}",
            "{2014..2016,2018-03-04}", "{2015-03..}", "Y-170000002", "", time(),
        ])

    def time():
        return pick([
            "2014-06-15T05:30:00Z", "2014-06-15T08:30+03:00", "2014-06-15T05:30", "2014-06-15T05:30:30.25",
            "2014-06-16T00:10", "2014-06-16T01:00+03:00", "2014-06-14T23:50-02:00", "2014-06-14T23:50", "2014-06-15",
            "2014-06-15?", "2014-06-14/2014-06-15", "[2014-06-14..2014-06-16]", "{2014-06-15,2014-06-20}",
        ])

    for i in range(events):
        place = pick(["Kabul", "İstanbul, Fatih", "Łódź", ""])
        country = pick(["Türkiye", "Poland", ""])
        point = pick([["", ""], [f"{chance.uniform(30, 50):.2f}", f"{chance.uniform(20, 70):.2f}"]])
        kind, tags = pick(["attack", "Émeute", "zoo", ""]), pick(["Fire; night", "été", "nightfall", ""])
        status = pick(["confirmed", "Unconfirmed", "dísputed", ""])
        killed = pick(["", "0", "5", "10..20", "131..", "..50", "~170", "13 (10..20)"])
        wounded = pick(["", "7", "1..3", "~20..", "2 (1..9)"])
        title, note = pick(["Attack", "Émeute à Paris", "Ωmega"]), pick(["O'Neill\\x", "100% a_b", ""])
        yield [f"e{i}", date(), title, place, country, *point, kind, tags, status, killed, wounded, note]


def write(name, rows):
    with open(name, "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        table.writerows(rows)


def years(first, last):
    """The years from the first to the last as `dateline count` names them."""
    if first is None:
        return None
    year = lambda year: f"-{-year:04}" if year < 0 else f"{year:04}"
    if first <= -10_000_000 and last >= 9_999_999:
        return "XXXX"
    if first <= -10_000_000:
        return f"[..{year(last)}]"
    if last >= 9_999_999:
        return f"[{year(first)}..]"
    return year(first) if first == last else f"[{year(first)}..{year(last)}]"


def counted(row, by):
    """A group as `dateline count --format json` has it."""
    number = lambda name: None if row[name] in (None, "") else int(row[name])
    group = years(number("first_year"), number("last_year")) if by == "year" else row[by] or None
    made = {"group": group, "events": number("events")}
    for people in ("killed", "wounded"):
        made[f"{people}_known"] = number(f"{people}_known")
        made[people] = None
        if number(f"{people}_known"):
            high = None if number(f"{people}_unbounded") else number(f"{people}_high")
            made[people] = {"low": number(f"{people}_low"), "high": high}
            if number(f"{people}_estimated"):
                made[people]["best"] = number(f"{people}_best")
            if number(f"{people}_approx"):
                made[people]["approximate"] = True
    return made


class Postgres:
    """A server on a socket in a folder, with the events in the table `events`."""

    dialect = "postgres"
    source = ["--table", "events"]

    def __init__(self, folder):
        found = shutil.which("initdb") or max(glob.glob("/usr/lib/postgresql/*/bin/initdb"), default=None)
        if not found or not shutil.which("psql"):
            raise LookupError("PostgreSQL is not here")
        self.bin = os.path.dirname(os.path.realpath(found))
        self.folder = os.path.join(folder, "postgres")
        os.mkdir(self.folder)
        if os.getuid() == 0:
            os.chmod(folder, 0o755)
            shutil.chown(self.folder, "postgres")
        data = os.path.join(self.folder, "data")
        self.run(f"{self.bin}/initdb -D {data} -A trust -U postgres")
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off"
        self.run(f"{self.bin}/pg_ctl -D {data} -o '{options}' -l {self.folder}/log -w start")
        self.load()

    def run(self, command):
        command = ["su", "postgres", "-c", command] if os.getuid() == 0 else ["sh", "-c", command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def psql(self, *arguments):
        command = ["psql", "-h", self.folder, "-U", "postgres", "-q", "--csv", "-v", "ON_ERROR_STOP=1", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def load(self):
        """The columns of the Parquet file, by way of CSV: `runs` and `members` as JSON."""
        import duckdb

        columns = duckdb.sql("DESCRIBE SELECT * FROM 'events.parquet'").fetchall()
        lists, types = ("actors", "tags", "source"), {"BIGINT": "int8", "DOUBLE": "float8", "BOOLEAN": "bool"}

        def cell(name):
            if name in ("runs", "members"):
                return f"to_json({name}) AS {name}"
            return f"array_to_string({name}, '; ') AS {name}" if name in lists else name

        def kind(name, duck):
            return "jsonb" if name in ("runs", "members") else types.get(duck, "text")

        duckdb.sql(f"COPY (SELECT {', '.join(cell(c[0]) for c in columns)} FROM 'events.parquet') TO 'typed.csv' (HEADER)")
        made = ", ".join(f'"{c[0]}" {kind(c[0], c[1])}' for c in columns)
        self.psql("-c", f"CREATE TABLE events ({made})", "-c", "\\copy events FROM typed.csv CSV HEADER")

    def ask(self, statement):
        with open("statement.sql", "w") as file:
            file.write(statement)
        return list(csv.DictReader(self.psql("-f", "statement.sql").splitlines()))

    def stop(self):
        self.run(f"{self.bin}/pg_ctl -D {self.folder}/data -m fast stop")


class Spark:
    """Spark in local mode, which reads the Parquet file by its name."""

    dialect = "spark"

    def __init__(self, folder):
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise LookupError("pyspark is not here") from None
        if not shutil.which("java"):
            raise LookupError("Java is not here, which Spark needs")
        session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
        self.session = session.config("spark.sql.shuffle.partitions", "1").getOrCreate()
        self.session.sparkContext.setLogLevel("ERROR")
        self.source = [os.path.join(folder, "events.parquet")]

    def ask(self, statement):
        return [row.asDict() for row in self.session.sql(statement.rstrip().rstrip(";")).collect()]

    def stop(self):
        self.session.stop()


class ClickHouse:
    """ClickHouse in this process, by the package `chdb`, which reads the Parquet file by its name."""

    dialect = "clickhouse"

    def __init__(self, folder):
        try:
            import chdb
        except ImportError:
            raise LookupError("chdb, which is ClickHouse as a package, is not here") from None
        self.query = chdb.query
        self.source = [os.path.join(folder, "events.parquet")]

    def ask(self, statement):
        answer = str(self.query(statement.rstrip().rstrip(";"), "JSONEachRow"))
        return [json.loads(line) for line in answer.splitlines()]

    def stop(self):
        pass


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("dateline", help="the program, built with the feature `parquet`")
    arguments.add_argument("--require", default="", help="the engines that must be there: postgres,spark,clickhouse")
    arguments.add_argument("--engines", default="postgres,spark,clickhouse", help="the engines to ask: %(default)s")
    arguments.add_argument("--events", type=int, default=4400)
    given = arguments.parse_args()
    program = os.path.abspath(given.dateline)
    required = [name for name in given.require.split(",") if name]
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)

        def dateline(*words):
            done = subprocess.run([program, *words], capture_output=True, text=True)
            return done.stdout

        rows = list(made_up(given.events))
        write("all.csv", rows)
        lines = map(json.loads, dateline("export", "all.csv", "--format", "ndjson").splitlines())
        readable = {event["id"] for event in lines if "unread" not in event}
        write("events.csv", [row for row in rows if row[0] in readable])
        subprocess.run([program, "export", "events.csv", "-o", "events.parquet"], check=True, stderr=subprocess.DEVNULL)
        questions = [[*filter, *certain] for filter in WINDOWS + FILTERS for certain in ([], ["--certain"])]
        own = [dateline("export", "events.csv", "--sort", "date", "--columns", "id", *q).splitlines()[1:] for q in questions]
        groups = [json.loads(dateline("count", "events.csv", "--by", by, "--format", "json", *filter)) for by, filter in COUNTS]
        if len(readable) < 3000 or len(WINDOWS) < 25:
            print(f"only {len(readable)} events and {len(WINDOWS)} windows are tried")
            failed |= bool(required)
        for engine_of in (Postgres, Spark, ClickHouse):
            if engine_of.dialect not in given.engines.split(","):
                continue
            try:
                engine = engine_of(folder)
            except LookupError as missing:
                print(f"skipped: {missing}")
                failed |= engine_of.dialect in required
                continue
            different = 0
            try:
                for question, answer in zip(questions, own):
                    words = ["sql", "--dialect", engine.dialect, *engine.source, "--columns", "id", *question]
                    if [row["id"] for row in engine.ask(dateline(*words))] != answer:
                        different += 1
                        print(f"{engine.dialect}: another answer to {' '.join(question)}")
                order = lambda groups: sorted(json.dumps(group, sort_keys=True) for group in groups)
                for (by, filter), answer in zip(COUNTS, groups):
                    words = ["sql", "--dialect", engine.dialect, *engine.source, "--count", "--by", by, *filter]
                    if order(counted(row, by) for row in engine.ask(dateline(*words))) != order(answer):
                        different += 1
                        print(f"{engine.dialect}: other counts by {by} {' '.join(filter)}")
            finally:
                engine.stop()
            print(f"{engine.dialect}: {different} of {len(questions) + len(COUNTS)} answers over {len(readable)} events are different")
            failed |= different > 0
        os.chdir("/")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
