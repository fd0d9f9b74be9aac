"""What was written, for an auditor, over HTTP: opened by two others, sealed for one reader."""

import base64
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Query
from starlette.responses import Response

from stafett.api.audit import whole
from stafett.api.caller import Reading, Writing
from stafett.api.forms import Day, Form, Id, Line, View
from stafett.api.neighbours import ACTS
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.application.asking import Target
from stafett.domain import (
    audit_grant,
    auditing,
    employment,
    municipality,
    rulebook,
    second_person,
)
from stafett.domain.audit_grant import CloseContentToAuditor, OpenContentToAuditor
from stafett.domain.people import EmployeeId, PersonId
from stafett.domain.second_person import AskForGraveAct

router = APIRouter(prefix="/v1", tags=["audit"], route_class=Route)

GRANTS = "/municipality/audit-grants"
_COPYING = refusals(auditing, audit_grant.ContentTakesTwoOthers, audit_grant.NotAKey)
_OPENING = refusals(audit_grant, employment, second_person, municipality, rulebook)
_CLOSING = refusals(audit_grant.NothingOpened, municipality, rulebook)


class GrantForm(Form):
    """Who is to read what was written about which child, until when, and for which case."""

    auditor: Id
    child: Id
    until: Day
    reference: Line


class ShownCopy(View):
    """A sealed copy: from which book, by which key it is signed, for whom, and the bytes.

    HPKE (RFC 9180) as in a parcel; all keys and bytes in base64.
    """

    origin: str
    signs: str
    to: str
    sealed: str


@router.post(
    GRANTS,
    status_code=201,
    summary="Ask that what was written about a child be opened to an auditor",
    openapi_extra=_OPENING,
)
async def open_content(form: GrantForm, write: Writing) -> Written:
    """For administrators, for two weeks at most; it takes two, and neither is the auditor.

    Another one grants it within a week, under `/v1/acts`. The reference names nobody.
    """
    new = uuid4()
    wanted = OpenContentToAuditor(
        grant=new,
        auditor=EmployeeId(form.auditor),
        child=PersonId(form.child),
        until=form.until,
        reference=form.reference,
    )
    return await write.write(Target.municipality(), AskForGraveAct(new, wanted), ACTS, new=new)


@router.post(
    GRANTS + "/{grant}/endings",
    status_code=201,
    summary="Open it to the auditor no more",
    openapi_extra=_CLOSING,
)
async def close_content(grant: Id, write: Writing) -> Written:
    """For coordinators and administrators; it takes one of them."""
    command = CloseContentToAuditor(grant)
    return await write.write(Target.municipality(), command, ACTS, new=grant)


@router.get(
    "/audit/persons/{person}/content",
    summary="Audit: have a sealed copy of what was written about a child",
    response_model=ShownCopy,
    openapi_extra=_COPYING | {"x-problems": ["LIST_NOT_READY"]},
)
async def copy_content(
    person: Id,
    read: Reading,
    key: Annotated[
        str,
        Query(
            pattern=r"^[A-Za-z0-9_-]{43}$",
            description="Your public key (X25519), in base64 for addresses and without padding.",
            examples=["A" * 43],
        ),
    ],
) -> Response:
    """Where two others have opened it. Only whoever has the private key reads the copy.

    The journal has every matter that is in it, the family is told, and every line of the copy
    bears the id of this answer. Nothing of what is shielded is in it.
    """
    caller = read.caller
    made = await caller.door.audit_content.copy(
        caller.book,
        caller.asker,
        PersonId(person),
        base64.urlsafe_b64decode(f"{key}="),
        read.asking("audit-content"),
    )
    shown = ShownCopy(
        origin=made.sender.origin,
        signs=_text(made.sender.signs),
        to=made.to,
        sealed=_text(made.sealed),
    )
    return whole(made.handed, shown.model_dump_json().encode(), made.lines, "application/json")


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
