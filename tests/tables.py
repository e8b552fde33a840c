"""The figures of the real tables beside this checkout, by a reader that shares nothing with dateline.

    python3 tests/tables.py ../shared/data/tables > tests/data/tables.csv

Each function below says what a table means, as its codebook or its columns say it, and gives its events. What is written
are figures alone: how many events there are, when the first and the last of them was, how many people died. No row of
a table is copied. tests/tables.rs holds dateline to these figures, with no option given.
"""

import csv
import datetime
import re
import sys
from pathlib import Path

OPEN = object()  # the end of something that goes on


def rows(path, delimiter=","):
    with open(path, encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=delimiter):
            if any((cell or "").strip() for cell in row.values()):
                yield row


def event(first=None, last=None, killed=None, wounded=None, title="x"):
    """A day is (year, month, day) of the proleptic Gregorian calendar, with a year 0."""
    return {"first": first, "last": first if last is None else last, "killed": killed, "wounded": wounded, "title": title}


def number(text):
    text = re.sub(r"(?<=\d),(?=\d{3})", "", (text or "").strip())
    return int(float(text)) if re.fullmatch(r"\d+(\.0+)?", text) else None


def count(text):
    n = number(text)
    return None if n is None else (n, n, n)


def iso(text):
    match = re.match(r"(\d{4})-(\d\d)-(\d\d)", text.strip())
    return tuple(map(int, match.groups())) if match else None


