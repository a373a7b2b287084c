"""The files as departments send them: form, encoding, header of each column (catalogue column id → header as sent)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Form = Literal["csv", "xlsx", "json", "jsonl", "geojson"]


@dataclass(frozen=True)
class Layout:
    """How one source is written. A `/` in a header stands for a merged cell; `records` is the array in the object."""

    headers: dict[str, str]
    form: Form = "csv"
    encoding: str = "utf-8"
    line_end: str = "\n"
    title: str = ""
    header_rows: int = 1
    records: str = ""

    @property
    def first_line(self) -> int:
        """The line, row or record number of the first record, as a reader counts them."""
        first = {"csv": 2, "xlsx": 2 + self.header_rows, "json": 1, "jsonl": 1, "geojson": 1}
        return first[self.form]


_ADDRESS_LEVELS = ["省", "市", "区县", "街道", "社区", "网格", "路", "门牌号", "小区", "楼幢", "单元", "楼层", "户室"]
LAYOUTS = {
    "public_security/household_register": Layout(
        {
            "resident_id": "公民身份号码",
            "name": "姓名",
            "sex": "性别",
            "birth_date": "出生日期",
            "ethnicity": "民族",
            "household_division": "户籍区划",
            "household_address": "户籍地址",
            "address_id": "地址编码",
            "household_status": "户籍状态",
            "status_on": "状态日期",
        },
        encoding="gb18030",
        line_end="\r\n",
    ),
    "market_regulation/enterprises": Layout(
        {
            "name": "企业名称",
            "uscc": "统一社会信用代码",
            "registered_on": "注册日期",
            "business_category": "企业类型",
            "legal_representative": "法人代表",
            "capital": "注册资金",
            "business_scope": "经营范围",
            "province": "所在省份",
            "city": "地区",
            "address": "注册地址",
        }
    ),
    "civil_affairs/social_organisations": Layout(
        {
            "uscc": "统一社会信用代码",
            "name": "名称",
            "business_category": "类型",
            "legal_representative": "法定代表人",
            "capital": "开办资金(万元)",
            "registered_on": "成立日期",
            "registrar": "登记管理机关",
            "address": "住所",
            "division": "区划代码",
            "status": "登记状态",
        },
        form="xlsx",
        title="云州市社会组织登记信息表",
    ),
    "institution_office/public_institutions": Layout(
        {
            "uscc": "统一社会信用代码",
            "name": "单位名称",
            "legal_representative": "法定代表人",
            "capital": "开办资金(万元)",
            "business_scope": "宗旨和业务范围",
            "address": "住所",
            "sponsor": "举办单位",
            "registrar": "登记管理机关",
            "valid_from": "证书有效期自",
            "valid_to": "证书有效期至",
            "status": "登记状态",
            "registered_on": "成立日期",
        },
        encoding="utf-8-sig",
        line_end="\r\n",
    ),
    "health/death_certificates": Layout(
        {
            "certificate_no": "certificateNo",
            "resident_id": "residentId",
            "name": "name",
            "sex": "sex",
            "died_on": "diedOn",
            "place_of_death": "placeOfDeath",
            "issuer": "issuer",
            "issued_on": "issuedOn",
        },
        form="jsonl",
    ),
    "civil_affairs/marriages": Layout(
        {
            "certificate_no": "登记证号",
            "marital_status": "登记类型",
            "registered_on": "登记日期",
            "husband_name": "男方/姓名",
            "husband_id": "男方/公民身份号码",
            "wife_name": "女方/姓名",
            "wife_id": "女方/公民身份号码",
            "registrar": "登记机关",
        },
        form="xlsx",
        title="云州市婚姻登记信息表",
        header_rows=2,
    ),
    "civil_affairs/divisions": Layout(
        {
            "code": "代码",
            "province_name": "一级行政区",
            "prefecture_name": "二级行政区",
            "name": "名称",
            "level": "级别",
            "state": "状态",
            "valid_from": "启用时间",
            "valid_to": "变更/弃用时间",
            "successor_codes": "新代码",
        },
        encoding="utf-8-sig",
    ),
    "civil_affairs/standard_addresses": Layout(
        {
            "address_id": "地址编码",
            **{f"level_{number}": header for number, header in enumerate(_ADDRESS_LEVELS, 1)},
            "text": "地址全文",
            "division": "统计区划代码",
            "lon": "经度",
            "lat": "纬度",
        }
    ),
    "natural_resources/parcels": Layout(
        {
            "parcel_code": "宗地代码",
            "land_use": "用途",
            "area": "面积",
            "right_holder": "权利人",
            "location": "坐落",
            "geometry": "geometry",
        },
        form="geojson",
    ),
    "administrative_approval/licences": Layout(
        {
            "licence_id": "licenceId",
            "type_code": "typeCode",
            "type_name": "typeName",
            "licence_no": "licenceNo",
            "holder_name": "holderName",
            "holder_id": "holderCode",
            "holder_kind": "holderCodeType",
            "issuer_name": "issuer",
            "issuer": "issuerCode",
            "issued_on": "issuedOn",
            "valid_from": "validFrom",
            "valid_to": "validTo",
            "state": "state",
        },
        form="json",
        records="licences",
    ),
    "human_resources/pension_payments": Layout(
        {
            "resident_id": "公民身份号码",
            "name": "姓名",
            "pay_month": "发放月份",
            "amount": "发放金额(元)",
            "paid_on": "发放日期",
        }
    ),
    "hotline/tickets": Layout(
        {
            "ticket_no": "工单编号",
            "called_at": "来电时间",
            "caller": "来电人",
            "phone": "联系电话",
            "content": "诉求内容",
            "category": "诉求类型",
            "division": "区划代码",
            "department_name": "承办单位",
            "department_uscc": "承办单位代码",
            "closed_at": "办结时间",
            "satisfaction": "满意度",
        },
        line_end="\r\n",
    ),
}
