"""Agendas: what a meeting is for, who leads it, and what is described before it."""

from dataclasses import dataclass
from datetime import date

from stafett.domain.interpreting import MadeFit
from stafett.domain.people import EmployeeId


@dataclass(frozen=True, slots=True)
class Agenda:
    """What the meeting is for, where, who leads, and who talks with the child (R96, R102, R109).

    ``spokesperson`` answers for the child's opinion being lifted in the meeting (R112). Without
    ``talk_with_child_by`` the talk is due on the day of the meeting. Where nobody
    ``leads`` or ``writes``, the one does it whom the guide names for this kind of meeting.
    ``made_fit`` tells how each is helped to understand and be understood (R164).
    """

    purpose: str
    points: tuple[str, ...] = ()
    where: str = ""
    talks_with_child_before: EmployeeId | None = None
    tells_child_after: EmployeeId | None = None
    spokesperson: str = ""
    talk_with_child_by: date | None = None
    leads: EmployeeId | None = None
    writes: EmployeeId | None = None
    made_fit: tuple[MadeFit, ...] = ()


@dataclass(frozen=True, slots=True)
class Preparation:
    """What is described before a meeting that is to see with new eyes (R186).

    ``problem`` and ``wished`` progress; what was ``tried`` and whether it worked; how it is now as
    the family and as the professionals see it; who presents it, and whom one would like to invite.
    """

    problem: str = ""
    wished: str = ""
    tried: str = ""
    family_view: str = ""
    professionals_view: str = ""
    presenter: str = ""
    to_invite: str = ""
