"""A certificate of the municipality's own on printouts, in place of the one a book makes itself.

Whoever runs the house has it from an authority that readers of PDF believe. What cannot sign today
is refused before anything is served, with what to do about it.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID

from stafett.ledger.printing_hand import PrintingHand

PKCS12: Final = frozenset({".p12", ".pfx"})
_SHORTEST_RSA: Final = 2048
_CURVES: Final = ("secp256r1", "secp384r1", "secp521r1")
_FOR_OTHER_THINGS: Final = frozenset(
    {
        ExtendedKeyUsageOID.SERVER_AUTH,
        ExtendedKeyUsageOID.CODE_SIGNING,
        ExtendedKeyUsageOID.TIME_STAMPING,
        ExtendedKeyUsageOID.OCSP_SIGNING,
    }
)

_Found: TypeAlias = tuple[x509.Certificate, Sequence[x509.Certificate], object]
_Strong: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class CertificateRefused(Exception):  # noqa: N818 - it says what to do
    """Printouts cannot be signed with this certificate."""


def own_hand(
    certificate: Path, key: Path | None, password: Path | None, now: datetime
) -> PrintingHand:
    """Return the hand of a certificate: PEM with its key beside it, or both in PKCS#12.

    A file of several has the one to sign with first, and after it those above it. ``password`` is
    a file with the word that opens the key, where it is closed.

    Raises:
        CertificateRefused: It cannot be read, its key is not there, or it is not for this, today.

    """
    word = _read(password).strip() if password is not None else None
    if certificate.suffix.lower() in PKCS12:
        own, chain, found = _of_pkcs12(_read(certificate), word)
    else:
        own, chain, found = _of_pem(_read(certificate), key, word)
    private = _strong(found)
    if own.public_key() != private.public_key():
        raise CertificateRefused("the key is not that of the certificate: give the one that is")
    _is_for_signing(own)
    hand = PrintingHand(
        certificate=own.public_bytes(Encoding.DER),
        key=private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        chain=tuple(one.public_bytes(Encoding.DER) for one in chain),
        begins=own.not_valid_before_utc,
        ends=own.not_valid_after_utc,
    )
    if not hand.holds(now):
        raise CertificateRefused("it is not valid today: renew it, or leave it out")
    return hand


def _of_pem(written: bytes, key: Path | None, word: bytes | None) -> _Found:
    if key is None:
        raise CertificateRefused("set STAFETT_PRINTING_KEY to its key")
    try:
        own, *chain = x509.load_pem_x509_certificates(written)
        return own, chain, load_pem_private_key(_read(key), word)
    except (ValueError, TypeError):
        raise CertificateRefused(
            "certificate or key cannot be read: both are PEM, and what closes the key is in "
            "STAFETT_PRINTING_PASSWORD_FILE"
        ) from None


def _of_pkcs12(written: bytes, word: bytes | None) -> _Found:
    try:
        private, own, chain = pkcs12.load_key_and_certificates(written, word)
    except ValueError:
        private, own, chain = None, None, []
    if private is None or own is None:
        raise CertificateRefused(
            "this PKCS#12 cannot be opened, or has no key and certificate: what closes it is in "
            "STAFETT_PRINTING_PASSWORD_FILE"
        )
    return own, chain, private


def _strong(private: object) -> _Strong:
    if isinstance(private, rsa.RSAPrivateKey) and private.key_size >= _SHORTEST_RSA:
        return private
    if isinstance(private, ec.EllipticCurvePrivateKey) and private.curve.name in _CURVES:
        return private
    raise CertificateRefused("take RSA of 2048 bits or more, or ECDSA on P-256, P-384 or P-521")


def _is_for_signing(own: x509.Certificate) -> None:
    found = {one.oid: one.value for one in own.extensions}
    usage = found.get(x509.KeyUsage.oid)
    basic = found.get(x509.BasicConstraints.oid)
    extended = found.get(x509.ExtendedKeyUsage.oid)
    signs = not isinstance(usage, x509.KeyUsage) or (
        usage.digital_signature or usage.content_commitment
    )
    authority = isinstance(basic, x509.BasicConstraints) and basic.ca
    elsewhere = isinstance(extended, x509.ExtendedKeyUsage) and {*extended} <= _FOR_OTHER_THINGS
    if not signs or authority or elsewhere:
        raise CertificateRefused("it is not for signing documents: have one issued that is")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as trouble:
        raise CertificateRefused(f"{file} cannot be read ({trouble.strerror})") from None
