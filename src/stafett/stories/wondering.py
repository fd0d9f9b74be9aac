"""What one unit does alone with a wondering, as it is said over HTTP (level 0)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stafett.stories.actors import Actor
from stafett.stories.answers import Answer
from stafett.stories.teller import Tale


def child_said(said: str, weighed: str) -> dict[str, str]:
    """Return what the child thinks, and how much it counted (R108)."""
    return {"said": said, "weighed": weighed}


@dataclass
class Wondering:
    """A concern in one unit, and what is done with it there."""

    tale: Tale
    id: str

    @property
    def path(self) -> str:
        """Return where it is read."""
        return f"/v1/concerns/{self.id}"

    async def observe(
        self, who: Actor, text: str, *, arena: str, origin: str = "OWN_EYES", days_ago: int = 0
    ) -> Answer:
        """Write down something seen, mapped or told."""
        form = {
            "text": text,
            "arena": arena,
            "origin": origin,
            "note": "OBSERVATION",
            "on": self.tale.on(-days_ago),
        }
        return await who.post(f"{self.path}/observations", form)

    async def share(self, who: Actor, receivers: Iterable[Actor], meeting: str = "") -> Answer:
        """Share it with named people of the unit."""
        named = [one.id for one in receivers]
        form = {"receivers": named, "on": self.tale.on(0), "meeting": meeting}
        return await who.post(f"{self.path}/sharings", form)

    async def plan_talk(self, who: Actor, adult: Actor) -> Answer:
        """Plan the talk with guardians for tomorrow; the adult talks with the child today."""
        form = {
            "forDay": self.tale.on(1),
            "childBy": self.tale.on(0),
            "talksWithChild": adult.id,
        }
        return await who.post(f"{self.path}/guardian-talks/plans", form)

    async def talk_with_child(self, who: Actor, own_words: str, summary: str, how: str) -> Answer:
        """Write down a talk with the child."""
        form = {
            "how": how,
            "ownWords": own_words,
            "summary": summary,
            "on": self.tale.on(0),
        }
        return await who.post(f"{self.path}/child-talks", form)

    async def talk_with_guardians(
        self, who: Actor, guardians: Iterable[Actor], minutes: str
    ) -> Answer:
        """Write down a talk with guardians; from then on they may read it."""
        form = {
            "guardians": [one.id for one in guardians],
            "minutes": minutes,
            "outcome": "HELD",
            "on": self.tale.on(0),
        }
        return await who.post(f"{self.path}/guardian-talks", form)

    async def fill_in(
        self, who: Actor, form: str, about: Actor, answers: Mapping[str, str | int]
    ) -> Answer:
        """Fill in a form of the guide."""
        return await who.post(f"{self.path}/documents", self.sheet(form, about, answers))

    def sheet(self, form: str, about: Actor, answers: Mapping[str, str | int]) -> dict[str, object]:
        """Return a form with its answers; a number answers a scale, words answer the rest."""
        return {
            "form": form,
            "version": 1,
            "answers": [
                {"question": key, "number" if isinstance(given, int) else "text": given}
                for key, given in answers.items()
            ],
            "about": [about.id],
            "happenedOn": self.tale.on(0),
        }

    async def clarify(self, who: Actor, summary: str) -> Answer:
        """Go through it with the leader."""
        form = {"summary": summary, "on": self.tale.on(0)}
        return await who.post(f"{self.path}/clarifications", form)

    async def view_of(self, who: Actor, guardian: Actor, words: str, *, agrees: bool) -> Answer:
        """Write down what a guardian thinks of taking it further."""
        form = {"giver": guardian.id, "agrees": agrees, "words": words, "on": self.tale.on(0)}
        return await who.post(f"{self.path}/guardian-views", form)

    async def take_on(
        self,
        who: Actor,
        taken_by: Mapping[str, str],
        leader: Actor,
        child_view: Mapping[str, str],
        reason: str,
    ) -> str:
        """Take it on at level 1, and return the id of the follow-up that begins with it."""
        form = {
            "takenBy": dict(taken_by),
            "reason": reason,
            "childView": dict(child_view),
            "clarification": {
                "leader": leader.id,
                "guardiansToldBy": who.id,
                "agreement": "AGREED",
                "agreedOn": self.tale.on(0),
            },
        }
        answer = await who.post(f"{self.path}/taking-on", form)
        found: str = answer.body["also"]["followUp"]
        return found

    async def acute(self, who: Actor, danger: str, text: str, second: Actor) -> Answer:
        """Say that it cannot wait, together with the leader."""
        form = {"danger": danger, "text": text, "second": {"employee": second.id}}
        return await who.post(f"{self.path}/acute", form)

    async def contact(
        self, who: Actor, receiver: str, name: str, channel: str, reference: str = ""
    ) -> Answer:
        """Write down whom one contacted."""
        form = {
            "receiver": receiver,
            "receiverName": name,
            "channel": channel,
            "at": self.tale.moment(),
            "reference": reference,
        }
        return await who.post(f"{self.path}/contacts", form)

    async def report(
        self,
        who: Actor,
        receiver: str,
        name: str,
        *,
        text: str,
        untold: Iterable[Actor],
        why_not: str,
    ) -> Answer:
        """Write down a report that was sent, and who was not told of it and why."""
        form = {
            "receiver": receiver,
            "receiverName": name,
            "channel": "PORTAL",
            "text": text,
            "informed": [{"person": one.id, "told": False, "whyNot": why_not} for one in untold],
            "at": self.tale.moment(),
            "reference": "kvittering 4711",
        }
        return await who.post(f"{self.path}/reports", form)

    async def tell(self, who: Actor, told: Iterable[Actor]) -> Answer:
        """Write down that the family has been told."""
        form = {"told": [one.id for one in told], "on": self.tale.on(0)}
        return await who.post(f"{self.path}/tellings", form)


async def wonder(tale: Tale, who: Actor, child: Actor, unit: str, *questions: str) -> Wondering:
    """Begin to wonder about a child."""
    form = {"about": child.id, "unit": unit, "questions": list(questions)}
    return Wondering(tale, (await who.post("/v1/concerns", form)).id)


async def suspect(
    tale: Tale,
    who: Actor,
    child: Actor,
    *,
    unit: str,
    second: Actor,
    text: str,
    best_interests: str,
) -> Wondering:
    """Raise a suspicion of violence, shielded from the family, together with the leader."""
    form = {
        "about": child.id,
        "unit": unit,
        "suspicion": "VIOLENCE",
        "text": text,
        "bestInterests": best_interests,
        "second": {"employee": second.id},
        "reviewOn": tale.on(30),
    }
    return Wondering(tale, (await who.post("/v1/concerns/shielded", form)).id)
