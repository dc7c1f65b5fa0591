"""Where the work is: entering, leaving, tracks that wait, and ends. Phases are plain dicts by their path."""

from __future__ import annotations

from typing import Any

from tests.reference.conditions import holds_true
from tests.reference.handed import lapse_earlier

State = dict[str, Any]


def flat(declared: State, around: str = "") -> dict[str, State]:
    """Return the phases inside something, by their paths."""
    found: dict[str, State] = {}
    for name, phase in {**declared.get("phases", {}), **declared.get("tracks", {})}.items():
        path = f"{around}.{name}" if around else name
        found |= {path: phase} | flat(phase, path)
    return found


def parent(path: str) -> str:
    """Return the phase around a phase."""
    return path.rpartition(".")[0]


def inside(path: str, around: str) -> bool:
    """Tell whether a phase is another or inside it."""
    return not around or path == around or path.startswith(f"{around}.")


def children(state: State, path: str) -> list[str]:
    """Return the phases directly inside one."""
    return [one for one in state["phases"] if one and parent(one) == path]


def is_tracks(state: State, path: str) -> bool:
    """Tell whether what is in a phase goes side by side."""
    return "tracks" in state["phases"][path]


def target(state: State, owner: str, to: str) -> str:
    """Return the phase that is meant: looked for among the siblings, then outward."""
    around = owner
    while around:
        around = parent(around)
        path = f"{around}.{to}" if around else to
        if path in state["phases"]:
            return path
    raise AssertionError(to)


def enter(state: State, path: str, towards: str = "") -> None:
    """Enter a phase: a new visit, and in it the first phase or every track, or what is meant.

    Where its `where` is not so it is passed by the one move that leads on.
    """
    state["visits"][path] = state["visits"].get(path, 0) + 1
    phase = state["phases"][path]
    if path and "each" not in phase and holds_true(state, phase.get("where", "true"), {}, path) is not True:
        go(state, path, next(move for move in phase["moves"].values() if not move.get("back")))
        return
    lapse_earlier(state, path)
    state["tick"] += 1
    state["entered"][path], state["ticks"][path] = state["at"], state["tick"]
    state["now"].add(path)
    state["extended"].pop(path, None)
    state["over"].discard(path)
    within = children(state, path)
    meant = [one for one in within if towards and inside(towards, one)]
    if is_tracks(state, path):
        chosen = [one for one in within if not meant or one in meant or one not in state["done"]]
    else:
        chosen = meant or within[:1]
    state["done"].discard(path)
    for one in chosen:
        enter(state, one, towards)


def leave(state: State, path: str) -> None:
    """Leave a phase and all in it; what was put to the vote there lapses."""
    gone = {one for one in state["now"] if inside(one, path)}
    state["now"] -= gone
    for run in state["runs"].values():
        if run["state"] == "open" and run["phase"] in gone:
            run["state"] = "lapsed"


def shared_container(owner: str, to: str) -> str:
    """Return the innermost phase that holds both ends of a move."""
    around = parent(owner)
    while not inside(to, around) or to == around:
        around = parent(around)
    return around


def waits_for(state: State, owner: str, move: State) -> list[str]:
    """Return the tracks that a move has to wait for."""
    if move.get("back") or move.get("waits_for") == []:
        return []
    if move["to"] == "done":
        left = owner if is_tracks(state, parent(owner)) else parent(owner)
        gone = [one for one in state["now"] if inside(one, left) and (one != left or left == owner)]
    elif move["to"].startswith("end."):
        gone = list(state["now"])
    else:
        around = shared_container(owner, target(state, owner, move["to"]))
        gone = [one for one in state["now"] if inside(one, around) and one != around]
    tracks = [one for one in gone if one and is_tracks(state, parent(one)) and parent(one) in gone]
    return [one for one in tracks if not inside(owner, one)]


def go(state: State, owner: str, move: State) -> None:
    """Go where a move leads."""
    to = move["to"]
    if to.startswith("end."):
        leave(state, "")
        state["end"] = to.removeprefix("end.")
    elif to == "done":
        _done(state, owner)
    else:
        where = target(state, owner, to)
        around = shared_container(owner, where)
        first = next(one for one in children(state, around) if inside(where, one))
        for one in [first] if is_tracks(state, around) else children(state, around):
            leave(state, one)
        enter(state, first, where)


def _done(state: State, owner: str) -> None:
    track = owner if is_tracks(state, parent(owner)) else parent(owner)
    for one in children(state, track):
        leave(state, one)
    state["over"].add(track)
    if track and is_tracks(state, parent(track)):
        state["done"].add(track)
        leave(state, track)
