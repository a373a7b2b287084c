"""一数一源清单 as rows of `meta`: who is the source of each item, and what is collected twice.

Source: 《政务数据共享条例》（国务院令第809号）第十九条.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from catalog import collection
from catalog.authority import Claim, items
from catalog.model import Catalogue

Row = dict[str, object]


def rows(catalogue: Catalogue) -> dict[str, list[Row]]:
    """Rows of the `meta` tables `item_source` and `duplicate_collection`."""
    return {"item_source": list(_sources(catalogue)), "duplicate_collection": list(_duplicates(catalogue))}


def _sources(catalogue: Catalogue) -> Iterator[Row]:
    for base in catalogue.bases.values():
        for name, scope, claims in items(base):
            for claim in claims:
                element = base.columns[name].element
                yield {"item": claim.item, "scope": scope.id, "element": element} | _claimed(catalogue, claim)


def _claimed(catalogue: Catalogue, claim: Claim) -> Row:
    return {
        "department": claim.department,
        "authority_uscc": catalogue.departments[claim.department].uscc,
        "system": catalogue.sources[claim.source].system.id,
        "source": claim.source,
        "column_name": claim.field,
        "basis": claim.basis,
        "status": claim.declared.status,
        "valid_from": None if claim.start == date.min else claim.start,
        "valid_to": claim.declared.until,
    }


def _duplicates(catalogue: Catalogue) -> Iterator[Row]:
    for element, found in collection.duplicates(catalogue).items():
        for row in found:
            yield {
                "element": element,
                "label": catalogue.elements[element].label,
                "department_count": len(collection.departments(found)),
                "declared": collection.is_declared(found),
                "department": row.department,
                "source": row.holder,
                "column_name": row.column,
                "role": row.role,
                "items": "、".join(row.items),
                "forms": "、".join(row.forms),
            }
