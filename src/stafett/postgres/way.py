"""Is the way to a database closed? Whoever listens on it would read of every child.

What lies there is sealed, but ids, times and how much is written are not, and an answer could be
changed on its way (ASVS 5.0 12.3.1). On this very machine nobody listens; elsewhere the server
must prove by a certificate that it is the one in the address.
"""

import ipaddress
import os
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from stafett.postgres.checks import Check

_CLOSED: Final = "verify-full"
_MODE: Final = "PGSSLMODE"


def check_way(url: str, called: str, environ: Mapping[str, str] = os.environ) -> Check:
    """Look whether the way to a database is closed, or lies within this machine.

    Args:
        url: The service's address of it.
        called: Which of the two it is.
        environ: Where the mode is said if not in the address.

    """
    subject = f"{called}: the way to it"
    asked = dict(parse_qsl(urlsplit(url).query))
    if all(_is_here(host) for host in _hosts(url, asked)):
        return Check(subject, "within this machine", vital=True)
    mode = asked.get("sslmode") or environ.get(_MODE, "")
    if mode == _CLOSED:
        return Check(subject, "closed, and the server proves who it is", vital=True)
    advice = (
        f"put sslmode={_CLOSED} into the address, and sslrootcert=<file> with the certificate of "
        "whoever vouches for the server"
    )
    return Check(subject, "open to whoever stands beside it", advice, vital=True)


def _hosts(url: str, asked: Mapping[str, str]) -> list[str]:
    """Return every host the address leads to; several may stand there, with commas."""
    place = urlsplit(url).netloc.rpartition("@")[2]
    named = [unquote(one) for one in place.split(",") if one]
    return [_without_port(one) for one in (*named, *asked.get("host", "").split(",")) if one] or [
        ""
    ]


def _without_port(place: str) -> str:
    if place.startswith("["):
        return place[1 : place.find("]")]
    return place if place.startswith("/") or place.count(":") > 1 else place.partition(":")[0]


def _is_here(host: str) -> bool:
    """Say whether a host is a socket in a folder, or this machine."""
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
