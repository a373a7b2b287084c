"""What registers a resource: its code 信息资源代码, its mandatory metadata, and lawful terms of sharing.

Source: 《政务信息资源目录编制指南（试行）》发改高技术〔2017〕1272号; 国发〔2016〕51号; 国务院令第809号.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Literal

from catalog.document import Document, Place
from catalog.model import Catalogue, Source
from catalog.problem import Problem
from catalog.terms import Sharing

NAME_LENGTH, ABSTRACT_LENGTH = 50, 500
#: First digit of a code, by what is registered: 基础 1, 主题 2, 部门信息资源 3.
CLASSES: dict[Literal["base", "theme", "source"], str] = {"base": "1", "theme": "2", "source": "3"}
CODE = re.compile(r"([123])([0-9]{2})([0-9]{3})[0-9A-Z]*/([0-9]+)")
MEANINGS = {
    "FORMAT": "write class, item and sub-item (six digits), `/`, a sequence number, such as 307001/000001",
    "CLASS": "neither the item (digits 2-3) nor the sub-item (digits 4-6) may be zero",
    "BASE_ITEM": "base resources have the items 01 to 05 only",
    "SEQ": "the sequence number may not be zero",
}
#: A law, an administrative regulation, or a decision of the State Council; not a ministry's 办法, not a local 条例.
LAWFUL = re.compile(
    r"《[^》]*(?<!办)法》|《(?![^》]*(省|(?<!城)市(?!场)|自治区|自治州|自治县|经济特区))[^》]*条例》"
    r"|《(国务院|中共中央)[^》]*》|(国|中)(办)?(发|函)〔|国务院令"
)
#: Words of which a condition that only says "ask for permission" is made.
APPROVAL = re.compile(
    r"需要?|必?须|应当?|经|由|报|待|向|本|我|数据|数源|提供|主管|业务|部门|单位|机关|局|科室|领导"
    r"|审批|审核|批准|同意|核准|许可|授权|申请|通过|进行|后|方可|才能|可以?|使用|共享|的|[，。、；\s]"
)


def code_fault(code: str) -> str | None:
    """Why a text is no resource code: FORMAT, CLASS, BASE_ITEM or SEQ; None if it is one."""
    if not (parts := CODE.fullmatch(code)):
        return "FORMAT"
    kind, item, sub_item, sequence = parts.groups()
    if item == "00" or sub_item == "000":
        return "CLASS"
    if kind == "1" and item > "05":
        return "BASE_ITEM"
    return "SEQ" if not int(sequence) else None


def fault_of(kind: Literal["base", "theme", "source"], code: str) -> str | None:
    """The sentence about a code that a resource of this kind cannot bear; None if it can."""
    if fault := code_fault(code):
        return f"`{code}` is no resource code ({fault}): {MEANINGS[fault]}"
    if code[0] != CLASSES[kind]:
        return f"`{code}` is of class {code[0]}; the code of a {kind} begins with {CLASSES[kind]}"
    return None


def problems_of(catalogue: Catalogue, documents: Mapping[str, Document]) -> Iterator[Problem]:
    """What is wrong with the registration of sources and bases."""
    codes = {f"sources/{name}": source.code for name, source in catalogue.sources.items()}
    codes |= {f"bases/{name}": base.code for name, base in catalogue.bases.items()}
    for name, code in codes.items():
        if fault := fault_of("source" if name.startswith("sources/") else "base", code):
            yield documents[name].problem(("code",), "RESOURCE_CODE", fault)
    for code, names in _by_value(codes).items():
        for name in names if len(names) > 1 else ():
            message = f"`{code}` is the code of {' and '.join(names)}; give each its own, and never an old one again"
            yield documents[name].problem(("code",), "CODE_TWICE", message)
    labels = Counter((name.split("/")[0], source.label) for name, source in catalogue.sources.items())
    for name, source in catalogue.sources.items():
        document = documents[f"sources/{name}"]
        if labels[name.split("/")[0], source.label] > 1:
            message = f"the department has another source called `{source.label}`; rename one of them"
            yield document.problem(("label",), "NAME_TWICE", message)
        yield from _metadata(source, document)
        yield from terms_of(source.share, source.open, document, ())


def _by_value(codes: Mapping[str, str]) -> dict[str, list[str]]:
    names: defaultdict[str, list[str]] = defaultdict(list)
    for name, code in codes.items():
        names[code].append(name)
    return names


def _metadata(source: Source, document: Document) -> Iterator[Problem]:
    if len(source.label) > NAME_LENGTH:
        yield document.problem(("label",), "NAME_LENGTH", f"is longer than {NAME_LENGTH} characters; shorten it")
    if len(source.abstract) > ABSTRACT_LENGTH:
        yield document.problem(
            ("abstract",), "ABSTRACT_LENGTH", f"is longer than {ABSTRACT_LENGTH} characters; shorten it"
        )
    if source.classified:
        message = "classified data must not be on this platform; remove the source"
        yield document.problem(("classified",), "CLASSIFIED", message)
    if source.share.type != "none" and not source.share.method:
        message = "say how it is shared, such as `method: 库表交换`"
        yield document.problem(("share",), "NO_METHOD", message)


def terms_of(share: Sharing, opening: Sharing, document: Document, place: Place) -> Iterator[Problem]:
    """What is wrong with terms of sharing and opening that stand as `share` and `open` at a place of a file."""
    for name, terms in (("share", share), ("open", opening)):
        if terms.type == "conditional" and not terms.condition:
            yield document.problem((*place, name), "NO_CONDITION", "is conditional; add its `condition`")
    if share.type == "none" and not LAWFUL.search(share.basis):
        message = (
            "sharing may be refused only on a law, an administrative regulation or a decision of the State Council; "
            "cite it, such as 《中华人民共和国…法》 or 国发〔2016〕51号"
        )
        yield document.problem((*place, "share", "basis"), "NO_LEGAL_BASIS", message)
    if share.condition and not APPROVAL.sub("", share.condition):
        message = "it only says that permission is needed (擅自增设条件); name who may use it for what"
        yield document.warning((*place, "share", "condition"), "ARBITRARY_CONDITION", message)
