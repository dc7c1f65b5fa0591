"""Writes trees of syntax back as text: as our language has it, and as CEL has it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.language.expressions import nodes
from engine.language.expressions.moments import read_duration

if TYPE_CHECKING:
    from engine.language.expressions import Node

STRENGTH = {"||": 1, "&&": 2, "in": 3, "==": 3, "!=": 3, "<": 3, "<=": 3, ">": 3, ">=": 3, "+": 4, "-": 4}
STRENGTH |= {"*": 5, "/": 5, "%": 5}
UNARY, MEMBER = 6, 7
ESCAPED = {"'": "\\'", "\\": "\\\\", "\n": "\\n"}


def written(node: Node, *, cel: bool = False) -> str:
    """Write a tree with as few brackets as it needs; with `cel`, as CEL writes the few things we write differently."""
    return _Writer(cel=cel).write(node, 0)


class _Writer:
    def __init__(self, *, cel: bool) -> None:
        self.cel = cel

    def write(self, node: Node, weakest: int) -> str:
        text, strength = self.parts(node)
        return text if strength >= weakest else f"({text})"

    def parts(self, node: Node) -> tuple[str, int]:
        match node:
            case nodes.Conditional():
                yes = self.write(node.yes, 1)
                return f"{self.write(node.condition, 1)} ? {yes} : {self.write(node.no, 0)}", 0
            case nodes.Junction():
                strength = STRENGTH[node.operator]
                return f" {node.operator} ".join(self.write(part, strength + 1) for part in node.operands), strength
            case nodes.Binary():
                strength = STRENGTH[node.operator]
                right = self.write(node.right, strength + 1)
                return f"{self.write(node.left, strength)} {node.operator} {right}", strength
            case nodes.Unary():
                return self.unary(node), UNARY
            case nodes.Literal():
                text = literal(node.value)
                return text, UNARY if text.startswith("-") else MEMBER
            case _:
                return self.member(node), MEMBER

    def unary(self, node: nodes.Unary) -> str:
        text = self.write(node.operand, MEMBER)  # also a sign goes in brackets: two equal ones would be none
        negative = node.operator == "-" and text[0].isdigit()  # -1.a is a member of the literal -1
        return f"-({text})" if negative else f"{node.operator}{text}"

    def member(self, node: Node) -> str:
        match node:
            case nodes.Name():
                return node.name
            case nodes.Select():
                return f"{self.write(node.of, MEMBER)}.{node.name}"
            case nodes.Index():
                return f"{self.write(node.of, MEMBER)}[{self.write(node.key, 0)}]"
            case nodes.Call():
                target = f"{self.write(node.target, MEMBER)}." if node.target else ""
                return f"{target}{node.name}({self.arguments(node)})"
            case nodes.Elements():
                return f"[{', '.join(self.write(element, 0) for element in node.elements)}]"
            case nodes.Entries():
                return f"{{{', '.join(f'{literal(key)}: {self.write(value, 0)}' for key, value in node.entries)}}}"
            case _:
                raise AssertionError(node)

    def arguments(self, node: nodes.Call) -> str:
        match node.arguments:
            case (nodes.Literal(value=str(text)),) if self.cel and node.name == "duration":
                return f"'{read_duration(text).total_seconds()}s'"
        return ", ".join(self.write(argument, 0) for argument in node.arguments)


def literal(value: object) -> str:
    match value:
        case None | bool():
            return {None: "null", True: "true", False: "false"}[value]
        case Fraction():
            decimal = format(Decimal(value.numerator) / Decimal(value.denominator), "f")
            return decimal if "." in decimal else f"{decimal}.0"
        case str():
            return f"'{''.join(ESCAPED.get(letter) or plain_or_code(letter) for letter in value)}'"
        case _:
            return str(value)


def plain_or_code(letter: str) -> str:
    return letter if letter.isprintable() else f"\\U{ord(letter):08x}"
