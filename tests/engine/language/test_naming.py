from __future__ import annotations

import pytest

from engine.errors import MethodInvalid
from tests.factories import a_method, a_move, a_phase


@pytest.mark.parametrize("name", ["end", "done"])
@pytest.mark.parametrize("inside", [False, True])
def test_no_phase_is_called_what_says_where_a_move_leads(name: str, *, inside: bool) -> None:
    leaf = {name: a_phase({"finish": a_move("end.finished")})}
    phases = {"talk": a_phase({}, phases=leaf)} if inside else leaf

    with pytest.raises(MethodInvalid, match="says where a move leads and cannot also be a phase") as caught:
        a_method(phases=phases)

    assert [one.code for one in caught.value.diagnostics] == ["name-taken"]
