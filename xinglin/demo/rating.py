"""What residents say of their teaching at the base that people look at: last year counted, this year to be rated."""

from collections.abc import Sequence
from datetime import date
from itertools import cycle

from django.db.models import QuerySet
from django.utils.timezone import localdate

from xinglin.demo.cohorts import FLAGSHIP
from xinglin.demo.founding import Places
from xinglin.demo.log_ins import actors
from xinglin.demo.teaching import DEPARTMENTS
from xinglin.domains.faculty.public import Supervisor, appointed_in
from xinglin.domains.institutions.public import departments_under
from xinglin.domains.ratings.public import (
    Answer,
    Ballot,
    Box,
    Given,
    Result,
    confirm_results,
    count_answers,
    sealed,
)
from xinglin.domains.rotation.public import Stay, Stint, Teaching
from xinglin.engines.access.actor import system_actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import Role

THIS_YEAR = 6  # rotations of a department that are over and can be rated; last year's all were, by one supervisor
SCORES = ((5, 5, 4, 5, 4, 4, 5, 5), (4, 5, 5, 4, 5, 4, 4, 4), (5, 4, 4, 4, 4, 3, 4, 5), (2, 3, 2, 2, 3, 2, 2, 3))
WORDS = (
    "查房时会结合指南讲解，收获很大。",
    "",
    "希望多安排动手操作的机会，操作前能先示范一遍。",
    "病历修改很细致，会说明为什么这样改。",
    "",
    "出科考核后反馈及时。",
    "门诊病人多的时候讲解偏少。",
)


def rate(places: Places) -> None:
    """Past rotations are noted as if they had been confirmed at their time, which no action does afterwards."""
    unit, today = places.hospitals[FLAGSHIP], localdate()
    base = actors(Role.BASE_ADMIN, [unit])[unit.pk]
    departments = {each.name: each for each in departments_under(unit)}
    appointed = appointed_in([departments[name].pk for name in DEPARTMENTS if name in departments], today)
    boxes = []
    for place, key in enumerate(sorted(appointed)):
        teachers = appointed[key]
        over = _over(key, today)
        past = _taught([s for s in over if s.ends_on.year == today.year - 1], teachers[:1])
        _taught([s for s in over if s.ends_on.year == today.year][-THIS_YEAR:], teachers)
        if past:
            boxes.append(_filled(Unit.objects.get(pk=key), past, year=today.year - 1, is_poor=place == 2))
    count_answers(Box._base_manager.filter(pk__in=boxes), by=system_actor("示例数据"))
    results = Result._base_manager.filter(institution=unit).order_by("pk")
    confirm_results(results.filter(pk__in=[each.pk for each in results][:-1]), by=base)


def _over(department: int, today: date) -> list[Stint]:
    rows: QuerySet[Stint] = Stint._base_manager.filter(department=department, resident__plan__state="published")
    rows = rows.select_related("stay", "teaching").order_by("first", "pk")
    return [stint for stint in rows if stint.ends_on < today]


def _taught(stints: Sequence[Stint], teachers: Sequence[Supervisor]) -> list[Teaching]:
    """Each has been there, has left, and was taught."""
    Stay._base_manager.bulk_create(
        Stay(stint=s, entered_on=s.starts_on, entered_by="科主任", left_on=s.ends_on, left_by="科主任", absent_days=0)
        for s in stints
        if not hasattr(s, "stay")
    )
    Teaching._base_manager.bulk_create(
        Teaching(stint=s, supervisor=teacher, assigned_by="科主任")
        for s, teacher in zip(stints, cycle(teachers), strict=False)
        if not hasattr(s, "teaching")
    )
    return list(
        Teaching._base_manager.filter(stint__in=stints).select_related("stint__stay").order_by("stint__first", "pk")
    )


def _filled(department: Unit, taught: Sequence[Teaching], *, year: int, is_poor: bool) -> int:
    """All of them have answered; their year is over, so no resident could do it now."""
    box = Box(department=department, institution=department.institution, province=department.province, year=year)
    box.save()
    Given._base_manager.bulk_create(Given(stay=each.stint.stay) for each in taught)
    worst = taught[0].supervisor_id if is_poor else None
    answers = [
        Answer(each.supervisor_id, SCORES[-1] if each.supervisor_id == worst else SCORES[n % 3], WORDS[n % len(WORDS)])
        for n, each in enumerate(taught)
    ]
    Ballot.objects.bulk_create(sealed(box, answer) for answer in answers)
    return box.pk
