"""How sure a log-in must be, and what it is for: judged before anything is shown or done."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from random import Random
from uuid import UUID

import pytest_asyncio

from stafett.api.demo_issuer import DemoIssuer
from stafett.api.issuers import Issuer
from stafett.domain.facts import Event
from stafett.domain.national_number import tenor_number
from stafett.domain.people import Assurance
from stafett.journal import MatterOpened, PersonChanged
from tests.api.forge import TRUSTED, signed
from tests.api.held import Holder
from tests.api.service import PURPOSE, Caller, Service, running
from tests.api.test_at_the_letter_box import problem
from tests.api.town import Town, founded

SCHOOL = DemoIssuer("http://school.localhost")
CITIZENS = DemoIssuer("http://citizens.localhost")
LIMITED = DemoIssuer("http://limited.localhost")
NUMBER = tenor_number(Random("mother"), date(1988, 1, 1)).digits
YOUTH_NUMBER = tenor_number(Random("youth"), date(2009, 1, 1)).digits


def believed(demo: DemoIssuer, **changes: object) -> Issuer:
    said = demo.as_issuer().model_dump() | {"jwks_url": None, "jwks": demo.public_keys()}
    return Issuer.model_validate(said | changes)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def service(fresh_databases: tuple[str, str]) -> AsyncIterator[Service]:
    """A service that believes a school, one for citizens, and one that limits what it is for."""
    issuers = (
        believed(SCHOOL, young_below=15),
        believed(CITIZENS, whose="family", number="sub", subject="client_id"),
        believed(LIMITED, scopes={"stafett:read": "read"}, scope_claim="scope"),
        TRUSTED,
    )
    async with running(*fresh_databases, issuers=issuers) as there:
        yield there


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(service: Service) -> Town:
    """A town whose Nora and mother also have log-ins from elsewhere."""
    town = await founded(service)
    by = town.administrator
    for name, issuer, subject in (
        ("nora", SCHOOL, "nora"),
        ("mother", SCHOOL, "mother"),
        ("mother", LIMITED, "mother"),
        ("mother", TRUSTED, "mother"),
    ):
        called = issuer.issuer if isinstance(issuer, Issuer) else issuer.name
        account = {"issuer": called, "subject": subject}
        await by.did(f"/v1/persons/{town[name]}/accounts", account)
    number = {"nationalNumber": NUMBER}
    await by.did(f"/v1/persons/{town['mother']}/national-numbers", number)
    return town


def caller(town: Town, issuer: DemoIssuer, subject: str, sure: Assurance, client: str) -> Caller:
    return Caller(town.service, subject, issuer.token(subject, sure, client), town.book)


async def test_a_family_logs_in_as_surely_as_can_be_and_is_told_how(town: Town) -> None:
    unsure = town.service.caller("mother", Assurance.SUBSTANTIAL)
    unsure.book = town.book

    for answer in (
        await unsure.get("/v1/me"),
        await unsure.get(f"/v1/persons/{town['nora']}"),
        await unsure.post(f"/v1/persons/{town['mother']}/contacts", {"name": "Mother"}),
    ):
        problem(answer, 401, "SURER_LOG_IN_NEEDED")
        told = answer.headers["www-authenticate"]
        assert told.startswith("Bearer ")
        assert 'error="insufficient_user_authentication"' in told
        assert 'acr_values="high"' in told
    assert (await town.mother.get("/v1/me")).status_code == 200


async def test_at_work_a_substantial_log_in_is_enough(town: Town) -> None:
    teacher = town.service.caller("teacher", Assurance.SUBSTANTIAL)
    teacher.book = town.book
    assert (await teacher.get("/v1/me")).json()["role"] == "STAFF"


async def test_a_young_child_comes_in_less_surely_and_it_stands_on_what_it_does(
    town: Town,
) -> None:
    nora = caller(town, SCHOOL, "nora", Assurance.LOW, "school")

    assert (await nora.get(f"/v1/persons/{town['nora']}")).json()["name"] == "Nora"
    await nora.did(f"/v1/persons/{town['nora']}/contacts", {"name": "Nora", "phone": "33 01"})

    assert (await last_line(town, town["nora"])) == ("contact-given", Assurance.LOW)
    opened, changed = await journal_of(town, town["nora"])
    assert opened.through.assurance == changed.through.assurance == "low"
    assert opened.through.issuer == SCHOOL.name
    assert opened.through.client == "school"
    assert opened.through.origin is None


async def test_the_journal_tells_one_log_in_from_another_and_from_where_one_works(
    town: Town,
) -> None:
    by_number = caller(town, CITIZENS, NUMBER, Assurance.HIGH, "pairwise-1")
    said = []
    for mother in (by_number, town.mother, town.mother):
        assert (await mother.get(f"/v1/persons/{town['nora']}")).status_code == 200
        said.append((await journal_of(town, town["nora"]))[0].through.log_in)
    assert said[0] != said[1] == said[2]
    assert all(one is not None and len(one) == 32 and "mother" not in one for one in said)

    for name in ("Nora Li", "Nora"):
        await town.administrator.did(f"/v1/persons/{town['nora']}/names", {"fullName": name})
    _, changed = await journal_of(town, town["nora"])
    assert changed.through.origin == "127.0.0.0/24"
    assert changed.through.log_in not in (None, *said)


async def test_what_a_sure_log_in_did_says_so_too(town: Town) -> None:
    await town.mother.did(f"/v1/persons/{town['mother']}/contacts", {"name": "Mum"})
    assert (await last_line(town, town["mother"]))[1] is Assurance.HIGH


async def test_the_childrens_way_in_is_for_young_children_alone(town: Town) -> None:
    mother = caller(town, SCHOOL, "mother", Assurance.SUBSTANTIAL, "school")
    problem(await mother.get("/v1/me"), 401, "SURER_LOG_IN_NEEDED")
    by = town.administrator
    form = {"fullName": "Yngve", "subject": "YOUTH", "born": "2009-01-01"}
    youth = (await by.did("/v1/persons", form))["id"]
    await by.did(f"/v1/persons/{youth}/accounts", {"issuer": SCHOOL.name, "subject": "seventeen"})
    late = caller(town, SCHOOL, "seventeen", Assurance.SUBSTANTIAL, "school")
    problem(await late.get("/v1/me"), 401, "SURER_LOG_IN_NEEDED")


async def test_a_child_of_whom_no_birth_date_is_known_is_not_taken_for_young(town: Town) -> None:
    by = town.administrator
    unknown = (await by.did("/v1/persons", {"fullName": "U", "subject": "CHILD"}))["id"]
    await by.did(f"/v1/persons/{unknown}/accounts", {"issuer": SCHOOL.name, "subject": "u"})
    problem(
        await caller(town, SCHOOL, "u", Assurance.LOW, "school").get("/v1/me"),
        401,
        "SURER_LOG_IN_NEEDED",
    )


async def test_somebody_in_a_family_is_found_by_the_number_the_issuer_vouches_for(
    town: Town,
) -> None:
    mother = caller(town, CITIZENS, NUMBER, Assurance.HIGH, "pairwise-1")
    found = (await mother.get("/v1/me")).json()
    assert (found["id"], found["role"]) == (town["mother"], "CITIZEN")
    unnamed = caller(town, CITIZENS, NUMBER, Assurance.HIGH, "pairwise-1")
    unnamed.book = ""
    assert (await unnamed.get("/v1/me")).json()["id"] == town["mother"]

    stranger = caller(town, CITIZENS, YOUTH_NUMBER, Assurance.HIGH, "pairwise-2")
    problem(await stranger.get("/v1/me"), 403, "NOT_KNOWN_HERE")


async def test_an_account_and_a_number_that_say_two_things_say_nothing(town: Town) -> None:
    account = {"issuer": CITIZENS.name, "subject": "pairwise-3"}
    await town.administrator.did(f"/v1/persons/{town['father']}/accounts", account)
    both = caller(town, CITIZENS, NUMBER, Assurance.HIGH, "pairwise-3")
    problem(await both.get("/v1/me"), 403, "NOT_KNOWN_HERE")


async def test_nobody_at_work_comes_in_by_an_issuer_for_families(town: Town) -> None:
    account = {"issuer": CITIZENS.name, "subject": "at-work"}
    await town.administrator.did(f"/v1/employees/{town['teacher']}/accounts", account)
    teacher = caller(town, CITIZENS, YOUTH_NUMBER, Assurance.HIGH, "at-work")
    problem(await teacher.get("/v1/me"), 403, "NOT_KNOWN_HERE")


async def test_a_log_in_that_is_for_something_else_is_told_what_it_lacks(town: Town) -> None:
    limited = caller(town, LIMITED, "mother", Assurance.HIGH, "console")

    answer = await limited.get("/v1/me")

    problem(answer, 403, "SCOPE_MISSING")
    assert answer.headers["www-authenticate"].endswith('error="insufficient_scope", scope="read"')


async def test_a_token_held_by_a_key_opens_over_the_network_with_its_notes(town: Town) -> None:
    holder = Holder(town.service.base)
    now = int(datetime.now(UTC).timestamp())
    token = held_token(holder, now)
    mother = Caller(town.service, "mother", token, town.book)

    problem(await mother.get("/v1/me"), 401, "NOT_LOGGED_IN")
    scheme = {"Authorization": f"DPoP {token}"}
    first = await mother.ask(
        "GET", "/v1/me", headers=PURPOSE | scheme | {"DPoP": holder.note(token, now=now)}
    )
    problem(first, 401, "NOT_LOGGED_IN")
    nonce = first.headers["dpop-nonce"]
    note = holder.note(token, nonce=nonce, now=now)
    second = await mother.ask("GET", "/v1/me", headers=PURPOSE | scheme | {"DPoP": note})
    assert second.json()["id"] == town["mother"]
    assert second.headers["dpop-nonce"] == nonce
    again = await mother.ask("GET", "/v1/me", headers=PURPOSE | scheme | {"DPoP": note})
    problem(again, 401, "NOT_LOGGED_IN")
    for_the_head = holder.note(token, method="HEAD", nonce=nonce, now=now)
    head = await mother.ask("HEAD", "/v1/me", headers=PURPOSE | scheme | {"DPoP": for_the_head})
    assert head.status_code == 200


def held_token(holder: Holder, now: int) -> str:
    cnf = {"jkt": holder.thumbprint}
    return signed(claims={"sub": "mother", "iat": now, "exp": now + 600, "cnf": cnf})


async def last_line(town: Town, stream: str) -> tuple[str, Assurance | None]:
    """Return what was written last to a stream, and how sure its writer's log-in was."""
    snapshot = await town.service.house.ledger.read(UUID(town.book), {UUID(stream): 0})
    line = snapshot.histories[UUID(stream)].lines[-1]
    assert line.event is not None
    return line.event.name, line.sure


async def journal_of(town: Town, about: str) -> tuple[MatterOpened, PersonChanged]:
    """Return the last line about somebody being read, and about their being changed."""
    events: list[Event] = []
    after = 0
    while lines := await town.service.house.journal.follow(UUID(town.book), after, 1000):
        events += [line.event for line in lines if line.event is not None]
        after = lines[-1].position
    opened = [one for one in events if isinstance(one, MatterOpened) and str(one.about) == about]
    changed = [one for one in events if isinstance(one, PersonChanged) and str(one.about) == about]
    return opened[-1], changed[-1]
