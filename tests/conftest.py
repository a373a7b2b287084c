"""One embedded engine for the whole test run; every test gets a lake of its own."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from spark_jobs.session import disconnect
from tests.sail import sail

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture(scope="session", autouse=True)
def _nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A test that asks for no home of its own leaves that of the developer alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YIYUAN_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="session")
def engine_url() -> Iterator[str]:
    """A Sail server on a free port, in this process."""
    with sail() as url:
        yield url


@pytest.fixture(scope="session")
def apache_spark_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An Apache Spark Connect server with delta-spark, for tests marked `spark` that make no table."""
    from infra.spark.server import spark_connect

    with spark_connect(tmp_path_factory.mktemp("spark")) as url:
        yield url
        disconnect()


@pytest.fixture
def apache_spark_url(apache_spark_server: str) -> str:
    """The same for a test with a lake of its own: Spark names tables for all sessions, so earlier names must go."""
    from pyspark.sql import SparkSession

    session = SparkSession.builder.remote(f"{apache_spark_server}/;session_id={uuid.uuid4()}").create()
    for row in session.sql("SHOW SCHEMAS").collect():
        if row.namespace != "default":
            session.sql(f"DROP SCHEMA {row.namespace} CASCADE").collect()
    session.stop()
    return apache_spark_server


@pytest.fixture(scope="session")
def spark(engine_url: str) -> Iterator[SparkSession]:
    """A session without tables, for tests of pure SQL."""
    from pyspark.sql import SparkSession

    session = SparkSession.builder.remote(f"{engine_url}/;session_id={uuid.uuid4()}").create()
    yield session
    session.stop()
