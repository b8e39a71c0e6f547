"""Who takes part in a cycle: «参加», «取消参加» (ASM-10, ASM-12)."""

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.copying import copy_in
from xinglin.engines.actions.sets import listed
from xinglin.engines.windows.queries import Openings

from .. import events, rules, windows
from ..models import Enrolment, Physician
from ..queries.cycles import held_cycles, profiles_of

COLUMNS = (
    *("cycle_id", "physician_id", "institution_id", "province_id", "agency_id", "confirmed_at", "confirmed_by"),
    *("department_id", "grade", "category", "scopes"),
)


@action("assessment.participation_confirmed", "确认参加考核")
def confirm(physicians: "QuerySet[Physician]", *, by: Actor) -> Outcome:
    """Enter physicians in the current cycle of their province; keys are those of physicians (ASM-10)."""
    found = claim(physicians, by, rules.CONFIRM, "person", "institution", "department")
    cycles = held_cycles(each.province_id for each in found)
    units = {each.institution_id for each in found}
    profiles = {(c.pk, unit): profile for c in cycles.values() for unit, profile in profiles_of(c, units).items()}
    taking = Enrolment._base_manager.filter(
        physician__in=listed([each.pk for each in found], "bigint"), cycle__in=[c.pk for c in cycles.values()]
    )
    enrolled = set(taking.filter(early_for=None).values_list("physician", flat=True))
    openings = Openings([windows.ENROLMENT], {c.year for c in cycles.values()})
    outcome, rows, now = Outcome(labels={each.pk: each.person.name for each in found}), [], timezone.now()
    for each in found:
        cycle = cycles.get(each.province_id)
        profile = profiles.get((cycle.pk, each.institution_id)) if cycle else None
        kind, place = windows.ENROLMENT, {"institution_id": each.institution_id, "province_id": each.province_id}
        opening = openings.best(kind, cycle.year, **place) if cycle else None
        if why := rules.may_confirm(each, cycle, profile, each.pk in enrolled, opening):
            outcome.refused[each.pk] = why
        elif cycle and profile:
            department = each.department if each.department and each.department.is_active else None
            outcome.done.append(each.pk)
            rows.append(
                (
                    *(cycle.pk, each.pk, each.institution_id, each.province_id, profile.agency_id, now, by.name),
                    *(department.pk if department else None, each.grade, each.category, each.scopes),
                )
            )
    events.CONFIRMED.announce(copy_in(Enrolment, COLUMNS, rows), by=by)
    return outcome


@action("assessment.participation_cancelled", "取消参加考核")
def cancel(enrolments: "QuerySet[Enrolment]", *, by: Actor) -> Outcome:
    """Take physicians out of the cycle again, with what they have filled in so far (ASM-12)."""
    found = claim(enrolments, by, rules.CONFIRM, "case", "cycle", "physician__person")
    outcome = Outcome.judged((each.pk, rules.may_cancel(each)) for each in found)
    outcome.labels = {each.pk: str(each) for each in found}
    Enrolment._base_manager.filter(pk__in=outcome.done).delete()
    return outcome
