"""The family's journal over HTTP: who looked at what about a child, when, why, on which consent."""

from fastapi import APIRouter
from starlette.responses import Response

from stafett.api.audit import Period
from stafett.api.caller import Reading
from stafett.api.forms import Code, Id, Instant, View
from stafett.api.openapi import refusals
from stafett.api.route import Route
from stafett.domain import family_journal
from stafett.domain.family_journal import FamilyReading, Ground, What
from stafett.domain.people import PersonId
from stafett.texts import LANGUAGES, sentences

router = APIRouter(prefix="/v1", tags=["persons"], route_class=Route)

_ASKING = refusals(family_journal) | {"x-problems": ["LIST_NOT_READY"]}


class SaysView(View):
    """A sentence in each language."""

    nb: str
    nn: str
    en: str


class ShownReading(View):
    """Somebody looked: who, for which units, when, at what, why, and on what it rested."""

    at: Instant
    who: Id | None
    units: tuple[Id, ...]
    what: Code[What]
    matters: tuple[Id, ...]
    why: str | None
    ground: Code[Ground] | None
    consents: tuple[Id, ...]
    says: SaysView


class ShownJournal(View):
    """Who looked, the latest first; `names` are those of people at work and units."""

    readings: tuple[ShownReading, ...]
    names: dict[Id, str]


@router.get(
    "/persons/{person}/journal",
    summary="Read who looked at what about a child",
    response_model=ShownJournal,
    openapi_extra=_ASKING,
)
async def read_journal(person: Id, read: Reading, period: Period) -> Response:
    """For the family: who, for which unit, when, why and on which consent; a month at a time.

    A name that the employer withholds is `null`. What one is not told of stands here neither.
    """
    caller = read.caller
    found = await caller.door.familys_journal.of(
        caller.book,
        caller.asker,
        PersonId(person),
        (period.since, period.until),
        read.asking("family-journal"),
    )
    readings = [_shown(one) for one in found.view.readings]
    shown = ShownJournal.model_validate({"readings": readings, "names": found.view.names})
    return read.shown(found.seen, shown)


def _shown(one: FamilyReading) -> dict[str, object]:
    return {
        "at": one.at,
        "who": one.who,
        "units": one.units,
        "what": one.what,
        "matters": one.matters,
        "why": one.why,
        "ground": one.ground,
        "consents": one.consents,
        "says": says(one),
    }


def says(one: FamilyReading) -> dict[str, str]:
    """Return in plain words what somebody did, why, and what let them, in each language."""
    words = sentences("journal")
    why = words.get(f"why-{one.why}", {})
    let = {} if one.ground is None else words[f"ground-{one.ground.value}"]
    return {
        language: " ".join(
            part
            for part in (
                " ".join((words[one.what.value][language], why.get(language, ""))).strip() + ".",
                let.get(language, ""),
            )
            if part
        )
        for language in LANGUAGES
    }
