"""One small department: literal rows of everything a letter can have to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from expectations.report.material import (
    Balance,
    Contact,
    Dataset,
    Delivery,
    Fault,
    Material,
    RuleText,
    Unpassed,
)

DESK = Contact("社会事务科 数据专员", "civil@dept.yunzhou.example", "0999-1234003")
REGISTRY = Contact("登记科 数据专员", "registry@dept.yunzhou.example", "0999-1234013")
MARRIAGES, ADDRESSES = "civil_affairs/marriages", "civil_affairs/standard_addresses"
#: 18:00 in China: an evening delivery must not move to the next day, nor a morning one to the day before.
FIRST, SECOND = datetime(2026, 9, 3, 10, tzinfo=UTC), datetime(2026, 9, 30, 10, tzinfo=UTC)

CHECKSUM = RuleText(
    "marriages.husband_id.CHECKSUM",
    "男方/公民身份号码",
    "公民身份号码的校验码不对，号码中至少有一位写错",
    "请对照证件更正号码",
    "GB 11643-1999",
)
MISSING = RuleText(
    "standard_addresses.text.MISSING", "地址全文", "地址全文为空", "请补填地址全文", "GB/T 36344-2018 数据元素完整性"
)
FUTURE = RuleText(
    "marriages.registered_on.FUTURE", "登记日期", "登记日期晚于报送日期", "请核对登记日期", "GB/T 7408.1-2023"
)


def fault(number: int, rule: RuleText, delivery: str, line: int | None, **values: object) -> Fault:
    """A fault of the marriages, unless said otherwise."""
    made = Fault(
        fault_id=f"f{number:016x}",
        delivery_id=delivery,
        source=MARRIAGES,
        file_name="婚姻登记2026-09.xlsx",
        line=line,
        key=f"J390102-2026-{number:06d}",
        column_name=rule.rule_id.split(".")[1],
        rule_id=rule.rule_id,
        reason=rule.rule_id.split(".")[2],
        severity="error",
        attributed_to="source",
        verdict="withheld",
        masked_value="3901**********1234",
        first_seen=FIRST,
    )
    return replace(made, **values)


@pytest.fixture
def material() -> Material:
    """Two datasets, six files: published, replaced, repeated, unreadable, stopped by the platform, empty."""
    balanced = Balance(received=1200, accepted=1190, quarantined=4, superseded=5, rejected=1)
    line = RuleText("marriages._line.RAGGED", "整行", "", "", "")
    whole = {"source": ADDRESSES, "file_name": "地址-旧.csv", "key": "390102001001"}
    return Material(
        department="civil_affairs",
        label="云州市民政局",
        steward=DESK,
        copy_to=("civil.office@dept.yunzhou.example", DESK.email),
        period="2026-09",
        as_of=SECOND,
        datasets=(
            Dataset(MARRIAGES, "婚姻登记", "monthly", 10, "increment", REGISTRY, SECOND),
            Dataset(ADDRESSES, "标准地址", "monthly", 10, "snapshot", DESK, FIRST),
        ),
        deliveries=(
            Delivery("d1", MARRIAGES, "婚姻登记2026-09.xlsx", SECOND, "published", None, None, balanced),
            Delivery(
                "d2", MARRIAGES, "补报.xls", FIRST, "unreadable", "ENCRYPTED", "文件有密码，请去掉密码后重报。", None
            ),
            Delivery("d3", ADDRESSES, "地址-旧.csv", FIRST, "published", None, None, Balance(50, 49, 1, 0, 0)),
            Delivery("d4", ADDRESSES, "地址.csv", SECOND, "published", None, None, Balance(60, 58, 2, 0, 0)),
            Delivery(
                "d5", ADDRESSES, "地址(1).csv", SECOND, "duplicate", "SAME_BYTES", "与“地址.csv”内容完全相同。", None
            ),
            Delivery(
                "d6",
                MARRIAGES,
                "空.xlsx",
                SECOND,
                "published",
                "EMPTY_DELIVERY",
                "文件只有表头。",
                Balance(0, 0, 0, 0, 0),
            ),
            Delivery(
                "d7",
                ADDRESSES,
                "c.csv",
                FIRST,
                "quarantined",
                "GATE_FAILED",
                "平台复核不一致。",
                Balance(7, 0, 7, 0, 0),
            ),
        ),
        faults=(
            fault(1, CHECKSUM, "d1", 17, verdict="quarantined", masked_value=None),
            fault(2, CHECKSUM, "d1", 4),
            fault(3, FUTURE, "d1", 4, severity="warn", verdict="recorded", masked_value="2027-01-01"),
            fault(4, line, "d1", 99, verdict="rejected", masked_value=None, key=None),
            fault(5, MISSING, "d3", 8, **whole, masked_value=None),
            fault(6, MISSING, "d4", 8, **{**whole, "file_name": "地址.csv"}, masked_value=None, verdict="quarantined"),
            fault(7, MISSING, "d4", 9, **{**whole, "file_name": "地址.csv"}, attributed_to="pipeline"),
        ),
        rules={rule.rule_id: rule for rule in (CHECKSUM, MISSING, FUTURE)},
        checks=80,
        unpassed=(
            Unpassed(MARRIAGES, "gate.marriages.row_count", "could_not_check", 1),
            Unpassed(ADDRESSES, "gate.standard_addresses.text.not_null", "fail", 2),
        ),
        names=frozenset({"王建国", "李秀英", "方便"}),
    )
