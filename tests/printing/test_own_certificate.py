"""A certificate of one's own on printouts: it signs, and what cannot sign is refused with why."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from stafett.ledger.own_certificate import CertificateRefused, own_hand
from stafett.printing.checking import check
from stafett.printing.press import CertificateEnded, Press
from stafett.printing.signing import sign
from stafett.printing.typesetting import typeset
from tests.printing.samples import HAND, sample

NOW: Final = datetime.now(UTC)
KEY: Final = ec.generate_private_key(ec.SECP256R1())
OTHER: Final = ec.generate_private_key(ec.SECP256R1())
WORD: Final = b"a word"


def certificate(
    key: Any = KEY,
    *,
    above: Any = None,
    ca: bool = False,
    begins: datetime = NOW - timedelta(days=1),
    ends: datetime = NOW + timedelta(days=1),
    extended: Sequence[x509.ObjectIdentifier] = (),
    signs: bool = True,
) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority" if ca else "A town")])
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority")])
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only",
         "decipher_only", "content_commitment"), False,
    )  # fmt: skip
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(1 if ca else 7)
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(digital_signature=signs, key_cert_sign=ca, crl_sign=ca, **usage),
            critical=True,
        )
    )
    if extended:
        made = made.add_extension(x509.ExtendedKeyUsage(extended), critical=False)
    return made.sign(above or key, hashes.SHA256())


def pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


def laid(folder: Path, certificates: bytes, key: Any = KEY, word: bytes = b"") -> tuple[Path, Path]:
    closed = BestAvailableEncryption(word) if word else NoEncryption()
    written = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, closed)
    files = folder / "certificate.pem", folder / "key.pem"
    for file, content in zip(files, (certificates, written), strict=True):
        file.write_bytes(content)
    return files


def test_it_signs_with_those_above_it_beside_it(tmp_path: Path) -> None:
    own, above = certificate(above=OTHER), certificate(OTHER, ca=True)
    hand = own_hand(*laid(tmp_path, pem(own, above)), None, NOW)
    pdf = sign(typeset(sample(), hand.fingerprint), hand, "Nittedal")
    found = check(pdf)
    assert found.well
    assert found.fingerprint == sha256(own.public_bytes(Encoding.DER)).hexdigest()
    assert above.public_bytes(Encoding.DER).hex() in pdf.decode("latin-1").lower()


def test_both_lie_in_one_closed_file_as_well(tmp_path: Path) -> None:
    word, both = tmp_path / "word", tmp_path / "hand.p12"
    word.write_bytes(WORD + b"\n")
    own = certificate()
    both.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"hand", KEY, own, [certificate(OTHER, ca=True)], BestAvailableEncryption(WORD)
        )
    )
    hand = own_hand(both, None, word, NOW)
    assert hand.certificate == own.public_bytes(Encoding.DER)
    assert len(hand.chain) == 1
    with pytest.raises(CertificateRefused, match="STAFETT_PRINTING_PASSWORD_FILE"):
        own_hand(both, None, None, NOW)
    closed = laid(tmp_path, pem(own), word=WORD)
    assert own_hand(*closed, word, NOW).certificate == hand.certificate
    with pytest.raises(CertificateRefused, match="STAFETT_PRINTING_PASSWORD_FILE"):
        own_hand(*closed, None, NOW)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ({"ends": NOW - timedelta(hours=1)}, "not valid today"),
        ({"begins": NOW + timedelta(hours=1)}, "not valid today"),
        ({"ca": True}, "not for signing documents"),
        ({"signs": False}, "not for signing documents"),
        ({"extended": [ExtendedKeyUsageOID.SERVER_AUTH]}, "not for signing documents"),
        ({"key": OTHER}, "not that of the certificate"),
    ],
    ids=["ended", "not begun", "an authority", "signs nothing", "for a server", "another key"],
)
def test_what_cannot_sign_is_refused_with_what_to_do(
    tmp_path: Path, made: dict[str, Any], why: str
) -> None:
    with pytest.raises(CertificateRefused, match=why):
        own_hand(*laid(tmp_path, pem(certificate(**made))), None, NOW)


def test_weak_keys_and_what_is_no_certificate_are_refused(tmp_path: Path) -> None:
    weak = ec.generate_private_key(ec.SECP192R1())
    with pytest.raises(CertificateRefused, match="RSA of 2048"):
        own_hand(*laid(tmp_path, pem(certificate(weak)), weak), None, NOW)
    with pytest.raises(CertificateRefused, match="both are PEM"):
        own_hand(*laid(tmp_path, b"something else"), None, NOW)
    file, _ = laid(tmp_path, pem(certificate()))
    with pytest.raises(CertificateRefused, match="STAFETT_PRINTING_KEY"):
        own_hand(file, None, None, NOW)
    with pytest.raises(CertificateRefused, match="cannot be read"):
        own_hand(tmp_path / "nothing.pem", file, None, NOW)
    (tmp_path / "hand.pfx").write_bytes(b"something else")
    with pytest.raises(CertificateRefused, match="PKCS#12"):
        own_hand(tmp_path / "hand.pfx", None, None, NOW)


async def test_once_it_has_run_out_nothing_is_signed_with_it(tmp_path: Path) -> None:
    then = NOW - timedelta(days=2)
    ended = certificate(begins=then - timedelta(days=1), ends=then + timedelta(days=1))
    hand = own_hand(*laid(tmp_path, pem(ended)), None, then)
    with pytest.raises(CertificateEnded):
        await Press(hand=hand).print(sample(), HAND)
