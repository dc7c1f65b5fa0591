"""The people of the matrix and the method they meet by: one of each reader, one thing for each who may know."""

from __future__ import annotations

from typing import Any

from engine.language import Method
from tests.factories import Table, a_decision, a_method, a_move, a_need, a_phase, a_record

Part = dict[str, Any]

PARTICIPANTS: dict[str, str | None] = {
    "nobody": None,
    "writer": "ann",
    "fellow": "abe",
    "newcomer": "nel",
    "other": "ben",
    "late": "lot",
    "chair": "chair",
    "judge": "jud",
    "unaccepted": "una",
    "guest": "gus",
    "left": "lef",
    "stranger": "sam",
}
ROLES: Part = {
    "chair": {"title": "Chair", "neutral": True},
    "judge": {"title": "Judge", "neutral": True, "accepted_by": "parties"},
    "envoy": {"title": "Envoy", "of": "party"},
    "giver": {"title": "Giver", "of": "party"},
}
TEXT: Part = {"type": "text", "title": "Text"}
SIGHTS: dict[str, Any] = {
    "public": "public", "process": "process", "table": "table", "party": "party", "owner": "owner", "judge": "judge",
    "picked": "picked", "party_and_judge": ["party", "judge"],
}  # fmt: skip
EACH = {"each": "party", "role": "envoy"}
SCORE: Part = {"type": "whole", "title": "Score", "from": 1, "to": 9}


def _records() -> Part:
    """Return a type for each who may see one, and one for each of the ways in which records come to be seen."""
    plain = {f"for_{name}": a_record(many=True, seen_by=sight) for name, sight in SIGHTS.items()}
    veiled: Part = {
        "text": TEXT,
        "ofparty": {**TEXT, "seen_by": "party", "optional": True},
        "ofowner": {**TEXT, "seen_by": "owner", "optional": True},
        "ofjudge": {**TEXT, "seen_by": "judge", "optional": True},
        "oftable": {**TEXT, "seen_by": "table", "optional": True},
        "ofpicked": {**TEXT, "seen_by": "picked", "optional": True},
        "scan": {"type": "document", "title": "Scan", "seen_by": "judge", "optional": True},
        "serves": {"type": "link", "title": "Serves", "to": "for_judge", "optional": True},
    }
    return {
        **plain,
        "veiled": a_record(many=True, fields=veiled),
        "doubt": a_record(many=True),
        "qualm": a_record(many=True, per="party", seen_by="party"),
        "clause": a_record(many=True, written_by=["envoy", "chair"], confirmed_by=EACH),
        "mandate": a_record(per="party", seen_by=["party", "judge"], confirmed_by="giver"),
        "bid": a_record(per="party", many=True, seen_by="table", sealed_until={"each": "party"}),
        "pulse": a_record(per="party", attribution="aggregate", shown_from=3, fields={"score": SCORE}),
        "quietly": a_record(
            per="party", attribution="aggregate", shown_from=3, fields={"score": SCORE}, seen_by="judge"
        ),
        "opinion": a_record(per=["clause", "party"], attribution="aggregate", shown_from=3, fields={"score": SCORE}),
        "word": a_record(per="party", attribution="unattributed", shown_from=3),
        "rated": a_record(
            per="party", shown_as="lens", fields={"score": SCORE, "quiet": {**SCORE, "seen_by": "judge"}},
        ),
    }  # fmt: skip


def _decisions() -> Part:
    return {
        "pact": a_decision(),
        "choice": a_decision(ballot={"choice": "clause"}, about="clause", rule="most"),
        "council": a_decision(seen_by="table"),
        "givers": a_decision(
            seen_by="giver",
            by="giver",
            voters="giver",
            rule="most",
            open_for="P14D",
            silence="abstains",
            ratified_by={"each": "party", "role": "giver"},
            ratify_within="P30D",
        ),
        "ours": a_decision(seen_by="party", per="party", by="envoy"),
        "agreed": a_decision(rule="consent", objections="doubt"),
        "ours_agreed": a_decision(rule="consent", objections="qualm", seen_by="party", per="party", by="envoy"),
        "advised": a_decision(rule={"one_decides": {"advice": "giver"}}, voters="envoy"),
        "shown": a_decision(seen_by=["giver", "picked"], by="giver", voters="giver", rule="most"),
        "closed": a_decision(sealed=True, rule="most"),
        "pinned": a_decision(sealed=True, rule="most", about="clause"),
        "silent": a_decision(secret=True, rule="most", voters="envoy"),
        "home": a_decision(ratified_by={"each": "party", "role": "giver"}, ratify_within="P30D"),
        "ranked": a_decision(ballot={"ranking": "clause"}, about="clause", rule={"ranking": "schulze"}),
        "timed": a_decision(open_for="P14D", silence="blocks"),
        "guess": a_decision(ballot={"number": {"from": 0, "to": 9}}, rule={"accepted": "tally.avg > 2"}),
        "weighed": a_decision(rule="most", weight="voter.party.name == 'Town' ? 2 : 1"),
    }


