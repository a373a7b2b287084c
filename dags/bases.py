"""基础库：每个基础库一个任务；引用其他基础库的，排在被引用的之后。"""

from __future__ import annotations

from airflow.sdk import DAG, AssetOrTimeSchedule, task
from wiring import BASE, BASE_WRITER, PATIENCE, nightly, standard

from catalog.outline import outline

DOC = """
人口、法人、区划、地址、证照等基础库的合并：每一列只取自它唯一的权威部门（一数一源），历史保留。

所有部门都有新数据入库时运行一次；此外每晚 03:00 运行一次。没有变化的行不会被改写。
"""

known = outline()

with DAG(
    "bases",
    dag_display_name="基础库",
    doc_md=DOC,
    schedule=AssetOrTimeSchedule(
        timetable=nightly("03:00"), assets=[standard(department) for department in sorted(known.departments)]
    ),
    catchup=False,
    max_active_runs=1,
    default_args=PATIENCE,
    tags=["基础库"],
):

    def merge(base_id: str) -> None:
        """Merge one base library."""
        from spark_jobs.merge import merge

        merge(base_id)

    tasks = {
        base: task(task_id=base, task_display_name=about.label, **BASE_WRITER)(merge)(base)
        for base, about in known.bases.items()
    }

    @task(task_display_name="通知主题库", outlets=[BASE])
    def announce() -> None:
        """Every base library is up to date."""

    last = announce()
    for base, about in known.bases.items():
        tasks[base] >> last
        for other in about.after:
            tasks[other] >> tasks[base]
