"""What must hold between departments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalog.document import Document
from catalog.model import Catalogue
from catalog.problem import Problem


def problems(catalogue: Catalogue, documents: Mapping[str, Document]) -> Iterator[Problem]:
    """A unified social credit code is that of one legal person."""
    seen: dict[str, str] = {}
    for name, department in catalogue.departments.items():
        if (other := seen.setdefault(department.uscc, name)) != name:
            message = f"departments/{other}.yml has this code too; a code is one department's, correct it"
            yield documents[f"departments/{name}"].problem(("uscc",), "USCC_TWICE", message)
