"""Writing several values one after the other so that nobody can move the comma between them."""


def fields(*values: bytes) -> bytes:
    """Return the values joined, each after its own length as four bytes, big-endian.

    Two different lists of values never give the same bytes.
    """
    return b"".join([len(value).to_bytes(4) + value for value in values])
