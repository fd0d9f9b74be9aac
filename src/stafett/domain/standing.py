"""Standing: what somebody is to a follow-up today, told from the frame alone.

Nothing here is stored and nothing is taken from a token: work, lead, consent and age are asked
anew for the day. Whoever is not mentioned here is a stranger.
"""

from stafett.domain import family
from stafett.domain.acting import Carrier, holder_today, leads_today
from stafett.domain.circumstances import Circumstances
from stafett.domain.emergency import Opening
from stafett.domain.escalation import goes_to
from stafett.domain.facts import SHARED, Place, own
from stafett.domain.frame import Frame
from stafett.domain.let_in import Admission, admit
from stafett.domain.logg import Locked, Medium, Open
from stafett.domain.out_by_name import out_by_name
from stafett.domain.people import Assurance, Citizen, Duty, EmployeeId, Professional, Staff, UnitId
from stafett.domain.roles import FAMILY, STRANGER, Limit, Role, Standing
from stafett.domain.team import Stage

__all__ = ["FAMILY", "Role", "Standing", "carrier", "looks_in", "stand"]

_ON_EVERYONES_WORD = frozenset({Role.NAMED, Role.CARRIER, Role.LEADER, Role.OFFERED})
"""What one is through a unit only because everyone let it in (R134)."""


def carrier(frame: Frame, at: Circumstances) -> Carrier:
    """Return whose turn it is today (R173)."""
    return holder_today(frame.baton, frame.team, frame.consents, at)


def stand(frame: Frame, at: Circumstances) -> Standing:
    """Return what the asker is to the follow-up today."""
    match at.asked_by:
        case Citizen() as citizen:
            return family.stand(frame, citizen, at)
        case Staff() as staff:
            return _staff(frame, staff, at)


def _staff(frame: Frame, staff: Staff, at: Circumstances) -> Standing:
    if staff.employee in frame.team.aside:
        return STRANGER
    turn = carrier(frame, at)
    found: set[tuple[Role, UnitId]] = set()
    reads: set[Place] = set()
    writes: set[UnitId] = set()
    shares: set[UnitId] = set()
    admissions: list[Admission] = []
    through: dict[UnitId | None, Limit] = {}
    led = frozenset(
        unit
        for unit in frame.units
        if unit in staff.leads or _answers_for(unit, frame, at) == staff.employee
    )
    for unit in sorted(frame.units & (staff.units | led)):
        me = Professional(staff.employee, unit)
        admission = admit(frame.consents, unit, at)
        kept_out = staff.employee in out_by_name(frame.consents, unit, at)
        roles = _roles(
            frame, me, at, turn, leads=unit in led, admission=admission, kept_out=kept_out
        )
        found |= {(role, unit) for role in roles}
        if kept_out:
            continue
        if roles - {Role.INVITED, Role.OFFERED, Role.ASKED_ANEW, Role.HOLDER}:
            reads.add(own(unit))
        inside = admit(frame.consents, unit, at, logg=True)
        if Role.ASKED_ANEW in roles and inside is not None:
            admissions.append(inside)
        if frame.ending is not None:
            continue
        if roles & {Role.NAMED, Role.CARRIER}:
            writes.add(unit)
        if roles & _ON_EVERYONES_WORD and admission is not None and unit != frame.home:
            admissions.append(admission)
        if Role.NAMED in roles and isinstance(frame.logg, Open) and inside is not None:
            reads.add(SHARED)
            if frame.logg.medium is Medium.DIGITAL:
                shares.add(unit)
            admissions.append(inside)
            through[unit] = Limit(inside.topics, inside.from_units)
    found |= {(role, frame.home) for role in _from_above(frame, staff, at, turn)}
    emergency = looks_in(frame, at)
    if emergency is not None:
        found.add((Role.EMERGENCY, emergency.unit))
        if isinstance(frame.logg, Open) and frame.logg.medium is Medium.DIGITAL:
            reads.add(SHARED)
            through[emergency.unit] = Limit()
    return Standing(
        roles=frozenset(role for role, _ in found),
        units=frozenset(found),
        reads=frozenset(reads),
        writes=frozenset(writes),
        shares=frozenset(shares),
        admissions=tuple(admissions),
        through=tuple(through.items()),
    )


def looks_in(frame: Frame, at: Circumstances) -> Opening | None:
    """Return by what the asker looks in on the child now, in an emergency, or ``None`` (F42).

    Whoever the family keeps out by name, or who stands aside, does not look in either.
    """
    asker, known = at.asked_by, at.municipality.rulebook.emergencies
    if frame.ending is not None or not isinstance(asker, Staff):
        return None
    if asker.employee in frame.team.aside or asker.assurance is not Assurance.HIGH:
        return None
    if any(asker.employee in out_by_name(frame.consents, unit, at) for unit in frame.units):
        return None
    return known.running(asker.employee, frame.person, at.now, at.today)


