"""What happens in the city: pensions after death, licences of nobody, tickets, households, and the month after."""

from __future__ import annotations

import re
from collections import Counter

from city import write_city


def paid(city):
    return {
        row["公民身份号码"] for row in city.records("human_resources/pension_payments").values() if "broken" not in row
    }


def deaths(city):
    """Month of death as the two registers tell it: cancellation, certificate."""
    register = city.records("public_security/household_register").values()
    cancelled = {row["公民身份号码"]: row["状态日期"][:6] for row in register if row.get("户籍状态") == "2"}
    certificates = city.records("health/death_certificates").values()
    told = {row["residentId"]: row["diedOn"].replace("-", "")[:6] for row in certificates if "broken" not in row}
    return cancelled, told


def test_pensions_after_death_are_the_seeded_cases_and_no_others(clean_city, city):
    for where in (clean_city, city):
        cancelled, told = deaths(where)
        found = {who for who in paid(where) if min(cancelled.get(who, "9"), told.get(who, "9")) < "202610"}
        cases = where.truth("pension_after_death.csv")
        assert found == {case["resident_id"] for case in cases}
        assert {case["kind"] for case in cases} == {"cancellation", "certificate", "both"}
        assert {case["pay_month"] for case in cases} == {"2026-10"}
        for case in cases:
            who, kind = case["resident_id"], case["kind"]
            assert (who in cancelled) == (kind != "certificate")
            assert (told.get(who, "9") < "202610") == (kind != "cancellation")


def test_near_misses_are_paid_rightly(clean_city):
    cancelled, told = deaths(clean_city)
    near = clean_city.truth("pension_near_miss.csv")
    who = {row["resident_id"]: row["why"] for row in near}
    assert set(who) <= paid(clean_city)
    assert not set(who) & {case["resident_id"] for case in clean_city.truth("pension_after_death.csv")}
    assert "moved_out" in who.values()
    assert all(
        told.get(w, cancelled.get(w, "202610")) == "202610" for w, why in who.items() if why == "died_in_the_month"
    )
    assert set(cancelled) - paid(clean_city)


def test_pensioners_are_old_enough(clean_city):
    assert all(who[6:14] <= "19661101" for who in paid(clean_city))


def holders(city):
    register = city.records("public_security/household_register").values()
    known = {row.get("公民身份号码") for row in register}
    for source in (
        "market_regulation/enterprises",
        "civil_affairs/social_organisations",
        "institution_office/public_institutions",
    ):
        known |= {row.get("统一社会信用代码") for row in city.records(source).values()}
    return known


def test_licences_of_nobody_are_the_seeded_ones_and_no_others(clean_city, city):
    for where in (clean_city, city):
        known = holders(where)
        rows = where.records("administrative_approval/licences")
        found = {(row["licenceId"], line) for line, row in rows.items() if row["holderCode"] not in known}
        assert found == {(row["licence_id"], int(row["line"])) for row in where.truth("licence_holder_unknown.csv")}
        assert bool(found) == (where is city)


def test_every_holder_stays_good_when_faults_are_mended(city, next_month):
    known = holders(next_month)
    nobody = {row["holder_id"] for row in city.truth("licence_holder_unknown.csv")}
    rows = next_month.records("administrative_approval/licences").values()
    assert {row["holderCode"] for row in rows} - known <= nobody


def test_marriages_join_adults_of_the_register(clean_city):
    register = {row["公民身份号码"]: row for row in clean_city.records("public_security/household_register").values()}
    rows = clean_city.records("civil_affairs/marriages").values()
    assert {row["登记类型"] for row in rows} == {"结婚登记", "离婚登记"}
    for row in rows:
        husband, wife = register[row["男方/公民身份号码"]], register[row["女方/公民身份号码"]]
        assert (husband["性别"], wife["性别"]) == ("男", "女")
        assert (husband["姓名"], wife["姓名"]) == (row["男方/姓名"], row["女方/姓名"])
        assert row["登记日期"].year - int(husband["出生日期"][:4]) >= 22
        assert row["登记日期"].year - int(wife["出生日期"][:4]) >= 20
        assert row["登记日期"].weekday() < 5
    wed = {row["男方/公民身份号码"] for row in rows if row["登记类型"] == "结婚登记"}
    assert {row["男方/公民身份号码"] for row in rows if row["登记类型"] == "离婚登记"} <= wed


def test_addresses_of_the_register_exist(clean_city):
    known = {
        row["地址编码"]: row["地址全文"] for row in clean_city.records("civil_affairs/standard_addresses").values()
    }
    for row in clean_city.records("public_security/household_register").values():
        assert known[row["地址编码"]] == row["户籍地址"]
        assert row["地址编码"].startswith(row["户籍区划"])


def test_tickets_hold_numbers_that_nobody_answers_and_breaks_within_quotes(clean_city):
    rows = clean_city.records("hotline/tickets").values()
    assert all(re.fullmatch(r"1[56]4\d{8}", row["联系电话"]) for row in rows)
    texts = [row["诉求内容"] for row in rows]
    assert any("\n" in text for text in texts)
    assert any('"' in text and "," in text for text in texts)
    assert any(re.search(r"1[56]4\d{8}", text) for text in texts)
    assert any(re.search(r"3901\d{13}[0-9X]", text) for text in texts)


def test_tickets_by_division_add_up_to_the_accepted_ones(city):
    lost = {int(d["line"]): d for d in city.truth("defects.csv") if d["source"] == "hotline/tickets"}
    counted = Counter()
    for line, row in city.records("hotline/tickets").items():
        defect = lost.get(line, {"effect": "", "column": ""})
        if line <= max(lost) and defect["effect"] not in ("quarantined", "rejected", "superseded"):
            counted["" if defect["column"] == "division" else row["区划代码"], row["承办单位"]] += 1
        elif line > max(lost):
            counted[row["区划代码"], row["承办单位"]] += 1
    told = {
        (row["division"], row["department_name"]): int(row["tickets"]) for row in city.truth("hotline_by_division.csv")
    }
    assert told == counted


def test_five_months_later_most_is_the_same(clean_city, tmp_path):
    write_city(tmp_path, persons=1_000, defects=0, month="2027-03")
    later = type(clean_city)(tmp_path)
    key = "公民身份号码"
    before = {row[key]: row for row in clean_city.records("public_security/household_register").values()}
    after = {row[key]: row for row in later.records("public_security/household_register").values()}
    same = [who for who in before if before[who] == after.get(who)]
    assert len(same) > 960
    assert after.keys() - before.keys()
    assert [w for w in before if w in after and before[w]["户籍状态"] == "1" and after[w]["户籍状态"] != "1"]
    firms = len(later.records("market_regulation/enterprises")) - len(
        clean_city.records("market_regulation/enterprises")
    )
    assert firms == 10
    weddings = [row["登记日期"] for row in later.records("civil_affairs/marriages").values()]
    assert all((day.year, day.month) == (2027, 3) for day in weddings)
    assert not (tmp_path / "inbox/civil_affairs/divisions").exists()


def test_half_of_the_faults_of_a_register_are_mended_in_a_month(city, next_month):
    def faults(where):
        return Counter(d["source"] for d in where.truth("defects.csv"))["public_security/household_register"]

    assert faults(city) / 2 <= faults(next_month) <= faults(city) / 2 + 1
