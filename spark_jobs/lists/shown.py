"""The lists as tables 80 columns wide, with Chinese headings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby

from rich import box
from rich.table import Table

from catalog.model import Catalogue
from expectations.report.arrival import CYCLE_WORDS
from spark_jobs.deliveries import CHINA
from spark_jobs.lists.matching import matching
from spark_jobs.lists.responsibility import Responsibility, responsibilities
from spark_jobs.lists.supply import offers
from spark_jobs.proofs.declared import declared

Cells = tuple[str, ...]
Rows = Iterator[tuple[str, Cells]]
STATUS = {
    "submitted": "已提出",
    "accepted": "已受理",
    "granted": "已同意",
    "refused": "不同意",
    "confirmed": "已确认满足",
    "withdrawn": "已撤回",
}
STATES = {"matched": "已匹配", "partly": "部分匹配", "unmet": "未满足", "refused": "不予提供"}
SHARING = {"unconditional": "无条件", "conditional": "有条件", "none": "不予"}
WAYS = {"theme": "主题库", "share": "共享", "open": "开放", "letter": "函件"}


def shown(catalogue: Catalogue, which: str, department: str | None) -> Table:
    """One list, of one department or of all. `which` is a key of LISTS."""
    title, heads, rows = LISTS[which]
    found = [cells for owner, cells in rows(catalogue) if department in (None, owner)]
    table = Table(title=f"{title}（{len(found)} 行）", box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    for cells in found:
        table.add_row(*cells)
    return table


def counts(catalogue: Catalogue) -> Table:
    """How many rows each list has."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("清单", "名称", "行数"):
        table.add_column(head)
    for which, (title, _, rows) in LISTS.items():
        table.add_row(which, title, str(sum(1 for _ in rows(catalogue))))
    return table


def _responsibility(catalogue: Catalogue) -> Rows:
    """One line per source; `meta.responsibility` has one per rule."""
    labels = {name: department.label for name, department in catalogue.departments.items()}
    for source, found in groupby(sorted(responsibilities(catalogue), key=_source), key=_source):
        rules = list(found)
        deadlines = [it.deadline_days for it in rules if it.deadline_days]
        verifiers = sorted({department for it in rules for department in it.verified_by})
        yield (
            rules[0].department,
            (
                catalogue.sources[source].label,
                labels[rules[0].department],
                f"{len(deadlines)}＋{len(rules) - len(deadlines)}",
                "、".join(labels[name] for name in verifiers) or "—",
                rules[0].recipients[0] + (f" 等 {count} 处" if (count := len(rules[0].recipients)) > 1 else ""),
                f"{max(deadlines, default=0)} 工作日",
            ),
        )


def _source(it: Responsibility) -> str:
    return it.source


def _demand(catalogue: Catalogue) -> Rows:
    for demand in catalogue.demands.values():
        last, asked = demand.history[-1], _columns(demand.wanted) or demand.description or ""
        status = f"{STATUS[last.status]} {last.on:%Y-%m-%d}"
        cells = (
            catalogue.departments[demand.department].label,
            demand.label,
            asked,
            CYCLE_WORDS[demand.frequency],
            status,
        )
        yield demand.department, cells


def _supply(catalogue: Catalogue) -> Rows:
    for it in offers(catalogue):
        terms = (SHARING[it.share_type], SHARING[it.open_type])
        yield it.department, (it.label, it.column_label, str(it.level), *terms, CYCLE_WORDS[it.cycle])


def _negative(catalogue: Catalogue) -> Rows:
    for entry in catalogue.barred.values():
        elements = (catalogue.elements[element].label for element in entry.elements)
        what = "、".join((*elements, *entry.columns))
        yield "", (entry.label, what, "、".join(WAYS[way] for way in entry.outputs), entry.basis, entry.reason)


def _matching(catalogue: Catalogue) -> Rows:
    for it in matching(declared(catalogue), datetime.now(CHINA).date()):
        told = it.reason or "、".join(it.outputs)
        yield it.department, (catalogue.departments[it.department].label, it.label, STATES[it.state], told)


def _columns(wanted: Iterable[str]) -> str:
    """Table by table: `base.person：resident_id、died_on`; a whole table by its name."""
    split = [(name.rpartition(".")[0::2] if name.count(".") == 2 else (name, "")) for name in wanted]
    tables = {table: [column for of, column in split if of == table and column] for table, _ in split}
    return "\n".join(f"{table}：{'、'.join(columns)}" if columns else table for table, columns in tables.items())


#: Which → title, headings, and its rows, each with the department that it is of.
LISTS: dict[str, tuple[str, Cells, Callable[[Catalogue], Rows]]] = {
    "responsibility": ("责任清单", ("数据集", "采集和整改", "错误＋提示", "校核", "收件人", "期限"), _responsibility),
    "demand": ("需求清单", ("部门", "需求", "字段", "频率", "状态"), _demand),
    "supply": ("供给清单", ("数据集", "字段", "级别", "共享", "开放", "周期"), _supply),
    "negative": ("负面清单", ("名称", "内容", "禁止去向", "依据", "理由"), _negative),
    "matching": ("供需对接清单", ("部门", "需求", "状态", "输出或原因"), _matching),
}
