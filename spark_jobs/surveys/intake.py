"""Read a survey workbook that a department sent back; every bad cell is a problem, all at once, and never a traceback.

The cells are numbered as they are read and stand in for the lines of a file, so that the catalogue's own checks judge
a workbook as they judge YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from python_calamine import CalamineWorkbook
from xlsxwriter.utility import xl_rowcol_to_cell

from catalog import surveyed
from catalog.document import Document, Place
from catalog.load import Loaded
from catalog.model import Catalogue
from catalog.problem import Problem
from catalog.survey import Survey
from catalog.wording import EXPLAINED
from spark_jobs.readers.cells import text_of
from spark_jobs.surveys.sheets import COVER, DATASETS, DAY, DUTIES, ITEMS, SHEETS, Column, Sheet

WHOLE = re.compile(r"-?[0-9]{1,15}")
#: Rows of a sheet that are read; a real department has hundreds.
MOST_ROWS = 100_000


@dataclass(frozen=True)
class CellProblem:
    """Prints as `file:sheet!cell: CODE message`; a warning as `file:sheet!cell: warning: CODE message`."""

    file: str
    cell: str
    code: str
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        warning = "warning: " if self.severity == "warning" else ""
        return f"{self.file}:{self.cell}: {warning}{self.code} {self.message}"


@dataclass
class Reading:
    """What was read so far. `cells[n - 1]` is the name of the cell with number n; `lines` numbers each place."""

    file: str
    value: dict[str, Any] = field(default_factory=dict)
    lines: dict[Place, int] = field(default_factory=dict)
    cells: list[tuple[str, str]] = field(default_factory=lambda: [(f"{COVER}!A1", "")])
    problems: list[Problem] = field(default_factory=list)

    def number(self, sheet: str, row: int, column: int, header: str) -> int:
        """The number of a cell (row and column from 0)."""
        self.cells.append((f"{sheet}!{xl_rowcol_to_cell(row, column)}", header))
        return len(self.cells)

    def problem(self, line: int, code: str, message: str) -> None:
        """Note what is wrong with a cell."""
        self.problems.append(Problem(self.file, line, code, message))

    def told(self, problem: Problem) -> CellProblem:
        """A problem at a line as one at a cell."""
        cell, _ = self.cells[problem.line - 1]
        return CellProblem(self.file, cell, problem.code, problem.message, problem.severity)


def read(path: Path, department: str, catalogue: Catalogue, loaded: Loaded) -> tuple[Survey | None, list[CellProblem]]:
    """The survey of a department, None if there is an error; and every problem, in the order of the cells."""
    reading = Reading(path.name)
    survey = None
    if sheets := _sheets(path, reading):
        _cover(sheets.get(COVER, []), reading)
        told: dict[str, bool] = {}
        for sheet in SHEETS:
            known = sheet is not ITEMS or told[DATASETS.name]  # an item belongs to a dataset
            told[sheet.name] = known and _records(sheet, sheets.get(sheet.name), catalogue, reading)
        survey = _survey(department, catalogue, loaded, reading) if all(told.values()) else None
    found = sorted(set(reading.problems), key=lambda problem: (problem.line, problem.code))
    failed = any(problem.severity == "error" for problem in found)
    return None if failed else survey, [reading.told(problem) for problem in found]


def _sheets(path: Path, reading: Reading) -> dict[str, list[list[str]]]:
    """Sheet name → rows of texts. Calamine says with many exceptions that a file is damaged, one of them a panic."""
    try:
        with path.open("rb") as stream:
            book = CalamineWorkbook.from_filelike(stream)
            found = {name: book.get_sheet_by_name(name) for name in book.sheet_names}
            wanted = {sheet.name for sheet in SHEETS} | {COVER}
            return {
                name: [
                    [text_of(cell).strip() for cell in row]
                    for row in sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS)
                ]
                for name, sheet in found.items()
                if name in wanted
            } or {COVER: []}
    except OSError as error:
        reading.problem(1, "UNREADABLE", f"cannot be read: {error.strerror or error}")
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        reading.problem(1, "UNREADABLE", "this is no workbook that can be opened; save it as .xlsx again")
    return {}


def _cover(rows: Sequence[Sequence[str]], reading: Reading) -> None:
    for number, row in enumerate(rows):
        if row and row[0] == DAY:
            reading.lines["surveyed_on",] = reading.number(COVER, number, 1, DAY)
            reading.value |= {"surveyed_on": _day(row[1])} if len(row) > 1 and row[1] else {}
            return
    reading.problem(1, "MISSING_FIELD", f"the sheet `{COVER}` must have a row `{DAY}` with the day of the survey")


def _day(text: str) -> date | str:
    """The day that a cell tells, or its text, which is none."""
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return text


def _records(sheet: Sheet, rows: Sequence[Sequence[str]] | None, catalogue: Catalogue, reading: Reading) -> bool:
    """Read a sheet; False if nobody can tell what its rows are about, so that there is nothing to judge."""
    if not rows:
        reading.problem(1, "MISSING_SHEET", f"there is no sheet `{sheet.name}`; use the template and keep its sheets")
        return True
    order = _order(sheet, rows[0], reading)
    if {column.header for column in sheet.columns if not column.field} - {column.header for column, _ in order}:
        return False
    labels = {element.label: name for name, element in catalogue.elements.items()}
    for number, row in enumerate(rows[1:], 1):
        if any(row):
            record = [
                _Cell(column, row[at] if at < len(row) else "", reading.number(sheet.name, number, at, column.header))
                for column, at in order
            ]
            _record(sheet, record, labels, reading)
    return True


@dataclass(frozen=True)
class _Cell:
    column: Column
    text: str
    number: int


def _order(sheet: Sheet, head: Sequence[str], reading: Reading) -> list[tuple[Column, int]]:
    """Which column stands where; columns may be moved, not renamed."""
    known = {column.header: column for column in sheet.columns}
    for at, header in enumerate(head):
        if header and (header not in known or header in head[:at]):
            line = reading.number(sheet.name, 0, at, header)
            what = "stands twice" if header in known else "is no column of this sheet"
            reading.problem(line, "UNKNOWN_HEADER", f"`{header}` {what}; keep the headers of the template")
    for header in known:
        if header not in head:
            line = reading.number(sheet.name, 0, len(head), header)
            reading.problem(line, "MISSING_HEADER", f"the column `{header}` is gone; keep the headers of the template")
    return [(column, head.index(header)) for header, column in known.items() if header in head]


def _record(sheet: Sheet, cells: list[_Cell], labels: dict[str, str], reading: Reading) -> None:
    """Put one row into the survey, under the name in its first column (an item: under its dataset)."""
    names = [cell for cell in cells if not cell.column.field]
    if missing := [cell for cell in names if not cell.text]:
        reading.problem(missing[0].number, "MISSING_FIELD", f"`{missing[0].column.header}` is required; fill it in")
        return
    place: Place = (
        ("datasets", names[0].text, "items", names[1].text) if sheet is ITEMS else (sheet.part, names[0].text)
    )
    parent = reading.value
    for step in place[:-1]:
        if sheet is ITEMS and step == names[0].text and step not in parent:
            message = f"`{step}` is not among the datasets of the sheet `{DATASETS.name}`"
            reading.problem(names[0].number, "UNKNOWN_DATASET", message)
            return
        parent = parent.setdefault(str(step), {})
    if place[-1] in parent:
        reading.problem(names[-1].number, "DUPLICATE_KEY", f"`{place[-1]}` stands twice; keep one")
        return
    reading.lines[place] = names[-1].number
    parent[str(place[-1])] = dict(_fields(sheet, cells, place, labels, reading))


def _fields(
    sheet: Sheet, cells: list[_Cell], place: Place, labels: dict[str, str], reading: Reading
) -> Iterator[tuple[str, Any]]:
    nested: dict[str, dict[str, Any]] = {}
    for cell in cells:
        if not (path := cell.column.field):
            continue
        reading.lines[*place, *path] = cell.number
        if not cell.text:
            continue
        value = _value(cell, labels, reading)
        if cell.column.several:
            reading.lines |= {(*place, *path, position): cell.number for position in range(len(value))}
        if len(path) == 2:
            nested.setdefault(path[0], {})[path[1]] = value
            reading.lines.setdefault((*place, path[0]), cell.number)
        else:
            yield path[0], value
    yield from nested.items()
    if sheet is DATASETS:
        reading.lines[*place, "items"] = reading.lines[place]
        yield "items", {}


def _value(cell: _Cell, labels: dict[str, str], reading: Reading) -> Any:
    """What a cell means; a choice that does not exist is a problem."""
    if cell.column.several:
        return [part.strip() for part in re.split("[、，；,;]", cell.text) if part.strip()]
    if cell.column.field == ("element",):
        if cell.text not in labels and cell.text not in labels.values():
            message = f"there is no data element `{cell.text}`; leave the cell empty if none fits"
            reading.problem(cell.number, "UNKNOWN_ELEMENT", message)
            return None
        return labels.get(cell.text, cell.text)
    if cell.column.choices is None:
        return int(cell.text) if cell.column.number and WHOLE.fullmatch(cell.text) else cell.text
    if cell.text not in cell.column.choices:
        choices = "、".join(cell.column.choices)
        reading.problem(cell.number, "INVALID_VALUE", f"`{cell.column.header}` is one of {choices}")
        return next(iter(cell.column.choices.values()))  # so that the model does not complain once more
    return cell.column.choices[cell.text]


def _survey(department: str, catalogue: Catalogue, loaded: Loaded, reading: Reading) -> Survey | None:
    """The model and the catalogue's checks over what was read; records that are wrong are left out of the checks."""
    name = f"survey/{department}"
    value = {"id": department, **reading.value}
    try:
        survey = Survey.model_validate(value)
    except ValidationError as error:
        reading.problems += [_problem(reading, dict(item)) for item in error.errors()]
        survey = Survey.model_validate(_sound(value, [item["loc"] for item in error.errors()]))
    document = Document(reading.file, reading.value, reading.lines)
    others = {other: it for other, it in catalogue.surveys.items() if other != department}
    whole = catalogue.model_copy(update={"surveys": {**others, department: survey}})
    found = surveyed.problems_of(whole, {**loaded.documents, name: document})
    reading.problems += [problem for problem in found if problem.file == reading.file]
    return survey


