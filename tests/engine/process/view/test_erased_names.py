"""What was erased is shown as three dots, in every view that has a name; a document says that it is gone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.process.sight import Reader
from engine.process.view import participants, parties, progress, records, telling_for
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
