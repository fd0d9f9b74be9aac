"""Spelling out facts: any view a reader was given, field by field, in words people read.

Nothing is chosen here. What is empty in the view is left out, and an id that stands for nothing
the view names tells nobody anything and is left out too.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Final
from uuid import UUID

from stafett.domain.facts import Place
from stafett.domain.people import Contact, Professional
from stafett.domain.policy import GuideVersion, Text
from stafett.domain.sheet import Answer, Sheet
from stafett.domain.team import Task, TaskKind
from stafett.domain.template import Template, TemplateVersion
from stafett.printing.blocks import Block, Row
from stafett.printing.words import Words
from stafett.texts import LANGUAGES, sentences

UNSAID: Final = frozenset({"id", "names", "occasion"})
"""Fields that are for programmes."""
_WITHIN: Final = frozenset(
    {"aim", "described", "disclosed", "minutes", "note", "saying", "sent", "stored", "terms"}
)
"""Fields whose facts stand with what they belong to, without a heading of their own."""
_CODED: Final = frozenset(
    {
        *("act", "areas", "arena", "basis", "done_by_whom", "fits", "form", "kind", "lacks"),
        *("leads", "missed", "outcome", "retention", "service", "step", "team", "to", "topic"),
        *("topics", "excluded", "writes", "to_invite", "decided_by"),
    }
)
"""Fields whose words may be codes of the guide."""
_LITERAL: Final = "state"
_PEOPLE: Final = frozenset(
    {"about", "agreed", "agreed_with", "apart", "giver", "heard", "relative", "said_by", "signer"}
    | {
        "relatives",
        "informed",
        "lacks_signatures_of",
        "spoken_by",
        "spokesperson",
        "who",
        "against_wish_of",
        "by",
        "family",
    }
)
"""Fields of people; one whose name the reader was not given is told apart by a number."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """How to spell things out for one reader.

    ``names`` are those the reader was given, ``titles`` what the municipality's guide and forms
    call their codes; ``things`` is filled in by ``number``, ``strangers`` as they come.
    """

    words: Words
    names: Mapping[UUID, str] = field(default_factory=dict)
    titles: Mapping[str, Text] = field(default_factory=dict)
    forms: Mapping[TemplateVersion, Template] = field(default_factory=dict)
    things: dict[UUID, str] = field(default_factory=dict)
    strangers: dict[UUID, str] = field(default_factory=dict)

    def number(self, view: Any) -> None:
        """Give everything in the view that has an id a number, so that others can point to it."""
        counted: dict[str, int] = {}
        for label, thing in self._things(view, ""):
            counted[label] = counted.get(label, 0) + 1
            self.things.setdefault(thing, self._numbered(label, counted[label]))

    def blocks(self, heading: str, thing: Any, depth: int) -> Iterator[Block]:
        """Yield what a dataclass says: its own rows first, and then what lies within it."""
        rows, within = self.rows(thing, depth + 1)
        if rows or within:
            yield Block(heading, depth, tuple(rows))
            yield from within

    def rows(self, thing: Any, depth: int) -> tuple[list[Row], list[Block]]:
        """Return the rows of a dataclass, and the blocks that go below them at a depth."""
        rows: list[Row] = []
        blocks: list[Block] = []
        if isinstance(thing, Sheet):
            blocks += self._answers(thing, depth)
        for one in fields(thing):
            if one.name not in UNSAID and not (isinstance(thing, Sheet) and one.name == "answers"):
                more = self.member(one.name, getattr(thing, one.name), depth)
                rows += more[0]
                blocks += more[1]
        return rows, blocks

    def member(self, name: str, value: Any, depth: int) -> tuple[list[Row], list[Block]]:
        """Return what one field says, as rows or as blocks at a depth."""
        if _empty(value):
            return [], []
        label = self.words.field(name)
        lines = self.lines(value, name)
        if lines is not None:
            return ([Row(label, tuple(lines))] if lines else []), []
        if name in _WITHIN and is_dataclass(value):
            return self.rows(value, depth)
        if isinstance(value, tuple | list | AbstractSet):
            return [], list(self._several(name, label, value, depth))
        if isinstance(value, Mapping):
            return [], list(self._by_key(label, name, value, depth))
        return [], list(self.blocks(label, value, depth))

    def lines(self, value: Any, name: str) -> list[str] | None:
        """Return a plain value as lines; ``None`` when it takes rows of its own."""
        words = self.words
        match value:
            case Enum():
                return [words.code(value)]
            case bool():
                return [words.yes(value)]
            case str():
                return self._text(value, name)
            case int():
                return [str(value)]
            case datetime():
                return [words.moment(value)]
            case date():
                return [words.day(value)]
            case UUID():
                return self._pointed_to(value, name)
            case Professional():
                return [", ".join(self._known(value.employee) + self._known(value.unit))]
            case Contact():
                more = (f"{what}: {how}" for what, how in value.extra)
                return [", ".join(filter(None, (value.name, value.phone, value.email, *more)))]
            case Place():
                unit = [] if value.unit is None else self._known(value.unit)
                return [", ".join([words.code(value.kind), *unit])]
            case GuideVersion():
                return [f"{value.guide} {value.version}"]
            case TemplateVersion():
                form = self.forms.get(value)
                called = value.form if form is None else self._in_language(form.title)
                return [f"{called} ({value.version})"]
            case Task():
                own = value.kind is TaskKind.IN_OWN_WORDS
                return [value.words if own else sentences("tasks")[value.kind.name][words.language]]
            case Mapping():
                return self._mapping(value, name)
            case tuple() | list():
                return self._joined(value, name)
            case AbstractSet():
                found = self._joined(list(value), name)
                return None if found is None else sorted(found)
            case None:
                return []
            case _:
                return None

    def _pointed_to(self, id_: UUID, name: str) -> list[str]:
        known = self.names.get(id_) or self.things.get(id_)
        if known is None and name in _PEOPLE:
            number = f"{self.words.phrase('SOMEBODY')} {len(self.strangers) + 1}"
            known = self.strangers.setdefault(id_, number)
        return [] if known is None else [known]

    def _things(self, value: Any, name: str) -> Iterator[tuple[str, UUID]]:
        if is_dataclass(value):
            own = getattr(value, "id", None)
            if name and isinstance(own, UUID):
                yield self.words.field(name), own
            for one in fields(value):
                if one.name not in UNSAID:
                    yield from self._things(getattr(value, one.name), one.name)
        elif isinstance(value, tuple | list):
            for each in value:
                yield from self._things(each, name)

    def _text(self, text: str, name: str) -> list[str]:
        if name == _LITERAL:
            return [self.words.literal(text)]
        if name in _CODED and text in self.titles:
            return [self._in_language(self.titles[text])]
        return text.splitlines()

    def _joined(self, several: tuple[Any, ...] | list[Any], name: str) -> list[str] | None:
        found: list[str] = []
        for one in several:
            lines = self.lines(one, name)
            if lines is None:
                return None
            found += [": ".join(lines)] if isinstance(one, tuple) else lines
        # Pairs come in the order of their ids, which says nothing.
        pairs = any(isinstance(one, tuple) for one in several)
        return sorted(found) if pairs else found

    def _mapping(self, found: Mapping[Any, Any], name: str) -> list[str] | None:
        if found.keys() <= set(LANGUAGES):
            return self._in_language(found).splitlines()
        lines: list[str] = []
        for key, value in found.items():
            said, about = self.lines(value, name), self.lines(key, name)
            if said is None or about is None:
                return None
            lines.append(": ".join([" ".join(about), "; ".join(said)]))
        return lines

    def _several(self, name: str, label: str, several: Any, depth: int) -> Iterator[Block]:
        for number, one in enumerate(several, 1):
            heading = self._numbered(label, number)
            lines = self.lines(one, name)
            if lines is not None:
                yield from [Block(heading, depth, (Row(label, tuple(lines)),))] if lines else []
            elif isinstance(one, tuple):
                yield from self._by_key(label, name, dict([one]), depth)
            else:
                known = self.things.get(getattr(one, "id", None) or UUID(int=0))
                yield from self.blocks(known or heading, one, depth)

    def _by_key(
        self, label: str, name: str, found: Mapping[Any, Any], depth: int
    ) -> Iterator[Block]:
        for key, value in found.items():
            about = " ".join(self.lines(key, name) or [])
            yield from self.blocks(": ".join(filter(None, (label, about))), value, depth)

    def _answers(self, sheet: Sheet, depth: int) -> Iterator[Block]:
        """Yield what was answered, each answer under the question as the form has it."""
        form = self.forms.get(sheet.form)
        asked = {} if form is None else {one.key: one for one in form.questions}
        rows = []
        for key, answer in sheet.answers.items():
            question = asked.get(key)
            title = key if question is None else self._in_language(question.title)
            choices = {} if question is None else {one.key: one.title for one in question.choices}
            rows.append(Row(title, tuple(self._answer(answer, choices))))
        if rows:
            yield Block(self.words.field("answers"), depth, tuple(rows))

    def _answer(self, answer: Answer, choices: Mapping[str, Text]) -> Iterator[str]:
        yield from self._chosen(answer.text, choices).splitlines()
        yield from sorted(self._chosen(one, choices) for one in answer.codes)
        if answer.number is not None:
            yield str(answer.number)
        if answer.day is not None:
            yield self.words.day(answer.day)
        if answer.yes is not None:
            yield self.words.yes(answer.yes)

    def _chosen(self, code: str, choices: Mapping[str, Text]) -> str:
        return self._in_language(choices[code]) if code in choices else code

    def _in_language(self, text: Text) -> str:
        """Return a text in the printout's language, or in one there is."""
        return text.get(self.words.language) or next(iter(text.values()), "")

    def _known(self, who: UUID) -> list[str]:
        return [self.names[who]] if who in self.names else []

    def _numbered(self, label: str, number: int) -> str:
        return f"{label}, {self.words.phrase('NUMBER')} {number}"


def _empty(value: Any) -> bool:
    return value is None or (not isinstance(value, bool | int | Enum) and not _sized(value))


def _sized(value: Any) -> bool:
    return not hasattr(value, "__len__") or len(value) > 0