def _gate() -> list[Part]:
    """Return a gate with a condition for each way of telling."""
    of_judge = "for_judges.exists(n, n.text != '')"
    return [
        a_need("for_processes.size() > 9", id="plain", title="There are ten notes", unmet="More notes are needed"),
        a_need("party.rated.exists", id="names", each="party", unmet="{party.name} has not rated", owed_by="envoy"),
        a_need(
            "mandate.confirmed",
            id="told_names",
            each="party",
            title="Mandates stand",
            shows="names",
            unmet="{party.name} has no mandate",
        ),
        a_need(
            "mandate.confirmed",
            id="told_count",
            each="party",
            title="Mandates stand",
            shows="count",
            unmet="Mandates are missing",
        ),
        a_need(
            "mandate.confirmed",
            id="told_outcome",
            each="party",
            title="Mandates stand",
            shows="outcome",
            unmet="A mandate is missing",
        ),
        a_need(of_judge, id="of_judge", shows="outcome", unmet="The judge has yet to be told"),
        a_need(
            "party.rated.exists",
            id="owed_soon",
            each="party",
            unmet="{party.name} is late",
            owed_by="envoy",
            due="P14D",
        ),
        {"id": "both", "all": [a_need("for_publics.size() > 9", id="all_told", unmet="Nothing is public")]},
        a_need("for_table.text == 'x'", id="of_each", each="for_table", shows="count", unmet="A note awaits the table"),
        {
            "id": "either",
            "each": "party",
            "any": [
                a_need("party.rated.exists", id="rated", unmet="{party.name} has not rated"),
                a_need("for_publics.size() > 9", id="told", unmet="Nothing is public"),
            ],
        },
    ]


def matrix_method(**told: Any) -> Method:
    """Return the method of the matrix."""
    records, decisions = _records(), _decisions()
    plurals = {name: {**record, "plural": f"{name}s" if record.get("many") else f"all_{name}"} for name, record in
               records.items()}  # fmt: skip
    plurals["for_process"]["plural"] = "for_processes"
    everything = [*records, *decisions]
    moves = {
        "on": a_move("later", gate=_gate()),
        "skip": a_move("later", back=True),
        "again": a_move("work", back=True, lapses=[one for one in records if one not in ("pulse", "word")], limit=5),
        "finish": a_move("end.finished"),
        "expire": {"title": "Time is up", "to": "end.finished", "at": "P90D after phase.entered_at"},
    }
    phases = {
        "work": a_phase(moves, open=everything, term="P60D"),
        "later": a_phase({"back": a_move("work", back=True), "stop": a_move("end.finished")}),
    }
    return a_method(
        **{
            "roles": ROLES, "records": plurals, "decisions": decisions, "phases": phases, "table": ["chair", "envoy"],
            "may": dict.fromkeys(("open", "admit", "hold", "redact", "extend", "adopt", "cancel"), "chair"),
            "waivable_by": "chair", "published": True, **told,
        }
    )  # fmt: skip


class Stage(Table):
    """A process of the matrix, at which people arrive and leave late."""

    has_arrived: bool = False

    def erase(self, content: str) -> None:
        """Let the chair erase content."""
        self.do("redact", "chair", content=content, reason="Asked for")

    def arrive(self) -> None:
        """Let one leave, one come to the writer's party, and one come with a party of his own."""
        if not self.has_arrived:
            self.has_arrived = True
            self.wait(hours=1)
            self.do("leave", "lef")
            self.join("nel", "Town", "envoy")
            self.join("lot", "Lake", "envoy")
            self.do("accept", "lot", role="judge", participant="jud")


def a_stage(method: Method | None = None) -> Stage:
    """Return a process in which everybody sits who is there from the beginning."""
    return seat(Stage(method or matrix_method()))


def seat(stage: Stage, method: str = "small", **opening: Any) -> Stage:
    """Open the process, and let everybody in who is there from the beginning."""
    stage.do("open", "chair", method=method, title="Table", name="Chair", **opening)
    for name, party, *roles in (
        ("ann", "Town", "envoy"), ("abe", "Town", "giver"), ("lef", "Town", "envoy"), ("ben", "Mill", "envoy"),
        ("bea", "Mill", "giver"), ("jud", None, "judge"), ("una", None, "judge"), ("gus", None),
    ):  # fmt: skip
        stage.join(str(name), party, *map(str, roles))
    for one in ("ann", "ben"):
        stage.do("accept", one, role="judge", participant="jud")
    return stage
