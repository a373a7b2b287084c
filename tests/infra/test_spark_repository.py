"""Where Java packages come from is read from the owner's own settings."""

from __future__ import annotations

import pytest

from infra.spark.repository import java_proxy_options, maven_repository

SETTINGS = """<settings xmlns="http://maven.apache.org/SETTINGS/1.0.0"><mirrors>
<mirror><id>a</id><mirrorOf>{of}</mirrorOf><url>https://mirror.example/maven</url></mirror></mirrors></settings>"""


@pytest.mark.parametrize(
    ("of", "url"),
    [
        ("*", "https://mirror.example/maven"),
        ("central", "https://mirror.example/maven"),
        ("snapshots, central", "https://mirror.example/maven"),
        ("*,!central", None),
        ("snapshots", None),
        ("", None),
    ],
)
def test_a_mirror_of_central_is_used(tmp_path, of, url):
    (tmp_path / "settings.xml").write_text(SETTINGS.format(of=of))
    assert maven_repository(tmp_path / "settings.xml") == url


def test_no_or_broken_settings_mean_central(tmp_path):
    assert maven_repository(tmp_path / "settings.xml") is None
    (tmp_path / "settings.xml").write_text("<settings>")
    assert maven_repository(tmp_path / "settings.xml") is None


def test_proxies_reach_java():
    environment = {"HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": "localhost, .example,"}
    assert java_proxy_options(environment) == [
        "-Dhttps.proxyHost=proxy.example",
        "-Dhttps.proxyPort=3128",
        "-Dhttp.nonProxyHosts=localhost|*.example",
    ]
    assert java_proxy_options({"NO_PROXY": "localhost"}) == []
    assert java_proxy_options({}) == []
