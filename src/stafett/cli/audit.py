"""Ask who saw or changed what, at a terminal: as an auditor, through the same door as everybody.

Whoever runs the machine sees nothing in a book; so this asks the running service, with the log-in
of somebody whose duty it is to audit (in ``STAFETT_TOKEN``), and the journal says who asked.
"""

import base64
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO, Final
from urllib.parse import urlencode
from uuid import UUID

import typer

audit = typer.Typer(
    help="Ask a running service who saw or changed what, as an auditor.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

TOKEN: Final = "STAFETT_TOKEN"  # noqa: S105 - the name of it
_WITHIN: Final = 60.0
_OK: Final = 200

At = Annotated[str, typer.Option("--at", help="The service, such as https://stafett.example.")]
Since = Annotated[str, typer.Option(help="From this instant, such as 2026-11-01T00:00:00Z.")]
Until = Annotated[str, typer.Option(help="To before this instant.")]
Out = Annotated[Path | None, typer.Option(help="The file to write; else it is printed.")]
Book = Annotated[UUID | None, typer.Option(help="Which book, if you are known in several.")]


@audit.callback()
def _audit() -> None:
    """Ask a running service who saw or changed what, as an auditor."""


@audit.command()
def lines(
    *,
    at: At,
    since: Since,
    until: Until,
    child: Annotated[UUID | None, typer.Option(help="Only what is about this child.")] = None,
    actor: Annotated[UUID | None, typer.Option(help="Only what this person did.")] = None,
    unit: Annotated[UUID | None, typer.Option(help="Only what was done in this unit.")] = None,
    written: Annotated[bool, typer.Option(help="What was written, not who was shown it.")] = False,
    table: Annotated[bool, typer.Option(help="As a table to open in a spreadsheet.")] = False,
    fhir: Annotated[bool, typer.Option(help="As a bundle of FHIR AuditEvents.")] = False,
    book: Book = None,
    out: Out = None,
) -> None:
    """Every line of a time, each with its place in the book, by which it is proved."""
    if fhir and (table or written):
        raise typer.BadParameter("--fhir is the journal alone, and no table")
    asked = {"since": since, "until": until}
    if not fhir:
        asked["ledger"] = "BOOK" if written else "JOURNAL"
    named = {"child": child, "actor": actor, "unit": unit}
    asked |= {name: str(one) for name, one in named.items() if one is not None}
    path = "/lines/fhir" if fhir else "/lines/table" if table else "/lines"
    _ask(at, path, asked, book, out)


@audit.command()
def bundle(
    *,
    at: At,
    year: Annotated[int | None, typer.Option(help="Only the log of this year.")] = None,
    size: Annotated[int, typer.Option(help="Of that year, what came after so many lines.")] = 0,
    book: Book = None,
    out: Out = None,
) -> None:
    """The signed outside of the journal, to hold `audit lines` against by `stafett-verify`."""
    asked = {} if year is None else {"year": str(year), "size": str(size)}
    _ask(at, "/bundle", asked, book, out)


@audit.command()
def sight(
    at: At,
    child: Annotated[UUID, typer.Option(help="The child.")],
    when: Annotated[str, typer.Option(help="The instant, such as 2026-11-21T12:00:00Z.")],
    book: Book = None,
    out: Out = None,
) -> None:
    """Who could see what of a child at an instant, on which consent, and who did look."""
    _ask(at, f"/persons/{child}/sight", {"at": when}, book, out)


@audit.command()
def printout(
    *,
    at: At,
    child: Annotated[UUID, typer.Option(help="The child.")],
    since: Since,
    until: Until,
    out: Annotated[Path, typer.Option(help="The PDF; what is long comes as FILE-1, FILE-2 …")],
    language: Annotated[str, typer.Option(help="nb, nn or en.")] = "nb",
    book: Book = None,
) -> None:
    """Who was shown or refused what about a child, on paper: signed, in parts where it is long."""
    path = f"/v1/audit/persons/{child}/printout?{urlencode({'since': since, 'until': until})}"
    more, parts = path, 0
    while more:
        parts += 1
        file = out.with_stem(f"{out.stem}-{parts}")
        more = _fetch(at, more, book, file, {"Accept-Language": language})
        typer.echo(str(file))


@audit.command()
def disclosures(
    *,
    at: At,
    actor: Annotated[UUID, typer.Option(help="Whose account it was.")],
    since: Since,
    until: Until,
    book: Book = None,
    out: Out = None,
) -> None:
    """Everything an account was shown in a time, by the persons it is about."""
    _ask(at, f"/actors/{actor}/disclosures", {"since": since, "until": until}, book, out)


@audit.command()
def unusual(at: At, since: Since, until: Until, book: Book = None, out: Out = None) -> None:
    """How many looked at whom, and what of it is unusual."""
    _ask(at, "/unusual-reading", {"since": since, "until": until}, book, out)


@audit.command()
def key(
    out: Annotated[Path, typer.Option(help="The file for the private key; not there yet.")],
) -> None:
    """Make a key that copies are sealed for; prints the public key to ask with."""
    from stafett.evidence.granted import new_key  # noqa: PLC0415 - seldom needed

    private, public = new_key()
    with _written(out) as file:
        file.write(base64.b64encode(private) + b"\n")
    typer.echo(base64.urlsafe_b64encode(public).decode().rstrip("="))


@audit.command()
def content(
    at: At,
    child: Annotated[UUID, typer.Option(help="The child.")],
    public: Annotated[str, typer.Option(help="Your public key, as `audit key` printed it.")],
    book: Book = None,
    out: Out = None,
) -> None:
    """A sealed copy of what was written about a child, where two others have opened it to you."""
    _ask(at, f"/persons/{child}/content", {"key": public}, book, out)


@audit.command(name="open")
def open_copy(
    copy: Annotated[Path, typer.Argument(help="The copy, as `audit content` wrote it.")],
    private: Annotated[Path, typer.Option(help="The file that `audit key` wrote.")],
    signs: Annotated[str, typer.Option(help="The book's own key, from a card you trust.")],
    out: Out = None,
) -> None:
    """Open a copy on a machine of one's own: JSON Lines, each with its place in the book."""
    from stafett.evidence.letter import LetterNotRead  # noqa: PLC0415 - seldom needed
    from stafett.evidence.sealed_copy import read_copy  # noqa: PLC0415

    try:
        told = json.loads(copy.read_text(encoding="utf-8"))
        own = base64.b64decode(private.read_bytes(), validate=False)
        plain = read_copy(told, own, base64.b64decode(signs))
    except (OSError, ValueError, KeyError, LetterNotRead):
        typer.echo("stafett: this is no copy for this key from that book", err=True)
        raise typer.Exit(3) from None
    with _written(out) as file:
        file.write(plain)


def _ask(at: str, path: str, asked: dict[str, str], book: UUID | None, out: Path | None) -> None:
    """Ask, and hand on what comes as it comes; a no is said and ends with exit code 3."""
    _fetch(at, f"/v1/audit{path}?{urlencode(asked)}", book, out, {})


def _fetch(at: str, path: str, book: UUID | None, out: Path | None, headers: dict[str, str]) -> str:
    """Fetch an address and return where there is more; empty where that was all."""
    import httpx2  # noqa: PLC0415 - no other command needs it

    token = os.environ.get(TOKEN, "")
    if not token:
        raise typer.BadParameter(f"set {TOKEN} to the log-in of an auditor")
    headers |= {"Authorization": f"Bearer {token}", "Stafett-Purpose": "AUDIT"}
    if book is not None:
        headers["Stafett-Book"] = str(book)
    address = f"{at.rstrip('/')}{path}"
    try:
        with httpx2.stream("GET", address, headers=headers, timeout=_WITHIN) as answer:
            if answer.status_code != _OK:
                answer.read()
                _refused(answer.status_code, answer.json())
            with _written(out) as file:
                for piece in answer.iter_bytes():
                    file.write(piece)
            return answer.links.get("next", {}).get("url", "")
    except (httpx2.HTTPError, ValueError, OSError) as trouble:
        typer.echo(f"stafett: the answer did not come whole ({type(trouble).__name__})", err=True)
        raise typer.Exit(3) from None


def _refused(status: int, problem: dict[str, str]) -> None:
    typer.echo(f"stafett: {problem.get('title', status)} ({problem.get('code', '')})", err=True)
    raise typer.Exit(3)


@contextmanager
def _written(out: Path | None) -> Iterator[BinaryIO]:
    """Open a new file for its owner alone, or what is printed."""
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        yield file
