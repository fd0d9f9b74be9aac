"""Mail: notices handed to the municipality's own mail server over SMTP, with TLS.

Plain SMTP is spoken only to this very machine. A server that does not answer, or says that it
cannot now, is asked again later; an address it will never take is given up.
"""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass, field
from enum import Enum
from ipaddress import ip_address

from stafett.exchange.post import Letter, LetterRefused, PostAway, written

_PATIENCE = 20.0
_NOT_EVER = range(500, 600)


class Tls(Enum):
    """How the way to the server is closed."""

    STARTTLS = "starttls"
    FROM_THE_START = "tls"
    NONE = "none"


class NotInClear(ValueError):  # noqa: N818 - it says what is wrong with a setting
    """Mail goes without TLS only to this very machine."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, and how to log in there if one must.

    Raises:
        NotInClear: Without TLS, to another machine than this one.

    """

    host: str
    port: int = 587
    tls: Tls = Tls.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.tls is Tls.NONE and not _is_here(self.host):
            raise NotInClear("mail goes without TLS only to this very machine")


class MailServer:
    """Hands letters to a mail server, one connection for each.

    Args:
        server: The server.
        sender: The address the letters come from.
        origin: Our name in the letters' numbers and to the server.
        trusted: Whose certificates are believed; the system's when left out.

    """

    def __init__(
        self,
        server: Server,
        *,
        sender: str,
        origin: str,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._sender = sender
        self._origin = origin
        self._trusted = trusted or ssl.create_default_context()

    async def send(self, letter: Letter) -> None:
        """Hand a letter to the server. Raises PostAway or LetterRefused."""
        await asyncio.to_thread(self._hand_over, letter)

    def _hand_over(self, letter: Letter) -> None:
        mail = written(letter, self._sender, self._origin)
        try:
            with self._open() as server:
                if self._server.tls is Tls.STARTTLS:
                    server.starttls(context=self._trusted)
                if self._server.user:
                    server.login(self._server.user, self._server.password)
                server.send_message(mail, self._sender, [letter.to])
        except smtplib.SMTPRecipientsRefused as no:
            codes = {code for code, _ in no.recipients.values()}
            if all(code in _NOT_EVER for code in codes):
                raise LetterRefused from None
            raise PostAway from None
        except (smtplib.SMTPException, OSError):
            raise PostAway from None

    def _open(self) -> smtplib.SMTP:
        there = self._server
        if there.tls is Tls.FROM_THE_START:
            return smtplib.SMTP_SSL(
                there.host, there.port, self._origin, timeout=_PATIENCE, context=self._trusted
            )
        return smtplib.SMTP(there.host, there.port, self._origin, timeout=_PATIENCE)


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
