"""收件：每个部门一个 DAG，每个业务系统一组任务，每份新数据一条线：登记 → 规范 → 质检 → 入库。"""

from __future__ import annotations

from airflow.sdk import DAG, TriggerRule, get_parsing_context, task
from receive import receive
from wiring import PATIENCE, nightly, standard

from catalog.outline import OutlinedDepartment, outline

DOC = """
**{label}** 报送数据的接收。每晚 01:00（或手动）查找收件箱中的新文件，逐份处理：

1. **登记** land：按内容（SHA-256）留存原件，逐行解析。重复的文件到此为止。
2. **规范** conform：按数据元转换，逐行套用全部规则，问题行隔离。
3. **质检** check：Great Expectations 关卡。不合格算本平台的问题，不怪部门。
4. **入库** settle：写入标准表与台账。

全部处理完、并且真正发布了数据，才会通知基础库。

规则变了，或者平台的问题修好之后，用 `yiyuan reprocess` 让下一次运行重新处理已入账的数据，部门无需重传。
"""


def ingest(department: str, about: OutlinedDepartment) -> None:
    """The DAG of one department."""
    with DAG(
        f"ingest_{department}",
        dag_display_name=f"收件 · {about.label}",
        doc_md=DOC.format(label=about.label),
        schedule=nightly("01:00"),
        catchup=False,
        max_active_runs=1,
        default_args=PATIENCE,
        tags=["收件", about.label],
    ):

        @task(
            task_display_name="通知基础库",
            trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS,
            outlets=[standard(department)],
        )
        def announce() -> None:
            """Once all deliveries are through, and only if one of them was published."""

        [receive(department, system) for system in about.systems.values()] >> announce()


wanted = get_parsing_context().dag_id  # a task needs its own DAG only
for department, about in outline().departments.items():
    if wanted in (None, f"ingest_{department}"):
        ingest(department, about)
