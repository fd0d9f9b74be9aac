"""Who may put right what: one's own unit's words, the family's remark, and what is misfiled.

An entry that was carried into the logg stands in two places; what is said of it is said in both.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from stafett.domain import advice, attachment, putting_back, referral, sheet, wording
from stafett.domain.agreeing import OutOfOrder, SayWhoDoesIt
from stafett.domain.attachment import Described
from stafett.domain.circumstances import Circumstances
from stafett.domain.content import Content, Contents
from stafett.domain.correction import (
    ContestWords,
    CorrectionCommand,
    CorrectWords,
    FoundMisfiled,
    Item,
    MarkMisfiled,
    NothingOfYoursHere,
    NotOfTheFamily,
    Phrasing,
    PutBack,
    WordsContested,
    WordsCorrected,
    words_of,
)
from stafett.domain.entry import Entry, EntryKind, Note, SayWhomItIsAbout
from stafett.domain.facts import SHARED, Event, Place
from stafett.domain.frame import Frame
from stafett.domain.goal import Aim
from stafett.domain.interpreting import may_interpret
from stafett.domain.let_in import Consents
from stafett.domain.logg import Open
from stafett.domain.minutes import Minutes
from stafett.domain.people import Citizen, PersonId
from stafett.domain.plan import Plan
from stafett.domain.sheet import Sheet
from stafett.domain.standing import Role, Standing


def decide(
    frame: Frame,
    contents: Contents,
    stands: Standing,
    command: CorrectionCommand,
    at: Circumstances,
) -> tuple[Event, ...]:
    """Say what becomes of what was written: events, nothing new, or a refusal."""
    there = _everywhere(contents, command.item)
    match command:
        case CorrectWords():
            return correct(frame, there, stands, command, at)
        case ContestWords():
            return contest(contents, there, stands, command, at)
        case MarkMisfiled():
            return misfile(contents, there, stands, command, at)
        case PutBack():
            return putting_back.put_back(contents, stands, command, at)


def hidden(contents: Contents) -> frozenset[UUID]:
    """Return what was found to lie with the wrong child."""
    return frozenset(item for part in contents.values() for item in part.misfiled)


def _everywhere(contents: Contents, item: UUID) -> Mapping[Place, Item]:
    found = {place: part.find(item) for place, part in contents.items()}
    return {place: one for place, one in found.items() if one is not None}


def correct(
    frame: Frame,
    there: Mapping[Place, Item],
    stands: Standing,
    command: CorrectWords,
    at: Circumstances,
) -> tuple[Event, ...]:
    """Decide whether the words may be put right: by the unit that wrote them, while it takes part.

    Words in a locked logg stay as they are, as does all else in it (R61).

    Raises:
        NothingOfYoursHere: There is no such thing, it is another's, or it is of another kind.

    """
    open_ = isinstance(frame.logg, Open)
    mine = {
        place: one
        for place, one in there.items()
        if one.unit == command.unit
        and (command.unit is not None or one.by == at.asked_by.id)
        and (place != SHARED or (open_ and command.unit in {None, *stands.shares}))
        and _same_sort(words_of(one), command.words)
    }
    if not mine:
        raise NothingOfYoursHere
    why = wording.reason(command.why)
    _enough_said(command.words, frame.consents, at)
    return tuple(
        WordsCorrected(
            place=place,
            item=command.item,
            words=command.words,
            why=why,
            by=at.asked_by.id,
            on=at.today,
        )
        for place, one in mine.items()
        if words_of(one) != command.words
    )


def _same_sort(before: Phrasing | None, words: Phrasing) -> bool:
    """Can the words stand where the others stood? A form stays the form it is."""
    if isinstance(before, Sheet) and isinstance(words, Sheet):
        return before.form == words.form
    return type(before) is type(words)


def _enough_said(words: Phrasing, consents: Consents, at: Circumstances) -> None:
    """See that the new words say what such words must say."""
    match words:
        case Note():
            wording.reason(words.text)
            at.happened(words.happened_on)
            if not words.about:
                raise SayWhomItIsAbout
            is_advice = words.kind is EntryKind.ADVICE
            advice.check(words.advised, words.text, consents, at, is_advice=is_advice)
        case Aim():
            _all_said((words.text, words.indicator))
        case Plan():
            _all_said((words.what, words.how, words.arena))
            if words.responsible.who is None and not words.responsible.name.strip():
                raise SayWhoDoesIt
            if words.starts > words.deadline or words.evaluate_on < words.starts:
                raise OutOfOrder
        case Minutes():
            wording.reason(words.text)
            referral.check(words.referral, at.guide.arenas)
            for who in words.interpreters:
                may_interpret(who)
        case Sheet():
            sheet.check_again(words, at)
        case Described():
            attachment.check_described(words, at)


def _all_said(texts: Iterable[str]) -> None:
    for text in texts:
        wording.reason(text)


def contest(
    contents: Contents,
    there: Mapping[Place, Item],
    stands: Standing,
    command: ContestWords,
    at: Circumstances,
) -> tuple[Event, ...]:
    """Decide whether the family's remark can stand beside it: it needs nobody's leave.

    Raises:
        NothingOfYoursHere: There is no such thing that the asker, or their unit, can speak of.
        NotOfTheFamily: Staff write it down for somebody who is not in the family.

    """
    of_family = isinstance(at.asked_by, Citizen)
    said_by = PersonId(at.asked_by.id) if of_family else command.said_by
    places = tuple(
        place
        for place, one in there.items()
        if (
            place in stands.reads and not _kept_from(one, stands, at)
            if of_family
            else one.unit == command.unit
        )
    )
    if not places:
        raise NothingOfYoursHere
    answer = {one.person for one in at.person.representatives_on(at.today) if one.answers}
    if said_by not in {at.person.id, *at.person.guardians_on(at.today), *answer}:
        raise NotOfTheFamily
    text = wording.reason(command.text)
    return tuple(
        WordsContested(
            place=place,
            item=command.item,
            remark=command.remark,
            text=text,
            said_by=said_by,
            by=at.asked_by.id,
            on=at.today,
        )
        for place in places
        if not _said(contents[place], command, text, said_by)
    )


def _kept_from(one: Item, stands: Standing, at: Circumstances) -> bool:
    """Does the young person not want this reader to know of it (R184)?"""
    kept = isinstance(one, Entry) and one.wish is not None
    return kept and Role.SELF not in stands.roles and one.by != at.asked_by.id


def _said(part: Content, command: ContestWords, text: str, said_by: PersonId) -> bool:
    remarks = {one.id: one for one in part.remarks.get(command.item, ())}
    there = remarks.get(command.remark)
    return wording.already((there.text, there.said_by) if there else None, (text, said_by))


def misfile(
    contents: Contents,
    there: Mapping[Place, Item],
    stands: Standing,
    command: MarkMisfiled,
    at: Circumstances,
) -> tuple[Event, ...]:
    """Decide whether it lies with the wrong child; then it is hidden wherever it stands.

    Its own unit says so, also when the follow-up is over or the logg is locked; and whoever
    carries the baton, of anything in the logg.

    Raises:
        NothingOfYoursHere: There is no such thing, or it is for others to say.

    """
    item = command.item
    gone = {
        at_: part.misfiled[item].item for at_, part in contents.items() if item in part.misfiled
    }
    carries = Role.CARRIER in stands.roles
    if not any(
        (one.unit == command.unit and (command.unit is not None or one.by == at.asked_by.id))
        or (carries and place in stands.reads)
        for place, one in (there or gone).items()
    ):
        raise NothingOfYoursHere
    if not there:
        return ()
    why = wording.reason(command.why)
    return tuple(
        FoundMisfiled(place=place, item=command.item, why=why, by=at.asked_by.id, on=at.today)
        for place in there
    )
