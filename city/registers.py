"""What public security, health and civil affairs know of people: register, death certificates, marriages."""

from __future__ import annotations

import numpy as np
import polars as pl

from city.draw import Ints, floats, ints, numbers_within, texts
from city.months import Month, dates, day
from city.people import NEVER, People, later_of
from city.places import COUNTIES, COUNTY_NAMES

_HOSPITALS = ("云州市第一人民医院", "云州市中心医院", "云州市中医院", "东湖区社区卫生服务中心", "云溪县人民医院")
_PLACES = ("医疗卫生机构", "家中", "养老服务机构", "其他场所")


def household_register(seed: int, people: People, addresses: pl.DataFrame, month: Month) -> pl.DataFrame:
    """常住人口登记 at the end of the month: living and cancelled, columns as public security names them."""
    there = np.flatnonzero((people.born <= month.end) & (people.gone > month.end))
    died, moved = people.cancelled[there] <= month.end, people.moved[there] <= month.end
    entered = later_of(people.born + 15, day(2005, 6, 1) + ints(seed, "register.entered", people.count, 0, 3000))[there]
    since = np.where(
        died, people.cancelled[there], np.where(moved, people.moved[there], np.minimum(entered, month.end))
    )
    home = addresses[people.house[there]]
    return pl.DataFrame(
        {
            "_entity": there,
            "resident_id": people.ids.gather(there),
            "name": people.names.gather(there),
            "sex": texts(("女", "男"), people.male[there].astype(np.int64)),
            "birth_date": dates(people.born[there]).dt.strftime("%Y%m%d"),
            "ethnicity": pl.Series(people.ethnicity[there]).cast(pl.String).str.zfill(2),
            "household_division": texts([str(code) for code in COUNTIES], home["_county"].to_numpy()),
            "household_address": home["text"],
            "address_id": home["address_id"],
            "household_status": texts(("1", "2", "3"), np.where(died, 1, np.where(moved, 2, 0))),
            "status_on": dates(since).dt.strftime("%Y%m%d"),
        }
    )


def death_certificates(seed: int, people: People, month: Month) -> pl.DataFrame:
    """居民死亡医学证明 issued up to the month's end; after the first month only those issued in it."""
    who = np.flatnonzero((people.died < NEVER) & people.certified)
    issued = people.died[who] + ints(seed, "certificate.lag", people.count, 0, 2)[who]
    who, issued = who[np.lexsort((who, issued))], np.sort(issued)
    years = dates(issued).dt.year().cast(pl.Int64)
    number = pl.Series(numbers_within([years.to_numpy()])).cast(pl.String).str.zfill(6)
    at = ints(seed, "certificate.hospital", people.count, 0, len(_HOSPITALS) - 1)[who]
    place = ints(seed, "certificate.place", people.count, 0, len(_PLACES) - 1)[who]
    frame = pl.DataFrame(
        {
            "_entity": who,
            "_on": issued,
            "certificate_no": "390100-" + years.cast(pl.String) + "-" + number,
            "resident_id": people.ids.gather(who),
            "name": people.names.gather(who),
            "sex": texts(("2", "1"), people.male[who].astype(np.int64)),
            "died_on": dates(people.died[who]).dt.strftime("%Y-%m-%d"),
            "place_of_death": texts(_PLACES, place),
            "issuer": texts(_HOSPITALS, at),
            "issued_on": dates(issued).dt.strftime("%Y-%m-%d"),
        }
    )
    return _of_month(frame, month)


def marriages(seed: int, people: People, counties: Ints, month: Month) -> pl.DataFrame:
    """婚姻登记: marriages and divorces up to the month's end; after the first month only those of it."""
    husbands = (
        np.flatnonzero((people.role[:-1] == ord("H")) & (people.role[1:] == ord("W"))) if people.base > 1 else _NONE
    )
    house, wives = people.house[husbands], husbands + 1
    wait, pace = floats(seed, "marriage.wait", len(husbands)), floats(seed, "marriage.pace", len(husbands))
    of_age = later_of(people.born[husbands] + 22 * 366, people.born[wives] + 20 * 366)
    wed = np.maximum(of_age, day(1955, 1, 1)) + (wait * pace * 12 * 365).astype(np.int64)
    parted = wed + 300 + ints(seed, "marriage.lasted", len(husbands), 0, 15 * 365)
    parts = floats(seed, "marriage.parts", len(husbands)) < 0.15
    until = np.minimum(people.died[husbands], people.died[wives])
    wed, parted = _working_day(wed), _working_day(parted)
    made = np.flatnonzero(wed < until)
    ended = np.flatnonzero(parts & (parted < until))
    couple = np.concatenate([made, ended])
    divorce = np.concatenate([np.zeros(len(made), np.int64), np.ones(len(ended), np.int64)])
    on = np.concatenate([wed[made], parted[ended]])
    order = np.lexsort((couple, on))
    couple, divorce, on = couple[order], divorce[order], on[order]
    county = counties[house[couple]]
    years = dates(on).dt.year().cast(pl.Int64)
    number = pl.Series(numbers_within([county, years.to_numpy(), divorce])).cast(pl.String).str.zfill(6)
    code = texts([str(code) for code in COUNTIES], county)
    frame = pl.DataFrame(
        {
            "_entity": couple * 2 + divorce,
            "_on": on,
            "certificate_no": texts(("J", "L"), divorce) + code + "-" + years.cast(pl.String) + "-" + number,
            "marital_status": texts(("结婚登记", "离婚登记"), divorce),
            "registered_on": dates(on),
            "husband_name": people.names.gather(husbands[couple]),
            "husband_id": people.ids.gather(husbands[couple]),
            "wife_name": people.names.gather(wives[couple]),
            "wife_id": people.ids.gather(wives[couple]),
            "registrar": texts([f"{name}民政局婚姻登记处" for name in COUNTY_NAMES], county),
        }
    )
    return _of_month(frame, month)


_NONE = np.zeros(0, dtype=np.int64)


def _working_day(days: Ints) -> Ints:
    """Saturday and Sunday become the Friday before (day 0 was a Thursday)."""
    weekday = (days + 3) % 7
    return days - np.clip(weekday - 4, 0, None)


def _of_month(frame: pl.DataFrame, month: Month) -> pl.DataFrame:
    since = month.start if month.number else -NEVER
    return frame.filter(pl.col("_on").is_between(since, month.end)).drop("_on")
