"""A signed note: a few lines of plain text, and below them who stands behind every word.

C2SP signed-note v1.0.0. What is read here is only the form; whose signatures count is said by the
`VerifierKey` of whoever one believes.
"""

import base64
import re
from typing import Final, NamedTuple, Self

LONGEST: Final = 1 << 18
"""Bytes of a note at most."""
MOST_SIGNATURES: Final = 32
_KEY_ID: Final = 4
_SIGNED: Final = re.compile("\u2014 ([^\\s+]+) ([A-Za-z0-9+/]+={0,2})")
_CONTROL: Final = re.compile("[\x00-\x09\x0b-\x1f]")


class NotANote(ValueError):  # noqa: N818 - a sentence, as every refusal here
    """This is not written as a signed note is."""


class NoteSignature(NamedTuple):
    """One line below a note: who signed, the four bytes that name the key, and the signature."""

    name: str
    key_id: bytes
    content: bytes

    def line(self) -> str:
        """Return the line as it stands below the note, with its newline."""
        return f"\u2014 {self.name} {base64.b64encode(self.key_id + self.content).decode()}\n"


class Note(NamedTuple):
    """A text that ends in a newline, and the signatures below it."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def written(self) -> str:
        """Return the whole note as text."""
        return self.text + "\n" + "".join([one.line() for one in self.signatures])

    @classmethod
    def read(cls, written: str) -> Self:
        """Return the note that `written` wrote.

        Raises:
            NotANote: It would have been written in another way, or is too long to be one.

        """
        text, gap, below = written.rpartition("\n\n")
        if not gap or not text or len(written) > LONGEST or _CONTROL.search(written):
            raise NotANote
        lines = below.split("\n")
        if lines.pop() or not 0 < len(lines) <= MOST_SIGNATURES:
            raise NotANote
        note = cls(text + "\n", tuple(map(signature, lines)))
        try:
            as_bytes = written.encode(), note.written().encode()
        except UnicodeEncodeError:
            raise NotANote from None
        if as_bytes[0] != as_bytes[1]:
            raise NotANote
        return note


def signature(line: str) -> NoteSignature:
    """Return what stands in one line below a note, given without its newline.

    Raises:
        NotANote: It is not written as such a line is.

    """
    found = _SIGNED.fullmatch(line)
    if found is None:
        raise NotANote
    try:
        content = base64.b64decode(found[2], validate=True)
    except ValueError:
        raise NotANote from None
    if len(content) <= _KEY_ID:
        raise NotANote
    return NoteSignature(found[1], content[:_KEY_ID], content[_KEY_ID:])
