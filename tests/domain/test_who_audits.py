"""Who audits: whose duty it is, and nobody else."""

from dataclasses import replace

import pytest

from stafett.domain.auditing import audits
from stafett.domain.people import Duty
from tests.people import ADMINISTRATOR, MOTHER, TEACHER


def test_whoever_has_the_duty_audits() -> None:
    assert audits(replace(TEACHER, duties=frozenset({Duty.AUDITOR})))


@pytest.mark.parametrize(
    "asker", [TEACHER, ADMINISTRATOR, MOTHER], ids=lambda one: type(one).__name__
)
def test_nobody_else_audits(asker: object) -> None:
    assert not audits(asker)
