"""SpiffWorkflow, without state between commands: eight user tasks and two gateways, read from JSON and written back.

So several servers can share the processes, as ours can. It knows no readers, keeps no history of its own beside what
stands in the JSON, and tells nobody what is missing.
"""

from __future__ import annotations

import io
import sys
import time
from itertools import count
from pathlib import Path
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from benchmarks.floors import PROCESSES, TOLD
from benchmarks.peers.acts import INSERT, UPDATE, a_file, connected
from benchmarks.peers.answering import answer, in_line
from benchmarks.timing import repeated

SPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"
TASKS = ("u1", "u2", "u3", "u3b", "u4", "u5", "u6", "u6b", "u7", "u8")
FLOWS = (
    ("start", "u1", ""), ("u1", "u2", ""), ("u2", "g1", ""), ("g1", "u3", "quorum &gt;= 3"), ("g1", "u3b", ""),
    ("u3", "u4", ""), ("u3b", "u4", ""), ("u4", "u5", ""), ("u5", "g2", ""), ("g2", "u6", "objections == 0"),
    ("g2", "u6b", ""), ("u6", "u7", ""), ("u6b", "u7", ""), ("u7", "u8", ""), ("u8", "end", ""),
)  # fmt: skip


def bpmn() -> bytes:
    """Return the process: two gateways that each choose between two tasks."""
    flows = "".join(
        f'<sequenceFlow id="{one}-{other}" sourceRef="{one}" targetRef="{other}">'
        f"{f'<conditionExpression>{condition}</conditionExpression>' if condition else ''}</sequenceFlow>"
        for one, other, condition in FLOWS
    )
    tasks = "".join(f'<userTask id="{one}" name="{one}"/>' for one in TASKS)
    gates = '<exclusiveGateway id="g1" default="g1-u3b"/><exclusiveGateway id="g2" default="g2-u6b"/>'
    ends = '<startEvent id="start"/><endEvent id="end"/>'
    return (
        f'<definitions xmlns="{SPACE}" targetNamespace="http://example.org/bench" id="d">'
        f'<process id="consent" isExecutable="true">{ends}{gates}{tasks}{flows}</process></definitions>'
    ).encode()


class Spiff:
    """One command after another, on one process after another."""

    def __init__(self, file: Path) -> None:
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.parse(io.BytesIO(bpmn())), filename="consent.bpmn")
        self._spec, self._serializer = parser.get_spec("consent"), BpmnWorkflowSerializer()
        self._connection, self._numbers, self._begun = connected(file), count(1), set[str]()

    def __call__(self) -> None:
        """Complete one user task."""
        number, do = next(self._numbers), self._connection.execute
        process = str(number % PROCESSES)
        workflow = self._loaded(process)
        task = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
        task.data.update({"quorum": 5, "objections": 0, task.task_spec.name: {"value": True}})
        task.run()
        workflow.do_engine_steps()
        told, at = self._serializer.serialize_json(workflow), time.time()
        do("BEGIN IMMEDIATE")
        do(UPDATE, ("done" if workflow.is_completed() else "running", number, told, at, process))
        do(INSERT, (process, number, at, "alice", TOLD))
        do("COMMIT")

    def _loaded(self, process: str) -> Any:  # noqa: ANN401 - it has no types
        if process in self._begun:
            row = self._connection.execute("SELECT state FROM process WHERE id=?", (process,)).fetchone()
            workflow = self._serializer.deserialize_json(row[0])
            if not workflow.is_completed():
                return workflow
        self._begun.add(process)
        workflow = BpmnWorkflow(self._spec)
        workflow.data["parties"] = [{"id": f"p{one}", "confirmed": one % 2 == 0} for one in range(12)]
        workflow.do_engine_steps()
        return workflow


if __name__ == "__main__":
    spiff = Spiff(a_file(Path(sys.argv[1])))
    answer({"one": repeated(spiff), "many": in_line(spiff)})
