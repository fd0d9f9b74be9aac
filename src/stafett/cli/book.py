"""Open a book for a municipality, and let administrators in by links that work once."""

import asyncio
from typing import Annotated
from uuid import UUID

import typer

from stafett.cli.root_at_hand import root_at_hand
from stafett.domain.facts import Stranger
from stafett.municipalities import keys, load
from stafett.postgres.clusters import open_clusters
from stafett.settings import read_settings

book = typer.Typer(
    help="Open books, one for each municipality.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@book.callback()
def _books() -> None:
    """Open books, one for each municipality."""


@book.command()
def create(
    rules: Annotated[str, typer.Option(help=f"Whose rules to begin with: {', '.join(keys())}.")],
    name: Annotated[str, typer.Option(help="What the municipality is called.")] = "",
) -> None:
    """Open a book: `stafett book create --rules modum --name "Modum kommune"`."""
    # What the books are opened with takes a second to load, and no other command needs it.
    from stafett.cli.opening import LINK_LIVES, opened  # noqa: PLC0415

    if rules not in keys():
        raise typer.BadParameter(f"there are rules for {', '.join(keys())}")
    settings, seed = read_settings(), load(rules)
    root = root_at_hand(settings)
    with open_clusters(settings, "books") as clusters:
        made = asyncio.run(opened(clusters, root, seed, name or seed.name, settings.origin))
    typer.echo(f"book  {made.book}")
    typer.echo(f"link  {made.link}")
    _say(made.book, "the first administrator", LINK_LIVES.days)


@book.command()
def invite(
    which: Annotated[UUID, typer.Argument(metavar="BOOK", help="Which book.")],
) -> None:
    """Make a link for another administrator: for the second, and when one of two is gone.

    What takes two people takes two whom neither let in alone. That the link was made stands in the
    book, and its administrators see it.
    """
    from stafett.cli.opening import LINK_LIVES, invited  # noqa: PLC0415

    settings = read_settings()
    root = root_at_hand(settings)
    with open_clusters(settings, "books") as clusters:
        try:
            link = asyncio.run(invited(clusters, root, which, settings.origin))
        except Stranger:
            typer.echo("There is no such book here.", err=True)
            raise typer.Exit(1) from None
    typer.echo(f"link  {link}")
    _say(which, "another administrator", LINK_LIVES.days)


def _say(which: UUID, whom: str, days: int) -> None:
    typer.echo(
        f"\nThe link lets {whom} in, once, within {days} days, and is never shown again.\n"
        "Once logged in, send it to POST /v1/set-up with the header "
        f"Stafett-Book: {which}"
    )
