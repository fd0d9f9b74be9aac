"""Doing: the whole way of a command, from the question to the receipt.

Read everything in one snapshot, judge, decide, write; when somebody else wrote first, begin
again, five times at most. A refusal is in the journal before it is spoken. Nothing is written
twice: the answer to a command stands in the book beside what it wrote.
"""

from dataclasses import replace
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from stafett.application.acquaintance import Acquaintance, acquaintance, families_known
from stafett.application.asking import (
    Asking,
    Done,
    HandsCrossed,
    KeyUsedForAnother,
    Promise,
    SeenIsStale,
    Target,
)
from stafett.application.claims import OPEN_LOGG, number_tag
from stafett.application.deciding import Decided, decide, seen_after, state_before
from stafett.application.destroying import check_over
from stafett.application.errand import Errand
from stafett.application.listing import Listing
from stafett.application.promises import Answer, command_id, kept
from stafett.application.recording import Question, Recording
from stafett.application.scenes import Scene, Scenes
from stafett.application.turns import Turns
from stafett.domain.asking_first import AskForTeamFirst
from stafett.domain.facts import PERSON, Refusal, Stranger
from stafett.domain.identity import (
    AccountIsTaken,
    PersonIsAnother,
    RegisterPerson,
    RegistrationRepeated,
)
from stafett.domain.opening import LoggNotLetOpen, OpenLogg
from stafett.domain.people import (
    Actor,
    Assurance,
    ConcernId,
    Duty,
    Operator,
    PersonId,
    Staff,
    System,
)
from stafett.domain.plan_handover import AcceptPackage
from stafett.domain.registering import is_registrar
from stafett.domain.reopening import ReopenLogg
from stafett.domain.shield import RaiseShieldedConcern
from stafett.domain.team_case import CaseCommand
from stafett.domain.wondering import RaiseConcern
from stafett.evidence.receipt import Receipt
from stafett.ids import uuid7
from stafett.ledger.book import Ledger
from stafett.ledger.errors import AlreadyAnswered, ClaimTaken, NoSuchBook, Stale
from stafett.ledger.line import ACCOUNT, NATIONAL_NUMBER, Append, NewLine, Write
from stafett.postgres.pool import Pool
from stafett.projections.subjects import Kind

NOT_TAKEN_IN: Final = "suspicions that were not taken in"
"""Whose compartment the journal has it in that a shielded concern was refused: no concern's own."""
ROUNDS: Final = 5
"""How often a command is decided anew when others write first."""


