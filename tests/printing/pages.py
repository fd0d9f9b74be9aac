"""Reading a printout as somebody else's programme does: its words, its tags, its fonts."""

import io
import re
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader

_MOMENT = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4} kl\. \d\d\.\d\d|\d{4}-\d\d-\d\d \d\d:\d\d")


def read(pdf: bytes) -> Any:
    """Return the file opened; what lies in it is of every kind."""
    return PdfReader(io.BytesIO(pdf), strict=True)


def words(pdf: bytes) -> str:
    """Return everything it says, in one line: where lines are broken says nothing."""
    several = (page.extract_text() for page in read(pdf).pages)
    return re.sub(r"\s+", " ", " ".join(several))


def timeless(pdf: bytes) -> str:
    """Return its words without the minute of anything."""
    return _MOMENT.sub("…", words(pdf))


def tagged(element: Any) -> Iterator[tuple[str, Any]]:
    """Yield every element of the tree of tags by its kind, as the reading order has it."""
    element = element.get_object()
    if not hasattr(element, "get"):
        return
    if "/S" in element:
        yield str(element["/S"]), element
    below = element.get("/K", [])
    below = below.get_object() if hasattr(below, "get_object") else below
    for one in below if isinstance(below, list) else [below]:
        if hasattr(one, "get_object") and hasattr(one.get_object(), "get"):
            yield from tagged(one)
