"""Cooperation over HTTP: alarms about tasks, and the family's own choice of whom to contact."""

from uuid import uuid4

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import Writing
from stafett.api.followups import HERE, ONE, about
from stafett.api.forms import Code, Form, Id, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.words import Ids, ProfessionalForm, units
from stafett.domain import alarm, choice, followup
from stafett.domain.measure import MeasureId
from stafett.domain.people import PersonId

router = APIRouter(prefix="/v1", tags=["participants"], route_class=Route)

ALARMS = ONE + "/alarms"
_ALARM = refusals(followup, alarm)


class AlarmForm(Form):
    """Whose task stands still, in what way, and with which measure if it is about one (R139)."""

    task_of: ProfessionalForm
    stands: Code[alarm.Stands]
    measure: Id | None = None


class AnswerForm(Form):
    """What will be done about it."""

    answer: Words


class ContactsForm(Form):
    """Whose choice it is: which units they would like to be asked, and which not (R137)."""

    said_by: Id
    rather: Ids = Field(default_factory=list)
    rather_not: Ids = Field(default_factory=list)


@router.post(ALARMS, status_code=201, summary="Raise the alarm about a task", openapi_extra=_ALARM)
async def raise_alarm(follow_up: Id, form: AlarmForm, write: Writing) -> Written:
    """For everybody who takes part, the family among them; all of them see it until it is answered.

    There is no free text: a task, and in what way it stands still.
    """
    new = alarm.AlarmId(uuid4())
    measure = None if form.measure is None else MeasureId(form.measure)
    command = alarm.RaiseAlarm(new, form.task_of.professional(), form.stands, measure)
    return await write.write(about(follow_up), command, HERE, new=new)


@router.post(
    ALARMS + "/{alarm_id}/answers",
    status_code=201,
    summary="Answer an alarm",
    openapi_extra=_ALARM,
)
async def answer_alarm(follow_up: Id, alarm_id: Id, form: AnswerForm, write: Writing) -> Written:
    """For the holder, and for the leaders of the units that take part."""
    command = alarm.AnswerAlarm(alarm.AlarmId(alarm_id), form.answer)
    return await write.write(about(follow_up), command, HERE)


@router.post(
    ONE + "/contact-choices",
    status_code=201,
    summary="Choose whom to contact",
    openapi_extra=refusals(followup, choice),
)
async def choose_contacts(follow_up: Id, form: ContactsForm, write: Writing) -> Written:
    """For the child and the guardians, each for themselves; the holder may write it down for them.

    It lets no unit in: that takes consent.
    """
    said_by = PersonId(form.said_by)
    command = choice.ChooseContacts(said_by, units(form.rather), units(form.rather_not))
    return await write.write(about(follow_up), command, HERE)
