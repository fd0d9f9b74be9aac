"""One sealed note, two keys, two texts: what AES-GCM allows and a seal must not."""

from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from stafett.ledger.data_key import DataKey, Secret
from stafett.ledger.padding import pad, unpad
from stafett.ledger.sealing import LineContext, SealBroken, place, seal, unseal

NONCE = bytes(12)
ONE = 1 << 127  # GCM writes the polynomial 1 with its bit first
REDUCTION = 0xE1 << 120


def multiply(left: int, right: int) -> int:
    """Multiply in the field of GHASH (NIST SP 800-38D section 6.3)."""
    product = 0
    for bit in range(127, -1, -1):
        if right >> bit & 1:
            product ^= left
        left = left >> 1 ^ (REDUCTION if left & 1 else 0)
    return product


def power(base: int, exponent: int) -> int:
    result = ONE
    while exponent:
        if exponent & 1:
            result = multiply(result, base)
        base, exponent = multiply(base, base), exponent >> 1
    return result


def blocks(content: bytes) -> list[int]:
    return [
        int.from_bytes(content[at : at + 16].ljust(16, b"\x00"))
        for at in range(0, len(content), 16)
    ]


def encrypt_block(key: bytes, block: bytes) -> int:
    cipher = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - GHASH's own key
    return int.from_bytes(cipher.update(block))


def tag_of(key: bytes, associated: bytes, ciphertext: bytes) -> int:
    hash_key, total = encrypt_block(key, bytes(16)), 0
    lengths = len(associated) * 8 << 64 | len(ciphertext) * 8
    for block in (*blocks(associated), *blocks(ciphertext), lengths):
        total = multiply(total ^ block, hash_key)
    return total ^ encrypt_block(key, NONCE + b"\x00\x00\x00\x01")


def opens_under_both(
    one: tuple[bytes, bytes], other: tuple[bytes, bytes], ciphertext: bytes, free: int
) -> bytes:
    """Change block *free* of a ciphertext so that one tag fits both (key, associated data)."""
    body = bytearray(ciphertext)
    body[free * 16 : free * 16 + 16] = bytes(16)
    exponent = len(blocks(ciphertext)) - free + 1
    apart = tag_of(*one, bytes(body)) ^ tag_of(*other, bytes(body))
    weight = power(encrypt_block(one[0], bytes(16)), exponent) ^ power(
        encrypt_block(other[0], bytes(16)), exponent
    )
    solution = multiply(apart, power(weight, 2**128 - 2))
    body[free * 16 : free * 16 + 16] = solution.to_bytes(16)
    return bytes(body) + tag_of(*one, bytes(body)).to_bytes(16)


def test_plain_aes_gcm_opens_one_message_under_two_keys_to_two_texts() -> None:
    one = (Secret.new().content, b"the same place")
    first = AESGCM(one[0]).encrypt(NONCE, b"refused" + bytes(57), one[1])[:-16]
    other = (Secret.new().content, b"the same place")
    body = opens_under_both(one, other, first, free=3)
    opened = [AESGCM(key).decrypt(NONCE, body, where) for key, where in (one, other)]
    assert opened[0].startswith(b"refused")
    assert opened[0] != opened[1]


def test_two_keys_can_be_searched_until_both_texts_mean_something() -> None:
    ours, theirs = b"ja", b"no"
    wanted = int.from_bytes(ours) ^ int.from_bytes(theirs)
    seen: dict[int, bytes] = {}
    while True:
        key = Secret.new().content
        start = encrypt_block(key, NONCE + b"\x00\x00\x00\x02") >> 112
        if (match := seen.get(start ^ wanted)) is not None:
            break
        seen[start] = key
    first = AESGCM(key).encrypt(NONCE, ours + bytes(46), b"")[:-16]
    body = opens_under_both((key, b""), (match, b""), first, free=2)
    assert AESGCM(key).decrypt(NONCE, body, b"").startswith(ours)
    assert AESGCM(match).decrypt(NONCE, body, b"").startswith(theirs)


def test_the_same_attack_on_a_seal_is_refused_for_all_but_the_key_it_commits_to() -> None:
    keys = [DataKey(uuid4(), Secret.new()) for _ in range(2)]
    line = LineContext(uuid4(), "event", uuid4(), 1, uuid4(), bytes(32))
    sealed = seal(keys[0], line, b"refused" + bytes(100))
    salt = sealed[1:33]
    sides, commitments = [], []
    for key in keys:
        where = place(key.id, line)
        okm = key.secret.derive(salt + where)
        sides.append((okm[:32], where))
        commitments.append(okm[32:])
    body = opens_under_both(sides[0], sides[1], sealed[65:-16], free=3)

    both = [AESGCM(key).decrypt(NONCE, body, where) for key, where in sides]
    assert both[0] != both[1]
    assert unpad(both[0]).startswith(b"refused")

    under_the_first, under_the_second = (sealed[:33] + own + body for own in commitments)
    assert unseal(keys[0], line, under_the_first).startswith(b"refused")
    with pytest.raises(SealBroken):
        unseal(keys[1], line, under_the_first)
    with pytest.raises(SealBroken):
        unseal(keys[0], line, under_the_second)


def test_padding_of_the_attacked_note_is_what_a_seal_holds() -> None:
    key = DataKey(uuid4(), Secret.new())
    line = LineContext(uuid4(), "event", uuid4(), 1, uuid4(), bytes(32))
    sealed = seal(key, line, b"refused")
    okm = key.secret.derive(sealed[1:33] + place(key.id, line))
    assert AESGCM(okm[:32]).decrypt(NONCE, sealed[65:], place(key.id, line)) == pad(b"refused")
