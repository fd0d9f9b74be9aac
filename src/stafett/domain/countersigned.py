"""What another municipality has signed, kept so that anybody can check it again later."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Countersigned:
    """Another municipality's signature that it took a parcel in, and what it takes to check it.

    ``by`` and ``sender`` are the two books' names on receipts, ``by_key`` and ``sender_key`` their
    Ed25519 keys; keys and signature in base64. It is over the digest and the time beside it.
    """

    by: str
    by_key: str
    sender: str
    sender_key: str
    signature: str
