"""What one who speaks for another may do, and in whose place: small words that the law uses too."""

from enum import Enum


class Scope(Enum):
    """What a representative may do in another's name (R67)."""

    CONSENT = "consent"
    """Give a word, say no, take it back, agree to what is carried in, have a logg locked."""

    READ = "read"
    """Read what the one they speak for may read."""


class InPlaceOf(Enum):
    """In whose place somebody answers for a child; ``nobody``: they speak beside the giver."""

    NOBODY = "nobody"
    GUARDIANS = "guardians"
    ORGANISATION = "organisation"
    CHILD_WELFARE = "child-welfare"
