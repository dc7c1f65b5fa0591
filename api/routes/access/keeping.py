"""The organisation itself, for how long it keeps what has ended, and deleting that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request

from api.denials import granted
from api.dependencies import CallerDep, EngineDep, must_read
from api.json_body import PlainBody
from api.routes.access.bodies import ChangingOrganisation, body_of, read_body
from api.routes.access.shapes import DeletedView, OrganisationView
from api.security.notes import notes_of
from engine.access.organisations import AsBefore, Changes

if TYPE_CHECKING:
    from engine import Engine

router = APIRouter(prefix="/v1", tags=["access"])
DryRun = Annotated[bool, Query(description="Tell what would go, and delete nothing.")]


@router.get("/organisation", summary="The organisation, and how long it keeps what has ended")
def read_organisation(engine: EngineDep, caller: CallerDep) -> OrganisationView:
    """Return what the organisation is called, and after how many days it deletes what has ended: for all in it."""
    must_read(caller)
    return told_organisation(engine)


@router.patch("/organisation", summary="Name the organisation, or say how long it keeps what has ended",
              openapi_extra=body_of(ChangingOrganisation))  # fmt: skip
def change_organisation(engine: EngineDep, caller: CallerDep, body: PlainBody) -> OrganisationView:
    """Say what the organisation is called, or for how many days it keeps what has ended, for an owner.

    For the second he has just proved who he is. What is left out stays as it is.
    """
    asked = read_body(ChangingOrganisation, body)
    days = asked.keeps_days if "keeps_days" in asked.model_fields_set else AsBefore.AS_BEFORE
    granted(engine.access.organisations.change(caller, Changes(asked.name, days)))
    return told_organisation(engine)


@router.delete("/processes/{process}", summary="Delete a process that has ended")
def delete_process(
    request: Request, engine: EngineDep, caller: CallerDep, process: str, dry_run: DryRun = False,  # noqa: FBT002 - a query parameter
) -> DeletedView:  # fmt: skip
    """Delete an ended process with all that it began, for an owner who has just proved who he is. Export it before.

    Nothing is left but a line that says who deleted it. A rehearsal can also be deleted by who opened it, by command.
    """
    keeping = engine.access.keeping
    if not dry_run:
        notes_of(request.scope).tries.append(("delete", {}))
    over = granted((keeping.would_delete if dry_run else keeping.delete)(caller, process))
    return DeletedView(over.process, over.title, over.processes, over.ended_at, deleted=not dry_run)


def told_organisation(engine: Engine) -> OrganisationView:
    """Return an organisation as it is told to those in it."""
    access, organisation = engine.access, engine.organisation
    return OrganisationView(
        organisation, access.organisations.name(organisation) or "", access.keeping.keeps(organisation)
    )
