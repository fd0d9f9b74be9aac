"""Ids that tell when they were made (version 7), for lines of a book and commands.

People, concerns and follow-ups get version 4 instead: their ids must not tell when they began.
"""

import os
import time
from uuid import UUID


def uuid7() -> UUID:
    """Return a version 7 UUID: 48 bits of Unix milliseconds, the rest random (RFC 9562 5.7)."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | random
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
