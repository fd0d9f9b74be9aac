"""What is done in a follow-up, as it is said over HTTP: units, baton, levels, the logg, the end."""

from collections.abc import Iterable, Mapping
from typing import Any

from stafett.stories.actors import Actor
from stafett.stories.answers import Answer
from stafett.stories.measures import Measures
from stafett.stories.meetings import Meetings


class Relay(Measures, Meetings):
    """One follow-up, and what the people of the town do in it."""

    async def invite(self, who: Actor, unit: str) -> Answer:
        """Ask a unit to take part; it learns nothing about the child by it."""
        return await who.post(f"{self.path}/participants", {"unit": self.town.units[unit]})

    async def accept(
        self, leader: Actor, unit: str, status: int = 201, code: str | None = None
    ) -> Answer:
        """Say on a unit's behalf that it takes part."""
        here = f"{self.path}/participants/{self.town.units[unit]}"
        return await leader.post(f"{here}/acceptances", None, status, code)

    async def name(self, leader: Actor, unit: str, who: Actor, task: str) -> Answer:
        """Give one of the unit's people a task."""
        here = f"{self.path}/participants/{self.town.units[unit]}"
        return await leader.post(f"{here}/professionals", {"employee": who.id, "task": task})

    async def leave(
        self, who: Actor, unit: str, why: str, status: int = 201, code: str | None = None
    ) -> Answer:
        """End a unit's part."""
        here = f"{self.path}/participants/{self.town.units[unit]}"
        form = {"because": "TASK_DONE", "why": why}
        return await who.post(f"{here}/leavings", form, status, code)

    async def offer(self, who: Actor, key: str, unit: str, **form: Any) -> Answer:
        """Offer the baton."""
        to = self.town.professional(key, unit)
        return await who.post(f"{self.path}/baton/offers", {"to": to, **form})

    async def take(
        self,
        who: Actor,
        formal_decision: Mapping[str, str] | None = None,
        status: int = 201,
        code: str | None = None,
    ) -> Answer:
        """Accept the baton."""
        form = {"formalDecision": dict(formal_decision)} if formal_decision else {}
        return await who.post(f"{self.path}/baton/offers/acceptances", form, status, code)

    async def decline(self, who: Actor, why: str) -> Answer:
        """Say no to the baton."""
        return await who.post(f"{self.path}/baton/offers/declines", {"why": why})

    async def change_level(
        self,
        who: Actor,
        to: int,
        reason: str,
        child: Mapping[str, str],
        *,
        holder_kept: bool = True,
        status: int = 201,
        code: str | None = None,
    ) -> Answer:
        """Go to another level."""
        seen = await who.get(self.path)
        form = {
            "to": to,
            "reason": reason,
            "decidedBy": "møtet",
            "holder": {"kept": holder_kept},
            "childView": dict(child),
        }
        return await who.post(f"{self.path}/levels", form, status, code, seen=seen)

    async def open_logg(self, who: Actor, status: int = 201, code: str | None = None) -> Answer:
        """Open the logg."""
        return await who.post(f"{self.path}/logg/openings", {"medium": "DIGITAL"}, status, code)

    async def lock(
        self, who: Actor, agreed: Iterable[Actor], why: str, child: Mapping[str, str]
    ) -> Answer:
        """Lock the logg because all who must agree do."""
        seen = await who.get(self.path)
        form = {"agreed": [one.id for one in agreed], "why": why, "childView": dict(child)}
        return await who.post(f"{self.path}/logg/lockings", form, seen=seen)

    async def end(
        self, who: Actor, agreed: Iterable[Actor], note: str, child: Mapping[str, str]
    ) -> Answer:
        """End the follow-up, because all agree."""
        form = {
            "reason": "AGREEMENT",
            "note": note,
            "childView": dict(child),
            "agreed": [one.id for one in agreed],
        }
        return await who.post(f"{self.path}/endings", form)
