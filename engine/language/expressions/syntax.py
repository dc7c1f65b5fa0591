"""The grammar: a condition's text becomes a tree of bounded size. What its names mean is `check`'s affair."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from engine.language.diagnostics import short
from engine.language.expressions.errors import ExpressionError
from engine.language.expressions.nodes import (
    Binary,
    Call,
    Conditional,
    Elements,
    Entries,
    Index,
    Junction,
    Literal,
    Name,
    Node,
    Select,
    Unary,
    parts,
)
from engine.language.expressions.tokens import tokens
from engine.language.expressions.values import LARGEST_INT

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.language.expressions.tokens import Token

MOST_CHARACTERS = 4_000
MOST_DEPTH = 48  # brackets inside brackets
MOST_OPERANDS = 120  # of one chain, such as a + b + c or a.b.c
MOST_LEVELS = MOST_DEPTH + MOST_OPERANDS  # of the tree, which both make deeper: bounds every recursion over it

_RELATIONS = ("==", "!=", "<", "<=", ">", ">=", "in")
_STRENGTH = {"||": 1, "&&": 2, **dict.fromkeys(_RELATIONS, 3), "+": 4, "-": 4, "*": 5, "/": 5, "%": 5}
_CONSTANTS = {"true": True, "false": False, "null": None}
_KEYWORDS = frozenset({*_CONSTANTS, "in"})
_RESERVED = frozenset(
    {
        *("as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop"),
        *("namespace", "package", "return", "var", "void", "while"),
    }
)
_MEANT = {"and": "&&", "or": "||", "not": "!", "is": "=="}

Part = TypeVar("Part")


def parse(text: str) -> Node:
    """Read a condition. Raises ExpressionError, also for a text, a chain or brackets beyond the limits above."""
    if len(text) > MOST_CHARACTERS:
        found = f"a condition has at most {MOST_CHARACTERS:,} characters; found {len(text):,}"
        raise ExpressionError(found, MOST_CHARACTERS, len(text))
    root = _Parser(text).whole()
    pending = [(root, 1)]
    while pending:
        node, level = pending.pop()
        if level > MOST_LEVELS:
            raise ExpressionError("this is nested too deeply; split the condition", node.start, node.end)
        pending += [(part, level + 1) for part in parts(node)]
    return root


class _Parser:
    """Recursive descent over the tokens: `now` is the one ahead, `last` the one before it."""

    def __init__(self, text: str) -> None:
        self.tokens = tokens(text)
        self.last = self.now = next(self.tokens)
        self.depth = 0

    def whole(self) -> Node:
        node = self.expression()
        if self.now.kind != "end":
            raise self.unexpected("an operator such as && or ==, or the end")
        return node

    def expression(self) -> Node:
        if self.depth > MOST_DEPTH:
            raise ExpressionError(f"brackets can be {MOST_DEPTH} deep at most", self.now.start, self.now.end)
        self.depth += 1
        start, node = self.now.start, self.binary(1)
        if self.accept("?"):
            yes = self.binary(1)
            self.expect(":")
            no = self.expression()
            node = Conditional(start, self.last.end, node, yes, no)
        self.depth -= 1
        return node

    def binary(self, weakest: int) -> Node:
        start, node, operands = self.now.start, self.unary(), 1
        while (strength := _STRENGTH.get(self.now.text, 0)) >= weakest:
            operands = self.one_more(operands)
            operator = self.take().text
            right = self.binary(strength + 1)
            if operator in ("&&", "||"):
                joined = (*_operands(operator, node), *_operands(operator, right))
                node = Junction(start, self.last.end, operator, joined)
            else:
                node = Binary(start, self.last.end, operator, node, right)
        return node

    def unary(self) -> Node:
        sign = self.now.text
        starts: list[int] = []
        while sign in ("!", "-") and self.now.text == sign:
            self.one_more(len(starts))
            starts.append(self.take().start)
        if self.now.kind == "number":
            start = starts.pop() if sign == "-" else self.now.start
            node = self.members(start, self.number(start, negative=sign == "-"))
        else:
            node = self.members(self.now.start, self.primary())
        if len(starts) % 2:  # as CEL reads it, two equal signs are none: --x is x also where -x would overflow
            node = Unary(starts[0], self.last.end, sign, node)
        return node

    def members(self, start: int, node: Node) -> Node:
        links = 1
        while self.now.text in (".", "["):
            links = self.one_more(links)
            if self.take().text == "[":
                key = self.expression()
                self.expect("]")
                node = Index(start, self.last.end, node, key)
            elif self.now.kind != "word" or self.now.text in _KEYWORDS:
                raise self.unexpected("the name of a member")
            else:
                name = self.take()
                node = self.call(start, name, node) if self.accept("(") else Select(start, name.end, node, name.text)
        return node

    def primary(self) -> Node:
        token = self.now
        if token.kind == "text":
            self.take()
            return Literal(token.start, token.end, token.value)
        if token.kind == "word" and token.text != "in":
            return self.word()
        if self.accept("("):
            node = self.expression()
            self.expect(")")
            return node
        if self.accept("["):
            elements = self.separated("]", self.expression)
            return Elements(token.start, self.last.end, elements)
        if self.accept("{"):
            return self.entries(token)
        raise self.unexpected("a value")

    def word(self) -> Node:
        token = self.take()
        if token.text in _CONSTANTS:
            return Literal(token.start, token.end, _CONSTANTS[token.text])
        if token.text in _RESERVED:
            message = f"'{token.text}' is a reserved word; it can stand after a dot only, as in party.{token.text}"
            raise ExpressionError(message, token.start, token.end)
        return self.call(token.start, token, None) if self.accept("(") else Name(token.start, token.end, token.text)

    def number(self, start: int, *, negative: bool) -> Literal:
        token = self.take()
        if token.value == LARGEST_INT + 1 and not negative:
            raise ExpressionError(f"{token.text} is too large; whole numbers go up to {LARGEST_INT}", start, token.end)
        value = -token.value if negative and not isinstance(token.value, str | None) else token.value
        return Literal(start, token.end, value)

    def call(self, start: int, name: Token, target: Node | None) -> Call:
        arguments = self.separated(")", self.expression)
        return Call(start, self.last.end, name.text, target, arguments, name.start)

    def entries(self, opening: Token) -> Entries:
        entries: dict[str, Node] = {}
        for key, value in self.separated("}", self.entry):
            if key.value in entries:
                raise ExpressionError(f"the key {key.text} stands twice", key.start, key.end)
            entries[str(key.value)] = value
        return Entries(opening.start, self.last.end, tuple(entries.items()))

    def entry(self) -> tuple[Token, Node]:
        if self.now.kind != "text":
            raise self.unexpected("a quoted text as key")
        key = self.take()
        self.expect(":")
        return key, self.expression()

    def separated(self, closing: str, part: Callable[[], Part]) -> tuple[Part, ...]:
        """Read what stands up to `closing`, with commas between; as in CEL a last comma is fine except in calls."""
        found = list[Part]()
        while self.now.text != closing or (found and closing == ")"):
            found.append(part())
            if not self.accept(","):
                break
        self.expect(closing, "',' or ")
        return tuple(found)

    def one_more(self, operands: int) -> int:
        if operands >= MOST_OPERANDS:
            raise ExpressionError(f"a chain has at most {MOST_OPERANDS} operands", self.now.start, self.now.end)
        return operands + 1

    def take(self) -> Token:
        self.last, self.now = self.now, next(self.tokens)
        return self.last

    def accept(self, text: str) -> bool:
        return self.now.text == text and bool(self.take())

    def expect(self, text: str, also: str = "") -> None:
        if not self.accept(text):
            raise self.unexpected(f"{also}'{text}'")

    def unexpected(self, allowed: str) -> ExpressionError:
        for token in (self.now, self.last):
            if token.text in _MEANT:
                return ExpressionError(f"'{token.text}' is written '{_MEANT[token.text]}'", token.start, token.end)
        found = f"found '{short(self.now.text)}'" if self.now.text else "the condition ends here"
        return ExpressionError(f"{found}; expected {allowed}", self.now.start, self.now.end)


def _operands(operator: str, node: Node) -> tuple[Node, ...]:
    return node.operands if isinstance(node, Junction) and node.operator == operator else (node,)
