"""The letter as a sequence of blocks. HTML and plain text are both rendered from it, so neither can say less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from expectations.report import wording
from expectations.report.basis import DEFINITIONS
from expectations.report.letter import Letter
from expectations.report.open_faults import Group
from expectations.report.parts import Counts, Part, Refused

SENDER = "一源政务数据平台"
LEDGER_HEAD = ("文件", "收到", "＝接收", "＋隔离", "＋重复", "＋拒收", "待整改")
REFUSED = {"unreadable": "无法读取", "quarantined": "整批未入库", "empty": "空文件", "duplicate": "重复报送"}


@dataclass(frozen=True)
class Heading:
    """A section's or a part's title; level 1 or 2."""

    text: str
    level: int = 1
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Paragraph:
    """Running text; a note is printed small."""

    text: str
    note: bool = False
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]
    kind: Literal["bullets"] = "bullets"


@dataclass(frozen=True)
class LedgerRow:
    """One dataset: its figures under the table's head, and remarks below them."""

    title: str
    cells: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """Section 1's table."""

    head: tuple[str, ...]
    rows: tuple[LedgerRow, ...]
    kind: Literal["ledger"] = "ledger"


@dataclass(frozen=True)
class Card:
    """One group of faults: a title, how many, and labelled lines."""

    title: str
    count: str
    fields: tuple[tuple[str, str], ...]
    hint: bool = False
    kind: Literal["card"] = "card"


@dataclass(frozen=True)
class Code:
    """A query, printed as it is."""

    label: str
    text: str
    kind: Literal["code"] = "code"


Block = Heading | Paragraph | Bullets | Ledger | Card | Code


@dataclass(frozen=True)
class Document:
    """The whole letter."""

    title: str
    number: str
    salutation: str
    headline: str
    blocks: tuple[Block, ...]
    signature: tuple[str, str]


def document(letter: Letter) -> Document:
    """Blocks of sections 0, 1, 2, 10 and 11 in the order in which a clerk needs them."""
    return Document(
        title="数据质量通报",
        number=f"{wording.month(letter.period)} · 编号 {letter.report_id}",
        salutation=f"{letter.label}：",
        headline=letter.headline,
        blocks=(*_received(letter), *_act(letter), *_ours(letter), *_basis(letter)),
        signature=(SENDER, wording.day(letter.as_of.date())),
    )


def _received(letter: Letter) -> Iterator[Block]:
    yield Heading("一、收到了什么")
    rows = [LedgerRow(part.label, _cells(part.counts), _notes(part)) for part in letter.parts]
    if len(rows) > 1:
        rows.append(LedgerRow("合计", _cells(letter.totals)))
    yield Ledger(LEDGER_HEAD, tuple(rows))
    yield Paragraph(
        "单位：文件为个，其余为条。收到＝接收＋隔离＋重复＋拒收，已逐个文件核对相等；各项含义见第四部分。", note=True
    )


def _cells(counts: Counts) -> tuple[str, ...]:
    numbers = (
        counts.files,
        counts.received,
        counts.accepted,
        counts.quarantined,
        counts.superseded,
        counts.rejected,
        counts.rows_to_fix,
    )
    return tuple(f"{number:,}" for number in numbers)


def _notes(part: Part) -> tuple[str, ...]:
    return (wording.files(part.counts), wording.punctual(part), *map(_refused, part.refused))


def _refused(item: Refused) -> str:
    return f"{REFUSED[item.kind]}“{item.file_name}”：{item.sentence}"


