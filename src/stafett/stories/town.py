"""A town for a story: its units, its people at work, and a family, made known over HTTP."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from stafett.stories.actors import Actor
from stafett.stories.people import Colleague, Register, Relative
from stafett.stories.teller import Tale, check
from stafett.stories.wire import Wire

LogIn = Callable[[str], tuple[str, str, str]]
"""Gives somebody a log-in: issuer, subject and a token that proves it."""

WORKED_SINCE: Final = date(2020, 8, 1).isoformat()


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of the town; ``kind`` is the service it gives."""

    name: str
    kind: str
    municipal: bool = True
    public: bool = True


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody's work in the town: where, whether they lead, and what for the whole of it."""

    title: str
    place: str | None = None
    leads: bool = False
    duty: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Who and what a town needs for its story, and by which municipality's rules it lives."""

    rules: str
    places: Mapping[str, Place]
    posts: Mapping[str, Post]


@dataclass
class Town:
    """A town that can be acted in: unit ids by key, actors by key."""

    book: str
    units: dict[str, str] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    relatives: dict[str, Relative] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Actor:
        """Return somebody of the town."""
        return self.actors[key]

    @property
    def known(self) -> dict[str, str]:
        """Return what the story calls its units and people, by id; and the book."""
        units = {id_: f"unit:{key}" for key, id_ in self.units.items()}
        people = {actor.id: key for key, actor in self.actors.items() if actor.id}
        return {**units, **people, self.book: "book"}

    def professional(self, key: str, place: str) -> dict[str, str]:
        """Return somebody at work in one place, as the baton is offered to them."""
        return {"employee": self.actors[key].id, "unit": self.units[place]}


