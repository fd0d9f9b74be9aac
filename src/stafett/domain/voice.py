"""The child's own voice: what it thinks, asked before every decision about it (R108)."""

from dataclasses import dataclass

from stafett.domain.facts import Refusal


class ChildNotHeard(Refusal):
    """Say what the child thinks and how much it counted, or why the child has not been asked."""


@dataclass(frozen=True, slots=True)
class ChildView:
    """What the child said and how it was weighed; or why nobody could ask.

    For small children what an adult saw and heard is the voice (R111): it stands in ``said``.
    """

    said: str = ""
    weighed: str = ""
    not_asked_because: str = ""

    @property
    def obtained(self) -> bool:
        """Has the child been heard?"""
        return bool(self.said.strip())


@dataclass(frozen=True, slots=True)
class ChildInformed:
    """How the child was told of something decided for it, and what it thinks (R69)."""

    how: str
    view: ChildView


@dataclass(frozen=True, slots=True)
class Wish:
    """A young person's wish that the guardians are not told, and why that is best (R10, R184).

    ``reasons`` are the young person's own, ``paragraph`` the law that opens for it (law 3.1).
    """

    reasons: str
    best_for_the_child: str
    paragraph: str = ""


def heard(view: ChildView) -> ChildView:
    """Return the view if it says enough to decide on (R108).

    Raises:
        ChildNotHeard: Neither a view with its weight, nor a reason for there being none.

    """
    told = view.said.strip() and view.weighed.strip()
    if not told and (view.obtained or not view.not_asked_because.strip()):
        raise ChildNotHeard
    return view
