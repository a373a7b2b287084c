"""What a file really is, seen from its first bytes, before anything is read."""

from __future__ import annotations

from pathlib import Path

from spark_jobs.readers.layout import Layout
from spark_jobs.readers.lines import LIMIT
from spark_jobs.readers.verdict import Unreadable

_MAGIC = {
    b"PK\x03\x04": "zip",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ole",
    b"%PDF": "PDF 文档",
    b"\x1f\x8b": "gzip 压缩包",
    b"Rar!": "RAR 压缩包",
    b"7z\xbc\xaf": "7z 压缩包",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"SQLite format 3": "SQLite 数据库",
}
_SHOWN = {
    "zip": "Excel 工作簿或压缩包",
    "ole": "旧版 Office 文档",
    "json": "JSON",
    "markup": "网页或 XML",
    "text": "文本",
}
_EXPECTED = {"csv": "CSV 文本", "jsonl": "JSON Lines", "json": "JSON", "geojson": "GeoJSON", "xlsx": "Excel 工作簿"}
_ACCEPTED = {"csv": ("text",), "jsonl": ("json",), "json": ("json",), "geojson": ("json",), "xlsx": ("zip", "ole")}
ENCODINGS = ("utf-8", "gb18030", "utf-16", "big5")


def sample(path: Path, layout: Layout) -> bytes:
    """The first MiB of the file. Unreadable NOT_A_FILE, EMPTY_FILE, WRONG_FORMAT or ENCODING where that is enough."""
    if path.exists() and not path.is_file():
        raise Unreadable("NOT_A_FILE", "收到的是文件夹，不是文件。请直接报送数据文件。")
    with path.open("rb") as stream:
        start = stream.read(LIMIT + 2)
    text = start.removeprefix(b"\xef\xbb\xbf").strip()
    if not text and len(start) <= LIMIT:
        raise Unreadable("EMPTY_FILE", "文件是空的，没有任何内容。请重新导出，确认文件不为空后再报送。")
    form = _form(text, layout)
    other = other_encoding(start, layout.encoding) if layout.kind != "xlsx" and form in ("text", "json") else None
    if form not in _ACCEPTED[layout.kind] and other != "utf-16":
        expected, shown = _EXPECTED[layout.kind], _SHOWN.get(form, form)
        raise Unreadable("WRONG_FORMAT", f"约定报送{expected}，收到的实际是{shown}。请用原系统导出{expected}后再报送。")
    if other:
        raise wrong_encoding(layout.encoding, other)
    return start


def wrong_encoding(declared: str, other: str | None) -> Unreadable:
    """The verdict on a file in another encoding than declared."""
    shown = f"，实际是 {other.upper()}" if other else ""
    return Unreadable(
        "ENCODING", f"文件编码与约定的 {declared.upper()} 不符{shown}。请以 {declared.upper()} 编码重新导出后再报送。"
    )


def _form(text: bytes, layout: Layout) -> str:
    for magic, form in _MAGIC.items():
        if text.startswith(magic):
            return form
    if text[:1] == b"<":
        return "markup"
    if layout.kind == "jsonl":  # its first line may be a broken one: any line will do, but a whole array will not
        records = any(line.lstrip().startswith(b"{") for line in text.splitlines()[:1000])
        return "json" if records and text[:1] != b"[" else "text"
    if text[:1] in (b"{", b"[") and not any(h.encode()[:1] == text[:1] for _, told in layout.columns for h in told):
        return "json"
    return "text"


def other_encoding(start: bytes, declared: str) -> str | None:
    """The encoding of the text, if the sample speaks clearly for another one than declared.

    Declared UTF-8: no line with other than ASCII decodes, most such characters are broken (so it is not a damaged
    UTF-8), and another encoding takes them all. Declared GB18030, which accepts nearly any bytes: the sample is valid
    UTF-8 throughout, with enough characters not to be so by chance.
    """
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    whole = start[: start.rfind(b"\n") + 1] or start
    lines = [line for line in whole.split(b"\n") if not line.isascii()]
    if declared.lower().startswith("utf"):
        if not lines or any(_decodes(line, declared) for line in lines) or not _mostly_broken(lines, declared):
            return None
        return next((e for e in ("gb18030", "big5") if all(_decodes(line, e) for line in lines)), None)
    enough = sum(byte > 127 for line in lines[:50] for byte in line[:1000]) >= 24
    return "utf-8" if enough and all(_decodes(line, "utf-8") for line in lines) else None


def _mostly_broken(lines: list[bytes], encoding: str) -> bool:
    text = b"\n".join(lines).decode(encoding, "replace")
    return 2 * text.count("\ufffd") > sum(not mark.isascii() for mark in text)


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeError:
        return False
    return True
