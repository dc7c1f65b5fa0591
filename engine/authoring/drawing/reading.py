"""Makes the chart of a method: its phases in order with their numbers, what each move says, and the ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.authoring.drawing.applying import where_in_words
from engine.authoring.drawing.arranging import arranged
from engine.authoring.drawing.chart import Chart, End, Passage, Stage
from engine.authoring.drawing.leading import is_next_door, kind_of
from engine.authoring.drawing.sentences import gate_of
from engine.authoring.drawing.tongue import raised
from engine.language.plan import ROOT, ToDone, ToEnd, ToPhase, destination

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.authoring.drawing.tongue import Tongue
    from engine.language.declaration import Phase
    from engine.language.method import Method
    from engine.language.plan import Way as Move

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def chart_of(method: Method, tongue: Tongue) -> Chart:
    """Return the chart of a method as it is declared."""
    return _Reader(method, tongue).chart()


class _Reader:
    def __init__(self, method: Method, tongue: Tongue) -> None:
        self.method, self.plan, self.tongue = method, method.plan, tongue
        self.numbers = dict(_numbers(method))

    def chart(self) -> Chart:
        declared, tongue = self.method.declared, self.tongue
        chart = Chart(
            language=tongue.language,
            title=tongue.text(declared.title),
            under="",
            summary=tongue.text(declared.summary),
            state="",
            stages=tuple(self.stage(path) for path in self.plan.nodes[ROOT].children),
            ends=self._ends(),
            everywhere=tuple(self.passage(way) for way in self.plan.own_ways(ROOT)),
            from_everywhere=tongue("from_everywhere"),
        )
        return replace(
            arranged(chart), under=f"{tongue('version', version=declared.version)}. {at_a_glance(tongue, chart)}"
        )

    def _ends(self) -> tuple[End, ...]:
        """Return the ends, those first to which the last phase leads on."""
        declared, last = self.method.declared.ends, self.plan.nodes[ROOT].children[-1]
        reached = [
            way.to.end
            for path in self.plan.inside(last)
            for way in self.plan.forward(path)
            if isinstance(way.to, ToEnd)
        ]
        order = dict.fromkeys([*reached, *declared])
        return tuple(
            End(name, self.tongue.text(end.title), end.verdict, self.tongue(f"end_{end.verdict}"))
            for name, end in ((one, declared[one]) for one in order)
        )

    def stage(self, path: str) -> Stage:
        node, tongue = self.plan.nodes[path], self.tongue
        phase = node.phase
        inside = tuple(self.stage(child) for child in node.children)
        side_by_side = node.kind == "tracks"
        return Stage(
            path=path,
            number=self.numbers[path],
            title=tongue.text(self.method.title_of(path)),
            purpose=tongue.text(phase.purpose) if phase else "",
            status="plain",
            standing="",
            notes=tuple(self._notes(path, phase)) if phase else (),
            inside=inside,
            together=tongue("side_by_side", number=len(inside)) if side_by_side else "",
            passages=tuple(self.passage(way) for way in self.plan.own_ways(path)),
        )

    def _notes(self, path: str, phase: Phase) -> Iterator[str]:
        tongue = self.tongue
        if phase.run is not None:
            yield from self._runs(path, phase)
        if phase.where is not None and phase.each is None:
            yield where_in_words(tongue, phase.where, tongue("only_where_it_applies"))
        if phase.term is not None:
            yield tongue("term", clock=tongue.clock(phase.term))
        for name, broken in (phase.while_ or {}).items():
            gate = self.method.declared.gates.get(name)
            title = tongue.text(gate.title) if gate else name.replace("_", " ")
            if broken == "hold":
                yield tongue("held_while_not", gate=title)
            elif broken.tell is not None:
                yield tongue("told_while_not", gate=title, who=tongue.people(broken.tell, "and"))
            elif broken.after is not None and broken.move is not None:
                move = tongue.text(phase.moves[broken.move].title) if broken.move in phase.moves else broken.move
                yield tongue("moved_while_not", gate=title, when=tongue.when(broken.after), move=move)

    def _runs(self, path: str, phase: Phase) -> Iterator[str]:
        tongue, child = self.tongue, self.method.child(path)
        title = " ".join(child.declared.title.say(tongue.language).split())
        if phase.each is None:
            yield tongue("runs", title=title)
        else:
            each = tongue.listed([tongue.kind(one.kind) for one in phase.each])
            yield tongue("runs_each", title=title, each=each)
        if phase.where is not None and phase.each is not None:
            yield where_in_words(tongue, phase.where, tongue("runs_where"))
        if phase.in_turn:
            yield tongue("runs_in_turn")
        if phase.holds is not None:
            yield tongue("runs_and_holds")
        if phase.resumes:
            names = [self._resumed(path, name) for name in phase.resumes]
            yield tongue("runs_and_resumes", phases=tongue.listed(names, "or"))

    def _resumed(self, path: str, name: str) -> str:
        """Return a phase of the method to which what is run can bring it, by its number and title."""
        to = destination(self.plan, path, name, {})
        return self.called(to.target) if isinstance(to, ToPhase) else name

    def passage(self, way: Move) -> Passage:
        group = self.method.gate_of_move(way.address)
        to, leads = self._leads(way)
        return Passage(
            address=way.address,
            title=self.tongue.text(way.declared.title),
            way=kind_of(self.plan, way),
            to=to,
            leads=leads,
            notes=tuple(self._about(way)),
            gate=gate_of(self.tongue, group) if group else None,
            next_door=is_next_door(self.plan, way, self._ends()[0].name),
            waits=self._waits(way),
            by_clock=way.declared.at is not None and way.declared.by is None,
        )

    def _leads(self, way: Move) -> tuple[str | None, str]:
        """Return where a move leads: the path or end to draw it to, and the same in words."""
        tongue, to = self.tongue, way.to
        if isinstance(to, ToEnd):
            return f"end.{to.end}", tongue("to_end", end=tongue.text(self.method.declared.ends[to.end].title))
        if isinstance(to, ToDone):
            word = "track_is_done" if self.plan.is_track(to.ended) else "phases_are_done"
            return None, tongue(word, phase=self.called(to.ended))
        is_back = kind_of(self.plan, way) == "back"
        if is_back and to.target in set(self.plan.ancestors(way.owner)):
            return to.target, tongue("once_more", phase=self.called(to.target))
        return to.target, tongue("back_to" if is_back else "on_to", phase=self.called(to.target))

    def called(self, path: str) -> str:
        """Return a phase by its number and title."""
        return f"{self.numbers[path]} {self.tongue.text(self.method.title_of(path))}"

    def _about(self, way: Move) -> Iterator[str]:
        """Yield who or what takes a move, and what goes with it."""
        move, tongue = way.declared, self.tongue
        if move.by is not None:
            yield tongue("taken_by", who=tongue.people(move.by))
        if move.auto:
            yield tongue("taken_when_open" if move.gate else "taken_by_itself")
        if move.at == "term":
            yield tongue("taken_at_term")
        elif move.at is not None:
            yield tongue("taken_by_clock", when=tongue.when(move.at))
        yield from self._strings(way)

    def _waits(self, way: Move) -> str:
        """Return for which tracks a move waits that leaves them, or that it waits for none."""
        named = way.declared.waits_for
        if self.plan.nodes[way.owner].kind != "tracks" or (named is None and way.declared.back):
            return ""
        if not named:
            return self.tongue("waits_for_all") if named is None else ""
        return self.tongue("waits_for", tracks=self.tongue.listed([self.called(f"{way.owner}.{one}") for one in named]))

    def _strings(self, way: Move) -> Iterator[str]:
        move, tongue, plan = way.declared, self.tongue, self.plan
        if plan.nodes[way.owner].kind == "sequence" and way.owner != ROOT:
            yield tongue("from_every_phase_inside")
        if move.waits_for == ():
            yield tongue("waits_for_none")
        if move.reason is not None:
            yield tongue("with_reason")
        if move.limit is not None:
            yield tongue.counted(move.limit, "at_most")
        if move.lapses:
            yield tongue("lapses", things=tongue.listed(list(self._lapsing(move.lapses))))
        if move.tells is not None:
            yield tongue("tells", who=tongue.people(move.tells, "and"))

    def _lapsing(self, lapses: Sequence[str | Mapping[str, object]]) -> Iterator[str]:
        """Yield what lapses by its title, and that only some of it does where a condition tells which."""
        for one in lapses:
            if isinstance(one, str):
                yield self.tongue.thing(one)
            else:
                yield from (self.tongue("lapses_partly", thing=self.tongue.thing(name)) for name in one)


def _numbers(method: Method) -> Iterator[tuple[str, str]]:
    """Yield each phase with its number: 3, 3a and 3b side by side, 4.1 and 4.2 one after the other."""
    told: Mapping[str, str] = {ROOT: ""}
    for path, node in method.plan.nodes.items():
        for index, child in enumerate(node.children):
            around = told[path]
            own = LETTERS[index] if node.kind == "tracks" and index < len(LETTERS) else str(index + 1)
            dot = "." if around and (own.isdigit() or not around[-1].isdigit()) else ""
            told = {**told, child: f"{around}{dot}{own}"}
            yield child, told[child]


def at_a_glance(tongue: Tongue, chart: Chart) -> str:
    """Return in a sentence what a picture shows."""
    back = sum(passage.way == "back" for _, passage in chart.passages())
    parts = [tongue.counted(len(chart.stages), "phase"), tongue.counted(len(chart.ends), "end")]
    parts += [tongue.counted(back, "way_back")] if back else []
    return f"{raised(tongue.listed(parts))}."
