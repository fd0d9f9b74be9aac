"""Facts: each is stored under one name for ever, and what one may not see is emptied."""

from dataclasses import dataclass, field

import pytest

from stafett.domain.audience import Shown
from stafett.domain.facts import Event, catalogue
from stafett.domain.marks import FRAME, LOGG
from stafett.domain.visible import blank


def test_two_events_are_never_stored_under_one_name() -> None:
    (name, version), known = next(iter(catalogue().items()))
    with pytest.raises(ValueError, match=name):
        type("Another", (Event,), {}, name=name, version=version)
    assert catalogue()[name, version] is known


@dataclass(frozen=True)
class Two:
    """A view with a field for one audience, and fields for another."""

    level: int = field(metadata=FRAME)
    words: tuple[str, ...] = field(default=(), metadata=LOGG)
    by_unit: dict[str, str] = field(default_factory=dict, metadata=LOGG)


def test_what_is_for_another_audience_is_emptied_whatever_it_holds() -> None:
    seen = Two(1, ("he plays",), {"school": "he plays"})
    assert blank(seen, frozenset({Shown.FRAME})) == Two(1)
    assert blank(seen, frozenset({Shown.FRAME, Shown.LOGG})) == seen


def test_what_cannot_be_left_empty_is_shown_to_nobody_else() -> None:
    with pytest.raises(AssertionError, match=r"Two\.level cannot be left empty"):
        blank(Two(1), frozenset({Shown.LOGG}))
