"""Reading what was sent, once and strictly: one JSON text with one meaning, or a refusal.

Two readers may understand a doubtful text differently, and a record about a child must not
depend on which. So a member named twice, a number that is no number, a text nested without end
and half a character are all refused. Nothing that was sent is ever quoted back.
"""

import json
from typing import Any, NoReturn

DEEPEST = 32
"""How many objects and lists may lie inside each other (ASVS 15.2.2)."""


class UnreadableError(ValueError):
    """The text is not JSON, or could be read in more than one way; ``code`` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read(sent: bytes) -> Any:
    """Return the one value that *sent* holds.

    Raises:
        UnreadableError: With code ``NOT_JSON``, ``TWICE_NAMED``, ``NOT_A_NUMBER``, ``TOO_DEEP`` or
            ``HALF_A_CHARACTER`` (RFC 8259 leaves all but the first open; RFC 7493 closes them).
    """
    try:
        text = sent.decode("utf-8")
        _measure_depth(text)
        value = json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_number)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnreadableError:
        raise
    except UnicodeEncodeError:
        raise UnreadableError("HALF_A_CHARACTER") from None
    except (ValueError, RecursionError):
        raise UnreadableError("NOT_JSON") from None
    return value


def _measure_depth(text: str) -> None:
    depth, inside_text, escaped = 0, False, False
    for letter in text:
        if inside_text:
            inside_text = escaped or letter != '"'
            escaped = letter == "\\" and not escaped
        elif letter == '"':
            inside_text = True
        elif letter in "[{":
            depth += 1
            if depth > DEEPEST:
                raise UnreadableError("TOO_DEEP")
        elif letter in "]}":
            depth -= 1


def _once_each(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) != len(members):
        raise UnreadableError("TWICE_NAMED")
    return found


def _no_number(_: str) -> NoReturn:
    raise UnreadableError("NOT_A_NUMBER")
