"""docs/keys.toml lists every key and every use of one, and is held against the code here."""

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

from stafett.cli.key_turning import VERBS
from stafett.ledger.keyring import LIFETIME
from tests.house.test_columns import EVENTS, KEYSTORE

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "stafett"
LISTED: dict[str, Any] = tomllib.loads((ROOT / "docs" / "keys.toml").read_text("utf-8"))
TAKES = {
    "AEAD": "AES-256-GCM",
    "AESGCM": "AES-256-GCM",
    "Ed25519PrivateKey": "Ed25519",
    "Ed25519PublicKey": "Ed25519",
    "HKDF": "HKDF-SHA-512",
    "KDF": "HKDF-SHA-256",
    "KEM": "X25519",
    "MLDSA44PrivateKey": "ML-DSA-44",
    "MLDSA44PublicKey": "ML-DSA-44",
    "SHA512": "HKDF-SHA-512",
    "Suite": "HPKE",
    "X25519PrivateKey": "X25519",
    "X25519PublicKey": "X25519",
    "ec": "ECDSA-P-256",
    "x509": "X.509",
    "rsa": "RSA",
    "Encoding": None,
    "ExtendedKeyUsageOID": None,
    "NameOID": None,
    "NoEncryption": None,
    "PrivateFormat": None,
    "hashes": None,
    "load_pem_private_key": None,
    "pkcs12": None,
    "InvalidSignature": None,
    "InvalidTag": None,
    "compare_digest": None,
}
"""What a name stands for; ``None``: it closes, signs and tags nothing."""
WHOLE = {"hmac": "HMAC", "joserfc": "JOSE", "pkcs11": "PKCS#11", "ssl": "TLS"}
"""Packages of which any other name counts as this."""


CHECKS_LOG_INS = {"api/demo_issuer.py", "api/identity.py", "api/key_ring.py"}
"""What takes other people's keys, which are not ours to list: issuers' of log-ins."""


def taken(code: str) -> set[str]:
    """Return what a file takes: every cipher, signature and keyed hash it imports."""
    found: set[str | None] = set()
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.ImportFrom(module=str() as module):
                package = module.split(".")[0]
                for one in node.names:
                    if package == "cryptography" or one.name in TAKES:
                        found.add(TAKES.get(one.name, f"{module}.{one.name}"))
                    elif package in WHOLE:
                        found.add(WHOLE[package])
            case ast.Import():
                found |= {
                    WHOLE.get(one.name.split(".")[0])
                    if one.name.split(".")[0] != "cryptography"
                    else one.name
                    for one in node.names
                }
            case _:
                pass
    return {one for one in found if one is not None}


def test_every_use_of_a_key_in_the_code_is_listed_with_what_it_takes() -> None:
    listed = {use["file"]: set(use["takes"]) for use in LISTED["use"]}
    in_code = {
        str(file.relative_to(SOURCE)): found
        for file in sorted(SOURCE.rglob("*.py"))
        if (found := taken(file.read_text("utf-8")))
    }
    ours = {file: found for file, found in in_code.items() if file not in CHECKS_LOG_INS}
    assert ours == listed
    assert in_code.keys() >= CHECKS_LOG_INS


def test_every_column_of_ciphertext_is_listed_under_a_key_that_is_listed() -> None:
    columns = {
        f"{table}.{column}"
        for table, shape in {**EVENTS, **KEYSTORE}.items()
        for column in shape
        if column in {"sealed", "wrapped"}
    }
    listed = [column for one in LISTED["sealed"] for column in one["columns"]]
    assert sorted(listed) == sorted(columns)
    names = {key["name"] for key in LISTED["key"]}
    assert {one["under"] for one in LISTED["sealed"]} <= names
    assert {key["under"] for key in LISTED["key"]} <= names | {""}


def test_every_purpose_a_books_key_may_have_is_listed() -> None:
    migrations = "".join(
        file.read_text("utf-8") for file in sorted((ROOT / "migrations" / "keystore").iterdir())
    )
    *_, newest = re.findall(r"CHECK \(purpose IN \(([^)]*)\)\)", migrations)
    allowed = sorted(re.findall(r"'([a-z-]+)'", newest))
    listed = [purpose for key in LISTED["key"] for purpose in key.get("purposes", ())]
    assert sorted(listed) == allowed


def test_how_a_key_is_exchanged_is_a_command_there_is() -> None:
    said = {key["exchanged"] for key in LISTED["key"]} - {""}
    assert said == {verb.__name__.replace("_", "-") for verb in VERBS} - {"move-root"}


def test_keys_are_at_hand_for_as_long_as_it_says() -> None:
    assert LISTED["at_hand_seconds"] == LIFETIME


def test_a_use_that_is_not_listed_would_be_noticed() -> None:
    assert taken("from cryptography.x import Blowfish") == {"cryptography.x.Blowfish"}
    assert taken("import ssl\nimport os") == {"TLS"}
    assert taken("from hmac import compare_digest") == set()
    assert taken("from hmac import digest as keyed") == {"HMAC"}
