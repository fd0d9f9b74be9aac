"""How long an answer is: as long as many others, so that its length tells nobody what it says.

Encryption hides what an answer says and not how much. Somebody who only listens would tell a child
nobody has wondered about from one with a thick logg, and see when one more line was written. So an
answer in words ends in blanks up to one of a few lengths (security study T14): after a JSON text
they mean nothing (RFC 8259 section 2), nor do they in HTML. Nothing is compressed: how well
something compresses depends on what it says.

An attachment is as long as it is, and so is a table or a parcel: whoever reads it reads every byte.
"""

from typing import Final

from starlette.datastructures import MutableHeaders

SHORTEST: Final = 1024
"""Bytes of the shortest answer; the next lengths are each twice the one before."""
STEP: Final = 128 * 1024
"""From here on lengths go up by so much: eight of them up to here, and few answers beyond."""
BLANK: Final = b" "
_HTML: Final = "text/html"


def length_of(length: int) -> int:
    """Return the next length an answer may have."""
    if length > STEP:
        return -(-length // STEP) * STEP
    return max(SHORTEST, 1 << max(length - 1, 0).bit_length())


def lengthen(headers: MutableHeaders) -> int:
    """Let the headers tell the length an answer gets, and return how many blanks it takes.

    What an ``ETag`` says is counted with it: it has one figure more when there is much to see.
    None for what is no text, and for what leaves without its length being known.
    """
    kind = headers.get("content-type", "").partition(";")[0]
    told = headers.get("content-length", "")
    if not told.isdigit() or not (kind.endswith(("/json", "+json")) or kind == _HTML):
        return 0
    length = int(told) + len(headers.get("etag", ""))
    blanks = length_of(length) - length
    headers["content-length"] = str(int(told) + blanks)
    return blanks
