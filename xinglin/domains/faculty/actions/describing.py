"""师资信息维护: a supervisor's four parts, saved one by one, and confirmed once a year (FAC-02, FAC-06)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.domains.institutions.public import bases_under, departments_under
from xinglin.domains.people.public import Person, save_basic, save_educations, save_licence
from xinglin.domains.reference.public import Specialty
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.accounts.registration import nation
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.kit import calendar

from .. import rules
from ..enums import ApplicationState
from ..fields import CONTACT, LICENSED, OWN_IDENTITY, OWN_WORK, PERSONAL
from ..models import Application, Supervisor
from ..queries.supervisors import JOINED, profiles_of

Values = Mapping[str, Any]
EMPTY = {field.name: field.get_default() for field in Supervisor._meta.concrete_fields}


@action("faculty.identity_saved", "保存师资基本信息")
def save_identity(supervisors: "QuerySet[Supervisor]", values: Mapping[int, Values], *, by: Actor) -> Outcome:
    """Save 基本信息: supervisor key → field values; the person's record takes what is the person's."""
    claimed = _claimed(supervisors, by)
    saved = _save_person(claimed, values, {f.key for f in PERSONAL}, by)
    licence = {f.key for f in LICENSED}
    sent = {s.person_id: {k: v for k, v in values[s.pk].items() if k in licence} for s in claimed}
    saved |= set(save_licence(_people(claimed), sent, by=by).done)
    own = {f.key for f in OWN_IDENTITY}
    changed = [s for s in claimed if _assign(s, {k: v for k, v in values[s.pk].items() if k in own})]
    rewrite(changed, [*own, "revision"])
    return _outcome(claimed, saved | {s.person_id for s in changed})


@action("faculty.contact_saved", "保存师资联系信息")
def save_contact(supervisors: "QuerySet[Supervisor]", values: Mapping[int, Values], *, by: Actor) -> Outcome:
    """Save 联系信息. Saving it unchanged says that it was looked through."""
    claimed = _claimed(supervisors, by)
    saved = _save_person(claimed, values, {f.key for f in CONTACT}, by)
    first = [s for s in claimed if s.contact_saved_at is None]
    Supervisor._base_manager.filter(pk__in=[s.pk for s in first]).update(contact_saved_at=timezone.now())
    return _outcome(claimed, saved | {s.person_id for s in first})


@action("faculty.education_saved", "保存师资教育信息")
def save_education(supervisors: "QuerySet[Supervisor]", values: Mapping[int, Values], *, by: Actor) -> Outcome:
    """Save 教育信息: supervisor key → level → field values, or None for a level not attended."""
    claimed = _claimed(supervisors, by)
    levels = {s.person_id: values[s.pk] for s in claimed}
    return _outcome(claimed, set(save_educations(_people(claimed), levels, by=by).done))


@action("faculty.work_saved", "保存师资工作信息")
def save_work(supervisors: "QuerySet[Supervisor]", values: Mapping[int, Values], *, by: Actor) -> Outcome:
    """Save 工作信息: field values, «institution» and «department» (unit keys; both absent: they stay)."""
    claimed = _claimed(supervisors, by)
    places = _Places([values[s.pk] for s in claimed], claimed)
    specialties = {each.code: each for each in Specialty.objects.all()}
    outcome, good = Outcome(labels={s.pk: s.person.name for s in claimed}), []
    for supervisor in claimed:
        if why := places.why_not(supervisor, values[supervisor.pk]):
            outcome.refused[supervisor.pk] = why
        else:
            good.append(supervisor)
    changed = [s for s in good if _assign(s, _work_of(values[s.pk], specialties) | places.of(values[s.pk]))]
    rewrite(changed, [*(f.key for f in OWN_WORK), "institution", "province", "department", "revision"])
    licences = {s.person_id: {"practice_number": values[s.pk].get("practice_number")} for s in good}
    saved = set(save_licence(_people(good), licences, by=by).done) | {s.person_id for s in changed}
    told = _outcome(good, saved)
    outcome.done, outcome.unchanged = told.done, told.unchanged
    return outcome


class _Places:
    """Bases and departments that are named, applications sent and rows elsewhere; four statements."""

    def __init__(self, values: Sequence[Values], claimed: Sequence[Supervisor]) -> None:
        asked = {key for row in values for name in ("institution", "department") if (key := row.get(name))}
        everywhere = nation()
        self.bases = {unit.pk: unit for unit in bases_under(everywhere).filter(pk__in=asked)}
        self.departments = {unit.pk: unit for unit in departments_under(everywhere).filter(pk__in=asked)}
        sent = Application._base_manager.filter(supervisor__in=claimed, state=ApplicationState.SUBMITTED)
        self.applied = set(sent.values_list("supervisor", flat=True))
        others = Supervisor._base_manager.filter(person__in=[s.person_id for s in claimed]).exclude(institution=None)
        self.elsewhere = {(row.person_id, row.institution_id): row.pk for row in others}

    def why_not(self, supervisor: Supervisor, new: Values) -> str | None:
        """Why the work information cannot be saved."""
        institution, department = new.get("institution"), new.get("department")
        if department and department not in self.departments:
            return rules.NO_DEPARTMENT
        if institution:
            has_applied = supervisor.pk in self.applied
            base, unit = self.bases.get(institution), self.departments.get(department or 0)
            if why := rules.may_change_place(supervisor, base, unit, has_applied):
                return why
            if self.elsewhere.get((supervisor.person_id, institution), supervisor.pk) != supervisor.pk:
                return "您在该院已有师资记录，请在右上角切换到该院的“带教老师”身份。"
        return next(iter(rules.unfit_dates(new, calendar.today()).values()), None)

    def of(self, new: Values) -> dict[str, Any]:
        """Columns of the place that is named."""
        base = self.bases.get(new.get("institution") or 0)
        if base is None:
            return {}
        place = {"institution_id": base.pk, "province_id": base.province_id}
        return {**place, "department_id": new.get("department")}


def _work_of(new: Values, specialties: Mapping[str, Specialty]) -> dict[str, Any]:
    found = {f.key: new[f.key] for f in OWN_WORK if f.key in new and f.key != "specialty"}
    if "specialty" in new:
        found["specialty"] = specialties.get(new["specialty"] or "")
    return found


@action("faculty.information_confirmed", "确认年度信息")
def confirm_information(supervisors: "QuerySet[Supervisor]", *, by: Actor) -> Outcome:
    """What stands in the four parts is right this year (FAC-06)."""
    claimed, today = _claimed(supervisors, by), calendar.today()
    profiles = profiles_of(claimed)
    outcome = Outcome.judged((s.pk, rules.may_confirm(s, profiles[s.pk].titles(), today)) for s in claimed)
    outcome.labels = {s.pk: s.person.name for s in claimed}
    Supervisor._base_manager.filter(pk__in=outcome.done).update(confirmed_on=today)
    return outcome


def _claimed(supervisors: "QuerySet[Supervisor]", by: Actor) -> list[Supervisor]:
    return claim(supervisors, by, rules.OWN, *JOINED)


def _people(claimed: Sequence[Supervisor]) -> "QuerySet[Person]":
    return Person._base_manager.filter(pk__in=[s.person_id for s in claimed])


def _save_person(claimed: Sequence[Supervisor], values: Mapping[int, Values], keys: set[str], by: Actor) -> set[int]:
    sent = {s.person_id: {k: v for k, v in values[s.pk].items() if k in keys} for s in claimed}
    return set(save_basic(_people(claimed), sent, by=by).done)


def _assign(supervisor: Supervisor, new: Values) -> bool:
    """Put the values on the row; did any change?"""
    before = [getattr(supervisor, key) for key in new]
    for key, value in new.items():
        setattr(supervisor, key, EMPTY.get(key) if value is None else value)
    if [getattr(supervisor, key) for key in new] == before:
        return False
    supervisor.revision += 1
    return True


def _outcome(claimed: Sequence[Supervisor], people: Collection[int]) -> Outcome:
    return Outcome(
        done=[s.pk for s in claimed if s.person_id in people],
        unchanged=[s.pk for s in claimed if s.person_id not in people],
    )
