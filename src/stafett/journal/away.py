"""The one answer the journal has when it cannot be written: nothing is shown."""


class JournalAway(Exception):  # noqa: N818 - an answer (503), not a fault
    """The journal could not be written, so nothing was shown. Ask again shortly."""
