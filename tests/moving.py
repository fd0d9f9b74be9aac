"""What tests about moving between municipalities have in common: a parcel, and a family's words."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from stafett.domain.attachment import AttachmentKind
from stafett.domain.circumstances import NORWAY
from stafett.domain.countersigned import Countersigned
from stafett.domain.departure import (
    AnswerDeparture,
    CompleteDeparture,
    ProposeDeparture,
    SendParcel,
)
from stafett.domain.digesting import digest
from stafett.domain.entry import EntryId, EntryKind, Note, WriteEntry
from stafett.domain.family_word import Said
from stafett.domain.how_given import Evidence, EvidenceKind
from stafett.domain.packing import pack
from stafett.domain.parcel import Parcel, PastEntry, PastFile
from stafett.domain.people import Citizen
from tests.follow_ups import GOAL, HEARD, MEASURE, with_logg, with_measure
from tests.forms import PNG
from tests.people import (
    CHILD,
    CHILD_ID,
    FAR_AWAY,
    FATHER,
    LONG_AGO,
    MOTHER,
    SCHOOL,
    TEACHER,
    TODAY,
    some_id,
)
from tests.relay import Given

SOON = TODAY + timedelta(days=20)
ENTRY = EntryId(some_id("what goes along"))
WRITTEN = WriteEntry(
    ENTRY,
    Note(EntryKind.NOTE, "He reads to the dog", frozenset({CHILD_ID}), TODAY),
    SCHOOL,
    shared=True,
)
DEPARTURE = some_id("departure")
PROPOSE = ProposeDeparture(
    DEPARTURE, FAR_AWAY.id, "Fjernvik skole", frozenset({GOAL, MEASURE, ENTRY}), SOON, HEARD
)
COUNTERSIGNED = Countersigned("stafett/there", "a key", "stafett/here", "another", "a signature")
COMPLETE = CompleteDeparture(
    DEPARTURE, FAR_AWAY.id, "0" * 64, datetime.combine(TODAY, time(13), NORWAY), COUNTERSIGNED
)
FILE = PastFile(
    kind=AttachmentKind.DRAWING,
    title="a house",
    acted_on=LONG_AGO,
    media_type=PNG.media_type,
    size=PNG.size,
    digest=PNG.digest,
    unit="Fjernvik skole",
)
PARCEL = Parcel(
    id=some_id("a parcel from far away"),
    sender="Fjernvik",
    receiver="Prøvestad",
    unit="Bjerka skole",
    moves_on=TODAY,
    child_name="Ronja Relé",
    born=CHILD.born or date.max,
    home="Fjernvik skole",
    holder="Frida Fjern",
    phone="11 11",
    since=LONG_AGO,
    level=2,
    guide="standard 1",
    entries=(
        PastEntry(
            kind=EntryKind.NOTE,
            text="He likes to be outside",
            happened_on=LONG_AGO,
            written_on=LONG_AGO,
            by="Frida Fjern",
            unit="Fjernvik skole",
        ),
    ),
    files=(FILE,),
)
"""What comes from another municipality about the child of eight."""


def evidence(kind: EvidenceKind = EvidenceKind.DIGITAL, on: date = TODAY) -> Evidence:
    """How a word was given."""
    digital = kind is EvidenceKind.DIGITAL
    return Evidence(
        kind=kind,
        given_on=on,
        language="nb",
        information="moving-2026-1" if digital else None,
        reference="" if digital else "folder 9",
    )


def says(
    giver: Citizen,
    *,
    agrees: bool = True,
    kind: EvidenceKind = EvidenceKind.DIGITAL,
    on: date = TODAY,
) -> Said:
    """What somebody in the family says."""
    return Said(giver.person, agrees, evidence(kind, on))


def ready() -> Given:
    """A goal, a measure and an entry stand in an open logg."""
    return with_measure(with_logg()).after(TEACHER, WRITTEN)


def parcel(so_far: Given) -> Parcel:
    """The parcel as it would go now."""
    state: Any = so_far.state
    at = so_far.relay.circumstances(TEACHER, TODAY)
    return pack(state.frame, state.contents, state.frame.passages.departure, at)


def agreed(so_far: Given, *givers: Citizen) -> Given:
    """These have said yes to exactly the parcel as it is."""
    for giver in givers:
        so_far = so_far.after(giver, AnswerDeparture(digest(parcel(so_far)), says(giver)))
    return so_far


def sent(so_far: Given | None = None) -> Given:
    """Both guardians have said yes, and the parcel is on its way."""
    so_far = (so_far or ready()).after(TEACHER, PROPOSE)
    so_far = agreed(so_far, MOTHER, FATHER)
    return so_far.after(TEACHER, SendParcel(digest(parcel(so_far))))


def receipt(so_far: Given) -> CompleteDeparture:
    """The other municipality's receipt, which somebody has seen to be true."""
    return replace(COMPLETE, digest=so_far.state.frame.passages.departure.digest)
