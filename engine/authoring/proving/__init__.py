"""Proving a method: the real engine, played by a company that is invented, until every end has been reached. Pure."""

from engine.authoring.proving.proof import EFFORT, Proof, Run, prove
from engine.authoring.proving.reasons import Reason
from engine.authoring.proving.telling import as_scenario, as_yaml

__all__ = ["EFFORT", "Proof", "Reason", "Run", "as_scenario", "as_yaml", "prove"]
