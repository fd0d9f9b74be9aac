"""One follow-up in a story: where it is read, and what somebody finds when they look at it."""

from dataclasses import dataclass
from typing import Any

from stafett.stories.actors import Actor
from stafett.stories.answers import Answer
from stafett.stories.teller import Tale, check
from stafett.stories.town import Town


@dataclass
class Matter:
    """One follow-up, and what the people of the town see of it."""

    tale: Tale
    town: Town
    id: str

    @property
    def path(self) -> str:
        """Return where it is read."""
        return f"/v1/follow-ups/{self.id}"

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

    async def say(
        self, who: Actor, what: str, form: Any = None, status: int = 201, code: str | None = None
    ) -> Answer:
        """Have something done in it, by its address below the follow-up's."""
        return await who.post(f"{self.path}/{what}", form, status, code)
