"""Our contracts pass the standard's linter and come back as the source they were; foreign ones become honest drafts."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
import yaml
from datacontract.data_contract import DataContract
from open_data_contract_standard.model import OpenDataContractStandard

from catalog.load import load
from catalog.model import Source, Steward
from catalog.terms import Cycle
from spark_jobs.contracts.draft_text import text_of
from spark_jobs.contracts.drafted import draft
from spark_jobs.contracts.exported import contract
from spark_jobs.contracts.read import ContractError, read

FOREIGN = """\
apiVersion: v3.1.0
kind: DataContract
id: dogs
version: 1.0.0
status: active
name: 犬只登记
customProperties: [{property: code, value: A-17}, {property: share, value: everyone}]
servers:
  - {server: files, type: s3, location: "s3://dogs/*.csv", format: csv}
slaProperties: [{property: frequency, value: 1, unit: mo}]
schema:
  - name: dogs
    properties:
      - {name: ownerId, businessName: 公民身份号码, logicalType: string, primaryKey: true, required: true}
      - {name: sex, businessName: 犬只性别, logicalType: integer}
      - {name: uscc, businessName: 姓名, logicalType: string}
      - {name: breed, logicalType: string}
      - {name: 犬龄, logicalType: integer}
      - {name: phone, logicalType: string, quality: [{type: sql, name: p, query: "select 1", mustBe: 1}]}
    quality: [{type: sql, name: adults, query: "select count(*) from dogs", mustBeGreaterThan: 3}]
  - {name: vaccines, properties: [{name: id, logicalType: string}]}
"""
DRAFT = """\
# TODO 契约的属性 code 不是本目录的 code，没有带入
# TODO 契约的属性 share 不是本目录的 share，没有带入
# TODO 契约中另有表 vaccines，每张表请单独导入
# TODO 列 sex：契约的类型是 integer，数据元 sex 是 string，请核对
# TODO 质量规则 adults 没有带入：select count(*) from dogs
# TODO 列 phone 的质量规则 p 没有带入，请看数据元是否已有
label: 犬只登记
# TODO code: 资源代码，由数据主管部门按 307…/顺序码 编发
# TODO abstract: 资源摘要
# TODO office: 提供数据的内设机构
# TODO published_on: 发布日期，YYYY-MM-DD
# TODO classified: 是否涉密；本平台只收 false
# TODO system: 来源系统，例如 {id: hukou, label: 常住人口信息管理系统}
readers:
  csv: {kind: csv}
cycle: monthly
# TODO grace_days: 超过更新周期后的宽限天数
# TODO mode: snapshot（每次全量）或 increment（每次增量）
key: [owner_id]
columns:
  owner_id: {element: resident_id, headers: [ownerId, 公民身份号码], required: true}  # TODO 按名称或标签对应，请核对
  sex: {element: sex, headers: [sex, 犬只性别]}  # TODO 按名称或标签对应，请核对
  phone: {element: phone, headers: [phone]}  # TODO 按名称或标签对应，请核对
  # TODO uscc（姓名）：可能是 uscc、person_name，请选定一个
  # TODO breed（string）：没有名称或标签相同的数据元，请选定或新建
  # TODO 犬龄（integer）：没有名称或标签相同的数据元，请选定或新建
# TODO share: 共享类型、条件、依据和方式
# TODO open: 开放类型、条件和依据
"""


def drafted(text: str, department: str) -> str:
    return text_of(draft(load(), OpenDataContractStandard.from_string(text), department))


@pytest.mark.parametrize("name", sorted(load().sources))
def test_the_linter_accepts_every_contract(name: str) -> None:
    run = DataContract(data_contract_str=contract(load(), name).to_yaml()).lint()
    assert [(check.result, check.reason) for check in run.checks] == [("passed", None)]


def test_the_linter_can_refuse() -> None:
    text = contract(load(), "hotline/tickets").to_yaml().replace("type: local", "type: nowhere")
    assert not DataContract(data_contract_str=text).lint().has_passed()


@pytest.mark.parametrize("name", sorted(load().sources))
def test_an_export_comes_back_as_the_source_it_was(name: str) -> None:
    text = drafted(contract(load(), name).to_yaml(), name.split("/")[0])
    assert "TODO" not in text
    assert Source.model_validate(yaml.safe_load(text)) == load().sources[name]


def test_a_dataset_steward_comes_back_too() -> None:
    name = "health/death_certificates"
    steward = Steward(name="死因监测科 数据专员", email="death@dept.yunzhou.example", phone="0999-1234999")
    source = load().sources[name].model_copy(update={"steward": steward})
    catalogue = load().model_copy(update={"sources": {name: source}})
    text = drafted(contract(catalogue, name).to_yaml(), "health")
    assert Source.model_validate(yaml.safe_load(text)).steward == steward


def test_what_a_contract_says_of_a_column_and_its_rules() -> None:
    told = contract(load(), "human_resources/pension_payments")
    [table] = told.schema_ or []
    column = next(it for it in table.properties or [] if it.name == "pay_month")
    assert (column.businessName, column.logicalType, column.physicalType, column.required) == (
        "发放月份",
        "string",
        "STRING",
        True,
    )
    assert (column.primaryKey, column.primaryKeyPosition, column.classification) == (True, 2, "2")
    missing = (column.quality or [])[0]
    assert (missing.type, missing.metric, missing.mustBe, missing.dimension, missing.severity) == (
        "library",
        "missingValues",
        0,
        "completeness",
        "error",
    )
    assert missing.description == "发放月份为空，或填写了“无”“不详”之类的占位内容。请补填发放月份。"
    assert [(it.property, it.value, it.unit) for it in told.slaProperties or []] == [
        ("frequency", 1, "month"),
        ("latency", 10, "day"),
    ]
    assert told.price is None


def test_the_same_source_has_the_same_version_and_another_has_not() -> None:
    catalogue, name = load(), "hotline/tickets"
    later = catalogue.sources[name].model_copy(update={"grace_days": 3})
    changed = catalogue.model_copy(update={"sources": {name: later}})
    assert contract(catalogue, name).version == contract(catalogue, name).version
    assert contract(changed, name).version != contract(catalogue, name).version


def test_a_foreign_contract_becomes_a_draft_that_names_what_it_cannot_know() -> None:
    assert drafted(FOREIGN, "health") == DRAFT


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "c.yaml:2: YAML_SYNTAX"),
        ("- a", "c.yaml:1: NOT_A_CONTRACT"),
        ("kind: DataContract\napiVersion: v2.2.2\n", "c.yaml:1: NOT_A_CONTRACT"),
        ("kind: DataContract\napiVersion: v3.1.0\nschema: 5\n", "c.yaml:3: INVALID_VALUE `schema`: "),
        ("kind: DataContract\napiVersion: v3.1.0\nshema: []\n", "c.yaml:3: INVALID_VALUE `shema`: "),
    ],
)
def test_a_file_that_is_no_contract(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "c.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ContractError) as caught:
        read(tmp_path / "c.yaml")
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("cycle", get_args(Cycle))
def test_every_cycle_comes_back(cycle: Cycle) -> None:
    name = "hotline/tickets"
    source = load().sources[name].model_copy(update={"cycle": cycle})
    text = drafted(contract(load().model_copy(update={"sources": {name: source}}), name).to_yaml(), "hotline")
    assert Source.model_validate(yaml.safe_load(text)).cycle == cycle
