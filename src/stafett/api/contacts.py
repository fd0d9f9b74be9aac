"""How to reach somebody, and which log-in is theirs: shared by people at work and at home."""

from typing import Annotated

from pydantic import Field, StringConstraints

from stafett.api.forms import Form, Line, View
from stafett.domain.people import Account, Contact


class ContactForm(Form):
    """How to reach somebody."""

    name: Line = Field(examples=["Kari Lund"])
    phone: Annotated[str, StringConstraints(max_length=30, pattern=r"^[0-9+ ()]*$")] = ""
    email: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\s@]+@[^\s@]+$|^$")] = ""

    def contact(self) -> Contact:
        """Return it as the domain has it."""
        return Contact(self.name, self.phone, self.email)


class ShownContact(View):
    """How to reach somebody."""

    name: str
    phone: str
    email: str


class AccountForm(Form):
    """A log-in: who vouches for it, and what they call this human being."""

    issuer: Annotated[str, StringConstraints(min_length=1, max_length=500)] = Field(
        examples=["https://login.example.no"]
    )
    subject: Annotated[str, StringConstraints(min_length=1, max_length=255)] = Field(
        examples=["a1b2c3"]
    )

    def account(self) -> Account:
        """Return it as the domain has it."""
        return Account(self.issuer, self.subject)
