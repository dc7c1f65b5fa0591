"""CEL's lexis as far as conditions use it: words, numbers, quoted texts and symbols, each with its place."""

from __future__ import annotations

import re
import sys
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from engine.language.diagnostics import short
from engine.language.expressions.errors import ExpressionError
from engine.language.expressions.values import LARGEST_INT, MOST_BITS

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\n\f\r]+)
  | (?P<number>(?>[0-9]+\.[0-9]+ | 0[xX][0-9a-fA-F]+ | [0-9]+)) (?![0-9A-Za-z_])
  | (?P<word>[A-Za-z_][0-9A-Za-z_]*+) (?!['"])
  | (?P<text>'(?!'')(?:[^'\\\n\r]|\\[^\n\r])*' | "(?!"")(?:[^"\\\n\r]|\\[^\n\r])*")
  | (?P<symbol>\|\| | && | [=!<>]= | [-+*/%<>!?:.,()\[\]{}])
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(
    r"\\(?:(?P<code>x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|(?P<octal>[0-3][0-7]{2})|(?P<plain>.))", re.DOTALL
)
_PLAIN = dict(zip("abfnrtv\\?\"'`", "\a\b\f\n\r\t\v\\?\"'`", strict=True))
_SURROGATES = range(0xD800, 0xE000)
_HINTS = (
    (re.compile(r"[0-9.]*[0-9][0-9A-Za-z_.]*"), "a number is written 12, 0x1f or 2.5"),
    (re.compile(r"'''|\"\"\""), "a text stands between single ' or double quotes, on one line"),
    (re.compile(r"[A-Za-z_][0-9A-Za-z_]*(?=['\"])"), "nothing stands directly before a quoted text"),
    (re.compile(r"['\"][^\n\r]*"), "the quoted text does not end on its line"),
    (re.compile("="), "to compare, write '=='"),
    (re.compile("&"), "for 'and', write '&&'"),
    (re.compile(r"\|"), "for 'or', write '||'"),
    (re.compile("[‘’“”]"), "a text stands between straight quotes, ' or \""),  # noqa: RUF001  # what a word processor makes
)


class Token(NamedTuple):
    """A piece of the text; `kind` is word, number, text, symbol or end. `value` is what a number or text stands for."""

    kind: str
    text: str
    start: int
    end: int
    value: int | Fraction | str | None = None


def tokens(source: str) -> Iterator[Token]:
    """Cut the text into tokens, the end last. Raises ExpressionError at the first character that begins none."""
    position = 0
    while position < len(source):
        found = _TOKEN.match(source, position)
        if found is None:
            _refuse(source, position)
        kind, start, position = found.lastgroup or "", position, found.end()
        if kind != "space":
            text = found[0]
            yield Token(kind, text, start, position, None if kind == "symbol" else _value(kind, text, start))
    yield Token("end", "", position, position)


def _value(kind: str, text: str, start: int) -> int | Fraction | str | None:
    if kind == "number":
        return _number(text, start)
    if kind == "text":
        return _ESCAPE.sub(lambda escape: _unescaped(escape, start + 1), text[1:-1])
    return None


def _number(text: str, start: int) -> int | Fraction:
    number = Fraction(text) if "." in text else int(text, 16 if text[1:2] in ("x", "X") else 10)
    if isinstance(number, int) and number > LARGEST_INT + 1:  # the one more is for -9223372036854775808
        message = f"{short(text)} is too large; whole numbers go up to {LARGEST_INT}"
        raise ExpressionError(message, start, start + len(text))
    if max(number.numerator.bit_length(), number.denominator.bit_length()) > MOST_BITS:
        raise ExpressionError(f"{short(text)} has too many digits", start, start + len(text))
    return number


def _unescaped(escape: re.Match[str], offset: int) -> str:
    code = escape["code"]
    point = int(code[1:], 16) if code else int(escape["octal"] or "0", 8)
    plain = _PLAIN.get(escape["plain"]) if escape["plain"] else None
    if plain is None and (escape["plain"] or point in _SURROGATES or point > sys.maxunicode):
        allowed = r"\\ \' \" \` \? \a \b \f \n \r \t \v \x41 \u00e9 \U0001f600 \101"
        message = f"'{escape[0]}' stands for no character. Allowed: {allowed}"
        raise ExpressionError(message, offset + escape.start(), offset + escape.end())
    return plain or chr(point)


def _refuse(source: str, position: int) -> NoReturn:
    for pattern, hint in _HINTS:
        if found := pattern.match(source, position):
            raise ExpressionError(f"found {short(found[0])}; {hint}", position, found.end())
    raise ExpressionError(f"{source[position]!r} has no meaning in a condition", position, position + 1)
