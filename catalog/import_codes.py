"""Make the national code lists of codes/ from the published tables: `python -m catalog.import_codes FOLDER`.

FOLDER holds `codelists/` and `divisions/` as published (see NOTICE). What the tables have wrong is repaired here and
nowhere else, each repair with its reason, so that the committed CSV files are this program's output and no more.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import typer

from catalog.load import HERE

Rows = Iterable[tuple[str, ...]]
HEADER = ("code", "name", "aliases", "parent", "valid_from", "valid_to", "successors")
#: GB/T 4754-2017: section and its last division. The first follows the section before.
SECTIONS = (
    ("A", 5), ("B", 12), ("C", 43), ("D", 46), ("E", 50), ("F", 52), ("G", 60), ("H", 62), ("I", 65), ("J", 69),
    ("K", 70), ("L", 72), ("M", 75), ("N", 79), ("O", 82), ("P", 83), ("Q", 85), ("R", 90), ("S", 96), ("T", 97),
)  # fmt: skip
#: GB/T 3304-1991 prints these names; the table misspells one, cuts two, and keeps two that were replaced in 1985–86.
PEOPLES = {"20": "傈僳族", "29": "柯尔克孜族", "43": "乌孜别克族", "36": "毛南族", "46": "德昂族"}
#: Published tables differ on the letters of 水族, SU and SW; neither stands for another people.
MORE_LETTERS = {"25": ("SW",)}
#: Names that the people of this code had before; registers still hold them.
FORMER_PEOPLES = {"36": ("毛难族", "毛难"), "46": ("崩龙族", "崩龙")}
#: Not in the standard: what population registers add (公安人口信息).
MORE_PEOPLES = (("97", "其他", "其它|其他民族"), ("98", "外国血统中国籍人士", "外国血统|入籍"))
#: The table writes 致工党.
PARTIES = {"09": "致公党"}
#: The names of these three in Chinese official use; the table's own stay as aliases.
COUNTRIES = {"HKG": "中国香港", "MAC": "中国澳门", "TWN": "中国台湾"}
#: 云海省: a province that GB/T 2260 does not allocate, so that no real place can be meant.
FICTIONAL = {
    "390000": "云海省", "390100": "云州市", "390102": "东湖区", "390103": "西山区", "390104": "北原区",
    "390105": "南港区", "390121": "云溪县", "390181": "青岚市",
}  # fmt: skip


def industry(folder: Path) -> Iterator[tuple[str, ...]]:
    """GB/T 4754-2017. The table lost every leading zero; how deep a row lies in its tree says how many digits it had.

    Raises ValueError where the section of the tree is not the one whose range the division falls into.
    """
    table = _table(folder, "codelists/GB-4754-2017.csv")
    rows = {row["id"]: row for row in table}
    for row in table:
        line = _line(row, rows)
        code, above = _digits(line), _digits(line[1:]) if line[1:] else ""
        if (above.isalpha() and above != section(code)) or (above.isdigit() and not code.startswith(above)):
            raise ValueError(f"industry {code} stands under {above}")
        yield code, row["name"].strip(), f"{section(code)}{code}" if above else "", above, "", "", ""


def _line(row: dict[str, str], rows: dict[str, dict[str, str]]) -> list[str]:
    """The code of a row as the table has it, and those of everything above it, up to the section."""
    return [row["code"], *(_line(rows[row["parent_id"]], rows) if row["parent_id"] else [])]


def _digits(line: list[str]) -> str:
    """A section is a letter, a division has 2 digits, a group 3, a class 4."""
    return line[0] if len(line) == 1 else line[0].zfill(len(line))


def section(code: str) -> str:
    """The section letter of an industry code of 2 to 4 digits, from its division."""
    return next((letter for letter, last in SECTIONS if code.isdigit() and int(code[:2]) <= last), "")


def ethnicity(folder: Path) -> Iterator[tuple[str, ...]]:
    """GB/T 3304-1991: two digits; the letters and the name without 族 are aliases."""
    for row in _table(folder, "codelists/GB-3304-1991.csv"):
        code = row["code_number"]
        name = PEOPLES.get(code, row["name"])
        letters = (row["code_letter"], *MORE_LETTERS.get(code, ()))
        aliases = (name.removesuffix("族"), *letters, *FORMER_PEOPLES.get(code, ()))
        yield code, name, "|".join(aliases), "", "", "", ""
    for code, name, texts in MORE_PEOPLES:
        yield code, name, texts, "", "", "", ""


def degree(folder: Path) -> Iterator[tuple[str, ...]]:
    """GB/T 6864-2003: one digit for the rank, three for the degree."""
    table = _table(folder, "codelists/GB-6864-2003.csv")
    codes = {row["id"]: row["code"] for row in table}
    for row in table:
        short, parent = re.sub("(专业)?学位$", "", row["name"]), codes.get(row["parent_id"], "")
        yield row["code"], row["name"], short if parent else "", parent, "", "", ""


def party(folder: Path) -> Iterator[tuple[str, ...]]:
    """GB/T 4763-2008: the parties; the short names are aliases."""
    for row in _table(folder, "codelists/GB-4763-2008.csv"):
        yield row["code"], row["name"], PARTIES.get(row["code"], row["short_name"]), "", "", "", ""


def country(folder: Path) -> Iterator[tuple[str, ...]]:
    """ISO 3166-1: three letters; two letters and three digits are aliases, the parent is the state it belongs to."""
    table = _table(folder, "codelists/ISO-3166-1-CN.csv")
    codes = {row["id"]: row["code_3"] for row in table}
    for row in table:
        code, name = row["code_3"], COUNTRIES.get(row["code_3"], row["name_cn"])
        aliases = [row["code_2"], row["code_number"], *([row["name_cn"]] if name != row["name_cn"] else [])]
        yield code, name, "|".join(aliases), codes.get(row["parent_id"], ""), "", "", ""


def division(folder: Path) -> Iterator[tuple[str, ...]]:
    """GB/T 2260 of every year since 1981. The table knows the year of a change only: it counts from 1 January."""
    for row in _table(folder, "divisions/areacodes.csv"):
        successors = re.sub(r"\[(\d{4})\]", r"@\1-01-01", row["新代码"]).strip(";").replace(";", "|")
        days = [f"{year}-01-01" if year else "" for year in (row["启用时间"], row["变更/弃用时间"])]
        yield row["代码"], row["名称"], "", "", *days, successors
    for code, name in FICTIONAL.items():
        yield code, f"{name}（虚构）", "", "", "1981-01-01", "", ""


LISTS: tuple[Callable[[Path], Rows], ...] = (industry, ethnicity, degree, party, country, division)


def written(folder: Path) -> dict[str, str]:
    """File name → the text of the CSV; columns that stay empty in the whole list are left out if they may be."""
    return {f"{made.__name__}.csv": _csv(list(made(folder))) for made in LISTS}


def _csv(rows: list[tuple[str, ...]]) -> str:
    kept = [n for n, name in enumerate(HEADER) if name not in ("parent", "successors") or any(row[n] for row in rows)]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([row[n] for n in kept] for row in [HEADER, *rows])
    return text.getvalue()


def _table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def main(folder: Path) -> None:
    """Write every list into this catalogue's codes/."""
    for name, text in written(folder).items():
        (HERE / "codes" / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