class Builder:
    """Builds a town: everything in it is said by its administrator, over HTTP."""

    def __init__(self, tale: Tale, wire: Wire, log_in: LogIn, plan: Plan, book: str) -> None:
        self._tale, self._wire, self._log_in, self._plan = tale, wire, log_in, plan
        self._people = Register(plan.rules)
        self.town = Town(book)

    async def arrive(
        self, link: str, key: str = "administrator", title: str = "the administrator"
    ) -> None:
        """Let an administrator in by a link that works once."""
        somebody = self._people.colleague()
        token = self._log_in(f"{self.town.book}/{key}")[2]
        actor = self._actor(title, token)
        actor.book = self.town.book
        said = await actor.post("/v1/set-up", {"link": link, "contact": _contact(somebody)})
        actor.id = said.id
        self._enter(key, actor, somebody.name)

    async def build(self) -> Town:
        """Enter units and people at work."""
        town, admin = self.town, self.town["administrator"]
        for key, place in self._plan.places.items():
            form = {
                "name": place.name,
                "kind": place.kind,
                "municipal": place.municipal,
                "public": place.public,
            }
            town.units[key] = (await admin.post("/v1/units", form)).id
            town.names[key] = place.name
        for key, post in self._plan.posts.items():
            await self._employ(key, post)
        town.actors["stranger"] = self._actor("somebody passing by", "")
        return town

    async def _employ(self, key: str, post: Post) -> None:
        town, admin = self.town, self.town["administrator"]
        somebody = self._people.colleague()
        made = await admin.post("/v1/employees", {"contact": _contact(somebody)})
        here = f"/v1/employees/{made.id}"
        if post.place is not None:
            work = {"unit": town.units[post.place], "since": WORKED_SINCE, "leads": post.leads}
            await admin.post(f"{here}/employments", work)
        if post.duty is not None:
            await admin.post(f"{here}/duties", {"duty": post.duty})
        issuer, subject, token = self._log_in(f"{town.book}/{key}")
        await admin.post(f"{here}/accounts", {"issuer": issuer, "subject": subject})
        actor = self._actor(post.title, token)
        actor.id = made.id
        self._enter(key, actor, somebody.name)

    async def family(
        self,
        by: Actor,
        child_age: float,
        guardians: Mapping[str, str],
        child_title: str = "the child",
    ) -> None:
        """Make a child and its guardians known; ``guardians`` maps keys to titles."""
        surname = self._people.surname()
        born = self._tale.today - timedelta(days=round(child_age * 365.25))
        child = self._people.relative(surname, born)
        await self._register(by, "child", child_title, child, "CHILD")
        for key, title in guardians.items():
            grown = self._people.relative(
                surname, born - timedelta(days=11_400), woman=key == "mother"
            )
            await self._register(by, key, title, grown, "ADULT")
            await self._answers_for(by, key, "child", born)

    async def sibling(
        self, by: Actor, key: str, title: str, born: date, guardians: Iterable[str]
    ) -> None:
        """Make one more child of the same guardians known, born on a day."""
        surname = self.town.names["child"].split()[-1]
        await self._register(by, key, title, self._people.relative(surname, born), "CHILD")
        for guardian in guardians:
            await self._answers_for(by, guardian, key, born)

    async def moved_here(self, by: Actor, other: Town, coming: Mapping[str, str]) -> None:
        """Make a child and its guardians known, who are the same people as in another town.

        ``coming`` maps their keys there to their titles here; the child's is ``child``. Here
        ``new-`` stands before the key.
        """
        child = other.relatives["child"]
        await self._register(by, "new-child", coming["child"], child, "CHILD")
        for key in (one for one in coming if one != "child"):
            await self._register(by, f"new-{key}", coming[key], other.relatives[key], "ADULT")
            await self._answers_for(by, f"new-{key}", "new-child", child.born)

    async def grown(
        self, by: Actor, key: str, title: str, age: int, subject: str = "ADULT"
    ) -> None:
        """Make somebody grown known, who answers for nobody: a relative, or one who expects."""
        born = self._tale.today - timedelta(days=round(age * 365.25))
        who = self._people.relative(self._people.surname(), born, woman=True)
        await self._register(by, key, title, who, subject)

    async def unnumbered(self, by: Actor, key: str, title: str, age: float) -> str:
        """Make a child known by a name as it was heard; return the number it has, unsaid."""
        born = self._tale.today - timedelta(days=round(age * 365.25))
        who = self._people.relative(self._people.surname(), born, woman=False)
        form = {"fullName": who.name.split()[0], "subject": "CHILD"}
        made = await by.post("/v1/persons", form)
        await self._let_log_in(key, title, made.id, who)
        return who.number

    async def speaker(self, key: str, title: str, child: str, basis: str, paper: str) -> None:
        """Make somebody known who speaks for a child from today, and by which law and paper."""
        admin, child_id = self.town["administrator"], self.town[child].id
        await self.grown(admin, key, title, 51)
        form = {
            "representative": self.town[key].id,
            "representativeName": self.town.names[key],
            "speaksFor": child_id,
            "basis": basis,
            "scope": ["CONSENT", "READ"],
            "since": self._tale.on(0),
            "reference": paper,
        }
        await admin.post(f"/v1/persons/{child_id}/representatives", form)

    async def newborn(self, by: Actor, key: str, title: str, mother: str) -> None:
        """Make a child known that was born today, and to whom."""
        surname = self.town.names[mother].split()[-1]
        today = self._tale.today
        await self._register(by, key, title, self._people.relative(surname, today), "CHILD")
        born = {"child": self.town[key].id, "on": today.isoformat()}
        await self.town["administrator"].post(f"/v1/persons/{self.town[mother].id}/births", born)

    async def _answers_for(self, by: Actor, guardian: str, child: str, since: date) -> None:
        form = {
            "guardian": self.town[guardian].id,
            "guardianName": self.town.names[guardian],
            "responsibility": "PARENTAL",
            "since": since.isoformat(),
            "evidence": "POPULATION_REGISTER",
        }
        await by.post(f"/v1/persons/{self.town[child].id}/guardians", form)

    async def _register(self, by: Actor, key: str, title: str, who: Relative, subject: str) -> None:
        form = {
            "fullName": who.name,
            "subject": subject,
            "born": who.born.isoformat(),
            "nationalNumber": who.number,
        }
        made = await by.post("/v1/persons", form)
        again = await by.post("/v1/persons", form)
        check(again.id == made.id, "the same number is the same person")
        await self._let_log_in(key, title, made.id, who)

    async def _let_log_in(self, key: str, title: str, person: str, who: Relative) -> None:
        issuer, account, token = self._log_in(f"{self.town.book}/{key}")
        admin, log_in = self.town["administrator"], {"issuer": issuer, "subject": account}
        await admin.post(f"/v1/persons/{person}/accounts", log_in)
        if "second" in self.town.actors:
            await self.town["second"].post(f"/v1/persons/{person}/accounts", log_in)
        actor = self._actor(title, token, reads_for="OWN_MATTER")
        actor.id = person
        self._enter(key, actor, who.name)
        self.town.relatives[key] = who

    def _actor(self, title: str, token: str, reads_for: str = "FOLLOW_UP") -> Actor:
        return Actor(title, self._wire, token, key=self.town.book, reads_for=reads_for)

    def _enter(self, key: str, actor: Actor, name: str) -> None:
        self.town.actors[key] = actor
        self.town.names[key] = name


def _contact(somebody: Colleague) -> dict[str, Any]:
    return {"name": somebody.name, "phone": somebody.phone, "email": somebody.email}
