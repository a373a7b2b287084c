"""The catalogue of datasets as DCAT: one dataset in full, and every term of a known vocabulary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalog.load import load
from spark_jobs.exports.dcat import ACCESS, CONTEXT, FREQUENCY, catalogue_of
from spark_jobs.exports.json_schema import row_schema


def zh(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "zh"}


def test_one_dataset_in_full() -> None:
    [dataset] = catalogue_of(load(), "human_resources")["dcat:dataset"]
    columns = dataset["csvw:tableSchema"].pop("csvw:column")["@list"]
    source = load().sources["human_resources/pension_payments"]
    department = load().departments["human_resources"]
    assert dataset == {
        "@id": f"urn:yiyuan:dataset:{source.code}",
        "@type": "dcat:Dataset",
        "dct:identifier": source.code,
        "dct:title": zh("养老金发放"),
        "dct:description": zh(source.abstract),
        "dct:publisher": {
            "@id": f"urn:uscc:{department.uscc}",
            "@type": "foaf:Agent",
            "foaf:name": zh(department.label),
            "dct:identifier": department.uscc,
        },
        "dct:issued": {"@value": source.published_on.isoformat(), "@type": "xsd:date"},
        "dct:accrualPeriodicity": {"@id": "frequency:MONTHLY"},
        "dct:accessRights": {"@id": "access:NON_PUBLIC"},
        "dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": zh(source.open.basis)},
        "dcat:theme": {"@id": f"urn:yiyuan:resource-class:{source.code.split('/')[0]}"},
        "dcat:contactPoint": {
            "@type": "vcard:Kind",
            "vcard:fn": zh(department.steward.name),
            "vcard:hasEmail": {"@id": f"mailto:{department.steward.email}"},
        },
        "dct:conformsTo": {"@id": "urn:yiyuan:schema:human_resources:pension_payments", "@type": "dct:Standard"},
        "csvw:tableSchema": {"@type": "csvw:Schema", "csvw:primaryKey": ["resident_id", "pay_month"]},
    }
    assert columns[3] == {
        "@type": "csvw:Column",
        "csvw:name": "amount",
        "csvw:title": zh("金额"),
        "csvw:datatype": {"@id": "xsd:decimal"},
        "csvw:required": True,
        "dct:description": zh("以元为单位的金额"),
        "dct:conformsTo": zh("GB/T 19488.1 数据格式"),
        "csvw:propertyUrl": {"@id": "urn:yiyuan:element:money_amount"},
    }


def test_every_source_is_there_and_conforms_to_its_schema() -> None:
    made = catalogue_of(load())
    assert [d["dct:conformsTo"]["@id"] for d in made["dcat:dataset"]] == [
        row_schema(load(), name)["$id"] for name in load().sources
    ]
    assert len({d["@id"] for d in made["dcat:dataset"]}) == len(load().sources)


def terms(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from (key for key in node if not key.startswith("@"))
        yield from (str(node[key]) for key in ("@type",) if key in node)
        for value in node.values():
            yield from terms(value)
    elif isinstance(node, list):
        for item in node:
            yield from terms(item)


def test_every_term_is_of_a_vocabulary_of_the_context() -> None:
    made = catalogue_of(load())
    del made["@context"]
    assert {term.split(":")[0] for term in terms(made)} <= CONTEXT.keys()


def test_every_cycle_and_type_has_its_word() -> None:
    source = type(next(iter(load().sources.values())))
    assert set(FREQUENCY) == set(source.model_fields["cycle"].annotation.__args__)
    assert set(ACCESS) == set(type(load().sources["hotline/tickets"].open).model_fields["type"].annotation.__args__)
