"""Hemnes' town: its units, its people at work, and what is agreed on there."""

from typing import Final

from stafett.stories.beginnings import Agreement
from stafett.stories.town import Place, Plan, Post
from stafett.stories.wondering import child_said

PLAN: Final = Plan(
    rules="hemnes",
    places={
        "school": Place("Måkebotnen skole", "school"),
        "ppt": Place("PPT Bregnesvingen", "ppt"),
        "clinic": Place("Teistekneika helsestasjon", "health-clinic"),
        "child-welfare": Place("Barneverntjenesten i Rognerabben", "child-welfare"),
        "kindergarten": Place("Bregnehølen barnehage", "kindergarten"),
        "riding-school": Place("Lyngrabben ridesenter", "leisure", municipal=False, public=False),
    },
    posts={
        "teacher": Post("the class teacher", "school"),
        "head": Post("the head of the school", "school", leads=True),
        "colleague": Post("another teacher at the school", "school"),
        "ppt-leader": Post("the leader of PPT", "ppt", leads=True),
        "adviser": Post("the PPT adviser", "ppt"),
        "clinic-leader": Post("the leader of the clinic", "clinic", leads=True),
        "nurse": Post("the public health nurse", "clinic"),
        "second-nurse": Post("another public health nurse", "clinic"),
        "pedagogue": Post("the kindergarten's pedagogue", "kindergarten"),
        "kindergarten-leader": Post("the kindergarten's leader", "kindergarten", leads=True),
        "first-grade-teacher": Post("the teacher of the first grade", "school"),
        "welfare-leader": Post("the leader of child welfare", "child-welfare", leads=True),
        "coordinator": Post("the BTI coordinator", duty="BTI_COORDINATOR"),
        "archivist": Post("the archivist", duty="ARCHIVIST"),
        "officer": Post("the data protection officer"),
    },
)

VOICE = child_said("Jeg vil lese høyt bare for deg.", "Vi øver på tomannshånd først.")
AGREED: Final = Agreement(
    holder="teacher",
    place="school",
    leader="head",
    outcome="Skolen følger opp selv.",
    guardians_say="Det er fint.",
    reason="Lesing uten tilhørere",
    child_view=VOICE,
)
