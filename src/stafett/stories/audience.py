"""Those who listen: a terminal with colours, a plain one, a file, or nobody."""

import os
import sys
from typing import Protocol

from rich.console import Console
from rich.text import Text


class Audience(Protocol):
    """Listens while a story is told."""

    def chapter(self, title: str) -> None:
        """Hear that something new begins."""

    def told(self, day: int, sentence: str) -> None:
        """Hear of a step that went as the story says; *day* counts from the first one."""

    def broken(self, day: int, sentence: str, why: str) -> None:
        """Hear of a step that did not."""

    def aside(self, words: str) -> None:
        """Hear something that is no part of any story."""


class Nobody:
    """Listens to nothing."""

    def chapter(self, title: str) -> None:
        """Hear nothing."""

    def told(self, day: int, sentence: str) -> None:
        """Hear nothing."""

    def broken(self, day: int, sentence: str, why: str) -> None:
        """Hear nothing."""

    def aside(self, words: str) -> None:
        """Hear nothing."""


class Terminal:
    """A terminal or a file; colours only where somebody can see them and nobody has said no."""

    def __init__(self, console: Console | None = None) -> None:
        quiet = bool(os.environ.get("NO_COLOR")) or not sys.stdout.isatty()
        self.console = console or Console(no_color=quiet, highlight=False, soft_wrap=True)

    def chapter(self, title: str) -> None:
        """Show a heading."""
        self.console.print()
        self.console.print(Text(title, style="bold"))

    def told(self, day: int, sentence: str) -> None:
        """Show a step that went well."""
        line = Text.assemble(("  ✓ ", "green"), (f"day {day:>3}: ", "dim"), sentence)
        self.console.print(line)

    def broken(self, day: int, sentence: str, why: str) -> None:
        """Show a step that did not, and why."""
        self.console.print(Text.assemble(("  ✗ ", "bold red"), f"day {day:>3}: {sentence}"))
        self.console.print(Text(f"    {why}"))

    def aside(self, words: str) -> None:
        """Show a line."""
        self.console.print(Text(words))
