"""What a child has drawn, as it is sent: eight points across, black and white."""

import struct
import zlib
from typing import Final

PNG: Final = "image/png"


def picture(rows: tuple[int, ...]) -> bytes:
    """Return a drawing in black and white as a PNG, a bit a point."""
    size = struct.pack(">IIBBBBB", 8, len(rows), 1, 0, 0, 0, 0)
    points = zlib.compress(b"".join(bytes((0, row)) for row in rows))
    pieces = ((b"IHDR", size), (b"IDAT", points), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in pieces
    )
