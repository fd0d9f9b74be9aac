"""Listing: which matters somebody may look for today. The list waits, it never lags.

The rows of the access list say where to look; each is judged by the domain, on its own folded
state and on the day, before it is shown. So a list never shows what opening would refuse.
"""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from stafett.application.asking import Asking, Listed, NotYetCurrent
from stafett.application.recording import Question, Recording
from stafett.application.scenes import Scene, Scenes, about_of
from stafett.application.views import ConcernView, concern_view
from stafett.domain import access, unit, visible
from stafett.domain.access import Look, Permit
from stafett.domain.audience import Shown
from stafett.domain.circumstances import Circumstances
from stafett.domain.facts import Refusal, Stranger
from stafett.domain.followup import Ended, Running
from stafett.domain.people import Asker, Citizen, PersonId
from stafett.domain.person import Person
from stafett.domain.views import FollowUpView
from stafett.ledger.book import Ledger
from stafett.ledger.errors import NoSuchBook
from stafett.ledger.reaching import reach
from stafett.ledger.sealing import SealBroken
from stafett.postgres.pool import Pool
from stafett.projections import access_list
from stafett.projections.asked import Lent
from stafett.projections.builds import DOORS
from stafett.projections.case_view import Folded, live_views, open_first
from stafett.projections.reach import Hand, tag_of
from stafett.projections.runner import Runner
from stafett.projections.subjects import Kind

PATIENCE: Final = 1.0
"""Seconds a list waits to become current."""
_PAUSE: Final = 0.002

_LIVE = """
    SELECT l.build, b.position
      FROM projection_live l JOIN projection_bookmark b USING (tenant, projection, build)
     WHERE l.tenant = $1 AND l.projection = $2
"""


@dataclass(frozen=True, slots=True)
class Found:
    """Something the asker may look for: its state without contents, and on what permit."""

    stream: UUID
    kind: Kind
    state: Any
    permit: Permit
    at: Circumstances


