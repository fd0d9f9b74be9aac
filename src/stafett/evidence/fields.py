"""Writing several values one after the other so that nobody can move the comma between them."""

from functools import lru_cache


def fields(*values: bytes) -> bytes:
    """Return the values joined, each after its own length as four bytes, big-endian.

    Two different lists of values never give the same bytes.
    """
    return _form(tuple(map(len, values))) % values


@lru_cache(maxsize=1024)
def _form(lengths: tuple[int, ...]) -> bytes:
    """Return the bytes with a gap for each value; made once, as few lists of lengths occur."""
    return b"".join([length.to_bytes(4).replace(b"%", b"%%") + b"%b" for length in lengths])
