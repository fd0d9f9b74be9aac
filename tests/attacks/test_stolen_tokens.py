"""T9: somebody has got hold of a token, or makes one up, and comes with it over the network.

A forger's whole collection, a token whose key stayed with its owner, and a note that was listened
to on its way: over real sockets, to a service that believes the issuer they are all about.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

import httpx2
import pytest_asyncio

from stafett.api.identity import Identity
from stafett.api.issuers import Use
from tests.api.forge import ISSUER, NOW, STRANGER, TRUSTED, attacks, signed
from tests.api.held import Holder
from tests.api.service import PURPOSE, Service, running, same
from tests.api.test_in_whose_hands import BAD
from tests.api.town import Town, founded
from tests.attacks.attack import Attacking, times

AT_ONCE = times(16, 64)
READING, WRITING = "/v1/me/follow-ups", "/v1/concerns"


@dataclass(frozen=True)
class Stolen:
    """A town whose teacher logs in with an issuer the forger knows all about."""

    town: Town
    identity: Identity

    @property
    def service(self) -> Service:
        return self.town.service

    async def come(self, method: str, path: str, headers: Mapping[str, str]) -> httpx2.Response:
        """Come with whatever it is; a write would raise a concern about Nora."""
        body = {"about": self.town["nora"], "unit": self.town["school"], "questions": []}
        with_it = {"Stafett-Book": self.town.book, **headers}
        with_it |= PURPOSE if method == "GET" else {"Idempotency-Key": f'"{uuid4()}"'}
        json = None if method == "GET" else body
        return await self.service.client.request(method, path, headers=with_it, json=json)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stolen(fresh_databases: tuple[str, str]) -> AsyncIterator[Stolen]:
    async with running(*fresh_databases, issuers=[TRUSTED]) as service:
        town = await founded(service)
        account = {"issuer": ISSUER, "subject": "kari"}
        await town.administrator.did(f"/v1/employees/{town['teacher']}/accounts", account)
        # The collection is about one day; on any other all of it would only be out of date.
        identity = Identity([TRUSTED], Use.REAL, address=service.base, clock=lambda: NOW)
        service.app.state.identity = identity
        yield Stolen(town, identity)


async def test_a_true_token_opens_or_none_of_this_would_mean_anything(stolen: Stolen) -> None:
    bearer = {"Authorization": f"Bearer {signed()}"}
    assert (await stolen.come("GET", READING, bearer)).status_code == 200
    assert (await stolen.come("POST", WRITING, bearer)).status_code == 201


async def heard_raw(service: Service, said: bytes) -> bytes:
    """Say it as it is, line breaks and all, and return what is answered until they hang up."""
    parts = urlsplit(service.base)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(said)
    try:
        async with asyncio.timeout(30):
            return await reader.read()
    finally:
        writer.close()


async def test_seventy_forged_tokens_open_nothing(stolen: Stolen, attacking: Attacking) -> None:
    refused = b"HTTP/1.1 401 "
    with attacking("T9", "forged, malformed and misdirected tokens") as attack:
        for why, token in attacks():
            for way in (f"GET {READING}", f"POST {WRITING}"):
                lines = [
                    f"{way} HTTP/1.1",
                    "Host: stafett",
                    f"Authorization: Bearer {token}",
                    f"Stafett-Book: {stolen.town.book}",
                    "Stafett-Purpose: FOLLOW_UP",
                    'Idempotency-Key: "1"',
                    "Content-Type: application/json",
                    "Content-Length: 2",
                    "Connection: close",
                ]
                said = "\r\n".join([*lines, "", "{}"]).encode("latin-1", "replace")
                heard = await heard_raw(stolen.service, said)
                beside = why == "a line break at the end" and heard.startswith(b"HTTP/1.1 400 ")
                well = (heard.startswith(refused) or beside) and b'"items"' not in heard
                attack.held(well, f"{why}: {heard[:60]!r}")
        attack.beside = f"{sum(1 for _ in attacks())} tokens, read and write"


async def test_a_held_token_in_other_hands_opens_nothing(
    stolen: Stolen, attacking: Attacking
) -> None:
    owner, thief = Holder(stolen.service.base), Holder(stolen.service.base)
    token = signed(claims={"cnf": {"jkt": owner.thumbprint}})
    nonce = stolen.identity.nonce

    def note(by: Holder, method: str, path: str, **more: object) -> str:
        return by.note(token, **({"method": method, "path": path, "nonce": nonce} | more))  # type: ignore[arg-type]

    with attacking("T9", "a token that is held by a key, without the key") as attack:
        for method, path in (("GET", READING), ("POST", WRITING)):
            ways: list[Mapping[str, str]] = [
                {"Authorization": f"Bearer {token}"},
                {"Authorization": f"DPoP {token}"},
                {"Authorization": f"DPoP {token}", "DPoP": note(thief, method, path)},
                {"Authorization": f"Bearer {token}", "DPoP": note(owner, method, path)},
                {"Authorization": f"DPoP {token}", "DPoP": note(owner, method, "/v1/me")},
                {"Authorization": f"DPoP {token}", "DPoP": note(owner, "QUERY", path)},
                {"Authorization": f"DPoP {token}", "DPoP": note(owner, method, path, nonce=None)},
                {"Authorization": f"DPoP {token}", "Client-Cert": ":AAAA:"},
                {"Authorization": f"DPoP {signed()}", "DPoP": note(owner, method, path)},
            ]
            for bad in BAD.values():
                changed: dict[str, object] = {"method": method, "path": path, **bad}
                if bad.get("method") == method:
                    changed["method"] = "QUERY"
                shown = note(owner, **changed)  # type: ignore[arg-type]
                ways.append({"Authorization": f"DPoP {token}", "DPoP": shown})
            for headers in ways:
                answer = await stolen.come(method, path, headers)
                attack.held(answer.status_code == 401, f"{method}: {answer.status_code}")
        own = {"Authorization": f"DPoP {token}", "DPoP": note(owner, "GET", READING)}
        assert (await stolen.come("GET", READING, own)).status_code == 200, "its owner comes in"


async def test_a_note_that_was_listened_to_works_once_however_many_send_it(
    stolen: Stolen, attacking: Attacking
) -> None:
    owner = Holder(stolen.service.base)
    token = signed(claims={"cnf": {"jkt": owner.thumbprint}})
    with attacking("T9", "one note sent by many at the same moment") as attack:
        for method, path in (("GET", READING), ("POST", WRITING)) * times(2, 20):
            note = owner.note(token, method=method, path=path, nonce=stolen.identity.nonce)
            headers = {"Authorization": f"DPoP {token}", "DPoP": note}
            answers = await asyncio.gather(
                *(stolen.come(method, path, headers) for _ in range(AT_ONCE))
            )
            opened = [one.status_code for one in answers if one.status_code != 401]
            attack.tried(AT_ONCE - 1)
            if opened not in ([200], [201]):
                attack.got_through(f"{method}: {opened}")
            told = [same(one) for one in answers if one.status_code == 401]
            attack.held(all(one == told[0] for one in told), "the refusals differ")


async def test_a_certificate_from_anybody_but_the_proxy_is_none(
    stolen: Stolen, attacking: Attacking
) -> None:
    with attacking("T9", "a token that is held by a certificate, with a header that says so") as a:
        token = signed(claims={"cnf": {"x5t#S256": STRANGER.thumbprint()}})
        for certificate in (":AAAA:", "AAAA", "", ":AAAA:, :AAAA:"):
            for name in ("Client-Cert", "X-Client-Cert", "X-Forwarded-Client-Cert"):
                headers = {"Authorization": f"Bearer {token}", name: certificate}
                answer = await stolen.come("GET", READING, headers)
                a.held(answer.status_code == 401, f"{name}: {answer.status_code}")


async def test_a_free_header_says_nothing_of_who_one_is(
    stolen: Stolen, attacking: Attacking
) -> None:
    with attacking("T9", "no token, and a header that says who one is") as attack:
        for header in ("X-User", "X-Forwarded-User", "X-Remote-User", "Stafett-User"):
            for name in ("kari", stolen.town["teacher"], "teacher"):
                for method, path in (("GET", READING), ("POST", WRITING)):
                    answer = await stolen.come(method, path, {header: name})
                    attack.held(answer.status_code == 401, f"{header}: {answer.status_code}")
