"""The letters to departments."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.app import app, opened, refuse, require, require_month


@app.command()
def report(
    department: Annotated[str | None, typer.Option(help="one department only")] = None,
    period: Annotated[str | None, typer.Option(help="YYYY-MM; default: the newest")] = None,
    send: Annotated[
        bool, typer.Option("--send", help="send them too; a letter already sent is not sent again")
    ] = False,
) -> None:
    """Write (and send) the letters to departments; exit 1 if one of them cannot be, after all the others."""
    from expectations.report import letters, sending
    from infra.mail.client import deliver
    from spark_jobs.query import run
    from spark_jobs.session import connect
    from spark_jobs.show import show

    catalogue = opened()
    if department is not None:
        require("department", department, catalogue.departments.keys())
    if period is not None:
        require_month("period", period)
    troubles = list[str]()
    try:
        report_ids = letters.compose(period, *([department] if department else []))
    except letters.LettersFailedError as failed:
        report_ids = failed.composed
        troubles.append(str(failed))
    for report_id in report_ids if send else []:
        try:
            sending.send(report_id, deliver)
        except (sending.LetterBlockedError, sending.LetterChangedError, OSError) as error:  # smtplib's are OSErrors
            troubles.append(f"{report_id}: {error}")
    show(run(connect(), catalogue, "SELECT * FROM quality.report ORDER BY period, department", "steward"), "table")
    if troubles:
        refuse("\n".join(troubles))
