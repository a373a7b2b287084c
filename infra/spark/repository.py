"""Where this machine gets Java packages from, as its owner has set it for Maven; no host is named here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree


def maven_repository(settings: Path) -> str | None:
    """URL of the mirror of Maven Central in a Maven `settings.xml`; None if there is none (Central itself is used)."""
    if not settings.exists():
        return None
    try:
        # The user's own configuration file, not a delivery.
        root = ElementTree.parse(settings).getroot()  # noqa: S314
    except ElementTree.ParseError:
        return None
    for mirror in root.iterfind(".//{*}mirror"):
        of = [name.strip() for name in (mirror.findtext("{*}mirrorOf") or "").split(",")]
        if {"*", "central", "external:*"} & set(of) and "!central" not in of:
            return mirror.findtext("{*}url")
    return None


def java_proxy_options(environment: Mapping[str, str]) -> list[str]:
    """Java system properties that say what HTTP(S)_PROXY and NO_PROXY say to everything else."""
    options = []
    for scheme in ("http", "https"):
        proxy = urlsplit(environment.get(f"{scheme}_proxy") or environment.get(f"{scheme.upper()}_PROXY") or "")
        if proxy.hostname:
            options += [f"-D{scheme}.proxyHost={proxy.hostname}", f"-D{scheme}.proxyPort={proxy.port or 80}"]
    hosts = (environment.get("no_proxy") or environment.get("NO_PROXY") or "").replace(" ", "").strip(",")
    if options and hosts:
        options.append("-Dhttp.nonProxyHosts=" + "|".join(f"*{h}" if h[0] == "." else h for h in hosts.split(",")))
    return options
