"""Write the site: Markdown from the templates, HTML from it by MkDocs with the Material theme."""

from __future__ import annotations

import logging
import re
import shutil
import tempfile
from datetime import date, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from catalog.model import AboutList, Catalogue
from catalog.version import catalogue_version
from expectations.site.facts import Facts
from expectations.site.figures import figures
from expectations.site.pages import Site
from spark_jobs.deliveries import CHINA
from spark_jobs.flow.lineage import Field, lineage
from spark_jobs.register.inventory import take

HERE = Path(__file__).parent
#: What MkDocs writes for a web server alone; from disk its addresses lead nowhere.
FOR_A_SERVER = ("404.html", "sitemap.xml", "sitemap.xml.gz")
#: An id, a number, or the address of a page, in which Markdown finds nothing; a link needs it as it is.
ADDRESS = re.compile(r"(\.\./)*([A-Za-z0-9]+([_./]+[A-Za-z0-9]+)*)?")
#: What may be markup: anywhere; where a line begins; after the number of an item.
SIGN = re.compile(r"[!\"#&*+<=>\[\\\]^_`{|}~]|^[-.:,]|(?<=[0-9])[.)](?= |$)")
#: By which a site that may be replaced is known.
MARK = ".yiyuan-site"
WORDS = {
    "daily": "每日", "weekly": "每周", "monthly": "每月", "quarterly": "每季度", "yearly": "每年",
    "irregular": "不定期", "unconditional": "无条件", "conditional": "有条件", "none": "不予",
    "snapshot": "全量", "increment": "增量", "error": "错误", "warn": "提示", "published": "已入库",
    "quarantined": "未入库", "covered": "已做到", "partly": "部分做到", "not_covered": "未做到", "out": "不做",
    "identifier": "号码留头尾", "name": "留姓", "phone": "号码留头尾", "address": "留到县区", "scrub": "去除号码",
    "hide": "隐藏",
}  # fmt: skip


class NotOurFolderError(ValueError):
    """The folder for the site holds what somebody else put there."""


def build(catalogue: Catalogue, out: Path, models: str | None = None) -> Path:
    """Build the site anew at `out`; returns its first page. A broken link between pages is an error.

    `models`: dbt's own page, which lies beside ours if it is there. Raises NotOurFolderError rather than put the site
    in the place of anything but a site of ours or an empty folder.
    """
    if out.exists() and not (out / MARK).exists() and (not out.is_dir() or any(out.iterdir())):
        raise NotOurFolderError(f"{out} holds something else than a site of ours; name an empty folder or a new one")
    import jieba
    from mkdocs.commands.build import build as make
    from mkdocs.config import load_config

    logging.getLogger("mkdocs").setLevel(logging.ERROR)
    jieba.setLogLevel(logging.ERROR)
    site = Site(Facts(catalogue, lineage(catalogue), figures()), take(catalogue), models)
    with tempfile.TemporaryDirectory() as folder:
        written, made = Path(folder) / "pages", Path(folder) / "site"
        jieba.dt.tmp_dir = folder  # where it keeps its dictionary; else outside of everything that is ours
        write(site, written)
        places = {"docs_dir": str(written), "site_dir": str(made)}
        footer = f"由目录生成，目录版本 {catalogue_version(catalogue)}"
        make(load_config(str(HERE / "mkdocs.yml"), **places, copyright=footer, strict=True))
        for name in FOR_A_SERVER:
            (made / name).unlink()
        (made / MARK).touch()
        shutil.rmtree(out, ignore_errors=True)
        shutil.move(made, out)
    return out / "index.html"


def write(site: Site, folder: Path) -> None:
    """The Markdown pages and the files beside them."""
    shutil.copytree(HERE / "assets", folder / "assets")
    if site.models:
        (folder / "models.html").write_text(site.models, encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
        finalize=plain,
    )
    environment.filters |= {"code": code, "word": word, "number": number, "share": share}
    environment.filters |= {"day": day, "since": since}
    environment.globals["Field"] = Field
    for page in site.pages():
        path = folder / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        text = environment.get_template(page.template).render(**page.given, site=site, catalogue=site.catalogue)
        path.write_text(text, encoding="utf-8")


def word(text: str) -> str:
    """The Chinese word for a word of the catalogue's closed lists."""
    return WORDS[text]


def number(count: int) -> str:
    """A count with separators, as 19,902."""
    return f"{count:,}"


def share(part: int, whole: int) -> str:
    """Per cent with one digit, rounded down so that only all is 100%; a share of nothing is unknown."""
    return f"{part * 1000 // whole / 10:.1f}%" if whole else "—"


def day(at: datetime) -> str:
    """The day in Beijing."""
    return f"{at.astimezone(CHINA):%Y-%m-%d}"


def since(on: date | None, of: AboutList) -> str:
    """A day of a code list, as exact as the list is."""
    return "" if on is None else f"{on:%Y}" if of.precision == "year" else f"{on}"


def plain(value: object) -> object:
    """What a template says of a value: as it is if it is Markdown of ours, or an id or address; else as a text."""
    if hasattr(value, "__html__"):
        return value
    return Markup(value if isinstance(value, str) and ADDRESS.fullmatch(value) else escaped(value))  # noqa: S704


def code(value: object) -> Markup:
    """A text as code. Between backticks an escape would be seen."""
    return Markup(f"<code>{escaped(value)}</code>")  # noqa: S704 - every sign that could be a tag is escaped


def escaped(value: object) -> str:
    """A text for any place in Markdown: on one line, no sign in it is markup, wherever in a line it comes to stand."""
    text = " ".join(str("" if value is None else value).split())
    return SIGN.sub(lambda found: f"&#{ord(found[0])};", text)
