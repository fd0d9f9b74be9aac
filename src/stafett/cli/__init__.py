"""What one can ask of Stafett at a terminal. Each command is a verb in a file of its own."""

from typing import Any

import typer
from typer.core import TyperGroup

from stafett.cli.audit import audit
from stafett.cli.bench import bench
from stafett.cli.book import book
from stafett.cli.crash import crash
from stafett.cli.demo import demo
from stafett.cli.doctor import doctor
from stafett.cli.evidence import evidence
from stafett.cli.keys import keys
from stafett.cli.ledger import ledger
from stafett.cli.migrate import migrate
from stafett.cli.printout import printout
from stafett.cli.projections import projections
from stafett.cli.race import race
from stafett.cli.serve import serve
from stafett.cli.version import version
from stafett.cli.witness import witness
from stafett.ledger.roots import RootRefused
from stafett.postgres.errors import DatabaseTrouble
from stafett.settings import WrongSettings


class _Commands(TyperGroup):
    """Commands whose foreseen troubles are one line to read, not a stack of code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a database, key or setting in trouble ends it with exit code 3."""
        try:
            return super().invoke(ctx)
        except (DatabaseTrouble, WrongSettings, RootRefused) as trouble:
            typer.echo(f"stafett: {trouble}", err=True)
            raise typer.Exit(3) from None


main = typer.Typer(
    name="stafett",
    cls=_Commands,
    help="A relay log that a family owns and nobody can quietly change.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its pictures of variables would show names and keys
)
main.command()(demo)
main.command()(migrate)
main.command()(serve)
main.command()(doctor)
main.command()(crash)
main.command()(version)
main.command()(witness)
main.add_typer(book, name="book")
main.add_typer(keys, name="keys")
main.add_typer(audit, name="audit")
main.add_typer(bench, name="bench")
main.add_typer(evidence, name="evidence")
main.add_typer(ledger, name="ledger")
main.add_typer(printout, name="printout")
main.add_typer(projections, name="projections")
main.add_typer(race, name="race")
