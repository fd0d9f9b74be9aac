"""Everything that can be asked of a follow-up, each worded in its own subject."""

from typing import TypeAlias

from stafett.domain.beginning import FollowGuide, StartFollowUp
from stafett.domain.circle import CircleCommand
from stafett.domain.closing import ClosingCommand
from stafett.domain.consent import ConsentCommand
from stafett.domain.cooperation import CooperationCommand
from stafett.domain.handover import BatonCommand
from stafett.domain.level import ChangeLevel
from stafett.domain.opening import AskForLogg, OpenLogg
from stafett.domain.outcome import ChooseOutcome
from stafett.domain.paper_logg import MovePaperLogg
from stafett.domain.participation import ParticipationCommand
from stafett.domain.passing import PassageCommand
from stafett.domain.progress import TickStep
from stafett.domain.reopening import ReopenLogg
from stafett.domain.task import TaskCommand
from stafett.domain.withdrawal import WithdrawalCommand
from stafett.domain.writing import WritingCommand

Command: TypeAlias = (
    StartFollowUp
    | FollowGuide
    | BatonCommand
    | ConsentCommand
    | WithdrawalCommand
    | ParticipationCommand
    | TaskCommand
    | CircleCommand
    | ChangeLevel
    | TickStep
    | ChooseOutcome
    | WritingCommand
    | AskForLogg
    | OpenLogg
    | ReopenLogg
    | MovePaperLogg
    | ClosingCommand
    | PassageCommand
    | CooperationCommand
)
