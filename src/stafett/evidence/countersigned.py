"""Signatures of others that lie inside lines: made again when a line is opened, and compared.

A line says that its book sealed it. Some say besides that somebody else has signed something, and
hold that signature. So whoever opens the line need not believe the book for it: it is enough to
know the other's key from elsewhere.
"""

import base64
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from .letter import LetterNotRead, Party, check_receipt


class NotCountersigned(Exception):  # noqa: N818 - a sentence, as every refusal here
    """A signature that lies in a line is not the one it is said to be."""


def check(event: str, fields: Mapping[str, Any]) -> Mapping[str, str] | None:
    """Return who signed what lies in an event, ``by`` and their ``key``, having seen that they did.

    Args:
        event: The stored name of the event.
        fields: What it holds, as JSON.

    Returns:
        ``None`` for an event that holds nobody's signature.

    Raises:
        NotCountersigned: The signature is not that one's, over that.

    """
    checked = _HOLD.get(event)
    return None if checked is None else checked(fields)


def _parcel_receipt(fields: Mapping[str, Any]) -> Mapping[str, str]:
    """See that the other municipality has signed for the parcel (docs/parcel.md)."""
    try:
        told = fields["countersigned"]
        by = Party(told["by"], base64.b64decode(told["by_key"], validate=True), b"")
        sender = Party(told["sender"], base64.b64decode(told["sender_key"], validate=True), b"")
        signature = base64.b64decode(told["signature"], validate=True)
        at = datetime.fromisoformat(fields["taken_in_at"])
        if at.tzinfo is None:
            raise NotCountersigned
        check_receipt(by, sender, fields["digest"], at, signature)
    except (LetterNotRead, ValueError, TypeError, KeyError, AttributeError, OverflowError):
        raise NotCountersigned from None
    return {"by": by.origin, "key": by.signs.hex()}


_HOLD: Final[Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, str]]]] = {
    "departure-completed": _parcel_receipt,
}
