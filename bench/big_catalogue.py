"""A catalogue of the size the plans count: 5,126 sources, 142 systems, 34 departments, 100,000 columns. Deterministic.

The demo city's catalogue is in it unchanged, so that its elements, code lists and base libraries are too; what is added
are departments, systems and sources as a survey would have them. `python -m bench.big_catalogue FOLDER` writes one.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from catalog.kinds import KINDS
from catalog.load import HERE, load
from catalog.model import Element
from city.identifiers import org_code, uscc

SOURCES, SYSTEMS, DEPARTMENTS, COLUMNS = 5_126, 142, 34, 100_000
ROLES = {
    "applicant": "申请人", "agent": "代理人", "owner": "权利人", "holder": "持有人", "operator": "经办人",
    "payer": "缴费人", "payee": "收款人", "owner_unit": "主管单位", "builder": "建设单位", "designer": "设计单位",
    "supervisor": "监理单位", "reviewer": "审核人", "issuer": "发证机关", "receiver": "受理机关",
    "inspector": "检查人", "subject": "被检查单位", "guardian": "监护人", "spouse": "配偶", "student": "学生",
    "teacher": "教师", "doctor": "医师", "driver": "驾驶人", "project": "项目", "contract": "合同", "permit": "许可",
    "case": "案件", "site": "场所", "vehicle": "车辆", "facility": "设施", "transfer": "变更", "original": "原",
    "current": "现", "first": "首次", "last": "末次", "planned": "计划", "actual": "实际",
}  # fmt: skip
TOPICS = (
    "登记",
    "许可",
    "备案",
    "检查",
    "处罚",
    "补贴",
    "缴费",
    "年报",
    "台账",
    "变更",
    "注销",
    "公示",
    "信用",
    "考核",
    "统计",
    "核查",
)
ORDERED = ("event_date", "event_time", "plan_date", "money_amount")
#: Elements that only mean something beside another column, or that stand for one register's own numbers.
RARE = {"capital_currency", "geometry", "successor_codes", "address_level", "business_reg_15", "foreign_pr_15"}


@dataclass(frozen=True)
class Plan:
    """How much of everything; the plans' numbers unless told otherwise."""

    sources: int = SOURCES
    systems: int = SYSTEMS
    departments: int = DEPARTMENTS
    columns: int = COLUMNS
    seed: int = 0


def write(folder: Path, plan: Plan | None = None) -> Path:
    """Write a catalogue into an empty or new folder; the same plan gives the same bytes."""
    plan, demo = plan or Plan(), load(HERE)
    for name in sorted({kind.parts[0] for kind in KINDS}):
        shutil.copytree(HERE / name, folder / name)
    chance = random.Random(plan.seed)  # noqa: S311
    departments = [f"department_{n:02d}" for n in range(plan.departments - len(demo.departments))]
    for number, department in enumerate(departments):
        (folder / f"departments/{department}.yml").write_text(_department(number), encoding="utf-8")
        (folder / f"sources/{department}").mkdir()
    demo_systems = {source.system.id for source in demo.sources.values()}
    systems = [(n, chance.choice(departments)) for n in range(plan.systems - len(demo_systems))]
    elements = [it for it in demo.elements.values() if it.id not in RARE]
    widths = _widths(
        plan.columns - sum(len(source.columns) for source in demo.sources.values()),
        plan.sources - len(demo.sources),
        chance,
    )
    for number, width in enumerate(widths):
        # Every system has a source before any has a second one.
        system, department = systems[number] if number < len(systems) else chance.choice(systems)
        text = _source(number, system, list(_columns(elements, width, chance)), chance)
        (folder / f"sources/{department}/dataset_{number:04d}.yml").write_text(text, encoding="utf-8")
    return folder


def _widths(columns: int, sources: int, chance: random.Random) -> list[int]:
    """How many columns each source has: from 3 to about 50, exactly `columns` in all."""
    widths = [3] * sources
    for source in chance.choices(range(sources), [chance.random() + 0.1 for _ in widths], k=columns - 3 * sources):
        widths[source] += 1
    return widths


