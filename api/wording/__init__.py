"""Words for the engine's own sentences and for ours, in the reader's language; English where there is no other."""

from api.wording.inputs import say_input
from api.wording.saying import LANGUAGES, WORDS, language_for, say_in, say_instant
from api.wording.titles import say_refusal

__all__ = ["LANGUAGES", "WORDS", "language_for", "say_in", "say_input", "say_instant", "say_refusal"]