def _answers_for(unit: UnitId, frame: Frame, at: Circumstances) -> EmployeeId | None:
    """Return who leads the unit today as far as this follow-up goes (R185)."""
    return leads_today(unit, frame.team, at)


def _from_above(frame: Frame, staff: Staff, at: Circumstances, turn: Carrier) -> set[Role]:
    """Return what one is to it from outside its units: asked to decide, or asked to step in.

    Whoever the family keeps out by name, in any unit, is neither (R52, R185).
    """
    if frame.ending is not None:
        return set()
    if any(staff.employee in out_by_name(frame.consents, unit, at) for unit in frame.units):
        return set()
    roles: set[Role] = set()
    if Duty.COORDINATING_UNIT in staff.duties and frame.passages.coordinating_unit_is_asked:
        roles.add(Role.COORDINATES)
    lies = turn.because is not None
    if lies and goes_to(frame.baton, frame.team, frame.consents, at) == staff.employee:
        roles.add(Role.ESCALATED)
    return roles


def _roles(
    frame: Frame,
    me: Professional,
    at: Circumstances,
    turn: Carrier,
    *,
    leads: bool,
    admission: Admission | None,
    kept_out: bool,
) -> set[Role]:
    """Return what one is here through one unit."""
    part = frame.team.parts.get(me.unit)
    if kept_out:
        return _kept_out(frame, me, leads=leads)
    roles = _asked_anew(frame, me, at, leads=leads)
    if part is None:
        return roles
    home = me.unit == frame.home
    if frame.ending is not None:
        return roles | _afterwards(frame, me, leads=leads)
    inside = part.stage is Stage.TAKES_PART and (home or admission is not None)
    if turn.who == me:
        roles.add(Role.CARRIER)
    if frame.holder == me:
        roles.add(Role.HOLDER)
    if inside and me.employee in part.named:
        roles.add(Role.NAMED)
        if frame.passages.deputy == me:
            roles.add(Role.DEPUTY)
    offer = frame.baton.offered(at.today)
    if inside and offer is not None and offer.to == me:
        roles.add(Role.OFFERED)
    if leads and home:
        roles.add(Role.HOME_LEADER)
    if leads and inside:
        roles.add(Role.LEADER)
    if leads and not inside and part.stage is Stage.TAKES_PART:
        roles.add(Role.SHUT_OUT_LEADER)
    if leads and part.stage is Stage.INVITED:
        roles.add(Role.INVITED)
    was_in = me.employee in part.before or me.employee in part.named
    answers = leads and part.stage in (Stage.LEFT, Stage.TAKES_PART)
    if not inside and (was_in or answers):
        roles.add(Role.WROTE_EARLIER)
    return roles


def _kept_out(frame: Frame, me: Professional, *, leads: bool) -> set[Role]:
    """Somebody the family keeps out by name reads nothing, whatever they lead (R52, R185).

    A leader may still answer for the unit and name another; a holder keeps the baton until
    somebody has accepted it. When it is over there is nothing left to answer for.
    """
    part = frame.team.parts.get(me.unit)
    if part is None or frame.ending is not None:
        return set()
    roles = {Role.HOLDER} if frame.holder == me else set()
    if leads and part.stage is Stage.INVITED:
        roles.add(Role.INVITED)
    if leads and part.stage is Stage.TAKES_PART:
        roles.add(Role.KEPT_OUT_LEADER)
    return roles


def _afterwards(frame: Frame, me: Professional, *, leads: bool) -> set[Role]:
    """When it is over, a unit reads what it wrote; the home unit's leader the frame too."""
    part = frame.team.parts[me.unit]
    roles: set[Role] = set()
    answers = leads and part.stage in (Stage.LEFT, Stage.TAKES_PART)
    if answers or me.employee in part.before or me.employee in part.named:
        roles.add(Role.WROTE_EARLIER)
    if answers and me.unit == frame.home:
        roles.add(Role.HOME_LEADER)
    return roles


def _asked_anew(frame: Frame, me: Professional, at: Circumstances, *, leads: bool) -> set[Role]:
    """A locked logg is known to those whom everyone has let in anew: leaders, or by name (I7)."""
    if not isinstance(frame.logg, Locked):
        return set()
    admission = admit(frame.consents, me.unit, at, logg=True)
    if admission is None:
        return set()
    by_name = any(me.employee in word.terms.named for word in admission.words)
    was_holder = frame.holder == me
    return {Role.ASKED_ANEW} if leads or by_name or was_holder else set()
