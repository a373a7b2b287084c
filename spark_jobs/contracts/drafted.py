"""A data contract as the draft of a source. What the contract does not say is a TODO; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, cast

from open_data_contract_standard.model import CustomProperty, OpenDataContractStandard, SchemaObject, SchemaProperty
from pydantic import TypeAdapter, ValidationError

from catalog.model import Catalogue, Column, Rule, Source
from catalog.resource import fault_of
from catalog.terms import Strict
from spark_jobs.contracts.wording import ELEMENT, FREQUENCY, OWN, OWN_OF_COLUMN, element_url, logical
from spark_jobs.elements import family

UNITS = {"d": "day", "days": "day", "w": "week", "weeks": "week", "mo": "month", "months": "month"}
UNITS |= {"y": "year", "yr": "year", "years": "year"}
CYCLES = {told: cycle for cycle, told in FREQUENCY.items()} | {(1, "week"): "weekly", (12, "month"): "yearly"}
#: Formats of a server that a reader of ours understands.
FORMATS = {"csv", "xlsx", "json", "jsonl", "geojson"}
WANTED = {
    "code": "资源代码，由数据主管部门按 307…/顺序码 编发",
    "office": "提供数据的内设机构",
    "published_on": "发布日期，YYYY-MM-DD",
    "classified": "是否涉密；本平台只收 false",
    "system": "来源系统，例如 {id: hukou, label: 常住人口信息管理系统}",
    "readers": "文件格式，例如 csv: {kind: csv, encoding: gb18030}",
    "cycle": "更新周期：daily、weekly、monthly、quarterly、yearly 或 irregular",
    "grace_days": "超过更新周期后的宽限天数",
    "mode": "snapshot（每次全量）或 increment（每次增量）",
    "key": "主键列",
    "columns": "至少一列",
    "share": "共享类型、条件、依据和方式",
    "open": "开放类型、条件和依据",
    "label": "资源名称，不超过50字",
    "abstract": "资源摘要",
}


@dataclass
class Draft:
    """What is known of a source, and a sentence for each thing that is not."""

    known: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, dict[str, Any]] = field(default_factory=dict)
    matched: dict[str, str] = field(default_factory=dict)
    unmapped: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def todo(self) -> list[str]:
        """Required fields that the contract does not tell, in the order of the model."""
        required = [name for name, about in Source.model_fields.items() if about.is_required()]
        return [name for name in required if name not in self.known and not (name == "columns" and self.columns)]


def draft(catalogue: Catalogue, contract: OpenDataContractStandard, department: str) -> Draft:
    """The draft of a source of a department, from the contract's first schema."""
    made = Draft()
    _own(made, contract)
    described = contract.description
    told = {"label": contract.name, "abstract": described.purpose if described else None}
    made.known |= {name: text for name, text in told.items() if text}
    made.known |= _sla(contract)
    if "readers" not in made.known and (readers := dict(_readers(contract))):
        made.known["readers"] = readers
    tables = contract.schema_ or []
    made.notes += [f"契约中另有表 {table.name}，每张表请单独导入" for table in tables[1:]]
    if tables:
        _columns(catalogue, made, tables[0])
        _rules(made, tables[0])
    if steward := _steward(catalogue, contract, department):
        made.known["steward"] = steward
    return made


def _values(properties: Sequence[CustomProperty] | None) -> dict[str, Any]:
    return {it.property: it.value for it in properties or () if it.property}


def _own(made: Draft, contract: OpenDataContractStandard) -> None:
    """Fields that an export of ours carries along. Another's property of the same name is told, if it is not alike."""
    told = _values(contract.customProperties)
    for name in OWN:
        if name in told:
            value = _typed(Source, name, told[name])
            if _fits(Source, name, value) and not (name == "code" and fault_of("source", value)):
                made.known[name] = value
            else:
                made.notes.append(f"契约的属性 {name} 不是本目录的 {name}，没有带入")


def _typed(model: type[Strict], name: str, value: Any) -> Any:
    """A value as YAML gives it to a field: a contract writes a day as a text."""
    with suppress(ValueError):
        if model.model_fields[name].annotation is date and isinstance(value, str):
            return date.fromisoformat(value)
    return value


def _fits(model: type[Strict], name: str, value: Any) -> bool:
    """Whether a value could stand in a field of a model."""
    field = model.model_fields[name]
    try:
        TypeAdapter(cast("type[object]", Annotated[field.annotation, field])).validate_python(value)
    except ValidationError:
        return False
    return True


