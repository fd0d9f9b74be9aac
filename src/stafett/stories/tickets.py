"""Tickets: a token for each role, and lines worth trying, once the stories have been told."""

import os
from pathlib import Path
from typing import Final

from stafett.stories.audience import Audience
from stafett.stories.programme import Evening, Told
from stafett.stories.stage import Stage

FILE: Final = "tokens.sh"

ROLES: Final = {
    "modum": (
        "teacher",
        "leader",
        "nurse",
        "adviser",
        "psychologist",
        "mother",
        "child",
        "coordinator",
        "archivist",
        "administrator",
    ),
    "nittedal": ("teacher", "head", "caseworker", "mother", "father", "child", "auditor"),
}


def hand_out(stage: Stage, evening: Evening, folder: Path, audience: Audience) -> None:
    """Show the address, the tokens and what to try, and where everything lies."""
    first = {one.rules: one for one in reversed(evening.told)}
    lines = [line for name in ROLES for line in _exports(first[name])]
    file = folder / FILE
    _keep(file, lines)
    audience.chapter(f"The service is open: {stage.base} (contract: {stage.base}/v1/openapi.json)")
    audience.aside("One token per role, good until you stop the demo:")
    for name in ROLES:
        for key in ROLES[name]:
            told = first[name]
            who = f"{told.town[key].who} in {name.capitalize()}, {told.town.names[key]}"
            audience.aside(f"\n# {who}\n{_export(told, key)}")
    audience.chapter("Worth trying (paste the first line once, it holds the tokens above):")
    for line in (f". {file}", *lines_to_try(stage, first)):
        audience.aside(f"\n{line}")
    audience.chapter("Where it lies")
    audience.aside(f"Books, keys and logs: {folder}")
    audience.aside("Stop with Ctrl-C; remove everything with: ./stafett demo --reset")


def lines_to_try(stage: Stage, first: dict[str, Told]) -> tuple[str, ...]:
    """Return three lines for a shell that has read the file of tokens."""
    modum, nittedal = first["modum"], first["nittedal"]
    kindergarten = modum.town.units["kindergarten"]
    child = modum.town["child"].id
    mother = '-H "Authorization: Bearer $MODUM_MOTHER" -H "Stafett-Purpose: OWN_MATTER"'
    teacher = '-H "Authorization: Bearer $MODUM_TEACHER" -H "Content-Type: application/json"'
    wonders = f'{{"about": "{child}", "unit": "{kindergarten}"}}'
    once = "-H 'Idempotency-Key: \"my-first\"'"
    stranger = nittedal.town["child"].id
    return (
        _line("What the mother in Modum may look for", f"{stage.base}/v1/me/follow-ups {mother}"),
        _line(
            "A child she has nothing to do with: the same 404 as for one who does not exist",
            f"-i {stage.base}/v1/persons/{stranger} {mother}",
        ),
        _line(
            "The kindergarten teacher begins to wonder again, and gets a signed receipt",
            f"{stage.base}/v1/concerns {teacher} {once} -d '{wonders}'",
        ),
    )


def _line(what: str, asked: str) -> str:
    return f"# {what}\ncurl -s {asked}"


def _exports(told: Told) -> list[str]:
    return [_export(told, key) for key in ROLES[told.rules]]


def _export(told: Told, key: str) -> str:
    return f"export {told.rules.upper()}_{key.upper()}={told.town[key].token}"


def _keep(file: Path, lines: list[str]) -> None:
    """Write the tokens to a file for its owner alone; the last demo's are of no more use."""
    file.unlink(missing_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as tokens:
        tokens.writelines(f"{line}\n" for line in lines)
