"""The book's hand on paper: the key that signs printouts, and the certificate that names it.

Programmes that read PDF believe certificates and know nothing of our receipts. So the book has one
more key, ECDSA on P-256, and a certificate that it signs for itself. Both follow from the book's
signing key, so there is nothing more to keep, and they are the same as long as that key is.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from hmac import digest
from typing import Final
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from stafett.evidence.fields import fields

_LABEL: Final = b"stafett/printing/1"
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of P-256 (FIPS 186-5)."""
_FROM: Final = datetime(2026, 1, 1, tzinfo=UTC)
_FOR_EVER: Final = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""No day is known on which it ends (RFC 5280 section 4.1.2.5)."""
_SERIAL_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class PrintingHand:
    """What signs a book's printouts: an X.509 certificate and its key (PKCS#8), both in DER.

    ``chain`` are the certificates above it; it is valid from ``begins`` to ``ends``.
    """

    certificate: bytes
    key: bytes = field(repr=False)
    chain: tuple[bytes, ...] = ()
    begins: datetime = _FROM
    ends: datetime = _FOR_EVER

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of the certificate in hexadecimal: what a book's printouts show."""
        return sha256(self.certificate).hexdigest()

    def holds(self, now: datetime) -> bool:
        """Say whether it may sign at an instant."""
        return self.begins <= now <= self.ends


def printing_hand(book: UUID, origin: str, seed: bytes) -> PrintingHand:
    """Return the hand that follows from a book's 32-byte signing seed.

    ``origin`` is our name on receipts; the certificate carries it and the book's id.
    """
    key = ec.derive_private_key(_scalar(seed), ec.SECP256R1())
    public = key.public_key()
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, origin),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{origin}/{book}"),
        ]
    )
    serial = int.from_bytes(digest(seed, fields(_LABEL, b"serial"), "sha256")[:_SERIAL_BYTES])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(serial | 1)
        .not_valid_before(_FROM)
        .not_valid_after(_FOR_EVER)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_only_for_signing(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    )
    return PrintingHand(
        certificate=certificate.public_bytes(Encoding.DER),
        key=key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
    )


def _scalar(seed: bytes) -> int:
    """Return a key for P-256 from 512 bits, so that none is likelier than another."""
    drawn = digest(seed, fields(_LABEL, b"ecdsa-p256"), "sha512")
    return int.from_bytes(drawn) % (_ORDER - 1) + 1


def _only_for_signing() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
