"""Who speaks with whose voice: sources fed from the same upstream are one witness, not two.

Source: 《政务数据共享条例》（国务院令第809号）第二十六条（校核纠错）.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalog.authority import items
from catalog.document import Document
from catalog.model import Base, Catalogue
from catalog.problem import Problem


def chain(catalogue: Catalogue, source: str) -> list[str]:
    """A source and what feeds it, as far as that is a source of the catalogue; a circle is followed once."""
    found = [source]
    while (fed_by := catalogue.sources[found[-1]].upstream) in catalogue.sources and fed_by not in found:
        found.append(str(fed_by))
    return found


def voice(catalogue: Catalogue, source: str) -> str:
    """The system that a source's values come from in the end: `<department>/<system>`, or a name outside the catalogue.

    A system is known by its id or its label; datasets of one system are one voice.
    """
    last = chain(catalogue, source)[-1]
    named = catalogue.sources[last].upstream
    if named is None or named in catalogue.sources:
        return f"{last.split('/')[0]}/{catalogue.sources[last].system.id}"
    for other, declared in catalogue.sources.items():
        if named in (declared.system.label, f"{other.split('/')[0]}/{declared.system.id}"):
            return f"{other.split('/')[0]}/{declared.system.id}"
    return named


def problems(catalogue: Catalogue, documents: Mapping[str, Document]) -> Iterator[Problem]:
    """An upstream that is nowhere or goes in a circle, and verifiers that repeat the authority's own words."""
    systems = {f"{name.split('/')[0]}/{source.system.id}" for name, source in catalogue.sources.items()}
    for name, source in catalogue.sources.items():
        document = documents[f"sources/{name}"]
        if source.upstream and "/" in source.upstream and source.upstream not in catalogue.sources.keys() | systems:
            message = f"`{source.upstream}` is neither a source nor a system here; correct it"
            yield document.problem(("upstream",), "UNKNOWN_SOURCE", message)
        last = chain(catalogue, name)[-1]
        if catalogue.sources[last].upstream in chain(catalogue, name):
            yield document.problem(
                ("upstream",), "UPSTREAM_CIRCLE", f"{name} feeds itself in the end; correct one `upstream`"
            )
    for base in catalogue.bases.values():
        yield from _echoes(catalogue, base, documents[f"bases/{base.id}"])


def _echoes(catalogue: Catalogue, base: Base, document: Document) -> Iterator[Problem]:
    """A verifier with the voice of an authority of the item cannot verify it."""
    reported = set()
    for name, _, claims in items(base):
        for other in base.columns[name].verified_by:
            source = other.split(".")[0]
            for claim in claims:
                known = {source, claim.source} <= catalogue.sources.keys()
                if not known or not claim.confirmed or (name, other, claim.reference) in reported:
                    continue
                if voice(catalogue, source) == voice(catalogue, claim.source):
                    reported.add((name, other, claim.reference))
                    yield document.problem(
                        ("columns", name, "verified_by", other),
                        "SAME_UPSTREAM",
                        f"{other} cannot verify {base.id}.{name}: like its authority {claim.reference} it comes from "
                        f"{voice(catalogue, source)}; remove it, or name an independent source",
                    )
