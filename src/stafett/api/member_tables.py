"""Lists of members as they are sent: one line for each unit somebody works in.

A table (CSV) is what a spreadsheet or a personnel system writes out. It is read into the very
form that a list in JSON is, so nothing may be said in one that cannot be said in the other.
"""

import csv
import io
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError

from stafett.api.contacts import AccountForm, ContactForm
from stafett.api.forms import Day, Form, Id
from stafett.api.problems import Problem, Wrong
from stafett.api.wrongs import found_in
from stafett.domain.people import UnitId
from stafett.domain.unit import Unit

MOST_MEMBERS = 1000
COLUMNS = ("number", "name", "phone", "email", "unit", "leads", "since", "until", "subject")
_YES_AND_NO: Mapping[str, bool] = {
    **dict.fromkeys(("", "no", "nei", "false", "0"), False),
    **dict.fromkeys(("yes", "ja", "true", "1"), True),
}


class MemberForm(Form):
    """Somebody, and a unit they work in; one line for each unit."""

    number: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"\S")] = Field(
        examples=["10423"]
    )
    contact: ContactForm
    unit: Id | None = None
    leads: bool = False
    since: Day | None = None
    until: Day | None = None
    account: AccountForm | None = None


class MembersForm(Form):
    """A list of who works where. With `complete`, who was on one before and is not now has left."""

    members: Annotated[tuple[MemberForm, ...], Field(max_length=MOST_MEMBERS, strict=False)]
    complete: bool = False


def read_table(
    media_type: str, sent: bytes, units: Mapping[UnitId, Unit], log_ins: str
) -> MembersForm:
    """Return the list that a table holds.

    Args:
        media_type: What the sender calls it.
        sent: UTF-8; the first line names the columns, in any order.
        units: The units there are; one is named by its id, or by its name if no other has it.
        log_ins: The issuer whose names for people stand under ``subject``; empty when the sender
            knows of none.

    Raises:
        Problem: 415 when it is not called a table, 422 when a line cannot be read; by line and
            column, without a word of it.

    """
    if media_type.partition(";")[0].strip().lower() != "text/csv":
        raise Problem("NOT_A_TABLE")
    ids = _named(units)
    lines = [_line(row, ids, log_ins) for row in _rows(sent)]
    try:
        return MembersForm.model_validate({"members": lines})
    except ValidationError as wrong:
        found = wrong.errors(include_input=False, include_url=False)
        told = ({**one, "loc": ("body", *one["loc"])} for one in found)
        raise Problem("CONTENT_NOT_ACCEPTED", errors=found_in(told)) from None


def _named(units: Mapping[UnitId, Unit]) -> Mapping[str, str]:
    """Return the units' ids by everything that names just one of them."""
    by_name: dict[str, list[str]] = {}
    for one in units.values():
        by_name.setdefault(one.name.strip().casefold(), []).append(str(one.id))
    return {name: ids[0] for name, ids in by_name.items() if len(ids) == 1}


def _rows(sent: bytes) -> list[dict[str, str]]:
    try:
        text = sent.decode("utf-8-sig")
        first = text.partition("\n")[0]
        between = ";" if first.count(";") >= first.count(",") else ","
        table = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
        head, *lines = [[cell.strip() for cell in row] for row in table if any(row)]
    except (ValueError, csv.Error):
        raise Problem("CONTENT_NOT_ACCEPTED", errors=[Wrong("", "NOT_A_TABLE")]) from None
    if len(set(head)) != len(head) or not {"number", "name"} <= set(head) <= set(COLUMNS):
        raise Problem("CONTENT_NOT_ACCEPTED", errors=[Wrong("", "COLUMNS_NOT_KNOWN")])
    uneven = [number for number, line in enumerate(lines) if len(line) != len(head)]
    if uneven:
        wrong = Wrong(f"/members/{uneven[0]}", "NOT_A_TABLE")
        raise Problem("CONTENT_NOT_ACCEPTED", errors=[wrong])
    return [dict(zip(head, line, strict=True)) for line in lines]


def _line(row: Mapping[str, str], ids: Mapping[str, str], log_ins: str) -> dict[str, Any]:
    """Return a line of a table as a line of JSON would be."""
    unit, leads = row.get("unit", ""), row.get("leads", "").lower()
    subject = row.get("subject", "")
    contact = {name: row.get(name, "") for name in ("name", "phone", "email")}
    return {
        "number": row["number"],
        "contact": contact,
        "unit": ids.get(unit.casefold(), unit) or None,
        "leads": _YES_AND_NO.get(leads, leads),
        "since": row.get("since") or None,
        "until": row.get("until") or None,
        "account": {"issuer": log_ins, "subject": subject} if subject else None,
    }
