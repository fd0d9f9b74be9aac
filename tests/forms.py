"""Forms for tests that are about filling them in: one of each way to answer, and some scales."""

from dataclasses import replace
from datetime import date

from stafett.domain.attachment import AttachmentKind, Described, Stored
from stafett.domain.policy import Coded
from stafett.domain.rulebook import Rulebook
from stafett.domain.sheet import Answer, Sheet
from stafett.domain.template import (
    Answering,
    FilledInBy,
    KeptIn,
    Question,
    Template,
    TemplateVersion,
)
from tests.people import CHILD_ID, MUNICIPALITY, NEIGHBOURS, TODAY
from tests.rules import GUIDE, LATER_GUIDE

STAFF, GUARDIAN, CHILD = FilledInBy.STAFF, FilledInBy.GUARDIAN, FilledInBy.CHILD
CODES = tuple(Coded(key, {"nb": key, "nn": key}) for key in ("a", "b", "c"))


def form(name: str, *questions: Question, by: frozenset[FilledInBy], signed: bool) -> Template:
    """A form for follow-ups and concerns."""
    return Template(
        id=TemplateVersion(name, 1),
        valid_from=date(2020, 1, 1),
        title={"nb": name, "nn": name},
        purpose={"nb": "Til å prøve.", "nn": "Til å prøve."},
        source="not stated in the guide: standard",
        questions=questions,
        filled_in_by=by,
        kept_in=frozenset(KeptIn),
        signed=signed,
    )


def question(key: str, answering: Answering, *, required: bool = False) -> Question:
    """A question that is answered in this way."""
    among = answering in {Answering.ONE_OF, Answering.SOME_OF}
    scale = answering is Answering.SCALE
    return Question(
        key=key,
        title={"nb": key, "nn": key},
        answering=answering,
        required=required,
        choices=CODES if among else (),
        lowest=0,
        highest=10 if scale else 0,
    )


HOW_MUCH = question("scale", Answering.SCALE, required=True)
EVERYBODY = frozenset(FilledInBy)
FORMS = (
    form("scale", HOW_MUCH, by=EVERYBODY, signed=False),
    form("signed-scale", HOW_MUCH, by=EVERYBODY, signed=True),
    form("guardians-scale", HOW_MUCH, by=frozenset({GUARDIAN}), signed=False),
    form(
        "everything",
        *(question(one.value, one) for one in Answering),
        by=frozenset({STAFF}),
        signed=False,
    ),
)
WITH_FORMS = replace(
    MUNICIPALITY,
    rulebook=Rulebook(templates={one.id: one for one in FORMS}, neighbours=NEIGHBOURS),
)
FORMED = replace(GUIDE, forms={one.id.form: one.id.version for one in FORMS})
LATER_FORMED = replace(LATER_GUIDE, forms=FORMED.forms)
SCALE = Sheet(
    TemplateVersion("scale", 1), {"scale": Answer(number=7)}, frozenset({CHILD_ID}), TODAY
)
SIGNED = replace(SCALE, form=TemplateVersion("signed-scale", 1))
DRAWING = Described(AttachmentKind.DRAWING, "A house", frozenset({CHILD_ID}), TODAY)
PNG = Stored("image/png", 68, "0123456789abcdef" * 4)
