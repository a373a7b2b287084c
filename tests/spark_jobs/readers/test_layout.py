"""A layout made from the catalogue, and its way to a worker and back."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from catalog.model import Column, Reader, Sharing, Source, System
from spark_jobs.readers import ROW_REASONS, Layout, Unreadable, layout


def source(**reader: object) -> Source:
    share = Sharing(type="none", basis="b")
    return Source(
        label="户籍",
        code="307001/000001",
        abstract="户籍登记",
        office="户政科",
        published_on=date(2026, 9, 1),
        classified=False,
        system=System(id="s", label="系统"),
        readers={"csv": Reader.model_validate({"kind": "csv", **reader})},
        cycle="monthly",
        grace_days=1,
        mode="snapshot",
        key=("id",),
        columns={
            "id": Column(element="e", headers=("编号", "no")),
            "name": Column(element="e", headers=("姓名",), required=True),
            "note": Column(element="e", headers=("备注",)),
        },
        share=share,
        open=share,
    )


def test_layout_of_a_source() -> None:
    columns = (("id", ("编号", "no")), ("name", ("姓名",)), ("note", ("备注",)))
    expected = Layout("csv", "gb18030", "\t", 0, 1, None, columns, ("id", "name"))
    assert layout(source(encoding="gb18030", delimiter="\t"), ".CSV") == expected
    assert pickle.loads(pickle.dumps(expected)) == expected  # noqa: S301 - how it travels to a worker


def test_no_reader_for_the_suffix() -> None:
    with pytest.raises(KeyError):
        layout(source(), "xls")


@pytest.mark.parametrize("reader", [{"encoding": "utf-16"}, {"delimiter": "，"}, {"delimiter": '"'}])
def test_what_no_reader_can_serve(reader: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"delimiter|ASCII"):
        layout(source(**reader), "csv")


def test_a_verdict_travels_and_quotes_no_header() -> None:
    verdict = pickle.loads(pickle.dumps(Unreadable("HEADER_DRIFT", "缺少。", ("a",))))  # noqa: S301
    assert (verdict.reason, verdict.sentence, verdict.headers) == ("HEADER_DRIFT", "缺少。", ("a",))
    assert str(verdict) == "HEADER_DRIFT: 缺少。"


def test_every_row_reason_has_a_sentence_and_a_fix() -> None:
    assert all(what and fix for what, fix in ROW_REASONS.values())
