"""Auditing: looking through a municipality's book from the outside, to see that all was in order.

Whoever audits is told who did what, when, why and on which consent, and never what was written
about a child. Of what is shielded they are told that a line stands there, and nothing of it.
"""

from stafett.domain.facts import NotForYou
from stafett.domain.people import Duty, Staff


class OnlyAnAuditor(NotForYou):
    """This is for those whose duty it is to audit the municipality's book."""


def audits(asker: object) -> bool:
    """Is it this asker's duty to audit the book?"""
    return isinstance(asker, Staff) and Duty.AUDITOR in asker.duties
