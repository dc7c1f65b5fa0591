"""Forms by which people act: each for the one for whom it was drawn, and on what it was made from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from engine import Engine
from engine.errors import OutcomeUnknown, StoreBusy
from engine.language import read_method
from tests.api.access.people import Person, a_person, invited
from tests.api.access.test_sign_in import later
from tests.api.forms_in import Form, form_in, forms_in, text_in
from tests.engine.access.people import PASSWORD, an_organisation

NEVER = "01900000-0000-7000-8000-000000000000"
FORM = "application/x-www-form-urlencoded"
RICH = """\
sluis: 1
method: rich
version: 1.0.0
title: Rich
summary: Everything that a form can ask.
source: A practice.
languages: [en]
may: {open: chair, admit: chair, hold: chair, cancel: chair}
waivable_by: chair
roles:
  chair: {title: Chair}
  guide: {title: Guide, neutral: true, accepted_by: parties, named_by: chair}
  envoy: {title: Envoy, of: party}
  expert: {title: Expert}
records:
  wish:
    title: Wish
    per: party
    many: true
    fields:
      line: {type: line, title: Line}
      amount: {type: number, title: Amount, optional: true}
      count: {type: whole, title: Count, from: 1, to: 9, optional: true}
      sure: {type: yes_no, title: Sure, optional: true}
      day: {type: date, title: Day, optional: true}
      kind: {type: choice, title: Kind, options: {soft: Soft, hard: Hard}, optional: true}
      words: {type: list, of: line, title: Words, optional: true}
      kinds: {type: list, of: choice, title: Kinds, options: {one: One, two: Two}, optional: true}
      whom: {type: party, title: Whom, optional: true}
      own: {type: text, title: Own, seen_by: party, optional: true}
    written_by: envoy
    seen_by: process
  interest:
    title: Interest
    per: party
    many: true
    fields: {statement: {type: text, title: Statement}}
    written_by: envoy
    sealed_until: {each: party}
    seen_by: process
  clause:
    title: Clause
    many: true
    fields: {wording: {type: text, title: Wording}}
    written_by: [chair, envoy]
    confirmed_by: {each: party, role: envoy}
    seen_by: process
  objection:
    title: Objection
    many: true
    fields: {ground: {type: text, title: Ground}}
    written_by: envoy
    seen_by: process
decisions:
  deal:
    title: The deal
    about: clause
    by: chair
    voters: {each: party, role: envoy}
    rule: consent
    objections: objection
    reason: [object]
    seen_by: process
  which:
    title: Which
    by: chair
    voters: {each: party, role: envoy}
    ballot: {approval: wish}
    rule: most
    sealed: true
    seen_by: process
  order:
    title: Order
    by: chair
    voters: {each: party, role: envoy}
    ballot: {ranking: {a: First thing, b: Second thing}}
    rule: {ranking: schulze}
    abstain: allowed
    seen_by: process
  how_much:
    title: How much
    by: chair
    voters: {each: party, role: envoy}
    ballot: {number: {from: 0, to: 10}}
    rule: {accepted: tally.sum > 0}
    sealed: true
    seen_by: process
  home:
    title: Home
    by: chair
    voters: {each: party, role: envoy}
    rule: unanimity
    ratified_by: {each: party, role: envoy}
    seen_by: process
  both:
    title: Both
    by: chair
    voters: [{each: expert}, {each: party, role: envoy}]
    rule: unanimity
    seen_by: process
  quiet:
    title: Quiet
    by: chair
    voters: {each: party, role: envoy}
    rule: majority
    secret: true
    seen_by: process
  hush:
    title: Hush
    by: chair
    voters: {each: party, role: envoy}
    rule: majority
    sealed: true
    seen_by: [chair, envoy]
gates:
  wishes:
    title: Wishes are there
    all:
      - {id: wish, each: party, need: wishs.size() >= 1, unmet: "{party.name} has no wish", owed_by: envoy}
phases:
  talk:
    title: Talk
    open: [wish, interest, clause, objection, deal, which, order, how_much, home, both, quiet, hush]
    moves:
      on: {title: Go on, to: end.done, gate: wishes, by: chair}
      stop: {title: Stop, to: end.over, by: chair, reason: required}
ends:
  done: {title: Done, verdict: success}
  over: {title: Over, verdict: cancelled}
"""
DUTCH = """\
sluis: 1
method: dutch
version: 1.0.0
title: {en: Dutch, nl: Nederlands}
summary: {en: Numbers., nl: Getallen.}
source: {en: A practice., nl: Een praktijk.}
languages: [en, nl]
may: {open: chair, admit: chair, hold: chair, cancel: chair}
roles:
  chair: {title: {en: Chair, nl: Voorzitter}}
  envoy: {title: {en: Envoy, nl: Afgezant}, of: party}
records:
  offer:
    title: {en: Offer, nl: Bod}
    many: true
    fields:
      amount: {type: number, title: {en: Amount, nl: Bedrag}}
      shares: {type: list, of: number, title: {en: Shares, nl: Delen}, optional: true}
    written_by: envoy
    seen_by: process
