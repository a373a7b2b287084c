"""The deliveries are the same each time, add up, and hold exactly the defects that the truth lists."""

from __future__ import annotations

import hashlib
import json
from collections import Counter

import openpyxl
import pytest

from city import write_city
from city.kinds import KINDS
from city.layout import LAYOUTS


def tree(folder):
    """Bytes of every file, and the time of those that are delivered."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    times = {path: path.stat().st_mtime_ns for path in files if "inbox" in path.parts}
    return {
        str(path.relative_to(folder)): (hashlib.sha256(path.read_bytes()).hexdigest(), times.get(path))
        for path in files
    }


def test_same_arguments_give_the_same_bytes_and_times(tmp_path):
    for name in ("a", "b"):
        write_city(tmp_path / name, persons=200, seed=7)
    write_city(tmp_path / "c", persons=200, seed=8)
    assert tree(tmp_path / "a") == tree(tmp_path / "b")
    assert tree(tmp_path / "a") != tree(tmp_path / "c")


def test_files_arrive_in_the_first_days_of_the_next_month(city):
    from datetime import UTC, datetime, timedelta

    times = [path.stat().st_mtime for path in (city.folder / "inbox").rglob("*") if path.is_file()]
    local = [datetime.fromtimestamp(time, UTC) + timedelta(hours=8) for time in times]
    assert {(time.year, time.month, time.hour) for time in local} == {(2026, 11, 9)}
    assert {time.day for time in local} == {1, 2, 3, 4, 5}


@pytest.mark.parametrize("persons", [0, 1, 50])
def test_tiny_cities(tmp_path, persons):
    summary = write_city(tmp_path, persons=persons)
    assert {file.source for file in summary.files} == LAYOUTS.keys()
    assert next(file for file in summary.files if "household" in file.source).received == persons
    assert all(f.received == f.accepted + f.quarantined + f.superseded + f.rejected for f in summary.files)


def test_without_defects_there_are_none(clean_city):
    assert clean_city.truth("defects.csv") == []
    assert clean_city.truth("licence_holder_unknown.csv") == []
    assert all(file["received"] == file["accepted"] for file in clean_city.truth("rows.json"))


@pytest.mark.parametrize("which", ["city", "clean_city", "next_month"])
def test_rows_of_the_truth_are_the_rows_of_the_files(request, which):
    city = request.getfixturevalue(which)
    files = city.truth("rows.json")
    delivered = {(file["source"], file["file"]) for file in files}
    inbox = city.folder / "inbox"
    assert delivered == {
        ("/".join(path.relative_to(inbox).parts[:2]), "/".join(path.relative_to(inbox).parts[2:]))
        for path in inbox.rglob("*")
        if path.is_file()
    }
    for file in files:
        assert len(city.records(file["source"], file["file"])) == file["received"]
        assert file["received"] == file["accepted"] + file["quarantined"] + file["superseded"] + file["rejected"]
    effects = Counter((d["source"], d["file"], d["effect"]) for d in city.truth("defects.csv"))
    told = {
        (f["source"], f["file"], effect): f[effect]
        for f in files
        for effect in ("quarantined", "superseded", "rejected")
    }
    assert {key: count for key, count in effects.items() if key[2] not in ("withheld", "recorded")} == {
        k: n for k, n in told.items() if n
    }


def test_every_kind_of_defect_is_there(tmp_path):
    write_city(tmp_path, persons=500)
    text = (tmp_path / "truth" / "defects.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert {line.split(",")[5] for line in text} == {kind.reason for kinds in KINDS.values() for kind in kinds}


def test_every_kind_of_every_source_is_there_in_a_city_of_some_size(city):
    found = {(d["source"], d["column"], d["reason"]) for d in city.truth("defects.csv")}
    wanted = {(source, kind.column, kind.reason) for source, kinds in KINDS.items() for kind in kinds}
    assert wanted - found == set()


def _files(city):
    return [(file["source"], file["file"]) for file in city.truth("rows.json") if "licences" not in file["source"]]


def test_only_the_listed_rows_differ_from_the_clean_city_and_in_one_cell(city, clean_city):
    """Licences are left out: who holds them depends on whose row in the registers is right."""
    defects = {(d["source"], d["file"], int(d["line"])): d for d in city.truth("defects.csv")}
    for source, file in _files(city):
        clean = clean_city.records(source, file)
        for line, record in city.records(source, file).items():
            defect = defects.get((source, file, line))
            if line not in clean:
                assert any(
                    record == clean[n]
                    for n in clean
                    if defects.get((source, file, n), {}).get("reason") == "DUPLICATE_KEY"
                )
            elif defect is None or defect["effect"] == "superseded":
                assert record == clean[line]
            elif defect["effect"] == "rejected":
                assert "broken" in record
            else:
                header = LAYOUTS[source].headers[defect["column"]]
                changed = [name for name, value in record.items() if value != clean[line][name]]
                paired = {"PERIOD_REVERSED": ["证书有效期至"]}
                assert changed == paired.get(defect["reason"], [header])


def _value(city, defect):
    record = city.records(defect["source"], defect["file"])[int(defect["line"])]
    return record, record.get(LAYOUTS[defect["source"]].headers.get(defect["column"], ""))


def test_defects_are_what_their_reason_says(city):
    says = {
        "MISSING": lambda v: v in ("", None),
        "LENGTH": lambda v: len(v) in (5, 11, 17) or (len(v) == 18 and "GB" in v) or "J" in v,
        "EXCEL_PRECISION": lambda v: v == "3.90102E+17" or (isinstance(v, float) and v > 1e17),
        "CALENDAR": lambda v: v in ("2019-02-30", "202613"),
        "FUTURE": lambda v: "2099" in str(v),
        "GEOMETRY_BOUNDS": lambda v: v["coordinates"][0][0][0] < 73,
        "AXES_SWAPPED": lambda v: v["coordinates"][0][0][0] < v["coordinates"][0][0][1],
        "RING_NOT_CLOSED": lambda v: v["coordinates"][0][0] != v["coordinates"][0][-1],
        "SEGMENTS": lambda v: v.count(".") == 8,
        "ROOT": lambda v: not v.startswith("1.2.156.3005.2."),
        "VERSION": lambda v: v.split(".")[8] == "01",
        "OUT_OF_SCOPE": lambda v: v[0] in "59",
        "AUTHORITY": lambda v: v[0] == "B",
        "REGION_UNKNOWN": lambda v: v[2:8] == "399998",
    }
    seen = Counter()
    for defect in city.truth("defects.csv"):
        if defect["reason"] in says:
            _, value = _value(city, defect)
            assert says[defect["reason"]](value), (defect, value)
            seen[defect["reason"]] += 1
    assert seen.keys() == says.keys()


def test_check_defects_fail_their_check_and_nothing_else(city, clean_city):
    for defect in city.truth("defects.csv"):
        if defect["reason"] == "CHECK" and "licences" not in defect["source"]:
            _, value = _value(city, defect)
            _, good = _value(clean_city, defect)
            assert value[:-1] == good[:-1]
            assert value[-1] != good[-1]


def test_a_repeat_is_the_same_row_again_later_in_the_file(city):
    for defect in city.truth("defects.csv"):
        if defect["reason"] == "DUPLICATE_KEY":
            records = city.records(defect["source"], defect["file"])
            record, _ = _value(city, defect)
            again = [line for line, other in records.items() if other == record]
            assert len(again) == 2
            assert again[0] == int(defect["line"])


def test_a_workbook_is_a_workbook(city):
    sheet = openpyxl.load_workbook(next(city.path("civil_affairs/marriages", "").iterdir())).worksheets[0]
    assert sheet["A1"].value == "云州市婚姻登记信息表"
    assert {"A1:H1", "A2:A3", "D2:E2", "F2:G2"} <= {str(cells) for cells in sheet.merged_cells.ranges}
    assert sheet["C4"].is_date
    assert sheet["C4"].number_format == "yyyy-mm-dd"


def test_encodings_and_line_ends(city):
    register = next(city.path("public_security/household_register", "").iterdir()).read_bytes()
    assert register.startswith("公民身份号码,姓名".encode("gb18030"))
    assert register.count(b"\r\n") == register.count(b"\n")
    for source in ("institution_office/public_institutions", "civil_affairs/divisions"):
        assert next(city.path(source, "").iterdir()).read_bytes().startswith(b"\xef\xbb\xbf")
    enterprises = next(city.path("market_regulation/enterprises", "").iterdir()).read_text(encoding="utf-8")
    assert enterprises.startswith(
        "企业名称,统一社会信用代码,注册日期,企业类型,法人代表,注册资金,经营范围,所在省份,地区,注册地址\n"
    )


def test_bases_count_the_accepted_rows(city):
    accepted = Counter()
    for file in city.truth("rows.json"):
        accepted[file["source"]] += file["accepted"]
    entities = (
        "market_regulation/enterprises",
        "civil_affairs/social_organisations",
        "institution_office/public_institutions",
    )
    assert city.truth("bases.json") == {
        "person": accepted["public_security/household_register"],
        "legal_entity": sum(accepted[source] for source in entities),
        "division": 6823 + 8,
        "address": accepted["civil_affairs/standard_addresses"],
        "licence": accepted["administrative_approval/licences"] - len(city.truth("licence_holder_unknown.csv")),
        "parcel": accepted["natural_resources/parcels"],
    }


def test_only_chosen_sources_are_written(tmp_path):
    chosen = {"public_security/household_register", "administrative_approval/licences"}
    summary = write_city(tmp_path, persons=300, sources=chosen)
    assert {file.source for file in summary.files} == chosen
    holders = json.loads(
        next((tmp_path / "inbox/administrative_approval/licences").iterdir()).read_text(encoding="utf-8")
    )
    assert {row["holderCodeType"] for row in holders["licences"]} == {"111"}
    assert json.loads((tmp_path / "truth/bases.json").read_text()).keys() == {"person", "licence"}


def test_wrong_arguments_are_refused(tmp_path):
    with pytest.raises(ValueError, match="unknown sources: a/b"):
        write_city(tmp_path, sources={"a/b"})
    with pytest.raises(ValueError, match="before the city's first month"):
        write_city(tmp_path, month="2026-09")
