#!/usr/bin/env python3
"""Writes a synthetic chronology of N rows to standard output, for trying dateline on large files.

    python3 benches/generate.py 1000000 > million.csv

Twelve columns, about 360 bytes a row: dates of mixed precision (days, months, years, intervals, sets, qualified), quoted
cells with commas and doubled quotes, and in one row of fifty cells with line breaks. The same N gives the same bytes.

    python3 benches/generate.py 1000000 --gdelt > million.tsv

Events in the columns of GDELT 2, some 470 bytes a row: tabs, no header, four of five in the last ten years, about three from
each report and so with its address, most of the codes blank.
"""

import random
import sys

PLACES = [
    ("Kabul", "Afghanistan", 34.53, 69.17), ("Moscow", "Russia", 55.76, 37.62), ("Istanbul", "Türkiye", 41.01, 28.98),
    ("Bogotá", "Colombia", -4.71, -74.07), ("Łódź", "Poland", 51.76, 19.46), ("Kyiv", "Ukraine", 50.45, 30.52),
    ("Aleppo", "Syria", 36.2, 37.13), ("Mogadishu", "Somalia", 2.05, 45.32), ("Peshawar", "Pakistan", 34.01, 71.52),
    ("Maiduguri", "Nigeria", 11.83, 13.15),
]
KINDS = ["attack", "battle", "protest", "statement", "arrest"]
ACTORS = ["Group A", "Group B", "Army of Examplia", "Police of Examplia", "Unidentified gunmen"]
WORDS = ("witnesses said the convoy was on the road to the market when the first shots were fired and officials later "
         "confirmed that several people had been taken to the hospital while others were still missing").split()


def date(random):
    year, month, day = random.randint(1990, 2023), random.randint(1, 12), random.randint(1, 28)
    shape = random.random()
    if shape < 0.80:
        return f"{year}-{month:02}-{day:02}"
    if shape < 0.90:
        return f"{year}-{month:02}"
    if shape < 0.94:
        return f"{year}"
    if shape < 0.96:
        return f"{year}-{month:02}-{day:02}/{year}-{month:02}-28"
    if shape < 0.98:
        return f"[{year}-09..{year}-12]"
    return f"{year}-{month:02}~"


SIDES = ["USA", "AFG", "RUS", "TUR", "COL", "POL", "UKR", "SYR", "SOM", "PAK", "NGA"]
ROLES = ["GOV", "MIL", "COP", "CVL", "BUS", "MED", "EDU", "REB"]


def gdelt(rows, chance):
    """Rows in the 61 columns of GDELT 2."""
    write = sys.stdout.write
    report, left = 0, 0
    for i in range(rows):
        if left == 0:
            report, left = report + 1, chance.randint(1, 5)
            year = chance.randint(2016, 2025) if chance.random() < 0.8 else chance.randint(1979, 2015)
            month, day = chance.randint(1, 12), chance.randint(1, 28)
            words = "-".join(chance.choices(WORDS, k=7))
            address = f"https://www.gazette{chance.randint(1, 4000)}.example/world/{year}/{month:02}/{words}-{report}"
        left -= 1
        side = lambda: (chance.choice(SIDES), chance.choice(ROLES)) if chance.random() < 0.8 else ("", "")
        actor = lambda side, role: [side + role, f"{side} {role}".strip(), side, "", "", "", "", role, "", ""]
        root = chance.randint(1, 20)
        place = lambda: (lambda city, country, latitude, longitude: [
            "4", f"{city}, {city} Province, {country}", country[:2].upper(), country[:2].upper() + "13", "3570",
            f"{latitude:.4f}", f"{longitude:.4f}", str(-chance.randint(1, 4_000_000))])(*chance.choice(PLACES))
        cells = [
            str(900_000_000 + i), f"{year}{month:02}{day:02}", f"{year}{month:02}", str(year), f"{year + month / 12:.4f}",
            *actor(*side()), *actor(*side()), str(chance.randint(0, 1)), f"{root:02}{chance.randint(0, 4)}",
            f"{root:02}{chance.randint(0, 4)}", f"{root:02}", str(chance.randint(1, 4)), f"{chance.randint(-100, 100) / 10}",
            str(chance.randint(1, 40)), str(chance.randint(1, 5)), str(chance.randint(1, 40)),
            f"{chance.uniform(-10, 5):.13f}", *place(), *place(), *place(), f"{year}{month:02}{day:02}001500", address,
        ]
        write("\t".join(cells) + "\n")


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--gdelt"]
    rows = int(arguments[0]) if arguments else 1_000_000
    chance = random.Random(1)
    if "--gdelt" in sys.argv:
        return gdelt(rows, chance)
    write = sys.stdout.write
    write("id,date,title,location,country,latitude,longitude,kind,actors,killed,summary,source\n")
    for i in range(rows):
        city, country, latitude, longitude = chance.choice(PLACES)
        kind, actor = chance.choice(KINDS), chance.choice(ACTORS)
        summary = " ".join(chance.choices(WORDS, k=28)) + ', he said: ""we saw it"".'
        if i % 50 == 0:
            summary = summary.replace(" the ", "\nthe ", 3)
        killed = chance.choice(["", "0", "1", "2", "5", "10..20", "30..", "~12"])
        write(
            f'e{i},{date(chance)},"{kind.capitalize()} near {city}, day {i % 31}","Old Town, {city}",{country},'
            f'{latitude},{longitude},{kind},{actor}; Civilians,{killed},"{summary}",'
            f'"Example Gazette, {chance.randint(1, 28)} May 2023; https://example.org/{i}"\n'
        )


if __name__ == "__main__":
    main()
