"""Records of the hospital for the addresses and lists of rotation."""

from collections.abc import Callable
from typing import Any

from django.utils.timezone import localdate

from tests.contracts import faculty
from tests.factories.country import Country
from tests.factories.rotation import departments_of, map_standard
from tests.walk import opened, walk
from xinglin.domains.reference.models import RotationLine, RotationStandard
from xinglin.domains.rotation.actions.planning import draft_plans, plan_residents
from xinglin.domains.rotation.actions.publishing import publish_plans
from xinglin.domains.rotation.actions.setup import forbid_times
from xinglin.domains.rotation.actions.staying import record_leaves
from xinglin.domains.rotation.actions.teaching import record_avoidances
from xinglin.domains.rotation.models import Avoidance, Forbidden, Leave, Proposal, RotationPlan, Stint
from xinglin.domains.training.models import Training

NAME = "契约轮转计划"


def stint(country: Country) -> Stint:
    """Somebody who is in a department today, by the plan in force."""
    found = Stint._base_manager.filter(resident__plan__name=NAME, resident__plan__institution=country.hospital)
    if not found.exists():
        trainings = walk(country, opened(country, start=180), "approved", start=180)
        map_standard(country.base)
        row = {"name": NAME, "first_month": localdate().replace(month=9, day=1), "months": 36, "based_on": None}
        plan = draft_plans([row], by=country.base).records[0]
        rows = Training._base_manager.filter(pk__in=[t.pk for t in trainings])
        assert plan_residents(rows, plan=plan, by=country.base).done
        assert publish_plans(RotationPlan._base_manager.filter(pk=plan), by=country.base).done
    today = localdate()
    return next(each for each in found.order_by("first") if each.starts_on <= today <= each.ends_on)


def leave(country: Country) -> int:
    """His leave, of one day."""
    if not Leave._base_manager.filter(department__institution=country.hospital).exists():
        today = {"starts_on": localdate(), "ends_on": localdate()}
        rows = Stint._base_manager.filter(pk=stint(country).pk)
        assert record_leaves(rows, kind="personal", **today, by=country.base).done
    return Leave._base_manager.filter(department__institution=country.hospital)[0].pk


def forbidden(country: Country) -> int:
    """A day on which he may be nowhere."""
    training = stint(country).resident.training_id
    if not Forbidden._base_manager.filter(training=training).exists():
        day = {"starts_on": localdate(), "ends_on": localdate()}
        rows = Training._base_manager.filter(pk=training)
        assert forbid_times(rows, **day, reason="考试", by=country.base).done
    return Forbidden._base_manager.filter(training=training)[0].pk


def avoidance(country: Country) -> int:
    """Somebody whom he and the hospital's supervisor had better not meet in."""
    own = faculty.own(country)
    rows = Stint._base_manager.filter(pk=stint(country).pk)
    record_avoidances(rows, supervisor=own.pk, reason="曾有纠纷", by=country.base)
    return Avoidance._base_manager.get(supervisor=own).pk


def proposal(country: Country) -> int:
    """A plan of the planner's for the plan in force, after a leave that it does not know of."""
    plan = stint(country).resident.plan
    facts = {"goal": "few_changes", "seed": 1, "seconds": 5, "created_by": "—"}
    return Proposal._base_manager.get_or_create(plan=plan, number=1, defaults=facts)[0].pk


def _standard(country: Country) -> int:
    return RotationStandard.objects.get(specialty__code="0100").pk


ROWS: dict[str, Callable[[Country], int]] = {
    "rotation-standards": _standard,
    "rotation-plans": lambda country: stint(country).resident.plan_id,
    "rotation-capacity": lambda country: departments_of(country.base)[0].pk,
    "rotation-department": lambda country: stint(country).pk,
    "rotation-leaves": leave,
    "rotation-residents": lambda country: stint(country).resident.training_id,
    "rotation-forbidden": forbidden,
    "rotation-avoidances": avoidance,
}


def examples(country: Country) -> dict[str, list[dict[str, Any]]]:
    """Arguments of the addresses."""
    found = stint(country)
    return {
        "rotation": [{"pk": found.resident.plan_id}],
        "rotation:standard": [{"pk": _standard(country)}],
        "rotation:line": [{"pk": RotationLine.objects.filter(standard=_standard(country))[0].pk}],
        "rotation:proposal": [{"pk": proposal(country)}],
        "rotation:progress": [{"pk": proposal(country)}],
        "rotation:stint": [{"pk": found.pk}],
        "rotation:stint_new": [{"pk": found.resident_id}],
        "rotation:electives": [{"pk": found.resident.training_id}],
    }
