"""What a reader can say against a file or against one row of it. Nothing here, and no sentence, ever quotes a value."""

from __future__ import annotations


class Unreadable(Exception):  # noqa: N818  (the name is the verdict)
    """A whole file cannot be read. `reason` is a code, `sentence` tells a clerk what is wrong and what to do.

    `headers` are the header texts found, where the layout of another dataset may be recognised by them; they never
    leave the process in `str(error)`.
    """

    def __init__(self, reason: str, sentence: str, headers: tuple[str, ...] = ()) -> None:
        super().__init__(reason, sentence, headers)
        self.reason = reason
        self.sentence = sentence
        self.headers = headers

    def __str__(self) -> str:
        return f"{self.reason}: {self.sentence}"


ROW_REASONS: dict[str, tuple[str, str]] = {
    "RAGGED": (
        "这一行的字段数与表头不一致",
        "请检查该行是否多了或少了分隔符；内容里含有分隔符或换行的字段请加英文双引号",
    ),
    "ENCODING": ("这一行含有无法按约定编码识别的字节", "请从业务系统按约定编码重新导出该行"),
    "GARBLED": ("这一行含有乱码，原来的文字已经丢失", "请从业务系统的原始记录重新导出该行，不要在乱码文件上修改"),
    "NUL_BYTE": ("这一行含有空字节（NUL）", "请清除业务系统中该记录的不可见字符后重新导出"),
    "CUT_OFF": ("文件在这一行中途结束", "请确认导出和传输已经完成，然后重新报送"),
    "QUOTE": ("这一行的英文双引号没有配对", "请成对使用英文双引号，字段内容里的双引号写成两个"),
    "LINE_TOO_LONG": ("这一行超过 1 MiB", "请检查该行是否缺少换行，或字段里混入了附件内容"),
    "JSON_SYNTAX": ("这一行不是合法的 JSON", "请用系统的 JSON 导出功能重新生成该行，不要手工拼接"),
    "NOT_A_RECORD": ("这一条不是一个记录对象", "请把每条记录写成一个 JSON 对象"),
    "UNKNOWN_FIELD": ("这一条含有约定以外的字段", "请按约定的字段名报送；确需新增字段的请先与数据管理部门商定"),
    "MISSING_FIELD": ("这一条缺少必需的字段", "请补齐该记录的必需字段；没有值时也要写出字段名"),
    "DUPLICATE_FIELD": ("这一条里同一个字段出现了两次", "请每个字段只写一次"),
    "CELL_ERROR": ("这一行含有 Excel 错误值（如 #N/A、#DIV/0!）", "请修正公式，或粘贴为数值后重新报送"),
}
"""Why a single row was rejected: reason → (what is wrong, how to fix it), for the letter."""
