"""Ask pm4py whether workflow nets are sound, and compare that with what `sluis check` said: `make oracle`.

pm4py is under the AGPL: it has an environment of its own, no other program of ours imports it, and none is shipped.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from pm4py import check_soundness  # type: ignore[import-not-found]  # in an environment of its own
from pm4py.objects.petri_net.obj import Marking, PetriNet  # type: ignore[import-not-found]
from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to  # type: ignore[import-not-found]

SHOWN = 5


def is_sound(names: list[str], transitions: list[tuple[str, list[str], list[str]]]) -> bool:
    """Tell whether a net is a sound workflow net, from its place `source` to its place `sink`."""
    net = PetriNet("shape")
    places = {name: PetriNet.Place(name) for name in names}
    net.places.update(places.values())
    for name, taken, given in transitions:
        transition = PetriNet.Transition(name, name)
        net.transitions.add(transition)
        for place in taken:
            add_arc_from_to(places[place], transition, net)
        for place in given:
            add_arc_from_to(transition, places[place], net)
    sound, _ = check_soundness(net, Marking({places["source"]: 1}), Marking({places["sink"]: 1}))
    return bool(sound)


def main() -> int:
    """Print how often both agree, and the shapes on which they differ; returns how many those are."""
    shapes: list[dict[str, Any]] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    found: Counter[tuple[bool, bool]] = Counter()
    for one in shapes:
        judged = is_sound(one["places"], one["transitions"])
        found[one["sound"], judged] += 1
        if judged != one["sound"] and found[one["sound"], judged] <= SHOWN:
            said = "sound" if one["sound"] else "unsound"
            print(f"we say {said}, pm4py the opposite: {json.dumps(one['shape'])}")
    agreed = found[True, True] + found[False, False]
    print(f"{agreed} of {len(shapes)} agree: {found[True, True]} sound, {found[False, False]} unsound")
    return len(shapes) - agreed


if __name__ == "__main__":
    sys.exit(min(main(), 1))
