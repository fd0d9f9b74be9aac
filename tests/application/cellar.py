"""Below a street: what destroys keys, and the register of it."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from stafett.application.asking import Target
from stafett.application.forgetting import Forgetting
from stafett.domain.ending import EndFollowUp, EndReason
from stafett.domain.facts import MUNICIPALITY
from stafett.domain.second_person import AskForGraveAct, GrantGraveAct
from stafett.domain.shredding import DestroyKeys, Shred
from stafett.ledger.checkpoints import Checkpoints
from stafett.ledger.shredding import Shredder
from tests.application.street import Street
from tests.follow_ups import TOO_SMALL
from tests.people import ADMINISTRATOR, MOTHER, TEACHER, TODAY
from tests.two_people import ANOTHER, let_in

HERS = frozenset({MOTHER.person})


@dataclass
class Cellar:
    """A street, and what destroys keys below it; ``folder`` holds the register."""

    street: Street
    folder: Path
    forgetting: Forgetting
    shredder: Shredder
    checkpoints: Checkpoints

    async def ended(self) -> UUID:
        """Let the family go on alone, and return what is over then."""
        over = EndFollowUp(EndReason.FAMILY_WISH, "They want to go on alone", TOO_SMALL, HERS)
        await self.street.ask(TEACHER, over)
        return self.street.follow_up

    async def order(self, matter: UUID, *, prune: bool = False) -> UUID:
        """Let two administrators order that a matter goes."""
        shred, street = uuid4(), self.street
        if ANOTHER.employee not in (await street.door.municipality(street.book)).employees:
            where = (await street.rooms.ledger.book(street.book)).municipality
            events = ((MUNICIPALITY, event) for event in let_in(ANOTHER))
            await street.rooms.write(street.book, where, *events)
        wanted = DestroyKeys(shred, matter, "deposited", "receipt 26/117", TODAY, prune)
        for who, command in (
            (ADMINISTRATOR, AskForGraveAct(shred, wanted)),
            (ANOTHER, GrantGraveAct(shred)),
        ):
            await self.street.ask(who, command, of=Target.municipality(), new=shred)
        return shred

    async def shred(self, id_: UUID) -> Shred:
        found = await self.street.door.municipality(self.street.book)
        return found.rulebook.shreds[id_]

    async def rows(self) -> int:
        """Count what points to the follow-up in any list or claim."""
        street, total = self.street, 0
        for table in ("case_view", "access_list", "due", "tally", "claim"):
            total += await street.rooms.database.fetchval(
                f"SELECT count(*) FROM {table} WHERE tenant = $1 AND stream = $2",
                street.book,
                street.follow_up,
            )
        return total
