"""Open a book for a municipality, and let its first administrator in by a link that works once."""

import asyncio
from typing import Annotated

import typer

from stafett.cli.root_at_hand import root_at_hand
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
    typer.echo(
        f"\nThe link lets the first administrator in, once, within {LINK_LIVES.days} days, and is "
        "never shown again.\nOnce logged in, send it to POST /v1/set-up with the header "
        f"Stafett-Book: {made.book}"
    )
