"""Ways of getting a value wrong. Each takes the good row and gives what is written instead in one of its cells."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from city.identifiers import USCC_ALPHABET, org_code, resident_id, uscc
from city.writers import BAD_BYTE, CUT, STRAY_DELIMITER

Row = Mapping[str, Any]
Spoil = Callable[[Row], object]

_LATE_DAY = date(2099, 10, 1)


def constant(value: object) -> Spoil:
    """Always the same wrong value."""
    return lambda row: value


def edited(column: str, edit: Callable[[str], str]) -> Spoil:
    """The value with a text edit."""
    return lambda row: edit(row[column])


def missing(column: str) -> Spoil:
    """Nothing there."""
    del column
    return constant("")


def shortened(column: str) -> Spoil:
    """Without its last character."""
    return edited(column, lambda text: text[:-1])


def last_changed(column: str) -> Spoil:
    """Another check character, never 0: that could be taken for digits lost in a spreadsheet."""
    return edited(column, lambda text: text[:-1] + ("1" if text[-1] != "1" else "2"))


def lettered(column: str, place: int, letter: str) -> Spoil:
    """A letter where it cannot be."""
    return edited(column, lambda text: text[:place] + letter + text[place + 1 :])


def resident(column: str, edit: Callable[[str], str]) -> Spoil:
    """A resident number whose first 17 digits were changed before the check was computed."""
    return edited(column, lambda text: resident_id(edit(text[:17])))


def credit(column: str, edit: Callable[[str], str]) -> Spoil:
    """A social credit code whose first 17 characters were changed before the last check was computed."""
    return edited(column, lambda text: uscc(edit(text[:17])))


def other_org_check(body: str) -> str:
    """A social credit body with another check at place 17."""
    return body[:16] + USCC_ALPHABET[(USCC_ALPHABET.index(body[16]) + 1) % 10]


def as_number(row: Row, column: str) -> int:
    """What a spreadsheet keeps of 18 digits: the first fifteen."""
    return int(row[column][:15]) * 1000


def truncated(column: str) -> Spoil:
    """A number cell where a text cell should be."""
    return lambda row: as_number(row, column)


def loses_digits(column: str) -> Callable[[Row], bool]:
    """Whether the truncated number is wrong by its check digit; one in eleven is right by chance."""
    return lambda row: row[column][-1] != "X" and resident_id(row[column][:15] + "00")[-1] != "0"


def other_sex(row: Row) -> str:
    """女 for 男, 2 for 1, and back."""
    return {"男": "女", "女": "男", "1": "2", "2": "1"}[row["sex"]]


def year_earlier(column: str) -> Spoil:
    """Birth dates `YYYYMMDD` of another year; 1 March for 29 February."""
    return edited(column, lambda text: f"{int(text[:4]) - 1}{text[4:]}".replace("0229", "0301"))


def year_before(column: str, of: str) -> Spoil:
    """A date a year before that of another column, in the same spelling: `YYYY-…` or `YYYY年…`."""
    return lambda row: f"{int(row[of][:4]) - 1}" + row[of][4:].replace("02-29", "02-28").replace("2月29日", "2月28日")


def late_day(row: Row) -> date:
    """A date cell in a far future."""
    del row
    return _LATE_DAY


def _moved(text: str, move: Callable[[float, float], tuple[float, float]]) -> str:
    shape = json.loads(text)
    shape["coordinates"] = [[list(move(lon, lat)) for lon, lat in ring] for ring in shape["coordinates"]]
    return json.dumps(shape, separators=(",", ":"))


def out_of_china(row: Row) -> str:
    """A lot in the Atlantic: the leading digit of its longitude is lost."""
    return _moved(row["geometry"], lambda lon, lat: (round(lon - 100, 7), lat))


def swapped_axes(row: Row) -> str:
    """Latitude first."""
    return _moved(row["geometry"], lambda lon, lat: (lat, lon))


def open_ring(row: Row) -> str:
    """The last point is not the first."""
    shape = json.loads(row["geometry"])
    shape["coordinates"][0][-1][0] = round(shape["coordinates"][0][-1][0] + 0.0001, 7)
    return json.dumps(shape, separators=(",", ":"))


def segment(column: str, place: int, value: str | None) -> Spoil:
    """A licence identifier (root has five parts) with one of its parts replaced, or left out."""

    def edit(text: str) -> str:
        parts = text.split(".")
        return ".".join([*parts[:place], *([] if value is None else [value]), *parts[place + 1 :]])

    return edited(column, edit)


def nobody(row: Row) -> str:
    """A right identifier of a person older than anyone here, or of an entity nobody registered."""
    serial = row["licence_id"].split(".")[-3]
    if row["holder_kind"] == "111":
        return resident_id(
            f"3901021921{1 + int(serial[-1]):02d}{10 + int(serial[-2]):02d}{int(serial[-4:]) % 1000:03d}"
        )
    return uscc("91390100" + org_code("MC" + serial[-6:]))


def stray_delimiter(column: str) -> Spoil:
    """An unquoted comma in the text."""
    return edited(column, lambda text: text + STRAY_DELIMITER)


def bad_byte(column: str) -> Spoil:
    """A byte that is in no character."""
    return edited(column, lambda text: text + BAD_BYTE)


def garbled(column: str) -> Spoil:
    """U+FFFD where a character was lost on the way."""
    return edited(column, lambda text: "\ufffd\ufffd" + text[1:])


def nul_byte(column: str) -> Spoil:
    """A NUL that a fixed-width export left."""
    return edited(column, lambda text: text + "\0")


def cut(column: str) -> Spoil:
    """The line ends within this value."""
    return edited(column, lambda text: text + CUT)
