"""Making short and long notes look alike, so that a length tells nobody what was written.

Lengths go up in steps of 256 bytes to 4 KiB, then by Padmé (Nikitin et al., PoPETs 2019/4),
which adds at most 12 percent.
"""

STEP = 256
STEPPED_UP_TO = 4096
LONGEST = 1 << 24
_LENGTH = 4


class NotPadded(ValueError):  # noqa: N818 - a sentence, as every refusal here
    """These bytes were never padded by us."""


def padded_length(length: int) -> int:
    """Return how many bytes *length* bytes take once padded and once their length is noted."""
    noted = _LENGTH + length
    if noted <= STEPPED_UP_TO:
        return -(-noted // STEP) * STEP
    return padme(noted)


def padme(length: int) -> int:
    """Return the next length that Padmé allows, for any length of at least 2."""
    exponent = length.bit_length() - 1
    mask = (1 << exponent - exponent.bit_length()) - 1
    return (length + mask) & ~mask


def pad(plain: bytes, least: int = 0) -> bytes:
    """Return the length of *plain* in four bytes, *plain*, and zeros up to an allowed length.

    The result has at least *least* bytes. Raises ValueError above 16 MiB: that is an attachment.
    """
    if len(plain) > LONGEST:
        raise ValueError("too long for one message; seal it as an attachment")
    length = max(padded_length(len(plain)), least)
    return b"".join((len(plain).to_bytes(_LENGTH), plain, bytes(length - _LENGTH - len(plain))))


def unpad(padded: bytes) -> bytes:
    """Return what was padded. Raises NotPadded when it was not done as here."""
    end = _LENGTH + int.from_bytes(padded[:_LENGTH])
    if len(padded) < _LENGTH or end > len(padded) or padded.count(0, end) != len(padded) - end:
        raise NotPadded
    return padded[_LENGTH:end]
