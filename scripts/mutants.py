"""What can be changed in a function, one place at a time: for `plant_mutants.py`.

A mutant differs from the module in one expression or statement of one function. What is said to people is left alone:
docstrings and the words of errors. So is what runs when a module is imported, since mutants live in one interpreter.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
CALLED = {"any": "all", "all": "any", "min": "max", "max": "min", "sorted": "list"}
Function = ast.FunctionDef | ast.AsyncFunctionDef
HEADED = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match, *Function.__args__)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change of one node. `lines` are those of which one must run for it to matter."""

    file: str
    function: str
    line: int
    lines: range
    tree: ast.Module
    node: ast.AST
    put: ast.AST

    @property
    def change(self) -> str:
        """What is there, and what instead."""
        return f"{_told(self.node)} -> {_told(self.put)}"

    def code(self) -> dict[tuple[str, int], CodeType]:
        """Return the code of the changed module's functions, by name and line. The tree is spent by that."""
        _Put(self).visit(self.tree)
        ast.fix_missing_locations(self.tree)
        return dict(_codes(compile(self.tree, self.file, "exec", dont_inherit=True)))


class _Put(ast.NodeTransformer):
    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self.mutant.node:
            return ast.copy_location(self.mutant.put, node)
        return self.generic_visit(node)


def _codes(code: CodeType) -> Iterator[tuple[tuple[str, int], CodeType]]:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield (inner.co_qualname, inner.co_firstlineno), inner
            yield from _codes(inner)


def mutants_of(file: Path) -> Iterator[Mutant]:
    """Yield all mutants of a module."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for name, function in _functions(tree, ""):
        for statement, node in _nodes(function.body):
            place = node if isinstance(node, ast.expr | ast.stmt) else statement
            whole = place if isinstance(statement, HEADED) else statement
            lines = range(whole.lineno, (whole.end_lineno or whole.lineno) + 1)
            yield from (Mutant(str(file), name, place.lineno, lines, tree, node, put) for put in _instead(node))


def _functions(tree: ast.AST, around: str) -> Iterator[tuple[str, Function]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            yield f"{around}{node.name}", node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{around}{node.name}.")


def _nodes(body: list[ast.stmt]) -> Iterator[tuple[ast.stmt, ast.AST]]:
    """Yield what can be changed, with the statement it is in."""
    for statement in body:
        if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            yield from _inside(statement, statement)


def _inside(statement: ast.stmt, node: ast.AST) -> Iterator[tuple[ast.stmt, ast.AST]]:
    if isinstance(node, ast.Raise | ast.Import | ast.ImportFrom) or _makes_error(node):
        return
    yield statement, node
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "ctx", "op", "ops"}:
            continue
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, ast.stmt):
                yield from _nodes([inner])
            elif isinstance(inner, ast.AST):
                yield from _inside(statement, inner)


def _makes_error(node: ast.AST) -> bool:
    """Tell whether it hands the words of an error to what keeps them."""
    return isinstance(node, ast.Expr) and ast.unparse(node).startswith("super().__init__(")


def _instead(node: ast.AST) -> Iterator[ast.AST]:  # noqa: C901, PLR0912 - one case for each kind of node
    match node:
        case ast.Compare():
            yield from _compared(node)
        case ast.BoolOp(op, values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
            for left_out in values:
                kept = [one for one in values if one is not left_out]
                yield kept[0] if len(kept) == 1 else ast.BoolOp(op, kept)
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.If(test) | ast.IfExp(test) | ast.While(test) if not isinstance(test, ast.Compare | ast.UnaryOp):
            yield _with(node, test=ast.UnaryOp(ast.Not(), test))
        case ast.comprehension(_, _, ifs):
            for left_out in ifs:
                yield _with(node, ifs=[one for one in ifs if one is not left_out])
        case ast.match_case(_, guard) if guard is not None:
            yield _with(node, guard=None)
        case ast.Constant(bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(int(value)):
            yield ast.Constant(value + 1)
        case ast.Constant(str(value)):
            yield ast.Constant(f"not {value}")
        case ast.BinOp(left, op, right) if type(op) in COMPUTED:
            yield ast.BinOp(left, COMPUTED[type(op)](), right)
        case ast.Call(ast.Name(name), [one, *_]) if name in CALLED:
            other = ast.Name(CALLED[name], ast.Load())
            yield ast.Call(other, [one], []) if name == "sorted" else _with(node, func=other)
        case ast.Return(value) if value is not None and not (isinstance(value, ast.Constant) and value.value is None):
            yield ast.Return(ast.Constant(None))
        case ast.Expr(ast.Call()) | ast.AugAssign():
            yield ast.Pass()
        case _:
            pass


def _compared(node: ast.Compare) -> Iterator[ast.AST]:
    for place, op in enumerate(node.ops):
        for other in COMPARED[type(op)]:
            yield _with(node, ops=[*node.ops[:place], other(), *node.ops[place + 1 :]])


def _with(node: ast.AST, **fields: object) -> ast.AST:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _told(node: ast.AST) -> str:
    if isinstance(node, ast.If | ast.While):
        return f"{type(node).__name__.lower()} {ast.unparse(node.test)}"
    if isinstance(node, ast.match_case):
        return f"case {ast.unparse(node.pattern)}" + (f" if {ast.unparse(node.guard)}" if node.guard else "")
    return " ".join(ast.unparse(node).split())
