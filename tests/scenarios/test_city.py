"""A city with known truth, the whole way: rows, faults, bases, themes and letters say exactly what was seeded."""

from __future__ import annotations

import csv
import json
import mailbox
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.load import load
from city import write_city
from expectations.report import letters, sending
from spark_jobs import ledger, themes
from spark_jobs.night import ingest, merge_bases
from spark_jobs.publish import publish
from spark_jobs.query import run
from spark_jobs.register import inventory
from spark_jobs.session import connect
from tests.lakes import contents

Truth = Path
NOW = datetime(2026, 11, 5, tzinfo=UTC)
COUNTS = ("received", "accepted", "quarantined", "superseded", "rejected")
#: A file that came again is a row of its own here, and nowhere else.
REPEATED = ("ledger.chain", "ledger.delivery")
KINDS_OF_LAKE = {"table_without_entry", "column_without_entry", "entry_without_table"}


def rows(sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connect().sql(sql).collect()]


def told(truth: Path, name: str) -> list[dict[str, str]]:
    with (truth / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def post(box: mailbox.Maildir) -> int:
    """Compose the letters and send those that have not left; how many did."""
    return sum(sending.send(report_id, box.add) for report_id in letters.compose())


def files(home: Path) -> dict[Path, bytes]:
    """Everything that was written for people: letters, their mails, the pages about the gate."""
    found = [path for part in ("reports", "postbox") for path in (home / part).rglob("*") if path.is_file()]
    return {path: path.read_bytes() for path in found}


def night() -> None:
    ingest()
    merge_bases()
    themes.build()
    publish(NOW)


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory, engine_url: str) -> Iterator[Truth]:
    """One night over a city of 1,000, with two per cent of its rows spoilt."""
    home = tmp_path_factory.mktemp("city")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YIYUAN_HOME", str(home))
        patch.setenv("YIYUAN_ENGINE", engine_url)
        write_city(home, persons=1_000, defects=0.02)
        night()
        yield home / "truth"


def test_every_delivery_balances_as_seeded(truth: Truth) -> None:
    seeded = {(r["source"], r["file"], *(r[c] for c in COUNTS)) for r in json.loads((truth / "rows.json").read_text())}
    columns = ", ".join(f"b.{name}" for name in COUNTS)
    assert seeded == set(
        rows(
            f"SELECT d.source, d.file_name, {columns} FROM ledger.delivery d JOIN ledger.balance b USING (delivery_id)"
        )
    )
    assert rows("SELECT DISTINCT status FROM ledger.delivery") == [("published",)]


def test_every_fault_is_found_and_no_other(truth: Truth) -> None:
    seeded = {
        (d["source"], d["file"], int(d["line"]), d["column"] or "_line", d["reason"], d["effect"])
        for d in told(truth, "defects.csv")
        if d["effect"] != "superseded"
    }
    found = set(rows("SELECT source, file_name, line, column_name, reason, verdict FROM quality.fault"))
    assert (seeded - found, found - seeded) == (set(), set())


def test_the_gate_passes_and_attributes_nothing_to_a_department(truth: Truth) -> None:
    assert rows("SELECT DISTINCT verdict FROM quality.result WHERE attributed_to = 'pipeline'") == [("pass",)]


def test_nothing_lies_in_the_lake_that_the_catalogue_does_not_explain(truth: Truth) -> None:
    found = inventory.take(load())
    assert {row["kind"] for row in found.orphan} & KINDS_OF_LAKE == set()
    assert {row["hooked"] for row in found.catalogue} == {True}
    counted = {str(row["table_name"]): row["row_count"] for row in found.catalogue}
    assert counted == {table: rows(f"SELECT count(*) FROM {table}")[0][0] for table in counted}


def test_the_bases_hold_what_they_should(truth: Truth) -> None:
    expected = json.loads((truth / "bases.json").read_text())
    assert {name: rows(f"SELECT count(*) FROM base.{name}")[0][0] for name in expected} == expected
    unknown = {d["licence_id"] for d in told(truth, "licence_holder_unknown.csv")}
    assert unknown
    assert rows(f"SELECT licence_id FROM base.licence WHERE licence_id IN ({str(sorted(unknown))[1:-1]})") == []


def test_pension_paid_after_death_finds_the_seeded_cases_and_no_others(truth: Truth) -> None:
    seeded = {
        (d["resident_id"], d["pay_month"]) for d in told(truth, "pension_after_death.csv") if d["kind"] != "certificate"
    }
    assert seeded
    assert set(rows("SELECT resident_id, pay_month FROM theme.social_security__pension_after_death")) == seeded


def test_tickets_by_division_add_up(truth: Truth) -> None:
    seeded = Counter({(d["division"] or None): 0 for d in told(truth, "hotline_by_division.csv")})
    for d in told(truth, "hotline_by_division.csv"):
        seeded[d["division"] or None] += int(d["tickets"])
    found = rows("SELECT division, sum(ticket_count) FROM theme.hotline__tickets_by_division GROUP BY division")
    assert dict(found) == dict(seeded)


