"""The municipality's own book about the model: forms, drafts, lessons, catalogue, directory.

This file composes its subjects; the rules stand in them. Coordinators and administrators write
in it; what one has learnt of the model anybody at work may tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from stafett.domain import (
    audit_grant,
    catalogue,
    controller,
    convening,
    directory,
    drafting,
    drafting_day_rules,
    emergency,
    feedback,
    grave,
    looking_in,
    neighbour,
    publishing,
    second_person,
    shredding,
    signing_rules,
    striking,
    template,
)
from stafett.domain.audit_grant import CloseContentToAuditor, GrantEvent, Grants
from stafett.domain.catalogue import Catalogue, CatalogueEvent
from stafett.domain.controller import ControllerNamed, Controllers
from stafett.domain.convening import Convened, ConveningEvent
from stafett.domain.directory import DescribeUnit, Directory, UnitDescribed
from stafett.domain.drafting import Draft, DraftEvent, GuideDraftDropped, GuideDrafted
from stafett.domain.drafting_day_rules import DayRulesDraftDropped, DayRulesDrafted
from stafett.domain.emergency import Emergencies, EmergencyEvent
from stafett.domain.employment import Staffing
from stafett.domain.facts import Event, NotForYou
from stafett.domain.feedback import FeedbackEvent, LessonShared, ModelRevised, Register
from stafett.domain.legal_hold import Holds, LiftHold, PlaceHold
from stafett.domain.moment import Moment
from stafett.domain.neighbour import ForgetNeighbour, NeighbourEvent, Neighbours
from stafett.domain.people import Duty, Operator, Staff, UnitId
from stafett.domain.policy import DayRules, Guide, GuideVersion
from stafett.domain.publishing import DayRulesPublished, GuidePublished
from stafett.domain.second_person import ActEvent, Acts
from stafett.domain.setting_up_teams import Around, Workplaces
from stafett.domain.shredding import ForgettingEvent, Shreds, TellKeysDestroyed
from stafett.domain.signing_rules import RuleSignatures, RulesSigned, SignRules
from stafett.domain.striking import LessonStruck, StrikeLesson
from stafett.domain.template import PublishTemplate, TemplatePublished, Templates
from stafett.domain.two_people import KEEPERS, Employees

Command: TypeAlias = (
    drafting.Command
    | drafting_day_rules.Command
    | feedback.Command
    | catalogue.Command
    | DescribeUnit
    | PublishTemplate
    | convening.Command
    | ForgetNeighbour
    | second_person.Command
    | SignRules
    | looking_in.Command
    | shredding.Command
    | CloseContentToAuditor
)
RulebookEvent: TypeAlias = (
    DraftEvent
    | drafting_day_rules.DayRulesDraftEvent
    | FeedbackEvent
    | CatalogueEvent
    | UnitDescribed
    | TemplatePublished
    | ConveningEvent
    | NeighbourEvent
    | ControllerNamed
    | ActEvent
    | RulesSigned
    | EmergencyEvent
    | ForgettingEvent
    | GrantEvent
)


class OnlyACoordinator(NotForYou):
    """This is for the municipality's BTI coordinators and administrators."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What stands in it now."""

    drafts: Mapping[GuideVersion, Draft] = field(default_factory=dict)
    register: Register = field(default_factory=Register)
    catalogue: Catalogue = field(default_factory=dict)
    directory: Directory = field(default_factory=dict)
    templates: Templates = field(default_factory=dict)
    convened: Convened = field(default_factory=Convened)
    day_rules_drafts: drafting_day_rules.DayRulesDrafts = field(default_factory=dict)
    neighbours: Neighbours = field(default_factory=dict)
    controllers: Controllers = ()
    acts: Acts = field(default_factory=dict)
    signatures: RuleSignatures = field(default_factory=dict)
    emergencies: Emergencies = field(default_factory=Emergencies)
    holds: Holds = field(default_factory=dict)
    shreds: Shreds = field(default_factory=dict)
    grants: Grants = field(default_factory=dict)

    @property
    def forms(self) -> frozenset[tuple[str, int]]:
        """Return the forms that are published, by name and version."""
        return frozenset((one.form, one.version) for one in self.templates)


@dataclass(frozen=True, slots=True)
class Known:
    """What the municipality knows besides: published rules, units, who works there by name.

    ``works`` tells who works where today, ``employees`` who let whom in. ``new`` books have nobody
    in them yet, and whoever runs the installation fills them.
    """

    guides: Mapping[GuideVersion, Guide]
    units: frozenset[UnitId]
    names: frozenset[str]
    new: bool = False
    works: Workplaces = field(default_factory=dict)
    day_rules: tuple[DayRules, ...] = ()
    employees: Employees = field(default_factory=dict)


def keeps(asker: object) -> bool:
    """Is it this asker's duty to keep the municipality's rules?"""
    return isinstance(asker, Staff) and bool(asker.duties & KEEPERS)


def follows(asker: object) -> bool:
    """May this asker see how the model goes: those who keep it, and those who steer it (R150)?"""
    return keeps(asker) or (isinstance(asker, Staff) and Duty.STEERING_GROUP in asker.duties)


