"""A mail server for one machine: SMTP with a password on 127.0.0.1, every letter kept in a Maildir, none sent on."""

from __future__ import annotations

import hmac
import mailbox
import os
import signal
import sys
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Keep:
    """Keeps each letter exactly as it came, only with the line ends of a Maildir."""

    def __init__(self, maildir: Path) -> None:
        # mailbox.Maildir leaves an existing folder as it is, without the three parts it needs.
        for part in ("cur", "new", "tmp"):
            (maildir / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        self.letters = mailbox.Maildir(maildir, create=False)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Store the letter before saying so."""
        self.letters.add(bytes(envelope.original_content or b"").replace(b"\r\n", b"\n"))
        return "250 OK, kept"


def sink(maildir: Path, port: int, user: str, password: str) -> Controller:
    """A server that is not yet started. `controller.start()` returns once it answers."""

    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        known = isinstance(data, LoginPassword) and _equal(data.login, user) and _equal(data.password, password)
        # handled=False lets the server itself answer 235 or 535.
        return AuthResult(success=known, handled=False)

    return Controller(
        Keep(maildir),
        hostname="127.0.0.1",
        port=port,
        authenticator=authenticate,
        auth_required=True,
        auth_require_tls=False,  # it never leaves this machine
        data_size_limit=64 * 2**20,
    )


def _equal(given: bytes, expected: str) -> bool:
    return hmac.compare_digest(given, expected.encode())


def main(maildir: str, port: str) -> None:
    """Serve until killed. The user and the password come from YIYUAN_MAIL_USER and YIYUAN_MAIL_PASSWORD."""
    server = sink(Path(maildir), int(port), os.environ["YIYUAN_MAIL_USER"], os.environ["YIYUAN_MAIL_PASSWORD"])
    server.start()
    print("ready", flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    server.stop()


if __name__ == "__main__":
    # Threads inherit the mask: without this the server's own thread would take the signal.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main(*sys.argv[1:])
