"""What is shown of a concern and of a person; a follow-up's views stand with its rules."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias, TypeVar
from uuid import UUID

from stafett.domain import privy, protection, signing_noted, veil
from stafett.domain.acute import Acute
from stafett.domain.asking_first import AskedFirst
from stafett.domain.circumstances import Circumstances
from stafett.domain.clarification import Clarified, View
from stafett.domain.conclusion import ConcernEnded, ConcernTakenOn
from stafett.domain.contact import Contacted, Report
from stafett.domain.correction import Remark
from stafett.domain.disclosure import Disclosure
from stafett.domain.facts import Stranger
from stafett.domain.guardianship import Organisation
from stafett.domain.identity import Subject
from stafett.domain.informing import Informed
from stafett.domain.matter import (
    Concluded,
    Shielded,
    State,
    TakenOn,
    Wondering,
    open_part,
    written,
)
from stafett.domain.noted_readers import everything, reads
from stafett.domain.noted_words import Noted
from stafett.domain.part_views import attachment_view, document_view
from stafett.domain.people import Asker, Citizen, ConcernId, Contact, EmployeeId, PersonId, UnitId
from stafett.domain.person import Guardian, Person
from stafett.domain.planned_talk import PlannedTalk
from stafett.domain.protection import Grade, Protection
from stafett.domain.representation import CareOrder, Representative
from stafett.domain.sharing import Shared
from stafett.domain.shield import Shield
from stafett.domain.talk import ChildTalk, GuardianTalk, Told
from stafett.domain.views_in_parts import AttachmentView, DocumentView
from stafett.domain.wondering import Observation

Outside = TypeVar("Outside", Report, Disclosure)
Standing: TypeAlias = Literal["wondering", "shielded", "taken-on", "concluded"]


@dataclass(frozen=True, slots=True)
class ProtectionView:
    """That an address is protected, who in the family knows it, and who may reach the person."""

    grade: Grade
    known_to: frozenset[PersonId]
    readers: frozenset[EmployeeId]
    review_on: date


@dataclass(frozen=True, slots=True)
class PersonView:
    """Who somebody is. A national number is never shown.

    ``guardians`` and ``organisation`` count on the day. The family sees too what was said of who
    answers for them earlier, or will count later: nobody comes or goes without their seeing it.
    That a daughter is expecting a child, or has had one, is hers alone to tell (R174). How to reach
    somebody whose address is protected stands in ``SafeWayView`` alone; whom in the family it must
    not reach is not told of it (law 3.10).
    """

    id: PersonId
    name: str
    born: date | None
    subject: Subject
    guardians: tuple[Guardian, ...]
    contact: Contact | None
    organisation: Organisation | None = None
    born_written: date | None = None
    also_written: tuple[Guardian, ...] = ()
    representatives: tuple[Representative, ...] = ()
    care_order: CareOrder | None = None
    children: tuple[PersonId, ...] = ()
    protection: ProtectionView | None = None

    @property
    def seen(self) -> int:
        """Return how many entries are shown: the number in ``ETag``."""
        single = (self.organisation, self.care_order, self.protection)
        several = (self.guardians, self.also_written, self.representatives, self.children)
        return 1 + sum(map(len, several)) + sum(one is not None for one in single)


@dataclass(frozen=True, slots=True)
class Discussion:
    """A talk with another service that was not told who it is about (R41)."""

    id: UUID
    service: str
    on: date


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Somebody in the unit sees it otherwise."""

    by: EmployeeId
    text: str


@dataclass(frozen=True, slots=True)
class EarlierView:
    """Something as it stood before its words were put right, and why they were."""

    was: Noted
    why: str
    by: EmployeeId
    on: date


@dataclass(frozen=True, slots=True)
class ContestedView:
    """What somebody in the family says against something that was written."""

    item: UUID
    remark: Remark


@dataclass(frozen=True, slots=True)
class HiddenView:
    """That something lay with the wrong child, and who found it; nothing of what it said."""

    item: UUID
    by: UUID
    on: date


