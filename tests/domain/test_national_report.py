"""The report to child welfare, filled in as the national schema wants it (R92, standards 4.9)."""

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft201909Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT201909

from stafett.application.views import concern_view
from stafett.domain import concern, national_report
from stafett.domain.contact import Channel, RecordReport
from stafett.domain.facts import Refusal
from stafett.domain.guardianship import Guardian, Organisation, Responsibility
from stafett.domain.identity import Subject
from stafett.domain.informing import Informed, ReportedToo, SayWhetherTheyKnow
from stafett.domain.national_number import Kind, NationalNumber
from stafett.domain.national_report import Addressee, ByHand, FilledIn, NotYourReport
from stafett.domain.own_report import MakeOwnReport, Sent
from stafett.domain.people import Asker, ConcernId, Contact, PersonId
from stafett.domain.person import Person
from stafett.domain.receiver import Receiver
from stafett.domain.sharing import ShareConcern
from stafett.domain.talk import TellFamily
from stafett.domain.wondering import AddObservation, Note, Origin, RaiseConcern
from stafett.domain.wording import SayWhy
from tests.follow_ups import begun, new_id, with_ppt
from tests.people import (
    ADVISER,
    CHILD,
    CHILD_ID,
    COLLEAGUE,
    FATHER,
    MOTHER,
    MUNICIPALITY,
    PPT,
    SCHOOL,
    TEACHER,
    TODAY,
)
from tests.relay import Given, Relay

BESIDE = Path(__file__).parents[2].parent / "shared" / "data"
SCHEMA = Path(os.environ.get("STAFETT_SCHEMAS", BESIDE)) / "concern-report-v2"
"""The national schema is not ours to pass on: it lies beside the repository, not in it."""
NUMBER = NationalNumber(Kind.TENOR, "17891899912")
NORA = replace(CHILD, numbers=(NUMBER,))
REPORT = new_id("report")
EARLIER = datetime(TODAY.year, TODAY.month, TODAY.day, 8, tzinfo=UTC)
TOLD_OF_IT = frozenset({MOTHER.person})
INFORMED = {
    CHILD_ID: Informed(told=False, why_not="too small\nto be told"),
    MOTHER.person: Informed(told=True),
    FATHER.person: Informed(told=False, why_not="abroad, not reached"),
}
GOES_TO = Addressee("3232", "Nittedal", "00", "")


def _reachable(contact: Contact) -> Contact:
    return replace(contact, phone="+47 33 00 00 00", email="tuva.test-laerer@prove.kommune.no")


def everybody_reachable() -> Any:
    people = MUNICIPALITY.employees
    reached = {id_: replace(one, contact=_reachable(one.contact)) for id_, one in people.items()}
    return replace(MUNICIPALITY, employees=reached)


def reported(
    person: Person = NORA,
    informed: Mapping[PersonId, Informed] | None = None,
    others: tuple[ReportedToo, ...] = (),
) -> Given:
    """The teacher has wondered, seen something twice, and reported."""
    number = ConcernId(new_id("concern"))
    so_far = Relay(concern, person=person, municipality=everybody_reachable()).given()
    so_far = so_far.after(TEACHER, RaiseConcern(number, person.id, SCHOOL))
    for day, seen in ((TODAY, "cries at noon"), (date(2026, 1, 7), "comes without food")):
        observation = AddObservation(
            new_id(seen), "class", Origin.OWN_EYES, seen, day, Note.OBSERVATION, ""
        )
        so_far = so_far.after(TEACHER, observation)
    return so_far.after(
        TEACHER,
        RecordReport(
            report=REPORT,
            receiver=Receiver.CHILD_WELFARE,
            receiver_name="Barneverntjenesten",
            channel=Channel.PORTAL,
            text="Hungry for weeks",
            informed=INFORMED if informed is None else informed,
            at=EARLIER,
            others=others,
        ),
    )


def filled_in(so_far: Given, who: Asker = TEACHER) -> FilledIn:
    at = so_far.relay.circumstances(who, TODAY)
    return national_report.fill_in(
        national_report.of_concern(so_far.state, REPORT, at), GOES_TO, at
    )


