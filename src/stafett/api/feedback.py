"""What is learnt about the model itself, over HTTP; never anything about a child (R151)."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter
from pydantic import Field

from stafett.api.caller import Calling, Writing
from stafett.api.forms import Code, Day, Form, Id, View, Words
from stafett.api.openapi import refusals
from stafett.api.receipts import Written
from stafett.api.route import Route
from stafett.api.showing import ShownAs
from stafett.api.words import Ids, Key
from stafett.application.asking import Target
from stafett.domain import feedback, municipality, rulebook, striking
from stafett.domain.feedback import Lesson
from stafett.domain.policy import GuideVersion
from stafett.domain.rulebook import OnlyACoordinator

router = APIRouter(prefix="/v1", tags=["rules"], route_class=Route)

LESSONS = "/model/lessons"
_TELLING = refusals(feedback, municipality, rulebook, striking)


class LessonForm(Form):
    """What one has learnt about the model: no names, numbers or addresses of anybody."""

    kind: Code[Lesson]
    text: Words = Field(examples=["Invitasjonen kommer for sent."])
    step: Key | None = Field(None, examples=["prepare-meeting"])
    names_nobody: bool = False


class StrikingForm(Form):
    """Why it is taken away; nothing of what it says is repeated."""

    why: Words = Field(examples=["Et barn kan kjennes igjen."])


class EditionForm(Form):
    """An edition of the guide."""

    guide: Key = Field(examples=["modum"])
    version: Annotated[int, Field(ge=1, le=100_000)]


class RevisionForm(Form):
    """What comes of what was gone through, and which edition of the guide it leads to."""

    considered: Ids
    conclusion: Words
    guide: EditionForm | None = None


class ShownLesson(View):
    """What somebody has learnt; who it was is not shown."""

    id: Id
    kind: Code[Lesson]
    step: str
    text: str
    on: Day
    answered: Id | None = Field(description="The revision it was gone through in.")


class ShownRevision(View):
    """A revision, and what came of it."""

    id: Id
    on: Day
    conclusion: str
    considered: tuple[Id, ...]
    guide: ShownAs[GuideVersion] | None


class Lessons(View):
    """What has been learnt, what came of it, and by when to go through it next."""

    next_revision_by: Day | None
    lessons: tuple[ShownLesson, ...]
    revisions: tuple[ShownRevision, ...]


@router.get(LESSONS, summary="Read what is learnt about the model", openapi_extra=_TELLING)
async def read_lessons(caller: Calling) -> Lessons:
    """For coordinators, administrators and the steering group."""
    if not rulebook.follows(caller.asker):
        raise OnlyACoordinator
    register = (await caller.door.municipality(caller.book)).rulebook.register
    return Lessons(
        next_revision_by=register.next_revision_by,
        lessons=tuple(
            ShownLesson(
                id=key,
                kind=one.kind,
                step=one.step,
                text=one.text,
                on=one.on,
                answered=one.answered,
            )
            for key, one in sorted(register.lessons.items(), key=lambda one: (one[1].on, one[0]))
        ),
        revisions=tuple(
            ShownRevision.model_validate(
                {
                    "id": key,
                    "on": one.on,
                    "conclusion": one.conclusion,
                    "considered": tuple(sorted(one.considered)),
                    "guide": one.guide,
                }
            )
            for key, one in sorted(register.revisions.items(), key=lambda one: (one[1].on, one[0]))
        ),
    )


@router.post(
    LESSONS, status_code=201, summary="Tell what works and what does not", openapi_extra=_TELLING
)
async def share_lesson(form: LessonForm, write: Writing) -> Written:
    """For everybody at work. Nobody may be recognised in it."""
    new = uuid4()
    command = feedback.ShareLesson(new, form.kind, form.text, form.step or "", form.names_nobody)
    return await write.write(Target.municipality(), command, LESSONS, new=new)


@router.post(
    LESSONS + "/{lesson}/strikings",
    status_code=201,
    summary="Take away a lesson that names somebody",
    openapi_extra=_TELLING,
)
async def strike_lesson(lesson: Id, form: StrikingForm, write: Writing) -> Written:
    """For coordinators and administrators: from then on nobody reads it."""
    return await write.write(
        Target.municipality(), striking.StrikeLesson(lesson, form.why), LESSONS, new=lesson
    )


@router.post(
    "/model/revisions",
    status_code=201,
    summary="Say what comes of what was learnt",
    openapi_extra=_TELLING,
)
async def revise_model(form: RevisionForm, write: Writing) -> Written:
    """For coordinators and administrators, once a year or more often."""
    new = uuid4()
    guide = GuideVersion(form.guide.guide, form.guide.version) if form.guide else None
    command = feedback.ReviseModel(new, frozenset(form.considered), form.conclusion, guide)
    return await write.write(Target.municipality(), command, LESSONS, new=new)
