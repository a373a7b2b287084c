"""A letter from the command line: through Airflow's SMTP hook to the sink of the running stack."""

from __future__ import annotations

import mailbox
import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local import state
from infra.mail.sink import sink
from spark_jobs.home import Home

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH", "ignore:Session.login_data")

SEND = """
from email.message import EmailMessage
from infra.mail.client import deliver
letter = EmailMessage()
letter["To"], letter["Subject"] = "steward@city.example", "letter"
letter.set_content("one line")
deliver(letter)
"""


def test_a_letter_reaches_the_sink_of_the_stack(tmp_path: Path) -> None:
    home = Home(tmp_path, str(tmp_path / "lake")).ensure()
    stack = state.new(home)
    state.save(home, stack)
    server = sink(home.mail, stack.mail_port, stack.user, stack.secrets.mail_password)
    server.start()
    # In a process of its own: importing Airflow settles its home for good.
    environment = {**os.environ, "YIYUAN_HOME": str(tmp_path), "HOME": str(tmp_path / "nobody")}
    for name in ("AIRFLOW_HOME", "AIRFLOW_CONN_SMTP_DEFAULT"):
        environment.pop(name, None)
    done = subprocess.run([sys.executable, "-c", SEND], env=environment, capture_output=True, text=True, check=False)
    server.stop()
    assert done.returncode == 0, done.stderr
    [kept] = mailbox.Maildir(home.mail, create=False)
    assert (kept["From"], kept["To"], kept.get_payload()) == (
        "data-office@yunzhou.example",
        "steward@city.example",
        "one line\n",
    )
    assert not (tmp_path / "nobody").exists()
