"""Hard situation 11: two facilitators advance at once.

One succeeds, the other is told where the process is now; whoever polls sees a revision that never goes down.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from engine import Engine, Receipt, Refusal
from tests.factories import ROLES, a_method, a_move, a_phase, command


@pytest.mark.parametrize("request_again", range(3))
def test_one_succeeds_and_the_other_gets_the_new_state(request_again: int, tmp_path: Path) -> None:
    phases = {"work": a_phase({"on": a_move("rest")}), "rest": a_phase({"end": a_move("end.finished")})}
    method = a_method(roles=ROLES, phases=phases)
    with Engine.open(f"sqlite:///{tmp_path}/{request_again}.db") as engine:
        engine.publish(method)
        opened = engine.submit(None, command("open", "chair", method="small", title="T", name="Chair"))
        assert isinstance(opened, Receipt)
        engine.submit(opened.process, command("join", "chair", participant="cor", name="Cor", roles=["chair"]))
        start, seen = Barrier(3), [engine.view(opened.process).revision]

        def advance(who: str) -> Receipt | Refusal:
            start.wait()
            return engine.submit(opened.process, command("move", who, move="on"))

        with ThreadPoolExecutor(2) as pool:
            both = [pool.submit(advance, who) for who in ("chair", "cor")]
            start.wait()
            seen += [engine.view(opened.process).revision for _ in range(20)]
            answers = [one.result() for one in both]
        seen.append(engine.view(opened.process).revision)

        refused = [one for one in answers if isinstance(one, Refusal)]
        assert [(one.message, one.values["phases"]) for one in refused] == [("move_not_from_here", ("rest",))]
        assert [one.path for one in engine.view(opened.process).phases if one.status == "now"] == ["rest"]
        assert seen == sorted(seen)
