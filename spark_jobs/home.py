"""Where one installation keeps its things: YIYUAN_HOME, YIYUAN_LAKE."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Home:
    """The folders of one installation. `lake` is an absolute folder or an s3:// URI."""

    root: Path
    lake: str

    @classmethod
    def of_environment(cls) -> Home:
        """Read YIYUAN_HOME (default `.yiyuan` here) and YIYUAN_LAKE (default `<home>/lake`)."""
        root = Path(os.environ.get("YIYUAN_HOME", ".yiyuan")).absolute()
        lake = os.environ.get("YIYUAN_LAKE", str(root / "lake"))
        return cls(root, lake if "://" in lake else str(Path(lake).absolute()))

    def ensure(self) -> Home:
        """Create the folders. Departments reach the inbox; what holds their rows is not for everyone on the machine."""
        self.inbox.mkdir(parents=True, exist_ok=True)
        lake = () if "://" in self.lake else (Path(self.lake),)
        for folder in (self.landing, *lake, self.mail, self.reports, self.logs):
            folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        self.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    @property
    def inbox(self) -> Path:
        """Where departments put their files: inbox/<department>/<source>/."""
        return self.root / "inbox"

    @property
    def landing(self) -> Path:
        """Immutable copies of every delivery, by content."""
        return self.root / "landing"

    @property
    def mail(self) -> Path:
        """Maildir of the local mail sink."""
        return self.root / "mail"

    @property
    def reports(self) -> Path:
        """Letters and Data Docs."""
        return self.root / "reports"

    @property
    def airflow(self) -> Path:
        """AIRFLOW_HOME."""
        return self.root / "airflow"

    @property
    def keys(self) -> Path:
        """Local secrets."""
        return self.root / "keys"

    @property
    def logs(self) -> Path:
        """Logs of the local stack's processes."""
        return self.root / "logs"

    @property
    def stack_file(self) -> Path:
        """Ports, pids and passwords of the running local stack."""
        return self.root / "stack.json"
