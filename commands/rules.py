"""The rules of the data elements: the matrix against the quality dimensions, and one element in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from commands.app import app, opened, out, require

if TYPE_CHECKING:
    from rich.table import Table

    from catalog.model import Catalogue, Element


@app.command()
def rules(element: Annotated[str | None, typer.Argument(help="one element in full")] = None) -> None:
    """How many rules each data element has for each quality dimension; or every rule of one element."""
    catalogue = opened()
    if element is None:
        out.print(_matrix(catalogue))
        out.print("数字: 规则条数   免: 适用但豁免   –: 不适用   缺: 适用而无规则")
        out.print("规则全文和豁免理由: yiyuan rules ELEMENT")
        return
    require("element", element, catalogue.elements.keys())
    _one(catalogue, catalogue.elements[element])


def _matrix(catalogue: Catalogue) -> Table:
    from rich import box
    from rich.table import Table

    from catalog.indicators import DIMENSIONS
    from spark_jobs.proofs.coverage import states

    table = Table("数据元", box=box.SIMPLE_HEAD, pad_edge=False)
    for dimension in DIMENSIONS:
        table.add_column(dimension, justify="right")
    for name, element in catalogue.elements.items():
        table.add_row(name, *states(catalogue, element))
    return table


def _one(catalogue: Catalogue, element: Element) -> None:
    from catalog.indicators import DIMENSIONS
    from spark_jobs.proofs.coverage import applying, merged, rules_of

    found, applies = rules_of(catalogue, element), applying(catalogue, element)
    out.print(f"[bold]{element.id}[/bold] {element.label}: {element.definition}\n{element.basis}, {element.format}")
    for dimension in DIMENSIONS:
        of_it = merged(rule for rule in found if rule.indicator.dimension == dimension)
        if of_it or dimension in applies:
            out.print(f"\n[bold]{dimension}[/bold]")
        if reason := element.waivers.get(dimension):
            out.print(f"  豁免: {reason}")
        for rule in of_it:
            out.print(f"  [bold]{rule.reason}[/bold] {rule.severity}, {rule.indicator} {rule.indicator.label}")
            for line in (rule.sentence, rule.english, f"依据: {rule.basis}", rule.where and f"于 {rule.where}"):
                if line:
                    out.print(_indented(line))


def _indented(line: str) -> object:
    """Wrapped lines keep the indent."""
    from rich.padding import Padding

    return Padding(line, (0, 0, 0, 4))
