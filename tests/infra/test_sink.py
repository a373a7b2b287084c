"""One real letter through a real SMTP session into a real Maildir."""

from __future__ import annotations

import mailbox
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from infra.local.process import free_port
from infra.mail.sink import sink

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH", "ignore:Session.login_data")


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    (tmp_path / "mail").mkdir()  # as `Home.ensure` leaves it: there, and empty
    server = sink(tmp_path / "mail", free_port(), "admin", "s3cret")
    server.start()
    yield server.port
    server.stop()


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "office@city.example", "steward@city.example", "数据质量函"
    message.set_content("贵单位报送 3 行。\n.以点开头的一行\n", cte="8bit")
    return message


def test_a_letter_is_kept_as_it_was_sent(port: int, tmp_path: Path) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.login("admin", "s3cret")
        client.send_message(letter())
    [kept] = mailbox.Maildir(tmp_path / "mail", create=False)
    assert kept.as_bytes() == letter().as_bytes()


def test_without_a_password_nothing_is_kept(port: int, tmp_path: Path) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client, pytest.raises(smtplib.SMTPSenderRefused) as refused:
        client.send_message(letter())
    assert refused.value.smtp_code == 530
    assert list(mailbox.Maildir(tmp_path / "mail", create=False)) == []


@pytest.mark.parametrize(("user", "password"), [("admin", "wrong"), ("nobody", "s3cret"), ("admin", "")])
def test_a_wrong_password_is_refused(port: int, user: str, password: str) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client, pytest.raises(smtplib.SMTPAuthenticationError):
        client.login(user, password)


def test_it_listens_on_this_machine_only(tmp_path: Path) -> None:
    server = sink(tmp_path / "mail", free_port(), "admin", "s3cret")
    server.start()
    assert server.server is not None
    addresses = [socket.getsockname()[0] for socket in server.server.sockets]
    server.stop()
    assert addresses == ["127.0.0.1"]
