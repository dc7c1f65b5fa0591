"""What was erased is shown as three dots, in every view that has a name; a document says that it is gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from engine.process.sight import Reader
from engine.process.view import (
    Telling,
    notes,
    participants,
    parties,
    progress,
    records,
    sessions,
    telling_for,
    waivers,
)
from engine.process.view.corrections import signer
from engine.process.view.shapes import Named
from tests.documents import PDF, sent
from tests.factories import a_method, a_need, a_record, two_parties


def test_a_process_party_and_participant_without_a_name_are_shown_as_dots() -> None:
    need = a_need("party.envoy.size() > 1", each="party", owed_by="envoy", unmet="{party.name} has one envoy")
    table = two_parties(a_method(gate=[need]))
    known, a = table.situation, table.party("A")
    erased = replace(
        known,
        title=None,
        parties=known.parties.set(a, replace(known.parties[a], name=None)),
        participants=known.participants.set("ann", replace(known.participants["ann"], name=None)),
    )

    telling = telling_for(table.method, erased, Reader())

    whole = progress(telling)
    assert whole.title == "…"
    assert [one.name for one in parties(telling)] == ["…", "B"]
    assert [(one.name, one.party and one.party.name) for one in participants(telling)] == [
        ("Chair", None), ("…", "…"), ("Bob", "B"),
    ]  # fmt: skip
    assert [(one.text, [owed.text for owed in one.owed_by]) for one in whole.todo if one.kind == "condition"] == [
        ("… has one envoy", ["role_of_party(role=Envoy, party=…)"]),
        ("B has one envoy", ["role_of_party(role=Envoy, party=B)"]),
    ]


def test_reasons_titles_and_texts_that_were_erased_are_shown_as_dots() -> None:
    need = a_need("notes.size() > 1", each="party", owed_by="envoy", unmet="Notes are missing")
    table = two_parties(
        a_method(
            records={"note": a_record(many=True)}, gate=[need], may=dict.fromkeys(("open", "admit", "hold"), "chair"),
            waivable_by="chair", table=["chair", "envoy"],
        )
    )  # fmt: skip
    start = table.at + timedelta(days=1)
    for session in ("walk", "talk"):
        table.do("plan", "chair", session=session, phase="work", title="Walk", starts_at=start)
    table.do("waive", "chair", waiver="w", condition="work:finish.asked", subject=table.party("A"), reason="Ill")
    table.do("note", "ann", note="n", text="Mine")
    table.do("hold", "chair", hold="h", reason="Floods")
    known = table.situation
    (note,) = known.notes
    erased = replace(
        known,
        sessions=known.sessions.set("walk", replace(known.sessions["walk"], title=None, called_off_at=start)),
        waivers=known.waivers.set("w", replace(known.waivers["w"], reason=None)),
        notes=known.notes.set(note, replace(known.notes[note], text=None)),
        holds=known.holds.set("h", replace(known.holds["h"], reason=None)),
    )

    whole, gone = (
        telling_for(table.method, one, Reader(participant="ann", party=table.party("A"))) for one in (known, erased)
    )

    def told(telling: Telling) -> list[object]:
        meetings = [(one.title, one.reason) for one in sessions(telling)]
        reasons = [[one.reason for one in waivers(telling)], [one.reason for one in progress(telling).holds]]
        return [meetings, *reasons, [one.text for one in notes(telling)]]

    assert told(whole) == [[("Walk", None), ("Walk", None)], ["Ill"], ["Floods"], ["Mine"]]
    assert told(gone) == [[("…", "…"), ("Walk", None)], ["…"], ["…"], ["…"]]


def test_whoever_signed_is_told_by_party_else_by_name_and_by_dots_where_he_is_not_known() -> None:
    table = two_parties(a_method())
    telling, a = table.telling(), table.party("A")

    assert [signer(telling, *one) for one in (("ann", a), ("ann", None), ("gone", None))] == [
        Named(a, "A"), Named("ann", "Ann"), Named("gone", "…"),
    ]  # fmt: skip


def test_a_document_whose_bytes_were_erased_says_so_and_another_does_not() -> None:
    paper = a_record(many=True, fields={"file": {"type": "document", "title": "File"}})
    table = two_parties(a_method(records={"paper": paper}))
    first, second = (table.share("paper", "ann", fields={"file": sent()}) for _ in range(2))
    known = table.situation
    (gone,) = [one for one in known.documents.values() if one.record == first]
    erased = replace(known, documents=known.documents.set(gone.id, replace(gone, erased=True)))

    told = {one.id: one.fields for one in records(telling_for(table.method, erased, Reader()))}

    plain = {"name": "plan.pdf", "type": "application/pdf", "size": len(PDF)}
    assert without_id(told[first]) == {**plain, "erased": True}
    assert without_id(told[second]) == plain


def without_id(fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields["file"].items() if name != "id"}
