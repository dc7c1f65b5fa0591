"""Why a condition is not true: the operands, elements and values that made it false or unknown.

What is found here is worded elsewhere. Values are as the condition saw them; who may see them is asked elsewhere too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.language.expressions import typed
from engine.language.expressions.closures import Closures, Frame, close
from engine.language.expressions.types import BOOL
from engine.language.expressions.values import DEFAULT_BUDGET, OUT_OF_STEPS, OutOfSteps, Steps, Unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

MOST_WHYS = 20
STEPS_TO_EXPLAIN = 4  # times the budget of the evaluation: every part may be asked again at each level above it

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!=", "in": "contains"}
_DENIED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_DENIED |= {"in": "not in", "contains": "not contains"}


@dataclass(frozen=True, slots=True)
class Why:
    """One part that made a condition false or unknown.

    `text` is the part as it is written and `value` what it was. `element` tells, for each macro around it, the name
    of its element and the element it was at. Of a comparison, `text` is one side, `operator` and `asked` what was
    asked of it: a constant, or else the value of the other side, which is written `other`.
    """

    text: str
    value: object
    element: tuple[tuple[str, object], ...] = ()
    asked: object = None
    operator: str | None = None
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The value of a condition, an `Unknown` where it cannot be told, and at most 20 parts that made it not true.

    `complete` is false when there were more.
    """

    value: object
    because: tuple[Why, ...] = ()
    complete: bool = True


def explain(
    condition: typed.Typed,
    source: str,
    names: Mapping[str, object],
    budget: int = DEFAULT_BUDGET,
    closures: Closures | None = None,
) -> Explanation:
    """Tell why a condition, read from the text `source`, is not true in a world of root names.

    `closures` are those of its tree, where somebody kept them.
    """
    closures, root = closures or close(condition.root), condition.root
    try:
        value = closures[root](Frame(names, Steps(budget)))
    except OutOfSteps:
        value = Unknown(OUT_OF_STEPS)
        return Explanation(value, (Why(source, value),))
    frame = Frame(names, Steps(STEPS_TO_EXPLAIN * budget))
    teller = _Teller(source, closures)
    if root.type == BOOL and value is not True:
        return _collected(value, teller.failing(root, frame, wanted=True), Why(teller.text(root), value))
    if isinstance(value, Unknown):
        return _collected(value, teller.plain(root, frame), Why(teller.text(root), value))
    return Explanation(value)


def _collected(value: object, whys: Iterator[Why], whole: Why) -> Explanation:
    """Take what there is room and steps for; the whole condition where there is nothing else."""
    found: list[Why] = []
    try:
        for why in whys:
            if len(found) == MOST_WHYS:
                return Explanation(value, tuple(found), complete=False)
            found.append(why)
    except OutOfSteps:
        return Explanation(value, tuple(found) or (whole,), complete=False)
    return Explanation(value, tuple(found) or (whole,))


@dataclass(frozen=True, slots=True)
class _Teller:
    """Looks for what decided, from the whole condition down."""

    source: str
    closures: Closures

    def text(self, node: typed.Node) -> str:
        return self.source[node.start : node.end]

    def value(self, node: typed.Node, frame: Frame) -> Any:  # noqa: ANN401  # whatever the node's type says
        return self.closures[node](frame)

    def failing(self, node: typed.Node, frame: Frame, *, wanted: bool) -> Iterator[Why]:
        """Tell why a node that is true or false is not what is wanted."""
        match node:
            case typed.Not():
                yield from self.failing(node.operand, frame, wanted=not wanted)
            case typed.Junction():
                yield from self.junction(node.operands, [frame], wanted=wanted)
            case typed.Compare():
                yield from self.comparison(node, frame, wanted=wanted)
            case typed.Quantifier():
                yield from self.quantifier(node, frame, wanted=wanted)
            case typed.Conditional() if not isinstance(chosen := self.value(node.condition, frame), Unknown):
                yield from self.failing(node.yes if chosen else node.no, frame, wanted=wanted)
            case typed.Comprehension() if self.value(node, frame) is False:
                yield from self.not_one(node, frame)
            case _:
                yield from self.plain(node, frame)

    def junction(self, operands: Iterable[typed.Node], frames: Iterable[Frame], *, wanted: bool) -> Iterator[Why]:
        for frame in frames:
            for operand in operands:
                if self.value(operand, frame) is not wanted:
                    yield from self.failing(operand, frame, wanted=wanted)

    def quantifier(self, node: typed.Quantifier, frame: Frame, *, wanted: bool) -> Iterator[Why]:
        elements = self.value(node.over, frame)
        if isinstance(elements, Unknown) or not elements:
            yield from self.plain(node, frame)
        else:
            yield from self.junction([node.body], self.frames(node, elements, frame), wanted=wanted)

    def comparison(self, node: typed.Compare, frame: Frame, *, wanted: bool) -> Iterator[Why]:
        side, other, operator = node.left, node.right, node.operator
        if typed.constant(side) and not typed.constant(other):
            side, other, operator = other, side, _TURNED[operator]
        operator = operator if wanted else _DENIED[operator]
        asked = self.value(other, frame)
        if isinstance(asked, Unknown):
            if isinstance(self.value(side, frame), Unknown):
                yield from self.plain(side, frame)
            yield from self.plain(other, frame)
        else:
            written = None if typed.constant(other) else self.text(other)
            yield from self.plain(side, frame, asked=asked, operator=operator, other=written)

    def not_one(self, node: typed.Comprehension, frame: Frame) -> Iterator[Why]:
        """Tell which elements have what exactly one should have; the whole where none has it."""
        nothing = True
        for part, inner in self.parts(node, frame):
            if part is node.where and self.value(part, inner) is True:
                nothing = False
                yield from self.plain(part, inner)
        if nothing:
            yield from self.plain(node, frame)

    def plain(self, node: typed.Node, frame: Frame, **asked: Any) -> Iterator[Why]:  # noqa: ANN401  # fields of Why
        """Tell the value of a node; where it is unknown, the parts that make it so."""
        value, whole = self.value(node, frame), True
        for part, inner in self.parts(node, frame) if isinstance(value, Unknown) else ():
            if isinstance(self.value(part, inner), Unknown):
                whole = False
                yield from self.plain(part, inner)
        if whole:
            yield Why(self.text(node), value, tuple(frame.elements.items()), **asked)

    def parts(self, node: typed.Node, frame: Frame) -> Iterator[tuple[typed.Node, Frame]]:
        """Return the parts that a value was made of, each with the elements it was made for."""
        match node:
            case typed.Conditional():
                chosen = self.value(node.condition, frame)
                yield node.condition if isinstance(chosen, Unknown) else node.yes if chosen else node.no, frame
            case typed.Quantifier() | typed.Comprehension():
                yield node.over, frame
                elements = self.value(node.over, frame)
                for inner in () if isinstance(elements, Unknown) else self.frames(node, elements, frame):
                    yield from ((part, inner) for part in self.asked_of_each(node, inner))
            case _:
                yield from ((part, frame) for part in typed.parts(node))

    def asked_of_each(self, node: typed.Quantifier | typed.Comprehension, inner: Frame) -> Iterator[typed.Node]:
        if isinstance(node, typed.Quantifier):
            yield node.body
            return
        if node.where:
            yield node.where
        if node.result and (node.where is None or self.value(node.where, inner) is True):
            yield node.result

    def frames(
        self, node: typed.Quantifier | typed.Comprehension, elements: Collection[object], frame: Frame
    ) -> Iterator[Frame]:
        frame.steps.spend(len(elements))
        return (frame.at(node.variable, element) for element in elements)
