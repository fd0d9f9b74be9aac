"""Opening a book on two clusters, with nobody else in the house, and letting people into it."""

from uuid import UUID

from stafett.api.house import open_house
from stafett.api.new_book import LINK_LIVES, NewBook, invite_another, open_book
from stafett.cli.ready import made_ready
from stafett.ledger.roots import Root
from stafett.municipalities import Seed
from stafett.postgres.clusters import Clusters

__all__ = ["LINK_LIVES", "invited", "opened"]


async def opened(clusters: Clusters, root: Root, seed: Seed, name: str, origin: str) -> NewBook:
    """Open a book for the municipality called *name*, and return its link for the first one in."""
    await made_ready(clusters)
    async with open_house(clusters.events, clusters.keystore, root, origin=origin) as house:
        return await open_book(house, seed, name)


async def invited(clusters: Clusters, root: Root, book: UUID, origin: str) -> str:
    """Return a link for another administrator of the book."""
    await made_ready(clusters)
    async with open_house(clusters.events, clusters.keystore, root, origin=origin) as house:
        return await invite_another(house, book)
