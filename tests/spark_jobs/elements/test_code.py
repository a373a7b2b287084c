"""Codes, their names and the texts that local systems write for them."""

from __future__ import annotations

import pytest

from catalog.model import Code, CodeList
from spark_jobs.elements.code import texts


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (
            "sex",
            {
                "1": "1",
                "男": "1",
                "男性": "1",
                "m": "1",
                "Ｆ": "2",
                " 女 ": "2",
                "0": "0",
                "未知": "0",
                "3": None,
                "男女": None,
            },
        ),
        ("marital_status", {"20": "20", "结婚登记": "20", "离婚": "40", "离婚登记": "40", "复婚": "23", "未知": None}),
        (
            "ethnicity",
            {"01": "01", "汉族": "01", "汉": "01", "HA": "01", "基诺族": "56", "哈萨克": "17", "未识别": None},
        ),
        ("household_status", {"正常": "1", "死亡注销": "2", "迁出注销": "3", "5": None}),
        (
            "entity_status",
            {
                "存续(在营、开业、在册)": "1",
                "存续（在营、开业、在册）": "1",
                "存续（在营,开业,在册）": "1",
                "在业": "1",
                "吊销,未注销": "21",
                "吊销，未注销": "21",
                "吊销 ，已注销": "22",
                "歇业": "8",
                "非正常户": "9",
                "已搬": None,
            },
        ),
        ("licence_state", {"01": "01", "有效": "01", "失效": "05", "1": None}),
        ("holder_kind", {"001": "001", "公民身份号码": "111", "414": None}),
        ("land_use", {"0701": "0701", "城镇住宅用地": "0701", "城镇住宅": "0701", "07": "07", "0799": None}),
        ("satisfaction", {"非常满意": "1", "满意": "2", "一般": "3", "好": None}),
        ("division_level", {"省级": "1", "县级": "3", "乡级": None}),
        ("division_state", {"在用": "1", "弃用": "2", "变更": "3", "停用": None}),
        (
            "industry_code",
            {
                "0111": "0111",
                "A0111": "0111",
                "ａ0111": "0111",
                "B0111": None,  # 01 is not in section B
                "111": "111",  # a good code of its own, not 0111 without its zero
                "谷物种植": "011",
                "教育": "P",  # also the name of 83, the only division below
                "C": "C",
                "9799": None,
            },
        ),
        (
            "ethnicity",
            {"傈僳族": "20", "柯尔克孜族": "29", "毛南": "36", "毛难族": "36", "崩龙族": "46", "SU": "25", "sw": "25"},
        ),
        ("education", {"硕士研究生": "14", "本科": "20", "大专毕业": "31", "初中": "70", "72": None, "博士": None}),
        ("degree", {"博士": "2", "工学博士": "208", "工程硕士": "343", "201": "201", "5": None}),
        ("political_status", {"中共党员": "01", "党员": "01", "民盟": "05", "群众": "13", "14": None}),
        ("party", {"致公党": "09", "01": "01", "02": None}),
        ("country", {"CHN": "CHN", "cn": "CHN", "156": "CHN", "台湾": "TWN", "中国香港": "HKG", "XXX": None}),
        ("economic_type", {"国有全资": "110", "175": "175", "500": None}),
        ("registration_category", {"国有企业": "131", "个体户": "500", "110": None}),
        ("enterprise_scale", {"微型企业": "4", "大型": "1", "5": None}),
        ("entity_type", {"91": "91", "企业": "91", "a1": "A1", "94": None}),
    ],
)
def test_texts_become_codes(judge, element, expected):
    found = judge(element, [*expected, None, "", "N/A", "/"])

    assert found == {
        **{raw: ("OK", code) if code else ("NOT_IN_LIST", None) for raw, code in expected.items()},
        **dict.fromkeys((None, "", "N/A", "/"), (None, None)),
    }


ABOUT = {"id": "state", "label": "状态", "standard": "自定", "version": "1", "origin": "test"}


def test_one_text_for_two_codes_is_refused():
    codes = CodeList(**ABOUT, codes=(Code(code="1", name="注销"), Code(code="2", name="撤销", aliases=("注 销",))))

    with pytest.raises(ValueError, match="code list state: 注 销 stands for both 1 and 2"):
        texts(codes)


def test_a_class_and_the_only_one_below_it_share_a_name():
    codes = CodeList(
        **ABOUT,
        codes=(
            Code(code="8399", name="教育", parent="83"),
            Code(code="83", name="教育", parent="P"),
            Code(code="P", name="教育"),
        ),
    )

    assert texts(codes) == {"8399": "8399", "83": "83", "P": "P", "教育": "P"}
