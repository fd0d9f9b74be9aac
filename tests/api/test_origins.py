"""Those who have not logged in are counted by where they come from, and nobody else for them."""

from collections.abc import Iterator

import pytest
from starlette.requests import Request

from stafett.api.allowances import BOOK, CLIENT, PERSON, Allowances, Rate
from stafett.api.origins import origin_kept, origin_of
from tests.api.test_at_the_letter_box import problem
from tests.api.town import Town

PROXIES = frozenset({"192.0.2.1"})


def asked_from(peer: str, *forwarded: str) -> Request:
    headers = [(b"x-forwarded-for", one.encode()) for one in forwarded]
    return Request({"type": "http", "client": (peer, 1), "headers": headers})


@pytest.mark.parametrize(
    ("peer", "forwarded", "origin"),
    [
        ("198.51.100.7", (), "198.51.100.7"),
        ("198.51.100.7", ("203.0.113.9",), "198.51.100.7"),
        ("192.0.2.1", ("203.0.113.9",), "203.0.113.9"),
        ("192.0.2.1", ("10.0.0.1, 203.0.113.9",), "203.0.113.9"),
        ("192.0.2.1", ("10.0.0.1", "203.0.113.9"), "203.0.113.9"),
        ("192.0.2.1", (), "192.0.2.1"),
        ("192.0.2.1", ("somebody",), "192.0.2.1"),
        ("192.0.2.1", ("x" * 5000,), "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", (), "2001:db8:1:2::/64"),
        ("192.0.2.1", ("2001:db8:1:2::9",), "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", (), "198.51.100.7"),
        ("::ffff:192.0.2.1", ("203.0.113.9",), "203.0.113.9"),
        ("192.0.2.1", ("::ffff:203.0.113.9",), "203.0.113.9"),
        ("", (), ""),
    ],
)
def test_where_one_comes_from_is_said_by_the_network_or_by_our_own_proxy(
    peer: str, forwarded: tuple[str, ...], origin: str
) -> None:
    assert origin_of(asked_from(peer, *forwarded), PROXIES) == origin


@pytest.mark.parametrize(
    ("peer", "forwarded", "kept"),
    [
        ("198.51.100.7", (), "198.51.100.0/24"),
        ("192.0.2.1", ("203.0.113.9",), "203.0.113.0/24"),
        ("::ffff:198.51.100.7", (), "198.51.100.0/24"),
        ("2001:db8:1:2:3:4:5:6", (), "2001:db8:1::/48"),
        ("", (), None),
    ],
)
def test_what_is_written_down_of_it_is_the_network_around(
    peer: str, forwarded: tuple[str, ...], kept: str | None
) -> None:
    assert origin_kept(asked_from(peer, *forwarded), PROXIES) == kept


@pytest.fixture
def few(town: Town) -> Iterator[None]:
    """Three questions for who is not logged in, and none more while the test runs."""
    state = town.service.app.state
    before = state.allowances
    slow = 0.01
    person, client, book = (Rate(one.name, 1e6, slow) for one in (PERSON, CLIENT, BOOK))
    state.allowances = Allowances(person, client, book, Rate("origin", 3, slow))
    yield
    state.allowances = before


@pytest.mark.usefixtures("few")
async def test_who_fails_to_log_in_again_and_again_has_to_wait_and_nobody_else(town: Town) -> None:
    client, guess = town.service.client, {"Authorization": "Bearer e30.e30.AAAA"}
    for _ in range(3):
        problem(await client.get("/v1/me", headers=guess), 401, "NOT_LOGGED_IN")

    refused = await client.get("/v1/me", headers=guess)

    problem(refused, 429, "TOO_OFTEN")
    assert int(refused.headers["retry-after"]) == 100
    assert "ratelimit" not in refused.headers
    assert (await client.get("/scim/v2/Users", headers=guess)).status_code == 429
    open_to_all = f"/v1/public/{town.book}/units?on=2026-11-22"
    problem(await client.get(open_to_all), 429, "TOO_OFTEN")
    assert (await town.teacher.get("/v1/me")).status_code == 200
    assert (await client.get("/health/ready")).status_code == 200


@pytest.mark.usefixtures("few")
async def test_nobody_is_believed_about_where_they_come_from(town: Town) -> None:
    for number in range(3):
        told = {"X-Forwarded-For": f"203.0.113.{number}", "Forwarded": f"for=203.0.113.{number}"}
        problem(await town.service.client.get("/v1/me", headers=told), 401, "NOT_LOGGED_IN")
    told = {"X-Forwarded-For": "203.0.113.77"}
    problem(await town.service.client.get("/v1/me", headers=told), 429, "TOO_OFTEN")


@pytest.mark.usefixtures("few")
async def test_who_reads_what_is_open_to_all_has_an_allowance_too(town: Town) -> None:
    open_to_all = f"/v1/public/{town.book}/units?on=2026-11-22"
    answers = [(await town.service.client.get(open_to_all)).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]
