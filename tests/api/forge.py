"""A forger of log-in tokens: one true issuer, and every way of not being it."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, Key, RSAKey

from stafett.api.issuers import Issuer
from stafett.domain.people import Assurance

NOW = 1_790_000_000
ISSUER = "https://login.example.no"
AUDIENCE = "https://stafett.example.no"
KEY = ECKey.generate_key("P-256", {"kid": "spring", "use": "sig", "alg": "ES256"})
STRANGER = ECKey.generate_key("P-256", {"kid": "spring"})
RSA = RSAKey.generate_key(2048, {"kid": "autumn", "use": "sig", "alg": "PS256"})

TRUSTED = Issuer(
    issuer=ISSUER,
    audience=AUDIENCE,
    algorithms=frozenset({"ES256", "PS256"}),
    jwks={"keys": [KEY.as_dict(private=False), RSA.as_dict(private=False)]},
    assurance={"high": Assurance.HIGH, "substantial": Assurance.SUBSTANTIAL},
)
HEADER: Mapping[str, Any] = {"alg": "ES256", "kid": "spring", "typ": "at+jwt"}
CLAIMS: Mapping[str, Any] = {
    "iss": ISSUER,
    "sub": "kari",
    "aud": AUDIENCE,
    "iat": NOW - 60,
    "exp": NOW + 600,
    "acr": "high",
    "client_id": "console",
}

SIGNING = ("ES256", "PS256", "RS256")
REGISTRY = jws.JWSRegistry(algorithms=SIGNING, strict_check_header=False)


def segment(content: object) -> str:
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(
    header: Mapping[str, Any] | None = None,
    claims: Mapping[str, Any] | bytes | None = None,
    *,
    key: Key = KEY,
    raw_header: bytes | None = None,
) -> str:
    """Return a token whose signature truly covers whatever its header and claims say."""
    head = {**HEADER, **(header or {})}
    if not isinstance(claims, bytes):
        claims = json.dumps({**CLAIMS, **(claims or {})}).encode()
    signing_input = f"{segment(raw_header or head)}.{segment(claims)}".encode()
    model = REGISTRY.get_alg(head["alg"] if head["alg"] in SIGNING else "ES256")
    return f"{signing_input.decode()}.{segment(model.sign(signing_input, key))}"


def without(claim: str) -> str:
    left = {name: value for name, value in CLAIMS.items() if name != claim}
    return signed(claims=json.dumps(left).encode())


def headed_without(member: str) -> str:
    left = {name: value for name, value in HEADER.items() if name != member}
    return signed(raw_header=json.dumps(left).encode())


def hmac_with_public_key() -> str:
    """The old trick: the public key, which everybody has, used as if it were a shared secret."""
    head = {**HEADER, "alg": "HS256"}
    signing_input = f"{segment(head)}.{segment(dict(CLAIMS))}"
    secret = KEY.as_pem(private=False)
    return f"{signing_input}.{segment(hmac.digest(secret, signing_input.encode(), hashlib.sha256))}"


def _changed(token: str, at: int, change: Callable[[str], str]) -> str:
    parts = token.split(".")
    parts[at] = change(parts[at])
    return ".".join(parts)


def attacks() -> Iterator[tuple[str, str]]:
    """Yield every bad token with what is wrong with it."""
    yield from on_the_shape()
    yield from on_the_header()
    yield from on_the_claims()
    yield from on_the_writing()


def on_the_shape() -> Iterator[tuple[str, str]]:
    good = signed()
    yield "nothing at all", ""
    yield "one word", "kari"
    yield "two segments", good.rsplit(".", 1)[0]
    yield "four segments", f"{good}.AAAA"
    yield "no signature", f"{good.rsplit('.', 1)[0]}."
    unsigned = {"alg": "none", "typ": "at+jwt", "kid": "spring"}
    yield "an unsigned token", f"{segment(unsigned)}.{segment(dict(CLAIMS))}."
    yield "alg none with a signature left on", signed(raw_header=b'{"alg":"none","kid":"spring"}')
    yield "alg in another case", signed({"alg": "es256"})
    yield "the public key as a shared secret", hmac_with_public_key()


def on_the_header() -> Iterator[tuple[str, str]]:
    embedded = STRANGER.as_dict(private=False)
    yield (
        "an algorithm the issuer is not trusted with",
        signed({"alg": "RS256", "kid": "autumn"}, key=RSA),
    )
    yield "a key of another kind", signed({"alg": "ES256", "kid": "autumn"})
    yield "a stranger's key under a known id", signed(key=STRANGER)
    yield "an unknown key", signed({"kid": "winter"})
    yield "no key id", headed_without("kid")
    yield "a key id that is a number", signed({"kid": 7})
    yield "a key brought along", signed({"jwk": embedded}, key=STRANGER)
    yield "a place to fetch the key from", signed({"jku": "https://evil.example/keys"})
    yield "a certificate address", signed({"x5u": "https://evil.example/cert"})
    yield "a certificate brought along", signed({"x5c": ["AAAA"]})
    yield "a certificate's thumbprint", signed({"x5t": "AAAA"})
    yield "a critical member", signed({"crit": ["exp"], "exp": NOW + 600})
    yield "an unencoded payload", signed({"crit": ["b64"], "b64": False})
    yield "b64 without crit", signed({"b64": False})
    yield "compressed", signed({"zip": "DEF"})
    yield "a token inside a token", signed({"cty": "JWT"})
    yield "no type", headed_without("typ")
    yield "an ID token", signed({"typ": "JWT"})
    yield "a type that is a list", signed({"typ": ["at+jwt"]})
    yield "a log-out token", signed({"typ": "logout+jwt"})


def on_the_claims() -> Iterator[tuple[str, str]]:
    yield "another issuer", signed(claims={"iss": "https://other.example.no"})
    yield "the issuer with a slash more", signed(claims={"iss": f"{ISSUER}/"})
    yield "the issuer in capitals", signed(claims={"iss": ISSUER.upper()})
    yield "no issuer", without("iss")
    yield "an issuer that is a list", signed(claims={"iss": [ISSUER]})
    yield "another audience", signed(claims={"aud": "https://other.example.no"})
    yield "several audiences", signed(claims={"aud": [AUDIENCE, "https://other.example.no"]})
    yield "no audience", without("aud")
    yield "expired", signed(claims={"iat": NOW - 900, "exp": NOW - 31})
    yield "no expiry", without("exp")
    yield "an expiry that is a text", signed(claims={"exp": str(NOW + 600)})
    yield "an expiry with decimals", signed(claims={"exp": NOW + 600.5})
    yield "an expiry that is true", signed(claims={"exp": True})
    yield "not yet issued", signed(claims={"iat": NOW + 31})
    yield "no time of issue", without("iat")
    yield "not yet to be used", signed(claims={"nbf": NOW + 31})
    yield "a beginning that is a text", signed(claims={"nbf": "now"})
    yield "a life too long", signed(claims={"iat": NOW, "exp": NOW + 3601})
    yield "a life backwards", signed(claims={"iat": NOW + 10, "exp": NOW + 5})
    yield "nobody", without("sub")
    yield "an empty name", signed(claims={"sub": ""})
    yield "a name that is a number", signed(claims={"sub": 7})
    yield "a name too long", signed(claims={"sub": "k" * 256})
    yield "a programme that is a list", signed(claims={"client_id": ["console"]})


def on_the_writing() -> Iterator[tuple[str, str]]:
    good = signed()
    twice = json.dumps(dict(CLAIMS)).encode().replace(b'"sub":', b'"sub": "ola", "sub":')
    yield "a claim twice", signed(claims=twice)
    yield (
        "a header member twice",
        signed(raw_header=b'{"alg":"none","alg":"ES256","kid":"spring","typ":"at+jwt"}'),
    )
    yield "claims that are a list", signed(claims=b"[]")
    yield "claims that are no JSON", signed(claims=b"{")
    yield "a number that is none", signed(claims=b'{"iss":NaN}')
    yield "claims nested without end", signed(claims=b"[" * 40 + b"]" * 40)
    yield "claims that are not UTF-8", signed(claims=b'{"iss":"\xff"}')
    yield "half a character", signed(claims=b'{"iss":"\\ud800"}')
    yield "padding left on", _changed(good, 1, lambda part: part + "=")
    yield "ordinary base64", _changed(good, 2, lambda part: "+/" + part[2:])
    yield "a blank inside", _changed(good, 1, lambda part: f"{part[:4]} {part[4:]}")
    yield "a line break at the end", f"{good}\n"
    yield (
        "claims changed after signing",
        _changed(good, 1, lambda _: segment({**CLAIMS, "sub": "ola"})),
    )
    yield (
        "a signature from another token",
        _changed(good, 2, lambda _: signed(claims={"sub": "ola"}).rsplit(".", 1)[1]),
    )
    yield "half a signature", _changed(good, 2, lambda part: part[: len(part) // 2])
    yield "a signature of zeros", _changed(good, 2, lambda _: segment(bytes(64)))
    yield "too long", signed(claims={"note": "x" * 8192})
