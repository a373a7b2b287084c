"""What is known of the running stack: YIYUAN_HOME/stack.json, readable by its owner only."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.fernet import Fernet
from pydantic import BaseModel, Field

from infra.local.process import Child, free_port
from spark_jobs.home import Home


class Secrets(BaseModel):
    """Generated once per YIYUAN_HOME; they outlive the stack, for Airflow's database needs the same ones again."""

    airflow_password: str = Field(default_factory=lambda: secrets.token_urlsafe(12))
    mail_password: str = Field(default_factory=lambda: secrets.token_urlsafe(12))
    fernet_key: str = Field(default_factory=lambda: Fernet.generate_key().decode())
    jwt_secret: str = Field(default_factory=lambda: secrets.token_urlsafe(48))
    cookie_secret: str = Field(default_factory=lambda: secrets.token_urlsafe(48))


class Stack(BaseModel):
    """A started stack. `engine` is a Spark Connect URL without session, `airflow` the address of its UI and API."""

    engine: str
    own_engine: bool = True
    airflow: str
    mail_port: int
    user: str = "admin"
    secrets: Secrets
    children: dict[str, Child] = {}

    @property
    def password(self) -> str:
        """Of `user` in Airflow."""
        return self.secrets.airflow_password


def load(home: Home) -> Stack | None:
    """The stack that was started last and not ended, whether it still runs or not."""
    if not home.stack_file.exists():
        return None
    return Stack.model_validate_json(home.stack_file.read_text())


def save(home: Home, stack: Stack) -> None:
    """Write it whole or not at all."""
    _write(home.stack_file, stack.model_dump_json(indent=2))


def new(home: Home) -> Stack:
    """A stack on ports that are free now, with nothing started yet. YIYUAN_ENGINE names an engine that is not ours."""
    given = os.environ.get("YIYUAN_ENGINE")
    return Stack(
        engine=given or f"sc://127.0.0.1:{free_port()}",
        own_engine=not given,
        airflow=f"http://127.0.0.1:{free_port()}",
        mail_port=free_port(),
        secrets=_secrets(home),
    )


@contextmanager
def lock(home: Home) -> Iterator[None]:
    """One command at a time starts or ends this stack."""
    home.root.mkdir(parents=True, exist_ok=True)
    with (home.root / "stack.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _secrets(home: Home) -> Secrets:
    path = home.keys / "stack.json"
    if not path.exists():
        _write(path, Secrets().model_dump_json(indent=2))
    return Secrets.model_validate_json(path.read_text())


def _write(path: Path, text: str) -> None:
    draft = path.with_suffix(".tmp")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
