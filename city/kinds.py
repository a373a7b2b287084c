"""The kinds of row defects of each source: the column, the reason a check must give, and what becomes of the value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from city import spoil
from city.spoil import Row, Spoil

Effect = Literal["quarantined", "withheld", "rejected", "superseded", "recorded"]
_BAD_DATE, _LATE = "去年三月", "2099-10-01"


def _any(row: Row) -> bool:
    del row
    return True


@dataclass(frozen=True)
class Kind:
    """One way in which a row is wrong. `suits`: whether a row can be spoilt so. No column: the whole line or key."""

    column: str
    reason: str
    effect: Effect
    spoil: Spoil
    cell: str
    suits: Callable[[Row], bool] = _any


def _key(column: str, reason: str, how: Spoil) -> Kind:
    return Kind(column, reason, "quarantined", how, column)


def _value(column: str, reason: str, how: Spoil, suits: Callable[[Row], bool] = _any) -> Kind:
    return Kind(column, reason, "withheld", how, column, suits)


def _warn(column: str, reason: str, how: Spoil, cell: str = "", suits: Callable[[Row], bool] = _any) -> Kind:
    return Kind(column, reason, "recorded", how, cell or column, suits)


def _line(reason: str, cell: str, how: Callable[[str], Spoil]) -> Kind:
    return Kind("", reason, "rejected", how(cell), cell)


REPEATED = Kind("", "DUPLICATE_KEY", "superseded", spoil.constant(None), "")

KINDS: dict[str, tuple[Kind, ...]] = {
    "public_security/household_register": (
        _key("resident_id", "CHECK", spoil.last_changed("resident_id")),
        _key("resident_id", "LENGTH", spoil.shortened("resident_id")),
        _key("resident_id", "FORMAT", spoil.lettered("resident_id", 16, "I")),
        _key("resident_id", "REGION", spoil.resident("resident_id", lambda body: "77" + body[2:])),
        _key("resident_id", "BIRTHDATE", spoil.resident("resident_id", lambda body: body[:10] + "0230" + body[14:])),
        _key(
            "resident_id",
            "BIRTHRANGE",
            spoil.resident("resident_id", lambda body: body[:6] + "2199" + body[10:12] + "28" + body[14:]),
        ),
        _key("resident_id", "MISSING", spoil.missing("resident_id")),
        _key("resident_id", "EXCEL_PRECISION", spoil.constant("3.90102E+17")),
        _value("name", "MISSING", spoil.missing("name")),
        _value("sex", "NOT_IN_LIST", spoil.constant("待核")),
        _warn("sex", "SEX_MISMATCH", spoil.other_sex),
        _value("birth_date", "FORMAT", spoil.constant(_BAD_DATE)),
        _value("birth_date", "BIRTHRANGE", spoil.constant("20991001")),
        _warn("birth_date", "BIRTH_MISMATCH", spoil.year_earlier("birth_date")),
        _value("ethnicity", "NOT_IN_LIST", spoil.constant("88")),
        _value("household_division", "LENGTH", spoil.shortened("household_division")),
        _value("household_status", "NOT_IN_LIST", spoil.constant("7")),
        _value("status_on", "FUTURE", spoil.constant("20991001")),
        _line("RAGGED", "name", spoil.stray_delimiter),
        _line("ENCODING", "name", spoil.bad_byte),
        REPEATED,
    ),
    "health/death_certificates": (
        _key("certificate_no", "MISSING", spoil.missing("certificate_no")),
        _value("resident_id", "CHECK", spoil.last_changed("resident_id")),
        _warn("sex", "SEX_MISMATCH", spoil.other_sex),
        _value("died_on", "FUTURE", spoil.constant(_LATE)),
        _warn("issued_on", "ISSUED_BEFORE_DEATH", spoil.year_before("issued_on", "died_on")),
        _line("JSON_SYNTAX", "name", spoil.cut),
        REPEATED,
    ),
    "civil_affairs/marriages": (
        _value("husband_id", "EXCEL_PRECISION", spoil.truncated("husband_id"), spoil.loses_digits("husband_id")),
        _value("registered_on", "FUTURE", spoil.late_day),
        _value("registered_on", "FORMAT", spoil.constant(_BAD_DATE)),
        _value("marital_status", "NOT_IN_LIST", spoil.constant("订婚登记")),
        _value("wife_id", "CHECK", spoil.last_changed("wife_id")),
        _value("wife_name", "MISSING", spoil.missing("wife_name")),
        _key("certificate_no", "MISSING", spoil.missing("certificate_no")),
        REPEATED,
    ),
    "civil_affairs/social_organisations": (
        _key("uscc", "CHECK", spoil.last_changed("uscc")),
        _key("uscc", "OUT_OF_SCOPE", spoil.credit("uscc", lambda body: "91" + body[2:])),
        _value("name", "MISSING", spoil.missing("name")),
        _value("registered_on", "FUTURE", spoil.late_day),
        _value("status", "NOT_IN_LIST", spoil.constant("情况待查")),
        _value("division", "LENGTH", spoil.shortened("division")),
    ),
    "civil_affairs/divisions": (
        _value("level", "NOT_IN_LIST", spoil.constant("乡级")),
        _value("name", "MISSING", spoil.missing("name")),
    ),
    "civil_affairs/standard_addresses": (
        _key("address_id", "MISSING", spoil.missing("address_id")),
        _value("division", "LENGTH", spoil.shortened("division")),
        _value("division", "TOWN", spoil.edited("division", lambda code: code[:6] + "600001")),
        _value("division", "VILLAGE", spoil.edited("division", lambda code: code[:9] + "900")),
        _value("division", "PROVINCE", spoil.edited("division", lambda code: "00" + code[2:])),
        _value("division", "HIERARCHY", spoil.edited("division", lambda code: code[:6] + "000001")),
        _value("text", "MISSING", spoil.missing("text")),
        _value("lon", "COORDINATE_BOUNDS", spoil.edited("lon", lambda text: text[1:])),
        _line("RAGGED", "level_7", spoil.stray_delimiter),
        _line("GARBLED", "text", spoil.garbled),
        REPEATED,
    ),
    "market_regulation/enterprises": (
        _key("uscc", "LENGTH", spoil.shortened("uscc")),
        _key("uscc", "CHARSET", spoil.lettered("uscc", 10, "O")),
        _key("uscc", "AUTHORITY", spoil.credit("uscc", lambda body: "B" + body[1:])),
        _key("uscc", "CATEGORY", spoil.credit("uscc", lambda body: "94" + body[2:])),
        _key("uscc", "REGION", spoil.credit("uscc", lambda body: body[:7] + "A" + body[8:])),
        _key("uscc", "ORGCHECK", spoil.credit("uscc", spoil.other_org_check)),
        _key("uscc", "CHECK", spoil.last_changed("uscc")),
        _key("uscc", "MISSING", spoil.missing("uscc")),
        _key("uscc", "OUT_OF_SCOPE", spoil.credit("uscc", lambda body: "51" + body[2:])),
        _warn("uscc", "REGION_UNKNOWN", spoil.credit("uscc", lambda body: body[:2] + "399998" + body[8:])),
        _value("name", "MISSING", spoil.missing("name")),
        _value("registered_on", "FORMAT", spoil.constant(_BAD_DATE)),
        _value("registered_on", "CALENDAR", spoil.constant("2019-02-30")),
        _value("registered_on", "FUTURE", spoil.constant(_LATE)),
        _line("RAGGED", "legal_representative", spoil.stray_delimiter),
        _line("GARBLED", "name", spoil.garbled),
        REPEATED,
    ),
    "institution_office/public_institutions": (
        _key("uscc", "CHECK", spoil.last_changed("uscc")),
        _value("name", "MISSING", spoil.missing("name")),
        _value("status", "NOT_IN_LIST", spoil.constant("情况待查")),
        _value("registered_on", "FUTURE", spoil.constant("2099年10月1日")),
        _warn("valid_from", "PERIOD_REVERSED", spoil.year_before("valid_to", "valid_from"), cell="valid_to"),
        _line("NUL_BYTE", "legal_representative", spoil.nul_byte),
    ),
    "natural_resources/parcels": (
        _key("parcel_code", "LENGTH", spoil.shortened("parcel_code")),
        _key("parcel_code", "FORMAT", spoil.lettered("parcel_code", 12, "Q")),
        _value("land_use", "NOT_IN_LIST", spoil.constant("0799")),
        _value("geometry", "GEOMETRY_BOUNDS", spoil.out_of_china),
        _value("geometry", "AXES_SWAPPED", spoil.swapped_axes),
        _value("geometry", "RING_NOT_CLOSED", spoil.open_ring),
        _value("geometry", "MISSING", spoil.missing("geometry")),
        REPEATED,
    ),
    "administrative_approval/licences": (
        _value("holder_id", "HOLDER_UNKNOWN", spoil.nobody),
        _key("licence_id", "CHECK", spoil.last_changed("licence_id")),
        _value("holder_id", "HOLDER_UNKNOWN", spoil.nobody),
        _key("licence_id", "ROOT", spoil.segment("licence_id", 4, "3")),
        _key("licence_id", "ISSUER", spoil.segment("licence_id", 6, "390100")),
        _key("licence_id", "SERIAL", spoil.segment("licence_id", 7, "2025_000001")),
        _key("licence_id", "VERSION", spoil.segment("licence_id", 8, "01")),
        _key("licence_id", "SEGMENTS", spoil.segment("licence_id", 9, None)),
        _value("holder_name", "MISSING", spoil.missing("holder_name")),
        _value("issuer", "CHECK", spoil.last_changed("issuer")),
        _value("issued_on", "FUTURE", spoil.constant(_LATE)),
        _value("state", "NOT_IN_LIST", spoil.constant("88")),
        _warn("valid_from", "PERIOD_REVERSED", spoil.year_before("valid_to", "valid_from"), cell="valid_to"),
        REPEATED,
    ),
    "human_resources/pension_payments": (
        _key("resident_id", "CHECK", spoil.last_changed("resident_id")),
        _key("resident_id", "EXCEL_PRECISION", spoil.constant("3.90102E+17")),
        _key("pay_month", "MISSING", spoil.missing("pay_month")),
        _value("name", "MISSING", spoil.missing("name")),
        _key("pay_month", "CALENDAR", spoil.constant("202613")),
        _value("amount", "FORMAT", spoil.constant("二千余")),
        _value("amount", "NEGATIVE", spoil.edited("amount", lambda text: "-" + text)),
        _value("paid_on", "FORMAT", spoil.constant(_BAD_DATE)),
        _value("paid_on", "FUTURE", spoil.constant("20991015")),
        _line("RAGGED", "amount", spoil.stray_delimiter),
        _line("ENCODING", "name", spoil.bad_byte),
        REPEATED,
    ),
    "hotline/tickets": (
        _key("ticket_no", "MISSING", spoil.missing("ticket_no")),
        _value("division", "LENGTH", spoil.shortened("division")),
        _value("division", "FORMAT", spoil.lettered("division", 4, "B")),
        _value("phone", "FORMAT", spoil.shortened("phone")),
        _value("department_uscc", "CHECK", spoil.last_changed("department_uscc")),
        _value("called_at", "FORMAT", spoil.constant(_BAD_DATE)),
        _value("category", "MISSING", spoil.missing("category")),
        _warn(
            "closed_at",
            "CLOSED_BEFORE_CALL",
            spoil.year_before("closed_at", "called_at"),
            suits=lambda row: bool(row["closed_at"]),
        ),
        _line("RAGGED", "phone", spoil.stray_delimiter),
        REPEATED,
    ),
}