def decide(book: Rulebook, known: Known, command: Command, at: Moment) -> tuple[Event, ...]:
    """Say what is written in the rulebook.

    Raises:
        OnlyACoordinator: It is not the asker's duty.
        Refusal: As the subject says.

    """
    asker = at.asked_by
    if isinstance(command, PublishTemplate):
        if not keeps(asker) and not (known.new and isinstance(asker, Operator)):
            raise OnlyACoordinator
        return template.publish(book.templates, command, at.today)
    if isinstance(command, TellKeysDestroyed) and isinstance(asker, Operator):
        return shredding.tell(book.shreds, command, at.today)
    if not isinstance(asker, Staff) or isinstance(command, TellKeysDestroyed):
        raise OnlyACoordinator
    if isinstance(command, looking_in.Command):
        return looking_in.decide(book.emergencies, known.employees, command, asker, at)
    if isinstance(command, convening.Command):
        arenas = publishing.guide_on(known.guides, at.today).arenas
        around = Around(arenas, known.units, known.works, known.names, keeps(asker))
        return convening.decide(book.convened, around, command, asker, at)
    if isinstance(command, SignRules):
        published: tuple[Guide | DayRules, ...] = (*known.guides.values(), *known.day_rules)
        return signing_rules.sign(book.signatures, published, command, asker, at.today)
    if isinstance(command, feedback.ShareLesson):
        if not asker.units and not keeps(asker):
            raise OnlyACoordinator
    elif not keeps(asker):
        raise OnlyACoordinator
    match command:
        case drafting.DraftGuide() | drafting.DropGuideDraft() | drafting.PublishGuideDraft():
            return drafting.decide(
                book.drafts, known.guides, command, asker.employee, at.today, forms=book.forms
            )
        case _ if isinstance(command, drafting_day_rules.Command):
            return drafting_day_rules.decide(
                book.day_rules_drafts, known.day_rules, command, asker.employee, at.today
            )
        case feedback.ShareLesson():
            return feedback.share(book.register, command, known.names, asker.employee, at.today)
        case StrikeLesson():
            told, struck = book.register.lessons, book.register.struck
            return striking.strike(told, struck, command, asker.employee, at.today)
        case feedback.ReviseModel():
            return feedback.revise(book.register, command, known.names, asker.employee, at.today)
        case ForgetNeighbour():
            return neighbour.decide(book.neighbours, command, asker.employee, at.today)
        case CloseContentToAuditor():
            return audit_grant.close(book.grants, command, asker, at.today)
        case _ if isinstance(command, second_person.Command):
            held = shredding.Standing(book.holds, book.shreds, at.law.erasures)
            here = known.employees, held, book.grants
            stands = grave.Around(book.controllers, book.neighbours, book.emergencies, *here)
            return second_person.decide(book.acts, stands, command, asker, at.today)
        case PlaceHold() | LiftHold():
            return shredding.hold(book.holds, book.shreds, command, asker, at.today)
        case DescribeUnit():
            return directory.describe(book.directory, known.units, command, at)
        case _:
            return catalogue.decide(book.catalogue, known.units, command, at.today)


def after(book: Rulebook, event: RulebookEvent | GuidePublished | DayRulesPublished) -> Rulebook:
    """Return the rulebook once *event* has happened."""
    match event:
        case GuideDrafted() | GuideDraftDropped() | GuidePublished():
            return replace(book, drafts=drafting.after(book.drafts, event))
        case DayRulesDrafted() | DayRulesDraftDropped() | DayRulesPublished():
            drafts = drafting_day_rules.after(book.day_rules_drafts, event)
            return replace(book, day_rules_drafts=drafts)
        case RulesSigned():
            return replace(book, signatures=signing_rules.after(book.signatures, event))
        case LessonShared() | LessonStruck() | ModelRevised():
            return replace(book, register=feedback.after(book.register, event))
        case TemplatePublished():
            return replace(book, templates=template.after(book.templates, event))
        case _ if isinstance(event, ConveningEvent):
            return replace(book, convened=convening.after(book.convened, event))
        case _ if isinstance(event, NeighbourEvent):
            return replace(book, neighbours=neighbour.after(book.neighbours, event))
        case _ if isinstance(event, ActEvent):
            return replace(book, acts=second_person.after(book.acts, event))
        case _ if isinstance(event, ForgettingEvent):
            holds, shreds = shredding.after(book.holds, book.shreds, event)
            return replace(book, holds=holds, shreds=shreds)
        case ControllerNamed():
            return replace(book, controllers=controller.after(book.controllers, event))
        case _ if isinstance(event, EmergencyEvent):
            return replace(book, emergencies=emergency.after(book.emergencies, event))
        case _ if isinstance(event, GrantEvent):
            return replace(book, grants=audit_grant.after(book.grants, event))
        case UnitDescribed():
            return replace(book, directory=directory.after(book.directory, event))
        case _:
            return replace(book, catalogue=catalogue.after(book.catalogue, event))


def noticed(book: Rulebook, event: Staffing) -> Rulebook:
    """Return the rulebook once something has changed among people at work."""
    acts = second_person.noticed(book.acts, event)
    return book if acts is book.acts else replace(book, acts=acts)