def month_days(year, month):
    # The calendar of 400 years earlier or later is the same.
    near = year % 400 + 2000
    next_month = datetime.date(near + month // 12, month % 12 + 1, 1)
    return (next_month - datetime.timedelta(days=1)).day


def span(year, month=None, day=None):
    """From the first to the last day of what is known. Years below 0 are years BC."""
    if year is None:
        return None, None
    year = year + 1 if year < 0 else year
    if not month:
        return (year, 1, 1), (year, 12, 31)
    if not day:
        return (year, month, 1), (year, month, month_days(year, month))
    return (year, month, day), (year, month, day)


def signed(text):
    text = (text or "").strip()
    return int(text) if re.fullmatch(r"-?\d+", text) else None


def known(text):
    """A part of a date; what is below 1 is a code for one that is not known."""
    n = signed(text)
    return n if n is not None and n > 0 else None


def fpv_lebanon(path):
    return [event(iso(r["date"]), title=r["description"]) for r in rows(path)]


def timesketch(path):
    return [event(iso(r["datetime"]), title=r["message"]) for r in rows(path)]


def war_atlas_battles(path):
    return [event(iso(r["date_iso"]), title=r["title"]) for r in rows(path)]


def years(path, title=None, killed=None):
    events = []
    for r in rows(path):
        first, last = span(signed(r["year"]))
        events.append(event(first, last, killed=count(r[killed]) if killed else None, title=r[title] if title else "x"))
    return events


def wars_since_1400(path):
    events = []
    for r in rows(path):
        (first, _), (_, last) = span(signed(r["start_year"])), span(signed(r["end_year"]))
        events.append(event(first, last, killed=count(r["deaths_estimate"]), title=r["name"]))
    return events


def levant_earthquakes(path):
    events = []
    for r in rows(path):
        first, last = span(signed(r["year"]), known(r["month"]))
        events.append(event(first, last, title=r["name"]))
    return events


def noaa_earthquakes_api(path):
    events = []
    for r in rows(path):
        first, last = span(signed(r["year"]), known(r["month"]), known(r["day"]))
        events.append(event(first, last, killed=count(r["deaths"])))
    return events


def noaa_earthquakes(path):
    events = []
    for r in rows(path, "\t"):
        first, last = span(signed(r["Year"]), known(r["Mo"]), known(r["Dy"]))
        if first:
            events.append(event(first, last, killed=count(r["Deaths"])))
    return events


def wikidata_holders_japan(path):
    def part(text):
        # Wikidata gives as much of a date as is known: 1979, 1979-12, 1979-12-07.
        return span(*map(int, text.split("-"))) if text.strip() else (None, None)

    return [event(part(r["start"])[0], part(r["end"])[1] or OPEN, title=r["person"]) for r in rows(path)]


def federal_register_eo(path):
    def day(text):
        month, day, year = map(int, text.split("/"))
        return (year, month, day)

    return [event(day(r["signing_date"]), title=r["title"]) for r in rows(path)]


def ucdp_brd_221(path):
    events = []
    for r in rows(path):
        first, last = span(signed(r["year"]))
        # A best figure outside its bounds widens them: each figure that was given is a possible one.
        figures = [number(r["bd_low"]), number(r["bd_best"]), number(r["bd_high"])]
        events.append(event(first, last, killed=(min(figures), figures[1], max(figures))))
    return events


def cow(path, year, month, day, end_year, end_month, end_day, killed):
    events = []
    for r in rows(path):
        first, _ = span(known(r[year]), known(r[month]), known(r[day]))
        _, last = span(known(r[end_year]), known(r[end_month]), known(r[end_day]))
        events.append(event(first, last, killed=count(r[killed]), title=r["WarName"]))
    return events


def cow_inter_state_v4(path):
    parts = ["StartYear1", "StartMonth1", "StartDay1"]
    events = cow(path, *parts, "EndYear1", "EndMonth1", "EndDay1", "BatDeath")
    # Some states left their war and came back: the second time ends later.
    for e, r in zip(events, rows(path)):
        if known(r["EndYear2"]):
            e["last"] = span(known(r["EndYear2"]), known(r["EndMonth2"]), known(r["EndDay2"]))[1]
    return events


def cow_non_state_v4(path):
    parts = ["StartYear", "StartMonth", "StartDay", "EndYear", "EndMonth", "EndDay"]
    return cow(path, *parts, "TotalCombatDeaths")


def iom_missing_migrants_2020(path):
    events = []
    for r in rows(path):
        day, month, _ = r["Reported Date"].split("-")
        month = datetime.datetime.strptime(month, "%b").month
        events.append(event((int(r["Reported Year"]), month, int(day)), killed=count(r["Number Dead"])))
    return events


def cdb90_active_periods(path):
    return [event(iso(r["start_time_min"]), iso(r["end_time_max"])) for r in rows(path)]


def tate_artists(path):
    events = []
    for r in rows(path):
        (first, _), (_, last) = span(signed(r["yearOfBirth"])), span(signed(r["yearOfDeath"]))
        events.append(event(first, last or (OPEN if first else None), title=r["name"]))
    return events


TABLES = {
    "cdb90_active_periods.csv": cdb90_active_periods,
    "coups_summary.csv": lambda path: years(path, killed="deaths_estimate"),
    "cow_inter_state_v4.csv": cow_inter_state_v4,
    "cow_non_state_v4.csv": cow_non_state_v4,
    "federal_register_eo.csv": federal_register_eo,
    "fpv_lebanon.csv": fpv_lebanon,
    "iom_missing_migrants_2020.csv": iom_missing_migrants_2020,
    "levant_earthquakes.csv": levant_earthquakes,
    "noaa_earthquakes.tsv": noaa_earthquakes,
    "noaa_earthquakes_api.csv": noaa_earthquakes_api,
    "pandemics.csv": wars_since_1400,
    "tate_artists.csv": tate_artists,
    "timesketch_evtx.csv": timesketch,
    "timesketch_sigma_events.csv": timesketch,
    "ucdp_brd_221.csv": ucdp_brd_221,
    "ucdp_prio_acd_251.csv": years,
    "war_atlas_battles.csv": war_atlas_battles,
    "wars_since_1400.csv": wars_since_1400,
    "wikidata_holders_japan.csv": wikidata_holders_japan,
}

# Years of which the number of events is one of the figures.
YEARS = {"ucdp_prio_acd_251.csv": [2019], "wars_since_1400.csv": [1916], "wikidata_holders_japan.csv": [2021]}


def written(day):
    if day is None:
        return ""
    year, month, day = day
    return f"{'-' if year < 0 else ''}{abs(year):04}-{month:02}-{day:02}"


def happened_in(e, year):
    if e["first"] is None:
        return False
    return e["first"][0] <= year and (e["last"] is OPEN or e["last"][0] >= year)


def figures(name, events):
    # What began nobody knows when is dated, if its end is known.
    dated = [e for e in events if e["first"] or e["last"] not in (None, OPEN)]
    yield "events", len(events)
    yield "undated", len(events) - len(dated)
    yield "first", written(min(e["first"] for e in dated if e["first"]))
    yield "last", written(max(e["last"] for e in dated if e["last"] is not OPEN))
    yield "open", sum(e["last"] is OPEN for e in dated)
    yield "to the day", sum(e["first"] == e["last"] for e in dated)
    for i, bound in enumerate(["least", "best", "most"]):
        yield f"killed, {bound}", sum(e["killed"][i] for e in events if e["killed"])
    yield "untitled", sum(not (e["title"] or "").strip() for e in events)
    for year in YEARS.get(name, []):
        yield f"in {year}", sum(happened_in(e, year) for e in events)


def main():
    folder = Path(sys.argv[1])
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["table", "figure", "value"])
    for name, read in TABLES.items():
        for figure, value in figures(name, read(folder / name)):
            out.writerow([name, figure, value])


main()
