"""Apache Spark 4.2 with delta-spark as a Spark Connect server on this machine, from the pyspark wheel."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import grpc  # type: ignore[import-untyped]

from infra.spark.repository import java_proxy_options, maven_repository

#: The Delta jars that belong to the pinned pyspark and delta-spark; 4.4.1 has none for Spark 4.2.
DELTA = "io.delta:delta-spark_4.2_2.13:4.4.0"
JAVA = 17
START_SECONDS = 300


class SparkServerError(RuntimeError):
    """Spark could not be started here; the message says what to do."""


@contextmanager
def spark_connect(home: Path, *, packages: tuple[str, ...] = (DELTA,)) -> Iterator[str]:
    """Yield `sc://127.0.0.1:<port>` of a server that lives inside the block.

    Its warehouse, scratch files and log (`spark.log`) lie in `home`; its jars are fetched once per Python environment.
    Raises SparkServerError with the end of the log if Java 17 or a jar is missing or the server does not answer.
    """
    _require_java()
    home = home.absolute()
    home.mkdir(parents=True, exist_ok=True)
    port, log = _free_port(), home / "spark.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            _command(home, port, packages),
            cwd=home,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(server, port, log)
        yield f"sc://127.0.0.1:{port}"
    finally:
        _stop(server)


def _spark_home() -> Path:
    import pyspark

    return Path(pyspark.__file__).parent


def _ivy_home() -> Path:
    """Inside the environment, so that nothing lies outside it and a half-filled ~/.m2 does no harm."""
    return Path(sys.prefix) / "share" / "yiyuan-ivy"


def _command(home: Path, port: int, packages: tuple[str, ...]) -> list[str]:
    options = ["-XX:-DontCompileHugeMethods", f"-Dderby.system.home={home}", *java_proxy_options(os.environ)]
    command = [str(_spark_home() / "bin" / "spark-submit"), "--master", f"local[{os.cpu_count() or 2}]"]
    command += ["--driver-memory", "4g", "--driver-java-options", " ".join(options)]
    command += ["--packages", ",".join(packages)]
    for name, value in _settings(home, port).items():
        command += ["--conf", f"{name}={value}"]
    jar = next((_spark_home() / "jars").glob("spark-connect_2.13-*.jar"))
    return [*command, "--class", "org.apache.spark.sql.connect.service.SparkConnectServer", f"local:{jar}"]


def _settings(home: Path, port: int) -> dict[str, str]:
    return {
        "spark.jars.ivy": str(_ivy_home()),
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": str(port),
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": str(home / "scratch"),
        "spark.sql.warehouse.dir": str(home / "warehouse"),
        "spark.sql.session.timeZone": "UTC",
        # One machine: the defaults of a cluster (200 and 50) make small MERGEs take seconds.
        "spark.sql.shuffle.partitions": "4",
        "spark.databricks.delta.snapshotPartitions": "2",
        "spark.ui.enabled": "false",
        "spark.log.level": "WARN",
    }


def _environment() -> dict[str, str]:
    environment = os.environ | {
        "SPARK_HOME": str(_spark_home()),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
    }
    environment.pop("SPARK_REMOTE", None)
    if repository := maven_repository(Path.home() / ".m2" / "settings.xml"):
        environment.setdefault("DEFAULT_ARTIFACT_REPOSITORY", repository)
    return environment


def _require_java() -> None:
    java = shutil.which("java", path=str(Path(os.environ.get("JAVA_HOME", "/nowhere")) / "bin")) or shutil.which("java")
    if java is None:
        raise SparkServerError(
            f"找不到 Java。Spark 通道需要 Java {JAVA} 或更高版本：请安装并放入 PATH，或设置 JAVA_HOME"
        )
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    if not found or int(found[1]) < JAVA:
        raise SparkServerError(
            f"{java} 的版本是 {found[1] if found else '未知'}，Spark 通道需要 Java {JAVA} 或更高版本"
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        ready = grpc.channel_ready_future(channel)
        while time.monotonic() < end:
            if server.poll() is not None:
                raise SparkServerError(_explain(log, f"Spark 未能启动（退出码 {server.returncode}）"))
            with suppress(grpc.FutureTimeoutError):
                ready.result(timeout=0.5)
                return
    raise SparkServerError(_explain(log, f"Spark 在 {START_SECONDS} 秒内没有应答"))


def _explain(log: Path, what: str) -> str:
    text = log.read_text(errors="replace")
    if "unresolved dependency" in text.lower():
        what += "：缺少 jar 包，Maven 仓库不可达或没有该版本（可用环境变量 DEFAULT_ARTIFACT_REPOSITORY 指定仓库）"
    return "\n".join([f"{what}。日志 {log} 的末尾：", *text.splitlines()[-25:]])


def _stop(server: subprocess.Popen[bytes]) -> None:
    """End the server and the Python workers it forked (they are in its session, but in groups of their own)."""
    workers = _session(server.pid)
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGTERM)
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    for pid in {*workers, *_session(server.pid)}:
        with suppress(ProcessLookupError, PermissionError):
            if os.getsid(pid) == server.pid:
                os.kill(pid, signal.SIGKILL)


def _session(leader: int) -> list[int]:
    """Processes of a session; none where there is no /proc."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if os.getsid(int(folder.name)) == leader:
                found.append(int(folder.name))
    return found
