"""Codes of organisations and of what they issue: GB 32100, GB 11714, GS 15, GB/T 36904: §1.2–1.4, §3.2, §5.2."""

from __future__ import annotations

import re

from catalog.model import CodeList
from tests.oracle import check_digits
from tests.oracle.characters import number, placeholder_number
from tests.oracle.standard import Standard

#: Registration authority (1st sign) → the categories it registers (2nd sign), GB 32100 with amendment No. 1.
CATEGORIES = {
    "1": {"1": "机关", "2": "事业单位", "3": "编办直接管理机构编制的群众团体", "9": "其他"},
    "2": {"1": "外国常驻新闻机构", "9": "其他"},
    "3": {"1": "律师执业", "2": "公证处", "3": "基层法律服务所", "4": "司法鉴定", "5": "仲裁委员会", "9": "其他"},
    "4": {"1": "外国在华文化中心", "9": "其他"},
    "5": {"1": "社会团体", "2": "民办非企业单位", "3": "基金会", "9": "其他"},
    "6": {"1": "外国旅游部门常驻代表机构", "2": "港澳台地区旅游部门常驻内地代表机构", "9": "其他"},
    "7": {"1": "宗教活动场所", "2": "宗教院校", "9": "其他"},
    "8": {"1": "基层工会", "9": "其他"},
    "9": {"1": "企业", "2": "个体工商户", "3": "农民专业合作社"},
    "A": {"1": "军队事业单位", "9": "其他"},
    "N": {"1": "组级集体经济组织", "2": "村级集体经济组织", "3": "乡镇级集体经济组织", "9": "其他"},
    "Y": {"1": "其他"},
}
NATIONAL = "100000"
LICENCE_ROOT = ["1", "2", "156", "3005", "2"]


def read_number(value: str) -> str | None:
    text = number(value)
    return None if placeholder_number(text) else text


def digits(count: int, text: str) -> bool:
    return len(text) == count and all(sign in "0123456789" for sign in text)


def credit_signs(text: str) -> bool:
    return len(text) == 18 and all(sign in check_digits.SIGNS_31 for sign in text)


def uscc(codes: CodeList) -> Standard:
    """统一社会信用代码 in the order LENGTH, CHARSET, AUTHORITY, CATEGORY, REGION, ORGCHECK, CHECK."""
    divisions = {code.code for code in codes.codes} | {NATIONAL}
    return Standard(
        read=read_number,
        errors={
            "LENGTH": lambda x, _: len(x) != 18,
            "CHARSET": lambda x, _: not credit_signs(x),
            "AUTHORITY": lambda x, _: x[0] not in CATEGORIES,
            "CATEGORY": lambda x, _: x[1] not in CATEGORIES[x[0]],
            "REGION": lambda x, _: not digits(6, x[2:8]),
            "ORGCHECK": lambda x, _: x[16] != check_digits.organisation(x[8:16]),
            "CHECK": lambda x, _: x[17] != check_digits.credit(x[:17]),
        },
        warnings={"REGION_UNKNOWN": lambda x, _: x[2:8] not in divisions},
    )


def org_code() -> Standard:
    """组织机构代码: eight digits or capitals, and the check sign."""
    return Standard(
        read=read_number,
        errors={
            "LENGTH": lambda x, _: len(x) != 9,
            "FORMAT": lambda x, _: not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", x),
            "CHECK": lambda x, _: x[8] != check_digits.organisation(x[:8]),
        },
    )


def business_reg_15() -> Standard:
    """工商注册号: registrar 6, sequence 8, check 1."""
    return Standard(
        read=read_number,
        errors={
            "LENGTH": lambda x, _: len(x) != 15,
            "FORMAT": lambda x, _: not digits(15, x),
            "CHECK": lambda x, _: x[14] != check_digits.registration(x[:14]),
        },
    )


def elicence_id() -> Standard:
    """电子证照标识: root 5, type, issuer, serial, version, check; every part but the root is signed. Dashes count."""

    def read(value: str) -> str | None:
        text = number(value, keep_dashes=True)
        return None if placeholder_number(text) else text

    def part(text: str, name: str) -> str:
        return text.split(".")[5 + ("type", "issuer", "serial", "version", "check").index(name)]

    return Standard(
        read=read,
        errors={
            "SEGMENTS": lambda x, _: len(x.split(".")) != 10,
            "ROOT": lambda x, _: x.split(".")[:5] != LICENCE_ROOT,
            "TYPE": lambda x, _: not licence_type(part(x, "type")),
            "ISSUER": lambda x, _: not credit_signs(part(x, "issuer")),
            "SERIAL": lambda x, _: not re.fullmatch(r"[0-9A-Z]+", part(x, "serial")),
            "VERSION": lambda x, _: not digits(3, part(x, "version")),
            "CHECK": lambda x, _: part(x, "check") != check_digits.licence("".join(x.split(".")[5:9])),
        },
    )


def licence_type(text: str) -> bool:
    """证照类型代码: the credit code of the defining authority and three digits."""
    return len(text) == 21 and credit_signs(text[:18]) and digits(3, text[18:])


def catalogue_code() -> Standard:
    """政务信息资源代码: class 1, item 2, sub-item 3, details, a slash, sequence."""
    return Standard(
        read=read_number,
        errors={
            "FORMAT": lambda x, _: not re.fullmatch(r"[123][0-9]{5}[0-9A-Z]*/[0-9]+", x),
            "CLASS": lambda x, _: x[1:3] == "00" or x[3:6] == "000",
            "BASE_ITEM": lambda x, _: x[0] == "1" and not 1 <= int(x[1:3]) <= 5,
            "SEQ": lambda x, _: int(x.split("/")[1]) == 0,
        },
    )
