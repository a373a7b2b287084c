"""Texts, names, numbers of a department's own, phone numbers, holder codes."""

from __future__ import annotations


def test_texts(judge):
    assert judge(
        "business_scope", [" 销售；ＡＢＣ１ \n", "第一行\n第二行", "无", "n/a", "坏\ufffd字", "长" * 5001, "　", None]
    ) == {
        " 销售；ＡＢＣ１ \n": ("OK", "销售；ABC1"),
        "第一行\n第二行": ("OK", "第一行\n第二行"),
        "无": (None, None),
        "n/a": (None, None),
        "坏\ufffd字": ("GARBLED", None),
        "长" * 5001: ("TOO_LONG", None),
        "　": (None, None),
        None: (None, None),
    }
    nothing = ["—", "–", "／", "Ｎ／Ａ", "\u2066\u2069", "\x1f"]
    assert judge("business_scope", nothing) == dict.fromkeys(nothing, (None, None))
    assert judge("business_scope", ["自造\ue001字", "𠮷野家"], warnings=True) == {
        "自造\ue001字": ("PRIVATE_USE", "自造\ue001字"),
        "𠮷野家": ("OK", "𠮷野家"),
    }


def test_no_such_level_is_a_value(judge):
    assert judge("address_level", ["无", " 东湖街道 ", "不详", "", None]) == {
        "无": ("OK", "无"),
        " 东湖街道 ": ("OK", "东湖街道"),
        "不详": (None, None),
        "": (None, None),
        None: (None, None),
    }


def test_person_names(judge):
    expected = {
        "张　三": ("OK", "张三"),
        "欧阳 娜 娜": ("OK", "欧阳娜娜"),
        "阿卜杜•热合曼": ("OK", "阿卜杜·热合曼"),
        "阿卜杜．热合曼": ("OK", "阿卜杜·热合曼"),
        "JOHN SMITH": ("OK", "JOHN SMITH"),
        "José García": ("OK", "José García"),
        "ИВАН ПЕТРОВ": ("OK", "ИВАН ПЕТРОВ"),
        "张三 JOHN": ("OK", "张三JOHN"),
        "JOHN 张三": ("OK", "JOHN张三"),
        "𠮷𡈼": ("OK", "𠮷𡈼"),
        "张": ("LENGTH", None),
        "张三1": ("FORMAT", None),
        "张*": ("FORMAT", None),
        "张＊＊": ("FORMAT", None),
        "王\ufffd": ("GARBLED", None),
        "无": (None, None),
        None: (None, None),
    }

    assert judge("person_name", [*expected]) == expected


def test_organisation_names(judge):
    expected = {
        " 云州东湖(集团)有限公司": ("OK", "云州东湖（集团）有限公司"),
        "３６０科技": ("OK", "360科技"),
        "12345": ("FORMAT", None),
        "厂": ("FORMAT", None),
        "��公司": ("GARBLED", None),
        "N/A": (None, None),
        None: (None, None),
    }

    assert judge("organisation_name", [*expected]) == expected


def test_numbers_of_a_department(judge):
    expected = {
        " J390102-2026-000001 ": ("OK", "J390102-2026-000001"),
        "（2026）１号": ("OK", "(2026)1号"),
        "京－［2026］\u2069": ("OK", "京-[2026]"),
        "1.23E+17": ("EXCEL_PRECISION", None),
        "A" * 61: ("TOO_LONG", None),
        "无": (None, None),
        None: (None, None),
    }

    assert judge("certificate_no", [*expected]) == expected
    assert judge("licence_type_code", ["11100000000013338W011", "11100000000013338W"]) == {
        "11100000000013338W011": ("OK", "11100000000013338W011"),
        "11100000000013338W": ("TYPE", None),
    }


def test_phones(judge):
    good = {"13800138000": "13800138000", "+86 138-0013-8000": "13800138000", "(0531)8888-6666": "053188886666"}
    good |= {
        "0531-88886666-801": "053188886666#801",
        "88886666": "88886666",
        "０５３１－８８８８６６６６－８０１": "053188886666#801",
        "88886666 转 801": "88886666#801",
        "12345": "12345",
        "400-123-4567": "4001234567",
    }
    bad = ["1380013800", "12800138000", "张三 13800138000", "13800138000/13900139000"]

    assert judge("phone", [*good, *bad, "无", "00000000000", None]) == {
        **{raw: ("OK", value) for raw, value in good.items()},
        **dict.fromkeys(bad, ("FORMAT", None)),
        **dict.fromkeys(("无", "00000000000", None), (None, None)),
    }


def test_holder_codes(judge):
    expected = {
        "91390102MA3900019Q": ("OK", "91390102MA3900019Q"),
        "39010219010101001x": ("OK", "39010219010101001X"),
        "91390102MA39000190": ("CHECK", None),
        "390102190101010010": ("CHECK", None),
        "52390100MJ390002ХC": ("FORMAT", None),  # a Cyrillic Х inside: a sign that looks like X counts at the end only
        "E12345678": ("LENGTH", None),
        "张三": ("LENGTH", None),
        "无": (None, None),
        None: (None, None),
    }

    assert judge("holder_code", [*expected]) == expected


def test_successor_and_division_codes(judge):
    assert judge(
        "successor_codes", ["130102;130104", "130102[2001];130108", "130102［2001］", "130102，130104", "", None]
    ) == {
        "130102［2001］": ("OK", "130102[2001]"),
        "130102;130104": ("OK", "130102;130104"),
        "130102[2001];130108": ("OK", "130102[2001];130108"),
        "130102，130104": ("FORMAT", None),
        "": (None, None),
        None: (None, None),
    }
    assert judge("division_code", ["390102", "110103", "399999", "39010", "39010A", None], warnings=True) == {
        "390102": ("OK", "390102"),
        "110103": ("OK", "110103"),
        "399999": ("REGION_UNKNOWN", "399999"),
        "39010": ("LENGTH", None),
        "39010A": ("FORMAT", None),
        None: (None, None),
    }


def test_dashes_of_a_licence_id_are_no_dirt(judge):
    good = "1.2.156.3005.2.11100000000013338W011.113901000039010071.20250000001.001.3"
    raws = [good.replace("20250000001", serial) for serial in ("2025-0000001", "2025－0000001", "2025‐0000001")]

    assert judge("licence_id", [good, *raws]) == {good: ("OK", good), **dict.fromkeys(raws, ("SERIAL", None))}
