"""12345 hotline tickets of one month. What callers say holds names, numbers, commas, quotes and line breaks."""

from __future__ import annotations

import numpy as np
import polars as pl

from city.draw import Ints, ints, texts, weighted
from city.months import Month
from city.names import people as people_names
from city.offices import NAMES
from city.people import People
from city.places import COUNTIES

_TOPICS = (
    ("城管", "投诉", "来电人{name}反映{address}楼下烧烤摊深夜扰民,油烟很大。\n联系电话{phone}，希望尽快处理。"),
    ("住建", "投诉", "市民称{address}供暖管道漏水，\n物业答复\"等通知\"，已三天未修,电话：{phone}。"),
    ("人社", "咨询", "{name}（身份证号{id}）咨询养老金何时到账，请回电{phone}。"),
    ("公安", "求助", "来电人{name}，身份证{id}，\n身份证遗失如何补办？手机{phone}"),
    ("市监", "举报", "反映在{address}附近超市买到过期食品，店家态度恶劣。\n要求退赔，本人手机：{phone}，姓名{name}。"),
    ("交通", "建议", "建议在{address}增设公交站点,方便老人出行。"),
    ("教育", "咨询", "孩子户口在{address}，咨询小学入学材料，\n家长{name}，{phone}。"),
    ("卫健", "求助", "{name}询问家庭医生签约,证件号{id},\n备用电话 {phone}。"),
    ("民政", "咨询", "咨询低保申请条件，来电人不愿透露姓名。"),
    ("自然资源", "投诉", "反映{address}旁空地被占用堆放\"建筑垃圾\"，\n多次反映未果。电话{phone}"),
)  # fmt: skip
#: Number segments that no operator was given: nobody can be called on them.
_SEGMENTS = ("154", "164")


def tickets(seed: int, count: int, people: People, addresses: pl.DataFrame, month: Month) -> pl.DataFrame:
    """Tickets in order of time; each is closed within nine days or still open."""
    name = f"ticket.{month.text}"
    seconds = np.sort(ints(seed, f"{name}.at", count, month.start * 86_400 + 7 * 3600, month.next_start * 86_400 - 1))
    lasted = ints(seed, f"{name}.lasted", count, 3600, 9 * 86_400)
    closed = seconds + lasted
    done = closed < month.next_start * 86_400
    topic = weighted(seed, f"{name}.topic", count, (20, 15, 10, 8, 12, 8, 8, 6, 5, 8))
    who = ints(seed, f"{name}.who", count, 0, max(people.base, 1) - 1)
    home = addresses[people.house[who]] if people.base else addresses[np.zeros(count, dtype=np.int64)]
    caller = people.names.gather(who) if people.base else people_names(seed, name, count)
    phone = texts(_SEGMENTS, ints(seed, f"{name}.segment", count, 0, 1)) + _digits(
        ints(seed, f"{name}.phone", count, 0, 10**8 - 1), 8
    )
    offices = [NAMES[office] for office, _, _ in _TOPICS]
    numbers = people.ids.gather(who) if people.base else phone
    content = [
        _TOPICS[place][2].format(name=caller_name, id=number, phone=digits, address=address)
        for place, caller_name, number, digits, address in zip(
            topic.tolist(), caller.to_list(), numbers.to_list(), phone.to_list(), home["text"].to_list(), strict=True
        )
    ]
    answer = texts(("满意", "基本满意", "不满意"), weighted(seed, f"{name}.answer", count, (75, 17, 8)))
    return pl.DataFrame(
        {
            "_entity": np.arange(count),
            "ticket_no": month.compact + _digits(np.arange(1, count + 1), 8),
            "called_at": _moments(seconds),
            "caller": caller,
            "phone": phone,
            "content": pl.Series(content, dtype=pl.String),
            "category": texts([category for _, category, _ in _TOPICS], topic),
            "division": texts([str(code) for code in COUNTIES], home["_county"].to_numpy()),
            "department_name": texts([office for office, _ in offices], topic),
            "department_uscc": texts([code for _, code in offices], topic),
            "closed_at": _moments(closed).set(pl.Series(~done), ""),
            "satisfaction": answer.set(pl.Series(~done), ""),
        }
    )


def _digits(numbers: Ints, width: int) -> pl.Series:
    return pl.Series(numbers).cast(pl.String).str.zfill(width)


def _moments(seconds: Ints) -> pl.Series:
    return pl.Series(seconds * 1000).cast(pl.Datetime("ms")).dt.strftime("%Y-%m-%d %H:%M:%S")
