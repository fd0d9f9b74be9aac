"""Kill what the stories stand on, again and again, and see that nothing is lost or doubled."""

import secrets
import tempfile
from pathlib import Path
from typing import Annotated, Final

import typer
import uvloop

from stafett.api.log_lines import begin_log
from stafett.stories.crash import Blow, Survived, blows, tell_under_fire
from stafett.stories.ground import open_ground

_ANSWERS: Final = 150
"""About as many answers as the story gets; blows fall before that."""


def crash(
    cycles: Annotated[int, typer.Option(help="How often to strike.", min=1)] = 40,
    seed: Annotated[int | None, typer.Option(help="The same seed strikes the same way.")] = None,
) -> None:
    """Kill the service and both PostgreSQLs with signal 9 while a story is told; exit 1 on loss.

    Everything happens in a new folder that is removed afterwards.
    """
    chosen = secrets.randbelow(1 << 32) if seed is None else seed
    typer.echo(f"seed {chosen}: stafett crash --cycles {cycles} --seed {chosen}")
    with tempfile.TemporaryDirectory(prefix="stafett-crash-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        with (folder / "onlooker.log").open("w", encoding="utf-8") as log:
            begin_log(to=log)
            well = uvloop.run(_strike(folder, blows(chosen, cycles, _ANSWERS)))
    if not well:
        raise typer.Exit(1)


async def _strike(folder: Path, planned: list[Blow]) -> bool:
    async with open_ground(folder) as ground:
        undisturbed = await tell_under_fire(ground, None)
        typer.echo(
            f"undisturbed: {undisturbed.lines} lines in {undisturbed.seconds:.1f} s", err=True
        )
        told = [_shown(at, await tell_under_fire(ground, blow)) for at, blow in enumerate(planned)]
    lost = [one for one in told if one.wrong]
    typer.echo(
        f"{len(told)} blows, {sum(one.lines for one in told)} lines: "
        + ("nothing lost, nothing doubled" if not lost else f"{len(lost)} stories not as told")
    )
    return not lost and not undisturbed.wrong


def _shown(at: int, survived: Survived) -> Survived:
    blow = survived.blow
    if blow is not None:
        how = "whole" if not survived.wrong else "NOT WHOLE"
        typer.echo(
            f"{at + 1:>3}. {blow.victim.value}, {blow.late * 1000:.0f} ms into answer "
            f"{blow.after + 1}: {survived.lines} lines, {how}, {survived.seconds:.1f} s",
            err=True,
        )
    for wrong in survived.wrong:
        typer.echo(f"     {wrong}", err=True)
    return survived
