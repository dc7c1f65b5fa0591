"""Shapes of processes made by chance, as methods and as workflow nets, with what `sluis check` says of each.

The net is made from the declaration alone, by the language page: a place for each phase that holds no others, for the
end inside a phase and for each track that others wait for no more; a transition for each move from each place where it
can be taken. Nothing of the engine's own analysis is used for it. `python -m tests.oracle.shapes NUMBER SEED` prints
them as JSON for a judge that shares no code with us (`judge.py`).
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from random import Random
from typing import Any

from engine.language import read
from engine.language.codes import KINDS

Part = dict[str, Any]
SOURCE, SINK = "source", "sink"


@dataclass
class Net:
    """A workflow net: its places, and transitions by name, each with the places it takes from and gives to."""

    places: set[str] = field(default_factory=set)
    transitions: list[tuple[str, list[str], list[str]]] = field(default_factory=list)

    def add(self, taken: list[str], given: list[str]) -> None:
        """Add a transition."""
        self.places.update(taken, given)
        self.transitions.append((f"t{len(self.transitions)}", taken, given))


def a_shape(chance: Random) -> Part:
    """Return phases by name, with moves between them; some lead nowhere, or to nowhere that ends."""
    names = [f"p{number}" for number in range(chance.randint(1, 5))]
    return {name: _phase(chance, name, names) for name in names}


def _phase(chance: Random, name: str, names: list[str]) -> Part:
    kind = chance.choice(["leaf", "leaf", "leaf", "phases", "tracks"])
    if kind == "leaf":
        return {"moves": _moves(chance, _ahead(chance, name, names), most=2)}
    if kind == "phases":
        inner = [f"{name}_{letter}" for letter in "abc"[: chance.randint(1, 3)]]
        inside = {one: {"moves": _moves(chance, _inside(chance, one, inner, names), most=2)} for one in inner}
        return {"phases": inside, "moves": _moves(chance, _ahead(chance, name, names), most=1)}
    tracks = {f"{name}_{letter}": _track(chance, f"{name}_{letter}", names) for letter in "xyz"[: chance.randint(2, 3)]}
    return {"tracks": tracks, "moves": _moves(chance, _ahead(chance, name, names), most=2)}


def _track(chance: Random, name: str, names: list[str]) -> Part:
    if chance.random() < 0.5:
        return {"moves": {"done": "done"} if chance.random() < 0.85 else {}}
    inner = [f"{name}{number}" for number in range(chance.randint(1, 3))]
    inside = {}
    for one in inner:
        out = names if chance.random() < 0.1 else []
        inside[one] = {"moves": _moves(chance, _inside(chance, one, inner, out), most=2)}
    return {"phases": inside, "moves": {}}


def _ahead(chance: Random, name: str, names: list[str]) -> list[str]:
    """Return where a move of a phase may lead: mostly on."""
    later = names[names.index(name) + 1 :]
    return [*later[:1] * 4, *later, *(["end.over"] * (1 if later else 4)), *names[: chance.randint(0, 1)]]


def _inside(chance: Random, name: str, inner: list[str], names: list[str]) -> list[str]:
    later = inner[inner.index(name) + 1 :]
    out = [chance.choice(names)] if names and chance.random() < 0.2 else []
    return [*later[:1] * 4, *(["done"] * (1 if later else 5)), *inner[:1], *out]


def _moves(chance: Random, targets: list[str], most: int) -> dict[str, str]:
    number = chance.choices(range(most + 1), [1, *[6] * most])[0]
    return {f"m{index}": chance.choice(targets) for index in range(number)}


def declared(shape: Part) -> Part:
    """Return a method with these phases."""
    return {
        "sluis": 1, "method": "shape", "version": "1.0.0", "title": "Shape", "summary": "A shape.", "languages": ["en"],
        "may": {"open": "chair"}, "roles": {"chair": {"title": "Chair"}},
        "phases": {name: _declared(name, phase) for name, phase in shape.items()},
        "ends": {"over": {"title": "Over", "verdict": "success"}},
    }  # fmt: skip


def _declared(name: str, phase: Part) -> Part:
    told: Part = {"title": name}
    if phase["moves"]:
        told["moves"] = {move: {"title": move, "to": to, "by": "chair"} for move, to in phase["moves"].items()}
    for kind in ("phases", "tracks"):
        if kind in phase:
            told[kind] = {inner: _declared(inner, one) for inner, one in phase[kind].items()}
    return told


def is_sound(shape: Part) -> bool:
    """Tell whether `sluis check` finds that a shape can be lived through."""
    found = read(json.dumps(declared(shape)), "shape.yaml").diagnostics
    others = [one for one in found if KINDS[one.code] != "soundness"]
    assert not others, [str(one) for one in others]
    return not found


def net_of(shape: Part) -> Net:
    """Return the workflow net of a shape."""
    net = Net()
    net.add([SOURCE], _entered(shape, next(iter(shape))))
    for name, phase in shape.items():
        if "tracks" in phase:
            _add_tracks(net, shape, name, phase)
            continue
        inner = phase.get("phases", {})
        ends_inside = any(to == "done" for one in inner.values() for to in one["moves"].values())
        here = [*inner, *([_ended(name)] if ends_inside else [])] if inner else [name]
        net.places.update(here)
        for place in here:
            for to in phase["moves"].values():
                net.add([place], _led(shape, to))
        for place, one in inner.items():
            for to in one["moves"].values():
                net.add([place], [_ended(name)] if to == "done" else [to] if to in inner else _led(shape, to))
    return net


def _add_tracks(net: Net, shape: Part, name: str, phase: Part) -> None:
    """Add what happens side by side: a move that leads out waits for every track but the one it is taken from."""
    ended = {track: _ended(track) for track in phase["tracks"]}
    for to in phase["moves"].values():
        net.add(list(ended.values()), _led(shape, to))
    for track, one in phase["tracks"].items():
        inner = one.get("phases", {})
        others = [place for other, place in ended.items() if other != track]
        net.places.update(inner or [track])
        for place, moves in ({at: told["moves"] for at, told in inner.items()} or {track: one["moves"]}).items():
            for to in moves.values():
                if to == "done":
                    net.add([place], [ended[track]])
                elif to in inner:
                    net.add([place], [to])
                else:
                    net.add([place, *others], _led(shape, to))


def _led(shape: Part, to: str) -> list[str]:
    return [SINK] if to.startswith("end.") else _entered(shape, to)


def _entered(shape: Part, name: str) -> list[str]:
    """Return the places that hold a token when a phase is entered."""
    phase = shape[name]
    if "tracks" in phase:
        return [next(iter(one["phases"])) if "phases" in one else track for track, one in phase["tracks"].items()]
    return [next(iter(phase["phases"]))] if "phases" in phase else [name]


def _ended(name: str) -> str:
    return f"{name}_ended"


def _told(net: Net) -> Part:
    return {"places": sorted({*net.places, SOURCE, SINK}), "transitions": net.transitions}


def main() -> None:
    """Print shapes that differ from one another."""
    number, chance = int(sys.argv[1]), Random(sys.argv[2])
    found: dict[str, Part] = {}
    while len(found) < number:
        shape = a_shape(chance)
        key = json.dumps(shape)
        if key not in found:
            found[key] = {"shape": shape, "sound": is_sound(shape), **_told(net_of(shape))}
    json.dump(list(found.values()), sys.stdout)


if __name__ == "__main__":
    main()
