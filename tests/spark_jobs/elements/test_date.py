"""Days, points in time, months and years in the forms departments write."""

from __future__ import annotations

from datetime import UTC, date, datetime


def test_days(judge):
    day = date(2026, 1, 2)
    good = [
        "2026-01-02",
        "20260102",
        "2026/1/2",
        "2026.1.2",
        "2026年1月2日",
        "2026 年 01 月 02 日",
        "２０２６－０１－０２",
        " 2026-1-2 ",
    ]
    good += [
        "20260102153000",
        "2026-01-02 15:30:00",
        "2026-01-02T00:00:00",
        "2026年1月2日 15时30分",
        "2026-01-02 00:00:00.000",
        "2026年1月2日15时30分",
        "2026-01-02\n",
        "20260102\u2028",
        "\ufeff2026-01-02\u200e",
    ]
    bad = {
        "2026-02-29": "CALENDAR",
        "2026-13-01": "CALENDAR",
        "20260431": "CALENDAR",
        "2026-11": "FORMAT",
        "44197": "FORMAT",
    }
    bad |= {
        "二〇二六年": "FORMAT",
        "1839-12-31": "DATERANGE",
        "2026-11-02": "FUTURE",
        "长期": "FORMAT",
        "12-01-2026": "FORMAT",
        "2026-01-02 2026-01-03": "FORMAT",
        "2026-01-02 10:00 2026-01-03 10:00": "FORMAT",
        "2026日01日02": "FORMAT",
        "2026-01-215:30": "FORMAT",
    }
    missing = [None, "", "N/A", "/", "无", "1900-01-01", "19000101", "0001/1/1", "99991231", "-"]
    missing += ["年　月　日", "——", "／"]

    found = judge("event_date", [*good, "2024-02-29", *bad, *missing])

    assert found == {
        **dict.fromkeys(good, ("OK", day)),
        "2024-02-29": ("OK", date(2024, 2, 29)),
        **{raw: (reason, None) for raw, reason in bad.items()},
        **dict.fromkeys(missing, (None, None)),
    }


def test_birth_dates(judge):
    assert judge("birth_date", ["19490101", "2026-11-02", "1839-01-01", None]) == {
        "19490101": ("OK", date(1949, 1, 1)),
        "2026-11-02": ("BIRTHRANGE", None),
        "1839-01-01": ("DATERANGE", None),
        None: (None, None),
    }


def test_plan_dates(judge):
    assert judge("plan_date", ["2046-12-31", "长期", " 长期有效", "9999-12-31", "20991231", "2026-02-30", None]) == {
        "2046-12-31": ("OK", date(2046, 12, 31)),
        "长期": (None, None),
        " 长期有效": (None, None),
        "9999-12-31": (None, None),
        "20991231": (None, None),
        "2026-02-30": ("CALENDAR", None),
        None: (None, None),
    }


def test_times_are_beijing_time(judge):
    same = [
        "2026-10-01 09:05:07",
        "2026/10/1 9:5:7",
        "20261001090507",
        "2026-10-01T09:05:07.250+08:00",
        "2026年10月1日 9时5分7秒",
        "2026年10月1日9时5分7秒",
        "2026-10-01 09:05:07\n",
    ]
    found = judge(
        "event_time",
        [
            *same,
            "2026-10-01",
            "2026-10-01 9:05",
            "2026-10-01 25:00:00",
            "昨天",
            "2027-01-01 00:00:00",
            "1900-01-01 00:00:00",
            "9999/12/31",
            None,
        ],
    )

    at = {
        raw: (outcome, value and value.astimezone(UTC).replace(tzinfo=None)) for raw, (outcome, value) in found.items()
    }
    assert at == {
        **dict.fromkeys(same, ("OK", datetime(2026, 10, 1, 1, 5, 7))),  # noqa: DTZ001
        "2026-10-01": ("OK", datetime(2026, 9, 30, 16, 0)),  # noqa: DTZ001
        "2026-10-01 9:05": ("OK", datetime(2026, 10, 1, 1, 5)),  # noqa: DTZ001
        "2026-10-01 25:00:00": ("CALENDAR", None),
        "昨天": ("FORMAT", None),
        "2027-01-01 00:00:00": ("FUTURE", None),
        "1900-01-01 00:00:00": (None, None),
        "9999/12/31": (None, None),
        None: (None, None),
    }


def test_months(judge):
    good = ["2026-10", "202610", "2026年10月", "2026/10", "２０２６１０"]

    assert judge("pay_month", [*good, "2026-9", "2026-13", "2026", "2026-12", None, "无"]) == {
        **dict.fromkeys(good, ("OK", "2026-10")),
        "2026-9": ("OK", "2026-09"),
        "2026-13": ("CALENDAR", None),
        "2026": ("FORMAT", None),
        "2026-12": ("FUTURE", None),
        None: (None, None),
        "无": (None, None),
    }


def test_years(judge):
    assert judge("year", ["1981", "1981年", "１９８１", "81", "1066", None]) == {
        "1981": ("OK", 1981),
        "1981年": ("OK", 1981),
        "１９８１": ("OK", 1981),
        "81": ("FORMAT", None),
        "1066": ("DATERANGE", None),
        None: (None, None),
    }