@dataclass(frozen=True, slots=True)
class ConcernView:
    """A concern as one reader may see it; ``seen`` counts the entries behind it.

    The family sees who wondered, what was seen, and the talks they were part of themselves.
    What the unit said among itself and everything about the shield are empty for them; so are
    contacts and reports of a concern that was shielded.
    """

    id: ConcernId
    state: Standing
    about: PersonId
    unit: UnitId
    author: EmployeeId
    on: date
    seen: int = 0
    questions: tuple[str, ...] = ()
    asked: AskedFirst | None = None
    observations: tuple[Observation, ...] = ()
    talks_with_child: tuple[ChildTalk, ...] = ()
    talks_with_guardians: tuple[GuardianTalk, ...] = ()
    planned_talks: tuple[PlannedTalk, ...] = ()
    told: tuple[tuple[PersonId, Told], ...] = ()
    shared: tuple[Shared, ...] = ()
    discussions: tuple[Discussion, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    kept_from: frozenset[EmployeeId] = frozenset()
    acute: Acute | None = None
    contacts: tuple[Contacted, ...] = ()
    reports: tuple[Report, ...] = ()
    disclosures: tuple[Disclosure, ...] = ()
    forms: tuple[DocumentView, ...] = ()
    attachments: tuple[AttachmentView, ...] = ()
    clarified: Clarified | None = None
    views: tuple[tuple[PersonId, View], ...] = ()
    earlier: tuple[EarlierView, ...] = ()
    remarks: tuple[ContestedView, ...] = ()
    misfiled: tuple[HiddenView, ...] = ()
    shield: Shield | None = None
    taken_on: ConcernTakenOn | None = None
    ended: ConcernEnded | None = None


def person_view(
    person: Person, on: date, *, for_family: bool, for_self: bool = False
) -> PersonView:
    """Return who somebody is on the day."""
    told_less = for_family and not for_self
    counts = person.guardians_on(on)
    written = (*person.earlier_guardians, *person.guardians.values())
    others = [one for one in written if one is not counts.get(one.person)]
    return PersonView(
        id=person.id,
        name=person.name,
        born=person.born,
        subject=_known_as(person) if told_less else person.subject,
        guardians=tuple(sorted(counts.values(), key=lambda one: (one.name, one.person))),
        contact=person.contact,
        organisation=_running(person.organisation, on),
        born_written=person.born_written,
        also_written=tuple(others) if for_family else (),
        representatives=person.representatives_on(on),
        care_order=person.care_order,
        children=() if told_less else person.children,
    )


def shown_person(view: PersonView, at: Circumstances) -> PersonView:
    """Return the view as the asker may see it, where the address is protected.

    How to reach the person is then theirs alone to read here. All are told that it is protected,
    but those it is kept from: to them what tells a place comes behind the veil.
    """
    if at.person.protection is None:
        return view
    own = view if at.asked_by.id == at.person.id else replace(view, contact=None)
    if protection.hidden_from(at.person, at.asked_by, at.today):
        return veil.over(own, at)
    return replace(own, protection=_protection(at.person.protection))


def _protection(one: Protection) -> ProtectionView:
    return ProtectionView(one.grade, one.known_to, one.readers, one.review_on)


def _known_as(person: Person) -> Subject:
    """Return what her guardians know her as: nobody but she tells them that she is expecting."""
    if person.subject is not Subject.EXPECTING:
        return person.subject
    return person.was_before or Subject.YOUTH


def _running(organisation: Organisation | None, on: date) -> Organisation | None:
    return organisation if organisation is not None and organisation.counts(on) else None


def concern_view(state: State, at: Circumstances) -> ConcernView:
    """Return what the asker sees of a concern they may open."""
    matter = open_part(state)
    if matter is None:
        raise Stranger
    view = ConcernView(
        id=matter.root.id,
        state=_standing(state),
        about=matter.root.about,
        unit=matter.root.unit,
        author=matter.root.author,
        on=matter.root.on,
        questions=matter.root.questions,
        asked=matter.root.asked,
        observations=matter.wonder.observations,
        talks_with_child=matter.talks.with_child,
        talks_with_guardians=matter.talks.with_guardians,
        planned_talks=matter.talks.plans,
        told=tuple(matter.talks.told.items()),
        shared=matter.wonder.shared,
        discussions=tuple(Discussion(*one) for one in matter.wonder.discussions),
        disagreements=tuple(Disagreement(*one) for one in matter.wonder.disagreements),
        kept_from=matter.wonder.kept_from,
        acute=matter.alarm.acute,
        contacts=matter.alarm.contacts,
        reports=matter.alarm.reports,
        disclosures=tuple(matter.disclosures.values()),
        forms=tuple(
            document_view(one, signing_noted.lacking(matter, one, at))
            for one in matter.forms.values()
        ),
        attachments=tuple(map(attachment_view, matter.attachments.values())),
        clarified=None if isinstance(matter, Shielded) else matter.clarity.with_leader,
        views=() if isinstance(matter, Shielded) else tuple(matter.clarity.views.items()),
        shield=matter.shield if isinstance(matter, Shielded) else None,
        taken_on=state.how if isinstance(state, TakenOn) else None,
        ended=state.how if isinstance(state, Concluded) else None,
    )
    if isinstance(at.asked_by, Citizen):
        view = _for_family(view, matter, at.asked_by.person, at)
    return veil.over(_amended(view, matter, at), at)


def _standing(state: State) -> Standing:
    match state:
        case TakenOn():
            return "taken-on"
        case Concluded():
            return "concluded"
        case Shielded():
            return "shielded"
        case _:
            return "wondering"


def _for_family(
    view: ConcernView, matter: Wondering | Shielded, who: PersonId, at: Circumstances
) -> ConcernView:
    """Return what somebody in the family sees: nothing of the shield, of each talk only their own.

    That it was acute is open to them when it was never shielded (R46).
    """
    theirs = {id_ for id_, one in written(matter).items() if reads(matter, one, who, at)}
    return replace(
        view,
        state="wondering" if view.state == "shielded" else view.state,
        observations=tuple(one for one in view.observations if one.id in theirs),
        talks_with_child=tuple(one for one in view.talks_with_child if one.id in theirs),
        talks_with_guardians=tuple(one for one in view.talks_with_guardians if one.id in theirs),
        planned_talks=(),
        asked=view.asked if view.asked is not None and view.asked.by == who else None,
        told=tuple(one for one in view.told if one[0] == who),
        views=tuple(one for one in view.views if one[0] == who),
        forms=tuple(one for one in view.forms if one.id in theirs),
        attachments=tuple(one for one in view.attachments if one.id in theirs),
        shared=(),
        discussions=(),
        disagreements=(),
        kept_from=frozenset(),
        acute=view.acute if isinstance(matter, Wondering) else None,
        contacts=tuple(one for one in view.contacts if one.id in theirs),
        reports=tuple(_alone(one, who) for one in view.reports if one.id in theirs),
        disclosures=tuple(_alone(one, who) for one in view.disclosures if one.id in theirs),
        clarified=None,
        shield=None,
    )


def _alone(said: Outside, who: PersonId) -> Outside:
    """Return a report or disclosure as one in a family sees it: who else was told is not theirs.

    Another family's children are nobody's here (R176), and another home's word is its own (R177).
    """
    if isinstance(said, Report):
        return replace(said, others=(), informed=_own(said.informed, who))
    told = replace(said.disclosed, informed=_own(said.disclosed.informed, who))
    return replace(said, disclosed=told)


def _own(informed: Mapping[PersonId, Informed], who: PersonId) -> Mapping[PersonId, Informed]:
    return {one: told for one, told in informed.items() if one == who}


def _amended(view: ConcernView, matter: Wondering | Shielded, at: Circumstances) -> ConcernView:
    """Return the view with what was said of it later: of what the asker reads, or would have read.

    Earlier words are for those who might have read them then, and for whoever answers for it.
    """
    asker, amended = at.asked_by, matter.amended
    answers = asker.id == privy.responsible(matter, at.municipality, at.today)

    def theirs(item: Noted) -> bool:
        return not isinstance(asker, Citizen) or reads(matter, item, asker.person, at)

    known = {id_ for id_, one in everything(matter).items() if theirs(one)}
    shown = known & written(matter).keys()
    hidden = {id_: one for id_, one in amended.misfiled.items() if id_ in known}
    earlier = [one for one in amended.earlier if one.was.id in known and theirs(one.was)]
    before = [one for one in earlier if answers or asker.id in one.read_by]
    contested = [(item, remark) for item, remark in amended.remarks if item in known]
    turns = sum(count for item, count in amended.turns.items() if item in known)
    changes = len(known) - len(shown) + turns + len(contested) + len(earlier)
    return replace(
        view,
        seen=_count(view) + changes,
        earlier=tuple(
            EarlierView(_was(one.was, asker), one.why, one.by, one.on)
            for one in before
            if one.was.id in shown
        ),
        remarks=tuple(ContestedView(*one) for one in contested if one[0] in shown),
        misfiled=tuple(HiddenView(item, one.by, one.on) for item, one in hidden.items()),
    )


def _was(item: Noted, asker: Asker) -> Noted:
    if not isinstance(asker, Citizen):
        return item
    match item:
        case Report():
            return _alone(item, asker.person)
        case Disclosure():
            return _alone(item, asker.person)
        case _:
            return item


def _count(view: ConcernView) -> int:
    """Count the entries behind a view, its beginning being one."""
    several = (
        view.observations,
        view.talks_with_child,
        view.talks_with_guardians,
        view.planned_talks,
        view.told,
        view.shared,
        view.discussions,
        view.disagreements,
        view.kept_from,
        view.contacts,
        view.reports,
        view.disclosures,
        view.forms,
        view.attachments,
        view.views,
    )
    single = (view.acute, view.clarified, view.taken_on, view.ended)
    shield = 0 if view.shield is None else 1 + len(view.shield.readers)
    return 1 + sum(map(len, several)) + sum(one is not None for one in single) + shield
