"""A town with somebody in every role, and a child's matter in every state it can be in."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.api.service import Caller, Service
from tests.api.test_attachments import told, uploaded
from tests.api.test_lists_and_directories import ORGANISATION, SYSTEMS, VENDOR, system_token
from tests.api.test_who_is_asking import SHIELDED
from tests.api.town import SINCE, Town, entrusted, founded, second

HEARD = {"said": "I want to play.", "weighed": "It counted most."}
ON = "2026-01-05"
GUARDIANS = ("mother", "father")
CHILD, YOUTH = "a child", "a youth"
SYSTEM_SCOPES = {"system": "stafett.membership stafett.read", "wrong scope": "stafett.read"}
GIVEN_BY_TWO = ("AUDITOR", "DATA_PROTECTION_OFFICER")
OPEN = "an open logg"
ON_ITS_WAY = "a baton on its way"
WONDERING = "a wondering, one parent told"


@dataclass
class Role:
    """One column: who asks, for which unit they speak (none: the family), about which child."""

    name: str
    caller: Caller | str
    unit: str | None = None
    age: str = CHILD

    def logged_in(self, world: "World", state: str) -> Caller:
        """Return their log-in; a child's is another in every state, for it has one logg at most."""
        if isinstance(self.caller, Caller):
            return self.caller
        if self.caller in SYSTEM_SCOPES:
            token = system_token(scope=SYSTEM_SCOPES[self.caller])
            return Caller(world.town.service, "", token, world.town.book)
        return world.callers[f"{self.caller}, {state if state in STATES else OPEN}"]


@dataclass
class World:
    """The town, everybody's log-in, and the matters by state and child."""

    town: Town
    callers: dict[str, Caller] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    matters: dict[tuple[str, str], str] = field(default_factory=dict)
    attachments: dict[str, str] = field(default_factory=dict)
    told: list[Any] = field(default_factory=list)
    """How everything was answered that was asked of this town, in ``matrix``."""

    def __getitem__(self, name: str) -> str:
        return self.ids[name]

    async def did(self, who: str, path: str, body: Any = None, **how: Any) -> Mapping[str, Any]:
        return await self.callers[who].did(path, body, **how)


async def peopled(service: Service) -> World:
    """Found the town, and fill every role."""
    town = await founded(service, "sogndal")
    world = World(town, ids=dict(town.ids))
    for name in ("administrator", "leader", "teacher", "nurse", "mother", "father"):
        world.callers[name] = getattr(town, name)
    for unit, kind in (("advice", "ppt"), ("welfare", "child-welfare")):
        made = await town.administrator.did("/v1/units", {"name": unit, "kind": kind})
        world.ids[unit] = str(made["id"])
    for name, works_in in (
        ("colleague", "school"),
        ("therapist", "clinic"),
        ("adviser", "advice"),
        ("head", "advice"),
        ("seated", "welfare"),
    ):
        await _employed(world, name, works_in, leads=name == "head")
    for name in ("BTI_COORDINATOR", "COORDINATING_UNIT", "ARCHIVIST", *GIVEN_BY_TWO):
        await _on_duty(world, name)
    await _relatives(world)
    await _team(world)
    account = {"issuer": SYSTEMS.issuer, "subject": ORGANISATION}
    form = {"name": "Personnel", "account": account, "suppliers": [VENDOR]}
    await town.administrator.did("/v1/systems", form | {"logIns": service.issuer.name})
    return world


async def _log_in(world: World, name: str, here: str) -> None:
    issuer = world.town.service.issuer.name
    account = {"issuer": issuer, "subject": name}
    await world.did("administrator", f"{here}/accounts", account)
    if here.startswith("/v1/persons/"):
        await (await second(world.town)).did(f"{here}/accounts", account)
    caller = world.town.service.caller(name)
    caller.book = world.town.book
    world.callers[name] = caller


async def _employed(world: World, name: str, unit: str, *, leads: bool) -> None:
    one = await world.did("administrator", "/v1/employees", {"contact": {"name": name.title()}})
    world.ids[name] = str(one["id"])
    here = f"/v1/employees/{one['id']}"
    post = {"unit": world[unit], "since": SINCE, "leads": leads}
    await world.did("administrator", f"{here}/employments", post)
    await _log_in(world, name, here)


