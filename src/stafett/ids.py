"""Ids that tell when they were made (version 7), for lines of a book and commands.

People, concerns and follow-ups get version 4 instead: their ids must not tell when they began.
"""

import os
import time
from uuid import UUID

_VERSION_AND_VARIANT = 0x7 << 76 | 0x2 << 62
_RANDOM_BITS = (1 << 80) - 1 & ~(0xF << 76) & ~(0x3 << 62)
_RANDOM = 10
_AT_ONCE = 128

# Asking the operating system costs more than all the rest, so chance is fetched for many ids at a
# time. Nothing secret is made of it, and a process that splits in two forgets it in the new one.
_chances: list[bytes] = []
os.register_at_fork(after_in_child=_chances.clear)


def uuid7() -> UUID:
    """Return a version 7 UUID: 48 bits of Unix milliseconds, the rest random (RFC 9562 5.7)."""
    try:
        chance = _chances.pop()
    except IndexError:
        fetched = os.urandom(_RANDOM * _AT_ONCE)
        _chances.extend(
            [fetched[at : at + _RANDOM] for at in range(_RANDOM, len(fetched), _RANDOM)]
        )
        chance = fetched[:_RANDOM]
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(chance) & _RANDOM_BITS
    return UUID(int=milliseconds << 80 | _VERSION_AND_VARIANT | random)
