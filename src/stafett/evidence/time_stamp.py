"""Asking a time stamping authority to say that something existed by now (RFC 3161).

The question is made here and the answer is seen to be to it. Whether the authority's signature
holds is for whoever believes that authority: `openssl ts -verify` says it.
"""

from hashlib import sha256
from typing import Final

MEDIA_TYPE: Final = "application/timestamp-query"
_SEQUENCE: Final = 0x30
_INTEGER: Final = 0x02
_OCTETS: Final = 0x04
_VERSION: Final = bytes.fromhex("020101")
_SHA_256: Final = bytes.fromhex("300d06096086480165030402010500")
_WITH_CERTIFICATE: Final = bytes.fromhex("0101ff")
_GRANTED: Final = (b"\x00", b"\x01")  # granted, and granted with something changed


def query(content: bytes, nonce: int) -> bytes:
    """Return the question for a stamp over *content*, in DER; *nonce* is random, 64 bits."""
    return _of(_SEQUENCE, _VERSION + _imprint(content) + _number(nonce) + _WITH_CERTIFICATE)


def answers(reply: bytes, content: bytes, nonce: int) -> bool:
    """Say whether a reply grants a stamp, over this and to this question."""
    try:
        whole, rest = _taken(reply, _SEQUENCE)
        status, token = _taken(whole, _SEQUENCE)
        code, _ = _taken(status, _INTEGER)
    except ValueError:
        return False
    ours = _imprint(content), _number(nonce)
    return not rest and code in _GRANTED and all(token.count(one) == 1 for one in ours)


def _imprint(content: bytes) -> bytes:
    return _of(_SEQUENCE, _SHA_256 + _of(_OCTETS, sha256(content).digest()))


def _number(number: int) -> bytes:
    return _of(_INTEGER, number.to_bytes(number.bit_length() // 8 + 1))


def _of(tag: int, content: bytes) -> bytes:
    """Return content of less than 128 bytes in DER."""
    return bytes((tag, len(content))) + content


def _taken(content: bytes, tag: int) -> tuple[bytes, bytes]:
    """Return what lies in the first DER value of *content*, and what comes after it."""
    if len(content) < len((tag, 0)) or content[0] != tag:
        raise ValueError("another value was expected here")
    length, start = content[1], 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(content[2:start])
    if len(content) < start + length:
        raise ValueError("it ends too early")
    return content[start : start + length], content[start + length :]
