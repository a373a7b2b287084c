"""Disagreements that are planted: what the harness must find, for its silence to mean anything."""

from __future__ import annotations

from dataclasses import replace

from pyspark.sql import SparkSession

from catalog.model import Catalogue
from spark_jobs.elements import family
from spark_jobs.elements.family import Family
from tests.agreement import lane_validate
from tests.agreement.lane_conform import batches
from tests.agreement.material import Material


def with_element_rule(catalogue: Catalogue, element: str, reason: str, holds: str) -> Catalogue:
    """The catalogue in which a rule of an element's own asks something else."""
    declared = catalogue.elements[element]
    rules = tuple(r.model_copy(update={"holds": holds}) if r.reason == reason else r for r in declared.rules)
    assert rules != declared.rules
    changed = declared.model_copy(update={"rules": rules})
    return catalogue.model_copy(update={"elements": catalogue.elements | {element: changed}})


def with_source_rule(catalogue: Catalogue, source: str, name: str, holds: str) -> Catalogue:
    """The catalogue in which a rule over several columns asks something else."""
    declared = catalogue.sources[source]
    rules = tuple(r.model_copy(update={"holds": holds}) if r.name == name else r for r in declared.rules)
    assert rules != declared.rules
    changed = declared.model_copy(update={"rules": rules})
    return catalogue.model_copy(update={"sources": catalogue.sources | {source: changed}})


def unnoticed(spark: SparkSession, material: Material) -> list[str]:
    """`<element>.<REASON>` of every check that could be left out without the oracle seeing a difference."""
    made = {name: family(material.catalogue.elements[name], material.catalogue.code_lists) for name in material.samples}
    found = []
    for position in range(max(len(one.checks) for one in made.values())):
        names = [name for name, one in made.items() if len(one.checks) > position]
        for some in batches(names):
            without = {name: _without(made[name], position) for name in some}
            for name, outcomes in lane_validate.judged(spark, without, material.samples).items():
                if [one.outcome for one in outcomes] == [one.outcome for one in material.samples[name].expected]:
                    found.append(f"{name}.{made[name].checks[position].reason}")
    return found


def _without(made: Family, position: int) -> Family:
    """Without one check, and without values: what no check stops may be an instant that Python has no type for."""
    return replace(made, checks=made.checks[:position] + made.checks[position + 1 :], value="NULL")
