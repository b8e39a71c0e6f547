"""良好/不良执业行为记录, and the assessment that a grave one starts before its time (ASM-31, ASM-43, PA-10, PA-15)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.copying import copy_in

from .. import events
from ..models import ConductRecord, Cycle, Enrolment, InstitutionProfile, Physician
from ..queries.cycles import held_cycles, profiles_of
from ..rules import reviewing as rules
from .participating import COLUMNS

Profiles = Mapping[tuple[int, int], InstitutionProfile]


@action("assessment.conduct_recorded", "登记执业行为记录")
def record_conduct(physicians: "QuerySet[Physician]", values: Mapping[str, Any], *, by: Actor) -> Outcome:
    """Put the same on record of each. Keys are those of physicians.

    `values`: kind, institution_name, closed_on, outcome, and starts_early where it requires an early assessment.
    """
    found = claim(physicians, by, rules.CONDUCT, "person")
    why = rules.why_not_conduct(values)
    outcome = Outcome.judged((each.pk, why) for each in found)
    outcome.labels = {each.pk: str(each) for each in found}
    given = {name: values[name] for name in ("kind", "closed_on")}
    given |= {name: values[name].strip() for name in ("institution_name", "outcome")}
    given |= {"starts_early": bool(values.get("starts_early")), "recorded_by": by.name}
    ConductRecord._base_manager.bulk_create(ConductRecord(physician_id=key, **given) for key in outcome.done)
    return outcome


@action("assessment.conduct_removed", "删除执业行为记录")
def remove_conduct(records: "QuerySet[ConductRecord]", *, by: Actor, comment: str) -> Outcome:
    """Strike off what was recorded by mistake; history keeps it, and why."""
    found = claim(records, by, rules.CONDUCT, "physician__person")
    assessed = _assessed(found)
    outcome = Outcome.judged((each.pk, rules.may_remove_conduct(each, by, each.pk in assessed)) for each in found)
    outcome.labels = {each.pk: str(each.physician) for each in found}
    ConductRecord._base_manager.filter(pk__in=outcome.done).delete()
    return outcome


def _assessed(records: Sequence[ConductRecord]) -> set[int]:
    early = Enrolment._base_manager.filter(early_for__in=[each.pk for each in records])
    return {key for key in early.values_list("early_for", flat=True) if key}


@action("assessment.early_started", "启动提前考核")
def start_early(records: "QuerySet[ConductRecord]", *, by: Actor) -> Outcome:
    """Those concerned take part in the current cycle beside their regular assessment; no window holds it (ASM-43)."""
    found = claim(records, by, rules.CONDUCT, "physician__person", "physician__institution", "physician__department")
    started, cycles = _assessed(found), held_cycles(each.physician.province_id for each in found)
    units = {each.physician.institution_id for each in found}
    profiles = {(c.pk, unit): profile for c in cycles.values() for unit, profile in profiles_of(c, units).items()}
    outcome, rows = Outcome(labels={each.pk: str(each.physician) for each in found}), []
    for each in found:
        cycle = cycles.get(each.physician.province_id)
        if why := rules.may_start_early(each, cycle, each.pk in started):
            outcome.refused[each.pk] = why
        elif cycle:
            outcome.done.append(each.pk)
            rows.append(_early(each, cycle, profiles, by))
    events.CONFIRMED.announce(copy_in(Enrolment, (*COLUMNS, "early_for_id"), rows), by=by)
    return outcome


def _early(record: ConductRecord, cycle: Cycle, profiles: Profiles, by: Actor) -> tuple[Any, ...]:
    him = record.physician
    profile = profiles.get((cycle.pk, him.institution_id))
    department = him.department_id if him.department and him.department.is_active else None
    return (
        *(cycle.pk, him.pk, him.institution_id, him.province_id, profile.agency_id if profile else None),
        *(timezone.now(), by.name, department, him.grade, him.category, him.scopes, record.pk),
    )
