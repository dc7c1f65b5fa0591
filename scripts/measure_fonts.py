"""Writes `engine/authoring/drawing/widths.py`: how wide each character may become, taken from real fonts.

Run it with fonttools and brotli at hand (no part of this project needs them otherwise), naming fonts of a plain weight
before `--bold` and of a bold one after it: the widest of each kind counts, so a drawing holds its text in all of them.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from textwrap import wrap
from typing import Any

RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x1FC, 0x21B),
    (0x386, 0x3CE),
    (0x400, 0x45F),
    (0x2010, 0x2026),
    (0x2030, 0x203A),
)
SIGNS = (0x20AC, 0x2116, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2260, 0x2264, 0x2265)
OUT = Path(__file__).resolve().parent.parent / "engine" / "authoring" / "drawing" / "widths.py"
HEAD = '''"""How wide characters become, in thousandths of the size of the type. Written by `scripts/measure_fonts.py`.

Of each character the widest of {fonts}:
text that fits by these figures fits in the usual fonts of browsers.
"""

'''


def main(words: list[str]) -> None:
    """Write the module from the fonts named."""
    cut = words.index("--bold")
    plain, bold = words[:cut], words[cut + 1 :]
    names = " and ".join(dict.fromkeys(_family(one) for one in plain))
    parts = [_table("PLAIN", plain, 400), _table("BOLD", bold, 700)]
    OUT.write_text(HEAD.format(fonts=names) + "\n".join(parts), encoding="utf-8")


def _family(path: str) -> str:
    return str(import_module("fontTools.ttLib").TTFont(path)["name"].getBestFamilyName())


def _table(name: str, fonts: list[str], weight: int) -> str:
    widths = [_widths(font, weight) for font in fonts]
    lines = []
    for first, last in (*RANGES, *((one, one) for one in SIGNS)):
        told = " ".join(str(max(one.get(code, 0) for one in widths)) for code in range(first, last + 1))
        rows = wrap(told, 100)
        body = f'"{told}"' if len(rows) == 1 else "(\n" + "".join(f'        "{row} "\n' for row in rows) + "    )"
        lines.append(f"    0x{first:04X}: {body},\n")
    return f"{name}: dict[int, str] = {{\n{''.join(lines)}}}\n"


def _widths(path: str, weight: int) -> dict[int, int]:
    font: Any = import_module("fontTools.ttLib").TTFont(path)
    if "fvar" in font:
        font = import_module("fontTools.varLib.instancer").instantiateVariableFont(font, {"wght": weight})
    scale, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
    return {code: -(-metrics[glyph][0] * 1000 // scale) for code, glyph in font.getBestCmap().items()}


if __name__ == "__main__":
    main(sys.argv[1:])
