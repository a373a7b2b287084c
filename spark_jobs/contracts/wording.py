"""How the catalogue's words are said in a contract, for both directions."""

from __future__ import annotations

from catalog.model import Column, Source

API_VERSION = "v3.1.0"
#: The type under which a column's data element is cited; its url is the element's file in the catalogue.
ELEMENT = "dataElement"
#: 质量维度 of GB/T 36344-2018 → dimension of ODCS; it has none for 可访问性.
DIMENSIONS = {
    "规范性": "conformity",
    "完整性": "completeness",
    "准确性": "accuracy",
    "一致性": "consistency",
    "时效性": "timeliness",
}
#: Cycle → value and unit of the SLA property `frequency`.
FREQUENCY: dict[str, tuple[int | str, str | None]] = {
    "daily": (1, "day"),
    "weekly": (7, "day"),
    "monthly": (1, "month"),
    "quarterly": (3, "month"),
    "yearly": (1, "year"),
    "irregular": ("irregular", None),
}
#: Beginning of a Spark SQL type → logical type.
LOGICAL = {"STRING": "string", "DATE": "date", "TIMESTAMP": "timestamp", "DECIMAL": "number", "DOUBLE": "number"}
LOGICAL |= {"INT": "integer", "BIGINT": "integer", "ARRAY": "array", "BOOLEAN": "boolean"}
#: Fields of a source, and of its columns, that a contract says in its own words; all others are custom properties.
SAID = {"label", "abstract", "cycle", "grace_days", "key", "columns", "rules", "steward"}
OWN = tuple(name for name in Source.model_fields if name not in SAID)
OWN_OF_COLUMN = tuple(name for name in Column.model_fields if name not in {"element", "required"})


def element_url(element: str) -> str:
    """Where the definition of a data element stands, relative to the catalogue."""
    return f"elements/{element}.yml"


def logical(physical: str) -> str:
    """The logical type of a Spark SQL type. Raises KeyError for one that no element has."""
    return LOGICAL[physical.split("(")[0].split("<")[0]]
