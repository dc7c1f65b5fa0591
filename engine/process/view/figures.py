"""Figures as a reader sees them: of enough answers, and never one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.figures import FEWEST, figures_of
from engine.process.links import knowable
from engine.process.view.shapes import FiguresView, Named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.process.situation import Json
    from engine.process.view.telling import Telling


def figures(telling: Telling) -> list[FiguresView]:
    """Return the figures that were made and of which the reader may know, in the order of their keys."""
    found = []
    for _, shown in sorted(telling.situation.figures.items()):
        if not telling.sight.may_know(shown.label):
            continue
        declared = telling.method.declared.records[shown.record]
        versions = [version for _, version in shown.answers]
        about = [Named(one, telling.world.record(one).name() if telling.is_known(one) else "…") for one in shown.about]
        told = figures_of(declared.fields, versions, declared.shown_from or FEWEST)
        wordings = [_knowable(telling, shown.record, one) for one in shown.wordings if one is not None]
        found.append(FiguresView(shown.record, telling.text(declared.title), about, len(versions), told, wordings))
    return found


def _knowable(telling: Telling, record: str, fields: Mapping[str, Json]) -> dict[str, Json]:
    return knowable(telling.method, telling.situation, telling.sight, record, fields)
