from __future__ import annotations

from engine.process.view.shapes import Named
from tests.factories import a_method, a_record, two_parties


def test_a_subject_that_was_withdrawn_is_told_as_one_that_is_not_known() -> None:
    table = two_parties(a_method(records={"note": a_record(many=True, seen_by="party")}))
    note = table.share("note", "ann")
    told = table.telling("bob")
    before = told.subject([told.world.record(note)])

    table.do("withdraw", "ann", id=note, version=1)

    told = table.telling("bob")
    assert told.subject([told.world.record(note)]) == before == [Named("…", "…")]
