"""The way to a database on another machine: closed, and only to the one in the address.

A real PostgreSQL stands behind a front that speaks TLS as a server does: it is asked for a closed
way, and shows a certificate. The certificates are made here, by an authority made here.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeAlias
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from stafett.postgres.checks import Check, check_cluster, check_two_clusters
from stafett.postgres.errors import WayNotClosed
from stafett.postgres.pool import connect
from stafett.postgres.roles import way_in
from stafett.postgres.shapes import migrations_folder

HERE = "localhost"
"""What the server is called in the address."""
ASKS_FOR_TLS = bytes.fromhex("0000000804d2162f")
"""``SSLRequest``: PostgreSQL's protocol, Message Formats."""
Key: TypeAlias = ec.EllipticCurvePrivateKey
Way: TypeAlias = Callable[..., AbstractAsyncContextManager[str]]


@dataclass(frozen=True)
class Authority:
    """Somebody who vouches for servers."""

    name: x509.Name
    key: Key
    file: Path


def named(called: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, called)])


def certificate(
    subject: x509.Name, key: Key, by: x509.Name, signed_with: Key, *, days: int, ca: str | None
) -> x509.Certificate:
    """Make a certificate that began two days ago; for a server called *ca*, or for who vouches."""
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca is None, path_length=None), critical=True)
    )
    if ca is not None:
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(ca)]), critical=False)
    return made.sign(signed_with, SHA256())


def authority(folder: Path, called: str) -> Authority:
    key, name = ec.generate_private_key(ec.SECP256R1()), named(called)
    file = folder / f"{called}.pem"
    own = certificate(name, key, name, key, days=9, ca=None)
    file.write_bytes(own.public_bytes(Encoding.PEM))
    return Authority(name, key, file)


def shown(folder: Path, by: Authority, called: str, days: int) -> ssl.SSLContext:
    """Return how a server shows a certificate of *by* for a name, good for so many days."""
    key = ec.generate_private_key(ec.SECP256R1())
    one = certificate(named(called), key, by.name, by.key, days=days, ca=called)
    file = folder / f"server-{called}-{days}.pem"
    held = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(one.public_bytes(Encoding.PEM) + held)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while some := await source.read(65536):
            sink.write(some)
            await sink.drain()
    except OSError:
        pass
    finally:
        sink.close()


async def _at(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(url)
    port = parts.port or int(parse_qs(parts.query).get("port", ["5432"])[0])
    host = parts.hostname or parse_qs(parts.query)["host"][0]
    if unquote(host).startswith("/"):
        return await asyncio.open_unix_connection(f"{unquote(host)}/.s.PGSQL.{port}")
    return await asyncio.open_connection(host, port)


@asynccontextmanager
async def _front(url: str, by: Authority, shows: ssl.SSLContext | None) -> AsyncIterator[str]:
    """Stand in front of a database; yield the address, under which the closed way is asked for."""

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await reader.readexactly(len(ASKS_FOR_TLS)) != ASKS_FOR_TLS or shows is None:
            writer.write(b"N")
            writer.close()
            return
        writer.write(b"S")
        try:
            await writer.start_tls(shows)
        except OSError:
            writer.close()
            return
        behind, to_behind = await _at(url)
        await asyncio.gather(_pump(reader, to_behind), _pump(behind, writer))

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    parts = urlsplit(url)
    who = parts.netloc.rpartition("@")[0]
    place = f"{who}@{HERE}:{port}" if who else f"{HERE}:{port}"
    asked = f"sslmode=verify-full&sslrootcert={by.file}"
    try:
        yield urlunsplit(parts._replace(netloc=place, query=asked))
    finally:
        server.close()
        await server.wait_closed()


@pytest.fixture(scope="module")
def vouches(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("vouches"), "who-vouches")


@pytest.fixture
def way(fresh_databases: tuple[str, str], vouches: Authority) -> Way:
    return partial(_front, fresh_databases[0], vouches)


async def looked_at(url: str) -> tuple[Check, ...]:
    return await check_cluster(url, "events", migrations_folder("events"))


async def test_a_server_that_proves_who_it_is_is_spoken_to(
    way: Way, vouches: Authority, tmp_path: Path
) -> None:
    async with way(shown(tmp_path, vouches, HERE, 9)) as url:
        checks = await looked_at(url)
        assert len(checks) > 1
        assert all(check.well for check in checks if check.subject == "events: migrations")
        assert await way_in(url, "events")


@pytest.mark.parametrize(
    ("called", "days"), [("db.example.no", 9), (HERE, -1)], ids=["another name", "expired"]
)
async def test_a_certificate_for_another_name_or_that_has_run_out_proves_nothing(
    way: Way, vouches: Authority, tmp_path: Path, called: str, days: int
) -> None:
    async with way(shown(tmp_path, vouches, called, days)) as url:
        await _not_served_on(url, "expired" if days < 0 else "Hostname mismatch")
        # Without asking for all of it one would speak to whoever stands there.
        careless = url.replace("sslmode=verify-full", "sslmode=require").partition("&")[0]
        async with connect(careless) as connection:
            assert await connection.fetchval("SELECT 1") == 1


async def test_nor_does_one_that_somebody_else_vouches_for(way: Way, tmp_path: Path) -> None:
    other = authority(tmp_path, "somebody-else")
    async with way(shown(tmp_path, other, HERE, 9)) as url:
        await _not_served_on(url, "unable to get local issuer certificate")


async def test_a_server_that_offers_no_closed_way_is_not_spoken_to_openly(way: Way) -> None:
    async with way(None) as url:
        await _not_served_on(url, "offers no closed way")


async def _not_served_on(url: str, why: str) -> None:
    (check,) = await looked_at(url)
    assert (check.subject, check.vital, check.well) == ("events: the way to it", True, False)
    assert why in check.found
    with pytest.raises(WayNotClosed, match=why):
        await way_in(url, "events")
    assert not (await check_two_clusters(url, url)).well
    secret = urlsplit(url).password
    assert secret is not None
    assert secret not in repr(check)
