"""The real register, as published and in broken forms. Test input only; nothing of it is printed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from spark_jobs.readers import Layout, read, schema

REAL = Path(__file__).parents[3] / "../shared/real/enterprise_register"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason=f"the real register is not here: {REAL}")

HEADERS = [
    "企业名称",
    "统一社会信用代码",
    "注册日期",
    "企业类型",
    "法人代表",
    "注册资金",
    "经营范围",
    "所在省份",
    "地区",
    "注册地址",
]
MEMBERS = [
    "name",
    "code",
    "registrationDay",
    "character",
    "legalRepresentative",
    "capital",
    "businessScope",
    "province",
    "city",
    "address",
]
COLUMNS = tuple((member.lower(), (header, member)) for header, member in zip(HEADERS, MEMBERS, strict=True))


def table(name: str, kind: str = "csv", records: str | None = None) -> pa.Table:
    layout = Layout(kind, "utf-8", ",", 0, 1, records, COLUMNS)
    return pa.Table.from_batches(list(read(REAL / name, layout)), schema(layout))


def reasons(found: pa.Table) -> dict[str | None, int]:
    return dict(Counter(found["_reason"].to_pylist()))


def test_one_register_in_three_forms() -> None:
    forms = [table("2002_tibet.csv"), table("2002_tibet.xls", "xlsx"), table("2002_tibet.json", "json", "erDataList")]
    assert [reasons(form) for form in forms] == [{None: 57, "GARBLED": 2}] * 3
    ids = [column for column, _ in COLUMNS]
    csv, xls, json = (form.filter(form["_reason"].is_null()).select(ids) for form in forms)
    assert csv.equals(xls)
    assert csv.equals(json)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2001_2003_heilongjiang.masked.csv", {None: 7779, "GARBLED": 10, "RAGGED": 1}),
        ("2002_zhejiang_mojibake.masked.csv", {None: 4216, "GARBLED": 70, "RAGGED": 12}),
        ("2000_hubei_headeronly.csv", {}),
    ],
)
def test_every_row_is_there(name: str, expected: dict[str | None, int]) -> None:
    found = table(name)
    assert reasons(found) == expected
    assert found["_line"].to_pylist() == list(range(2, found.num_rows + 2))
