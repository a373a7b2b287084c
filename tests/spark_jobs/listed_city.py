"""A catalogue of two departments and a dbt project of two models, small enough to break in one place at a time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from catalog.compile import problems_of
from catalog.load import read
from spark_jobs.flow.lineage import lineage
from spark_jobs.proofs import sound
from spark_jobs.proofs.declared import Declared, declared


def element(level: int, mask: str, kind: str = "text") -> str:
    text = f"label: 项\ndefinition: 一项\nbasis: 自定\nkind: {kind}\nformat: an..20\nlevel: {level}\nmask: {mask}\n"
    return text + ("waivers: {准确性: 没有可对照的登记}\n" if kind in ("person_name", "phone") else "")


DEPARTMENT = """\
label: 甲局
uscc: "113901003900000139"
steward: {name: 数据专员, email: a@dept.example, phone: 0999-1}
"""
SOURCE = """\
label: 清单
system: {id: sys, label: 系统}
readers:
  csv: {kind: csv}
cycle: monthly
grace_days: 1
mode: snapshot
key: [code]
columns:
  code: {element: code, headers: [编号]}
  name: {element: name, headers: [姓名]}
  phone: {element: phone, headers: [电话], in_letter: false}
  told_on: {element: day, headers: [日期]}
share: {type: conditional, condition: 因履行职责, basis: 依据, method: 文件下载}
open: {type: unconditional, basis: 依据}
code: 307001/000001
abstract: 一份清单
office: 数据科
published_on: 2026-01-01
classified: false
"""
BASE = """\
label: 库
code: 101001/000001
key: [code]
history: false
scopes:
  - {id: all, source: a/list, from: 2020-01-01, basis: 自定}
columns:
  code: {element: code, authority: {a/list.code: "{x}"}}
  name: {element: name, authority: {a/list.name: "{x}"}}
"""
DEMAND = """\
label: 名单
department: b
wanted: [base.thing.code, base.thing.name]
purpose: 核对
frequency: monthly
history:
  - {on: 2026-01-01, status: submitted}
  - {on: 2026-01-02, status: granted}
"""
SHARE = """\
label: 名单
from: base.thing
to: b
demand: names
purpose: 核对
basis: 依据
expires: 2030-01-01
cycle: monthly
columns:
  code: {}
  name: {}
"""
OPEN = """\
label: 编号表
from: theme.lib__list
access: unconditional
licence: CC-BY-4.0
basis: 依据
cycle: monthly
columns:
  code: {}
"""
NEGATIVE = """\
label: 联系电话
columns: [standard.list.phone]
outputs: [theme, share, open, letter]
basis: 某法第一条
reason: 只为回访
"""
LIST_SQL = """\
select
    listed.code,
    upper(listed.name) as called
from {{ source('standard', 'list') }} as listed
"""
LIST_YML = """\
models:
  - name: lib__list
    columns:
      - {name: code, meta: {element: code}}
      - {name: called, meta: {element: name}}
"""
COUNT_SQL = """\
select
    code,
    count(*) as rows_count,
    count(called) as named_count
from {{ ref('lib__list') }}
group by code
"""
COUNT_YML = """\
models:
  - name: lib__count
    columns:
      - {name: code, meta: {element: code}}
      - {name: rows_count, meta: {level: 1}}
      - {name: named_count, meta: {level: 1, declassified: 只数有无}}
"""
FILES = {
    "elements/code.yml": element(1, "none"),
    "elements/name.yml": element(3, "name", "person_name"),
    "elements/phone.yml": element(3, "phone", "phone"),
    "elements/day.yml": element(2, "none", "date"),
    "departments/a.yml": DEPARTMENT,
    "departments/b.yml": DEPARTMENT.replace("a@dept", "b@dept").replace("113901003900000139", "11390100390098014U"),
    "sources/a/list.yml": SOURCE,
    "bases/thing.yml": BASE,
    "lists/demand/names.yml": DEMAND,
    "lists/negative/phone.yml": NEGATIVE,
    "outputs/share/names.yml": SHARE,
    "outputs/open/codes.yml": OPEN,
    "dbt/models/lib/lib__list.sql": LIST_SQL,
    "dbt/models/lib/lib__list.yml": LIST_YML,
    "dbt/models/lib/lib__count.sql": COUNT_SQL,
    "dbt/models/lib/lib__count.yml": COUNT_YML,
}


def write(root: Path, changed: Mapping[str, str | None]) -> Path:
    """The files, with some of them changed or left out: the catalogue's folder; the dbt project lies beside it."""
    for name, text in {**FILES, **changed}.items():
        if text is not None:
            path = root / name if name.startswith("dbt/") else root / "catalog" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return root / "catalog"


def problems(root: Path, changed: Mapping[str, str | None]) -> list[str]:
    """What the compiler and the proof of the lists say, sorted."""
    catalogue, loaded = read(write(root, changed))
    found = [*loaded.problems, *problems_of(catalogue, loaded.documents)]
    found += sound.problems(catalogue, loaded.documents, lineage(catalogue, root / "dbt"))
    return [str(problem) for problem in sorted(found)]


def known(root: Path, changed: Mapping[str, str | None]) -> Declared:
    """The same, declared."""
    catalogue, loaded = read(write(root, changed))
    return declared(catalogue, loaded.documents, lineage(catalogue, root / "dbt"))
