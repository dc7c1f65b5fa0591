from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FAULTS = yaml.safe_load((ROOT / "tests" / "promises" / "faults.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{one['promise']} {one['name']}" for one in FAULTS])
def test_a_fault_can_be_planted_where_it_says_and_its_tests_are_there(fault: dict[str, str | list[str]]) -> None:
    file = ROOT / str(fault["file"])

    assert file.read_text(encoding="utf-8").count(str(fault["found"])) == 1, f"its place in {fault['file']} has moved"
    assert [one for one in fault["tests"] if not (ROOT / one.partition("::")[0]).exists()] == []
    assert fault["planted"] != fault["found"]


def test_every_fault_has_a_name_of_its_own() -> None:
    names = Counter(f"{one['promise']} {one['name']}" for one in FAULTS)

    assert [name for name, often in names.items() if often > 1] == []
