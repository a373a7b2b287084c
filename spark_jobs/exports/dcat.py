"""The departmental datasets as a catalogue in JSON-LD (W3C Data Catalog Vocabulary, DCAT, version 3).

Names of things are URNs: the platform has no public address of its own, and an IRI need not be one.
"""

from __future__ import annotations

from typing import Any

from catalog.model import Catalogue, Column, Department, Element, Source
from spark_jobs.elements import family
from spark_jobs.exports.json_schema import schema_id

CONTEXT = {
    "csvw": "http://www.w3.org/ns/csvw#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "frequency": "http://publications.europa.eu/resource/authority/frequency/",
    "access": "http://publications.europa.eu/resource/authority/access-right/",
}
FREQUENCY = {
    "daily": "DAILY",
    "weekly": "WEEKLY",
    "monthly": "MONTHLY",
    "quarterly": "QUARTERLY",
    "yearly": "ANNUAL",
    "irregular": "IRREG",
}
#: 开放类型 → who has access.
ACCESS = {"unconditional": "PUBLIC", "conditional": "RESTRICTED", "none": "NON_PUBLIC"}
#: Spark SQL type, without its brackets → XSD type.
DATATYPE = {
    "STRING": "xsd:string",
    "DATE": "xsd:date",
    "TIMESTAMP": "xsd:dateTime",
    "DECIMAL": "xsd:decimal",
    "INT": "xsd:integer",
}


def catalogue_of(catalogue: Catalogue, department: str | None = None) -> dict[str, Any]:
    """Every dataset, or those of one department."""
    datasets = [
        _dataset(catalogue, name, source)
        for name, source in catalogue.sources.items()
        if department in (None, name.split("/")[0])
    ]
    publishers = {dataset["dct:publisher"]["@id"]: dataset["dct:publisher"] for dataset in datasets}
    return {
        "@context": CONTEXT,
        "@id": "urn:yiyuan:catalogue" + (f":{department}" if department else ""),
        "@type": "dcat:Catalog",
        "dct:title": _zh("政务数据目录"),
        "dct:description": _zh("各部门向数据资源平台提供的数据集"),
        "dct:publisher": list(publishers.values()),
        "dct:language": "zh",
        "dcat:dataset": datasets,
    }


def _dataset(catalogue: Catalogue, name: str, source: Source) -> dict[str, Any]:
    department = catalogue.departments[name.split("/")[0]]
    steward = source.steward or department.steward
    return {
        "@id": f"urn:yiyuan:dataset:{source.code}",
        "@type": "dcat:Dataset",
        "dct:identifier": source.code,
        "dct:title": _zh(source.label),
        "dct:description": _zh(source.abstract),
        "dct:publisher": _agent(department),
        "dct:issued": {"@value": source.published_on.isoformat(), "@type": "xsd:date"},
        "dct:accrualPeriodicity": {"@id": f"frequency:{FREQUENCY[source.cycle]}"},
        "dct:accessRights": {"@id": f"access:{ACCESS[source.open.type]}"},
        "dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": _zh(_terms(source))},
        "dcat:theme": {"@id": f"urn:yiyuan:resource-class:{source.code.split('/')[0]}"},
        "dcat:contactPoint": {
            "@type": "vcard:Kind",
            "vcard:fn": _zh(steward.name),
            "vcard:hasEmail": {"@id": f"mailto:{steward.email}"},
        },
        "dct:conformsTo": {"@id": schema_id(name), "@type": "dct:Standard"},
        "csvw:tableSchema": {
            "@type": "csvw:Schema",
            "csvw:primaryKey": list(source.key),
            "csvw:column": {"@list": [_field(catalogue, *named) for named in source.columns.items()]},
        },
    }


def _agent(department: Department) -> dict[str, Any]:
    return {
        "@id": f"urn:uscc:{department.uscc}",
        "@type": "foaf:Agent",
        "foaf:name": _zh(department.label),
        "dct:identifier": department.uscc,
    }


def _terms(source: Source) -> str:
    """What the open type asks for, and the law it rests on."""
    return "；".join(filter(None, (source.open.condition, source.open.basis)))


def _field(catalogue: Catalogue, name: str, column: Column) -> dict[str, Any]:
    element: Element = catalogue.elements[column.element]
    type_ = family(element, catalogue.code_lists).type.split("(")[0]
    return {
        "@type": "csvw:Column",
        "csvw:name": name,
        "csvw:title": _zh(column.label or element.label),
        "csvw:datatype": {"@id": DATATYPE[type_]},
        "csvw:required": column.required,
        "dct:description": _zh(element.definition),
        "dct:conformsTo": _zh(element.basis),
        "csvw:propertyUrl": {"@id": f"urn:yiyuan:element:{element.id}"},
    }


def _zh(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "zh"}
