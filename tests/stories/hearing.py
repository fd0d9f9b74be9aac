"""One who listens to a story and remembers its sentences."""

from stafett.stories.audience import Nobody


class Hearing(Nobody):
    """Remembers what went well, chapter by chapter; what did not stands in the tale."""

    def __init__(self) -> None:
        self.chapters: dict[str, list[str]] = {"": []}

    @property
    def heard(self) -> list[str]:
        """Return what was told since the last heading."""
        return self.chapters[next(reversed(self.chapters))]

    def chapter(self, title: str) -> None:
        """Remember that something new begins."""
        self.chapters[title] = []

    def told(self, day: int, sentence: str) -> None:
        """Remember a step."""
        self.heard.append(f"day {day}: {sentence}")
