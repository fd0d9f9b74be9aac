"""What is done in a follow-up, as it is said over HTTP: consent, baton, measures, logg."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from stafett.stories.actors import Actor
from stafett.stories.answers import Answer
from stafett.stories.teller import Tale, check
from stafett.stories.town import Town

INFORMATION = "introduction-2026-1"
"""The version of the text the families of the stories were given (R64)."""


@dataclass
class Relay:
    """One follow-up, and what the people of the town do in it."""

    tale: Tale
    town: Town
    id: str

    @property
    def path(self) -> str:
        """Return where it is read."""
        return f"/v1/follow-ups/{self.id}"

    # Looking

    async def seen_by(self, who: Actor) -> Any:
        """Return what somebody sees of it."""
        return (await who.get(self.path)).body

    async def hidden_from(self, *strangers: Actor) -> None:
        """See that it is not there for these: neither by its address nor in their list."""
        for who in strangers:
            await who.get(self.path, 404, "NOT_FOUND")
            await self.listed_for(who, listed=False)

    async def listed_for(self, who: Actor, *, listed: bool = True) -> None:
        """See whether it stands in somebody's list."""
        found = await who.get("/v1/me/follow-ups")
        check(
            found.mentions(self.id) == listed,
            f"{who.who}: the list should {'hold' if listed else 'not hold'} the follow-up",
        )

    async def held_by(self, key: str, *eyes: Actor) -> None:
        """See that these all find the same one holding the baton."""
        for who in eyes:
            holder = (await self.seen_by(who))["holder"]["who"]["employee"]
            check(holder == self.town[key].id, f"{who.who} sees another holder than {key}")

    async def stands(
        self, who: Actor, *, level: int, logg: str | None = None, due_in: int | None = None
    ) -> None:
        """See what level it is on, how the logg stands, and when the next meeting is due."""
        seen = await self.seen_by(who)
        check(seen["level"] == level, f"level {seen['level']}, not {level}")
        if logg is not None:
            found = seen["logg"]["state"]
            check(found == logg, f"the logg is {found}, not {logg}")
        if due_in is not None:
            due = seen["nextMeetingBy"]
            check(due == self.tale.on(due_in), f"due {due}, not in {due_in} days")

    # Consent

    async def consent(
        self,
        giver: Actor,
        units: Iterable[str],
        *,
        days: int = 180,
        logg: bool = True,
        named: Iterable[Actor] = (),
        signed_with: Actor | None = None,
    ) -> Answer:
        """Let units in. ``signed_with`` writes down what the giver signed on paper."""
        form: dict[str, Any] = {
            "units": [self.town.units[unit] for unit in units],
            "about": self.town["child"].id,
            "purpose": "å hjelpe barnet sammen",
            "lastDay": self.tale.on(days),
            "logg": logg,
            "named": [one.id for one in named],
        }
        evidence = {
            "kind": "SIGNED_PAPER" if signed_with else "DIGITAL",
            "givenOn": self.tale.on(0),
            "language": "nb",
            "information": INFORMATION,
            "reference": "mappe 7, samtykke" if signed_with else "",
        }
        form["evidence"] = evidence
        if signed_with is not None:
            form["giver"] = giver.id
        return await (signed_with or giver).post(f"{self.path}/consents", form)

    # Units and their people

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

    # Baton

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

    # Goals and measures

    async def goal(self, who: Actor, unit: str, text: str, indicator: str, **aim: Any) -> str:
        """Agree on a goal, and return its id."""
        form = {
            "unit": self.town.units[unit],
            "text": text,
            "indicator": indicator,
            "startValue": aim.pop("start_value", "0"),
            "target": aim.pop("target", "3"),
            "deadline": self.tale.on(84),
            "term": "SHORT",
            **aim,
        }
        return (await who.post(f"{self.path}/goals", form)).id

    async def measure(
        self,
        who: Actor,
        unit: str,
        goal: str,
        what: str,
        *,
        how: str,
        arena: str,
        responsible: Mapping[str, str],
        days: int = 56,
    ) -> str:
        """Agree on a measure, and return its id."""
        form = {
            "unit": self.town.units[unit],
            "goal": goal,
            "what": what,
            "how": how,
            "responsible": dict(responsible),
            "arena": arena,
            "starts": self.tale.on(0),
            "deadline": self.tale.on(days),
            "evaluateOn": self.tale.on(28),
            "basis": "VOLUNTARY",
        }
        return (await who.post(f"{self.path}/measures", form)).id

    async def evaluate(
        self,
        who: Actor,
        unit: str,
        measure: str,
        *,
        effect: str,
        child: Mapping[str, str],
        basis: str,
    ) -> Answer:
        """Say what a measure did; one must have looked at the follow-up first."""
        seen = await who.get(self.path)
        form = {
            "unit": self.town.units[unit],
            "effect": effect,
            "childView": dict(child),
            "basis": basis,
            "fits": {"level": seen.body["level"]},
        }
        return await who.post(f"{self.path}/measures/{measure}/evaluations", form, seen=seen)

    async def end_measure(self, who: Actor, unit: str, measure: str, why: str) -> Answer:
        """Say that a measure is over."""
        form = {"unit": self.town.units[unit], "why": why}
        return await who.post(f"{self.path}/measures/{measure}/endings", form)

    # Meetings, levels, the logg, the end

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
