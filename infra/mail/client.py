"""Sending one finished letter through the Airflow connection `smtp_default`, in a task or from the command line."""

from __future__ import annotations

import os
from email.message import EmailMessage

from infra.airflow.settings import smtp_connection
from infra.local import state
from spark_jobs.home import Home


def deliver(letter: EmailMessage) -> None:
    """Hand a letter to the mail server as it was written. Raises what smtplib raises."""
    home = Home.of_environment()
    os.environ.setdefault("AIRFLOW_HOME", str(home.airflow))  # else importing Airflow writes into ~/airflow
    stack = state.load(home)
    if stack and "AIRFLOW_CONN_SMTP_DEFAULT" not in os.environ:  # on the command line, beside a running stack
        os.environ["AIRFLOW_CONN_SMTP_DEFAULT"] = smtp_connection(stack)
    from airflow.providers.smtp.hooks.smtp import SmtpHook

    with SmtpHook() as hook:
        if "From" not in letter:
            letter["From"] = hook.from_email
        # The hook's own methods build a message of their own; ours must arrive byte by byte.
        hook._smtp_client.send_message(letter)
