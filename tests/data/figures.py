#!/usr/bin/env python3
"""Reads each data file with Python's csv module alone, and prints what is in it: the number of events, the first and the
last day that any of them touches, the sum of the best estimates of the killed, and the number of rows of GED whose least,
best and most of the killed are out of order. The tests hold dateline to it.

    python3 tests/data/figures.py > tests/data/figures.csv

Real files are read where they stand, in ../shared/data beside the repository; only their figures are kept here.
"""

import calendar
import csv
import datetime
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def rows(path, encoding="utf-8-sig", delimiter=",", header=True):
    with open(ROOT / path, encoding=encoding, newline="") as file:
        table = list(csv.reader(file, delimiter=delimiter))
    if not header:
        return table
    names = [column.strip().lower() for column in table[0]]
    return [dict(zip(names, row)) for row in table[1:] if any(cell.strip() for cell in row)]


def day(text, form):
    return datetime.datetime.strptime(text, form).date()


def month(date):
    return date.replace(day=1), date.replace(day=calendar.monthrange(date.year, date.month)[1])


def parts(year, month, day):
    """The first and the last day that year, month and day, 0 or blank where unknown, may mean."""
    year, month, day = (int((text or "0").replace(",", "")) for text in (year, month, day))
    first = datetime.date(year, month or 1, day or 1)
    last = datetime.date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    return first, last


def number(text):
    return int(float(text)) if text and float(text) >= 0 else 0


def ged(path):
    for row in rows(path):
        if row["id"].startswith("#") or row["date_start"].startswith("#"):
            continue
        yield day(row["date_start"][:10], "%Y-%m-%d"), day(row["date_end"][:10], "%Y-%m-%d"), int(row["best"])


def out_of_order(path):
    """How many rows of GED have a least above the best or the most, or a best above the most."""
    deaths = [[int(row[name]) for name in ("low", "best", "high")] for row in rows(path) if row["id"]]
    return sum(counts != sorted(counts) for counts in deaths)


def acled(path, form):
    for row in rows(path):
        date = day(row["event_date"], form)
        week = datetime.timedelta(3)
        first, last = {"1": (date, date), "2": (date - week, date + week), "3": month(date)}[row["time_precision"]]
        yield first, last, int(row["fatalities"])


def gtd(path):
    told = {
        "April 12-13, 1999": (datetime.date(1999, 4, 12), datetime.date(1999, 4, 13)),
        "August 17 - September 2, 2017": (datetime.date(2017, 8, 17), datetime.date(2017, 9, 2)),
    }
    for row in rows(path, encoding="cp1252"):
        dates = told.get(row["approxdate"]) or parts(row["iyear"], row["imonth"], row["iday"])
        yield *dates, number(row["nkill"])


def scad(path):
    for row in rows(path):
        start = datetime.date(int(row["styr"]), int(row["stmo"]), int(row["stday"]))
        end = datetime.date(int(row["eyr"]), int(row["emo"]), int(row["eday"]))
        yield start, end, number(row["ndeath"])


def gdelt(path):
    for row in rows(path, delimiter="\t", header=False):
        yield day(row[1], "%Y%m%d"), day(row[1], "%Y%m%d"), 0


def wikidata(path):
    for row in rows(path):
        date = row["date"]
        if date.startswith("http"):
            yield None, None, number(row["deaths"])
        elif date.startswith("-"):
            yield date[:11], date[:11], number(row["deaths"])
        elif date[5:10] == "01-01":
            yield *parts(date[:4], "0", "0"), number(row["deaths"])
        else:
            yield day(date[:10], "%Y-%m-%d"), day(date[:10], "%Y-%m-%d"), number(row["deaths"])


def timelinejs(path):
    for row in rows(path):
        if row["type"] in ("title", "era"):
            continue
        year = int(row["year"].replace(",", ""))
        if year < 0:
            # 500 BC is the year -499 of ISO 8601.
            yield f"{year + 1:05}-01-01", f"{year + 1:05}-12-31", 0
            continue
        first, last = parts(row["year"], row["month"], row["day"])
        if row["end year"]:
            last = parts(row["end year"], row["end month"], row["end day"])[1]
        yield first, last, 0


def timelinejs_v1(path):
    def dates(text):
        return (day(text, "%m/%d/%Y"),) * 2 if "/" in text else parts(text, "0", "0")

    for row in rows(path):
        if row["type"] != "title":
            yield dates(row["start date"])[0], dates(row["end date"] or row["start date"])[1], 0


SYNTHETIC = {
    "acled_2015_layout.csv": lambda path: acled(path, "%d/%m/%Y"),
    "acled_2019_layout.csv": lambda path: acled(path, "%d %B %Y"),
    "acled_2023_layout.csv": lambda path: acled(path, "%d %B %Y"),
    "acled_2025_layout.csv": lambda path: acled(path, "%Y-%m-%d"),
    "gtd_layout_cp1252.csv": gtd,
    "scad_layout.csv": scad,
    "gdelt1_export_no_header.tsv": gdelt,
    "gdelt2_export_no_header.tsv": gdelt,
    "wikidata_query.csv": wikidata,
    "timelinejs_v3_layout.csv": timelinejs,
    "timelinejs_v1_layout.csv": timelinejs_v1,
}
FILES = {
    "tests/data/ucdp_ged_231_layout.csv": ged,
    "tests/data/ucdp_ged_201_hdx_layout.csv": ged,
    "tests/data/timelinejs_v3_sheet.csv": timelinejs,
    **{f"tests/data/{name}": read for name, read in SYNTHETIC.items()},
    "../shared/data/ucdp_ged_231_sample.csv": ged,
    "../shared/data/ucdp_ged_201_ukraine_hdx.csv": ged,
    "../shared/data/timelinejs_v3_template.csv": timelinejs,
    **{f"../shared/data/synthetic/{name}": read for name, read in SYNTHETIC.items()},
}


def time(day):
    """A key that puts years before our era first."""
    text = str(day)
    return -int(text[1:5]) if text.startswith("-") else int(text[:4]), text[-5:]


if __name__ == "__main__":
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["file", "events", "first", "last", "killed", "out_of_order"])
    for path, read in FILES.items():
        events = list(read(path))
        first = min((first for first, _, _ in events if first), key=time)
        last = max((last for _, last, _ in events if last), key=time)
        killed = sum(killed for _, _, killed in events)
        out.writerow([path, len(events), first, last, killed, out_of_order(path) if read is ged else 0])