decisions:
  how_much:
    title: {en: How much, nl: Hoeveel}
    by: chair
    voters: {each: party, role: envoy}
    ballot: {number: {from: 0, to: 100000}}
    rule: {accepted: tally.sum > 0}
    seen_by: process
phases:
  talk:
    title: {en: Talk, nl: Praat}
    open: [offer, how_much]
    moves: {stop: {title: {en: Stop, nl: Stop}, to: end.over, by: chair}}
ends:
  over: {title: {en: Over, nl: Over}, verdict: cancelled}
"""
OPENING = {"method": "rich", "title": "Along the river", "name": "Noor", "actor": "noor", "case": {}}


@pytest.fixture
def process(engine: Engine, owner: Person) -> str:
    engine.publish(read_method(RICH, "rich.yaml"))
    return str(owner.post("/v1/processes", OPENING)["process"])


@pytest.fixture
def xan(app: FastAPI, owner: Person, process: str) -> Person:
    return invited(app, owner, process, "xan", party="North", role="envoy")


@pytest.fixture
def yara(app: FastAPI, owner: Person, process: str, xan: Person) -> Person:
    return invited(app, owner, process, "yara", party="South", role="envoy")


def the_form(person: Person, process: str, do: str, **named: str) -> Form:
    answer = person.client.get(f"/processes/{process}/form", params={"do": do, **named})
    assert answer.status_code == 200, answer.text
    return form_in(answer.text, do)


def is_done(answer: Any, process: str, do: str) -> None:
    assert answer.status_code == 303, text_in(answer.text)
    assert answer.headers["location"].startswith(f"/processes/{process}?did={do}&mark=")


def records_of(person: Person, process: str, kind: str) -> list[dict[str, Any]]:
    return list(person.get(f"/v1/processes/{process}/records/{kind}"))


def log_of(person: Person, process: str) -> list[str]:
    return [one["id"] for one in person.get(f"/v1/processes/{process}/log?limit=500")["items"]]


def a_clause(owner: Person, process: str, wording: str = "We share.") -> str:
    owner.do(process, "record", record="clause", id="c", fields={"wording": wording})
    version = 1 + max((one["version"] for one in records_of(owner, process, "clause") if one["shared_at"]), default=0)
    owner.do(process, "share", id="c", version=version)
    return "c"


def test_a_record_of_every_kind_of_field_is_written_and_shared_by_a_form(process: str, xan: Person) -> None:
    form = the_form(xan, process, "record", record="wish")
    north = next(one["id"] for one in xan.get(f"/v1/processes/{process}/parties"))
    given: dict[str, Any] = {
        "f__line": "Dry feet", "f__amount": "12.50", "f__count": "3", "f__sure": "yes", "f__day": "2026-05-04",
        "f__kind": "hard", "f__words": "one\r\n\r\ntwo", "f__kinds": ["one", "two"], "f__whom": north,
        "f__own": "a\r\nb",
    }  # fmt: skip
    is_done(form.send(xan.client, "share", **given), process, "record")

    (written,) = records_of(xan, process, "wish")
    assert written["state"] == "shared"
    assert written["fields"] == {
        "line": "Dry feet", "amount": "12.5", "count": 3, "sure": True, "day": "2026-05-04", "kind": "hard",
        "words": ["one", "two"], "kinds": ["one", "two"], "whom": north, "own": "a\nb",
    }  # fmt: skip


def test_a_draft_is_kept_changed_shared_and_withdrawn_by_forms(owner: Person, process: str, xan: Person) -> None:
    is_done(the_form(xan, process, "record", record="wish").send(xan.client, "draft", f__line="Dry"), process, "record")
    (draft,) = records_of(xan, process, "wish")
    assert (draft["state"], records_of(owner, process, "wish")) == ("draft", [])

    form = the_form(xan, process, "record", record="wish", id=draft["id"])
    assert form.fields["f.line"] == ["Dry"]
    is_done(form.send(xan.client, "draft", f__line="Drier"), process, "record")
    is_done(the_form(xan, process, "share", id=draft["id"]).send(xan.client), process, "share")
    assert records_of(owner, process, "wish")[0]["fields"]["line"] == "Drier"
    is_done(the_form(xan, process, "withdraw", id=draft["id"]).send(xan.client), process, "withdraw")
    assert records_of(owner, process, "wish")[0]["state"] == "withdrawn"


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept(process: str, xan: Person) -> None:
    form = the_form(xan, process, "record", record="wish")
    before = log_of(xan, process)
    for given, pointer in (
        ({"f__line": ""}, "f.line"),
        ({"f__line": "Dry", "f__count": "12"}, "f.count"),
        ({"f__line": "Dry", "f__count": "9" * 400}, "f.count"),
        ({"f__line": "Dry", "f__count": "٣"}, "f.count"),
        ({"f__line": "Dry", "f__amount": "1e999999"}, "f.amount"),
        ({"f__line": "Dry", "f__day": "0000-01-01"}, "f.day"),
        ({"f__line": "Dry", "f__kind": "odd"}, "f.kind"),
        ({"f__line": "Dry", "f__whom": "nobody"}, "f.whom"),
        ({"f__line": "Dry\nWet"}, "f.line"),
    ):
        answer = form.send(xan.client, "share", **given)
        assert answer.status_code == 422, (given, answer.text)
        assert 'role="alert"' in answer.text
        assert f'href="#{_slug(answer.text)}-{pointer}"' in answer.text, (given, text_in(answer.text))
        kept = form_in(answer.text, "record")
        assert kept.fields["f.line"] == [given["f__line"]]
        assert kept.fields["f.own"] == [""]
    assert log_of(xan, process) == before
    is_done(form_in(answer.text, "record").send(xan.client, "share", f__line="Dry"), process, "record")


def test_a_record_is_confirmed_and_unconfirmed_as_it_was_shown(owner: Person, process: str, xan: Person) -> None:
    clause = a_clause(owner, process)
    is_done(the_form(xan, process, "confirm", id=clause).send(xan.client), process, "confirm")
    assert xan.client.get(f"/processes/{process}/form?do=confirm&id={clause}").status_code == 409
    is_done(the_form(xan, process, "unconfirm", id=clause).send(xan.client), process, "unconfirm")
    assert records_of(owner, process, "clause")[0]["confirmed_by"] == []


def test_a_deposit_is_sealed_as_it_was_shown(process: str, xan: Person, yara: Person) -> None:
    north = xan.get(f"/v1/processes/{process}/parties")[0]["id"]
    said = xan.client.get(f"/processes/{process}/form?do=seal&record=interest&subject={north}").text
    assert "Your deposit is empty." in text_in(said)
    form = form_in(said, "seal")
    written = the_form(xan, process, "record", record="interest")
    assert written.buttons == [("way", "draft")]
    is_done(written.send(xan.client, "draft", f__statement="Rest"), process, "record")

    stale = form.send(xan.client)
    assert stale.status_code == 412
    assert "Rest" in text_in(stale.text)
    is_done(form_in(stale.text, "seal").send(xan.client), process, "seal")
    assert xan.client.get(f"/processes/{process}/form?do=seal&record=interest&subject={north}").status_code == 409


def test_a_guide_is_accepted_and_no_longer(owner: Person, process: str, xan: Person) -> None:
    owner.do(process, "join", participant="gus", name="Gus", roles=["guide"])
    is_done(the_form(xan, process, "accept", role="guide", participant="gus").send(xan.client), process, "accept")
    assert _role(owner, process, "gus")["accepted"] is True
    again = the_form(xan, process, "accept", role="guide", participant="gus", answer="no")
    is_done(again.send(xan.client), process, "accept")
    assert _role(owner, process, "gus")["accepted"] is False


def test_a_decision_is_proposed_voted_on_objected_to_judged_and_closed(
    owner: Person, process: str, xan: Person, yara: Person
) -> None:
    a_clause(owner, process)
    is_done(the_form(owner, process, "propose", decision="deal").send(owner.client), process, "propose")
    (run,) = [one["run"] for one in owner.get(f"/v1/processes/{process}/decisions")]
    form = the_form(xan, process, "vote", run=run)
    assert form.asked == ["ballot", "reason"]

    missing = form.send(xan.client, ballot="object")
    assert missing.status_code == 409
    assert form_in(missing.text, "vote").fields["ballot"] == ["object"]
    is_done(form.send(xan.client, ballot="object", reason="Too wet"), process, "vote")
    is_done(the_form(xan, process, "object", run=run).send(xan.client, f__ground="Too wet"), process, "object")
    (objection,) = records_of(owner, process, "objection")
    judged = the_form(owner, process, "judge", id=objection["id"])
    assert judged.send(owner.client, admissible="", reason="Because").status_code == 422
    is_done(judged.send(owner.client, admissible="yes", reason="Because"), process, "judge")
    is_done(the_form(xan, process, "settle", id=objection["id"]).send(xan.client, how="Pumps"), process, "settle")
    is_done(the_form(xan, process, "vote", run=run).send(xan.client, ballot="yes"), process, "vote")
    assert owner.client.get(f"/processes/{process}/form?do=close&run={run}").status_code == 409
    is_done(the_form(yara, process, "vote", run=run).send(yara.client, ballot="yes"), process, "vote")
    is_done(the_form(owner, process, "close", run=run).send(owner.client), process, "close")
    assert owner.get(f"/v1/processes/{process}/decisions")[0]["state"] == "accepted"


def test_every_kind_of_ballot_can_be_cast(owner: Person, process: str, xan: Person, yara: Person) -> None:
    xan.do(process, "record", record="wish", id="w", fields={"line": "Dry"})
    xan.do(process, "share", id="w", version=1)
    for decision in ("which", "order", "how_much"):
        owner.do(process, "propose", decision=decision, run=decision)

    is_done(the_form(xan, process, "vote", run="which").send(xan.client, ballot=["w"]), process, "vote")
    ranked = the_form(xan, process, "vote", run="order")
    assert ranked.send(xan.client).status_code == 422
    is_done(ranked.send(xan.client, ballot__b="1", ballot__a="2"), process, "vote")
    number = the_form(xan, process, "vote", run="how_much")
    for odd in ("9" * 5_000, "1e9999999", "", "٣", "11"):
        answer = number.send(xan.client, ballot=odd)
        assert answer.status_code == 422, (odd, text_in(answer.text))
    assert ranked.send(xan.client, ballot__b="9" * 5_000).status_code in (409, 412, 422)
    is_done(number.send(xan.client, ballot="2.5"), process, "vote")
    for run in ("which", "order", "how_much"):
        yara.do(process, "vote", run=run, ballot={"which": ["w"], "order": ["a", "b"], "how_much": "1"}[run])
        is_done(the_form(owner, process, "close", run=run).send(owner.client), process, "close")
    said = {one["name"]: one["tally"] for one in owner.get(f"/v1/processes/{process}/decisions")}
    assert said["order"]["preferences"] == {"a>b": "1", "b>a": "1"}
    assert said["how_much"]["total"] == "7/2"


def test_a_decision_is_ratified_under_conditions(owner: Person, process: str, xan: Person) -> None:
    owner.do(process, "propose", decision="home", run="h")
    xan.do(process, "vote", run="h", ballot="yes")
    owner.do(process, "close", run="h")
    form = the_form(xan, process, "ratify", run="h")
    assert form.send(xan.client, given="with_conditions").status_code == 409
    is_done(form.send(xan.client, given="with_conditions", conditions="If dry"), process, "ratify")
    is_done(the_form(xan, process, "ratify", run="h").send(xan.client, given="yes"), process, "ratify")
    assert owner.get(f"/v1/processes/{process}/decisions")[0]["state"] == "ratified"


def test_a_step_is_taken_a_hold_asked_for_and_ended(owner: Person, process: str, xan: Person) -> None:
    is_done(the_form(owner, process, "hold").send(owner.client, reason="Summer"), process, "hold")
    is_done(the_form(owner, process, "resume").send(owner.client, reason="Autumn"), process, "resume")
    stop = the_form(owner, process, "move", move="talk.stop")
    assert stop.send(owner.client).status_code == 409
    is_done(stop.send(owner.client, reason="No"), process, "move")
    assert owner.get(f"/v1/processes/{process}")["outcome"] == "over"


def test_a_meeting_is_planned_by_the_clocks_of_the_process_and_recorded(
    owner: Person, process: str, xan: Person
) -> None:
    form = the_form(owner, process, "plan", phase="talk")
    assert form.send(owner.client, title="First", starts_at="soon").status_code == 422
    is_done(form.send(owner.client, title="First", starts_at="2026-01-15T13:30", agenda="All"), process, "plan")
    (planned,) = owner.get(f"/v1/processes/{process}/sessions")
    assert (planned["title"], planned["starts_at"]) == ("First", "2026-01-15T12:30:00Z")
    record = the_form(owner, process, "attend", session=planned["id"])
    is_done(record.send(owner.client, present=["xan"], minutes="We met", ended="yes"), process, "attend")
    (held,) = owner.get(f"/v1/processes/{process}/sessions")
    assert (held["state"], [one["id"] for one in held["present"]], held["minutes"]) == ("held", ["xan"], "We met")


def test_a_waiver_is_proposed_and_agreed_to_by_whoever_proved_who_he_is(
    owner: Person, process: str, xan: Person
) -> None:
    north = xan.get(f"/v1/processes/{process}/parties")[0]["id"]
    form = the_form(owner, process, "waive", condition="wishes.wish", subject=north)
    is_done(form.send(owner.client, reason="Too late"), process, "waive")
    (waiver,) = owner.get(f"/v1/processes/{process}/waivers")
    agree = the_form(xan, process, "agree", waiver=waiver["id"])
    path = f"/processes/{process}/form?do=agree&waiver={waiver['id']}"
    with later(xan, timedelta(minutes=11)):
        answer = agree.send(xan.client)
        assert answer.status_code == 403
        assert "/prove?next=" in answer.text
        assert owner.get(f"/v1/processes/{process}/waivers")[0]["state"] == "proposed"
        asked = xan.client.get(path, follow_redirects=False)
        assert (asked.status_code, asked.headers["location"].partition("?")[0]) == (303, "/prove")
        assert xan.client.post("/v1/session/proof", json={"password": PASSWORD}).status_code == 204
        is_done(form_in(answer.text, "agree").send(xan.client), process, "agree")
    assert owner.get(f"/v1/processes/{process}/waivers")[0]["state"] == "granted"


def test_a_form_that_was_left_open_does_nothing_for_whoever_signs_in_next(
    app: FastAPI, owner: Person, process: str, xan: Person, yara: Person
) -> None:
    xans = the_form(xan, process, "record", record="wish")
    before = log_of(owner, process)
    for person in (yara, owner):
        answer = xans.send(person.client, "share", f__line="Something of North alone")
        assert answer.status_code == 403
        assert "This form was not drawn for you" in text_in(answer.text)
        assert "Something of North alone" not in answer.text
    assert log_of(owner, process) == before


def test_whoever_signed_in_anew_gets_his_form_back_with_what_he_typed(process: str, xan: Person) -> None:
    form = the_form(xan, process, "record", record="wish")
    before = log_of(xan, process)
    xan.sign_in()

    answer = form.send(xan.client, "share", f__line="Dry")
    assert answer.status_code == 409
    assert "You have signed in anew since this form was drawn" in text_in(answer.text)
    assert log_of(xan, process) == before
    is_done(form_in(answer.text, "record").send(xan.client, "share"), process, "record")
    assert [one["fields"]["line"] for one in records_of(xan, process, "wish")] == ["Dry"]


def test_a_form_of_one_process_does_nothing_in_another(owner: Person, process: str, xan: Person) -> None:
    other = str(owner.post("/v1/processes", OPENING | {"actor": "noor2"})["process"])
    form = the_form(owner, process, "hold")
    form.action = f"/processes/{other}/do"
    assert form.send(owner.client, reason="Summer").status_code in (403, 409)
    assert owner.get(f"/v1/processes/{other}")["state"] == "open"


@pytest.mark.parametrize("name", ["do", "record", "key", "base", "mark", "x.version"])
def test_a_form_whose_marks_were_changed_does_nothing(name: str, process: str, xan: Person) -> None:
    form = the_form(xan, process, "record", record="wish")
    form.fields[name] = ["interest" if name == "record" else "share" if name == "do" else "2"]
    before = log_of(xan, process)
    assert form.send(xan.client, "draft", f__line="Dry").status_code in (403, 409)
    assert log_of(xan, process) == before


def test_what_changed_since_a_form_was_drawn_is_told_and_nothing_is_done(
    owner: Person, process: str, xan: Person, yara: Person
) -> None:
    a_clause(owner, process)
    confirm = the_form(xan, process, "confirm", id="c")
    a_clause(owner, process, "We share nothing.")
    answer = confirm.send(xan.client)
    assert answer.status_code == 412
    said = text_in(answer.text)
    assert "Something changed since you opened this form" in said
    assert "Noor shared “Clause”" in said or "Clause" in said
    assert "We share nothing." in said
    assert records_of(owner, process, "clause")[0]["confirmed_by"] == []
    is_done(form_in(answer.text, "confirm").send(xan.client), process, "confirm")


def test_a_vote_counts_only_on_what_the_voter_saw(owner: Person, process: str, xan: Person, yara: Person) -> None:
    owner.do(process, "propose", decision="home", run="h")
    vote = the_form(xan, process, "vote", run="h")
    xan.do(process, "vote", run="h", ballot="no")
    answer = vote.send(xan.client, ballot="yes", reason="I typed this")
    assert answer.status_code == 412
    assert form_in(answer.text, "vote").fields["reason"] == ["I typed this"]
    yara.do(process, "vote", run="h", ballot="yes")
    close = the_form(owner, process, "close", run="h")
    xan.do(process, "vote", run="h", ballot="yes")
    answer = close.send(owner.client)
    assert answer.status_code == 412
    assert owner.get(f"/v1/processes/{process}/decisions")[0]["state"] == "open"
    is_done(form_in(answer.text, "close").send(owner.client), process, "close")
    late = vote.send(xan.client, ballot="yes", reason="I typed this")
    assert late.status_code == 412
    assert "I typed this" in text_in(late.text)


def test_a_vote_is_that_of_the_voter_whom_the_form_names(
    app: FastAPI, owner: Person, process: str, xan: Person, yara: Person
) -> None:
    zoe = invited(app, owner, process, "zoe", party="North", role="envoy")
    owner.do(process, "appoint", participant="xan", role="expert")
    owner.do(process, "propose", decision="both", run="b")
    north = next(one["id"] for one in xan.get(f"/v1/processes/{process}/parties") if one["name"] == "North")
    page = xan.client.get(f"/processes/{process}").text
    mine = {one.fields["voter"][0]: one for one in forms_in(page) if one.do == "vote"}
    assert {voter: one.label for voter, one in mine.items()} == {
        "xan": "Vote on behalf of Xan: Both", north: "Vote on behalf of North: Both"
    }  # fmt: skip

    is_done(the_form(zoe, process, "vote", run="b").send(zoe.client, ballot="no"), process, "vote")
    is_done(mine["xan"].send(xan.client, ballot="yes"), process, "vote")
    assert _cast(xan, process, "b") == {north: ("no", "envoy", "zoe"), "xan": ("yes", "expert", "xan")}

    stale = mine[north].send(xan.client, ballot="yes")
    assert stale.status_code == 412
    changed = form_in(stale.text, "vote")
    assert (changed.label, changed.fields["voter"]) == ("Change the vote of North: Both", [north])
    assert _cast(xan, process, "b")[north] == ("no", "envoy", "zoe")
    is_done(changed.send(xan.client, ballot="yes"), process, "vote")
    assert _cast(xan, process, "b")[north] == ("yes", "envoy", "xan")


def test_a_form_casts_no_other_vote_of_the_same_person(owner: Person, process: str, xan: Person, yara: Person) -> None:
    owner.do(process, "appoint", participant="xan", role="expert")
    owner.do(process, "propose", decision="both", run="b")
    north = next(one["id"] for one in xan.get(f"/v1/processes/{process}/parties") if one["name"] == "North")
    page = xan.client.get(f"/processes/{process}/form", params={"do": "vote", "run": "b", "voter": north}).text
    assert "You vote on behalf of North." in text_in(page)
    drawn = form_in(page, "vote")
    drawn.fields["as"] = ["expert"]
    is_done(drawn.send(xan.client, ballot="yes"), process, "vote")
    assert _cast(xan, process, "b") == {north: ("yes", "envoy", "xan")}
    assert the_form(xan, process, "vote", run="b").fields["voter"] == ["xan"]
    for person, voter in ((xan, "yara"), (yara, north), (yara, "xan"), (owner, north)):
        asked = {"do": "vote", "run": "b", "voter": voter}
        assert person.client.get(f"/processes/{process}/form", params=asked).status_code == 409


def test_a_sealed_vote_replaces_no_vote_of_ones_own_side_that_one_did_not_know_of(
    app: FastAPI, owner: Person, process: str, xan: Person, yara: Person
) -> None:
    zoe = invited(app, owner, process, "zoe", party="North", role="envoy")
    for decision in ("how_much", "hush"):
        owner.do(process, "propose", decision=decision, run=decision)
    north = the_form(xan, process, "vote", run="how_much").fields["voter"][0]
    xan.do(process, "vote", run="how_much", ballot="1")
    mine = the_form(xan, process, "vote", run="how_much")
    yara.do(process, "vote", run="how_much", ballot="4")
    zoe.do(process, "vote", run="how_much", ballot="7")
    stale = mine.send(xan.client, ballot="2")
    assert stale.status_code == 412
    assert "Something changed since you opened this form" in text_in(stale.text)
    assert _cast(xan, process, "how_much")[north] == ("7", "envoy", "zoe")
    is_done(form_in(stale.text, "vote").send(xan.client), process, "vote")
    assert _cast(xan, process, "how_much")[north] == ("2", "envoy", "xan")

    xan.do(process, "vote", run="hush", ballot="yes")
    alone = the_form(xan, process, "vote", run="hush")
    zoe.do(process, "vote", run="hush", ballot="no")
    is_done(alone.send(xan.client, ballot="yes"), process, "vote")


def test_a_secret_vote_that_was_cast_before_is_never_said_to_be_cast(
    app: FastAPI, owner: Person, process: str, xan: Person, yara: Person
) -> None:
    zoe = invited(app, owner, process, "zoe", party="West", role="envoy")
    will = invited(app, owner, process, "will", party="North", role="envoy")
    owner.do(process, "propose", decision="quiet", run="q")
    form, beside = the_form(xan, process, "vote", run="q"), the_form(will, process, "vote", run="q")
    is_done(form.send(xan.client, ballot="no"), process, "vote")
    assert "This vote was cast before" in text_in(beside.send(will.client, ballot="yes").text)
    for ballot in ("yes", "no"):
        again = form.send(xan.client, ballot=ballot)
        assert again.status_code == 409
        assert "This vote was cast before" in text_in(again.text)
        assert "cast." not in text_in(again.text)
        assert forms_in(again.text) == []

    raced = the_form(yara, process, "vote", run="q")
    is_done(raced.send(yara.client, ballot="no"), process, "vote")
    is_done(the_form(zoe, process, "vote", run="q").send(zoe.client, ballot="yes"), process, "vote")
    owner.do(process, "close", run="q")
    assert "This vote was cast before" in text_in(raced.send(yara.client, ballot="yes").text)
    assert owner.get(f"/v1/processes/{process}/decisions")[0]["tally"]["counts"] == {"no": 2, "yes": 1}


def test_of_two_secret_votes_by_one_form_at_once_the_second_is_not_said_to_be_cast(
    app: FastAPI, owner: Person, process: str, xan: Person, yara: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    invited(app, owner, process, "zoe", party="West", role="envoy")
    owner.do(process, "propose", decision="quiet", run="q")
    form, submit, first = the_form(xan, process, "vote", run="q"), Engine.submit, ["yes"]

    def overtaken(*given: Any, **named: Any) -> Any:
        if first:
            is_done(form.send(xan.client, ballot=first.pop()), process, "vote")
        return submit(*given, **named)

    with monkeypatch.context() as patched:
        patched.setattr(Engine, "submit", overtaken)
        second = form.send(xan.client, ballot="no")
    assert second.status_code == 409
    assert "This vote was cast before" in text_in(second.text)


def test_an_equal_place_is_no_preference_and_who_abstains_chooses_nothing(
    owner: Person, process: str, xan: Person
) -> None:
    owner.do(process, "propose", decision="order", run="o")
    form = the_form(xan, process, "vote", run="o")
    equal = form.send(xan.client, ballot__a="1", ballot__b="1")
    assert equal.status_code == 422
    assert "First thing: Give each a place of its own" in text_in(equal.text)
    kept = form_in(equal.text, "vote").fields
    assert (kept["ballot.a"], kept["ballot.b"]) == (["1"], ["1"])
    both = form.send(xan.client, ballot__a="1", ballot__b="", abstain="abstain")
    assert both.status_code == 422
    assert "You abstain and choose" in text_in(both.text)
    assert _cast(xan, process, "o") == {}
    is_done(form.send(xan.client, ballot__a="", ballot__b="", abstain="abstain"), process, "vote")
    assert [one for one, *_ in _cast(xan, process, "o").values()] == ["abstain"]


def test_a_dutch_number_is_never_taken_for_another(app: FastAPI, engine: Engine, owner: Person) -> None:
    engine.publish(read_method(DUTCH, "dutch.yaml"))
    process = str(owner.post("/v1/processes", OPENING | {"method": "dutch"})["process"])
    xan = invited(app, owner, process, "xan", party="North", role="envoy")
    xan.client.headers["Accept-Language"] = "nl"
    owner.do(process, "propose", decision="how_much", run="h")
    form = the_form(xan, process, "record", record="offer")
    for given in ({"f__amount": "25.000"}, {"f__amount": "-1.250.000"}, {"f__amount": "1", "f__shares": "2\r\n1.234"}):
        answer = form.send(xan.client, "share", **given)
        assert answer.status_code == 422, given
        assert "Een punt kan hier duizendtallen of een breuk betekenen" in text_in(answer.text)
        assert form_in(answer.text, "record").fields["f.amount"] == [given["f__amount"]]
    is_done(form.send(xan.client, "share", f__amount="1,234", f__shares="0,5\r\n2"), process, "record")
    (offer,) = records_of(xan, process, "offer")
    assert offer["fields"] == {"amount": "1.234", "shares": ["0.5", "2"]}
    again = the_form(xan, process, "record", record="offer", id=offer["id"])
    assert (again.fields["f.amount"], again.fields["f.shares"]) == (["1,234"], ["0,5\n2"])

    vote = the_form(xan, process, "vote", run="h")
    assert vote.send(xan.client, ballot="25.000").status_code == 422
    is_done(vote.send(xan.client, ballot="1,125"), process, "vote")
    assert the_form(xan, process, "vote", run="h").fields["ballot"] == ["1,125"]


def test_what_nobody_may_know_makes_no_form_stale(owner: Person, process: str, xan: Person, yara: Person) -> None:
    form = the_form(yara, process, "record", record="wish")
    xan.do(process, "record", record="wish", id="w", fields={"line": "Secret"})
    is_done(form.send(yara.client, "share", f__line="Dry"), process, "record")


def test_the_same_form_sent_twice_is_carried_out_once(process: str, xan: Person) -> None:
    form = the_form(xan, process, "record", record="wish")
    for _ in range(2):
        is_done(form.send(xan.client, "share", f__line="Dry"), process, "record")
    assert len(records_of(xan, process, "wish")) == 1

    other = form.send(xan.client, "share", f__line="Wet")
    assert other.status_code == 409
    assert "This form was sent before" in text_in(other.text)
    is_done(form_in(other.text, "record").send(xan.client, "share"), process, "record")
    assert [one["fields"]["line"] for one in records_of(xan, process, "wish")] == ["Dry", "Wet"]


@pytest.mark.parametrize("error", [StoreBusy("busy"), OutcomeUnknown("unknown")])
def test_what_could_not_be_carried_out_is_sent_again_as_the_same(
    error: Exception, process: str, xan: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = the_form(xan, process, "record", record="wish")

    def fails(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(Engine, "submit", fails)
        answer = form.send(xan.client, "share", f__line="Dry")
    assert answer.status_code == 503
    again = form_in(answer.text, "record")
    assert (again.fields["key"], again.fields["f.line"]) == (form.fields["key"], ["Dry"])
    is_done(again.send(xan.client, "share"), process, "record")


def test_a_form_is_refused_from_another_site_and_as_another_kind_of_body(process: str, xan: Person) -> None:
    form = the_form(xan, process, "record", record="wish")
    data = form.filled("share", f__line="Dry")
    before = log_of(xan, process)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert xan.client.post(form.action, data=data, headers=headers).status_code == 400
    assert xan.client.post(form.action, json=data).status_code == 415
    assert xan.client.post(form.action, files={"f.line": b"Dry"}).status_code == 403  # in parts, but without a mark
    assert log_of(xan, process) == before


def test_a_form_is_no_larger_than_other_bodies_and_asks_no_more_than_so_many_things(process: str, xan: Person) -> None:
    url, kind = f"/processes/{process}/do", {"Content-Type": FORM}
    assert xan.client.post(url, content=b"a=" + b"b" * 1024 * 1024, headers=kind).status_code == 413
    assert xan.client.post(url, content=b"&".join([b"a=b"] * 1_001), headers=kind).status_code == 422
    assert xan.client.post(url, content=b"a" * 300 + b"=b", headers=kind).status_code == 422
    assert xan.client.post(url, content=b"a=\xff", headers=kind).status_code == 422
    assert xan.client.post(url, content=b"a=%ff", headers=kind).status_code == 422
    assert xan.client.post(url, content=b"", headers=kind).status_code == 403


def test_a_form_of_a_process_that_one_may_not_know_is_as_of_one_that_never_was(
    app: FastAPI, engine: Engine, owner: Person, process: str, xan: Person
) -> None:
    an_organisation(engine, "village")
    vera = a_person(app, "vera", "owner", "facilitator", organisation="village")
    data = the_form(xan, process, "record", record="wish").filled("share", f__line="Dry")
    for body in (data, {"do": "nothing"}):
        mine = vera.client.post(f"/processes/{process}/do", data=body)
        never = vera.client.post(f"/processes/{NEVER}/do", data=body)
        assert (mine.status_code, mine.text.replace(process, NEVER)) == (404, never.text)


def test_a_program_sends_no_forms(owner: Person, process: str, xan: Person) -> None:
    data = the_form(xan, process, "record", record="wish").filled("share", f__line="Dry")
    program = xan.by(xan.token("read", "act"))
    assert program.client.post(f"/processes/{process}/do", data=data).status_code == 403
    assert records_of(xan, process, "wish") == []


def test_a_form_says_before_it_is_sent_who_will_see_what_is_written(process: str, xan: Person) -> None:
    said = text_in(xan.client.get(f"/processes/{process}/form?do=record&record=wish").text)
    assert "Who will see this: everybody who takes part." in said
    assert "A draft is seen by your own side alone: North." in said
    assert "Of this, “Own” is seen by North alone." in said
    sealed = text_in(xan.client.get(f"/processes/{process}/form?do=record&record=interest").text)
    assert "Until every deposit is closed nobody else sees it. After that: everybody who takes part." in sealed


def test_the_form_stands_right_at_what_is_missing(process: str, owner: Person, xan: Person, yara: Person) -> None:
    page = xan.client.get(f"/processes/{process}").text
    inside = page.partition('id="gate-1"')[2].partition("</section>")[0]
    assert [one.do for one in forms_in(inside)] == ["record"]
    is_done(forms_in(inside)[0].send(xan.client, "share", f__line="Dry"), process, "record")
    page = xan.client.get(f"/processes/{process}").text
    assert "South has no wish" in text_in(page)
    assert "North has no wish" not in text_in(page)


def test_a_form_for_what_is_not_there_or_not_ones_own_is_not_given(owner: Person, process: str, xan: Person) -> None:
    asked: tuple[dict[str, str], ...] = (
        {"do": "nothing"}, {"do": "record", "record": "nothing"}, {"do": "record", "record": "wish", "subject": "x"},
        {"do": "record", "record": "wish", "id": "x"}, {"do": "share", "id": "x"}, {"do": "vote", "run": "x"},
        {"do": "move", "move": "x"}, {"do": "move", "move": "talk.stop"},
        {"do": "accept", "role": "x", "participant": "y"},
        {"do": "propose", "decision": "home"}, {"do": "propose", "decision": "home", "subject": "x"},
        {"do": "waive", "condition": "wishes.wish", "subject": "x,y"}, {"do": "seal", "record": "wish"}, {"do": "hold"},
        {"do": "agree", "waiver": "x"}, {"do": "judge", "id": "x"}, {},
    )  # fmt: skip
    for one in asked:
        answer = xan.client.get(f"/processes/{process}/form", params=one)
        assert answer.status_code == 409, one
        assert forms_in(answer.text) == []


def test_that_it_was_done_is_said_to_whoever_did_it_and_made_up_by_nobody(
    process: str, xan: Person, yara: Person
) -> None:
    answer = the_form(xan, process, "record", record="wish").send(xan.client, "share", f__line="Dry")
    where = answer.headers["location"]
    assert "It is written." in text_in(xan.client.get(where).text)
    assert "It is written." not in text_in(yara.client.get(where).text)
    assert "Your vote is cast." not in text_in(xan.client.get(where.replace("record", "vote")).text)


def _slug(page: str) -> str:
    return page.partition('<a href="#')[2].partition("-f.")[0].rpartition("#")[2].partition('"')[0]


def _cast(person: Person, process: str, run: str) -> dict[str, tuple[Any, str | None, str]]:
    _, situation = person.engine.situation(process)
    return {voter: (one.ballot, one.by.role, one.by.participant) for voter, one in situation.runs[run].votes.items()}


def _role(person: Person, process: str, participant: str) -> dict[str, Any]:
    people = person.get(f"/v1/processes/{process}/participants")
    return dict(next(one for one in people if one["id"] == participant)["roles"][0])