class Doing:
    """Does what is asked. Safe for any number of coroutines."""

    def __init__(
        self,
        ledger: Ledger,
        scenes: Scenes,
        listing: Listing,
        recording: Recording,
        lists: Pool,
    ) -> None:
        self._ledger = ledger
        self._lists = lists
        self._scenes = scenes
        self._listing = listing
        self._recording = recording
        self._turns = Turns()

    async def execute(
        self,
        book: UUID,
        asker: Actor,
        target: Target,
        commands: tuple[Any, ...],
        *,
        promise: Promise,
        asking: Asking,
        if_seen: int | None,
        new: UUID | None,
        about: PersonId | None,
        remembered_as: UUID | None = None,
    ) -> Done:
        """Do what is asked, or raise what stood in the way; see ``Application.execute``.

        ``remembered_as`` stands for the asker in the promise, where the asker's own id is new.
        """
        stream = await self._stream(book, target)
        errand = Errand(
            id=await command_id(self._ledger, book, remembered_as or asker.id, asking, promise),
            book=book,
            asker=asker,
            kind=target.kind,
            stream=stream,
            commands=tuple(_begun_as(one, stream) for one in commands),
            promise=promise,
            asking=asking,
            if_seen=if_seen,
            new=new,
            about=about,
        )
        async with self._turns.of({step.stream for step in errand.steps}):
            return await self._in_turn(errand)

    async def _stream(self, book: UUID, target: Target) -> UUID:
        if target.kind is not Kind.MUNICIPALITY:
            return target.id or uuid4()
        try:
            return (await self._scenes.of_municipality(book)).known.stream
        except NoSuchBook:
            raise Stranger from None

    async def _in_turn(self, errand: Errand) -> Done:
        for _ in range(ROUNDS):
            scene = await self._read(errand)
            if scene.answer is not None:
                return await self._once_more(errand, scene)
            known = await self._known_by_number(errand)
            errand = replace(errand, knows=await self._acquaintance(errand, scene))
            errand = await self._names_kept_out(errand)
            try:
                if known is None:
                    decided = decide(errand, scene)
                    await self._is_over(errand, decided)
                    await self._tell(errand, scene, decided)
                    return await self._write(errand, scene, decided, errand.stream)
                decide(errand, scene)
                return await self._write(errand, scene, _registered_again(scene, known), known)
            except (Stale, AlreadyAnswered):
                errand = replace(errand, joins=None)
            except ClaimTaken as taken:
                errand = await self._without(errand, scene, taken)
            except SeenIsStale:
                state = state_before(errand, scene)
                await self._recording.stale(_asked_in(errand), scene.now, state)
                raise
            except Refusal as refusal:
                await self._refuse(errand, scene, refusal)
                raise
        raise HandsCrossed

    async def _read(self, errand: Errand) -> Scene:
        """Read everything the errand may look at, in one snapshot.

        Raises:
            Stranger: There is no such book.

        """
        try:
            match errand.kind:
                case Kind.MUNICIPALITY:
                    return await self._scenes.of_municipality(errand.book, command=errand.id)
                case Kind.PERSON:
                    who = PersonId(errand.stream)
                    return await self._scenes.of_person(errand.book, who, command=errand.id)
                case Kind.CONCERN | Kind.FOLLOW_UP:
                    return await self._scenes.of(
                        errand.book,
                        errand.kind,
                        errand.stream,
                        about=errand.about,
                        beside=errand.beside,
                        command=errand.id,
                    )
        except NoSuchBook:
            raise Stranger from None

    async def _write(self, errand: Errand, scene: Scene, decided: Decided, it: UUID) -> Done:
        """Write what was decided, and the answer beside it."""
        wrote = tuple(write.stream for write in decided.writes)
        answer = Answer(it, errand.new, decided.seen, decided.also, wrote)
        appended = await self._ledger.append(
            Append(
                tenant=errand.book,
                command=errand.id,
                at=scene.now,
                by=errand.asker.id,
                writes=tuple(decided.writes),
                reads=decided.reads,
                claims=tuple(decided.claims),
                answer=answer.dump(),
                asked=errand.promise.asked,
                sure=_sure(errand.asker),
            )
        )
        return Done(
            it, errand.new, decided.seen, appended.receipt, also=decided.also, answered_before=False
        )

    async def _once_more(self, errand: Errand, scene: Scene) -> Done:
        """Give the answer from the first time, if the asker may still see what it is about.

        Whoever saw nothing afterwards the first time gets the ids they were given then.
        """
        if scene.answer is None:
            raise KeyUsedForAnother
        answer = kept(scene.answer, errand.promise)
        if answer is None:
            await self._refuse(errand, scene, refusal := Stranger())
            raise refusal
        if errand.kind in (Kind.CONCERN, Kind.FOLLOW_UP):
            errand = replace(errand, stream=answer.id)
            scene = await self._scenes.of(errand.book, errand.kind, answer.id)
            state = state_before(replace(errand, commands=()), scene)
            if answer.seen is not None and seen_after(errand, scene, state) is None:
                await self._refuse(errand, scene, refusal := Stranger())
                raise refusal
        receipt = await self._receipt(errand, answer)
        return Done(
            answer.id, answer.new, answer.seen, receipt, answered_before=True, also=answer.also
        )

    async def _receipt(self, errand: Errand, answer: Answer) -> Receipt | None:
        """Sign once more for the lines the command wrote."""
        if not answer.wrote:
            return None
        snapshot = await self._ledger.read(errand.book, dict.fromkeys(answer.wrote, 0))
        lines = [
            line
            for stream in answer.wrote
            for line in snapshot.histories[stream].lines
            if line.command == errand.id
        ]
        if not lines:
            return None
        leaves = [line.leaf for line in lines]
        return await self._ledger.receipt(errand.book, lines[0].at, leaves)

    async def _acquaintance(self, errand: Errand, scene: Scene) -> Acquaintance:
        """Return what the asker is to the person that is to be changed, if that may matter.

        It is asked for in the same way whether or not there is such a person.
        """
        if errand.kind is not Kind.PERSON or isinstance(errand.commands[0], RegisterPerson):
            return Acquaintance()
        staff = errand.asker
        if not isinstance(staff, Staff) or Duty.ADMINISTRATOR in staff.duties:
            return Acquaintance()
        person = scene.person
        if person is not None and is_registrar(person.registration, staff, scene.today):
            return Acquaintance()
        who = PersonId(errand.stream)
        return await acquaintance(self._listing, errand.book, staff, who)

    async def _names_kept_out(self, errand: Errand) -> Errand:
        """Tell a case that is to be about nobody whom the asker might have named (R141)."""
        first = errand.commands[0]
        if not isinstance(first, CaseCommand) or not isinstance(errand.asker, Staff):
            return errand
        names = await families_known(self._listing, errand.book, errand.asker)
        return replace(errand, commands=(replace(first, families=names), *errand.commands[1:]))

    async def _tell(self, errand: Errand, scene: Scene, decided: Decided) -> None:
        """Put it in the journal that somebody known is about to be changed."""
        if errand.kind is Kind.PERSON and not isinstance(errand.commands[0], RegisterPerson):
            names = [line.event.name for write in decided.writes for line in write.lines]
            if names:
                question = _asked_in(errand)
                who, hidden = PersonId(errand.stream), errand.knows.hidden
                await self._recording.changed(question, scene.now, who, names, hidden=hidden)

    async def _is_over(self, errand: Errand, decided: Decided) -> None:
        """See that nothing is ordered destroyed that somebody works in."""
        if errand.kind is Kind.MUNICIPALITY:
            events = (line.event for write in decided.writes for line in write.lines)
            await check_over(self._ledger, self._lists, errand.book, events)

    async def _known_by_number(self, errand: Errand) -> UUID | None:
        """Return who has the number that somebody is being registered with (T11: never told)."""
        register = errand.commands[0]
        if not isinstance(register, RegisterPerson) or register.number is None:
            return None
        tag = number_tag(register.number.digits)
        known = await self._ledger.find_claim(errand.book, NATIONAL_NUMBER, tag)
        return None if known == errand.stream else known

    async def _without(self, errand: Errand, scene: Scene, taken: ClaimTaken) -> Errand:
        """Return the errand to try instead, now that another holds what it claimed.

        A second logg is never opened, nor opened again, and never refused: the unit joins the one
        there is (R167).
        """
        opens = isinstance(errand.commands[0], OpenLogg | ReopenLogg)
        if taken.kind == OPEN_LOGG and scene.about and opens:
            there = await self._ledger.find_claim(errand.book, OPEN_LOGG, scene.about.bytes)
            return replace(errand, joins=there)
        if taken.kind == OPEN_LOGG and isinstance(errand.commands[0], AcceptPackage):
            return replace(errand, yields=True)
        if taken.kind == NATIONAL_NUMBER and isinstance(errand.commands[0], RegisterPerson):
            return errand
        refusals = {ACCOUNT: AccountIsTaken(), NATIONAL_NUMBER: PersonIsAnother()}
        refusal = refusals.get(taken.kind, LoggNotLetOpen())
        await self._refuse(errand, scene, refusal)
        raise refusal

    async def _refuse(self, errand: Errand, scene: Scene, refusal: Refusal) -> None:
        state = state_before(errand, scene)
        raises = any(isinstance(one, RaiseShieldedConcern) for one in errand.commands)
        hidden = uuid5(errand.book, NOT_TAKEN_IN) if raises else None
        await self._recording.refused(_asked_in(errand), scene.now, refusal, state, hidden=hidden)


def _asked_in(errand: Errand) -> Question:
    return Question(
        errand.book, errand.asker, errand.asking, errand.action, errand.kind, errand.stream
    )


def _sure(asker: Actor) -> Assurance | None:
    """Return how surely the log-in knew who acts; it stands on every act of theirs (F30)."""
    return None if isinstance(asker, Operator | System) else asker.assurance


def _begun_as(command: Any, stream: UUID) -> Any:
    """Return a command that begins something with the id the door has chosen for it."""
    match command:
        case RaiseConcern() | RaiseShieldedConcern() | AskForTeamFirst():
            return replace(command, concern=ConcernId(stream))
        case RegisterPerson():
            return replace(command, person=PersonId(stream))
        case _:
            return command


def _registered_again(scene: Scene, known: UUID) -> Decided:
    """Return what is written when the person was known: as much, elsewhere, and found again."""
    event = RegistrationRepeated(person=PersonId(known))
    nobody = uuid4()
    write = Write(nobody, 0, bytes(32), (NewLine(event, PERSON, uuid7()),))
    return Decided(writes=[write], reads={scene.known.stream: scene.known.version})
