"""A field of one's own in a record that somebody else of the same role writes."""

from __future__ import annotations

from tests.factories import Table, a_method, a_record, a_table

TEXT = {"type": "text", "title": "Text"}


def table(**told: object) -> Table:
    """Return a table at which bob answers what ann asked, in a record that each writes alone."""
    fields = {"text": TEXT, "answer": {**TEXT, "optional": True, "written_by": "judge"}}
    roles = {"chair": {"title": "Chair"}, "judge": {"title": "Judge"}, "guest": {"title": "Guest"}}
    method = a_method(roles=roles, records={"claim": a_record(fields=fields, many=True, **told)})
    return a_table(method, [("ann", None, "guest"), ("bob", None, "guest", "judge"), ("eve", None, "guest")])


def test_who_could_write_such_a_record_of_his_own_fills_his_field_in_that_of_another() -> None:
    for told in ({"per": "participant", "written_by": "anyone"}, {"per": "guest", "written_by": "guest"}):
        here = table(**told)
        claim = here.share("claim", "ann")

        here.share("claim", "bob", claim, fields={"answer": "Granted"})

        version = here.record(claim).live
        assert version is not None
        assert dict(version.fields or {}) == {"text": "Something", "answer": "Granted"}


def test_he_fills_nothing_else_in_it() -> None:
    here = table(per="participant", written_by="anyone")
    claim = here.share("claim", "ann")

    refusal = here.refused("record", "bob", record="claim", id=claim, fields={"text": "Mine"})

    assert (refusal.kind, refusal.message) == ("not-yours", "field_not_yours")


def test_who_has_no_field_in_it_writes_nothing_of_it() -> None:
    here = table(per="participant", written_by="anyone")
    claim = here.share("claim", "ann")

    refusal = here.refused("record", "eve", record="claim", id=claim, fields={"text": "Mine"})

    assert (refusal.kind, refusal.message) == ("not-yours", "other_person")


def test_who_has_a_field_in_a_record_cannot_take_the_whole_of_it_back() -> None:
    here = table(per="participant", written_by="anyone")
    claim = here.share("claim", "ann")

    refusal = here.refused("withdraw", "bob", id=claim, version=1)

    assert refusal.kind == "not-yours"


def test_who_has_only_a_field_in_a_record_cannot_take_the_whole_of_it_back() -> None:
    here = table(written_by="chair")
    claim = here.share("claim", "chair")

    refusal = here.refused("withdraw", "bob", id=claim, version=1)
    here.share("claim", "bob", claim, fields={"answer": "Granted"})

    assert refusal.kind == "not-yours"
    here.do("withdraw", "chair", id=claim, version=2)
