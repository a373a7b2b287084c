"""The only file that knows an engine. Everything else speaks Spark Connect to whatever this returns."""

from __future__ import annotations

import atexit
import json
import os
import socket
import time
import uuid
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from spark_jobs.home import Home

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


#: Seconds that an engine may take to listen; one that is being started anew needs a few.
PATIENCE = 30.0
PORT = 15002
#: A stream on one machine does not break, and to be ready to take it up again costs as much as a short query.
LOCAL = ("127.0.0.1", "localhost")
#: What is wrong comes in the headers of an answer; Spark quotes a refused row there, and gRPC would take 8 KiB only.
HEADERS = ("grpc.max_metadata_size", 128 * 1024)


class EngineUnreachableError(ConnectionError):
    """Nothing listens where the engine should."""


def engine_url() -> str:
    """The Spark Connect URL with the lake's own session id.

    YIYUAN_ENGINE wins; else the engine of the running local stack; else an embedded one in this process.
    Sail keeps its table catalog per session, so every process that works on one lake must use one session id.
    """
    home = Home.of_environment()
    address = os.environ.get("YIYUAN_ENGINE") or _stack_engine(home) or _embedded()
    return f"{address.rstrip('/;')}/;session_id={session_id(home.lake)}"


def session_id(lake: str) -> str:
    """One fixed id per lake."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, lake))


def connect() -> SparkSession:
    """A Spark Connect session on the lake of this installation, its tables registered."""
    from spark_jobs.tables import register_all

    url = engine_url()
    if url not in _sessions:
        session = _open(url)
        try:
            # Every instant is stored and compared in UTC; people are shown Asia/Shanghai.
            session.conf.set("spark.sql.session.timeZone", "UTC")
            register_all(session)
        except BaseException:
            # One left behind would try to take leave of its engine when the process ends, for minutes if that is gone.
            session.stop()
            raise
        _sessions[url] = session
    return _sessions[url]


def disconnect() -> None:
    """Close every session of this process. Do so before its engine goes: a client left behind retries for minutes."""
    while _sessions:
        _sessions.popitem()[1].stop()


_sessions: dict[str, SparkSession] = {}


def _open(url: str) -> SparkSession:
    from pyspark.sql.connect.client import DefaultChannelBuilder
    from pyspark.sql.connect.session import SparkSession

    address = urlsplit(url)
    _await(address.hostname or "", address.port or PORT)
    os.environ["SPARK_CONNECT_MODE_ENABLED"] = "1"  # what `builder.remote`, which takes no options, does besides
    session: SparkSession = SparkSession.builder.channelBuilder(DefaultChannelBuilder(url, [HEADERS])).create()
    if address.hostname in LOCAL:
        session.client.disable_reattachable_execute()
    return session


def _await(host: str, port: int) -> None:
    """Wait until something listens: Spark's own client would try for minutes and then show a traceback."""
    last = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection((host, port), timeout=PATIENCE).close()
            return
        except OSError as error:
            if time.monotonic() > last:
                told = f"the engine sc://{host}:{port} does not answer: {error.strerror or error}"
                raise EngineUnreachableError(told) from None
            time.sleep(0.2)


def _stack_engine(home: Home) -> str | None:
    if not home.stack_file.exists():
        return None
    address: str | None = json.loads(home.stack_file.read_text()).get("engine")
    return address


@cache
def _embedded() -> str:
    os.environ.setdefault("RUST_LOG", "error")  # the engine's own log is for the stack's log file, not for a terminal
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    atexit.register(server.stop)
    return f"sc://127.0.0.1:{server.listening_address[1]}"
