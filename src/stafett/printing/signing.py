"""Signing a printout: PAdES over the whole file, so that one letter changed can be seen.

The signature is a field that is not drawn: it lies outside the page, since PDF/A allows no hidden
one and PDF/UA none that cannot be read. Of the file it was put into, not a byte is changed.
"""

import io
from collections.abc import Awaitable, Callable
from typing import Any, Final

from stafett.ledger.printing_hand import PrintingHand

Ask = Callable[[bytes], Awaitable[bytes | None]]
"""Sends a question for a time stamp (RFC 3161, in DER) and returns the reply, if any came."""

STEP: Final = 128 * 1024
"""A printout is a whole number of these long, so that its length tells little of what it says."""
_ROOM: Final = 32 * 1024
"""Hexadecimal digits kept free for the signature, with a certificate and a time stamp in it."""
_FIELD: Final = "Stafett"
_FITTINGS: Final = 4


def sign(pdf: bytes, hand: PrintingHand, signer: str, ask: Ask | None = None) -> bytes:
    """Return the PDF with the hand's signature over all of it (PAdES B-B, or B-T with a stamp).

    ``signer`` is the municipality's name. Where the stamps' authority does not answer, it is
    signed without one. For a thread of its own.
    """
    pdf, room = _fitted(pdf, hand, signer)
    if ask is not None:
        try:
            return _signed(pdf, hand, signer, room, ask)
        except OSError:
            pass  # who stamps is away: the signature holds all the same
    return _signed(pdf, hand, signer, room)


def _fitted(pdf: bytes, hand: PrintingHand, signer: str) -> tuple[bytes, int]:
    """Return with how much room for the signature the file is a whole number of steps long."""
    room = _ROOM
    length = len(_signed(pdf, hand, signer, room))
    wanted = -(-length // STEP) * STEP
    for _ in range(_FITTINGS):
        if length == wanted:
            break
        # The room holds pairs of digits; what is odd stands between the file and what is added.
        odd = (wanted - length) % 2
        pdf, room = pdf + b"\n" * odd, room + wanted - length - odd
        length = len(_signed(pdf, hand, signer, room))
    return pdf, room


def _signed(
    pdf: bytes, hand: PrintingHand, signer: str, room: int, ask: Ask | None = None
) -> bytes:
    # Twenty packages that only a printout needs: the service starts without them.
    from asn1crypto.keys import PrivateKeyInfo  # noqa: PLC0415
    from asn1crypto.x509 import Certificate  # noqa: PLC0415
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.sign import fields, signers  # noqa: PLC0415
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415

    class AsItIs(IncrementalPdfFileWriter):
        """Adds to a file and leaves what it says of itself: PDF/A wants both tellings alike."""

        def _update_meta(self) -> None:
            pass

    class Plain(signers.PdfSigner):
        """Signs without naming extensions of PDF 2.0: PDF/A-2 is PDF 1.7, and readers know."""

        def register_extensions(self, pdf_out: Any, *, md_algorithm: str) -> None:
            pass

    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(map(Certificate.load, hand.chain))
    of_hand = signers.SimpleSigner(
        signing_cert=Certificate.load(hand.certificate),
        signing_key=PrivateKeyInfo.load(hand.key),
        cert_registry=store,
    )
    told = signers.PdfSignatureMetadata(
        field_name=_FIELD,
        md_algorithm="sha256",
        name=signer,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    unseen = fields.InvisSigSettings(
        set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True
    )
    place = fields.SigFieldSpec(
        _FIELD, on_page=0, invis_sig_settings=unseen, readable_field_name=signer
    )
    stamper = None if ask is None else _stamper(ask)
    out = io.BytesIO()
    Plain(told, of_hand, timestamper=stamper, new_field_spec=place).sign_pdf(
        AsItIs(io.BytesIO(pdf)), output=out, bytes_reserved=room
    )
    return out.getvalue()


def _stamper(ask: Ask) -> Any:
    from asn1crypto import tsp  # noqa: PLC0415
    from pyhanko.sign.timestamps.api import TimeStamper  # noqa: PLC0415

    class Stamper(TimeStamper):
        """Asks the authority that stamps our checkpoints."""

        async def async_request_tsa_response(self, req: Any) -> Any:
            reply = await ask(req.dump())
            if reply is None:
                raise OSError("no stamp came back")
            return tsp.TimeStampResp.load(reply)

    return Stamper()  # type: ignore[no-untyped-call]