async def _on_duty(world: World, duty: str) -> None:
    one = await world.did("administrator", "/v1/employees", {"contact": {"name": duty.title()}})
    here = f"/v1/employees/{one['id']}"
    await _log_in(world, duty, here)
    if duty in GIVEN_BY_TWO:
        await entrusted(world.town, str(one["id"]), duty)
    else:
        await world.did("administrator", f"{here}/duties", {"duty": duty})


async def _person(world: World, name: str, subject: str, born: str) -> str:
    form = {"fullName": name.title(), "subject": subject, "born": born}
    world.ids[name] = str((await world.did("administrator", "/v1/persons", form))["id"])
    return f"/v1/persons/{world[name]}"


async def _guardian(world: World, child: str, who: str, responsibility: str) -> None:
    form = {
        "guardian": world[who],
        "guardianName": who.title(),
        "responsibility": responsibility,
        "since": "2019-04-02",
        "evidence": "POPULATION_REGISTER",
    }
    await world.did("administrator", f"/v1/persons/{world[child]}/guardians", form)


async def _relatives(world: World) -> None:
    """Let there be a parent with no say, an aunt, and a child that is nobody's matter."""
    for name in ("stepfather", "aunt"):
        await _log_in(world, name, await _person(world, name, "ADULT", "1985-01-01"))
    await _person(world, "spare", "CHILD", "2018-01-01")
    await _guardian(world, "spare", "mother", "PARENTAL")


async def _family(world: World, child: str, born: str) -> None:
    """Let there be a child with two guardians, a parent with no say, and who speaks for one."""
    here = await _person(world, child, "CHILD", born)
    await _log_in(world, child, here)
    for who, responsibility in (
        ("mother", "PARENTAL"),
        ("father", "PARENTAL"),
        ("stepfather", "NONE"),
    ):
        await _guardian(world, child, who, responsibility)
    form = {
        "representative": world["aunt"],
        "representativeName": "Aunt",
        "speaksFor": world["mother"],
        "basis": "power-of-attorney",
        "scope": ["CONSENT", "READ"],
        "since": ON,
        "reference": "a letter",
    }
    await world.did("administrator", f"{here}/representatives", form)


async def _team(world: World) -> None:
    form = {"kind": "bti-team", "called": "The team", "leader": world["leader"]}
    team = await world.did("administrator", "/v1/teams", form)
    world.ids["team"] = str(team["id"])
    seats = [{"unit": world["welfare"], "employee": world["seated"]}]
    await world.did("leader", f"/v1/teams/{team['id']}/seats", {"seats": seats})


def roles(world: World) -> tuple[Role, ...]:
    """Return every column, with whose log-in fills it."""
    one = world.callers
    nobody = Caller(world.town.service, "nobody", "not-a-token", world.town.book)
    school, clinic, advice = world["school"], world["clinic"], world["advice"]
    return (
        Role("holder", one["teacher"], school),
        Role("home leader", one["leader"], school),
        Role("colleague", one["colleague"], school),
        Role("member", one["therapist"], clinic),
        Role("their leader", one["nurse"], clinic),
        Role("shut out", one["adviser"], advice),
        Role("guardian A", one["mother"]),
        Role("guardian B", one["father"]),
        Role("no say", one["stepfather"]),
        Role("under 15", CHILD),
        Role("over 15", YOUTH, age=YOUTH),
        Role("speaks for A", one["aunt"]),
        Role("team seat", one["seated"], world["welfare"]),
        Role("BTI coord.", one["BTI_COORDINATOR"], school),
        Role("coord. unit", one["COORDINATING_UNIT"], school),
        Role("auditor", one["AUDITOR"], school),
        Role("officer", one["DATA_PROTECTION_OFFICER"], school),
        Role("archivist", one["ARCHIVIST"], school),
        Role("administr.", one["administrator"], school),
        Role("system", "system", school),
        Role("wrong scope", "wrong scope", school),
        Role("nobody", nobody, school),
    )


