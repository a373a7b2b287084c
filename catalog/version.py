"""Versions by content: two things that say the same have the same version, whatever their files and their order.

A rule's version covers what decides about a value: reason, severity, predicate, and the normaliser of what it reads.
It does not cover what people read (label, sentence, fix, basis, dimension), nor the rules that may speak before it.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from catalog.model import Catalogue

#: Lists whose order says nothing: texts a column may arrive under, and who gets a copy.
UNORDERED = frozenset({"headers", "aliases", "copy_to", "absent_in", "in_bases"})


def version_of(*parts: object) -> str:
    """12 hexadecimal digits over the texts of `parts`."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:12]


def canonical(catalogue: Catalogue) -> str:
    """The catalogue as one JSON text: keys sorted, code lists by code, no field that only says its default."""
    told = catalogue.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(_in_order(told), ensure_ascii=False, separators=(",", ":"))


def catalogue_version(catalogue: Catalogue) -> str:
    """16 hexadecimal digits: the content hash of the canonical catalogue."""
    return hashlib.sha256(canonical(catalogue).encode()).hexdigest()[:16]


def _in_order(told: Any, name: str = "") -> Any:
    if isinstance(told, dict):
        return {key: _in_order(told[key], key) for key in sorted(told)}
    if isinstance(told, list):
        items = [_in_order(item) for item in told]
        return sorted(items, key=str) if name in UNORDERED or name == "codes" else items
    return told
