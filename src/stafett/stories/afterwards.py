"""After the stories: does every line of the books hold, and do lists made anew say the same?"""

from stafett.ledger.verify import Verdict
from stafett.projections.compare import made_anew
from stafett.stories.audience import Audience
from stafett.stories.programme import Evening, Told
from stafett.stories.stage import Stage


async def look_after(stage: Stage, evening: Evening, audience: Audience) -> bool:
    """Verify every book, make its lists anew, and say how the evening was. Was all well?"""
    audience.chapter("Afterwards")
    for told in evening.told:
        evening.wrong += await _look_after(stage, told, audience)
    for wrong in evening.wrong:
        audience.aside(f"  ✗ {wrong}")
    books = len(evening.told)
    audience.aside(
        f"{evening.steps} steps in {books} books: "
        + ("everything as told" if not evening.wrong else f"{len(evening.wrong)} things were not")
    )
    return not evening.wrong


async def _look_after(stage: Stage, told: Told, audience: Audience) -> list[str]:
    house = stage.house
    events = await house.ledger.verify(told.book)
    journal = await house.journal.verify(told.book)
    anew = await made_anew(house.list_pool, house.runner, house.ledger, told.book)
    wrong = [*_faults("line", events), *_faults("journal line", journal)]
    wrong += [f"lists made anew differ for stream {stream}" for stream in anew.unlike]
    if not wrong:
        audience.aside(
            f"  ✓ {told.called}: {events.lines} lines and {journal.lines} journal lines verified; "
            f"lists of {anew.streams} matters made anew, and the same"
        )
    return [f"{told.called}: {one}" for one in wrong]


def _faults(what: str, verdict: Verdict) -> list[str]:
    fault = verdict.fault
    return [] if fault is None else [f"{what} {fault.position}: {fault.wrong}"]
