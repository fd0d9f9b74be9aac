"""Small forms that many subjects share: a named professional, the child's own view, a wish."""

from typing import Annotated, TypeAlias
from uuid import UUID

from pydantic import Field, StringConstraints

from stafett.api.forms import Form, Id, MaybeWords, View
from stafett.domain.baton import FamilyWish
from stafett.domain.people import EmployeeId, PersonId, Professional, UnitId
from stafett.domain.voice import ChildView

Ids: TypeAlias = Annotated[list[Id], Field(max_length=50)]
"""Up to fifty ids."""
MaybeLine: TypeAlias = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
"""A short text that may be left empty."""
Key: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
"""A code of the municipality's own: a topic, an outcome, a kind of unit."""
Keys: TypeAlias = Annotated[list[Key], Field(max_length=50)]


class ProfessionalForm(Form):
    """A named employee in a named unit."""

    employee: Id
    unit: Id

    def professional(self) -> Professional:
        """Return it as the domain has it."""
        return Professional(EmployeeId(self.employee), UnitId(self.unit))


class ShownProfessional(View):
    """A named employee in a named unit."""

    employee: Id
    unit: Id


class ChildViewForm(Form):
    """What the child said and how it was weighed; or why nobody could ask (R108)."""

    said: MaybeWords = Field("", examples=["Jeg vil ha Kari på gruppa."])
    weighed: MaybeWords = Field("", examples=["Kari følger gruppa videre."])
    not_asked_because: MaybeWords = ""

    def view(self) -> ChildView:
        """Return it as the domain has it."""
        return ChildView(self.said, self.weighed, self.not_asked_because)


class FamilyWishForm(Form):
    """What the family wants, and why it was not so when it was not (R72)."""

    wish: MaybeWords = ""
    followed: bool = True
    not_followed_because: MaybeWords = ""

    def family_wish(self) -> FamilyWish:
        """Return it as the domain has it."""
        return FamilyWish(self.wish, self.followed, self.not_followed_because)


def units(ids: list[UUID]) -> frozenset[UnitId]:
    """Return the ids as units."""
    return frozenset(map(UnitId, ids))


def persons(ids: list[UUID]) -> frozenset[PersonId]:
    """Return the ids as persons."""
    return frozenset(map(PersonId, ids))


def employees(ids: list[UUID]) -> frozenset[EmployeeId]:
    """Return the ids as employees."""
    return frozenset(map(EmployeeId, ids))
