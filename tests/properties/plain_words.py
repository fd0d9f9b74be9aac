"""A plain list of who said yes to whom: consent counted another way than the house does."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from stafett.domain.circumstances import NORWAY
from stafett.domain.consent import ConsentExtended, ConsentGranted
from stafett.domain.facts import Event
from stafett.domain.logg import LoggLocked
from stafett.domain.people import PersonId, UnitId
from stafett.domain.person import Person
from stafett.domain.withdrawal import ConsentDisowned, ConsentRefused, ConsentWithdrawn
from tests.people import CLINIC, FATHER, MOTHER
from tests.rules import RULES


@dataclass
class Words:
    """A plain list of who has said yes to whom: the other way of counting."""

    said: list[dict[str, Any]] = field(default_factory=list)
    stopped: set[tuple[PersonId, UnitId]] = field(default_factory=set)
    no_logg: set[tuple[PersonId, UnitId]] = field(default_factory=set)

    def hear(self, event: Event) -> None:
        """Write down what somebody said."""
        match event:
            case ConsentGranted() | ConsentExtended():
                for unit in event.terms.units:
                    self.stopped.discard((event.giver, unit))
                    if event.terms.logg:
                        self.no_logg.discard((event.giver, unit))
                    self.said.append(
                        {
                            "id": event.consent,
                            "giver": event.giver,
                            "unit": unit,
                            "about": event.terms.about,
                            "until": event.terms.last_day,
                            "logg": event.terms.logg,
                            "out": event.terms.excluded,
                            "on": event.at.astimezone(NORWAY).date(),
                        }
                    )
            case ConsentWithdrawn():
                self.said = [
                    one
                    for one in self.said
                    if one["giver"] != event.giver or one["unit"] not in event.units
                ]
                self.stopped |= {(event.giver, unit) for unit in event.units}
            case ConsentRefused(logg=True):
                self.no_logg |= {(event.giver, unit) for unit in event.units}
                for one in self.said:
                    if one["giver"] == event.giver and one["unit"] in event.units:
                        one["logg"] = False
            case ConsentRefused():
                self.stopped |= {(event.giver, unit) for unit in event.units}
            case ConsentDisowned():
                self.said = [one for one in self.said if one["id"] != event.consent]
            case LoggLocked():
                for one in self.said:
                    one["logg"] = False
            case _:
                pass

    def yes(self, unit: UnitId, person: Person, day: date, *, logg: bool) -> bool:
        """Has everyone said yes to the unit, told in the plainest way for these four persons?"""
        age = person.age(day)
        assert age is not None
        turn = 16 if unit == CLINIC else 15
        standing_ = [
            one
            for one in self.said
            if one["unit"] == unit
            and one["about"] == person.id
            and one["until"] >= day
            and (one["logg"] or not logg)
        ]
        by = {one["giver"] for one in standing_}
        if age >= 18:
            return person.id in by
        if age < turn:
            return {MOTHER.person, FATHER.person} <= by
        if {MOTHER.person, FATHER.person, person.id} <= by:
            return True
        assert person.born is not None
        birthday = person.born.replace(year=person.born.year + turn)
        fresh = day < birthday + timedelta(days=RULES.old_consents_run_on_days)
        older = {one["giver"] for one in standing_ if one["on"] < birthday}
        no = self.stopped | (self.no_logg if logg else set())
        may_run_on = fresh and (person.id, unit) not in no
        return may_run_on and {MOTHER.person, FATHER.person} <= older
