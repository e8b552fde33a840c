#!/usr/bin/env python3
"""Measures dateline beside other tools that do the same work, on one machine, in one run.

    python3 benches/compare.py                            # a million generated rows, all tasks
    python3 benches/compare.py --rows 50000 --runs 3      # a quick look
    python3 benches/compare.py --ged --tasks filter,year  # also a file with 49 columns; some tasks only

The tools are xan, DuckDB, Polars, Miller, and `wc -l` as the floor: a program that only reads the file. What is missing
is put under target/peers (xan by cargo, DuckDB and Polars by pip, the files by benches/generate.py); Miller comes from
Debian if this runs as root. What can't be had is left out, and said to be. $XAN names a xan that is not on the path.

How it measures: whole processes, from the first start to the last end, with the input in the page cache. Each tool
writes to the same file on tmpfs (/dev/shm), which is deleted before the clock starts. Before timing, all answers are
read back and must be equal; a task where they differ is reported as DIFFERENT, and the exit code is 1. Then each tool
warms up once, and the tools take turns for --runs rounds. The figures are the medians of the time by the clock and, in
brackets, of the time of the processors: user and system, of all threads and processes. Importing DuckDB and Polars is
part of their time, and is given by itself below the table.

What is compared when the work is not quite the same:
- Rows of filters and sorts are compared as multisets, because `xan parallel` does not keep the order, and because the
  peers sort dates as text, which is not dateline's order of time ("1990" and "[1990-09..1990-12]").
- The 50 earliest events are, for the same reason, compared by how many there are of each year.
- JSON lines are compared by the cells that all tools write as text (id, date, title, location, country, summary).
- dateline looks for a place in the country too, and adds up `killed` when it counts; the peers are spared both. In the
  GED sample they search the four columns that dateline searches.
"""

import argparse
import collections
import csv
import dataclasses
import datetime
import json
import os
import pathlib
import platform
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PEERS = ROOT / "target" / "peers"
XAN_VERSION = "0.61.0"
GED, GED_ROWS = "ucdp_ged_231_sample.csv", 300_000
GED_FOLDERS = [ROOT / "tests" / "data", ROOT.parent / "shared" / "data"]
COLUMNS = ["dateline", "xan", "xan search", "xan groupby", "xan parallel", "polars", "duckdb", "mlr", "wc -l"]

# How large dateline's time may be, and the time of its processors (user and system, of all its threads), as a part of
# the least of any peer's.
GOALS = {
    "filter": (0.40, 0.60),
    "location": (0.40, 0.60),
    "year": (0.40, 0.60),
    "by-year": (0.30, 0.60),
    "country": (0.65, 0.80),
    "sort": (0.30, 0.60),
    "ndjson": (0.40, 0.60),
    "timeline": (0.55, 0.70),
}
GED_TASKS = ("filter", "location", "year", "by-year", "country")
MEMORY_TASKS = ("filter", "by-year", "sort")
STARTUP_RUNS, STARTUP_GOAL_MS = 200, 1.0
BUSY_TASK, BUSY_NEIGHBOURS, BUSY_GOAL = "filter", 2, 0.60


@dataclasses.dataclass
class Seconds:
    """How long a pipeline takes: by the clock, and of the processors, user and system."""
    wall: float
    processor: float


@dataclasses.dataclass
class Data:
    """One file to ask, and what to ask of it."""
    label: str
    path: pathlib.Path
    date: str  # the column
    places: list  # the columns in which a place is looked for
    place: str
    year: str
    map: str  # dateline's arguments for the column names


@dataclasses.dataclass
class Task:
    """One question, the command that answers it with each tool, and how to read an answer back."""
    name: str
    data: Data
    read: object  # (tool, path) -> Counter
    commands: dict  # tool -> a shell-like line, in which FILE and OUT are the input and the output

    def __str__(self):
        """The task's name in the table."""
        return f"{self.name} ({self.data.label})"

    def steps(self, tool, programs, out):
        """The commands of a pipeline, as lists of words. No shell is started: it would be part of the time."""
        steps = [[]]
        for word in shlex.split(self.commands[tool]):
            if word == "|":
                steps.append([])
            else:
                word = word if steps[-1] else programs[word]
                steps[-1].append({"FILE": str(self.data.path), "OUT": str(out)}.get(word, word))
        return steps


# Getting the tools and the files


