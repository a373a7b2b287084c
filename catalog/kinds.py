"""The kinds of catalogue files: where they lie, how they are read, what they must say. A new kind is a new line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter

from catalog import code_lists, yaml_file
from catalog.code_lists import Rows
from catalog.duties import Duty
from catalog.file import MIB, Parser
from catalog.lists import Barred, Demand, Open, Share
from catalog.model import AboutList, Base, Department, Element, Source
from catalog.survey import Survey
from catalog.terms import Strict


@dataclass(frozen=True)
class Kind:
    """Files of one pattern. Their ids are what the stars stand for; they become `catalogue.<field>[id]`.

    With `rows`, a file holds many members, `id: fields` each. A pattern without a star is one file.
    """

    pattern: str
    field: str
    model: type[Strict]
    parser: Parser = yaml_file.parse
    limit: int = MIB
    rows: bool = False

    @cached_property
    def adapter(self) -> TypeAdapter[Any]:
        """What validates a whole file."""
        return TypeAdapter(dict[str, self.model] if self.rows else self.model)  # type: ignore[name-defined]

    @cached_property
    def has_id(self) -> bool:
        """Whether a member knows its own id."""
        return not self.rows and "id" in self.model.model_fields

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Folders and file of the pattern."""
        return tuple(self.pattern.split("/"))

    @property
    def suffix(self) -> str:
        """The suffix of its files, with the dot."""
        return "." + self.pattern.rpartition(".")[2]


#: A new kind of file: one line here, and a field of its name in `catalog.model.Catalogue`.
KINDS = (
    Kind("elements/*.yml", "elements", Element),
    # The two halves of a code list; `catalog.code_lists.joined` puts them together.
    Kind("codes/*.yml", "list_headings", AboutList),
    Kind("codes/*.csv", "list_rows", Rows, code_lists.parse, 16 * MIB),
    Kind("departments/*.yml", "departments", Department),
    Kind("sources/*/*.yml", "sources", Source),
    Kind("bases/*.yml", "bases", Base),
    Kind("lists/duties.yml", "duties", Duty, rows=True),
    Kind("lists/demand/*.yml", "demands", Demand),
    Kind("lists/negative/*.yml", "barred", Barred),
    Kind("outputs/share/*.yml", "shares", Share),
    Kind("outputs/open/*.yml", "opens", Open),
    Kind("survey/*.yml", "surveys", Survey),
)
