"""What may be attached: a few kinds of file that archives keep, told by their first bytes.

What a file is called is nobody's proof of what it is; a page or a program that calls itself a
picture is turned away at the first bytes of it.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Final

from stafett.application.asking import DoorError

TAKEN: Final[Mapping[str, tuple[bytes, ...]]] = {
    "application/pdf": (b"%PDF-1.", b"%PDF-2."),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/tiff": (b"II*\x00", b"MM\x00*"),
}
"""Media types that are taken, and how such a file begins."""
ENDINGS: Final[Mapping[str, str]] = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/tiff": "tif",
}
LARGEST: Final = 10 * 1024 * 1024
"""Bytes of one attachment, at most."""
_FIRST: Final = max(len(first) for some in TAKEN.values() for first in some)


class WrongMedia(DoorError):  # noqa: N818 - an answer (415), not a fault
    """It is of a kind that is not taken, or is not what it says it is."""


async def begins_as(media_type: str, content: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield what comes, once its first bytes are those of its type. Raises WrongMedia."""
    first = b""
    seen = False
    async for some in content:
        if seen:
            yield some
            continue
        first += some
        if len(first) >= _FIRST:
            _check(media_type, first)
            seen = True
            yield first
    if not seen:
        _check(media_type, first)
        yield first


def _check(media_type: str, first: bytes) -> None:
    if not first.startswith(TAKEN.get(media_type, ())):
        raise WrongMedia
