"""Batches, places and applicants for tests of recruitment; batches and places come through the real actions."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.factories.country import YEAR, Country
from xinglin.demo.people import fake_people
from xinglin.domains.people.models import Person
from xinglin.domains.people.public import open_people
from xinglin.domains.recruitment.actions.batches import save_batches, save_score_parts
from xinglin.domains.recruitment.actions.plans import save_places
from xinglin.domains.recruitment.models import Application, Batch, Offer, Place, Plan, Preference, ScorePart
from xinglin.domains.recruitment.queries.places import number_taken
from xinglin.domains.recruitment.windows import STAGES
from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.actor import Actor, actor_of, system_actor
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.actions import NewAccount, open_accounts
from xinglin.engines.review.actions import approve, submit
from xinglin.engines.windows.actions import Timing, schedule
from xinglin.engines.windows.kinds import WindowKind
from xinglin.kit import masking

CATEGORIES = ["SOCIAL", "COMPANY", "ENTRUST", "GRADUATE"]
PARTS = (
    {"title": "理论", "kind": "points", "least": 0, "most": 100, "passing": 60, "weight": 60},
    {"title": "面试", "kind": "points", "least": 0, "most": 50, "passing": None, "weight": 40},
    {"title": "体检", "kind": "pass", "least": 0, "most": 1, "passing": None, "weight": 0},
)


def batches(country: Country, number: int, *, province: Unit | None = None, **columns: Any) -> list[Batch]:
    """So many batches of `country.province` (or the one given), «第 1 批» …, with all seven windows open.

    `columns` as on the model; `windows` as `save_batches` takes them; move them later with `at_stage` and `move`.
    """
    now = timezone.now()
    windows = {kind.key: (now - timedelta(10), now + timedelta(10)) for kind in STAGES}
    row = {"intake_year": YEAR, "categories": CATEGORIES, "windows": windows} | columns
    rows = [{"name": f"第 {place} 批", **row} for place in range(1, number + 1)]
    outcome = save_batches(rows, by=administrator(country, province))
    assert not outcome.refused, outcome.refused
    made = Batch.objects.select_related("province", "owner").in_bulk(outcome.records.values())
    return [made[outcome.records[index]] for index in range(number)]


def batch(country: Country, *, province: Unit | None = None, name: str = "第一批", **columns: Any) -> Batch:
    """One of them."""
    return batches(country, 1, province=province, name=name, **columns)[0]


def parts(country: Country, batch: Batch, rows: Sequence[Mapping[str, Any]] = PARTS) -> list[ScorePart]:
    """The batch's examination, in order."""
    by = administrator(country, batch.province)
    assert not save_score_parts(Batch.objects.filter(pk=batch.pk), rows, by=by).refused
    return list(batch.score_parts.all())


def administrator(country: Country, province: Unit | None = None) -> Actor:
    """省级管理员."""
    return country.actor(province or country.province, Role.PROVINCE_ADMIN)


def at_stage(country: Country, batch: Batch, stage: WindowKind) -> None:
    """What comes before the stage is over, the stage is open, what comes after it has not begun."""
    now, day = timezone.now(), timedelta(1)
    at = STAGES.index(stage)
    for place, kind in enumerate(STAGES):
        shift = 20 * (place - at)
        move(country, batch, kind, now + day * (shift - 9), now + day * (shift + 9))


def move(country: Country, batch: Batch, kind: WindowKind, starts_at: Any, ends_at: Any) -> None:
    """Other times for one stage."""
    new = Timing(
        kind=kind.key,
        year=batch.intake_year,
        batch=batch.number,
        unit=batch.province,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    assert not schedule([new], by=administrator(country, batch.province)).refused


def places(
    country: Country,
    batch: Batch,
    numbers: Mapping[str | tuple[str, Unit | None], int],
    *,
    base: Unit | None = None,
) -> list[Place]:
    """Approved places of a base (`country.hospital`): {"0100": 2, ("0900", site): 1}; the planning window is open."""
    base = base or country.hospital
    by = country.actor(base, Role.BASE_ADMIN)
    keys = [key if isinstance(key, tuple) else (key, None) for key in numbers]
    rows = [
        {"batch": batch.pk, "specialty": code, "site": site and site.pk, "asked": number}
        for (code, site), number in zip(keys, numbers.values(), strict=True)
    ]
    outcome = save_places(rows, by=by)
    assert not outcome.refused, outcome.refused
    plan = Plan.objects.filter(batch=batch, institution=base)
    submitted = submit(plan, by=by)
    assert not submitted.refused, submitted.refused
    approved = approve(plan, by=country.actor(batch.province, Role.PROVINCE_REVIEWER))
    assert not approved.refused, approved.refused
    made = Place.objects.select_related("specialty", "institution", "batch").in_bulk(outcome.records.values())
    return [made[outcome.records[index]] for index in range(len(rows))]


def applicant(start: int = 0) -> tuple[Person, Actor]:
    """An invented person with a log-in as 报名人员, with basic information. How one registers is tested elsewhere."""
    row = fake_people(1, start=start, intake_year=YEAR)[0]
    system = system_actor()
    number = row["document_number"]
    account = NewAccount(login=number, masked=masking.document_number(number), name=row["name"], mobile=row["mobile"])
    account_id = open_accounts([account], by=system).ids[0]
    grant([NewMembership(account_id, system.unit.pk, Role.APPLICANT)], by=system)
    person_id = open_people([{**row, "account_id": account_id}], by=system).done[0]
    held = Membership.objects.select_related("unit", "account").get(account=account_id, role=Role.APPLICANT)
    return Person.objects.get(pk=person_id), actor_of(held)


def submitted(
    batch: Batch, choices: Sequence[Place], *, start: int = 0, person: Person | None = None, **columns: Any
) -> Application:
    """A submitted application with these preferences, written as rows; how one applies is tested with `applying`."""
    person = person or applicant(start)[0]
    row = Application.objects.create(
        person=person,
        batch=batch,
        province=batch.province,
        intake_year=batch.intake_year,
        number=f"T{batch.pk:05}{person.pk:08}",
        state="submitted",
        submitted_at=timezone.now(),
        form="{}",
        **{
            "category": "SOCIAL",
            "cultivation_type": "national",
            "graduate_kind": "fresh",
            "is_rural_order": False,
            "is_western_support": False,
            "training_years": 3,
            "accepts_reassignment": True,
        }
        | columns,
    )
    Preference.objects.bulk_create(
        Preference(
            application=row,
            rank=rank,
            place=place,
            batch=batch,
            institution=place.institution,
            province=batch.province,
        )
        for rank, place in enumerate(choices, start=1)
    )
    return row


def offer(application: Application, *, rank: int = 1, accepted: bool = True, **columns: Any) -> Offer:
    """A released offer of one of its preferences, accepted; how one admits is tested with `admitting`."""
    preference = application.preferences.select_related("place").get(rank=rank)
    now = timezone.now()
    row = Offer.objects.create(
        application=application,
        person=application.person,
        batch=application.batch,
        intake_year=application.intake_year,
        is_trial=application.batch.is_trial,
        province=application.province,
        institution=preference.institution,
        place=preference.place,
        preference=preference,
        admitted_by="教学部",
        released_at=now,
        **({"answer": "accepted", "answered_at": now} if accepted else {}) | columns,
    )
    Place.objects.filter(pk=row.place_id).update(taken=number_taken())
    return row
