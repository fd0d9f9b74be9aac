"""Building the views of what stands round a follow-up: the family's own people, and who knows."""

from stafett.domain.access import Permit
from stafett.domain.circumstances import Circumstances
from stafett.domain.frame import Frame
from stafett.domain.network import Opened, opened_to
from stafett.domain.people import PersonId
from stafett.domain.standing import Role, carrier
from stafett.domain.views_nearby import NearbyView, NetworkView, RelativeView


def nearby_view(frame: Frame, at: Circumstances) -> NearbyView:
    """Return what the family and the holder see of it."""
    network = frame.nearby.network
    return NearbyView(
        relatives=tuple(
            RelativeView(
                relative=relative,
                wishes=tuple(wishes.items()),
                opened=opened_to(network, relative, frame.home, at),
            )
            for relative, wishes in network.items()
            if wishes
        ),
        withdrawals=tuple(frame.nearby.owing.values()),
    )


def network_view(frame: Frame, permit: Permit, at: Circumstances) -> NetworkView | None:
    """Return what somebody of the private network sees: what is open to them, and no more."""
    if Role.NETWORK not in permit.roles:
        return None
    opened = opened_to(frame.nearby.network, PersonId(permit.reader), frame.home, at)
    holder = at.municipality.employees.get(carrier(frame, at).who.employee)
    meetings = (
        one.starts
        for one in frame.dates.meetings.values()
        if one.planned and one.starts is not None and not one.apart
    )
    return NetworkView(
        contact=holder.contact if holder and Opened.WHOM_TO_CALL in opened else None,
        meetings=tuple(sorted(meetings)) if Opened.WHEN_WE_MEET in opened else (),
    )
