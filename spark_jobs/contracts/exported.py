"""A source as a data contract: what arrives, in what quality, how often, from whom, and who may use it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from open_data_contract_standard.model import (
    AuthoritativeDefinition,
    CustomProperty,
    DataQuality,
    Description,
    OpenDataContractStandard,
    SchemaObject,
    SchemaProperty,
    Server,
    ServiceLevelAgreementProperty,
    Support,
    Team,
    TeamMember,
)

from catalog.model import Catalogue, Rule, Sharing, Source
from spark_jobs.contracts.wording import (
    API_VERSION,
    DIMENSIONS,
    ELEMENT,
    FREQUENCY,
    OWN,
    OWN_OF_COLUMN,
    element_url,
    logical,
)
from spark_jobs.rules import CompiledColumn, CompiledSource, RowRule, compile_source

TYPES = {"unconditional": "无条件", "conditional": "有条件", "none": "不予"}


def contract(catalogue: Catalogue, name: str) -> OpenDataContractStandard:
    """The contract of a source. Its version is a hash of what the source declares, so that the same says the same."""
    source, compiled = catalogue.sources[name], compile_source(catalogue, name)
    department = name.split("/")[0]
    fields = source.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return OpenDataContractStandard(
        apiVersion=API_VERSION,
        kind="DataContract",
        id=name,
        version=hashlib.sha256(source.model_dump_json().encode()).hexdigest()[:12],
        status="active",
        name=source.label,
        domain=department,
        description=Description(
            purpose=source.abstract,
            usage=_terms("共享", source.share),
            limitations=_terms("开放", source.open),
        ),
        tags=[source.code],
        servers=list(_servers(name, source)),
        schema=[_schema(compiled)],
        team=_team(catalogue, department, source),
        support=[Support(channel="email", tool="email", url=f"mailto:{_steward(catalogue, department, source).email}")],
        slaProperties=_sla(source),
        customProperties=[CustomProperty(property=field, value=fields[field]) for field in OWN if field in fields],
    )


def _terms(what: str, sharing: Sharing) -> str:
    condition = f"；条件：{sharing.condition}" if sharing.condition else ""
    return f"{TYPES[sharing.type]}{what}{condition}；依据：{sharing.basis}"


def _servers(name: str, source: Source) -> Iterator[Server]:
    """Where a delivery is put, by format, and where its accepted rows are read."""
    for suffix, reader in source.readers.items():
        yield Server(server=f"inbox_{suffix}", type="local", path=f"inbox/{name}/*.{suffix}", format=reader.kind)
    yield Server(server="lake", type="local", path=f"lake/standard/{name.split('/')[1]}", format="delta")


def _schema(compiled: CompiledSource) -> SchemaObject:
    source = compiled.source
    return SchemaObject(
        name=compiled.table,
        physicalName=f"standard.{compiled.table}",
        physicalType="table",
        logicalType="object",
        businessName=source.label,
        description=source.abstract,
        dataGranularityDescription=f"每个 {'、'.join(source.key)} 一行",
        properties=[_property(compiled, column) for column in compiled.columns],
        quality=[*_volume(source), *(_table_rule(row, rule) for row, rule in compiled.table_rules)],
    )


def _property(compiled: CompiledSource, column: CompiledColumn) -> SchemaProperty:
    declared, element, key = column.declared, column.element, compiled.source.key
    fields = declared.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    own = {name: fields[name] for name in OWN_OF_COLUMN if name in fields} | {"basis": element.basis}
    own |= {"codeList": element.code_list} if element.code_list else {}
    return SchemaProperty(
        name=column.name,
        physicalName=column.name,
        businessName=declared.label or element.label,
        description=element.definition,
        logicalType=logical(column.family.type),
        physicalType=column.family.type,
        required=declared.required,
        primaryKey=True if column.name in key else None,
        primaryKeyPosition=key.index(column.name) + 1 if column.name in key else None,
        classification=str(element.level),
        authoritativeDefinitions=[AuthoritativeDefinition(type=ELEMENT, url=element_url(element.id))],
        customProperties=[CustomProperty(property=name, value=value) for name, value in own.items()],
        quality=[_rule(rule, column.missing) for rule in column.rules],
    )


def _rule(rule: RowRule, missing: RowRule | None = None) -> DataQuality:
    """A rule in the words that the department reads; a missing value is counted by the standard's own metric."""
    metric: dict[str, Any] = {"type": "library", "metric": "missingValues", "mustBe": 0, "unit": "rows"}
    return DataQuality(
        name=rule.rule_id,
        description=f"{rule.sentence}。{rule.fix}。",
        dimension=DIMENSIONS.get(rule.dimension),
        severity={"warn": "warning"}.get(rule.severity, rule.severity),
        customProperties=[CustomProperty(property="basis", value=rule.basis)],
        **(metric if rule is missing else {"type": "text"}),
    )


def _table_rule(row: RowRule, rule: Rule) -> DataQuality:
    """A rule over several columns, with all that the catalogue says of it."""
    told = _rule(row)
    fields = rule.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return told.model_copy(update={"customProperties": [CustomProperty(property="rule", value=fields)]})


def _volume(source: Source) -> Iterator[DataQuality]:
    arguments = {"properties": list(source.key)}
    yield DataQuality(
        type="library",
        metric="duplicateValues",
        mustBe=0,
        unit="rows",
        arguments=arguments,
        description="主键重复的行只取最后一行。",
        dimension="uniqueness",
    )
    if source.volume.min_rows:
        yield DataQuality(
            type="library",
            metric="rowCount",
            mustBeGreaterOrEqualTo=source.volume.min_rows,
            unit="rows",
            description="行数不足的整批不予发布。",
            dimension="coverage",
        )


def _steward(catalogue: Catalogue, department: str, source: Source) -> Any:
    return source.steward or catalogue.departments[department].steward


def _team(catalogue: Catalogue, department: str, source: Source) -> Team:
    about, steward = catalogue.departments[department], _steward(catalogue, department, source)
    phone = [CustomProperty(property="phone", value=steward.phone)]
    member = TeamMember(username=steward.email, name=steward.name, role="data steward", customProperties=phone)
    return Team(name=about.label, description=f"统一社会信用代码 {about.uscc}", members=[member])


def _sla(source: Source) -> list[ServiceLevelAgreementProperty]:
    value, unit = FREQUENCY[source.cycle]
    return [
        ServiceLevelAgreementProperty(property="frequency", value=value, unit=unit),
        ServiceLevelAgreementProperty(
            property="latency", value=source.grace_days, unit="day", description="超过更新周期后的宽限天数"
        ),
    ]
