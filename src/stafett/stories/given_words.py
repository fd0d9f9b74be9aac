"""The family's words as they are said over HTTP: given, extended, taken back, given anew.

And beside them what is written in the logg: an entry says whom it is about.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from stafett.stories.actors import Actor
from stafett.stories.answers import Answer
from stafett.stories.relay import Relay
from stafett.stories.teller import check

INFORMATION: Final = "introduction-2026-1"
"""The version of the text the families of the stories were given (R64)."""
_ANSWERS: Final = frozenset({200, 404})


@dataclass
class Words:
    """What a family says about one follow-up, for a purpose, in a language."""

    relay: Relay
    purpose: str
    language: str
    folder: str = "mappe 3"

    async def give(
        self,
        giver: Actor,
        units: Iterable[str],
        *,
        about: Actor | None = None,
        logg: bool = True,
        days: int = 180,
        named: Iterable[Actor] = (),
        signed_with: Actor | None = None,
        interpreter: Mapping[str, str] | None = None,
        minuted: str = "",
        status: int = 201,
        code: str | None = None,
    ) -> Answer:
        """Let units in. ``signed_with`` writes down what the giver signed on paper.

        Said aloud and put into the minutes, it is *minuted* there; ``signed_with`` wrote them.
        """
        form: dict[str, Any] = {
            "units": self._units(units),
            "about": (about or self.relay.town["child"]).id,
            "purpose": self.purpose,
            "lastDay": self.relay.tale.on(days),
            "logg": logg,
            "named": [one.id for one in named],
            "evidence": self._evidence(signed_with, interpreter),
        }
        if minuted:
            form["evidence"] |= {"kind": "MINUTED_ORAL", "reference": minuted}
        path = f"{self.relay.path}/consents"
        return await self._say(path, giver, form, signed_with, status=status, code=code)

    async def extend(
        self,
        giver: Actor,
        base: Answer,
        units: Iterable[str],
        *,
        days: int = 180,
        signed_with: Actor | None = None,
    ) -> Answer:
        """Let more units in on the terms of an earlier word (R53)."""
        form = {
            "units": self._units(units),
            "lastDay": self.relay.tale.on(days),
            "evidence": self._evidence(signed_with, None),
        }
        path = f"{self.relay.path}/consents/{base.id}/extensions"
        return await self._say(path, giver, form, signed_with)

    async def withdraw(self, giver: Actor, units: Iterable[str]) -> Answer:
        """Take one's word back for units; nobody asks why."""
        form = {"units": self._units(units)}
        return await giver.post(f"{self.relay.path}/consents/withdrawals", form)

    async def refuse_logg(self, giver: Actor, units: Iterable[str]) -> Answer:
        """Say no to a logg, having been told what it is; it is held against nobody (R63)."""
        form = {"units": self._units(units), "logg": True, "informedOf": INFORMATION}
        return await giver.post(f"{self.relay.path}/consents/refusals", form)

    async def demand_closure(
        self, who: Actor, status: int = 201, code: str | None = None
    ) -> Answer:
        """Have the logg locked, at once (R60)."""
        return await who.post(f"{self.relay.path}/logg/closure-demands", None, status, code)

    async def reopen(
        self, key: str, place: str, units: Iterable[str], status: int = 201, code: str | None = None
    ) -> Answer:
        """Let somebody at work in a place open the logg again for units, as holder (R62)."""
        holder = self.relay.town.professional(key, place)
        form = {"units": self._units(units), "holder": holder}
        who = self.relay.town[key]
        return await who.post(f"{self.relay.path}/logg/reopenings", form, status, code)

    async def write(
        self,
        who: Actor,
        unit: str | None,
        text: str,
        *,
        about: Actor | None = None,
        shared: bool = True,
        kind: str = "NOTE",
        status: int = 201,
        code: str | None = None,
    ) -> Answer:
        """Write an entry: in the logg, or in the unit's own part."""
        form: dict[str, Any] = {
            "kind": kind,
            "text": text,
            "about": [(about or self.relay.town["child"]).id],
            "happenedOn": self.relay.tale.on(0),
            "shared": shared,
        }
        if unit is not None:
            form["unit"] = self.relay.town.units[unit]
        return await who.post(f"{self.relay.path}/entries", form, status, code)

    async def read_by(self, who: Actor, text: str) -> bool:
        """Say whether somebody finds a text; "not there for you" is an answer, a fault is not."""
        answer = await who.look(self.relay.path)
        check(answer.status in _ANSWERS, f"{who.who}: {answer.status}")
        return answer.mentions(text)

    async def propose(self, who: Actor, unit: str, entry: Answer) -> Answer:
        """Show the family an entry of the unit's own."""
        form = {"unit": self.relay.town.units[unit]}
        return await who.post(f"{self.relay.path}/entries/{entry.id}/proposals", form)

    async def _say(
        self,
        path: str,
        giver: Actor,
        form: dict[str, Any],
        signed_with: Actor | None,
        *,
        status: int = 201,
        code: str | None = None,
    ) -> Answer:
        if signed_with is None:
            return await giver.post(path, form, status, code)
        return await signed_with.post(path, {**form, "giver": giver.id}, status, code)

    def _units(self, keys: Iterable[str]) -> list[str]:
        return [self.relay.town.units[key] for key in keys]

    def _evidence(
        self, signed_with: Actor | None, interpreter: Mapping[str, str] | None
    ) -> dict[str, Any]:
        evidence: dict[str, Any] = {
            "kind": "SIGNED_PAPER" if signed_with else "DIGITAL",
            "givenOn": self.relay.tale.on(0),
            "language": interpreter["language"] if interpreter else self.language,
            "information": INFORMATION,
            "reference": self.folder if signed_with else "",
        }
        if interpreter is not None:
            evidence["interpreter"] = {**interpreter, "ofAge": True}
        return evidence


def gaps(view: Any) -> set[str]:
    """Return what somebody sees missing in a follow-up (R9)."""
    return {one["gap"] for one in view["breaks"]}
