"""Log-in tokens: what a token must be to prove who somebody is."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey

from stafett.api.compact import TokenRefusedError
from stafett.api.demo_issuer import DemoIssuer
from stafett.api.identity import Identity, Presented
from stafett.api.issuers import Issuer, IssuersRefusedError, Use, checked, read_issuers
from stafett.api.key_ring import KeyRing, usable_keys
from stafett.api.problems import Problem
from stafett.domain.people import Account, Assurance
from tests.api.forge import (
    AUDIENCE,
    CLAIMS,
    ISSUER,
    KEY,
    NOW,
    RSA,
    TRUSTED,
    attacks,
    segment,
    signed,
)
from tests.api.listening import KeysServed

ATTACKS = tuple(attacks())


def identity(*issuers: Issuer, now: float = NOW) -> Identity:
    return Identity(issuers or (TRUSTED,), Use.REAL, clock=lambda: now)


async def test_a_good_token_says_who_how_surely_and_by_which_programme() -> None:
    found = await identity().read(signed())

    assert found.account == Account(ISSUER, "kari")
    assert found.assurance is Assurance.HIGH
    assert found.client == "console"


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(signed({"typ": "application/at+jwt"}), id="the long name of the type"),
        pytest.param(signed({"typ": "AT+JWT"}), id="the type in capitals"),
        pytest.param(signed(claims={"aud": [AUDIENCE]}), id="a list of one audience"),
        pytest.param(signed({"alg": "PS256", "kid": "autumn"}, key=RSA), id="another trusted key"),
        pytest.param(signed(claims={"exp": NOW - 29, "iat": NOW - 90}), id="29 seconds late"),
        pytest.param(signed(claims={"iat": NOW + 30, "exp": NOW + 90}), id="30 seconds early"),
        pytest.param(signed(claims={"iat": NOW, "exp": NOW + 3600}), id="exactly the longest life"),
        pytest.param(signed(claims={"sub": "k" * 255}), id="exactly the longest name"),
    ],
)
async def test_a_token_at_the_limit_still_holds(token: str) -> None:
    assert (await identity().read(token)).account.issuer == ISSUER


@pytest.mark.parametrize("token", [bad for _, bad in ATTACKS], ids=[why for why, _ in ATTACKS])
async def test_a_bad_token_proves_nothing(token: str) -> None:
    with pytest.raises(TokenRefusedError):
        await identity().read(token)


def test_the_collection_of_bad_tokens_is_not_a_handful() -> None:
    assert len({bad for _, bad in ATTACKS}) == len(ATTACKS) >= 40


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [""],
        ["Bearer"],
        ["Basic a2FyaTprYXJp"],
        [f"Token {signed()}"],
        [f"Bearer  {signed()}"],
        [f"Bearer {signed()}", f"Bearer {signed()}"],
        *([f"Bearer {bad}"] for _, bad in ATTACKS[:8]),
    ],
)
async def test_every_log_in_that_does_not_hold_gets_the_same_answer(headers: Sequence[str]) -> None:
    with pytest.raises(Problem) as found:
        await identity().recognise(Presented("GET", "/v1/me", headers))

    assert found.value.code == "NOT_LOGGED_IN"
    assert found.value.headers == {"WWW-Authenticate": 'Bearer realm="stafett"'}


async def test_the_same_name_from_another_issuer_is_another_account() -> None:
    other = TRUSTED.model_copy(update={"issuer": "https://other.example.no"})
    both = identity(TRUSTED, other)

    kari = await both.read(signed())
    namesake = await both.read(signed(claims={"iss": other.issuer}))

    assert kari.account.subject == namesake.account.subject
    assert kari.account != namesake.account


@pytest.mark.parametrize(
    ("acr", "sure"),
    [
        ("high", Assurance.HIGH),
        ("substantial", Assurance.SUBSTANTIAL),
        ("HIGH", Assurance.LOW),
        ("unheard-of", Assurance.LOW),
        (["high"], Assurance.LOW),
        (None, Assurance.LOW),
    ],
)
async def test_only_what_is_written_down_counts_as_a_sure_log_in(
    acr: object, sure: Assurance
) -> None:
    assert (await identity().read(signed(claims={"acr": acr}))).assurance is sure


async def test_the_words_of_a_token_do_not_show_when_a_log_in_is_printed() -> None:
    assert "kari" not in repr(await identity().read(signed()))


def issuer(**changes: Any) -> Issuer:
    return Issuer.model_validate({**TRUSTED.model_dump(), **changes})


@pytest.mark.parametrize(
    "bad",
    [
        issuer(issuer="http://login.example.no"),
        issuer(jwks=None, jwks_url="http://login.example.no/jwks"),
        issuer(jwks=None, jwks_url="https://localhost/jwks"),
        issuer(issuer="https://127.0.0.1:8080"),
        issuer(issuer="https://[::1]"),
        issuer(issuer="https://stafett.localhost"),
        issuer(jwks={"keys": [{**KEY.as_dict(private=False), "kid": "demo-1"}]}),
        DemoIssuer("http://127.0.0.1:8080").as_issuer(),
    ],
)
def test_real_use_refuses_an_issuer_that_is_fit_for_a_demo_only(bad: Issuer) -> None:
    with pytest.raises(IssuersRefusedError):
        checked([bad], Use.REAL)
    assert checked([bad], Use.DEMO)


def test_two_issuers_of_one_name_are_refused() -> None:
    with pytest.raises(IssuersRefusedError):
        checked([TRUSTED, issuer(audience="another")], Use.DEMO)


def test_a_file_of_issuers_is_read(tmp_path: Any) -> None:
    file = tmp_path / "issuers.toml"
    file.write_text(
        "[[issuer]]\n"
        'issuer = "https://login.example.no"\n'
        'jwks_url = "https://login.example.no/jwks"\n'
        'audience = "stafett"\n'
        'algorithms = ["PS256"]\n'
        'assurance = { "idporten-loa-high" = "high" }\n'
    )

    (found,) = read_issuers(file)

    assert found.assurance == {"idporten-loa-high": Assurance.HIGH}


@pytest.mark.parametrize(
    "text",
    [
        "[[issuer]",
        '[[issuer]]\nissuer = "https://a.example"\n',
        '[[issuer]]\nissuer="https://a.example"\naudience="s"\nalgorithms=["none"]\njwks_url="u"',
        '[[issuer]]\nissuer="https://a.example"\naudience="s"\nalgorithms=["HS256"]\njwks_url="u"',
        '[[issuer]]\nissuer="https://a.example"\naudience="s"\nalgorithms=[]\njwks_url="u"',
        '[[issuer]]\nissuer="https://a.example"\naudience="s"\nalgorithms=["ES256"]',
        '[[issuer]]\nissuer="https://a.example"\naudience="s"\nalgorithms=["ES256"]\nx=1',
    ],
)
def test_a_doubtful_file_of_issuers_is_refused(tmp_path: Any, text: str) -> None:
    file = tmp_path / "issuers.toml"
    file.write_text(text)
    with pytest.raises(IssuersRefusedError):
        read_issuers(file)


def test_a_missing_file_of_issuers_is_refused(tmp_path: Any) -> None:
    with pytest.raises(IssuersRefusedError):
        read_issuers(tmp_path / "nowhere.toml")


SMALL = {"kty": "RSA", "kid": "small", "alg": "PS256", "e": "AQAB", "n": segment(b"\xc5" * 128)}
PUBLIC = KEY.as_dict(private=False)


@pytest.mark.parametrize(
    "keys",
    [
        [KEY.as_dict(private=True)],
        [OctKey.generate_key(256, {"kid": "secret"}).as_dict(private=True)],
        [{**PUBLIC, "use": "enc"}],
        [{**PUBLIC, "alg": "ES384"}],
        [{**PUBLIC, "kid": 7}],
        [{name: value for name, value in PUBLIC.items() if name != "kid"}],
        [{**PUBLIC, "kid": "demo-spring"}],
        [{**PUBLIC, "x": "AAAA"}],
        [SMALL],
        [PUBLIC, {**ECKey.generate_key("P-256").as_dict(private=False), "kid": "spring"}],
        ["spring"],
        None,
    ],
    ids=[
        "private",
        "shared",
        "for encryption",
        "another algorithm",
        "id is a number",
        "no id",
        "a demo's",
        "no point on the curve",
        "too small",
        "one id for two",
        "no object",
        "no list",
    ],
)
def test_a_key_that_is_unfit_or_unclear_is_left_out(keys: list[Mapping[str, Any]] | None) -> None:
    assert usable_keys({"keys": keys}, TRUSTED, Use.REAL) == {}


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_keys_are_fetched_once_and_again_for_an_unknown_key_at_most_once_a_minute() -> None:
    clock = Clock()
    async with KeysServed([PUBLIC]) as served:
        ring = KeyRing(issuer(jwks=None, jwks_url=served.url), Use.DEMO, clock=clock)

        assert await ring.find("spring") is not None
        assert await ring.find("winter") is None
        assert await ring.find("winter") is None
        assert served.asked == 1

        clock.now += 61
        served.keys = [PUBLIC, {**RSA.as_dict(private=False), "kid": "winter"}]
        found = await asyncio.gather(*(ring.find("winter") for _ in range(8)))
        assert all(found)
        assert served.asked == 2


async def test_a_key_the_issuer_has_taken_away_is_gone_within_ten_minutes() -> None:
    clock = Clock()
    async with KeysServed([PUBLIC]) as served:
        ring = KeyRing(issuer(jwks=None, jwks_url=served.url), Use.DEMO, clock=clock)
        assert await ring.find("spring") is not None

        served.keys = []
        clock.now += 601

        assert await ring.find("spring") is None


async def test_keys_are_good_for_an_hour_when_the_issuer_is_away() -> None:
    clock = Clock()
    async with KeysServed([PUBLIC]) as served:
        ring = KeyRing(issuer(jwks=None, jwks_url=served.url), Use.DEMO, clock=clock)
        assert await ring.find("spring") is not None

    clock.now += 3599
    assert await ring.find("spring") is not None
    clock.now += 2
    assert await ring.find("spring") is None


@pytest.mark.parametrize("way", ["redirect", "error", "huge", "not json", "twice named"])
async def test_an_answer_that_is_not_a_key_set_gives_no_keys(way: str) -> None:
    async with KeysServed([PUBLIC], way=way) as served:
        ring = KeyRing(issuer(jwks=None, jwks_url=served.url), Use.DEMO)
        assert await ring.find("spring") is None
        assert served.asked == 1


async def test_a_token_of_the_demo_is_read_by_the_same_code_from_its_own_address() -> None:
    async with KeysServed([]) as served:
        demo = DemoIssuer(served.base)
        served.keys = demo.public_keys()["keys"]
        served.path = "/demo/issuer/jwks.json"
        found = await Identity([demo.as_issuer()], Use.DEMO).read(demo.token("mother"))

    assert found.account == demo.account("mother")
    assert found.assurance is Assurance.HIGH


async def test_a_token_of_the_demo_proves_nothing_in_real_use() -> None:
    demo = DemoIssuer("http://127.0.0.1:8080")
    with pytest.raises(TokenRefusedError):
        await Identity([TRUSTED], Use.REAL).read(demo.token("mother"))


def test_claims_of_the_good_token_are_what_the_tests_think() -> None:
    assert CLAIMS["exp"] - CLAIMS["iat"] <= TRUSTED.longest_life_seconds
