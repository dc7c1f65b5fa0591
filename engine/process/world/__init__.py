"""The situation as conditions see it: things whose members (`m_…`) are what `language/vocabulary.py` promises.

Drafts never show. A record that is not there is a thing too: it says that it does not exist, and knows no more.
"""

from __future__ import annotations

from engine.process.world.decisions import DecisionThing, counting_runs
from engine.process.world.people import HolderThing, PartyThing, PersonThing
from engine.process.world.phases import CaseThing, PhaseThing, ProcessThing
from engine.process.world.records import RecordThing
from engine.process.world.subjects import identity_of
from engine.process.world.thing import Thing
from engine.process.world.world import World

__all__ = [
    "CaseThing",
    "DecisionThing",
    "HolderThing",
    "PartyThing",
    "PersonThing",
    "PhaseThing",
    "ProcessThing",
    "RecordThing",
    "Thing",
    "World",
    "counting_runs",
    "identity_of",
]