def _department(number: int) -> str:
    code = uscc(f"11390100{org_code(f'39009{number:03d}')}")
    return f"""\
label: 云州市第{number + 1}局
uscc: "{code}"
steward:
  name: 信息科 数据专员
  email: department-{number:02d}@dept.yunzhou.example
  phone: 0999-2234{number:03d}
"""


def _columns(elements: Sequence[Element], width: int, chance: random.Random) -> Iterator[tuple[str, str, str]]:
    """Column, element, header; every column once, first the key, of an element whose values can be told apart."""
    pairs = chance.sample([(role, element) for role in ROLES for element in elements], width)
    key = next((at for at, (_, element) in enumerate(pairs) if "准确性" not in element.waivers), None)
    if key is None:
        yield from _columns(elements, width, chance)
        return
    for role, element in (pairs[key], *pairs[:key], *pairs[key + 1 :]):
        yield f"{role}_{element.id}", element.id, f"{ROLES[role]}{element.label}"


def _source(number: int, system: int, columns: list[tuple[str, str, str]], chance: random.Random) -> str:
    key = columns[0][0]
    lines = [
        f"label: 第{number + 1}号{chance.choice(TOPICS)}信息",
        f"code: 3{system % 79 + 21}{system + 1:03d}/{number + 1:06d}",
        f"abstract: 第{system + 1}号业务系统办理业务时登记的信息，按周期报送",
        "office: 信息科",
        "published_on: 2026-09-01",
        "classified: false",
        f"system: {{id: system_{system:03d}, label: 第{system + 1}号业务系统}}",
        "readers:",
        *(f"  {line}" for line in chance.choice(READERS)),
        f"cycle: {chance.choice(('daily', 'weekly', 'monthly', 'quarterly'))}",
        f"grace_days: {chance.randrange(1, 20)}",
        "mode: snapshot",
        f"key: [{key}]",
        "columns:",
    ]
    for column, element, header in columns:
        required = ", required: true" if column == key or chance.random() < 0.4 else ""
        lines.append(f'  {column}: {{element: {element}, headers: ["{header}"]{required}}}')
    return "\n".join([*lines, *_rule(columns), SHARING])


def _rule(columns: list[tuple[str, str, str]]) -> Iterator[str]:
    """One rule where two columns of one element can be put in order, as in every second source of the demo city."""
    for element in ORDERED:
        match [(column, header) for column, of, header in columns if of == element]:
            case [(first, first_header), (second, second_header), *_]:
                yield from RULE.format(first=first, second=second, what=f"{first_header}晚于{second_header}").split(
                    "\n"
                )
                return


READERS = (
    ("csv: {kind: csv, encoding: gb18030}",),
    ("csv: {kind: csv}", "xlsx: {kind: xlsx, title_rows: 1}"),
    ("xlsx: {kind: xlsx}", "json: {kind: json, records: rows}"),
)
RULE = """\
rules:
  - name: in_order
    reason: NOT_IN_ORDER
    severity: warn
    indicator: "040202"
    holds: {first} <= {second}
    columns: [{first}, {second}]
    sentence: {what}
    english: "{first} comes after {second}."
    fix: 请对照原件核对后更正
    basis: GB/T 36344-2018 数据一致性"""
SHARING = """\
share:
  type: conditional
  condition: 因履行职责需要使用，按用途申请
  basis: 《政务信息资源共享管理暂行办法》（国发〔2016〕51号）
  method: 库表交换
open:
  type: none
  basis: 含个人信息，《中华人民共和国个人信息保护法》
"""


def main(folder: Path, seed: int = 0) -> None:
    """Write the big catalogue into a new folder."""
    write(folder, Plan(seed=seed))


if __name__ == "__main__":
    typer.run(main)
