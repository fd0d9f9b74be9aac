"""A mail server for the tests: a real socket, real TLS, and what it was told, word for word."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Received:
    """One letter as it came: from whom, to whom, and its bytes."""

    sender: str
    to: list[str]
    mail: bytes
    closed: bool


@dataclass
class Mailbox:
    """A listening server. ``says`` is its answer to every receiver."""

    port: int = 0
    says: str = "250 ok"
    letters: list[Received] = field(default_factory=list)


@asynccontextmanager
async def listening(tls: ssl.SSLContext | None = None) -> AsyncIterator[Mailbox]:
    """Listen on a free port of this machine; with *tls* STARTTLS is offered."""
    box = Mailbox()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _talk(box, reader, writer, tls)
        except (ConnectionError, ssl.SSLError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()


async def _talk(
    box: Mailbox,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    tls: ssl.SSLContext | None,
) -> None:
    async def say(*lines: str) -> None:
        writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await writer.drain()

    closed, sender, to = False, "", list[str]()
    await say("220 here")
    while line := (await reader.readline()).decode().strip():
        match line.split(" ", 1)[0].upper():
            case "EHLO":
                await say(*(["250-here", "250 STARTTLS"] if tls and not closed else ["250 here"]))
            case "STARTTLS" if tls:
                await say("220 go on")
                await writer.start_tls(tls)
                closed = True
            case "MAIL":
                sender, to = line, []
                await say("250 ok")
            case "RCPT":
                to.append(line)
                await say(box.says)
            case "DATA":
                await say("354 go on")
                mail = await reader.readuntil(b"\r\n.\r\n")
                box.letters.append(Received(sender, to, mail, closed))
                await say("250 taken")
            case "QUIT":
                await say("221 bye")
                return
            case _:
                await say("250 ok")


def certificates(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Make a certificate for ``localhost``; return the server's side, and one that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    here = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    here.load_cert_chain(pem)
    return here, ssl.create_default_context(cafile=pem)
