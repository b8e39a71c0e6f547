"""A batch whose windows are all open, applicants who have submitted, and how far a base has come with them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from tests.factories.country import YEAR, Country
from xinglin.demo.people import fake_people
from xinglin.domains.institutions.models import SpecialtyBase
from xinglin.domains.people.models import Person
from xinglin.domains.people.public import open_people
from xinglin.domains.recruitment import windows
from xinglin.domains.recruitment.actions.admitting import admit, release
from xinglin.domains.recruitment.actions.screening import pass_preferences
from xinglin.domains.recruitment.enums import Answer, ApplicationState
from xinglin.domains.recruitment.models import Application, Batch, Offer, Place, Plan, Preference
from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.actor import Actor, actor_of, system_actor
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.actions import NewAccount, open_accounts
from xinglin.engines.windows.kinds import WindowKind
from xinglin.engines.windows.models import Window

FROM = 500  # serials of invented people, so that they are nobody of the country's residents


class Desk:
    """One batch of `country.province`, by default as the model has it."""

    def __init__(self, country: Country, number: int = 1, **columns: Any) -> None:
        self.country, self.invented = country, FROM + number * 1000
        facts = {"owner": country.province, "name": f"第 {number} 批", "categories": ["SOCIAL"], **columns}
        self.batch = Batch.objects.create(province=country.province, intake_year=YEAR, number=number, **facts)
        now = timezone.now()
        for kind in windows.STAGES:
            self.move(kind, now - timedelta(10), now + timedelta(10))

    def move(self, kind: WindowKind, starts_at: datetime, ends_at: datetime) -> None:
        """Other times for one of the batch's windows."""
        key = {"kind": kind.key, "year": YEAR, "batch": self.batch.number, "unit": self.country.province}
        Window.objects.update_or_create(**key, defaults={"starts_at": starts_at, "ends_at": ends_at})

    def place(self, code: str = "0100", approved: int = 1, at: Unit | None = None, **columns: Any) -> Place:
        """Approved places of one specialty at a base, by default `country.hospital`."""
        at = at or self.country.hospital
        base = SpecialtyBase.objects.select_related("specialty").get(institution=at, specialty__code=code)
        where = {"batch": self.batch, "institution": at, "province": self.country.province}
        plan, _ = Plan.objects.get_or_create(**where)
        facts = {"asked": approved, "approved": approved, **columns}
        return Place.objects.create(plan=plan, specialty_base=base, specialty=base.specialty, **where, **facts)

    def applied(self, number: int, *places: Place, **columns: Any) -> list[Application]:
        """So many new people, each with these preferences in their order."""
        people = fake_people(number, start=self.invented)
        self.invented += number
        system = system_actor()
        accounts = open_accounts([_account(person) for person in people], by=system).ids
        rows = [{**person, "account_id": account} for person, account in zip(people, accounts, strict=True)]
        keys = open_people(rows, by=system).done
        grant([NewMembership(pk, self.country.nation.pk, Role.APPLICANT) for pk in accounts], by=system)
        return [self.apply(Person.objects.get(pk=key), *places, **columns) for key in keys]

    def apply(self, person: Person, *places: Place, **columns: Any) -> Application:
        """The submitted application of somebody who stands already."""
        facts = {"category": "SOCIAL", "graduate_kind": "fresh", "training_years": 3, "accepts_reassignment": True}
        submitted = {
            "state": ApplicationState.SUBMITTED,
            "submitted_at": timezone.now(),
            "number": f"{YEAR}{self.batch.pk:04}{person.pk:06}",
            "form": "{}",
        }
        where = {"batch": self.batch, "province": self.country.province}
        application = Application.objects.create(
            person=person, intake_year=YEAR, **where, **(facts | submitted | columns)
        )
        Preference.objects.bulk_create(
            Preference(application=application, rank=rank, place=place, institution_id=place.institution_id, **where)
            for rank, place in enumerate(places, start=1)
        )
        return application


def _account(person: dict[str, Any]) -> NewAccount:
    number = person["document_number"]
    return NewAccount(number, number[-4:], person["name"], mobile=person["mobile"])


def applicant(application: Application) -> Actor:
    """The applicant as actor."""
    held = Membership.objects.select_related("unit", "account")
    return actor_of(held.get(account=application.person.account_id, role=Role.APPLICANT))


def preferences(applications: Sequence[Application], rank: int = 1) -> "QuerySet[Preference]":
    """Their preferences of this rank."""
    return Preference.objects.filter(application__in=applications, rank=rank)


def passed(desk: Desk, applications: Sequence[Application], by: Actor | None = None) -> "QuerySet[Preference]":
    """预录取 by the base of their first preference."""
    rows = preferences(applications)
    outcome = pass_preferences(rows, by=by or desk.country.base)
    assert len(outcome.done) == len(applications), outcome
    return rows


def admitted(desk: Desk, applications: Sequence[Application]) -> "QuerySet[Offer]":
    """基地录取 likewise."""
    outcome = admit(passed(desk, applications), by=desk.country.base)
    assert len(outcome.done) == len(applications), outcome
    return Offer.objects.filter(application__in=applications, cancelled_at=None)


def released(desk: Desk, applications: Sequence[Application]) -> "QuerySet[Offer]":
    """发送录取结果 likewise."""
    offers = admitted(desk, applications)
    outcome = release(offers, by=desk.country.base)
    assert len(outcome.done) == len(applications), outcome
    return offers


def accepted(desk: Desk, applications: Sequence[Application]) -> "QuerySet[Offer]":
    """Accepted by themselves likewise."""
    offers = released(desk, applications)
    offers.update(answer=Answer.ACCEPTED, answered_at=timezone.now())
    return offers


def confirmed(desk: Desk, applications: Sequence[Application]) -> "QuerySet[Offer]":
    """录取结果确认 by the authority likewise."""
    offers = accepted(desk, applications)
    offers.update(confirmed_at=timezone.now(), confirmed_by="省级")
    return offers
