"""Ids that tell when they were made (version 7), for lines of a book and commands.

People, concerns and follow-ups get version 4 instead: their ids must not tell when they began.
"""

import os
import time
from uuid import UUID, SafeUUID

_VERSION_AND_VARIANT = 0x7 << 76 | 0x2 << 62
_RANDOM_BITS = (1 << 80) - 1 & ~(0xF << 76) & ~(0x3 << 62)
_RANDOM = 10
_AT_ONCE = 128

# Asking the operating system costs more than all the rest, so chance is fetched for many ids at a
# time. Nothing secret is made of it, and a process that splits in two forgets it in the new one.
_chances: list[int] = []
os.register_at_fork(after_in_child=_chances.clear)

# What UUID() itself does last; before that it spends most of its time on finding out in which of
# six ways it was called.
_new = object.__new__
_put = object.__setattr__


def uuid7() -> UUID:
    """Return a version 7 UUID: 48 bits of Unix milliseconds, the rest random (RFC 9562 5.7)."""
    try:
        chance = _chances.pop()
    except IndexError:
        _chances.extend(_fetched())
        chance = _chances.pop()
    made = _new(UUID)
    _put(made, "int", time.time_ns() // 1_000_000 << 80 | chance)
    _put(made, "is_safe", SafeUUID.unknown)
    return made


def _fetched() -> list[int]:
    """Return the lower 80 bits of many ids, version and variant in their places."""
    fetched = os.urandom(_RANDOM * _AT_ONCE)
    return [
        int.from_bytes(fetched[at : at + _RANDOM]) & _RANDOM_BITS | _VERSION_AND_VARIANT
        for at in range(0, len(fetched), _RANDOM)
    ]