def national() -> Draft201909Validator:
    if not SCHEMA.is_dir():
        pytest.skip(f"not checked: {SCHEMA.name} is not beside the repository (STAFETT_SCHEMAS)")
    address = json.loads((SCHEMA / "adresse.json").read_text(encoding="utf-8"))
    schema = json.loads(
        (SCHEMA / "offentlig.bekymringsmelding.v2.json").read_text(encoding="utf-8")
    )
    resource: Resource[Any] = Resource.from_contents(address, DRAFT201909)
    registry: Registry[Any] = Registry().with_resource("https://fiks.ks.no/adresse.json", resource)
    return Draft201909Validator(
        schema, registry=registry, format_checker=Draft201909Validator.FORMAT_CHECKER
    )


def test_the_schema_itself_takes_its_own_example_and_refuses_a_report_without_guardians() -> None:
    validator = national()
    example = json.loads((SCHEMA / "example.json").read_text(encoding="utf-8"))
    assert validator.is_valid(example)
    assert not validator.is_valid({**example, "foresatte": []})


def test_a_filled_in_report_is_what_the_national_schema_asks_for() -> None:
    filled = filled_in(reported())
    assert not filled.by_hand
    national().validate(filled.document)


def test_it_says_for_the_child_and_each_guardian_whether_they_were_told_and_why_not() -> None:
    document = filled_in(reported()).document
    (child,) = document["offentligBarn"]
    assert (child["fnr"], child["ufoedt"]) == (NUMBER.digits, False)
    assert (child["orientert"], child["orientertGrunn"]) == (False, "too small to be told")
    told = {one["personnavn"]: one for one in document["foresatte"]}
    assert told["Mona Mor"]["orientert"]
    assert told["Finn Far"] == {
        "personnavn": "Finn Far",
        "orientert": False,
        "orientertGrunn": "abroad, not reached",
    }


SISTER = ReportedToo("Her sister", date(2020, 3, 1), Informed(told=False, why_not="too small"))


def test_a_report_may_be_about_several_children() -> None:
    baby = ReportedToo("The baby", None, Informed(told=True))
    filled = filled_in(reported(others=(SISTER, baby)))
    national().validate(filled.document)
    names = [one["personnavn"] for one in filled.document["offentligBarn"]]
    assert names[1:] == ["Her sister (2020-03-01)", "The baby"]
    assert "/offentligBarn/1/fnr" in filled.blanks
    assert filled.document["offentligBarn"][1]["orientertGrunn"] == "too small"


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (replace(SISTER, name=" "), SayWhy),
        (replace(SISTER, informed=Informed(told=False)), SayWhetherTheyKnow),
    ],
)
def test_each_of_them_has_a_name_and_was_told_or_not(
    other: ReportedToo, why: type[Refusal]
) -> None:
    with pytest.raises(why):
        reported(others=(other,))


def test_the_family_never_sees_who_the_others_are() -> None:
    so_far = reported(others=(SISTER,)).after(TEACHER, TellFamily(TOLD_OF_IT, TODAY))
    at = so_far.relay.circumstances(MOTHER, TODAY)
    (seen,) = concern_view(so_far.state, at).reports
    assert (seen.text, seen.others) == ("Hungry for weeks", ())


def test_it_tells_what_was_reported_and_how_it_came_to_that() -> None:
    told = filled_in(reported()).document["melding"]
    assert told["melding"] == "Hungry for weeks"
    assert told["historie"].splitlines() == [
        "2026-01-07 class: comes without food",
        f"{TODAY.isoformat()} class: cries at noon",
    ]


def test_addresses_are_never_kept_and_are_left_for_the_author_with_all_else_unknown() -> None:
    assert set(filled_in(reported()).blanks) == {
        "/bydelsnavn",
        "/offentligMelder/rolle",
        "/offentligMelder/virksomhet/adresse/adresselinje1",
        "/offentligBarn/0/adresse/adresselinje1",
        "/leveringskanal",
    }


