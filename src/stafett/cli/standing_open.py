"""The open house: from two clusters and a key to a service that answers, until told to stop."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import typer

from stafett.api.app import make_app
from stafett.api.health import Checks
from stafett.api.house import open_house
from stafett.api.identity import Identity
from stafett.api.issuers import Issuer, Use
from stafett.api.numbers import Numbers
from stafett.api.serving import make_server, port_of
from stafett.application.door import Application
from stafett.cli.postman import postman
from stafett.cli.ready import made_ready
from stafett.domain.national_number import Environment as NumberEnvironment
from stafett.evidence.verifier_key import NotAKey, VerifierKey
from stafett.exchange.stamp_call import replies_at, stamps_at
from stafett.exchange.witness_call import witness_at
from stafett.ledger.cosigning import Witness
from stafett.ledger.own_certificate import CertificateRefused, own_hand
from stafett.ledger.printing_hand import PrintingHand
from stafett.ledger.roots import Root
from stafett.postgres.clusters import Clusters
from stafett.printing.press import Press
from stafett.settings import Environment, Settings, WrongSettings

_NUMBERS = {
    Environment.PRODUCTION: NumberEnvironment.PRODUCTION,
    Environment.TEST: NumberEnvironment.TEST,
}


async def stand_open(
    settings: Settings,
    clusters: Clusters,
    issuers: Sequence[Issuer],
    root: Root,
    address: tuple[str, int],
) -> None:
    """Answer over HTTP until a signal says stop; then finish what has been begun.

    Raises:
        WrongSettings: Nobody can listen at the address, because somebody else does, say; or
            notices would go in clear to another machine; or the witness's key is none; or
            printouts cannot be signed with the certificate that is named.

    """
    post, witness = postman(settings), _witness(settings)
    hand = printing_hand_of(settings)
    await made_ready(clusters)
    host, sock = address[0], _listening_at(*address)

    @asynccontextmanager
    async def opening() -> AsyncIterator[tuple[Application, Checks]]:
        async with open_house(
            clusters.events,
            clusters.keystore,
            root,
            origin=settings.origin,
            post=post,
            anchors=settings.anchors_folder("books"),
            witness=witness,
            copies_kept=timedelta(days=settings.key_copies_days),
            stamp=stamps_at(settings.stamps_url) if settings.stamps_url else None,
        ) as house:
            yield house.application, house.checks

    def listening() -> None:
        typer.echo(f"listening on http://{host}:{port_of(server)}", err=True)

    proxies = frozenset(filter(None, (one.strip() for one in settings.proxies.split(","))))
    identity = Identity(issuers, Use.REAL, address=settings.public_url, proxies=proxies)
    press = Press(replies_at(settings.stamps_url) if settings.stamps_url else None, hand)
    app = make_app(opening, identity, Numbers(_NUMBERS[settings.environment]), press=press)
    server = make_server(app, listening=listening)
    loop = asyncio.get_running_loop()
    for ending in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(ending, server.stop)
    await server.serve(sockets=[sock])
    if not server.started:
        raise typer.Exit(3)


def printing_hand_of(settings: Settings) -> PrintingHand | None:
    """Return the hand that signs printouts in place of each book's own, where one is named.

    Raises WrongSettings when it cannot sign today.
    """
    if settings.printing_certificate is None:
        return None
    try:
        return own_hand(
            settings.printing_certificate,
            settings.printing_key,
            settings.printing_password_file,
            datetime.now(UTC),
        )
    except CertificateRefused as why:
        raise WrongSettings(f"printing_certificate: {why}") from None


def _witness(settings: Settings) -> Witness | None:
    if not settings.witness_url:
        return None
    try:
        return witness_at(settings.witness_url, VerifierKey.read(settings.witness_key))
    except NotAKey:
        raise WrongSettings("witness_key: write it as the witness shows it") from None


def _listening_at(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as trouble:
        code = trouble.errno or 0
        why = os.strerror(code) if code > 0 else "no such address"
        raise WrongSettings(
            f"nobody can listen at {host} port {port} ({why}). Name another with --host or --port."
        ) from None
