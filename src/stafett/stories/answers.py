"""What the service answered, and what the story had expected."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Answer:
    """One answer, whole: what was asked, by whom, and what came back."""

    who: str
    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)

    @cached_property
    def body(self) -> Any:
        """Return the body as JSON, or ``None`` when it is not one such document."""
        media = self.headers.get("content-type", "json").partition(";")[0]
        written = media.endswith("json") and self.content
        return json.loads(self.content) if written else None

    @property
    def id(self) -> str:
        """Return the id of what was written or shown."""
        found: str = self.body["id"]
        return found

    @property
    def etag(self) -> str:
        """Return what to say in ``If-Match``."""
        return self.headers["etag"]

    @property
    def code(self) -> str | None:
        """Return the code of a problem (RFC 9457), or ``None``."""
        return self.body.get("code") if isinstance(self.body, dict) else None

    def mentions(self, words: str) -> bool:
        """Do these words stand anywhere in the answer?"""
        return words in self.content.decode(errors="replace") or words in json.dumps(
            self.body, ensure_ascii=False
        )


class OtherwiseThanTold(Exception):  # noqa: N818 - a sentence about the story
    """The service did something else than the story says. The message shows both."""


def expect(answer: Answer, status: int, code: str | None = None) -> Answer:
    """Return the answer if it is the one the story expects.

    Raises:
        OtherwiseThanTold: It is another.

    """
    if answer.status == status and code in (None, answer.code):
        return answer
    wanted = f"{status} {code}" if code else f"{status}"
    found = f"{answer.status} {answer.code}" if answer.code else f"{answer.status}"
    raise OtherwiseThanTold(
        f"{answer.who}: {answer.method} {answer.path}: expected {wanted}, got {found}\n"
        f"    {answer.content.decode(errors='replace')[:1200]}"
    )
