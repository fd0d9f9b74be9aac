"""Each guide walked step by step, as its municipality has published it."""

import pytest

from stafett.municipalities import load

NITTEDAL = [
    ["acute", "wonder-and-observe", "share-concern", "clarify", "involve-guardians"],
    ["prepare-meeting", "wondering-talk", "own-measures", "evaluate-1", "decide-1"],
    ["clarify-and-consent-2", "refer-2", "coordinated-measures-2", "evaluate-2", "decide-2"],
    ["clarify-and-consent-3", "refer-3", "coordinated-measures-3", "evaluate-3", "way-on"],
]
MODUM = [
    [
        "wonder",
        "make-concrete",
        "share-with-those-concerned",
        "reason-to-go-on",
        "end-wondering",
    ],
    ["common-understanding", "carry-out-1", "follow-up-talk", "resource-team"],
    [
        "contact-other-service",
        "open-logg",
        "network-meeting",
        "carry-out-2",
        "follow-up-meeting",
        "decide-2",
    ],
    ["prepare-3", "contact-professionals", "extended-network-meeting", "decide-3"],
]


@pytest.mark.parametrize("level", [0, 1, 2, 3])
@pytest.mark.parametrize(("key", "guide"), [("nittedal", NITTEDAL), ("modum", MODUM)])
def test_each_level_has_the_steps_of_its_guide_in_order(
    key: str, guide: list[list[str]], level: int
) -> None:
    shipped = load(key).guide.level(level)
    assert shipped is not None
    assert [step.key for step in shipped.steps] == guide[level]


def test_in_modum_opening_the_logg_is_a_step_of_the_level_where_it_may_open() -> None:
    guide = load("modum").guide
    for level in guide.levels:
        opens = any(step.key == "open-logg" for step in level.steps)
        assert opens == (level.number == guide.may_open_logg_from)