def test_the_unborn_have_no_number_and_that_is_said() -> None:
    unborn = replace(NORA, subject=Subject.UNBORN, born=None, numbers=())
    filled = filled_in(reported(unborn))
    (child,) = filled.document["offentligBarn"]
    assert (child["fnr"], child["ufoedt"]) == ("", True)
    assert "/offentligBarn/0/fnr" in filled.blanks
    national().validate(filled.document)


def test_a_child_without_a_known_guardian_does_not_fit_and_is_reported_by_hand() -> None:
    alone = replace(NORA, guardians={})
    filled = filled_in(reported(alone, {CHILD_ID: Informed(told=True)}))
    assert filled.by_hand == (ByHand.NO_KNOWN_GUARDIAN,)
    assert not national().is_valid(filled.document)


def test_what_else_does_not_fit_is_named() -> None:
    third = PersonId(new_id("third"))
    many = replace(
        NORA,
        guardians={**NORA.guardians, third: Guardian(third, "T", Responsibility.PARENTAL)},
        organisation=Organisation("123456785", "Kommunen", date(2020, 1, 1)),
        subject=Subject.ADULT,
    )
    so_far = reported(many, {**INFORMED, third: Informed(told=True)})
    unreachable = so_far.under(municipality=MUNICIPALITY)
    employees = MUNICIPALITY.employees
    mute = replace(employees[TEACHER.employee], contact=Contact("Tuva Testlærer"))
    nowhere = replace(MUNICIPALITY, employees={**employees, TEACHER.employee: mute})
    assert filled_in(unreachable).by_hand == (
        ByHand.MORE_THAN_TWO_GUARDIANS,
        ByHand.ORGANISATION_ANSWERS,
        ByHand.NOT_ABOUT_A_CHILD,
        ByHand.REPORTER_NEEDS_EMAIL,
    )
    assert ByHand.REPORTER_NEEDS_PHONE in filled_in(so_far.under(municipality=nowhere)).by_hand
    assert not national().is_valid(filled_in(unreachable).document)


def test_of_a_guardian_who_came_later_nothing_was_said() -> None:
    third = PersonId(new_id("third"))
    so_far = reported(replace(NORA, guardians={}), {CHILD_ID: Informed(told=True)})
    later = replace(NORA, guardians={third: Guardian(third, "T", Responsibility.PARENTAL)})
    filled = filled_in(so_far.under(person=later))
    assert filled.document["foresatte"] == [
        {"personnavn": "T", "orientert": False, "orientertGrunn": ""}
    ]
    assert "/foresatte/0/orientertGrunn" in filled.blanks


def test_it_is_filled_in_for_its_author_and_nobody_else() -> None:
    so_far = reported()
    so_far = so_far.after(TEACHER, ShareConcern(frozenset({COLLEAGUE.employee}), TODAY))
    with pytest.raises(NotYourReport):
        filled_in(so_far, COLLEAGUE)
    at = so_far.relay.circumstances(TEACHER, TODAY)
    for state in (so_far.state, concern.NotRaised()):
        with pytest.raises(NotYourReport):
            national_report.of_concern(state, new_id("no such"), at)


def test_ones_own_report_from_a_follow_up_is_filled_in_too() -> None:
    sent = Sent(
        receiver=Receiver.CHILD_WELFARE,
        receiver_name="Barneverntjenesten",
        channel=Channel.PORTAL,
        because=None,
        text="It goes on",
        informed=INFORMED,
        at=EARLIER,
    )
    so_far = with_ppt().under(person=NORA, municipality=everybody_reachable())
    so_far = so_far.after(ADVISER, MakeOwnReport(REPORT, PPT, sent))
    at = so_far.relay.circumstances(ADVISER, TODAY)
    filled = national_report.fill_in(
        national_report.of_follow_up(so_far.state, REPORT, at), GOES_TO, at
    )
    national().validate(filled.document)
    assert filled.document["offentligMelder"]["virksomhet"]["navn"] == "PPT"
    for who in (TEACHER, MOTHER):
        with pytest.raises(NotYourReport):
            national_report.of_follow_up(
                so_far.state, REPORT, so_far.relay.circumstances(who, TODAY)
            )
    with pytest.raises(NotYourReport):
        national_report.of_follow_up(begun().state, REPORT, at)
