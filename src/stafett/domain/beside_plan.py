"""No logg beside a plan: while a plan coordinates, none is opened (R152)."""

from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Refusal
from stafett.domain.individual_plan import IndividualPlan
from stafett.domain.plan_handover import Handover


class PlanRuns(Refusal):
    """A plan runs: it coordinates, and no logg is opened beside it."""


def check_no_plan(
    plan: IndividualPlan | None, handover: Handover | None, at: Circumstances
) -> None:
    """See that no plan stands where a logg is to be opened (R152).

    Raises:
        PlanRuns: One has been granted or has taken over, and the rules let no logg be beside it.

    """
    over = handover is not None and handover.ended_on is not None
    granted = plan is not None and plan.granted
    if granted and not over and not at.rules.logg_beside_plan:
        raise PlanRuns
