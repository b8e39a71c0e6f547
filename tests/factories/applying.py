"""Applicants brought on through the real actions: registered, complete, with a draft, submitted."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tests.factories.country import YEAR
from tests.walk import FILES, upload_for
from xinglin.demo.people import fake_people
from xinglin.domains.people.public import BASIC, LICENCE, EducationLevel, education
from xinglin.domains.recruitment.actions.applying import (
    choose_categories,
    confirm_particulars,
    save_preferences,
    save_supplements,
    start_applications,
    submit_applications,
)
from xinglin.domains.recruitment.actions.describing import save_contact, save_education, save_identity, save_work
from xinglin.domains.recruitment.fields.applying import CONTACT, IDENTITY
from xinglin.domains.recruitment.models import Applicant, Application, Batch, Place
from xinglin.domains.recruitment.queries.applying import Profile, own_profile
from xinglin.engines.access.actor import Actor, actor_of, system_actor
from xinglin.engines.access.models import Membership
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.actions import NewRegistration, register
from xinglin.engines.accounts.registration import REGISTRATIONS, Registrant
from xinglin.engines.fields import clean_row

PASSWORD = "Zhaolu@2026ok"
EMPLOYER = {"employer_name": "示范县人民医院", "starts_on": date(2024, 8, 1), "is_current": True}
SUPPLEMENT = {
    "cultivation_type": "national",
    "graduate_kind": "fresh",
    "is_rural_order": False,
    "is_western_support": False,
    "training_years": "3",
}


def registered(start: int = 0) -> Actor:
    """Somebody who has just registered himself."""
    row = fake_people(1, start=start, intake_year=YEAR)[0]
    who = Registrant(**{key: row[key] for key in ("name", "document_type", "document_number", "mobile")})
    outcome = register([NewRegistration(who, PASSWORD)], by=system_actor(), kind=REGISTRATIONS["applicants"])
    assert not outcome.refused, outcome.refused
    newest = Membership.objects.filter(role=Role.APPLICANT).select_related("unit", "account").latest("pk")
    return actor_of(newest)


def row_of(actor: Actor) -> Any:
    """The applicant's row as a set of one."""
    return Applicant.objects.filter(person__account=actor.account_id)


def profile(actor: Actor) -> Profile:
    """The four parts as they are now."""
    found = own_profile(actor)
    assert found
    return found


def complete(actor: Actor, start: int = 0, *, work: Mapping[str, Any] | None = None) -> Actor:
    """Fill in the four parts with an invented person's facts; `work`: the present employer."""
    row = fake_people(1, start=start, intake_year=YEAR)[0]
    key = row_of(actor).get().pk
    scans = {f.key: upload_for(actor, f.kind).uuid for f in BASIC if f.key in FILES}
    basic = {f.key: value for f in BASIC if (value := (row | scans).get(f.key)) is not None}
    values = _cleaned((*BASIC, *LICENCE), {**basic, **row, **row["certificates"], **scans})
    save_identity(row_of(actor), {key: {f.key: values[f.key] for f in IDENTITY}}, by=actor).only()
    save_contact(row_of(actor), {key: {f.key: values[f.key] for f in CONTACT}}, by=actor).only()
    levels: dict[str, Any] = dict.fromkeys(EducationLevel.values)
    for each in row["educations"]:
        levels[each["level"]] = _cleaned(education(EducationLevel(each["level"])), each)
    save_education(row_of(actor), {key: {"levels": levels, "marks": marks_for(levels)}}, by=actor).only()
    entries = [work] if work else []
    save_work(row_of(actor), {key: {"has_employer": bool(work), "entries": entries}}, by=actor).only()
    return actor


def marks_for(levels: Mapping[str, Any]) -> dict[str, str]:
    """The marks that fit."""
    attended = [level for level in EducationLevel.values if levels.get(level)]
    bachelor = "bachelor" if "bachelor" in attended else ""
    return {"first_level": attended[0], "bachelor_level": bachelor, "highest_level": attended[-1]}


def _cleaned(fields: Sequence[Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    values, refused = clean_row(fields, raw)
    assert not refused, refused
    return values


def drafted(
    actor: Actor, batch: Batch, choices: Sequence[Place], *, category: str = "SOCIAL", reassignment: bool = True
) -> Application:
    """A draft with all five steps done."""
    key = start_applications(Batch.objects.filter(pk=batch.pk), by=actor).records[batch.pk]
    rows = Application.objects.filter(pk=key)
    choose_categories(rows, {key: category}, by=actor).only()
    confirm_particulars(rows, by=actor).only()
    extra = {"sender_name": "示范医学院"} if category == "GRADUATE" else {}
    save_supplements(rows, {key: {**SUPPLEMENT, **extra}}, by=actor).only()
    save_preferences(rows, {key: [place.pk for place in choices]}, {key: reassignment}, by=actor).only()
    return rows.get()


def applied(start: int, batch: Batch, choices: Sequence[Place], **more: Any) -> tuple[Actor, Application]:
    """Registered, complete, submitted."""
    actor = complete(registered(start), start)
    draft = drafted(actor, batch, choices, **more)
    rows = Application.objects.filter(pk=draft.pk)
    submit_applications(rows, by=actor).only()
    return actor, rows.get()
