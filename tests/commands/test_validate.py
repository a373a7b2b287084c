"""Each line of any input gets a verdict, or the whole input one sentence; never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parents[2]
YIYUAN = [sys.executable, "-c", "import yiyuan; yiyuan.main()", "validate"]


def validated(engine_url: str, element: str, given: bytes) -> list[str]:
    environment = os.environ | {"YIYUAN_ENGINE": engine_url, "PYTHONPATH": str(HERE), "PYTHONUTF8": "1"}
    ran = subprocess.run([*YIYUAN, element], input=given, capture_output=True, check=False, env=environment, cwd=HERE)
    assert (ran.returncode, ran.stderr) == (0, b"")
    return ran.stdout.decode().removesuffix("\n").split("\n")


def test_bytes_that_are_no_text_have_a_verdict_too(engine_url: str) -> None:
    given = b"\xff\n\xe4\xb9\x99\r\n\n1\x002\n\xe7\x94\n\xe7\x94\xb2\n"
    assert validated(engine_url, "region_text", given) == [
        "\\xff\tENCODING",
        "乙\tOK",
        "\tMISSING",
        "1\\x002\tNUL_BYTE",
        "\\xe7\\x94\tENCODING",
        "甲\tOK",
    ]


def test_what_a_spreadsheet_has_rounded_is_judged_as_it_stands(engine_url: str) -> None:
    assert validated(engine_url, "resident_id", b"3.90102E+17\n") == ["3.90102E+17\tLENGTH"]


def test_any_bytes_have_as_many_verdicts_as_lines(engine_url: str) -> None:
    given = bytes(range(256)) * 2 + b"\n"
    lines = given.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n")
    assert len(validated(engine_url, "resident_id", given)) == lines


def test_a_closed_input_is_a_sentence() -> None:
    script = f"'{sys.executable}' -c 'import yiyuan; yiyuan.main()' validate resident_id <&-"
    ran = subprocess.run(
        ["/bin/sh", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(HERE)},
        cwd=HERE,
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == "no input: give one value per line on stdin\n"