def _sound(value: dict[str, Any], wrong: Sequence[Place]) -> dict[str, Any]:
    """A survey without its wrong datasets; wrong duties and systems stay as names, since others refer to them."""
    sound = {part: dict(records) if isinstance(records, dict) else records for part, records in value.items()}
    for place in wrong:
        part = str(place[0])
        if part == "surveyed_on":
            sound[part] = date.min
        elif place[-1] == "[key]" or part == DATASETS.part:
            sound[part].pop(place[1], None)
        else:
            sound[part][place[1]] = (
                {"label": "?", "basis": "?"} if part == DUTIES.part else {"label": "?", "status": "在用"}
            )
    return sound


def _problem(reading: Reading, error: dict[str, Any]) -> Problem:
    place = tuple(error["loc"])
    line = Document(reading.file, None, reading.lines).line(place)
    header = reading.cells[line - 1][1] or ".".join(map(str, place))
    if error["type"] == "missing":
        return Problem(reading.file, line, "MISSING_FIELD", f"`{header}` is required; fill it in")
    if place[-1] == "items":
        message = f"the dataset has no item on the sheet `{ITEMS.name}`; list at least one"
        return Problem(reading.file, line, "MISSING_FIELD", message)
    told = EXPLAINED.get(error.get("ctx", {}).get("pattern"), error["msg"])
    return Problem(reading.file, line, "INVALID_VALUE", f"`{header}`: {told}")
