"""Checking a printout: is it as it was signed, whole, and with which certificate?"""

import io
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256


class NotAPrintout(Exception):  # noqa: N818 - a sentence for whoever checks
    """This is no PDF with one signature that can be read."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found: ``well`` only if the signature holds and covers the file to its last byte.

    ``fingerprint`` is the SHA-256 of the certificate in hexadecimal; whose it is, its owner says.
    ``stamped_at`` is when a time stamp says that it existed, ``None`` without one that holds.
    """

    well: bool
    fingerprint: str
    stamped_at: datetime | None


def check(pdf: bytes) -> Checked:
    """Return what can be said of a printout without asking anybody. For a thread of its own.

    Raises:
        NotAPrintout: There is no signature to check, or more than one.

    """
    from pyhanko.pdf_utils.misc import PdfReadError  # noqa: PLC0415 - as for signing
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature  # noqa: PLC0415
    from pyhanko.sign.validation.errors import SignatureValidationError  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    try:
        (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        certificate = signature.signer_cert
        believed = ValidationContext(trust_roots=[certificate], allow_fetching=False)
        found = validate_pdf_signature(signature, believed)
    except (PdfReadError, SignatureValidationError, ValueError, KeyError, TypeError, OSError):
        raise NotAPrintout from None
    whole = found.coverage is SignatureCoverageLevel.ENTIRE_FILE
    stamp = found.timestamp_validity
    return Checked(
        well=bool(found.intact and found.valid and whole),
        fingerprint=sha256(certificate.dump()).hexdigest(),
        stamped_at=stamp.timestamp if stamp is not None and stamp.intact and stamp.valid else None,
    )
