"""Setting a printout in type: PDF/A-2a, to be kept, and PDF/UA-1, to be read by everybody.

The typesetter sees to both by itself and gives no file that breaks them. Its fonts come with it,
and nothing is fetched. A letter that none of them has would break both standards, and so stands
as its number.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final

from stafett.printing.blocks import Printout
from stafett.printing.words import Words

LONGEST: Final = 20_000
"""Rows, headings and cells that are set at most: about five seconds, and 300 MB meanwhile."""
COMMAND: Final = "./stafett printout check FILE"
_STANDARDS: Final = ("a-2a", "ua-1")
_CHECK: Final = ("CHECK_WHAT", "CHECK_SIGNED", "CHECK_WRITTEN", "CHECK_LETTERS")
_SAID: Final = ("PAGE", "OF", "CONTENTS", "CHECK", "CHECK_WHO", "CHECK_HOW")
_TRIES: Final = 8
_LARGE: Final = 2_000
"""From so much on, what the typesetter keeps of a printout is worth letting go of."""
_REMEMBERED: Final = 11
"""The typesetter keeps what it made until it has set so many other documents."""
_NOTHING: Final = b"#set document(title: [-])"
_MISSING: Final = re.compile(r'the text `"(?P<text>(?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPED: Final = re.compile(r"\\u\{(?P<number>[0-9a-f]+)\}|\\(?P<other>.)")
_UNREADABLE: Final = frozenset({"Cc", "Cn", "Co", "Cs"})
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of writing could make words look like others."""


class TooLongToPrint(Exception):  # noqa: N818 - an answer (409), not a fault
    """There is more to set than one printout takes."""


def typeset(printout: Printout, fingerprint: str) -> bytes:
    """Return the printout as a PDF, unsigned.

    ``fingerprint`` is the SHA-256 of the certificate it will be signed with, in hexadecimal; the
    last page names it. Takes seconds and holds no lock of Python's: for a thread of its own.

    Raises:
        TooLongToPrint: It has more than `LONGEST` rows, headings and cells.

    """
    if printout.length() > LONGEST:
        raise TooLongToPrint
    words = Words(printout.language)
    told = {
        **printout.told(),
        "words": {code: words.phrase(code) for code in _SAID},
        "check": [words.phrase(code) for code in _CHECK],
        "fingerprint": " ".join(re.findall(".{8}", fingerprint)),
        "command": COMMAND,
    }
    try:
        return _set(_legible(told))
    finally:
        if printout.length() > _LARGE:
            _let_go()


def _let_go() -> None:
    """Have the typesetter forget: hundreds of megabytes of each of the ten it set last."""
    import typst  # noqa: PLC0415

    for _ in range(_REMEMBERED):
        typst.compile(_NOTHING, format="pdf", ignore_system_fonts=True)


def _set(told: Any) -> bytes:
    import typst  # noqa: PLC0415 - 80 MB that only a printout needs

    template = resources.files(__package__).joinpath("printout.typ").read_bytes()
    pdf: Any
    for _ in range(_TRIES):
        inputs = {"told": json.dumps(told, ensure_ascii=False)}
        try:
            pdf = typst.compile(
                template,
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=list(_STANDARDS),
                ignore_system_fonts=True,
            )
        except typst.TypstError as trouble:
            missing = _without_letters(trouble.diagnostic)
            if not missing:
                raise RuntimeError("the template of printouts cannot be set") from None
            told = _replaced(told, missing)
        else:
            return bytes(pdf)
    raise RuntimeError("a printout has letters that cannot be told by number")


def _without_letters(diagnostic: str) -> frozenset[str]:
    """Return the characters that no font has, from what the typesetter says of them."""
    return frozenset("".join(_unescaped(one["text"]) for one in _MISSING.finditer(diagnostic)))


def _unescaped(text: str) -> str:
    def plain(found: "re.Match[str]") -> str:
        number = found["number"]
        return str(found["other"]) if number is None else chr(int(number, 16))

    return _ESCAPED.sub(plain, text)


def _legible(told: Any) -> Any:
    """Return everything with what nobody can read standing as its number."""
    unreadable = {one for one in _letters(told) if _is_unreadable(one)}
    return _replaced(told, frozenset(unreadable))


def _is_unreadable(letter: str) -> bool:
    return letter in _TURNING or unicodedata.category(letter) in _UNREADABLE


def _letters(told: Any) -> frozenset[str]:
    match told:
        case str():
            return frozenset(told)
        case Mapping():
            return frozenset().union(*(_letters(one) for one in told.values()))
        case list() | tuple():
            return frozenset().union(*map(_letters, told))
        case _:
            return frozenset()


def _replaced(told: Any, letters: frozenset[str]) -> Any:
    table = {ord(one): f"[U+{ord(one):04X}]" for one in letters}

    def within(one: Any) -> Any:
        match one:
            case str():
                return one.translate(table)
            case Mapping():
                return {key: within(value) for key, value in one.items()}
            case list() | tuple():
                return [within(each) for each in one]
            case _:
                return one

    return within(told) if table else told
