"""Where a question comes from, for those who have not said who they are: the network's address.

What a proxy says of it is believed from the proxies in the settings and from nowhere else, and of
the list they send only the last, which the proxy itself has met (ASVS 5.0 4.1.3, 15.3.4).
"""

import ipaddress
from collections.abc import Collection

from starlette.requests import Request

_LONGEST = 200
_ONE_HOUSE = 64
"""Bits of an IPv6 address that one household or office shares."""
_KEPT = {4: 24, 6: 48}
"""Bits of an address that are written down, by its version: the network, and not who is in it."""


def origin_of(request: Request, proxies: Collection[str]) -> str:
    """Return where a request comes from; an IPv6 address stands for its whole network.

    Where both versions are listened to at once, IPv4 comes as IPv6 (``::ffff:192.0.2.1``).

    Args:
        request: The request.
        proxies: Addresses of proxies whose ``X-Forwarded-For`` is believed.

    """
    peer = request.client.host if request.client else ""
    if {peer, _network(peer)}.isdisjoint(proxies):
        return _network(peer)
    told = request.headers.getlist("x-forwarded-for")
    last = told[-1][-_LONGEST:].rpartition(",")[2].strip() if told else ""
    return _network(last) or _network(peer)


def origin_kept(request: Request, proxies: Collection[str]) -> str | None:
    """Return what may be written down of where a request comes from: the network around it."""
    origin = origin_of(request, proxies)
    if not origin:
        return None
    address = ipaddress.ip_interface(origin).ip
    return str(ipaddress.ip_network((int(address), _KEPT[address.version]), strict=False))


def _network(address: str) -> str:
    """Return the address, or the network it lies in; nothing for what is no address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(ipaddress.ip_network((int(found), _ONE_HOUSE), strict=False))
