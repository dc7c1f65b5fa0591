from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import pytest

from api.cli.attaching import document_from
from api.cli.terminal import Unanswered
from tests.api.cli.running import WRONG, sluis
from tests.documents import PDF


def test_a_file_is_sent_with_its_name_and_type(tmp_path: Path) -> None:
    (tmp_path / "Plan.PDF").write_bytes(PDF)

    told = document_from(f"@{tmp_path / 'Plan.PDF'}")

    assert (told["name"], told["type"], b64decode(told["content"])) == ("Plan.PDF", "application/pdf", PDF)


@pytest.mark.parametrize(
    ("word", "said"), [("@none.pdf", "none.pdf cannot be read"), ("@a.exe", "'a.exe' is no document")]
)
def test_what_cannot_be_sent_is_said(word: str, said: str) -> None:
    with pytest.raises(Unanswered, match=said):
        document_from(word)


def test_a_field_takes_a_file_on_the_command_line(tmp_path: Path) -> None:
    done = sluis("do", "x", "record", "record=paper", "fields.plan=@gone.pdf", "--as", "anna", cwd=tmp_path)

    assert done.returncode == WRONG
    assert done.stderr.startswith("sluis: gone.pdf cannot be read")
