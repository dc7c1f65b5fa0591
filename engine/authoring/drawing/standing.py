"""Puts a process on the chart of its method: where it is, what is met and missing there, and how it ended.

It knows no more than the progress that its reader is shown. Where the process is, conditions are told one by one;
elsewhere their number is enough.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.authoring.drawing.chart import Gate, Line
from engine.authoring.drawing.tongue import raised
from engine.process.view.gates import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.authoring.drawing.chart import Chart, End, Passage, Stage, Status
    from engine.authoring.drawing.tongue import Tongue
    from engine.process.view.shapes import Condition, Missing, Move, Progress
    from engine.process.view.shapes import Gate as Judged

OPEN = ("unmet", "unknown")
MOST = 8
BEHIND = ("done", "passed")


def put_on(chart: Chart, tongue: Tongue, told: Progress) -> Chart:
    """Return the chart with a process on it, as its reader sees it."""
    placing = _Placing(tongue, told, {move.id: move for move in told.moves})
    holds = [one.text for one in told.holds if one.ended_at is None]
    rehearsed = [tongue("rehearsal")] if told.rehearsal else []
    ended = f": {told.end.title}" if told.end else ""
    return replace(
        chart,
        title=" ".join(told.title.split()),
        under=f"{chart.title}. {chart.under}",
        summary="",
        state=". ".join([*rehearsed, tongue(f"state_{told.state}") + ended, *holds]),
        stages=tuple(placing.stage(one) for one in chart.stages),
        ends=tuple(_reached(end, tongue) if end.name == told.outcome else end for end in chart.ends),
        everywhere=tuple(placing.passage(one, "now") for one in chart.everywhere),
    )


def _reached(end: End, tongue: Tongue) -> End:
    return replace(end, reached=True, meaning=f"{end.meaning} · {tongue('reached')}")


def waived_in(conditions: list[Condition]) -> int:
    """Return how many single conditions are waived, by subject; advice does not count."""
    number = 0
    for one in conditions:
        if not one.advisory:
            inner = [*one.conditions, *(part for each in one.subjects for part in each.conditions)]
            single = [each.verdict for each in one.subjects if not each.conditions]
            number += waived_in(inner) + (single or ([] if inner else [one.verdict])).count("waived")
    return number


@dataclass(frozen=True, slots=True)
class _Placing:
    tongue: Tongue
    told: Progress
    moves: dict[str, Move]

    def stage(self, stage: Stage) -> Stage:
        status = self._status(stage.path)
        return replace(
            stage,
            status=status,
            standing=self._standing(stage.path, status),
            notes=(*(stage.notes if status not in BEHIND else ()), *self._children(stage.path)),
            inside=tuple(self.stage(one) for one in stage.inside),
            passages=tuple(self.passage(one, status) for one in stage.passages),
        )

    def _status(self, path: str) -> Status:
        known: dict[str, Status] = {one.path: one.status for one in self.told.phases}
        status = known.get(path, "ahead")
        return "done" if self.told.end and status == "now" else status

    def _standing(self, path: str, status: Status) -> str:
        late = status == "now" and any(one.overdue for one in self.told.phases if one.path == path)
        return self.tongue("status_late" if late else f"status_{status}")

    def _children(self, path: str) -> Iterator[str]:
        for one in self.told.children:
            if one.phase.id == path and one.state == "ended":
                yield self.tongue("child_has_run", title=one.title, outcome=one.outcome_title or "")
            elif one.phase.id == path:
                yield self.tongue("child_runs", title=one.title)

    def passage(self, passage: Passage, status: Status) -> Passage:
        move = self.moves.get(passage.address)
        if move is None:
            gate = passage.gate and Gate(passage.gate.short, passage.gate.short, ())
            gone = status == "done" and self._was_reached(passage.to)
            return replace(
                passage,
                gate=None if gone else gate,
                waits="" if gone else passage.waits,
                by_clock=passage.by_clock and not gone,
            )
        still = self.tongue.listed([one.name for one in move.waits_for])
        waits = self.tongue("still_waits_for", tracks=still) if still else ""
        return replace(passage, waits=waits, gate=self._judged(move.gate) if move.gate else None)

    def _was_reached(self, target: str | None) -> bool:
        """Tell whether the process came to where a move leads; a gate that leads elsewhere was not passed."""
        if target is None:
            return True
        if target.startswith("end."):
            return self.told.end is not None and target == f"end.{self.told.end.name}"
        passed_by = self.told.end is None
        return any(
            one.path == target and (one.entered_at is not None or (passed_by and one.status == "passed"))
            for one in self.told.phases
        )

    def _judged(self, gate: Judged) -> Gate:
        met, total = counted(gate.conditions)
        waived = waived_in(gate.conditions)
        short = self.tongue("met_of", met=met, total=total)
        return Gate(
            heading=self.tongue("gate_is_open" if gate.met else "gate_is_shut", missing=total - met),
            short=short,
            lines=tuple(self._lines(gate.conditions, 0)),
            met=gate.met,
            any_met=met > 0,
            foot=self.tongue("of_which_waived", met=met, total=total, waived=waived) if waived else short,
        )

    def _lines(self, conditions: list[Condition], depth: int) -> Iterator[Line]:
        for one in conditions:
            if one.verdict not in OPEN:
                continue
            if one.kind == "condition":
                yield from self._missing(one, depth)
                continue
            inner = one.conditions or [part for each in one.subjects for part in each.conditions]
            if one.kind == "any":
                yield Line(self.tongue("one_is_enough"), "", "any", depth)
            yield from self._lines(inner, depth + (one.kind == "any"))

    def _missing(self, condition: Condition, depth: int) -> Iterator[Line]:
        for one in condition.missing[:MOST]:
            yield self._line(one, condition, depth)
        if len(condition.missing) > MOST:
            more = self.tongue("and_more", number=len(condition.missing) - MOST)
            yield Line(more, "", "unmet", depth)

    def _line(self, missing: Missing, condition: Condition, depth: int) -> Line:
        who = raised(self.tongue.listed([owed.text for owed in missing.owed_by], "or"))
        unknown = missing.verdict == "unknown"
        notes = [self.tongue("advice")] if condition.advisory else []
        notes += [self.tongue("cannot_be_told")] if unknown else []
        text = " ".join(missing.text.split())
        return Line(text, "; ".join([*([who] if who else []), *notes]), "unknown" if unknown else "unmet", depth)