def _act(letter: Letter) -> Iterator[Block]:
    yield Heading("二、请您处理")
    totals, resend = letter.totals, [item for part in letter.parts for item in part.refused if item.resend]
    if not letter.must_act:
        yield Paragraph("本期没有需要贵单位更正的问题。")
    else:
        until = f"请于{wording.day(letter.deadline.on)}前（含当日，自发函次日起第 {letter.days} 个工作日）办理完毕。"
        yield Paragraph(until + "办理前，隔离、拒收的记录和整批未入库的文件不进入基础库，未采用的值以空值入库。")
    if resend:
        yield Heading(f"请重新报送文件（{len(resend)} 个）", 2)
        yield Bullets(tuple(f"{item.label}“{item.file_name}”：{item.sentence}" for item in resend))
    if letter.errors:
        yield Heading(f"请更正错误（{totals.rows_to_fix:,} 条记录，{totals.faults:,} 处错误）", 2)
        yield from (_card(number, group, letter) for number, group in enumerate(letter.body_errors, 1))
        yield from _remainder(letter.errors[len(letter.body_errors) :], "错误", alone=not letter.body_errors)
    if letter.hints:
        yield Heading(f"提示（{totals.hints:,} 处，不计入待整改，请酌情核对）", 2)
        yield from (_card(number, group, letter) for number, group in enumerate(letter.body_hints, 1))
        yield from _remainder(letter.hints[len(letter.body_hints) :], "提示", alone=not letter.body_hints)
    if totals.resolved:
        yield Paragraph(f"另有 {totals.resolved:,} 处问题在本期后续报送中已不再出现，列在清单末尾备查，无需处理。")
    if letter.errors or letter.hints:
        yield Paragraph("每一条所在的文件、行号和问题编号见附件《待整改清单.xlsx》。", note=True)


def _remainder(groups: tuple[Group, ...], word: str, *, alone: bool) -> Iterator[Block]:
    """What the body has no room for. `alone`: it has shown none of the kind."""
    if groups:
        count = f"{len(groups)} 类、{sum(len(group.faults) for group in groups):,} 处{word}"
        yield Paragraph(f"共 {count}，逐条见附件清单。" if alone else f"其余 {count}见附件清单，同样按上述办法处理。")


def _card(number: int, group: Group, letter: Letter) -> Card:
    fault, rule, hint = group.example, group.rule, group.severity == "warn"
    where = f"{fault.file_name} 第 {fault.line} 行" if fault.line is not None else fault.file_name
    until = () if hint else (("截止", wording.day(letter.deadline.on)),)
    return Card(
        title=f"{number}. {group.label} · {rule.column_label}",
        count=f"{len(group.faults):,} 处",
        fields=(
            ("问题", rule.sentence),
            ("示例", f"{where}，值为 {fault.masked_value}" if fault.masked_value else where),
            ("怎么改", rule.fix),
            ("现状", wording.verdicts(group.verdicts)),
            ("依据", rule.basis),
            ("规则", rule.rule_id),
            *until,
        ),
        hint=hint,
    )


def _ours(letter: Letter) -> Iterator[Block]:
    yield Heading("三、我方问题")
    yield Bullets(letter.ours) if letter.ours else Paragraph("无。")
    if letter.checks:
        share = letter.unfinished / letter.checks
        yield Paragraph(
            f"本期对贵单位数据执行检查 {letter.checks:,} 项次，未能完成 {letter.unfinished:,} 项次"
            f"（占 {share:.1%}）；未完成的既不算通过，也不算不通过。",
            note=True,
        )


def _basis(letter: Letter) -> Iterator[Block]:
    yield Heading("四、联系与依据")
    yield Heading("怎样回复", 2)
    yield Paragraph(
        "直接回复本邮件即可。请在《待整改清单.xlsx》“处理结果”一列填写“已改”“非错误”或“无法整改”，后两项请写明原因，"
        "随信附回；更正后的数据仍按原渠道、原格式报送。认为判定有误的，同样回信提出。"
    )
    yield Heading("贵单位数据专员", 2)
    yield Bullets(tuple(f"{label}：{who.name}，电话 {who.phone}，{who.email}" for label, who in letter.contacts))
    yield Heading("依据的标准", 2)
    yield Bullets(letter.standards)
    yield Paragraph(_calendar(letter), note=True)
    yield Heading("各项数字的含义与复算办法", 2)
    yield Bullets(tuple(f"{term}：{meaning}" for term, meaning in DEFINITIONS))
    yield Code("收到、接收、隔离、重复、拒收：", letter.sql[0])
    yield Code("错误处数（faults）与待整改条数（rows_to_fix）：", letter.sql[1])


def _calendar(letter: Letter) -> str:
    text = f"期限 {letter.days} 个工作日为本平台默认值，按国务院办公厅节假日安排推算。"
    if letter.deadline.weekends_only:
        text += "其中部分日期所在年份的节假日安排尚未收录，仅扣除周六、周日。"
    return text
