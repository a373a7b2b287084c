"""Which column is where: header texts as found against the header texts declared."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spark_jobs.readers.layout import Layout
from spark_jobs.readers.verdict import Unreadable

_DATA = re.compile(r"\d{6}")
STRANGER = "文件里没有一个约定的表头，看起来是另一张表，或缺少表头行。请核对报送的目录和文件后重新报送。"


def clean(header: str) -> str:
    """A header text without the blanks around it: they change no value, so they are no drift."""
    return header.strip().strip("\ufeff").strip()


def places(found: Sequence[str], layout: Layout) -> list[int]:
    """For each declared column its position in `found`. The order is free; names must match one to one.

    Unreadable HEADER_DRIFT names what is missing, doubled or too many.
    """
    names = [clean(header) for header in found]
    at = {column: [i for i, name in enumerate(names) if name in told] for column, told in layout.columns}
    if not any(at.values()):
        raise Unreadable("HEADER_DRIFT", STRANGER, tuple(names))
    missing = [told[0] for column, told in layout.columns if not at[column]]
    doubled = [told[0] for column, told in layout.columns if len(at[column]) > 1]
    known = {place for found_at in at.values() for place in found_at}
    extra = [name for i, name in enumerate(names) if i not in known]
    if missing or doubled or extra:
        count = len(layout.columns) - len(missing)
        raise Unreadable("HEADER_DRIFT", drift(missing, doubled, extra, known=count), tuple(names))
    return [at[column][0] for column, _ in layout.columns]


def matches(found: Sequence[str], layout: Layout) -> int:
    """How many declared columns are among the header texts."""
    names = {clean(header) for header in found}
    return sum(not names.isdisjoint(told) for _, told in layout.columns)


def drift(
    missing: Sequence[str], doubled: Sequence[str], extra: Sequence[str], where: str = "表头", known: int = 0
) -> str:
    """The sentence for names that are missing, doubled, or not agreed; `known` names were as agreed.

    Where the header line is missing a person's data stands in its place. So what was found is quoted only if most names
    are as agreed and none of the others looks like a number of something.
    """
    safe = known >= len(missing) and not any(_DATA.search(name) for name in extra)
    parts = [_named("缺少", missing), _named("重复出现", doubled)]
    parts.append(_named("多出", extra) if safe else f"另有 {len(extra)} 个不是约定的{where}（疑似数据，不予显示）")
    other = "" if known >= len(missing) else "，可能是另一张表，或缺少表头行"
    told = "；".join(part for part, names in zip(parts, (missing, doubled, extra), strict=True) if names)
    return f"{where}与约定不符：{told}{other}。请按约定的{where}重新导出后再报送。"


def _named(word: str, names: Sequence[str]) -> str:
    return word + "、".join(f"“{name[:20]}”" if name else "（空白）" for name in names)
