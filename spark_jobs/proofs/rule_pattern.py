"""Whether a regular expression of a rule means the same to Rust's regex (Sail) and to Java's (Apache Spark)."""

from __future__ import annotations

import re
import warnings

#: Patterns are written without a backslash; so this is a class of characters, and what is left holds none.
CLASS = re.compile(r"\[\^?[^\[\]]+\]")
REPEATED = re.compile(r"\{[0-9]+(,[0-9]*)?\}")
IN_A_CLASS = re.compile(r"&&|~~|--")


def fault(pattern: str) -> str | None:
    """Why a pattern is none for both engines; None if it is one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return f"is no regular expression ({error})"
    bare = CLASS.sub("", pattern)
    if re.search(r"\(\?(?!:)", bare):
        return "looks ahead or behind, names a group or sets a flag, which not every engine can"
    if re.search(r"[*+?}]\+", bare):
        return "repeats without giving back, which not every engine can"
    if re.search(r"[\[\]]", bare) or any(IN_A_CLASS.search(it[0]) for it in CLASS.finditer(pattern)):
        return "holds a class within a class, which the engines read differently"
    if re.search(r"[{}]", REPEATED.sub("", bare)):
        return "holds a brace that is no number of repetitions, which not every engine can"
    return None
