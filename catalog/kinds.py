"""The kinds of catalogue files: where they lie, how they are read, what they must say. Another kind is one more line."""

from __future__ import annotations

from dataclasses import dataclass

from catalog import code_file, yaml_file
from catalog.document import Parser
from catalog.model import Base, CodeList, Department, Element, Source, Strict

MIB = 1 << 20


@dataclass(frozen=True)
class Kind:
    """Files of one pattern. Their ids are what the stars stand for; they become `catalogue.<field>[id]`.

    A pattern without a star, such as `lists/duties.yml`, is one file; its id is its name without suffix.
    """

    pattern: str
    field: str
    model: type[Strict]
    parser: Parser = yaml_file.parse
    limit: int = MIB

    @property
    def parts(self) -> tuple[str, ...]:
        """Folders and file of the pattern."""
        return tuple(self.pattern.split("/"))

    @property
    def folder(self) -> str:
        """The folder of the catalogue it lies in."""
        return self.parts[0]

    @property
    def suffix(self) -> str:
        """The suffix of its files, with the dot."""
        return "." + self.pattern.rpartition(".")[2]


KINDS = (
    Kind("elements/*.yml", "elements", Element),
    Kind("codes/*.csv", "code_lists", CodeList, code_file.parse, 16 * MIB),
    Kind("departments/*.yml", "departments", Department),
    Kind("sources/*/*.yml", "sources", Source),
    Kind("bases/*.yml", "bases", Base),
)
#: Without these there is nothing to compile.
REQUIRED = ("elements", "departments", "sources")
