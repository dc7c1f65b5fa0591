"""The verifier without Sluis: small enough to be read, and a program."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.promises.cases import a_case
from tests.promises.logs import canonical

pytestmark = pytest.mark.P9
PROGRAM = Path(__file__).with_name("independent_verifier.py")


def test_the_independent_verifier_is_short_and_shares_no_code() -> None:
    source = PROGRAM.read_text(encoding="utf-8")
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {one.module or "" if isinstance(one, ast.ImportFrom) else one.names[0].name for one in imports}

    assert len(source.splitlines()) < 300
    assert {name.partition(".")[0] for name in names} <= {*sys.stdlib_module_names, "cryptography"}


def run(*words: str | Path) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-I", PROGRAM, *words], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_the_independent_verifier_is_a_program(tmp_path: Path) -> None:
    case = a_case(Random(1))
    export, kept, broken = tmp_path / "export.json", tmp_path / "kept.json", tmp_path / "broken.json"
    export.write_bytes(case.data)
    kept.write_bytes(canonical(case.kept[-1]))
    case.export["events"][-1]["event"] |= {"actor": "mallory", "label": "\x1b[2Jprocess\n"}
    broken.write_bytes(canonical(case.export))

    assert run(export, "--key", case.key, "--against", kept) == (0, "in order\n")
    assert run(export, "--key", "0" * 64)[0] == 1
    code, said = run(broken)
    assert code == 1
    assert "\\x1b[2Jprocess\\n" in said
    assert said.isascii()
    assert said.endswith("NOT in order\n")
    assert run(tmp_path / "nowhere.json")[0] == 1
