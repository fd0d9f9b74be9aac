"""What every command is, in the words of the policies; and one of each, to be asked for."""

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from enum import Enum
from typing import Any, Union
from uuid import UUID

from stafett.domain.commands import Command
from stafett.domain.people import UnitId
from tests.people import TODAY, some_id
from tests.policy.small_world import NOW
from tests.properties.any_command import commands_of

ON_NOBODYS_BEHALF: Mapping[str, str] = {
    "StartFollowUp": "begin-again",
    "FollowGuide": "carry",
    "OfferBaton": "hand-on",
    "WithdrawOffer": "hand-on",
    "AcceptBaton": "take",
    "DeclineBaton": "take",
    "WithdrawConsent": "take-back",
    "RefuseConsent": "say-no",
    "DisownConsent": "disown",
    "InviteUnit": "carry",
    "StandAside": "stand-aside",
    "SetAside": "set-aside",
    "FindImpartial": "set-aside",
    "WishForRelative": "wish",
    "UnwishRelative": "unwish",
    "ChangeLevel": "carry",
    "TickStep": "carry",
    "ChooseOutcome": "carry",
    "AgreeToCarryIn": "agree",
    "AskForLogg": "carry",
    "OpenLogg": "carry",
    "ReopenLogg": "reopen",
    "MovePaperLogg": "move-paper",
    "LockLogg": "carry",
    "DemandClosure": "demand",
    "EndFollowUp": "carry",
    "BringDispute": "bring-a-dispute",
    "DecideDispute": "settle",
    "NameDeputy": "carry",
    "ReleaseDeputy": "carry",
    "KeepInTouch": "work-on-it",
    "PlanMove": "move-home",
    "CancelMove": "move-home",
    "CompleteMove": "carry",
    "InformOfPlan": "carry",
    "SayIfWanted": "answer-for-the-family",
    "ApplyForPlan": "answer-for-the-family",
    "AnswerApplication": "carry",
    "NameCoordinator": "carry",
    "OfferPackage": "carry",
    "AcceptPackage": "take-the-package",
    "EndPlan": "end-the-plan",
    "ProposeDeparture": "carry",
    "AnswerDeparture": "answer-for-the-family",
    "SendParcel": "carry",
    "CallOffDeparture": "carry",
    "CompleteDeparture": "carry",
    "TakeInParcel": "carry",
    "AnswerArrival": "answer-for-the-family",
    "RaiseAlarm": "raise-alarm",
    "AnswerAlarm": "answer-alarm",
    "ChooseContacts": "answer-for-the-family",
    "BringCase": "carry",
    "RecordAdvice": "carry",
    "AskForFamilyTeam": "raise-alarm",
    "ReconveneFamilyTeam": "raise-alarm",
    "ComposeFamilyTeam": "carry",
    "MakeFamilyTeamPlan": "carry",
    "SayForMyself": "say-for-myself",
}
"""What is asked for in one's own name."""

ON_A_UNITS_BEHALF: Mapping[str, str] = {
    "GrantConsent": "give-a-word",
    "ExtendConsent": "give-a-word",
    "AcceptInvitation": "answer-for-the-unit",
    "DeclineInvitation": "answer-for-the-unit",
    "NameProfessional": "name",
    "NameHolder": "name",
    "RemoveProfessional": "take-out",
    "LeaveFollowUp": "take-out",
    "AcknowledgeWithdrawal": "duty",
    "MakeOwnReport": "report",
    "DiscloseWithoutConsent": "duty",
    "MarkMisfiled": "misfiled",
    "PutBack": "misfiled",
}
"""What is asked for on behalf of a unit; every other writing command is ``write``."""

IN_THE_FAMILYS_NAME: Mapping[str, str] = {
    "WriteEntry": "write-as-family",
    "SendMessage": "write-as-family",
    "MakeComment": "write-as-family",
    "ShowItemTo": "write-as-family",
    "SignMinutes": "write-as-family",
    "FillInForm": "write-as-family",
    "SignDocument": "write-as-family",
    "KeepAttachment": "write-as-family",
    "CorrectWords": "write-as-family",
    "ContestWords": "write-as-family",
    "MarkMisfiled": "misfiled-of-the-family",
    "PutBack": "misfiled-of-the-family",
}
"""What may be asked for on nobody's behalf though a unit may ask for it too."""

KINDS: tuple[type, ...] = tuple(
    {kind.__name__: kind for kind in commands_of(Command)}[name]
    for name in sorted({kind.__name__ for kind in commands_of(Command)})
)


def asked(units: tuple[UnitId, ...]) -> Iterator[tuple[Any, str, UnitId | None]]:
    """Yield one of every command, on every behalf it can be asked on, and which act it is."""
    for kind in KINDS:
        name = kind.__name__
        if name in ON_NOBODYS_BEHALF:
            yield one_of(kind, None), ON_NOBODYS_BEHALF[name], None
            continue
        for unit in units:
            yield one_of(kind, unit), ON_A_UNITS_BEHALF.get(name, "write"), unit
        if name in IN_THE_FAMILYS_NAME:
            yield one_of(kind, None), IN_THE_FAMILYS_NAME[name], None


def one_of(kind: Any, unit: UnitId | None) -> Any:
    """Return a command of this kind, on a unit's behalf, or on nobody's."""
    hints = typing.get_type_hints(kind)
    given = {one.name: _some(hints[one.name], unit) for one in dataclasses.fields(kind) if one.init}
    if "unit" in given:
        given["unit"] = unit
    return kind(**given)


def _some(kind: Any, unit: UnitId | None) -> Any:
    plain = {str: "text 1", int: 1, float: 1.0, bool: True, bytes: b"", date: TODAY, datetime: NOW}
    if kind in plain:
        return plain[kind]
    if kind is type(None):
        return None
    if kind is UnitId:
        return unit or some_id("a unit")
    if kind is UUID or isinstance(kind, typing.NewType):
        return some_id("a thing")
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if dataclasses.is_dataclass(kind):
        return one_of(kind, unit)
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (Union, types.UnionType):
        return None if type(None) in inner else _some(inner[0], unit)
    if origin is typing.Literal:
        return inner[0]
    if issubclass(origin, tuple):
        return () if inner[-1] is Ellipsis else tuple(_some(one, unit) for one in inner)
    if issubclass(origin, AbstractSet):
        return frozenset({_some(inner[0], unit)})
    return {}
