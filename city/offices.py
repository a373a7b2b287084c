"""The city's offices with the codes they sign with. The nine departments of the catalogue are among them."""

from __future__ import annotations

from city.identifiers import org_code, uscc


def _office(number: int) -> str:
    return uscc("11390100" + org_code(f"{39000000 + number:08d}"))


NAMES = {
    "公安": ("云州市公安局", _office(1)),
    "卫健": ("云州市卫生健康委员会", _office(2)),
    "民政": ("云州市民政局", _office(3)),
    "市监": ("云州市市场监督管理局", _office(4)),
    "编办": ("中共云州市委机构编制委员会办公室", _office(5)),
    "自然资源": ("云州市自然资源和规划局", _office(6)),
    "审批": ("云州市行政审批服务局", _office(7)),
    "人社": ("云州市人力资源和社会保障局", _office(8)),
    "城管": ("云州市城市管理局", _office(21)),
    "住建": ("云州市住房和城乡建设局", _office(22)),
    "交通": ("云州市交通运输局", _office(23)),
    "教育": ("云州市教育局", _office(24)),
}
#: The (fictional) provincial body that defines a type of licence.
PROVINCE_USCC = uscc("11390000" + org_code("39001000"))
#: The ministry whose type code is printed in published licence identifiers.
MINISTRY_USCC = "11100000000013338W"
