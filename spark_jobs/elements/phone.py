"""联系电话: mobile, land line with or without area code and extension, 400/800 and service numbers."""

from __future__ import annotations

from catalog.indicators import Indicator
from catalog.model import CodeList, Element
from spark_jobs.elements.checks import error
from spark_jobs.elements.cleaning import number_text
from spark_jobs.elements.family import Family

MOBILE = "1[3-9][0-9]{9}"
LAND_LINE = "(0[1-9][0-9]{1,2})?[2-9][0-9]{6,7}(#[0-9]{1,5})?"
SERVICE = "[48]00[0-9]{7}|1[0-9]{2,4}|9[56][0-9]{3,6}"


def family(element: Element, codes: CodeList | None) -> Family:
    """One class of a good value: OK. The country code +86 is dropped; an extension follows a #."""
    # A dash may part an area code or an extension, so dashes go last.
    extension = f"regexp_replace({number_text('{x}', dashes=True)}, '([0-9]{{7,8}})[-转]([0-9]{{1,5}})$', '$1#$2')"
    plain = f"regexp_replace({extension}, '^[(]?([+]|00)86[)]?|[()-]', '')"
    return Family(
        normalise=f"CASE WHEN {number_text('{x}')} IS NOT NULL THEN {plain} END",
        checks=(
            error(
                "FORMAT",
                f"NOT {{x}} rlike '^({MOBILE}|{LAND_LINE}|{SERVICE})$'",
                "不是有效的手机号码或固定电话",
                "The text is not one mobile, landline or service number of the public numbering plan.",
                "请与联系人核实号码后更正；一格只填一个号码",
                "公众电信网号码编号规则",
                Indicator.FORMAT,
            ),
        ),
    )
