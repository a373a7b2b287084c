"""How every total of a letter can be recomputed: its definition, and the very SQL."""

from __future__ import annotations

#: Standards and rules that every letter rests on; those of single rules stand with the rule.
STANDARDS = (
    "《政务数据共享条例》（国务院令第809号）第十八条（质量管理）、第二十六条（校核纠错）",
    "GB/T 36344-2018 信息技术 数据质量评价指标",
)

DEFINITIONS = (
    ("收到", "文件中除表头以外的全部数据行；收到 = 接收 + 隔离 + 重复 + 拒收，逐个文件核对，不平衡则不发函。"),
    ("接收", "通过检查、可以入库的行；其中个别非关键字段有误的，只是该值不采用。"),
    ("隔离", "关键字段有误，或所在文件整批未发布，暂不入库的行。"),
    ("重复", "同一文件内业务键相同的行，只保留最后一行，其余计为重复。"),
    ("拒收", "无法按约定格式读取的行。"),
    ("待整改", "至少有一处“错误”级问题的行，一行有多处问题只计一条；“提示”级问题不计入。"),
)

RECEIVED = """SELECT d.source, count(*) AS files, sum(b.received) AS received, sum(b.accepted) AS accepted,
  sum(b.quarantined) AS quarantined, sum(b.superseded) AS superseded, sum(b.rejected) AS rejected
FROM ledger.delivery d LEFT JOIN ledger.balance b ON b.delivery_id = d.delivery_id
WHERE d.department = '{department}' AND d.period = '{period}'
GROUP BY d.source ORDER BY d.source"""

TO_FIX = """SELECT count(*) AS faults,
  count(DISTINCT concat(f.delivery_id, ':', coalesce(cast(f.line AS STRING), f.fault_id))) AS rows_to_fix
FROM quality.fault f JOIN ledger.delivery d ON d.delivery_id = f.delivery_id
LEFT JOIN (SELECT source, max(received_at) AS newest FROM ledger.delivery
  WHERE status = 'published' AND period = '{period}' AND source IN ({snapshots}) GROUP BY source) n
  ON n.source = d.source
WHERE d.department = '{department}' AND d.period = '{period}' AND f.severity = 'error'
  AND f.attributed_to = 'source' AND (n.newest IS NULL OR d.received_at >= n.newest)"""


def queries(department: str, period: str, snapshots: list[str]) -> tuple[str, str]:
    """The SQL of section 1's totals and of section 2's, ready to run. `snapshots`: sources delivered as a whole."""
    listed = ", ".join(f"'{source}'" for source in sorted(snapshots)) or "''"
    received = RECEIVED.format(department=department, period=period)
    return received, TO_FIX.format(department=department, period=period, snapshots=listed)