def _sla(contract: OpenDataContractStandard) -> dict[str, Any]:
    told = {it.property: (it.value, UNITS.get(it.unit or "", it.unit)) for it in contract.slaProperties or ()}
    known: dict[str, Any] = {}
    if cycle := CYCLES.get(told.get("frequency", ("", None))):  # type: ignore[arg-type]
        known["cycle"] = cycle
    value, unit = told.get("latency", (None, None))
    if unit == "day" and isinstance(value, int):
        known["grace_days"] = value
    return known


def _readers(contract: OpenDataContractStandard) -> Iterator[tuple[str, dict[str, Any]]]:
    for server in contract.servers or ():
        if server.format in FORMATS:
            more = {"encoding": server.encoding, "delimiter": server.delimiter}
            yield server.format, {"kind": server.format, **{name: value for name, value in more.items() if value}}


def _columns(catalogue: Catalogue, made: Draft, table: SchemaObject) -> None:
    keys = []
    for told in table.properties or ():
        name = _id(told.name or "")
        element, why, cited = _element(catalogue, told)
        if not name or not element or name in made.columns:
            reason = why or ("列名不是小写英文字母、数字和下划线" if not name else "列名重复")
            made.unmapped.append(
                f"{told.name}（{told.businessName or told.description or told.logicalType}）：{reason}"
            )
            continue
        if why:
            made.notes.append(f"列 {name}：{why}")
        if not cited:
            made.matched[name] = "按名称或标签对应，请核对"
        made.columns[name] = {"element": element, **_declared(told)}
        if told.primaryKey:
            keys.append((told.primaryKeyPosition or 0, name))
    if keys:
        made.known["key"] = [name for _, name in sorted(keys)]


def _id(name: str) -> str:
    """The column's id, from names such as `Resident ID` or `residentId`; '' if the name is not of ASCII letters."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[\s\-.]+", "_", name.strip()).lower()
    return words if re.fullmatch(r"[a-z][a-z0-9_]*", words) else ""


def _declared(told: SchemaProperty) -> dict[str, Any]:
    own = {name: value for name, value in _values(told.customProperties).items() if name in OWN_OF_COLUMN}
    known = {name: value for name, value in own.items() if _fits(Column, name, value)}
    if not known.keys() & {"headers", "of"}:
        names = (told.physicalName or told.name, told.businessName)
        known["headers"] = [name for name in dict.fromkeys(names) if name]
    return known | ({"required": True} if told.required else {})


def _element(catalogue: Catalogue, told: SchemaProperty) -> tuple[str | None, str | None, bool]:
    """The element that is cited (True), or has the very name or label, and what to look at; else None and why."""
    urls = {element_url(name): name for name in catalogue.elements}
    cited = [urls[it.url] for it in told.authoritativeDefinitions or () if it.type == ELEMENT and it.url in urls]
    labels = {element.label: name for name, element in catalogue.elements.items()}
    named = [name for name in (_id(told.name or ""),) if name in catalogue.elements]
    named += [labels[text] for text in (told.name, told.businessName) if text in labels]
    found = list(dict.fromkeys(cited or named))
    if len(found) != 1:
        several = f"可能是 {'、'.join(found)}，请选定一个" if found else "没有名称或标签相同的数据元，请选定或新建"
        return None, several, False
    kind = logical(family(catalogue.elements[found[0]], catalogue.code_lists).type)
    differs = told.logicalType and told.logicalType != kind
    why = f"契约的类型是 {told.logicalType}，数据元 {found[0]} 是 {kind}，请核对" if differs else None
    return found[0], why, bool(cited)


def _rules(made: Draft, table: SchemaObject) -> None:
    """Rules over several columns that are ours are taken over; others are told, for people to translate."""
    rules = []
    for told in table.quality or ():
        try:
            rule = _values(told.customProperties)["rule"]
            Rule.model_validate(rule)
            rules.append(rule)
        except (KeyError, ValidationError):
            if told.type not in (None, "library"):
                made.notes.append(f"质量规则 {told.name or told.type} 没有带入：{told.description or told.query or ''}")
    for column in table.properties or ():
        foreign = [it for it in column.quality or () if it.query or it.implementation]
        made.notes += [
            f"列 {column.name} 的质量规则 {it.name or it.type} 没有带入，请看数据元是否已有" for it in foreign
        ]
    if rules:
        made.known["rules"] = rules


def _steward(catalogue: Catalogue, contract: OpenDataContractStandard, department: str) -> dict[str, str] | None:
    """The dataset's steward, if the contract names one who is not the department's."""
    team = contract.team
    members = team if isinstance(team, list) else team.members if team else None
    for member in members or ():
        phone = _values(member.customProperties).get("phone")
        if member.role == "data steward" and member.name and member.username and phone:
            steward = {"name": member.name, "email": member.username, "phone": str(phone)}
            return None if steward == catalogue.departments[department].steward.model_dump() else steward
    return None
