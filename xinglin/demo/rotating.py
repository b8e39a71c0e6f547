"""Rotation at the base that people look at: departments for two standards, a plan in force, who has come and gone."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import F, QuerySet
from django.utils.timezone import localdate

from xinglin.demo.cohorts import FLAGSHIP
from xinglin.demo.founding import Places
from xinglin.demo.log_ins import actors
from xinglin.domains.institutions.public import departments_under, save_departments
from xinglin.domains.reference.public import RotationLine
from xinglin.domains.rotation.public import (
    RotationPlan,
    Stint,
    confirm_entries,
    confirm_exits,
    draft_plans,
    keep_capacities,
    keep_leave_limits,
    map_lines,
    plan_residents,
    publish_plans,
    record_leaves,
    share_supervisors,
)
from xinglin.domains.training.public import BOUND, Training
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import Role
from xinglin.kit.half_months import slot_of

SPECIALTIES = ("0100", "0900")  # 内科, 外科
MOST, MOST_OF_LONG = 8, 20  # residents at once in a department; where a line has eight months or more
LONG = 16  # half months
LATE = 9  # every so many have not been confirmed yet
TAUGHT = ("心血管内科", "呼吸内科", "消化内科")
CUT = re.compile(r"[（(/、：].*")


def rotate(places: Places) -> int:
    """Everything at the flagship; how many residents are in its plan."""
    base = actors(Role.BASE_ADMIN, [places.hospitals[FLAGSHIP]])[places.hospitals[FLAGSHIP].pk]
    for is_long, departments in _departments(base).items():
        most = MOST_OF_LONG if is_long else MOST
        keep_capacities(Unit.objects.filter(pk__in=departments), least=0, most=most, by=base)
    keep_leave_limits([(20, date(2020, 1, 1))], by=base)
    residents = Training._base_manager.filter(
        institution=base.unit_id, status__in=BOUND, specialty__code__in=SPECIALTIES, training_years__gt=0
    ).exclude(starts_on=None)
    began = min(day for day in residents.values_list("starts_on", flat=True) if day)
    months = (localdate().year + 3 - began.year) * 12 + 9 - began.month
    row = {"name": f"{began.year}–{localdate().year}级轮转计划", "first_month": began, "months": min(months, 72)}
    plan = draft_plans([row], by=base).records[0]
    number = len(plan_residents(residents, plan=plan, by=base).done)
    publish_plans(RotationPlan._base_manager.filter(pk=plan), by=base).only()
    _come_and_go(plan, base)
    _teach(plan, base)
    newer = {**row, "name": f"{localdate().year}年调整（草稿）", "based_on": plan}  # «自动排班» is tried on it at once
    draft_plans([newer], by=base).only()
    return number


def _departments(base: Actor) -> dict[bool, set[int]]:
    """One for each line of the two standards, named after it; lines of the same name share theirs. By «long».

    Where a line names what may be chosen, the others serve it, too, for whoever chooses them.
    """
    lines = list(RotationLine.objects.filter(standard__specialty__code__in=SPECIALTIES, months__gt=0))
    names = {line.pk: _names(line.department) for line in lines}
    standing = {unit.name for unit in departments_under(base.unit)}
    wanted = dict.fromkeys(name for found in names.values() for name in found)
    save_departments([{"name": name} for name in wanted if name not in standing], by=base)
    units = {unit.name: unit.pk for unit in departments_under(base.unit)}
    served = {}
    for line in lines:
        first, *others = (units[name] for name in names[line.pk])
        served[line.pk] = [(first, int(line.months * 2)), *((each, 0) for each in others)]
    map_lines(served, by=base)
    long = {units[names[line.pk][0]] for line in lines if line.months * 2 >= LONG}
    return {False: set(units.values()) - long, True: long}


def _names(line: str) -> list[str]:
    """«可选：医学影像科（含超声）/皮肤科» → both; of what is no choice the first department named."""
    choice = line.removeprefix("可选：")
    return [CUT.sub("", part) for part in (choice.split("/") if choice != line else [choice])]


def _come_and_go(plan: int, base: Actor) -> None:
    """Whose time has come is there, with some exceptions; the last ones have left; one is ill."""
    today = localdate()
    stints = list(Stint._base_manager.filter(resident__plan=plan).order_by("first", "pk"))
    now = [stint for stint in stints if stint.starts_on <= today <= stint.ends_on]
    before = [stint for stint in stints if today - timedelta(40) <= stint.ends_on < today]
    confirm_entries(_rows([stint for place, stint in enumerate(now) if place % LATE]), by=base)
    confirm_entries(_rows(before), by=base)
    confirm_exits(_rows(before), left_on=today, by=base)
    ill = [stint for stint in now if stint.starts_on <= today - timedelta(2) and stint.ends_on >= today][:1]
    record_leaves(
        _rows(ill), kind="sick", starts_on=today - timedelta(1), ends_on=today, note="病假条已存科室", by=base
    )


def _teach(plan: int, base: Actor) -> None:
    """Who is in the departments with supervisors has one, as far as the limit lets them; next month's have none yet."""
    slot = slot_of(localdate())
    now = Stint._base_manager.filter(resident__plan=plan, first__lte=slot, first__gt=slot - F("half_months"))
    share_supervisors(now.filter(department__name__in=TAUGHT), month=slot // 2, by=base)


def _rows(stints: Sequence[Stint]) -> "QuerySet[Stint]":
    return Stint._base_manager.filter(pk__in=[stint.pk for stint in stints])
