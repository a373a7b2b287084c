"""What is true of the deliveries, for a test or a demonstration to compare with what the pipeline found."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import polars as pl

from city.defects import Defect, Delivery
from city.draw import Ints
from city.layout import Layout

#: base library → the sources whose accepted rows are its rows
_BASES = {
    "person": ("public_security/household_register",),
    "legal_entity": (
        "market_regulation/enterprises",
        "civil_affairs/social_organisations",
        "institution_office/public_institutions",
    ),
    "division": ("civil_affairs/divisions",),
    "address": ("civil_affairs/standard_addresses",),
    "licence": ("administrative_approval/licences",),
    "parcel": ("natural_resources/parcels",),
}


@dataclass(frozen=True)
class FileTruth:
    """The balance of one delivered file, in rows."""

    source: str
    file: str
    received: int
    accepted: int
    quarantined: int
    superseded: int
    rejected: int


def balance(delivery: Delivery, defects: list[Defect]) -> FileTruth:
    """received = accepted + quarantined + superseded + rejected."""
    effects = Counter(defect.kind.effect for defect in defects)
    lost = [effects["quarantined"], effects["superseded"], effects["rejected"]]
    received = len(delivery.frame) + effects["superseded"]
    return FileTruth(delivery.source, delivery.file, received, received - sum(lost), *lost)


def lines(layout: Layout, frame: pl.DataFrame) -> Ints:
    """The line (CSV, JSON Lines), row (XLSX) or record number (JSON, GeoJSON) of every row."""
    breaks = np.zeros(len(frame), dtype=np.int64)
    if layout.form == "csv":
        for column in layout.headers:
            breaks += frame[column].str.count_matches("\n", literal=True).fill_null(0).to_numpy().astype(np.int64)
    before = np.concatenate([[0], np.cumsum(breaks)[:-1]]) if len(frame) else breaks
    return np.asarray(layout.first_line + np.arange(len(frame)) + before, dtype=np.int64)


def defect_rows(delivery: Delivery, layout: Layout, defects: list[Defect]) -> list[tuple[str, ...]]:
    """department, source, file, line, column, reason, effect."""
    at = lines(layout, delivery.frame)
    department = delivery.source.split("/")[0]
    return [
        (department, delivery.source, delivery.file, str(at[d.position]), d.kind.column, d.kind.reason, d.kind.effect)
        for d in sorted(defects, key=lambda defect: defect.position)
    ]


def base_counts(files: Sequence[FileTruth], divisions: int, homeless: int) -> dict[str, int]:
    """Rows of each base library, where all that it is made of was written; a licence without holder does not enter."""
    accepted = Counter[str]()
    for told in files:
        accepted[told.source] += told.accepted
    if homeless:
        accepted["administrative_approval/licences"] -= homeless
    if divisions:
        accepted["civil_affairs/divisions"] = divisions
    return {
        base: sum(accepted[s] for s in sources)
        for base, sources in _BASES.items()
        if any(s in accepted for s in sources)
    }


def unknown_holders(delivery: Delivery, layout: Layout, defects: list[Defect]) -> pl.DataFrame:
    """Licences whose holder is in neither library."""
    found = [defect for defect in defects if defect.kind.reason == "HOLDER_UNKNOWN"]
    places = [defect.position for defect in found]
    return pl.DataFrame(
        {
            "licence_id": delivery.frame["licence_id"][places],
            "holder_id": pl.Series([str(defect.value) for defect in found], dtype=pl.String),
            "holder_kind": delivery.frame["holder_kind"][places],
            "line": lines(layout, delivery.frame)[places],
        }
    )


def tickets_by_division(delivery: Delivery, defects: list[Defect]) -> pl.DataFrame:
    """Accepted tickets per division (empty where it is withheld) and responsible department."""
    lost = [defect.position for defect in defects if defect.kind.effect in ("quarantined", "rejected")]
    blank = [defect.position for defect in defects if defect.kind.column == "division"]
    place = pl.int_range(pl.len())
    return (
        delivery.frame.with_columns(
            pl.when(place.is_in(blank)).then(pl.lit("")).otherwise("division").alias("division")
        )
        .filter(~place.is_in(lost))
        .group_by("division", "department_name")
        .agg(pl.len().alias("tickets"))
        .sort("division", "department_name")
    )


def write_defects(folder: Path, rows: Iterable[tuple[str, ...]]) -> None:
    """defects.csv, in order of files and lines."""
    with (folder / "defects.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("department", "source", "file", "line", "column", "reason", "effect"))
        table.writerows(rows)


def write_json(folder: Path, files: Sequence[FileTruth], bases: dict[str, int]) -> None:
    """rows.json and bases.json."""
    for name, told in (("rows", [asdict(file) for file in files]), ("bases", bases)):
        (folder / f"{name}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
