"""The lists as tables: who is responsible, what is offered, what is asked for, what matches; and that they follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from catalog.load import load
from spark_jobs import tables
from spark_jobs.lists import recorded
from spark_jobs.lists.matching import matching
from spark_jobs.lists.recorded import HistoryRewrittenError
from spark_jobs.proofs.declared import declared
from spark_jobs.session import connect
from tests.spark_jobs.listed_city import BASE, DEMAND, NEGATIVE, OPEN, SOURCE, known

TODAY = date(2026, 10, 1)
Changed = Mapping[str, str | None]
Build = Callable[[Changed], list[str]]
#: b asks for more than the share gives, for what is barred, for what nobody has; and once in vain.
ASKED: Changed = {
    "lists/demand/names.yml": DEMAND.replace("base.thing.name]", "base.thing.name, standard.list.told_on]"),
    "lists/demand/phones.yml": DEMAND.replace("base.thing.code, base.thing.name", "standard.list.phone"),
    "lists/demand/age.yml": DEMAND.replace("wanted: [base.thing.code, base.thing.name]", "description: 年龄"),
    "lists/demand/day.yml": DEMAND.replace("base.thing.code, base.thing.name", "standard.list.told_on").replace(
        "status: granted", "status: refused, note: 超出职责"
    ),
    "lists/demand/code.yml": DEMAND.replace("base.thing.code, base.thing.name", "standard.list.code"),
    "lists/demand/whole.yml": DEMAND.replace("base.thing.code, base.thing.name", "base.thing").replace(
        "  - {on: 2026-01-02, status: granted}\n", ""
    ),
    "lists/demand/gone.yml": DEMAND.replace("status: granted", "status: withdrawn"),
}


def matched(tmp_path: Path, changed: Changed, today: date = TODAY, **withheld: str) -> dict[str, tuple[object, ...]]:
    held = {name.replace("_", ".", 1): reason for name, reason in withheld.items()}
    found = matching(known(tmp_path, changed), today, held)
    return {it.demand: (it.state, it.outputs, it.missing, it.reason) for it in found}


def test_each_demand_is_matched_partly_unmet_or_refused_and_the_reason_is_told(tmp_path: Path) -> None:
    clause = "列入负面清单：某法第一条（1 列）"
    assert matched(tmp_path, ASKED) == {
        "names": ("partly", ("share.names",), ("standard.list.told_on",), "已同意，尚无输出（1 列）"),
        "phones": ("unmet", (), ("standard.list.phone",), clause),
        "age": ("unmet", (), (), "目录中没有：年龄"),
        "day": ("refused", (), ("standard.list.told_on",), "超出职责"),
        "code": ("matched", ("open.codes",), (), None),
        "whole": ("unmet", (), ("base.thing.code", "base.thing.name"), "尚未答复（2 列）"),
    }


def test_what_is_not_out_gives_nothing(tmp_path: Path) -> None:
    found = matched(tmp_path, {}, share_names="含个人号码", open_codes="来源尚无数据")
    missing = ("base.thing.code", "base.thing.name")
    assert found == {"names": ("unmet", (), missing, "输出未发布：来源尚无数据（2 列）")}


def test_a_share_that_has_run_out_gives_nothing(tmp_path: Path) -> None:
    found = matched(tmp_path, {"outputs/open/codes.yml": None}, date(2030, 1, 2))
    assert found["names"] == ("unmet", (), ("base.thing.code", "base.thing.name"), "已同意，尚无输出（2 列）")


def test_a_count_of_it_is_not_the_column(tmp_path: Path) -> None:
    opening = OPEN.replace("lib__list", "lib__count").replace("code: {}", "named_count: {}")
    found = matched(tmp_path, {"outputs/open/codes.yml": opening, "outputs/share/names.yml": None})
    assert found["names"][0] == "unmet"


def test_the_demo_citys_gap_is_the_seeded_one() -> None:
    states = {it.demand: (it.state, it.missing) for it in matching(declared(load()), TODAY)}
    assert states == {
        "deaths_for_marriage": ("unmet", ("base.person.resident_id", "base.person.died_on")),
        "pension_after_death": ("matched", ()),
        "right_holders": ("partly", ("base.legal_entity.address",)),
        "schooling": ("unmet", ()),
        "ticket_callers": ("refused", ("standard.tickets.caller", "standard.tickets.phone")),
        "tickets_by_division": ("matched", ()),
    }


@pytest.fixture
def build(tmp_path: Path, engine_url: str, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Write the lists of a catalogue into an empty lake of its own."""
    monkeypatch.setenv("YIYUAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("YIYUAN_ENGINE", engine_url)
    monkeypatch.delenv("YIYUAN_LAKE", raising=False)
    runs = iter(range(99))

    def build(changed: Changed) -> list[str]:
        return recorded.build(connect(), known(tmp_path / f"c{next(runs)}", changed), TODAY)

    return build


def rows(sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connect().sql(sql).collect()]


def test_unchanged_lists_are_not_written_again(build: Build) -> None:
    assert build({}) == ["meta.responsibility", "meta.supply", "meta.matching", "meta.demand"]
    assert build({}) == []


def test_every_rule_has_one_department_and_somebody_to_tell(build: Build) -> None:
    verified = BASE.replace(
        'name: {element: name, authority: {a/list.name: "{x}"}}',
        'name: {element: name, authority: {a/list.name: "{x}"}, verified_by: {b/other.name: code}}',
    )
    steward = "steward: {name: 科员, email: c@dept.example, phone: 0999-2}\n"
    other = SOURCE.replace("307001/000001", "307001/000002").replace("label: 系统", "label: 另一系统") + steward
    build({"bases/thing.yml": verified, "sources/b/other.yml": other})
    names = "department, verified_by, recipients, deadline_days"
    found = rows(f"SELECT DISTINCT source, column_name, {names} FROM meta.responsibility WHERE column_name = 'name'")
    assert {(row[0], row[2], tuple(row[3]), tuple(row[4])) for row in found} == {  # type: ignore[arg-type]
        ("a/list", "a", ("b",), ("a@dept.example",)),
        ("b/other", "b", (), ("c@dept.example", "b@dept.example")),
    }
    assert rows("SELECT count(*) FROM meta.responsibility WHERE size(recipients) = 0 OR department IS NULL") == [(0,)]
    assert rows("SELECT DISTINCT deadline_days FROM meta.responsibility ORDER BY 1") == [(None,), (10,)]


def test_the_supply_list_follows_the_catalogue(build: Build) -> None:
    at = datetime(2026, 9, 1, tzinfo=UTC)
    for table, row in {
        "ledger.delivery": {"delivery_id": "d", "source": "a/list", "status": "published", "received_at": at},
        "ledger.balance": {"delivery_id": "d", "source": "a/list", "received": 4, "accepted": 3},
    }.items():
        names = connect().table(tables.ensure(connect(), table)).columns
        tables.upsert(connect(), table, [dict.fromkeys(names) | row], "delivery_id")
    build({})
    names = "column_name, level, share_type, open_type, open_terms, accepted_share"
    assert rows(f"SELECT {names} FROM meta.supply WHERE last_arrival = TIMESTAMP'2026-09-01' ORDER BY column_name") == [
        ("code", 1, "conditional", "unconditional", "依据", 0.75),
        ("name", 3, "conditional", "none", "3 级数据不开放", 0.75),
        ("told_on", 2, "conditional", "conditional", "2 级数据，按条件开放", 0.75),
    ]
    flag = SOURCE.replace("conditional, condition: 因履行职责, basis: 依据", "none, basis: 《中华人民共和国某法》")
    assert build({"sources/a/list.yml": flag, "outputs/share/names.yml": None})[0] == "meta.supply"
    assert rows("SELECT * FROM meta.supply") == []


def test_what_is_barred_from_sharing_is_not_offered(build: Build) -> None:
    build({"lists/negative/phone.yml": NEGATIVE.replace("columns: [standard.list.phone]", "elements: [phone, name]")})
    assert rows("SELECT column_name FROM meta.supply ORDER BY 1") == [("code",), ("told_on",)]


def test_a_history_is_only_added_to(build: Build) -> None:
    build({})
    longer = DEMAND + "  - {on: 2026-02-01, status: confirmed}\n"
    assert build({"lists/demand/names.yml": longer}) == ["meta.matching", "meta.demand"]
    steps = [(1, date(2026, 1, 1), "submitted"), (2, date(2026, 1, 2), "granted"), (3, date(2026, 2, 1), "confirmed")]
    assert rows("SELECT step, on_date, status FROM meta.demand ORDER BY step") == steps
    for rewritten in (DEMAND, longer.replace("2026-01-02", "2026-01-03"), None):
        gone: Changed = {"lists/demand/names.yml": rewritten}
        if rewritten is None:
            gone = {**gone, "outputs/share/names.yml": None}
        with pytest.raises(HistoryRewrittenError, match="names"):
            build(gone)
    assert rows("SELECT step, on_date, status FROM meta.demand ORDER BY step") == steps


def test_a_share_matches_once_it_is_out(build: Build) -> None:
    build({"outputs/open/codes.yml": None})
    state = "SELECT state, reason FROM meta.matching"
    assert rows(state) == [("unmet", "输出未发布：来源尚无数据（2 列）")]
    names = connect().table(tables.ensure(connect(), "ledger.publication")).columns
    entry = dict.fromkeys(names) | {"publication_id": "p1", "output": "share.names", "state": "published",
                                    "at": datetime(2026, 9, 1, tzinfo=UTC)}  # fmt: skip
    tables.upsert(connect(), "ledger.publication", [entry], "publication_id")
    build({"outputs/open/codes.yml": None})
    assert rows(state) == [("matched", None)]