def say(text):
    """Progress goes to standard error, so that standard output is the report alone."""
    print(text, file=sys.stderr, flush=True)


def attempt(*command):
    """Runs an installer. A peer that can't be installed is left out; it does not end everything."""
    say("+ " + " ".join(map(str, command)))
    try:
        return subprocess.run(command, stdout=sys.stderr).returncode == 0
    except OSError as error:
        say(f"  {error}")
        return False


def find_programs(dateline):
    """Where each program is. Installs what is missing, so that the comparison can be repeated on another machine."""
    dateline = pathlib.Path(dateline).absolute()
    if not dateline.exists() and dateline == ROOT / "target" / "release" / "dateline":
        attempt("cargo", "build", "--release", "--manifest-path", ROOT / "Cargo.toml")
    if not dateline.exists():
        sys.exit(f"there is no {dateline}")
    xan = pathlib.Path(os.environ.get("XAN") or shutil.which("xan") or PEERS / "bin" / "xan")
    if not xan.exists():
        attempt("cargo", "install", "xan", "--version", XAN_VERSION, "--locked", "--root", PEERS)
    python = PEERS / "venv" / "bin" / "python"
    if not python.exists():
        attempt(sys.executable, "-m", "venv", PEERS / "venv")
    if not shutil.which("mlr") and os.geteuid() == 0 and shutil.which("apt-get"):
        attempt("apt-get", "install", "-y", "miller")
    programs = {"dateline": dateline, "xan": xan.exists() and xan.absolute()}
    for module in ("polars", "duckdb"):
        there = lambda: subprocess.run([python, "-c", f"import {module}"], stderr=subprocess.DEVNULL).returncode == 0
        install = lambda: attempt(python, "-m", "pip", "install", "--quiet", module)
        programs[module] = python.exists() and (there() or install() and there()) and python
    programs |= {"mlr": shutil.which("mlr"), "wc": shutil.which("wc")}
    for name in [name for name, program in programs.items() if not program]:
        say(f"{name} can't be had: left out")
    return {name: str(program) for name, program in programs.items() if program}


def versions(programs):
    """What was measured; a table without versions can't be checked later."""
    found = []
    for name, program in programs.items():
        module = name in ("polars", "duckdb")
        arguments = ["-c", f"import {name}; print({name}.__version__)"] if module else ["--version"]
        text = subprocess.run([program, *arguments], capture_output=True, text=True).stdout.partition("\n")[0]
        found.append(text if name in text else f"{name} {text}")
    return ", ".join([*found, f"Python {platform.python_version()}"])


