"""The draft of a source as YAML text, in the order of the model, with a comment for everything still to be done."""

from __future__ import annotations

from typing import Any

import yaml

from catalog.model import Source
from spark_jobs.contracts.drafted import WANTED, Draft

ENDLESS = 10_000


def text_of(made: Draft) -> str:
    """What is known as it will stand in `sources/<department>/<source>.yml`; what is not as `# TODO`."""
    lines = [f"# TODO {note}" for note in made.notes]
    todo = set(made.todo)
    for name in Source.model_fields:
        if name == "columns" and (made.columns or made.unmapped):
            lines += _columns(made)
        elif name in todo:
            lines.append(f"# TODO {name}: {WANTED[name]}")
        elif name in made.known:
            flow = None if isinstance(made.known[name], dict | list) else False
            lines.append(yaml.safe_dump({name: made.known[name]}, **_style(default_flow_style=flow)).rstrip())
    return "\n".join(lines) + "\n"


def _columns(made: Draft) -> list[str]:
    remarks = {name: f"  # TODO {remark}" for name, remark in made.matched.items()}
    declared = {name: _line(column) + remarks.get(name, "") for name, column in made.columns.items()}
    head = ["columns:"] if declared else [f"# TODO columns: {WANTED['columns']}"]
    return [
        *head,
        *(f"  {name}: {column}" for name, column in declared.items()),
        *(f"  # TODO {unmapped}" for unmapped in made.unmapped),
    ]


def _line(value: dict[str, Any]) -> str:
    return str(yaml.safe_dump(value, **_style(default_flow_style=True))).strip()


def _style(**more: Any) -> dict[str, Any]:
    return {"allow_unicode": True, "sort_keys": False, "width": ENDLESS, **more}
