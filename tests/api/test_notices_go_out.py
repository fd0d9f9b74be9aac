"""A running service tells whoever has asked for it, over a real mail server, and says nothing."""

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator

import pytest_asyncio

from stafett.exchange.mail import MailServer, Server, Tls
from stafett.postgres.pool import connect
from tests.api.service import Service, running
from tests.api.town import Town, founded
from tests.exchange.mail_server import Mailbox, listening

FROM = "stafett@example.no"
ADDRESS = "leader@example.no"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def mailbox() -> AsyncIterator[Mailbox]:
    """A mail server on this machine."""
    async with listening() as box:
        yield box


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sending(fresh_databases: tuple[str, str], mailbox: Mailbox) -> AsyncIterator[Service]:
    """A service that sends its notices there."""
    server = Server("127.0.0.1", mailbox.port, Tls.NONE)
    post = MailServer(server, sender=FROM, origin="stafett")
    async with running(*fresh_databases, post) as service:
        yield service


async def noted(url: str) -> None:
    """Return when a notice waits, and let the time pass that it lies for."""
    async with connect(url) as connection, asyncio.timeout(30):
        while not await connection.fetchval("SELECT count(*) FROM notice"):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        await connection.execute("UPDATE notice SET due_at = now()")


async def test_an_offer_is_told_of_and_the_letter_says_nothing_of_it(
    sending: Service, mailbox: Mailbox
) -> None:
    town: Town = await founded(sending)
    await town.leader.did("/v1/me/notices", {"address": ADDRESS, "language": "NN"})
    follow_up = await town.follow_up()
    offer = {"to": {"employee": town["leader"], "unit": town["school"]}}
    await town.teacher.did(f"/v1/follow-ups/{follow_up}/baton/offers", offer)
    await noted(sending.house.events_url)
    async with asyncio.timeout(30):
        while not mailbox.letters:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    (came,) = mailbox.letters
    letter = email.message_from_bytes(came.mail, policy=email.policy.default)
    assert letter["To"] == ADDRESS
    whole = came.mail.decode() + str(letter)
    secrets = [
        *town.ids.values(),
        follow_up,
        "Nora",
        "Teacher",
        "Leader",
        "school",
        "Modum",
        "baton",
    ]
    for secret in secrets:
        assert secret not in whole