class Listing:
    """Finds what an asker may look for."""

    def __init__(
        self, ledger: Ledger, pool: Pool, runner: Runner, scenes: Scenes, recording: Recording
    ) -> None:
        self._ledger = ledger
        self._pool = pool
        self._runner = runner
        self._scenes = scenes
        self._recording = recording

    async def my_list(
        self, book: UUID, asker: Asker, asking: Asking
    ) -> tuple[Listed[FollowUpView | ConcernView], ...]:
        """List concerns and follow-ups; see ``Application.my_list``."""
        scene, found = await self.find(book, asker)
        question = Question(book, asker, asking, "my-list", Kind.FOLLOW_UP, None)
        shown = [(one.stream, one.state) for one in found]
        await self._recording.listed(question, scene.now, shown)
        listed = [Listed(one.kind, one.stream, _view(one)) for one in found]
        return tuple(sorted(listed, key=_oldest_first))

    async def knows_person(self, book: UUID, asker: Asker, who: PersonId) -> Permit | None:
        """Return a permit to something about the person that shows who it is about, if any."""
        _, found = await self.find(book, asker, about=who)
        for one in found:
            if one.kind is Kind.CONCERN or Shown.PERSON in one.permit.shown:
                return one.permit
        return None

    async def find(
        self, book: UUID, asker: Asker, *, about: PersonId | None = None
    ) -> tuple[Scene, list[Found]]:
        """Return everything the asker may look for today, or only what is about one person.

        Raises:
            NotYetCurrent: The list did not reach the book as it stood within a second.

        """
        try:
            head = await self._ledger.head(book)
            scene = await self._scenes.of_municipality(book)
        except NoSuchBook:
            raise Stranger from None
        states = await self._candidates(book, asker, scene, head, about)
        found = [
            one
            for stream, folded in states.items()
            if folded.kind in (Kind.CONCERN, Kind.FOLLOW_UP)
            and (one := _judged(asker, scene, stream, folded, states)) is not None
        ]
        return scene, sorted(found, key=lambda one: one.stream)

    async def _candidates(
        self, book: UUID, asker: Asker, scene: Scene, head: int, about: PersonId | None
    ) -> Mapping[UUID, Folded]:
        """Return the folded states the list names, with the persons they are about."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    found = await self._look(book, asker, scene, head, about)
                    if found is not None:
                        return found
                    self._runner.nudge()
                    await asyncio.sleep(_PAUSE)
        except TimeoutError:
            raise NotYetCurrent from None

    async def _look(
        self, book: UUID, asker: Asker, scene: Scene, head: int, about: PersonId | None
    ) -> Mapping[UUID, Folded] | None:
        """Look once, all at one instant; ``None`` when the list has not come far enough."""
        async with (
            reach(self._pool) as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            live = await connection.fetchrow(_LIVE, book, DOORS)
            if live is None or live["position"] < head:
                return None if live is not None or head else {}
            build = live["build"]
            tags = await self._tags(book, asker, scene)
            streams = set(await access_list.find(connection, book, build, tags))
            if isinstance(asker, Citizen):
                # Those they answer for lead on to what is about them.
                theirs = [await tag_of(self._ledger, book, Hand.ABOUT, one) for one in streams]
                streams |= set(await access_list.find(connection, book, build, theirs))
            if about is not None:
                tag = await tag_of(self._ledger, book, Hand.ABOUT, about)
                streams &= set(await access_list.find(connection, book, build, [tag]))
            states = await self._open(connection, book, streams)
            persons = {who for one in states.values() if (who := about_of(one.state)) is not None}
            return states | await self._open(connection, book, persons - states.keys())

    async def _open(
        self, connection: Lent, book: UUID, streams: Collection[UUID]
    ) -> dict[UUID, Folded]:
        opened: dict[UUID, Folded] = {}
        for stream, view in (await live_views(connection, book, streams)).items():
            try:
                folded = await open_first(self._ledger, book, view)
            except (SealBroken, LookupError, TypeError, ValueError):
                continue
            if folded is not None:
                opened[stream] = folded
        return opened

    async def _tags(self, book: UUID, asker: Asker, scene: Scene) -> list[bytes]:
        """Return the tags of everything the asker is: themselves, and the units they answer for."""
        if isinstance(asker, Citizen):
            return [await tag_of(self._ledger, book, Hand.PERSON, asker.person)]
        units = scene.municipality.units
        led = [one for one in units if set(unit.with_those_above(units, one)) & asker.leads]
        return [
            await tag_of(self._ledger, book, Hand.EMPLOYEE, asker.employee),
            *[await tag_of(self._ledger, book, Hand.LEADERS, one) for one in led],
        ]


def _oldest_first(one: Listed[FollowUpView | ConcernView]) -> tuple[str, UUID]:
    """Put a list in the order things began, and what does not say when it began first."""
    if isinstance(one.view, ConcernView):
        return one.view.on.isoformat(), one.id
    began = one.view.began.on if one.view.began is not None else None
    return "" if began is None else began.isoformat(), one.id


def _judged(
    asker: Asker, scene: Scene, stream: UUID, folded: Folded, states: Mapping[UUID, Folded]
) -> Found | None:
    """Ask the domain about one row, on the person as the list knows them."""
    who = about_of(folded.state)
    person = states[who].state if who is not None and who in states else None
    if not isinstance(person, Person):
        return None
    try:
        at = scene.with_person(person).circumstances(asker, folded.state)
        permit = access.may(asker, Look.LIST, folded.state, at)
    except Refusal:
        return None
    return Found(stream, folded.kind, folded.state, permit, at)


def _view(one: Found) -> FollowUpView | ConcernView:
    if isinstance(one.state, Running | Ended):
        return visible.trim(one.state, one.permit, one.at)
    return concern_view(one.state, one.at)
