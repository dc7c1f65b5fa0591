"""Who may do what is what the method says, facilitators too; and of what one may not know nothing is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import pytest

from api.problems import STATUS
from engine.errors import MethodInvalid
from engine.process.commands import COMMANDS, Command
from engine.process.refusal import Refusal
from tests.factories import a_decision, a_method, a_record
from tests.promises.matrix.cast import PARTICIPANTS, ROLES
from tests.promises.matrix.page import PAGE_OF_RIGHTS, page_of_rights
from tests.promises.matrix.rights import ACTORS, GONE, HELD, Right, answered, named_by, played, rights
from tests.promises.seen import as_text, refused

if TYPE_CHECKING:
    from tests.promises.matrix.cast import Stage

pytestmark = pytest.mark.P7


def test_every_command_has_its_right() -> None:
    assert [one.do for one in rights()] == [one for one in COMMANDS if one != "open"], (
        "each command is in tests/promises/matrix/rights.yaml: with the key of the method that gives the right to it, "
        "who may and what the others are told"
    )


def test_the_page_says_what_the_rights_say() -> None:
    assert PAGE_OF_RIGHTS.read_text(encoding="utf-8") == page_of_rights(rights()), (
        "make it anew: python -m tests.promises.matrix.page"
    )


@pytest.mark.parametrize("right", rights(), ids=lambda one: one.do)
def test_each_may_do_what_the_method_says_and_is_told_the_rule_where_he_may_not(right: Right) -> None:
    stage = played(right)

    for actor in ACTORS:
        told = answered(stage, right.do, str(PARTICIPANTS[actor]), right.body)
        wanted = right.answer(actor)
        if not isinstance(told, Refusal):
            assert wanted == "", f"{actor} did it, and should be told {wanted}"
        elif wanted == "unknown":
            assert told.kind == "unknown-thing", (actor, told)
        else:
            assert told.message == wanted, (actor, told)
            assert STATUS[told.kind] == 409, (actor, told)


@pytest.mark.parametrize("right", [one for one in rights() if one.right != "oneself"], ids=lambda one: one.do)
def test_the_right_is_that_of_the_roles_that_the_method_names(right: Right) -> None:
    roles = named_by(right.right)

    for actor in set(ACTORS) - set(GONE):
        if actor in right.may:
            assert HELD.get(actor) in roles or right.do == "settle", f"{actor} may, and the method does not say so"
        elif HELD.get(actor) in roles:
            assert actor in {*right.told, *right.unknown}, f"{actor} may not, and nothing says why"


# of what one may not know, the answer is that to what never existed


HIDDEN = {
    "hidrecord": ("writer",),
    "hiddraft": ("writer", "fellow", "newcomer"),
    "hidnoted": ("writer", "fellow", "newcomer", "judge"),
    "hidrun": ("writer", "fellow", "newcomer"),
    "hidqualm": ("writer", "fellow", "newcomer"),
    "hidwaiver": ("writer", "fellow", "newcomer", "chair"),
}
NEVER = "neverwas"
NAMES_NEW = "new_id"  # an id that was chosen by hand can be tried: it is taken (decision 10)
SEVERAL = ("about", "participants", "present", "roles")


def with_hidden(right: Right) -> Stage:
    """Return the process in which a command is tried, with one of each that few may know of."""
    stage = played(right)
    said = {"fields": {"text": "Hidden"}}
    stage.share("for_owner", "ann", "hidrecord", **said)
    stage.draft("for_process", "ann", "hiddraft", **said)
    stage.share("for_judge", "ann", "hidnoted", **said)
    if not stage.situation.open_holds():
        stage.propose("ours", "ann", subject=stage.party("Town"), run="hidrun")
        stage.propose("ours_agreed", "ann", subject=stage.party("Town"), run="hidother")
        stage.do("object", "ann", run="hidother", id="hidqualm", fields={"text": "Hidden"})
    told = {"condition": "work:on.told_count", "subject": stage.party("Town"), "reason": "Hidden"}
    stage.do("waive", "chair", waiver="hidwaiver", **told)
    return stage


def places(right: Right) -> list[str]:
    """Return the keys of a command in which an id can stand of what is there already."""
    (model,) = [one for one in get_args(Command) if get_args(one.model_fields["do"].annotation) == (right.do,)]
    hints = get_type_hints(model, include_extras=True)
    takes = [name for name, hint in hints.items() if "max_length=64" in repr(hint) and NAMES_NEW not in repr(hint)]
    return [name for name in takes if name not in ("actor", "as_")] + [name for name in ("fields",) if name in hints]


def tried(stage: Stage, right: Right, actor: str, key: str, identity: str) -> str:
    """Return all that an actor is told who puts an id in one place of a command."""
    body: dict[str, Any] = dict(right.body)
    if key == "fields":
        record = {"record": "veiled"} if right.do == "record" else {}
        body |= {**record, "fields": {"text": "Tried", "serves": identity}}
    else:
        body[key] = [identity] if key in SEVERAL else identity
    told = answered(stage, right.do, str(PARTICIPANTS[actor]), body)
    if isinstance(told, Refusal):
        shown = refused(stage.method, stage.situation, str(PARTICIPANTS[actor]), told)
    else:
        sight = stage.telling(str(PARTICIPANTS[actor])).sight
        shown = [event for event in told if sight.may_know(event.label)]
    return as_text(shown).replace(identity, NEVER)


PROBED = [pytest.param(one, key, id=f"{one.do}.{key}") for one in rights() for key in places(one)]


@pytest.mark.parametrize(("right", "key"), PROBED)
def test_of_what_one_may_not_know_the_answer_is_that_to_what_never_existed(right: Right, key: str) -> None:
    stage = with_hidden(right)

    for actor in set(ACTORS) - {"stranger"}:
        never = tried(stage, right, actor, key, NEVER)
        for identity, knowing in HIDDEN.items():
            if actor not in knowing:
                assert tried(stage, right, actor, key, identity) == never, f"{actor} tells {identity} from nothing"


@pytest.mark.parametrize(("identity", "do", "key"), [
    ("hidrecord", "withdraw", "id"), ("hiddraft", "share", "id"), ("hidnoted", "withdraw", "id"),
    ("hidrun", "vote", "run"), ("hidqualm", "settle", "id"), ("hidwaiver", "agree", "waiver"),
])  # fmt: skip
def test_whoever_may_know_of_it_is_told_otherwise(identity: str, do: str, key: str) -> None:
    right = next(one for one in rights() if one.do == do)
    stage = with_hidden(right)

    for actor in HIDDEN[identity]:
        assert tried(stage, right, actor, key, identity) != tried(stage, right, actor, key, NEVER), actor


# whoever leads is held to the method


def test_whoever_leads_neither_votes_nor_confirms_nor_ratifies_nor_decides_for_a_party() -> None:
    for do in ("vote", "confirm", "unconfirm", "decline", "ratify", "advise", "object", "settle", "dispute", "accept"):
        right = next(one for one in rights() if one.do == do)
        assert isinstance(answered(played(right), do, "chair", right.body), Refusal), do


def test_whoever_leads_waives_nothing_alone() -> None:
    stage = played(next(one for one in rights() if one.do == "agree"))
    waiver = stage.situation.waivers["it"]

    assert (waiver.proposed_by.participant, waiver.state, waiver.agreements) == ("chair", "proposed", ())
    assert stage.refused("agree", "chair", waiver="it").message == "agree_not_yours"
    stage.do("agree", "abe", waiver="it")
    assert stage.situation.waivers["it"].state == "granted"


@pytest.mark.parametrize("key", ["voters", "confirmed_by", "ratified_by"])
def test_no_method_lets_a_neutral_vote_confirm_or_ratify(key: str) -> None:
    told = {"records": {"note": a_record(confirmed_by="chair")}} if key == "confirmed_by" else {
        "decisions": {"plan": a_decision(**{key: "chair"})}
    }  # fmt: skip

    with pytest.raises(MethodInvalid, match="neutral"):
        a_method(roles=ROLES, published=True, **told)
