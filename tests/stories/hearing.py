"""One who listens to a story and remembers its sentences."""

from stafett.stories.audience import Nobody


class Hearing(Nobody):
    """Remembers what went well; what did not stands in the tale."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def told(self, day: int, sentence: str) -> None:
        """Remember a step."""
        self.heard.append(f"day {day}: {sentence}")
