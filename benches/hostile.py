#!/usr/bin/env python3
"""Shapes that nobody keeps a chronology in, and that must not cost more than their length.

Each shape is made with n parts and with 4n. Every command runs on both; its time and its memory should grow by about 4. A
growth of more than 8 is marked, and the exit code is then 1.

    cargo build --release && python3 benches/hostile.py target/release/dateline [SHAPE …]
"""

import os
import resource
import subprocess
import sys
import tempfile
import time

MOST_GROWTH = 8
# What takes less than this, in seconds, is start-up.
LEAST_TIME = 0.05
# In kilobytes.
LEAST_MEMORY = 60_000


def list_in_a_cell(n):
    actors = ";".join(f"Group number {i}" for i in range(n))
    sources = ";".join(f"https://example.org/{i}" for i in range(n))
    return f'id,date,title,actors,source\na,2020,x,"{actors}","{sources}"\n'


def many_names(n):
    rows = "".join(
        f"e{i},2020-01-01,Attack number {i},Place {i},Country {i % 200},{i % 90}.5,{i % 180}.5,kind {i},Actor {i}\n"
        for i in range(n)
    )
    return "id,date,title,location,country,latitude,longitude,kind,actors\n" + rows


def long_cell(n):
    return 'id,date,title,summary\na,2020,x,"' + "word " * n + '"\n'


def lines_in_a_cell(n):
    return 'id,date,title,summary\na,2020,x,"' + "line\n" * n + '"\nb,2021,y,\n'


def many_columns(n):
    header = ",".join(f"c{i}" for i in range(n))
    row = ",".join(str(i) for i in range(n))
    return f"date,title,{header}\n" + f"2020,x,{row}\n" * 40


def quotes(n):
    return "date,title\n" + '2020,"a ""b"" (c\n' * n


def one_id(n):
    return "id,date,title\n" + "a,2020-01-01,x\n" * n


SHAPES = [
    (list_in_a_cell, 5_000),
    (many_names, 50_000),
    (long_cell, 250_000),
    (lines_in_a_cell, 250_000),
    (many_columns, 4_000),
    (quotes, 50_000),
    (one_id, 50_000),
]

COMMANDS = [
    "list FILE",
    "timeline FILE",
    "show a -f FILE",
    "count FILE --by location",
    "count FILE --by actor --by kind",
    "count FILE --by month --spread",
    "check FILE --all",
    "columns FILE",
    "diff FILE FILE",
    "edit b --title z -f FILE --dry-run",
    "add --date 2020 --title z -f FILE --dry-run",
    "export FILE --native",
    "export FILE --format json",
    "export FILE --format html",
    "export FILE --format ics",
    "export FILE --format markdown",
    "export FILE --format markwhen",
    "export FILE --format geojson",
    "export FILE --format svg",
]


def run(program, command, file):
    """The seconds and the kilobytes that a command takes; more than two minutes are two minutes."""
    arguments = [program] + [file if word == "FILE" else word for word in command.split()]
    begun = time.monotonic()
    child = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            done, _, usage = os.wait4(child.pid, os.WNOHANG)
            if done:
                return time.monotonic() - begun, usage.ru_maxrss
            if time.monotonic() - begun > 120:
                child.kill()
                os.wait4(child.pid, 0)
                return 120.0, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
            time.sleep(0.002)
    finally:
        child.returncode = 0


def main():
    program = os.path.abspath(sys.argv[1])
    is_bad = False
    print(f"{'shape':18}{'command':48}{'n':>9}{'4n':>9}{'time':>7}{'memory':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for shape, n in SHAPES:
            if sys.argv[2:] and shape.__name__ not in sys.argv[2:]:
                continue
            files = []
            for times in (1, 4):
                files.append(os.path.join(folder, f"{times}.csv"))
                with open(files[-1], "w", encoding="utf-8") as file:
                    file.write(shape(n * times))
            for command in COMMANDS:
                (time_n, memory_n), (time_4n, memory_4n) = (run(program, command, file) for file in files)
                growth = time_4n / max(time_n, LEAST_TIME)
                memory = memory_4n / max(memory_n, LEAST_MEMORY)
                mark = " <--" if max(growth, memory) > MOST_GROWTH else ""
                is_bad = is_bad or bool(mark)
                print(
                    f"{shape.__name__:18}{command:48}{time_n:8.2f}s{time_4n:8.2f}s{growth:7.1f}{memory:8.1f}{mark}"
                )
    sys.exit(is_bad)


if __name__ == "__main__":
    main()
