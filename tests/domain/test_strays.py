"""A line about something that cannot be read changes nothing, and nothing falls over."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stafett.domain import acknowledging, dispute, individual_plan, minutes, plan_handover
from stafett.domain.acknowledging import WithdrawalAcknowledged
from stafett.domain.dispute import DisputeDecided
from stafett.domain.individual_plan import PlanWishSaid
from stafett.domain.plan_handover import PackageAccepted
from stafett.domain.referral import ReferralAnswered, ReferralSent
from tests.properties.any_command import of


@pytest.mark.parametrize(
    ("after", "nothing", "event"),
    [
        (acknowledging.after, {}, WithdrawalAcknowledged),
        (dispute.after, None, DisputeDecided),
        (individual_plan.after, None, PlanWishSaid),
        (plan_handover.after, None, PackageAccepted),
        (minutes.after, {}, ReferralSent),
        (minutes.after, {}, ReferralAnswered),
    ],
)
@settings(max_examples=3, derandomize=True, deadline=None, database=None)
@given(data=st.data())
def test_nothing_comes_of_it(
    after: Callable[[Any, Any], Any], nothing: Any, event: type, data: st.DataObject
) -> None:
    assert after(nothing, data.draw(of(event))) == nothing
