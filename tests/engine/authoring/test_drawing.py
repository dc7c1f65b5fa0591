"""What pictures say, in each of their forms, and that nothing in a method can be more than text in them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from api.wording.drawing import CATALOGS
from engine.authoring.drawing import Form
from engine.authoring.drawing.measure import width_of
from engine.files import read_file
from engine.language import Method, read
from tests.engine.authoring.drawn import FILES, ROOT, charted, method_in, picture_of
from tests.engine.authoring.pictures import SVG, read_picture
from tests.factories import ROLES, a_move, a_need, a_record

SHIPPED = ROOT / "methods" / "starting-collaboration" / "method.yaml"
HARM = '</text></desc><script>alert(1)</script>"\'&#60;`$x` --> end\\" ]; %% \u0007\ud7ff'
FORMS: tuple[Form, ...] = ("svg", "text", "mermaid", "dot")
EVERY = [
    pytest.param(one, language, id=f"{one.parent.name}-{one.stem}-{language}")
    for one in FILES
    for language in method_in(one).languages
]


def a_method(**told: Any) -> Method:
    declared = {
        "sluis": 1, "method": "small", "version": "1.0.0", "title": "Small", "summary": "Small.", "languages": ["en"],
        "may": {"open": "chair", "admit": "chair"}, "roles": ROLES,
        "records": {"fact": a_record(many=True), "plan": a_record(confirmed_by="chair")},
        "open": ["fact", "plan"],
        "phases": {"talk": {"title": "Talk", "moves": {"end": a_move("end.done")}}},
        "ends": {"done": {"title": "Done", "verdict": "success"}},
    } | told  # fmt: skip
    reading = read(json.dumps(declared), "small.yaml")
    assert reading.method is not None, reading.diagnostics
    return reading.method


def text_of(method: Method, language: str | None = None) -> str:
    return picture_of(method, language, form="text")


def one_gate(*conditions: dict[str, Any], **told: Any) -> str:
    """Return the outline of a method whose one move has a gate with these conditions."""
    moves = {"end": a_move("end.done", gate=list(conditions))}
    return text_of(a_method(phases={"talk": {"title": "Talk", "moves": moves}}, **told))


@pytest.mark.parametrize(("path", "language"), EVERY)
def test_the_text_twin_says_all_that_the_picture_shows(path: Path, language: str) -> None:
    method = method_in(path)
    twin = " ".join(text_of(method, language).split())

    rows = [row.what for row in read_picture(picture_of(method, language)).rows]

    said = [
        part.strip(" ·")
        for row in rows
        for part in row.replace("\N{NO-BREAK SPACE}", " ").split(" · ")
        if part.strip("· ")
    ]
    assert [one for one in said if one not in twin] == []


@pytest.mark.parametrize(("path", "language"), EVERY)
def test_every_form_names_every_phase_move_and_end(path: Path, language: str) -> None:
    method = method_in(path)
    _, chart = charted(method, language)
    titles = [one.title for one in chart.walk()] + [one.title for one in chart.ends]
    titles += [passage.title for _, passage in chart.passages()]

    for form in ("text", "dot"):
        told = picture_of(method, language, form=form)
        assert [one for one in titles if one not in told.replace('\\"', '"')] == []
    mermaid = re.sub(r"#(\d+);", lambda found: chr(int(found[1])), picture_of(method, language, form="mermaid"))
    assert [one for one in titles if one not in mermaid] == []


@pytest.mark.parametrize(("path", "language"), EVERY)
def test_a_picture_names_itself_and_carries_its_text_twin(path: Path, language: str) -> None:
    method = method_in(path)
    root = fromstring(picture_of(method, language))  # noqa: S314 - our own drawing
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")

    assert title is not None
    assert desc is not None
    assert (root.attrib["role"], root.attrib["lang"]) == ("img", language)
    assert (root.attrib["aria-labelledby"], root.attrib["aria-describedby"]) == (title.attrib["id"], desc.attrib["id"])
    assert (title.text, desc.text) == (method.declared.title.say(language), text_of(method, language))
    identities = [one.attrib["id"] for one in root.iter() if "id" in one.attrib]
    assert len(identities) == len(set(identities))
    assert {f"{method.id}-{one}" for one in method.plan.nodes if one} <= set(identities)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_method_gives_the_same_bytes(form: Form) -> None:
    method = method_in(SHIPPED)

    assert picture_of(method, "nl", form=form) == picture_of(read_again(SHIPPED), "nl", form=form)


def read_again(path: Path) -> Method:
    method = read_file(path).method
    assert method is not None
    return method


def test_a_picture_needs_no_style_script_or_anything_from_elsewhere() -> None:
    svg = picture_of(method_in(SHIPPED), "en")

    assert not re.search(r"<style|<script|<foreignObject|<image|href|style=|url\(|<!|on[a-z]+=", svg)


def harmful() -> Method:
    return a_method(
        title=HARM, summary=HARM, roles={"chair": {"title": HARM}, "envoy": {"title": "Envoy", "of": "party"}},
        phases={"talk": {"title": HARM, "purpose": HARM, "moves": {"end": a_move("end.done", title=HARM, gate=[
            a_need("facts.size() > 0", unmet=HARM)])}}},
        ends={"done": {"title": HARM, "verdict": "failure"}},
    )  # fmt: skip


def test_nothing_in_a_method_is_more_than_text_in_its_picture() -> None:
    root = fromstring(picture_of(harmful()))  # noqa: S314 - our own drawing

    tags = {one.tag.removeprefix(SVG) for one in root.iter()}
    assert tags <= {"svg", "title", "desc", "rect", "g", "text", "tspan", "path", "circle"}
    shown = "".join("".join(one.itertext()) for one in root.iter(f"{SVG}text"))
    assert "<script>alert(1)</script>" in shown


def test_nothing_in_a_method_is_more_than_text_in_mermaid_and_dot() -> None:
    mermaid, dot = picture_of(harmful(), form="mermaid"), picture_of(harmful(), form="dot")

    assert "<script" not in mermaid
    assert re.sub(r'"[^"]*"', "", mermaid).count('"') == 0
    assert all("<br/>" in one or "<" not in one for one in re.findall(r'"([^"]*)"', mermaid))
    assert re.sub(r'"(\\.|[^"\\])*"', "", dot).count('"') == 0
    assert "\u0007" not in mermaid + dot


@pytest.mark.parametrize(
    ("need", "told"),
    [
        ({"each": "party", "unmet": "{party.name} is late"}, "A party is late"),
        ({"each": "envoy", "unmet": "Who is {envoy.name}?"}, "Who is an envoy?"),
        ({"each": "fact", "unmet": "{fact.text} is open"}, "A record is open"),
        ({"each": "fact", "unmet": "“{fact.text}” is no “fact”"}, "A record is no “fact”"),
        ({"each": ["party as a", "party as b"], "unmet": "{b.name} waits for {a.name}"}, "Another party waits for one"),
        ({"each": "fact", "unmet": "What {fact.party} says of {fact.text}"}, "What a party says of “text”"),
        ({"each": "fact", "unmet": "Ask {fact.author}"}, "Ask a participant"),
        ({"advisory": True}, "Missing (Chair; advice only)"),
        ({"each": "party", "at_least": "60%"}, "Missing (Chair; enough: 60%)"),
    ],
)
def test_a_condition_is_told_about_anybody(need: dict[str, Any], told: str) -> None:
    assert f"- {told}" in one_gate(a_need("facts.size() > 0", **need))


def test_what_has_a_question_for_a_title_is_called_by_it() -> None:
    owed = a_record(many=True, plural="debts", title="What is still owed")

    told = one_gate(
        a_need("debts.size() > 0", each="owed", unmet="Nobody sees to this: {owed.text}"),
        records={"owed": owed},
        open=["owed"],
    )

    assert "- Nobody sees to this: “What is still owed” (" in told


def test_alternatives_are_told_as_such() -> None:
    one, other, third = (a_need("facts.size() > 0", id=name, unmet=name.upper()) for name in ("one", "other", "third"))

    told = one_gate(one, {"any": [other, third]})

    assert "3 conditions. Shut as long as:\n      - ONE (Chair)\n      all of this is so:\n        - OTHER (" in told


@pytest.mark.parametrize("gate", ["either", ["either"]])
def test_a_gate_that_any_condition_opens_is_shut_as_long_as_all_of_them_are_missing(gate: Any) -> None:
    either = {"title": "Either", "any": [a_need("facts.size() > 0", id="one"), a_need("facts.size() > 1", id="other")]}
    moves = {"end": a_move("end.done", gate=gate)}

    told = text_of(a_method(gates={"either": either}, phases={"talk": {"title": "Talk", "moves": moves}}))

    assert "2 conditions. Shut as long as all of this is so:\n      - Missing (Chair)\n" in told


def test_a_move_that_may_be_taken_in_a_hold_leads_back_only_where_it_leads_to_an_earlier_phase() -> None:
    talk = {"title": "Talk", "moves": {"skip": a_move("mend", back=True)}}
    mend = {"title": "Mend", "moves": {"again": a_move("talk", back=True), "end": a_move("end.done")}}
    everywhere = {"stuck": a_move("mend", back=True), "anew": a_move("talk", back=True)}

    told = text_of(a_method(phases={"talk": talk, "mend": mend}, moves=everywhere))

    assert "2 ways back" in told
    assert (told.count("On to 2 Mend"), told.count("Back to 2 Mend"), told.count("Back to 1 Talk")) == (2, 0, 2)


DEADLINE = {"deadline": {"type": "date", "title": "The last day"}}


@pytest.mark.parametrize(
    ("move", "told"),
    [
        ({}, "End: Done · By: Chair"),
        ({"by": ["chair", {"each": "party", "role": "envoy"}]}, "By: Chair or Envoy of each party"),
        ({"by": "parties", "reason": "required", "limit": 3}, "By: each party · With a reason · 3 times at most"),
        ({"lapses": ["fact"], "tells": ["envoy", "chair"]}, "Then lapse: Record · Told: Envoy and Chair"),
        ({"lapses": ["plan", {"fact": "fact.version > 1"}]}, "Then lapse: Record and Record (only those concerned)"),
        ({"at": "P2M5D"}, "By the clock: after 2 months and 5 days"),
        (
            {"at": "10 working days after plan.confirmed_at"},
            "By the clock: 10 working days after “Record” is confirmed",
        ),
        ({"at": "until plan.confirmed_at"}, "By the clock: when “Record” is confirmed"),
        ({"at": "until case.deadline"}, "By the clock: on “The last day”"),
        (
            {"at": "earliest of plan.shared_at, case.deadline"},
            "By the clock: at the first of these: “Record” is shared",
        ),
        ({"at": "term"}, "By the clock, when the term is over"),
    ],
)
def test_a_move_says_who_or_what_takes_it_and_what_goes_with_it(move: dict[str, Any], told: str) -> None:
    phases = {"talk": {"title": "Talk", "term": "P9D", "moves": {"end": a_move("end.done", **move)}}}

    assert told in text_of(a_method(phases=phases, case=DEADLINE))


@pytest.mark.parametrize(
    ("term", "en", "nl"),
    [
        ("P9D", "Term: 9 days", "Termijn: 9 dagen"),
        ("until case.deadline", "Term: until “The last day”", "Termijn: tot “The last day”"),
        ("until plan.shared_at", "Term: until “Plan” is shared", "Termijn: totdat “Plan” is gedeeld"),
        ("P9D after case.deadline", "Term: 9 days after “The last day”", "Termijn: 9 dagen na “The last day”"),
        ("P9D after plan.shared_at", "Term: 9 days after “Plan” is shared", "Termijn: 9 dagen nadat “Plan” is gedeeld"),
    ],
)
def test_a_term_is_told_as_people_say_it_in_both_languages(term: str, en: str, nl: str) -> None:
    phases = {"talk": {"title": "Talk", "term": term, "moves": {"end": a_move("end.done")}}}
    told = {"phases": phases, "case": DEADLINE, "records": {"plan": a_record(title="Plan")}, "open": ["plan"]}

    assert f"  {en}\n" in text_of(a_method(**told, languages=["en"]))
    assert f"  {nl}\n" in text_of(a_method(**told, languages=["nl"]))


def test_tracks_back_moves_and_numbers_are_told() -> None:
    told = text_of(method_in(SHIPPED), "nl")

    assert "  3 sporen naast elkaar\n  3a Belangen\n" in told
    assert "Terug naar 3a Belangen · Door: Procesbegeleider of Vertegenwoordiger · Met een reden" in told
    assert "Naar 4 Opgave · Door: Procesbegeleider · Wacht op elk spoor" in told
    assert "Vanuit elke fase\n  > Netjes uiteengaan\n" in told


def test_what_a_phase_runs_is_told() -> None:
    child = a_method(method="finding", title="Fact-finding")
    declared = {
        "sluis": 1, "method": "parent", "version": "1.0.0", "title": "Parent", "summary": "Parent.",
        "languages": ["en"], "may": {"open": "chair", "admit": "chair"}, "roles": ROLES,
        "records": {"fact": a_record(many=True)}, "open": ["fact"],
        "phases": {"begin": {"title": "Begin", "moves": {"on": a_move("find")}},
                   "find": {"title": "Find", "run": "finding", "each": "fact", "in_turn": True, "holds": "parent",
                            "resumes": ["begin"], "moves": {"end": a_move("end.done")}}},
        "ends": {"done": {"title": "Done", "verdict": "success"}},
    }  # fmt: skip
    reading = read(json.dumps(declared), "parent.yaml", {"finding": child}.get)
    assert reading.method is not None, reading.diagnostics

    told = text_of(reading.method)

    assert "Runs a process of its own for each record: Fact-finding\n  One after the other\n" in told
    assert "Its end can bring this process to 1 Begin\n" in told


def test_words_are_there_in_both_languages_with_the_same_places() -> None:
    places = {language: {key: set(re.findall(r"{\w+}", word)) for key, word in words.items()}
              for language, words in CATALOGS.items()}  # fmt: skip

    assert places["en"] == places["nl"]


def test_a_move_that_waits_for_tracks_is_drawn_shut() -> None:
    tracks = {name: {"title": name.upper(), "moves": {"ready": a_move("done")}} for name in ("one", "two")}
    moves = {
        "on": a_move("after"),
        "stop": a_move("end.done", waits_for=[]),
        "half": a_move("after", waits_for=["one"]),
    }
    after = {"title": "After", "moves": {"back": a_move("both", back=True), "end": a_move("end.done")}}
    phases = {"both": {"title": "Both", "tracks": tracks, "moves": moves}, "after": after}
    method = a_method(phases=phases)

    _, chart = charted(method)

    shut = {passage.address for _, passage in chart.passages() if passage.is_shut}
    assert shut == {"both.on", "both.half"}
    told = text_of(method)
    assert "On to 2 After · By: Chair · Waits for every track\n" in told
    assert "On to 2 After · By: Chair · Waits for 1a ONE alone\n" in told
    assert "End: Done · By: Chair · Interrupts the tracks\n" in told


def test_a_move_of_the_clock_alone_is_drawn_shut_and_one_that_people_take_too_is_not() -> None:
    moves = {"late": a_move("end.done", at="P9D", by=None), "both": a_move("end.done", at="P9D")}
    del moves["late"]["by"]

    _, chart = charted(a_method(phases={"talk": {"title": "Talk", "moves": moves}}))

    assert {passage.address: passage.is_shut for _, passage in chart.passages()} == {
        "talk.late": True,
        "talk.both": False,
    }


CASE = {
    "urgent": {"type": "yes_no", "title": "It is urgent"},
    "kind": {"type": "choice", "title": "Its kind", "options": {"large": "A large one", "small": "A small one"}},
}


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("case.urgent", "Only where “It is urgent” is yes"),
        ("!case.urgent", "Only where “It is urgent” is no"),
        ("case.kind == 'large'", "Only where “Its kind” is “A large one”"),
        ("case.kind != 'large'", "Only in cases to which it applies"),
        ("case.urgent && case.kind == 'large'", "Only in cases to which it applies"),
    ],
)
def test_a_phase_says_in_which_cases_it_applies_where_one_field_tells(where: str, told: str) -> None:
    phases = {
        "talk": {"title": "Talk", "moves": {"on": a_move("more")}},
        "more": {"title": "More", "where": where, "moves": {"end": a_move("end.done")}},
    }

    assert f"\n  {told}\n" in text_of(a_method(case=CASE, phases=phases))


def test_a_step_that_follows_when_something_is_no_longer_so_is_said_at_its_phase() -> None:
    gates = {"kept": {"title": "Facts kept", "all": [a_need("facts.size() >= 1")]}}
    talk = {
        "title": "Talk",
        "while": {"kept": {"after": "P5D", "move": "end"}},
        "moves": {"end": a_move("end.done")},
    }

    told = text_of(a_method(gates=gates, phases={"talk": talk}))

    assert "  When this is no longer so (Facts kept), after 5 days: To end.done\n" in told


def test_more_ends_than_can_be_tried_in_every_order_stay_in_theirs() -> None:
    names = [f"end_{number}" for number in range(10)]
    ends = {name: {"title": name, "verdict": "success"} for name in names}
    talk = {"title": "Talk", "moves": {name: a_move(f"end.{name}") for name in names}}

    _, chart = charted(a_method(ends=ends, phases={"talk": talk}))

    assert [one.name for one in chart.ends] == names


def test_what_is_in_no_table_of_widths_takes_room_unless_it_cannot_be_seen() -> None:
    plain, hidden, wide = (width_of(f"a{one}", 16, 400) for one in ("", "\u200b", "\u5171"))

    assert plain == hidden < wide


def test_a_condition_about_a_meeting_names_it_in_its_sentence() -> None:
    told = one_gate(a_need("session.exists", unmet="{session.title} is not planned"))

    assert "- “session” is not planned (Chair)" in told
