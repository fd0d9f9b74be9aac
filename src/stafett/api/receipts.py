"""The answer to whoever wrote: what it is called now, and our signature that we have it."""

from uuid import UUID

from pydantic import ConfigDict, Field

from stafett.api.forms import Id, Instant, View
from stafett.evidence.receipt import Receipt

_ID = "0b9e1a52-0d5c-4f43-8a54-3a3f0b6c2d10"
_HASH = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="


class ShownReceipt(View):
    """Our signature over what was written: keep it, and nobody can deny having had your words."""

    origin: str = Field(description="The book's name to the outside world.")
    at: Instant
    entry: str = Field(description="Root over the leaves of the command's lines (RFC 6962).")
    index: int
    path: tuple[str, ...] = Field(description="From the entry to the signed root, ten hashes.")
    key: str = Field(description="The name of the book's public key (C2SP signed note).")
    signature: str = Field(description="Ed25519 over the root, base64.")


class Written(View):
    """What was written: its id, and the receipt. Without one there was nothing new to write."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": _ID,
                    "receipt": {
                        "origin": "stafett.example/3f0f5d0e",
                        "at": "2026-11-21T09:12:44.218300Z",
                        "entry": _HASH,
                        "index": 412,
                        "path": [_HASH] * 10,
                        "key": "9f3a02c1",
                        "signature": "bWFkZSB1cCwgbm90IGEgcmVhbCBzaWduYXR1cmU=",
                    },
                }
            ]
        }
    )

    id: Id
    also: dict[str, UUID] | None = Field(
        None, description="What else began with it: `followUp` for a concern that was taken on."
    )
    receipt: ShownReceipt | None = None


def shown_receipt(receipt: Receipt) -> ShownReceipt:
    """Return a receipt as it is shown."""
    return ShownReceipt.model_validate(receipt.to_json(), by_name=True, by_alias=True)
