"""Sentences of the letter. No adjectives, no personal data, nothing that is not a figure or a fact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from expectations.report.arrival import CYCLE_WORDS

if TYPE_CHECKING:
    from expectations.report.material import Delivery, Unpassed
    from expectations.report.parts import Counts, Part

#: What became of a row or a value, by the verdict of its fault.
VERDICTS = {
    "quarantined": "整条隔离，暂不入库",
    "withheld": "该值未采用",
    "rejected": "该行无法读取，未入库",
    "recorded": "已入库，仅作提示",
}


def day(on: date) -> str:
    """2026年12月7日."""
    return f"{on.year}年{on.month}月{on.day}日"


def month(period: str) -> str:
    """2026-11 → 2026年11月."""
    year, number = period.split("-")
    return f"{year}年{int(number)}月"


def subject(label: str, period: str, totals: Counts, last_day: date) -> str:
    """Fixed and sortable; what is not rows to fix stands behind."""
    acts = totals.rows_to_fix + totals.files_to_resend > 0
    until = last_day.isoformat() if acts else "无"
    resend = f"  另须重报文件 {totals.files_to_resend} 个" if totals.files_to_resend else ""
    return f"【数据质量通报】{label}  {period}  待整改 {totals.rows_to_fix} 条  截止 {until}{resend}"


def headline(parts: Sequence[Part], totals: Counts, last_day: date) -> str:
    """The bottom line, at most 60 characters."""
    if totals.files == 0:
        late = sum(part.arrival.days_late > 0 for part in parts)
        return (
            f"本期未收到报送数据，{late} 个数据集已逾期，请补报。" if late else "本期未收到报送数据，尚无数据集逾期。"
        )
    received = f"本期收到 {totals.received:,} 条"
    todo = [f"待整改 {totals.rows_to_fix:,} 条"] if totals.rows_to_fix else []
    todo += [f"重报文件 {totals.files_to_resend:,} 个"] if totals.files_to_resend else []
    if not todo:
        return f"{received}，未发现须整改的问题，无需处理。"
    return f"{received}，{'、'.join(todo)}，请于{day(last_day)}前完成。"


def punctual(part: Part) -> str:
    """Last arrival against what was agreed."""
    agreed = CYCLE_WORDS[part.cycle] + ("报送" if part.cycle == "irregular" else f"一次、宽限 {part.grace_days} 天")
    if part.arrival.last is None:
        return f"尚未收到过可读取的文件；约定{agreed}。"
    text = f"最近到达 {day(part.arrival.last)}；约定{agreed}"
    if part.arrival.due is None:
        return f"{text}。"
    if part.arrival.days_late:
        return f"{text}，最迟应于 {day(part.arrival.due)} 再次报送，已逾期 {part.arrival.days_late} 天。"
    return f"{text}，下次最迟 {day(part.arrival.due)}，未逾期。"


def verdicts(counts: Sequence[tuple[str, int]]) -> str:
    """What became of the rows of a group; with numbers only where they differ."""
    words = [(VERDICTS.get(verdict, verdict), count) for verdict, count in counts]
    return words[0][0] if len(words) == 1 else "；".join(f"{word} {count:,} 处" for word, count in words)


def files(counts: Counts) -> str:
    """Where the files went; adds up."""
    kinds = (
        ("入库", counts.published),
        ("整批未入库", counts.withheld),
        ("重复报送", counts.duplicate),
        ("无法读取", counts.unreadable),
    )
    listed = "、".join(f"{name} {number}" for name, number in kinds if number)
    return f"文件 {counts.files} 个：{listed}。" if counts.files else "本期未收到文件。"


def stopped(label: str, delivery: Delivery) -> str:
    """A delivery that our own trouble kept from being published."""
    return f"{label}“{delivery.file_name}”：{delivery.sentence or '平台未能完成处理，由平台处理，无需重传。'}"


def unpassed(label: str, check: Unpassed) -> str:
    """A check of ours that failed or could not run."""
    word = "未能执行，结论为“未检查”" if check.verdict == "could_not_check" else "未通过，由平台查明原因"
    return f"{label}：平台复核 {check.rule_id} {word}（{check.times} 次）。"


def our_faults(label: str, attributed_to: str, count: int) -> str:
    """Faults in the department's rows that are not its doing."""
    who = {"pipeline": "平台处理造成", "standard": "标准或代码表本身的问题"}.get(attributed_to, "尚未查明责任")
    return f"{label}：{count:,} 处问题经判定为{who}，不计入贵单位待整改。"