def processor():
    """The processor's name as Linux gives it."""
    found = re.search(r"^model name\s*: (.+)$", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found[1] if found else platform.machine()


def write_once(path, write):
    """Makes a large file unless it is there. It gets its name only when it is complete."""
    if not path.exists():
        say(f"writing {path}")
        part = path.with_suffix(".part")
        with open(part, "wb") as file:
            write(file)
        part.rename(path)


def generated(rows):
    """The file of benches/generate.py, with so many rows."""
    path = PEERS / f"generated-{rows}.csv"
    generator = [sys.executable, ROOT / "benches" / "generate.py", str(rows)]
    write_once(path, lambda file: subprocess.run(generator, stdout=file, check=True))
    return Data(f"{rows:,} rows", path, "date", ["location"], "kabul", "2021", "")


def ged():
    """The sample of UCDP GED, repeated: real cells in 49 columns. None if the sample is not there."""
    sample = next((folder / GED for folder in GED_FOLDERS if (folder / GED).exists()), None)
    if sample is None:
        say(f"there is no {GED} in {' or '.join(map(str, GED_FOLDERS))}: left out")
        return None
    times = -(-GED_ROWS // (sum(1 for _ in rows_of(sample)) - 1))
    header, rows = sample.read_bytes().split(b"\n", 1)
    path = PEERS / f"ged-{GED_ROWS}.csv"
    write_once(path, lambda file: file.writelines([header, b"\n", *[rows] * times]))
    names = "--map date=date_start,title=dyad_name,location=where_coordinates,country=country"
    places = ["where_coordinates", "adm_1", "adm_2", "country"]
    return Data(f"GED, {GED_ROWS:,} rows", path, "date_start", places, "aleppo", "2013", names)


# The tasks


def polars(query):
    """A Polars process. All columns are text, as they are for the other tools."""
    code = f"import sys, polars as pl; c = pl.col; pl.scan_csv(sys.argv[1], infer_schema=False){query}(sys.argv[2])"
    return f"polars -c {shlex.quote(code)} FILE OUT"


def duckdb(columns, rest="", form="csv, header"):
    """A DuckDB process. All columns are text, and it is told the dialect, which is faster than finding it out."""
    table = """read_csv('{0}', all_varchar=true, header=true, delim=',', quote='"', escape='"')"""
    sql = f"COPY (SELECT {columns} FROM {table} {rest}) TO '{{1}}' (FORMAT {form})"
    code = f'import sys, duckdb; duckdb.execute("""{sql}""".format(*sys.argv[1:]))'
    return f"duckdb -c {shlex.quote(code)} FILE OUT"


def make_tasks(data, programs):
    """All tasks of one file. Of several ways that a peer offers, those here were the fastest on 50,000 rows."""
    q, date, year, place, places = shlex.quote, data.date, data.year, data.place, data.places
    # The two conditions in each tool's words. The year may stand after a bracket: [2021-09..2021-12].
    in_year = {
        "dateline": f"-y {year}",
        "xan": rf"contains({date}, /^\[?{year}/)",
        "search": rf"xan search -Z -r -s {date} '^\[?{year}'",
        "polars": f"(c('{date}').str.starts_with('{year}') | c('{date}').str.starts_with('[{year}'))",
        "duckdb": f"({date} LIKE '{year}%' OR {date} LIKE '[{year}%')",
        "mlr": rf'${date} =~ "^\[?{year}"',
    }
    any_of = lambda joint, words: "(" + joint.join(words.format(name, place) for name in places) + ")"
    in_place = {
        "dateline": f"-l {place}",
        "xan": any_of(" || ", "contains({}, /{}/i)"),
        "search": f"xan search -Z -i -s {','.join(places)} {place}",
        "polars": any_of(" | ", "c('{}').str.contains_any(['{}'], ascii_case_insensitive=True)"),
        "duckdb": any_of(" OR ", "{} ILIKE '%{}%'"),
        "mlr": any_of(" || ", '${} =~ "{}"i'),
    }
    joints = {"dateline": " ", "xan": " && ", "search": " FILE | ", "polars": " & ", "duckdb": " AND ", "mlr": " && "}
    both = {tool: in_year[tool] + joint + in_place[tool] for tool, joint in joints.items()}

    def matching(name, condition):
        """A filter to CSV."""
        return Task(name, data, read_rows, {
            "dateline": f"dateline export {condition['dateline']} FILE {data.map}",
            "xan": f"xan filter {q(condition['xan'])} FILE",
            "xan search": condition["search"] + ("" if " FILE" in condition["search"] else " FILE"),
            "xan parallel": f"xan parallel cat -P {q('filter ' + q(condition['xan']))} FILE",
            "polars": polars(f".filter({condition['polars']}).sink_csv"),
            "duckdb": duckdb("*", f"WHERE {condition['duckdb']}"),
            "mlr": f"mlr --icsv --ocsv -S filter {q(condition['mlr'])} FILE",
            "wc -l": "wc -l FILE",
        })

    select_year = f"select -e {q(f'match({date}, /[0-9]{{4}}/) as year')}"
    cut_year = q(rf'${date} = sub(${date}, "^\[?(....).*", "\1")')
    tasks = [
        matching("filter", both),
        matching("location", in_place),
        matching("year", in_year),
        Task("by-year", data, read_counts, {
            "dateline": f"dateline count --by year FILE {data.map}",
            "xan": f"xan {select_year} FILE | xan frequency -A -s year",
            "xan parallel": f"xan parallel freq -A -s year -P {q(select_year)} FILE",
            "polars": polars(f".group_by(c('{date}').str.strip_prefix('[').str.head(4)).len().sink_csv"),
            "duckdb": duckdb(f"left(ltrim({date}, '['), 4), count(*)", "GROUP BY 1"),
            "mlr": f"mlr --icsv --ocsv -S cut -f {date} then put {cut_year} then count -g {date} FILE",
        }),
        Task("country", data, read_counts, {
            "dateline": f"dateline count --by country FILE {data.map}",
            "xan": "xan frequency -A -s country FILE",
            "xan groupby": "xan groupby -p country 'count()' FILE",
            "xan parallel": "xan parallel freq -A -s country FILE",
            "polars": polars(".group_by('country').len().sink_csv"),
            "duckdb": duckdb("country, count(*)", "GROUP BY 1"),
            "mlr": "mlr --icsv --ocsv -S count -g country FILE",
        }),
        Task("sort", data, read_rows, {
            "dateline": f"dateline export --sort date FILE {data.map}",
            "xan": f"xan sort -s {date} FILE",
            "xan parallel": f"xan sort -p -s {date} FILE",
            "polars": polars(f".sort('{date}').sink_csv"),
            "duckdb": duckdb("*", f"ORDER BY {date}"),
            "mlr": f"mlr --icsv --ocsv -S sort -f {date} FILE",
        }),
        Task("ndjson", data, read_json, {
            "dateline": f"dateline export --format ndjson {both['dateline']} FILE {data.map}",
            "xan": f"xan filter {q(both['xan'])} FILE | xan to ndjson",
            "xan search": both["search"] + " | xan to ndjson",
            "xan parallel": f"xan parallel cat -P {q('filter ' + q(both['xan']))} FILE | xan to ndjson",
            "polars": polars(f".filter({both['polars']}).sink_ndjson"),
            "duckdb": duckdb("*", f"WHERE {both['duckdb']}", "json"),
            "mlr": f"mlr --icsv --ojsonl -S filter {q(both['mlr'])} FILE",
        }),
        Task("timeline", data, read_earliest, {
            "dateline": f"dateline timeline --limit 50 FILE {data.map}",
            "xan": f"xan top -L -R -l 50 {date} FILE",
            "xan parallel": f"xan parallel top -L -R -l 50 {date} FILE",
            "polars": polars(f".sort('{date}').head(50).sink_csv"),
            "duckdb": duckdb("*", f"ORDER BY {date} LIMIT 50"),
        }),
    ]
    for task in tasks:
        task.commands = {tool: line for tool, line in task.commands.items() if tool.split()[0] in programs}
    return tasks


# Reading answers back. Each becomes a Counter, so that all are compared, and their differences shown, in one way.


def rows_of(path):
    """The records of a CSV file, with their line breaks."""
    with open(path, newline="", encoding="utf-8") as file:
        yield from csv.reader(file)


def read_rows(_tool, path):
    """How often each row occurs. By its id and its hash, so that a million rows fit into memory."""
    return collections.Counter((row[0], hash(tuple(row))) for row in rows_of(path))


def read_json(_tool, path):
    """The cells of each JSON line that all tools write as text. (xan turns some into numbers.)"""
    cells = ("id", "date", "title", "location", "country", "summary")
    with open(path, encoding="utf-8") as file:
        return collections.Counter(tuple(str(item[cell]) for cell in cells) for item in map(json.loads, file))


def read_counts(tool, path):
    """Events by group: from dateline's table, where a year may have none, or from the peers' CSV."""
    if tool == "dateline":
        table = path.read_text(encoding="utf-8")
        pairs = re.findall(r"^(\S.*?) {2,}([\d,]+)(?: |$)", table, re.MULTILINE)
    else:
        pairs = [row[-2:] for row in rows_of(path)][1:]
    # dateline's last line adds up the groups.
    return collections.Counter({group: int(count.replace(",", "")) for group, count in pairs
                                if count != "0" and group != "total"})


def read_earliest(tool, path):
    """Events by year: under dateline's headings, or from the dates of the peers' rows."""
    if tool != "dateline":
        header, *rows = rows_of(path)
        return collections.Counter(row[header.index("date")].lstrip("[")[:4] for row in rows)
    years, found = collections.Counter(), None
    for line in path.read_text(encoding="utf-8").splitlines():
        if re.fullmatch(r"\d{4}", line):
            found = line
        elif line.startswith((" ●", " ○")):
            years[found] += 1
    return years


def check(task, pipelines, out):
    """Runs each tool once and compares its answer with dateline's. Returns what to report: nothing if all agree."""
    report, expected = [], None
    for tool, steps in pipelines.items():
        if tool == "wc -l":
            continue
        try:
            run(steps, out)
            answer = task.read(tool, out)
        except (RuntimeError, ValueError, LookupError) as error:
            report.append(f"{task}: DIFFERENT: {tool} failed: {error}")
            continue
        expected = answer if tool == "dateline" else expected
        if not answer:
            report.append(f"{task}: DIFFERENT: {tool} has no answer")
        elif expected and answer != expected:
            more, fewer = answer - expected, expected - answer
            report.append(f"{task}: DIFFERENT: {tool} has {more.total():,} that dateline has not, and lacks "
                          f"{fewer.total():,}: " + ", ".join(str(key)[:120] for key in [*more][:3] + [*fewer][:3]))
    return report


# Measuring


def run(steps, out, folder=None):
    """Runs a pipeline and returns its Seconds. What fails has no time: it did not do the work."""
    out.unlink(missing_ok=True)
    with open(out.with_name("errors"), "w+b") as errors:
        start = time.perf_counter()
        processes, source = [], None
        for step in steps:
            if step is not steps[-1]:
                sink = subprocess.PIPE
            else:
                sink = subprocess.DEVNULL if str(out) in step else open(out, "wb")
            processes.append(subprocess.Popen(step, stdin=source, stdout=sink, stderr=errors, cwd=folder))
            for used in (source, sink):
                if hasattr(used, "close"):
                    used.close()
            source = processes[-1].stdout
        ends = [os.wait4(process.pid, 0) for process in processes]
        wall = time.perf_counter() - start
        for process, (_, status, _) in zip(processes, ends):
            process.returncode = os.waitstatus_to_exitcode(status)
        if any(process.returncode for process in processes):
            errors.seek(0)
            raise RuntimeError(f"{steps}: {errors.read().decode(errors='replace')[-500:]}")
    return Seconds(wall, sum(used.ru_utime + used.ru_stime for _, _, used in ends))


def take_turns(pipelines, runs, out, folder=None):
    """The median Seconds of each. They take turns, so that what slows the machine for a while slows all of them."""
    times = {name: [] for name in pipelines}
    for number in range(runs + 1):
        for name, steps in pipelines.items():
            seconds = run(steps, out, folder)
            if number > 0:  # the first round warms up
                times[name].append(seconds)
    median = lambda found, of: statistics.median(getattr(seconds, of) for seconds in found)
    return {name: Seconds(median(found, "wall"), median(found, "processor")) for name, found in times.items()}


def with_busy_neighbours(task, pipelines, runs, out):
    """dateline's time as a part of the fastest peer's, while other programs want the processors too."""
    neighbours = [subprocess.Popen(["yes"], stdout=subprocess.DEVNULL) for _ in range(BUSY_NEIGHBOURS)]
    try:
        medians = take_turns(pipelines, runs, out)
    finally:
        for neighbour in neighbours:
            neighbour.kill()
            neighbour.wait()
    fastest, ratio = part_of_least(medians, "wall")
    return f"{task} beside {BUSY_NEIGHBOURS} busy neighbours: {bold_above(BUSY_GOAL, ratio)} of {fastest} (≤ {BUSY_GOAL})"


def private_memory(command, out):
    """The most private memory of a process in MiB, looked at every millisecond. (The maximum that the system keeps
    includes this script's own memory, from before the program is started.)"""
    most = 0
    with open(out, "wb") as sink, subprocess.Popen(command, stdout=sink, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            try:
                text = pathlib.Path(f"/proc/{process.pid}/smaps_rollup").read_text()
            except OSError:  # it has just ended
                continue
            most = max(most, sum(map(int, re.findall(r"^Private_(?:Clean|Dirty): +(\d+)", text, re.MULTILINE))))
            time.sleep(0.001)
    return most / 1024


def startup(dateline, out):
    """How long, in ms, dateline takes to list a year of a small file in its folder, and `true` to do nothing."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(ROOT / "events.csv", folder)
        pipelines = {"dateline": [[dateline, "list", "--year", "2021"]], "true": [["/bin/true"]]}
        return {name: seconds.wall * 1000 for name, seconds in take_turns(pipelines, STARTUP_RUNS, out, folder).items()}


# The report


def bold_above(goal, value):
    """A figure with two decimals, bold if it misses its goal."""
    return f"**{value:.2f}**" if value > goal else f"{value:.2f}"


def part_of_least(medians, of):
    """The peer that takes the least, by the clock or of the processors, and dateline's time as a part of its."""
    peers = {tool: getattr(seconds, of) for tool, seconds in medians.items() if tool not in ("dateline", "wc -l")}
    least = min(peers, key=peers.get, default=None)
    return (least, getattr(medians["dateline"], of) / peers[least]) if least else (None, float("nan"))


def verdict(task, medians):
    """dateline's times as parts of the least of any peer's, with the goals. Bold is what misses its goal."""
    cells = []
    for of, goal in zip(("wall", "processor"), GOALS[task.name]):
        least, part = part_of_least(medians, of)
        cells.append(f"{bold_above(goal, part)} of {least} (≤ {goal:.2f})" if least else "–")
    return cells


def print_table(results):
    """One row a task, one column a tool; the floor comes last. In brackets stands the time of the processors."""
    columns = [tool for tool in COLUMNS if any(tool in medians for _, medians in results)]
    print("| task | " + " | ".join(f"{tool}, s" for tool in columns) + " | by the clock | of the processors |")
    print("|---|" + "---:|" * len(columns) + "---|---|")
    shown = lambda seconds: f"{seconds.wall:.3f} ({seconds.processor:.3f})"
    for task, medians in results:
        cells = [shown(medians[tool]) if tool in medians else "–" for tool in columns]
        print("| " + " | ".join([str(task), *cells, *verdict(task, medians)]) + " |")


def main():
    """Gets the tools and files, checks and measures task by task, and prints the report."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows to generate [%(default)s]")
    parser.add_argument("--ged", action="store_true", help=f"also the GED sample, repeated to {GED_ROWS:,} rows")
    parser.add_argument("--runs", type=int, default=7, help="rounds of each task [%(default)s]")
    parser.add_argument("--dateline", default=ROOT / "target" / "release" / "dateline", help="the binary to measure")
    parser.add_argument("--tasks", default=",".join([*GOALS, "startup"]), help="some of: %(default)s")
    arguments = parser.parse_args()
    chosen = arguments.tasks.split(",")
    if unknown := set(chosen) - {*GOALS, "startup"}:
        parser.error(f"no such task: {', '.join(sorted(unknown))}")
    if min(arguments.rows, arguments.runs) < 1:
        parser.error("--rows and --runs are at least 1")
    csv.field_size_limit(sys.maxsize)
    PEERS.mkdir(parents=True, exist_ok=True)
    programs = find_programs(arguments.dateline)
    tasks = [task for task in make_tasks(generated(arguments.rows), programs) if task.name in chosen]
    if arguments.ged and (data := ged()):
        tasks += [task for task in make_tasks(data, programs) if task.name in chosen and task.name in GED_TASKS]

    results, different, memory, start, busy = [], [], [], None, []
    tmpfs = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="dateline-compare-", dir=tmpfs) as folder:
        out = pathlib.Path(folder) / "out"
        for task in tasks:
            say(f"{task}: checking and measuring")
            pipelines = {tool: task.steps(tool, programs, out) for tool in task.commands}
            if report := check(task, pipelines, out):
                different += report
                continue
            results.append((task, take_turns(pipelines, arguments.runs, out)))
            if task.name == BUSY_TASK:
                busy.append(with_busy_neighbours(task, pipelines, arguments.runs, out))
            if task.name in MEMORY_TASKS:
                memory.append(f"{task} {private_memory(pipelines['dateline'][0], out):.1f} MiB")
        if "startup" in chosen:
            start = startup(programs["dateline"], out)
        modules = [name for name in ("polars", "duckdb") if name in programs]
        imports = {name: [[programs[name], "-c", f"import {name}"]] for name in modules}
        imports = take_turns(imports, arguments.runs, out)

    print(f"{datetime.date.today()}, {processor()}, {os.cpu_count()} cores; {versions(programs)}. Medians of "
          f"{arguments.runs} runs; output to a file{' on tmpfs' if tmpfs else ''}.\n")
    if results:
        print_table(results)
    for line in [*busy, *different]:
        print(f"\n{line}")
    if start:
        more = bold_above(STARTUP_GOAL_MS, start["dateline"] - start["true"])
        print(f"\nStart-up: {more} ms more than `true` (≤ {STARTUP_GOAL_MS}; medians of {STARTUP_RUNS} runs "
              f"{start['dateline']:.2f} and {start['true']:.2f} ms).")
    if imports:
        print("\nIncluded above: " + ", ".join(f"`import {name}` {s.wall:.3f} s" for name, s in imports.items()) + ".")
    if memory:
        print("\nMost private memory of dateline: " + ", ".join(memory) + ".")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
