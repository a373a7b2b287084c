"""How one file of one source is laid out: all that a reader needs to know, small enough to travel to a worker."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a worker that reads needs no catalogue
    from catalog.model import Source


@dataclass(frozen=True)
class Layout:
    """The layout of a file.

    `columns`: (column id, header texts it may arrive under), in catalogue order. `records`: the array inside a JSON
    object, None where the file itself is the array. `needed`: column ids that a JSON record must name; any other may be
    left out, which many exporters do where the value is null.
    """

    kind: str
    encoding: str
    delimiter: str
    title_rows: int
    header_rows: int
    records: str | None
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    needed: tuple[str, ...] = ()

    @property
    def ids(self) -> list[str]:
        """Column ids in catalogue order."""
        return [column for column, _ in self.columns]


def layout(source: Source, suffix: str) -> Layout:
    """The layout of a file of `source` with that suffix (`csv` or `.CSV`).

    KeyError where the source declares no reader for the suffix; ValueError for a declaration no reader can serve.
    """
    reader = source.readers[suffix.lower().removeprefix(".")]
    _serviceable(reader.encoding, reader.delimiter)
    return Layout(
        kind=reader.kind,
        encoding=reader.encoding,
        delimiter=reader.delimiter,
        title_rows=reader.title_rows,
        header_rows=reader.header_rows,
        records=reader.records,
        columns=tuple((column, told.headers) for column, told in source.columns.items() if told.headers),
        needed=tuple(c for c, told in source.columns.items() if told.headers and (told.required or c in source.key)),
    )


def _serviceable(encoding: str, delimiter: str) -> None:
    """Lines are cut before they are decoded, so an encoding must keep ASCII as it is (UTF-8, GB18030, GBK, Big5 do)."""
    codecs.lookup(encoding)
    if "\r\n".encode(encoding) != b"\r\n":
        raise ValueError(f"encoding {encoding} does not contain ASCII: declare UTF-8 or GB18030")
    if not delimiter.isascii() or delimiter in '"\r\n':
        raise ValueError(f"{delimiter!r} cannot be a delimiter")