def test_no_phone_number_reaches_an_analyst(truth: Truth, catalogue: object) -> None:
    tables = [
        f"{s}.{r.tableName}"
        for s in ("standard", "base", "theme", "quality")
        for r in connect().sql(f"SHOW TABLES IN {s}").collect()
    ]
    phone, found = re.compile(r"(?<![0-9A-Za-z])1[3-9]\d{9}(?![0-9A-Za-z])"), []
    for table in tables:
        if table == "quality.quarantine":
            continue
        frame = run(connect(), catalogue, f"SELECT * FROM {table}", "analyst")
        found += [table for row in frame.collect() for value in row if isinstance(value, str) and phone.search(value)]
    assert len(tables) > 20
    assert found == []


def test_the_share_is_what_the_theme_says_and_answers_its_demand(truth: Truth) -> None:
    theme = "SELECT resident_id, name, died_on, verified_by_health, pay_month, amount FROM theme."
    wanted = rows(f"{theme}social_security__pension_after_death")
    assert sorted(map(str, rows("SELECT * FROM share.pension_after_death"))) == sorted(map(str, wanted))
    delivered = (
        "SELECT demand, recipient, state, rows FROM ledger.publication WHERE output = 'share.pension_after_death'"
    )
    assert rows(delivered) == [("pension_after_death", "human_resources", "published", len(wanted))]
    assert rows("SELECT count(*) FROM ledger.publication WHERE kind = 'share' AND demand IS NULL") == [(0,)]


def test_what_is_open_holds_enterprises_only_and_no_person(truth: Truth) -> None:
    kept = "uscc LIKE '9%' AND uscc NOT LIKE '92%'"
    assert rows("SELECT count(*) FROM open.enterprises") == rows(f"SELECT count(*) FROM base.legal_entity WHERE {kept}")
    assert rows(f"SELECT count(*) FROM open.enterprises WHERE NOT ({kept})") == [(0,)]
    assert rows("SELECT count(*) FROM open.divisions") == rows("SELECT count(*) FROM base.division")


def test_the_unmet_demands_are_the_seeded_ones(truth: Truth) -> None:
    assert dict(rows("SELECT demand, state FROM meta.matching")) == {
        "deaths_for_marriage": "unmet",
        "pension_after_death": "matched",
        "right_holders": "partly",
        "schooling": "unmet",
        "ticket_callers": "refused",
        "tickets_by_division": "matched",
    }


def test_letters_say_what_the_tables_say_and_are_sent_once(truth: Truth) -> None:
    box = mailbox.Maildir(truth.parent / "postbox")
    ids = letters.compose()
    first = {path: path.read_bytes() for path in (truth.parent / "reports").rglob("letter.eml")}
    assert len(ids) == len(first) == 9
    assert [sending.send(report_id, box.add) for report_id in ids] == [True] * 9
    letters.compose()
    assert {path: path.read_bytes() for path in first} == first
    assert [sending.send(report_id, box.add) for report_id in ids] == [False] * 9
    assert len(box) == 9
    sums = dict(rows("SELECT split(source, '/')[0], sum(received) FROM ledger.balance GROUP BY 1"))
    assert dict(rows("SELECT department, rows_received FROM quality.report")) == sums


def test_the_ledger_verifies(truth: Truth) -> None:
    assert ledger.verify(connect()) == []


def test_a_second_delivery_of_everything_changes_nothing(truth: Truth) -> None:
    """The last test of this city: everything again, then a later month."""
    home = truth.parent
    box = mailbox.Maildir(home / "postbox")
    post(box)
    lake, papers = contents(f"{home}/lake"), files(home)
    write_city(home, persons=1_000, defects=0.02)
    night()
    assert post(box) == 0
    assert files(home) == papers
    found = contents(f"{home}/lake")
    changed = [table for table in lake | found if lake.get(table) != found.get(table)]
    # `work` is what a merge reads from; a table's first night has nothing to merge with.
    assert [table for table in changed if not table.startswith("work.")] == list(REPEATED)
    more = [found[table].rows - lake[table].rows for table in REPEATED]
    assert [lake[table].rows - found[table].rows for table in REPEATED] == [Counter()] * 2
    statuses = Counter(status for (status,) in rows("SELECT status FROM ledger.delivery"))
    assert statuses["duplicate"] == statuses["published"]
    assert [new.total() for new in more] == [statuses["duplicate"]] * 2

    write_city(truth.parent, persons=1_000, defects=0.02, month="2027-06")
    people = {row[0] for row in rows("SELECT resident_id FROM base.person")}
    night()
    gone = people - {row[0] for row in rows("SELECT resident_id FROM base.person")}
    ended = {row[0] for row in rows("SELECT resident_id FROM base.person_history WHERE valid_to IS NOT NULL")}
    assert gone
    assert gone <= ended
    assert rows("SELECT resident_id FROM base.person_history WHERE valid_to <= valid_from") == []
    assert (
        rows("SELECT resident_id FROM base.person_history WHERE valid_to IS NULL GROUP BY 1 HAVING count(*) > 1") == []
    )
    assert ledger.verify(connect()) == []
