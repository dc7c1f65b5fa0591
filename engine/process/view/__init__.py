"""What a reader sees. Every representation is made from these views, never from the situation itself."""

from engine.process.view.deadlines import deadlines
from engine.process.view.decisions import decisions
from engine.process.view.deposits import deposits
from engine.process.view.figures import figures
from engine.process.view.lenses import lenses
from engine.process.view.log import entries
from engine.process.view.messages import Message, Say, as_id
from engine.process.view.notes import notes
from engine.process.view.parts import participants, parties, records
from engine.process.view.progress import progress, telling_for
from engine.process.view.sessions import sessions
from engine.process.view.summary import summary
from engine.process.view.telling import Telling
from engine.process.view.todo import todo
from engine.process.view.waivers import waivers

__all__ = [
    "Message",
    "Say",
    "Telling",
    "as_id",
    "deadlines",
    "decisions",
    "deposits",
    "entries",
    "figures",
    "lenses",
    "notes",
    "participants",
    "parties",
    "progress",
    "records",
    "sessions",
    "summary",
    "telling_for",
    "todo",
    "waivers",
]
