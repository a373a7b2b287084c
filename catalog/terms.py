"""The words that every kind of catalogue file is written in: ids, texts, cycles, and the terms of sharing."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
SourceId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*/[a-z][a-z0-9_]*$")]
#: No control character, no sign that turns the direction of what follows, no break: a text is read as it is written.
SEEN = r"^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$"
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True, pattern=SEEN)]
#: A text that may have several lines, such as SQL.
SEEN_LINES = r"^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*(?:\n[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*)*$"
Lines = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True, pattern=SEEN_LINES)]
#: YAML says itself what is a number, a truth value or a day; nothing is made into one.
Whole = Annotated[int, Field(strict=True)]
Real = Annotated[float, Field(strict=True)]
Truth = Annotated[bool, Field(strict=True)]
Day = Annotated[date, Field(strict=True)]
Cycle = Literal["daily", "weekly", "monthly", "quarterly", "yearly", "irregular"]
SharingType = Literal["unconditional", "conditional", "none"]
Mask = Literal["none", "identifier", "name", "phone", "address", "scrub", "hide"]
#: 共享方式: the first three over the sharing platform, the others beside it (发改高技术〔2017〕1272号).
Method = Literal["库表交换", "文件下载", "服务接口", "邮件", "拷盘", "介质交换"]
#: How people name a month to a command.
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


class Strict(BaseModel):
    """Base of every catalogue model: no unknown field, no change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sharing(Strict):
    """Share or open type with its condition and legal basis (发改高技术〔2017〕1272号)."""

    type: SharingType
    condition: Text | None = None
    basis: Text
    method: Method | None = Field(default=None, description="how it is shared; required of a source that is shared")
