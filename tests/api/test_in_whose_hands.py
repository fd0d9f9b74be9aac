"""Tokens that are held by a key: in other hands than those they were given into, they open nothing.

Notes by RFC 9449 (DPoP), certificates by RFC 8705 as a proxy tells of them (RFC 9440).
"""

import base64
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from joserfc.jwk import ECKey, OctKey

from stafett.api.identity import Identity, Presented
from stafett.api.issuers import Issuer, IssuersRefusedError, Use
from stafett.api.problems import Problem
from tests.api.forge import NOW, RSA, STRANGER, TRUSTED, segment, signed
from tests.api.held import ADDRESS, Holder, print_of

PROXY = "10.0.0.7"


def a_certificate() -> x509.Certificate:
    """Return a real certificate, made here, of a programme that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a school's programme")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(key.public_key()).serial_number(7)
    day = datetime.fromtimestamp(NOW, UTC)
    made = made.not_valid_before(day).not_valid_after(day + timedelta(days=9))
    return made.sign(key, SHA256())


MET = a_certificate()
CERTIFICATE = MET.public_bytes(Encoding.DER)


class Clock:
    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        return self.now


def identity(issuer: Issuer = TRUSTED, clock: Callable[[], float] = lambda: NOW) -> Identity:
    return Identity([issuer], Use.REAL, address=ADDRESS, proxies=frozenset({PROXY}), clock=clock)


def held_by(print_: str, way: str = "jkt") -> str:
    return signed(claims={"cnf": {way: print_}})


def shown(token: str, *notes: str, scheme: str = "DPoP", **more: Any) -> Presented:
    return Presented("GET", "/v1/me", [f"{scheme} {token}"], notes=notes, **more)


async def refused(doors: Identity, what: Presented) -> Problem:
    with pytest.raises(Problem) as found:
        await doors.recognise(what)
    assert found.value.code == "NOT_LOGGED_IN"
    return found.value


async def test_a_note_for_this_request_opens_with_the_token_it_is_about() -> None:
    holder, doors = Holder(), identity()
    token = held_by(holder.thumbprint)

    found = await doors.recognise(shown(token, holder.note(token, nonce=doors.nonce)))

    assert found.account.subject == "kari"


async def test_without_our_nonce_one_is_told_it_and_asks_again() -> None:
    holder, doors = Holder(), identity()
    token = held_by(holder.thumbprint)

    told = await refused(doors, shown(token, holder.note(token)))

    assert told.headers["DPoP-Nonce"] == doors.nonce
    assert 'error="use_dpop_nonce"' in told.headers["WWW-Authenticate"]
    again = holder.note(token, nonce=told.headers["DPoP-Nonce"])
    assert (await doors.recognise(shown(token, again))).account.subject == "kari"


async def test_a_nonce_is_good_for_five_minutes_and_a_few_more() -> None:
    clock = Clock()
    holder, doors = Holder(), identity(clock=clock)
    token, nonce = held_by(holder.thumbprint), doors.nonce
    clock.now += 299
    note = holder.note(token, nonce=nonce, now=int(clock.now))
    await doors.recognise(shown(token, note))
    clock.now += 600
    late = signed(
        claims={"cnf": {"jkt": holder.thumbprint}, "iat": int(clock.now), "exp": int(clock.now) + 9}
    )
    note = holder.note(late, nonce=nonce, now=int(clock.now))
    assert "DPoP-Nonce" in (await refused(doors, shown(late, note))).headers


async def test_a_nonce_of_another_process_is_none_here() -> None:
    holder, one, other = Holder(), identity(), identity()
    token = held_by(holder.thumbprint)
    note = holder.note(token, nonce=one.nonce)
    await one.recognise(shown(token, note))

    assert "DPoP-Nonce" in (await refused(other, shown(token, note))).headers


async def test_an_issuer_whose_clients_know_no_nonce_may_do_without() -> None:
    holder = Holder()
    doors = identity(TRUSTED.model_copy(update={"proof_nonce": False}))
    token = held_by(holder.thumbprint)
    note = holder.note(token)

    await doors.recognise(shown(token, note))
    await refused(doors, shown(token, note))


async def test_a_note_works_once() -> None:
    holder, doors = Holder(), identity()
    token = held_by(holder.thumbprint)
    note = holder.note(token, nonce=doors.nonce)
    await doors.recognise(shown(token, note))

    told = await refused(doors, shown(token, note))

    assert "DPoP-Nonce" not in told.headers


async def test_the_same_name_of_a_note_by_another_key_is_another_note() -> None:
    doors = identity()
    for holder in (Holder(), Holder()):
        token = held_by(holder.thumbprint)
        note = holder.note(token, nonce=doors.nonce, claims={"jti": "one"})
        await doors.recognise(shown(token, note))


OTHER = signed(claims={"jti": "another token"})
SECRET = OctKey.generate_key(256).as_dict(private=True)
SMALL = {"kty": "RSA", "e": "AQAB", "n": segment(b"\xc5" * 128)}
BAD: Mapping[str, Mapping[str, Any]] = {
    "another method": {"method": "POST"},
    "another path": {"path": "/v1/municipality"},
    "another host": {"claims": {"htu": "https://evil.example/v1/me"}},
    "another scheme": {"claims": {"htu": "http://stafett.example.no/v1/me"}},
    "another port": {"claims": {"htu": "https://stafett.example.no:8443/v1/me"}},
    "an address that is none": {"claims": {"htu": "https://[/v1/me"}},
    "an address that is a list": {"claims": {"htu": [f"{ADDRESS}/v1/me"]}},
    "no address": {"claims": {"htu": ...}},
    "no method": {"claims": {"htm": ...}},
    "another token": {"claims": {"ath": print_of(OTHER.encode())}},
    "no token": {"claims": {"ath": ...}},
    "too old": {"claims": {"iat": NOW - 91}},
    "from the future": {"claims": {"iat": NOW + 31}},
    "a time with decimals": {"claims": {"iat": NOW + 0.5}},
    "no time": {"claims": {"iat": ...}},
    "no name": {"claims": {"jti": ...}},
    "an empty name": {"claims": {"jti": ""}},
    "a name that is a number": {"claims": {"jti": 7}},
    "a name too long": {"claims": {"jti": "x" * 256}},
    "another type": {"header": {"typ": "JWT"}},
    "an access token's type": {"header": {"typ": "at+jwt"}},
    "no signature's kind": {"header": {"alg": "none"}},
    "a shared secret": {"header": {"alg": "HS256", "jwk": SECRET}},
    "a key id beside the key": {"header": {"kid": "spring"}},
    "a critical member": {"header": {"crit": ["exp"]}},
    "a key that is none": {"header": {"jwk": {"kty": "EC"}}},
    "a key that is a text": {"header": {"jwk": "spring"}},
    "a small key": {"header": {"alg": "PS256", "jwk": SMALL}},
    "signed by another": {"signed_by": STRANGER},
    "another's key and signature": {
        "header": {"jwk": STRANGER.as_dict(private=False)},
        "signed_by": STRANGER,
    },
    "a key of another kind": {
        "header": {"alg": "PS256", "jwk": RSA.as_dict(private=False)},
        "signed_by": RSA,
    },
}


@pytest.mark.parametrize("why", BAD)
async def test_a_note_for_something_else_proves_nothing(why: str) -> None:
    holder, doors = Holder(), identity()
    token = held_by(holder.thumbprint)
    note = holder.note(token, nonce=doors.nonce, **BAD[why])

    told = await refused(doors, shown(token, note))

    assert "DPoP-Nonce" not in told.headers


async def test_a_note_with_its_secret_key_proves_nothing() -> None:
    holder, doors = Holder(), identity()
    token = held_by(holder.thumbprint)
    told = {"jwk": holder.key.as_dict(private=True)}
    await refused(doors, shown(token, holder.note(token, nonce=doors.nonce, header=told)))


async def test_a_held_token_opens_nothing_by_itself() -> None:
    holder, doors = Holder(), identity()
    token = held_by(holder.thumbprint)
    note = holder.note(token, nonce=doors.nonce)

    for what in (
        shown(token),
        shown(token, scheme="Bearer"),
        shown(token, note, scheme="Bearer"),
        shown(token, note, note),
        shown(token, ""),
        shown(token, "not.a.note"),
    ):
        assert "DPoP-Nonce" not in (await refused(doors, what)).headers
    await doors.recognise(shown(token, note))


async def test_a_token_that_nobody_holds_is_not_shown_with_a_note() -> None:
    holder, doors = Holder(), identity()
    await refused(doors, shown(signed(), holder.note(signed(), nonce=doors.nonce)))


@pytest.mark.parametrize(
    "cnf",
    [
        {},
        [],
        None,
        "jkt",
        {"jkt": ""},
        {"jkt": 7},
        {"kid": "spring"},
        {"jwk": STRANGER.as_dict(private=False)},
        {"jkt": "æøå"},
    ],
)
async def test_a_token_held_in_an_unknown_way_opens_nothing(cnf: Any) -> None:
    holder, doors = Holder(), identity()
    token = signed(claims={"cnf": cnf})
    note = holder.note(token, nonce=doors.nonce)
    for scheme in ("Bearer", "DPoP"):
        await refused(doors, shown(token, note, scheme=scheme))


async def test_where_every_token_is_to_be_held_one_that_is_not_opens_nothing() -> None:
    doors = identity(TRUSTED.model_copy(update={"binding": "dpop"}))
    mine = print_of(CERTIFICATE)
    certificate = f":{base64.b64encode(CERTIFICATE).decode()}:"
    for token in (signed(), held_by(mine, "x5t#S256")):
        what = shown(token, scheme="Bearer", certificates=[certificate], peer=PROXY)
        await refused(doors, what)


async def test_a_certificate_opens_when_our_proxy_tells_of_it() -> None:
    token = held_by(print_of(CERTIFICATE), "x5t#S256")
    written = f":{base64.b64encode(CERTIFICATE).decode()}:"
    doors = identity()

    found = await doors.recognise(shown(token, scheme="Bearer", certificates=[written], peer=PROXY))

    assert found.account.subject == "kari"


async def test_the_print_is_of_the_certificate_itself_as_everybody_computes_it() -> None:
    print_ = base64.urlsafe_b64encode(MET.fingerprint(SHA256())).rstrip(b"=").decode()
    doors, token = identity(), held_by(print_, "x5t#S256")

    def met(der: bytes) -> Presented:
        written = f":{base64.b64encode(der).decode()}:"
        return shown(token, scheme="Bearer", certificates=[written], peer=PROXY)

    assert (await doors.recognise(met(CERTIFICATE))).account.subject == "kari"
    for other in (MET.public_bytes(Encoding.PEM), CERTIFICATE + b"\0", CERTIFICATE[:-1]):
        await refused(doors, met(other))
    await refused(doors, met(a_certificate().public_bytes(Encoding.DER)))


@pytest.mark.parametrize(
    ("certificates", "peer"),
    [
        ([f":{base64.b64encode(CERTIFICATE).decode()}:"], "10.0.0.8"),
        ([f":{base64.b64encode(CERTIFICATE).decode()}:"], ""),
        ([], PROXY),
        ([f":{base64.b64encode(b'another').decode()}:"], PROXY),
        ([base64.b64encode(CERTIFICATE).decode()], PROXY),
        ([":not base64:"], PROXY),
        ([":"], PROXY),
        ([f":{base64.b64encode(CERTIFICATE).decode()}:"] * 2, PROXY),
        ([f":{base64.b64encode(bytes(9000)).decode()}:"], PROXY),
    ],
)
async def test_a_certificate_from_anybody_else_is_none(certificates: list[str], peer: str) -> None:
    token = held_by(print_of(CERTIFICATE), "x5t#S256")
    what = shown(token, scheme="Bearer", certificates=certificates, peer=peer)
    await refused(identity(), what)


async def test_a_token_held_in_both_ways_wants_both() -> None:
    holder, doors = Holder(), identity()
    cnf = {"jkt": holder.thumbprint, "x5t#S256": print_of(CERTIFICATE)}
    token = signed(claims={"cnf": cnf})
    written = [f":{base64.b64encode(CERTIFICATE).decode()}:"]

    note = holder.note(token, nonce=doors.nonce)
    await refused(doors, shown(token, note))
    await refused(doors, shown(token, scheme="Bearer", certificates=written, peer=PROXY))

    await doors.recognise(shown(token, note, certificates=written, peer=PROXY))


def test_an_issuer_of_held_tokens_is_refused_where_they_could_not_be_checked() -> None:
    with pytest.raises(IssuersRefusedError):
        Identity([TRUSTED.model_copy(update={"binding": "dpop"})], Use.REAL)
    with pytest.raises(IssuersRefusedError):
        Identity([TRUSTED.model_copy(update={"binding": "mtls"})], Use.REAL, address=ADDRESS)


def test_a_key_made_here_is_told_by_its_thumbprint() -> None:
    assert Holder().thumbprint != ECKey.generate_key("P-256").thumbprint()
