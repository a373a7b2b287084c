"""What is judged: generated values and rows with the oracle's verdicts, and the catalogue that engines are given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from catalog.model import Catalogue, Rule
from spark_jobs.elements import family
from spark_jobs.rules import NUMBER_KINDS
from tests.agreement.compare import SEED, RuleSample, Sample, rule_samples, samples
from tests.agreement.stored import Stored, stored
from tests.agreement.tally import Lane, WhyNot, references, rules_of


@dataclass(frozen=True)
class Material:
    """`samples`, `stored`: by element. `rows`: by rule over several columns, `<department>/<source>.<rule>`."""

    catalogue: Catalogue
    samples: dict[str, Sample]
    stored: dict[str, Stored]
    rows: dict[str, RuleSample]

    def lane(self, name: str) -> Lane:
        """An empty book for a lane. What looks into another table no lane can judge."""
        lane = Lane(name, rules_of(self.catalogue, self.samples, self.rows))
        for rule in references(self.catalogue):
            lane.cannot(rule, WhyNot.TABLES)
        return lane

    def apart(self, name: str) -> Iterator[tuple[str, WhyNot]]:
        """Rules of an element that nobody can hold against the values of a table, and why."""
        element = self.catalogue.elements[name]
        if element.kind in NUMBER_KINDS:
            yield f"{name}.EXCEL_PRECISION", WhyNot.AS_SENT
        for check in family(element, self.catalogue.code_lists).checks:
            if check.severity == "warn":
                yield f"{name}.{check.reason}", WhyNot.WARNING

    def stored_type(self, element: str) -> str:
        """The Spark SQL type of an element."""
        return family(self.catalogue.elements[element], self.catalogue.code_lists).type

    def rule(self, name: str) -> Rule:
        """The declaration of a rule over several columns."""
        source, _, rule_name = name.partition(".")
        return next(rule for rule in self.catalogue.sources[source].rules if rule.name == rule_name)

    def elements_of(self, name: str) -> dict[str, str]:
        """Column → element of the columns that such a rule's rows have."""
        declared = self.catalogue.sources[name.partition(".")[0]].columns
        return {column: declared[column].element for column in self.rows[name].rows[0]}


def material(
    catalogue: Catalogue,
    n: int,
    elements: Iterable[str] | None = None,
    rules: Iterable[str] | None = None,
    seed: int = SEED,
) -> Material:
    """n values of each element and n rows of each rule over several columns: of all, or of those named."""
    wanted = set(catalogue.elements if elements is None else elements)
    some = {name: element for name, element in catalogue.elements.items() if name in wanted}
    raw = samples(catalogue.model_copy(update={"elements": some}), n, seed)
    rows = rule_samples(catalogue, n, seed)
    return Material(
        catalogue,
        raw,
        {name: stored(catalogue, sample) for name, sample in raw.items()},
        {name: sample for name, sample in rows.items() if rules is None or name in rules},
    )


def given(material: Material, catalogue: Catalogue) -> Material:
    """The same rows and verdicts, for engines that are given another catalogue: what is wrong with it must show."""
    read = {name: stored(catalogue, sample) for name, sample in material.samples.items()}
    return Material(catalogue, material.samples, read, material.rows)
