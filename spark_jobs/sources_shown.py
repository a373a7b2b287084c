"""Print who is the source of what: for one element or item, for all, and what is collected twice. In Chinese."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from catalog import collection
from catalog.authority import Claim, items
from catalog.collection import Collected
from catalog.model import Base, Catalogue
from catalog.upstream import voice
from spark_jobs.flow.lineage import Field, Lineage

STATUS = {"candidate": "候选", "confirmed": "权威", "disputed": "争议", "retired": "停用"}
ROLE = {"authority": "权威", "repeats": "重复采集", "unjudged": "待研判"}
Item = tuple[Base, str]


def items_of(catalogue: Catalogue, wanted: str) -> list[Item]:
    """The items of an element, or the one item `<base>.<column>`; empty if there is neither."""
    base, _, column = wanted.partition(".")
    if column:
        known = base in catalogue.bases and column in catalogue.bases[base].columns
        return [(catalogue.bases[base], column)] if known else []
    return [(b, n) for b in catalogue.bases.values() for n, c in b.columns.items() if c.element == wanted]


def said(claim: Claim) -> str:
    """Since when, until when, and on what basis."""
    since = f"自 {claim.start}" if claim.start > date.min else "起始未注明"
    until = f"，至 {claim.end}（不含当日）" if claim.end < date.max else ""
    basis = claim.basis or "未注明"
    return f"{since}{until} 依据{'' if basis.startswith('《') else ' '}{basis}"


@dataclass(frozen=True)
class Shown:
    """Prints to one console what one catalogue says."""

    catalogue: Catalogue
    console: Console

    def answer(self, element: str, found: list[Item], known: Lineage) -> None:
        """For each item: its authority, since when and on what basis, who verifies it, who uses it."""
        declared = self.catalogue.elements[element]
        self._line(f"[bold]{declared.label}[/bold] [dim]{element}[/dim]  {declared.definition}")
        self._line(f"[dim]依据 {declared.basis}[/dim]")
        for base, name in found:
            self._line(f"\n[bold]{base.label}·{self._label(base, name)}[/bold] [dim]{base.id}.{name}[/dim]")
            grid = Table.grid(padding=(0, 2, 0, 0))
            grid.add_column(no_wrap=True)
            for row in (*self._authorities(base, name), *self._verifiers(base, name), *self._users(base, name, known)):
                grid.add_row(*row)
            self.console.print(Padding(grid, (0, 0, 0, 2)))
        if not found:
            self._line("\n尚未确源：没有基础库收录这一数据元")
        self._others(element, known)

    def register(self) -> None:
        """一数一源清单: the items of every base under the authority, the day and the act that they share."""
        for base in self.catalogue.bases.values():
            self._line(f"\n[bold]{base.label}[/bold] [dim]{base.id}[/dim]")
            groups: dict[tuple[str, str, str], Counter[str]] = {}
            for name, scope, claims in items(base):
                for claim in claims:
                    key = (scope.id, claim.source, said(claim))
                    groups.setdefault(key, Counter())[self._label(base, name)] += 1
            order = [scope.id for scope in base.scopes]
            for (scope_id, source, when), labels in sorted(groups.items(), key=lambda group: order.index(group[0][0])):
                of = f"〔{scope_id}〕" if len(base.scopes) > 1 else ""
                self._line(f"{of}{self._department(source)} [dim]{source}[/dim]", 2)
                self._line(when, 4)
                self._line("、".join(f"{label}×{n}" if n > 1 else label for label, n in labels.items()), 4)
        count = sum(len(base.columns) for base in self.catalogue.bases.values())
        self._line(f"\n共 {len(self.catalogue.bases)} 个基础库、{count} 个数据项")

    def duplicates(self, element: str | None = None) -> None:
        """重复采集: who collects an element, of one element or of all that the catalogue declares; others in short."""
        found = collection.duplicates(self.catalogue)
        declared = [name for name, rows in found.items() if collection.is_declared(rows)]
        if element is None:
            self._line(f"[bold]同一数据项由多个部门采集[/bold]（{len(declared)} 个数据元）")
        for name in [element] if element else declared:
            self._duplicate(name, found.get(name, []))
            self._places(found.get(name, []))
        if element is None:
            others = [name for name in found if name not in declared]
            self._line(f"\n[bold]同一数据元，是否同一事项待研判[/bold]（{len(others)} 个数据元）")
            for name in others:
                self._duplicate(name, found[name])
            self._line("\n[dim]逐项查看：yiyuan sources 数据元 --duplicates[/dim]")

    def _duplicate(self, element: str, rows: list[Collected]) -> None:
        label, count = self.catalogue.elements[element].label, len(collection.departments(rows))
        size = f"{count} 个部门、{len(rows)} 处采集" if rows else "没有重复采集"
        self._line(f"[bold]{label}[/bold] [dim]{element}[/dim]  {size}", 2)

    def _places(self, rows: Iterable[Collected]) -> None:
        """Each place under its department."""
        for department, places in groupby(rows, key=lambda row: row.department):
            self._line(f"{self.catalogue.departments[department].label} [dim]{department}[/dim]", 4)
            for row in places:
                of = f" {'、'.join(row.items)}" if row.items else ""
                self._line(f"{row.holder.split('/')[1]}.{row.column}  {ROLE[row.role]}{of}", 6)
                if row.forms:
                    self._line(f"[dim]表单：{'、'.join(row.forms)}[/dim]", 8)

    def _authorities(self, base: Base, name: str) -> Iterable[tuple[str, str]]:
        for item, scope, claims in items(base):
            for claim in claims if item == name else ():
                of = f"〔{scope.id}〕" if len(base.scopes) > 1 else ""
                where = f"{of}{self._department(claim.source)}\n[dim]{claim.reference}[/dim]"
                sql = claim.declared.sql.replace("{x}", claim.field)
                taken = f"\n取值 {escape(sql)}" if claim.declared.sql != "{x}" else ""
                yield STATUS[claim.declared.status], f"{where}\n{said(claim)}{taken}"
        for absent in base.columns[name].absent_in:
            yield "无", f"〔{absent}〕[dim]无人采集[/dim]"

    def _verifiers(self, base: Base, name: str) -> Iterable[tuple[str, str]]:
        verifiers = [*base.columns[name].verified_by]
        voices = {other: voice(self.catalogue, other.split(".")[0]) for other in verifiers}
        for other in verifiers:
            same = [one for one in verifiers if one != other and voices[one] == voices[other]]
            witness = f"与 {'、'.join(same)} 同一上游，合计一票" if same else "独立来源"
            yield "核验", f"{self._department(other)}（{witness}）\n[dim]{other}[/dim]"
        if not verifiers:
            yield "核验", "[dim]尚无[/dim]"

    def _users(self, base: Base, name: str, known: Lineage) -> Iterable[tuple[str, str]]:
        field = Field(f"base.{base.id}", name)
        used = sorted(it for it in known.downstream(field) if it.table.startswith("theme."))
        deciding = {it.table for it in known.fields() if it.table.startswith("theme.") and field in known.deciding(it)}
        lines = [f"{table}  {'、'.join(c for _, c in of)}" for table, of in groupby(used, key=lambda it: it.table)]
        lines += [f"{table}  [dim]只用于筛选、关联[/dim]" for table in sorted(deciding - {it.table for it in used})]
        yield "使用", "\n".join(lines) or "[dim]尚无主题库使用[/dim]"

    def _others(self, element: str, known: Lineage) -> None:
        """Who else collects the element, and which themes show their word as theirs."""
        rows = [row for row in collection.collected(self.catalogue).get(element, []) if row.role == "unjudged"]
        if rows:
            self._line("\n[bold]其他采集这一数据元的部门[/bold]（不是数据项的来源）")
            self._places(rows)
        shown = [
            f"{table}.{column}  {meta['reported_by']}"
            for table, model in sorted(known.models.items())
            for column, meta in model.columns.items()
            if meta.get("element") == element and "reported_by" in meta
        ]
        if shown:
            self._line("\n[bold]按报送部门口径展示、不作权威的主题列[/bold]")
            for line in shown:
                self._line(line, 4)

    def _department(self, source: str) -> str:
        return self.catalogue.departments[source.split("/")[0]].label

    def _label(self, base: Base, name: str) -> str:
        column = base.columns[name]
        return column.label or self.catalogue.elements[column.element].label

    def _line(self, text: str, indent: int = 0) -> None:
        self.console.print(Padding(text, (0, 0, 0, indent)))