def _word(world: World, child: str, *units: str, logg: bool = True) -> dict[str, Any]:
    last: date = datetime.now(UTC).date() + timedelta(days=100)
    digital = {"kind": "DIGITAL", "givenOn": ON, "language": "nb", "information": "family-2026-1"}
    return {
        "about": world[child],
        "units": [world[unit] for unit in units],
        "purpose": "help",
        "lastDay": last.isoformat(),
        "logg": logg,
        "evidence": digital,
    }


async def _alone(world: World, child: str) -> str:
    form = world.town.taking_on() | {"about": world[child]}
    return f"/v1/follow-ups/{(await world.did('teacher', '/v1/follow-ups', form))['id']}"


async def _open(world: World, child: str) -> str:
    """Let two other units in, open the logg, and take one parent's word for the second back."""
    here = await _alone(world, child)
    givers = (*GUARDIANS, child) if child.startswith(YOUTH) else GUARDIANS
    for giver in givers:
        word = _word(world, child, "school", "clinic", "advice")
        await world.did(giver, f"{here}/consents", word)
    for unit, leader, who in (("clinic", "nurse", "therapist"), ("advice", "head", "adviser")):
        await world.did("teacher", f"{here}/participants", {"unit": world[unit]})
        there = f"{here}/participants/{world[unit]}"
        await world.did(leader, f"{there}/acceptances")
        task = {"employee": world[who], "task": "gives advice"}
        await world.did(leader, f"{there}/professionals", task)
    task = {"employee": world["teacher"], "task": "teaches"}
    await world.did("leader", f"{here}/participants/{world['school']}/professionals", task)
    await world.did("teacher", f"{here}/logg/openings", {})
    gone = {"units": [world["advice"]]}
    await world.did("mother", f"{here}/consents/withdrawals", gone)
    upload = await uploaded(
        world.callers["teacher"], here, where=f"?unit={world['school']}&shared=true"
    )
    assert upload.status_code == 201, upload.text
    drawing = told(world.town, upload.json()["id"]) | {"shared": True, "about": [world[child]]}
    await world.did("teacher", f"{here}/attachments", drawing)
    world.attachments[here] = str(upload.json()["id"])
    return here


async def _handed_over(world: World, child: str) -> str:
    here = await _open(world, child)
    to = {"employee": world["therapist"], "unit": world["clinic"]}
    await world.did("teacher", f"{here}/baton/offers", {"to": to})
    return here


async def _locked(world: World, child: str) -> str:
    here = await _open(world, child)
    await world.did("mother", f"{here}/logg/closure-demands")
    return here


async def _ended(world: World, child: str) -> str:
    here = await _locked(world, child)
    form = {
        "reason": "FAMILY_WISH",
        "note": "They thrive.",
        "childView": HEARD,
        "agreed": [world["mother"]],
    }
    await world.did("teacher", f"{here}/endings", form)
    return here


async def _wondering(world: World, child: str) -> str:
    body = {"about": world[child], "unit": world["school"], "questions": []}
    made = await world.did("teacher", "/v1/concerns", body)
    here = f"/v1/concerns/{made['id']}"
    await world.did("teacher", f"{here}/tellings", {"told": [world["mother"]], "on": ON})
    return here


async def _shielded(world: World, child: str) -> str:
    body = SHIELDED | {
        "about": world[child],
        "unit": world["school"],
        "second": {"employee": world["leader"]},
        "readers": [world["leader"]],
    }
    return f"/v1/concerns/{(await world.did('teacher', '/v1/concerns/shielded', body))['id']}"


STATES: Mapping[str, Callable[[World, str], Awaitable[str]]] = {
    WONDERING: _wondering,
    "a shielded concern": _shielded,
    "level 1, no logg": _alone,
    OPEN: _open,
    ON_ITS_WAY: _handed_over,
    "a locked logg": _locked,
    "ended": _ended,
}


async def built(world: World) -> None:
    """Bring a child's and a youth's matter into every state."""
    sixteen = datetime.now(UTC).date() - timedelta(days=16 * 366)
    for state, build in STATES.items():
        for age, born in ((CHILD, "2019-04-02"), (YOUTH, sixteen.isoformat())):
            child = f"{age}, {state}"
            await _family(world, child, born)
            world.matters[state, age] = await build(world, child)
