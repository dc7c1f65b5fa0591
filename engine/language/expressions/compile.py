"""The fast evaluation: Python source made from the typed tree, of slots we name ourselves and constants handed in.

No piece of a condition's text gets into the source; names of members do, after `member_slot` has looked at them.
What cannot be told raises `Unknown`; the handlers that let another operand decide cost nothing while none is raised.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from engine.language.expressions import typed
from engine.language.expressions.operations import OPERATIONS, ORDER, contained, member_slot, same, there, walked
from engine.language.expressions.types import Choice, ListOf, MapOf
from engine.language.expressions.values import DEFAULT_BUDGET, OUT_OF_STEPS, OutOfSteps, Steps, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_NESTED = 25  # brackets in one Python expression; what is deeper gets a function of its own


@dataclass(frozen=True, slots=True)
class Evaluate:
    """A condition as a function; `source` is the Python it became."""

    source: str
    run: Callable[[Mapping[str, object], Steps], Any] = field(repr=False)

    def __call__(self, names: Mapping[str, object], budget: int = DEFAULT_BUDGET) -> Any:  # noqa: ANN401  # as typed
        """Return the value in a world of root names, which are read once each, first. Raises Unknown."""
        try:
            return self.run(names, Steps(budget))
        except OutOfSteps:
            raise Unknown(OUT_OF_STEPS) from None


def compile_fast(condition: typed.Typed) -> Evaluate:
    """Return the condition as a Python function."""
    writer = _Writer()
    code = writer.write(condition.root, {})
    reads = [f"{slot} = names[{writer.constant(name)}]" for name, slot in writer.roots.items()]
    source = "\n".join([*writer.lines, *_defined("run", ("names", "s"), [*reads, f"return {code.text}"])])
    namespace = dict(writer.namespace)
    exec(compile(source, "<condition>", "exec"), namespace)  # noqa: S102  # written below, slot by slot
    return Evaluate(source, namespace["run"])


@dataclass(frozen=True, slots=True)
class _Code:
    """A Python expression, the slots it reads, whether it may raise `Unknown`, and how deep its brackets are."""

    text: str
    slots: frozenset[str] = frozenset()
    raises: bool = False
    nested: int = 0


class _Writer:
    """Collects the functions and constants of one condition.

    Slots: c constants, g root names, v elements, f functions. Inside a function `s` are the steps, `a` is a list or
    a thing, `e` the first unknown so far, `x` the one being handled.
    """

    def __init__(self) -> None:
        self.namespace: dict[str, Any] = {"__builtins__": {}, "Unknown": Unknown, "len": len}
        self.namespace |= {"same": same, "contained": contained, "walked": walked, "there": there}
        self.lines: list[str] = []
        self.roots: dict[str, str] = {}
        self.slots = 0

    def slot(self, letter: str) -> str:
        self.slots += 1
        return f"{letter}{self.slots}"

    def constant(self, value: object) -> str:
        slot = self.slot("c")
        self.namespace[slot] = value
        return slot

    def write(self, node: typed.Node, elements: Mapping[str, str]) -> _Code:
        """Return the node as Python; `elements` are the slots of the macros around it, by the names they have there."""
        code = _WRITERS[type(node)](self, node, elements)
        return code if code.nested <= MOST_NESTED else self.function([f"return {code.text}"], code.slots, code.raises)

    def function(self, body: Sequence[str], slots: frozenset[str], raises: bool, a: _Code | None = None) -> _Code:  # noqa: FBT001  # a part of _Code
        """Put `body` in a function and return its call; where given, the value of `a` is handed in as such."""
        name, handed = self.slot("f"), sorted(slots)
        self.lines += _defined(name, ("s", *(["a"] if a else []), *handed), body)
        call = f"{name}({', '.join(['s', *([a.text] if a else []), *handed])})"
        return _Code(call, slots | a.slots, raises or a.raises, a.nested + 1) if a else _Code(call, slots, raises)


def _defined(name: str, parameters: Iterable[str], body: Iterable[str]) -> list[str]:
    return [f"def {name}({', '.join(parameters)}):", *_indented(body)]


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"    {line}" for line in lines]


def _composed(template: str, *parts: _Code, raises: bool = False) -> _Code:
    """Return an expression of parts, which Python evaluates from the left."""
    return _Code(
        f"({template.format(*(part.text for part in parts))})",
        frozenset().union(*(part.slots for part in parts)),
        raises or any(part.raises for part in parts),
        1 + max((part.nested for part in parts), default=0),
    )


def _constant(writer: _Writer, node: typed.Constant, elements: Mapping[str, str]) -> _Code:
    return _Code(writer.constant(node.value))


def _root(writer: _Writer, node: typed.Root, elements: Mapping[str, str]) -> _Code:
    slot = writer.roots.get(node.name) or writer.roots.setdefault(node.name, writer.slot("g"))
    if isinstance(node.type, ListOf):
        return _Code(f"there({slot})", frozenset({slot}), raises=True, nested=1)
    return _Code(slot, frozenset({slot}))


def _element(writer: _Writer, node: typed.Element, elements: Mapping[str, str]) -> _Code:
    return _Code(elements[node.name], frozenset({elements[node.name]}))


def _get(writer: _Writer, node: typed.Get, elements: Mapping[str, str]) -> _Code:
    of = writer.write(node.of, elements)
    return replace(of, text=f"{of.text}.{member_slot(node.member)}", raises=True)


def _has(writer: _Writer, node: typed.Has, elements: Mapping[str, str]) -> _Code:
    handler = ["except Unknown as x:", "    if x.absent: return False", "    raise"]
    body = ["try:", f"    a.{member_slot(node.member)}", *handler, "return True"]
    return writer.function(body, frozenset(), raises=True, a=writer.write(node.of, elements))


def _list(writer: _Writer, node: typed.ListValue, elements: Mapping[str, str]) -> _Code:
    if fixed := typed.constant(node):
        return _Code(writer.constant(fixed[0]))
    parts = [writer.write(element, elements) for element in node.elements]
    return _composed(f"[{_holes(len(parts))}]", *parts)


def _map(writer: _Writer, node: typed.MapValue, elements: Mapping[str, str]) -> _Code:
    keys = [writer.constant(key) for key, _ in node.entries]
    entries = ", ".join(f"{key}: {{{place}}}" for place, key in enumerate(keys))
    return _composed(f"{{{{{entries}}}}}", *(writer.write(value, elements) for _, value in node.entries))


def _apply(writer: _Writer, node: typed.Apply, elements: Mapping[str, str]) -> _Code:
    operation = OPERATIONS[node.operation]
    parts = [writer.write(argument, elements) for argument in node.arguments]
    steps = "s, " if operation.counted else ""
    template = operation.python or f"{writer.constant(operation.call)}({steps}{_holes(len(parts))})"
    return _composed(template, *parts, raises=not operation.total)


def _compare(writer: _Writer, node: typed.Compare, elements: Mapping[str, str]) -> _Code:
    if isinstance(node.left.type, Choice) and node.operator in ORDER:
        return _ranked(writer, node, node.left.type.options, elements)
    many = isinstance(node.left.type, ListOf | MapOf)
    left, right = writer.write(node.left, elements), writer.write(node.right, elements)
    if node.operator == "in" and isinstance(node.right.type, ListOf):
        fixed = typed.constant(node.right)
        if fixed and isinstance(fixed[0], tuple) and not many:
            return _composed(f"{{0}} in {writer.constant(frozenset(fixed[0]))}", left)
        return _composed("contained(s, {0}, {1})", left, right)
    if many:
        return _composed(f"{'not ' if node.operator == '!=' else ''}same(s, {{0}}, {{1}})", left, right)
    return _composed(f"{{0}} {node.operator} {{1}}", left, right)


def _ranked(writer: _Writer, node: typed.Compare, options: tuple[str, ...], elements: Mapping[str, str]) -> _Code:
    """Compare the places of options: against a fixed one, the others that compare so with it are known beforehand."""
    ranks = {option: rank for rank, option in enumerate(options)}
    compare = ORDER[node.operator]
    if isinstance(node.right, typed.Constant):
        right = ranks[str(node.right.value)]
        fine = frozenset(option for option, rank in ranks.items() if compare(rank, right))
        return _composed(f"{{0}} in {writer.constant(fine)}", writer.write(node.left, elements))
    if isinstance(node.left, typed.Constant):
        left = ranks[str(node.left.value)]
        fine = frozenset(option for option, rank in ranks.items() if compare(left, rank))
        return _composed(f"{{0}} in {writer.constant(fine)}", writer.write(node.right, elements))
    slot = writer.constant(ranks)
    sides = writer.write(node.left, elements), writer.write(node.right, elements)
    return _composed(f"{slot}[{{0}}] {node.operator} {slot}[{{1}}]", *sides)


def _not(writer: _Writer, node: typed.Not, elements: Mapping[str, str]) -> _Code:
    return _composed("not {0}", writer.write(node.operand, elements))


def _conditional(writer: _Writer, node: typed.Conditional, elements: Mapping[str, str]) -> _Code:
    parts = [writer.write(part, elements) for part in (node.condition, node.yes, node.no)]
    return _composed("{1} if {0} else {2}", *parts)


def _junction(writer: _Writer, node: typed.Junction, elements: Mapping[str, str]) -> _Code:
    operands = [writer.write(operand, elements) for operand in node.operands]
    if not any(operand.raises for operand in operands[:-1]):
        return _composed(_holes(len(operands), " or " if node.decider else " and "), *operands)
    slots = frozenset[str]().union(*(operand.slots for operand in operands))
    return writer.function(_deciding(operands, node.decider), slots, raises=True)


def _quantifier(writer: _Writer, node: typed.Quantifier, elements: Mapping[str, str]) -> _Code:
    slot, body = writer.slot("v"), node.body
    inner = {**elements, node.variable: slot}
    parts = body.operands if isinstance(body, typed.Junction) and body.decider == node.decider else (body,)
    operands = [writer.write(part, inner) for part in parts]
    slots = frozenset[str]().union(*(operand.slots for operand in operands)) - {slot}
    lines = ["s.spend(len(a))", *_deciding(operands, node.decider, each=slot)]
    return writer.function(lines, slots, any(operand.raises for operand in operands), writer.write(node.over, elements))


def _deciding(operands: Sequence[_Code], decider: bool, each: str = "") -> list[str]:  # noqa: FBT001  # as in the nodes
    """Return the body of a function that tries the operands (for each element) until one decides.

    An operand that cannot be told lets the others decide; when none does, the first unknown is raised. It is let go
    of then, else it and this frame would keep each other alive.
    """
    lines: list[str] = []
    for operand in operands:
        decide = f"if {'' if decider else 'not '}{operand.text}: return {decider}"
        keep = ["except Unknown as x:", "    e = e or x.with_traceback(None)"]
        lines += ["try:", f"    {decide}", *keep] if operand.raises else [decide]
    if each:
        lines = [f"for {each} in a:", *_indented(lines)]
    if any(operand.raises for operand in operands):
        lines = ["e = None", *lines, "if e is not None:", "    try: raise e", "    finally: del e"]
    return [*lines, f"return {not decider}"]


def _comprehension(writer: _Writer, node: typed.Comprehension, elements: Mapping[str, str]) -> _Code:
    slot = writer.slot("v")
    inner = {**elements, node.variable: slot}
    over = writer.write(node.over, elements)
    result = writer.write(node.result, inner) if node.result else _Code(slot)
    where = [writer.write(node.where, inner)] if node.where else []
    template = f"[{{0}} for {slot} in walked(s, {{1}}){' if {2}' if where else ''}]"
    code = _composed(f"len({template}) == 1" if node.one else template, result, over, *where)
    return replace(code, slots=code.slots - {slot})


def _holes(count: int, between: str = ", ") -> str:
    return between.join(f"{{{place}}}" for place in range(count))


_WRITERS: Mapping[type[typed.Node], Callable[[_Writer, Any, Mapping[str, str]], _Code]] = {
    typed.Constant: _constant,
    typed.Root: _root,
    typed.Element: _element,
    typed.Get: _get,
    typed.Has: _has,
    typed.ListValue: _list,
    typed.MapValue: _map,
    typed.Apply: _apply,
    typed.Compare: _compare,
    typed.Not: _not,
    typed.Junction: _junction,
    typed.Conditional: _conditional,
    typed.Quantifier: _quantifier,
    typed.Comprehension: _comprehension,
}
