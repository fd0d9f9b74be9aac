"""Meetings as they are said over HTTP in a follow-up: proposed, invited to, held, chosen after."""

from collections.abc import Iterable, Mapping
from typing import Any

from stafett.stories.actors import Actor
from stafett.stories.answers import Answer
from stafett.stories.matter import Matter


class Meetings(Matter):
    """Who meets when, what was said, and how one goes on."""

    async def plan(
        self,
        who: Actor,
        unit: str,
        kind: str,
        purpose: str,
        *,
        days: int,
        units: Iterable[str] = (),
        apart: Iterable[Actor] = (),
    ) -> str:
        """Propose a meeting, and return its id; *apart* is one of two homes, if it is for one."""
        form = {
            "unit": self.town.units[unit],
            "kind": kind,
            "starts": f"{self.tale.on(days)}T12:00:00Z",
            "agenda": {"purpose": purpose},
            "units": [self.town.units[one] for one in units],
            "apart": [one.id for one in apart],
        }
        return (await who.post(f"{self.path}/meetings", form)).id

    async def agree_on_time(
        self, who: Actor, unit: str, meeting: str, suits: Iterable[Actor]
    ) -> Answer:
        """Write down whom in the family the time suits."""
        form = {"unit": self.town.units[unit], "agreedWith": [one.id for one in suits]}
        return await who.post(f"{self.path}/meetings/{meeting}/time-agreements", form)

    async def invite_to_meeting(
        self, who: Actor, unit: str, meeting: str, status: int = 201, code: str | None = None
    ) -> Answer:
        """Invite in the guide's own words."""
        form = {"unit": self.town.units[unit]}
        return await who.post(f"{self.path}/meetings/{meeting}/invitations", form, status, code)

    async def hold(
        self, who: Actor, unit: str, meeting: str, minutes: str, present: Mapping[str, str]
    ) -> Answer:
        """Write the minutes of a meeting that was held today; who was there, from which side."""
        form = {
            "unit": self.town.units[unit],
            "heldOn": self.tale.on(0),
            "minutes": {
                "text": minutes,
                "attendance": [{"name": name, "part": part} for name, part in present.items()],
            },
        }
        return await who.post(f"{self.path}/meetings/{meeting}/minutes", form)

    async def outcome(
        self,
        who: Actor,
        meeting: str,
        key: str,
        reason: str,
        child: Mapping[str, str],
        *,
        holder_kept: bool | None = None,
        status: int = 201,
        code: str | None = None,
    ) -> Answer:
        """Choose how to go on after a meeting."""
        seen = await who.get(self.path)
        form: dict[str, Any] = {
            "outcome": key,
            "reason": reason,
            "decidedBy": "møtet",
            "childView": dict(child),
        }
        if holder_kept is not None:
            form["holder"] = {"kept": holder_kept}
        return await who.post(
            f"{self.path}/meetings/{meeting}/outcomes", form, status, code, seen=seen
        )
