"""Batches of Beijing, Guangdong and the city of Shenzhen in every stage, with the plans of their bases.

Others find a batch by its key («bj-report-in»). While they work all windows are open; `settle` gives the true dates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from xinglin.demo.cohorts import FLAGSHIP, NEXT_DOOR
from xinglin.demo.founding import Places, this_year
from xinglin.demo.log_ins import FAR, actors
from xinglin.domains.institutions.public import affiliate, save_programmes
from xinglin.domains.recruitment.public import (
    STAGES,
    Batch,
    Place,
    Plan,
    grant_places,
    save_batches,
    save_places,
    save_score_parts,
)
from xinglin.engines.access.actor import Actor, system_actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Outcome
from xinglin.engines.review.actions import approve, return_for_changes, submit
from xinglin.kit.calendar import start_of, today

BEIJING, GUANGDONG, SHENZHEN = "110000", "440000", ("440000", "深圳市")
PLANNING, REGISTRATION, SCREENING, ADMISSION, ACCEPTANCE, CONFIRMATION, REPORT_IN, OVER = range(len(STAGES) + 1)
# What the two provinces have in common is nothing.
SETTINGS: dict[str, dict[str, Any]] = {
    BEIJING: {
        "categories": ["COMPANY", "ENTRUST", "SOCIAL", "GRADUATE"],
        "confirming": "province",
        "preferences": 1,
        "several_specialties": False,
        "release_hours": 12,
        "release_limit": 20,
        "publicity_days": 7,
        "instructions": "每人限报一个志愿、一个专业。\n本单位和外单位委托培养的，须由工作单位出具同意报考证明。",
    },
    GUANGDONG: {
        "categories": ["COMPANY", "SOCIAL", "GRADUATE"],
        "confirming": "city_then_province",
        "preferences": 5,
        "several_specialties": True,
        "release_hours": 24,
        "release_limit": 50,
        "publicity_days": 10,
        "instructions": "可按顺序填报五个志愿，可以报不同专业。\n同时报名深圳市批次的，录取后只能接受一个。",
    },
}
PARTS: dict[str, list[dict[str, Any]]] = {
    BEIJING: [
        {"title": "理论", "kind": "points", "least": 0, "most": 100, "passing": 60, "weight": 60},
        {"title": "面试", "kind": "points", "least": 0, "most": 100, "passing": None, "weight": 40},
    ],
    GUANGDONG: [
        {"title": "理论", "kind": "points", "least": 0, "most": 150, "passing": 90, "weight": 50},
        {"title": "技能", "kind": "points", "least": 0, "most": 100, "passing": 60, "weight": 30},
        {"title": "面试", "kind": "points", "least": 0, "most": 50, "passing": None, "weight": 20},
        {"title": "体检", "kind": "pass", "least": 0, "most": 1, "passing": None, "weight": 0},
    ],
}
DAYS = {BEIJING: 14, GUANGDONG: 9}  # from one stage to the next


@dataclass(frozen=True)
class Planned:
    """A batch to be. `year`: from this one; `stage`: where it stands."""

    key: str
    province: str
    year: int
    name: str
    stage: int
    settings: dict[str, Any] = field(default_factory=dict)
    of_city: tuple[str, str] | None = None


PLANNED = (
    Planned("bj-over", BEIJING, -1, "住院医师招收", OVER),
    Planned("bj-report-in", BEIJING, 0, "第一批", REPORT_IN),
    Planned("bj-acceptance", BEIJING, 0, "第二批（补录）", ACCEPTANCE),
    Planned("bj-admission", BEIJING, 0, "第三批（紧缺专业）", ADMISSION),
    Planned("bj-registration", BEIJING, 0, "第四批（秋季）", REGISTRATION),
    Planned("bj-matching", BEIJING, 0, "双向匹配试点", ADMISSION, {"method": "matching", "preferences": 8}),
    Planned("bj-matched", BEIJING, 0, "双向匹配试点（第一轮）", ACCEPTANCE, {"method": "matching", "preferences": 3}),
    Planned("bj-trial", BEIJING, 0, "系统测试", REGISTRATION, {"is_trial": True}),
    Planned("bj-planning", BEIJING, 1, "第一批", PLANNING),
    Planned("gd-over", GUANGDONG, -1, "夏季招收", OVER),
    Planned("gd-report-in", GUANGDONG, 0, "夏季招收", REPORT_IN),
    Planned("gd-confirmation", GUANGDONG, 0, "夏季补录", CONFIRMATION),
    Planned("gd-screening", GUANGDONG, 0, "秋季招收", SCREENING),
    Planned("gd-parallel", GUANGDONG, 0, "平行志愿批次", ADMISSION, {"method": "parallel"}),
    Planned("sz-acceptance", GUANGDONG, 0, "深圳市招收", ACCEPTANCE, {"confirming": "city"}, SHENZHEN),
)
BASES = {BEIJING: 8, GUANGDONG: 8, SHENZHEN[1]: 4}  # so many take part
LINES = 8  # specialties a base applies for
WAITING, RETURNED = "bj-planning", "内科招收人数明显超过容量，请核减后重新提交。"


@dataclass(frozen=True)
class Recruitment:
    """Batches by key, the bases that take part in each, and who acts: unit key → actor."""

    places: Places
    batches: dict[str, Batch]
    taking_part: dict[str, list[Unit]]
    bases: dict[int, Actor]
    administrators: dict[int, Actor]
    reviewers: dict[int, Actor]

    def planned(self, key: str) -> Planned:
        """How a batch was meant."""
        return next(each for each in PLANNED if each.key == key)


def set_up(places: Places) -> Recruitment:
    """Batches with open windows, their examinations, and approved plans of all who take part."""
    provinces = [places.provinces[code] for code in (BEIJING, GUANGDONG)]
    made = Recruitment(
        places,
        {},
        {each.key: _taking_part(places, each) for each in PLANNED},
        actors(Role.BASE_ADMIN, places.hospitals.values()),
        actors(Role.PROVINCE_ADMIN, provinces),
        actors(Role.PROVINCE_REVIEWER, provinces),
    )
    for code in (BEIJING, GUANGDONG):
        _found_batches(made, code)
    _limit(places)
    _plan(made)
    return made


def _taking_part(places: Places, planned: Planned) -> list[Unit]:
    """Hospitals of the province, or of the city that runs it; the largest stand first in the data."""
    above = places.cities[planned.of_city] if planned.of_city else places.provinces[planned.province]
    below = [unit for unit in places.hospitals.values() if (unit.path or "").startswith(above.path or "-")]
    return below[: BASES[planned.of_city[1] if planned.of_city else planned.province]]


def _found_batches(made: Recruitment, province: str) -> None:
    planned = [each for each in PLANNED if each.province == province]
    unit = made.places.provinces[province]
    open_now = {kind.key: (_day(-1), _day(3)) for kind in STAGES}  # a result lies for 24 hours before its answer
    rows = []
    for each in planned:
        year = this_year() + each.year
        owner = made.places.cities[each.of_city] if each.of_city else unit
        own = {"intake_year": year, "name": f"{year}年{each.name}", "owner_id": owner.pk, "windows": open_now}
        rows.append(SETTINGS[province] | own | each.settings)
    by = made.administrators[unit.pk]
    keys = _done(save_batches(rows, by=by)).records
    found = Batch.objects.select_related("province", "owner").in_bulk(keys.values())
    made.batches.update({each.key: found[keys[index]] for index, each in enumerate(planned)})
    _done(save_score_parts(Batch.objects.filter(pk__in=found), PARTS[province], by=by))


def _limit(places: Places) -> None:
    """Two programmes have limits that their plans do not keep, and the flagship trains at a site."""
    system = system_actor("示例数据")
    rows = [
        {"institution": places.hospitals[name].pk, "specialty": "0100", "least": 9, "capacity": 60}
        for name in (FLAGSHIP, FAR)
    ]
    _done(save_programmes(rows, by=system))
    _done(affiliate([{"base": places.hospitals[FLAGSHIP].pk, "site": places.hospitals[NEXT_DOOR].pk}], by=system))


def _plan(made: Recruitment) -> None:
    rows: dict[int, list[dict[str, Any]]] = {}
    for key, units in made.taking_part.items():
        for unit in units:
            rows.setdefault(unit.pk, []).extend(_lines(made, key, unit))
    for base, lines in rows.items():
        _done(save_places(lines, by=made.bases[base]))
    held_back = Plan._base_manager.filter(batch=made.batches[WAITING], institution=made.places.hospitals[FLAGSHIP])
    for base in rows:
        mine = Plan._base_manager.filter(institution=base).exclude(pk__in=held_back.values("pk"))
        _done(submit(mine, by=made.bases[base]))
    for reviewer in made.reviewers.values():
        _review(made, reviewer)


def _lines(made: Recruitment, key: str, unit: Unit) -> Iterator[dict[str, Any]]:
    """The unit's first specialties; the large ones get more places, a matching more than a late round."""
    batch = made.batches[key]
    for place, code in enumerate(_specialties(unit)[:LINES]):
        asked = max(2, 9 - place - unit.pk % 3) if key not in ("bj-acceptance", "gd-confirmation") else 2
        yield {"batch": batch.pk, "specialty": code, "site": None, "asked": asked}
    if unit.name == FLAGSHIP and key in ("bj-report-in", WAITING):
        site = made.places.hospitals[NEXT_DOOR].pk
        yield {"batch": batch.pk, "specialty": "0100", "site": site, "asked": 2}


def _specialties(unit: Unit) -> Sequence[str]:
    bases = unit.specialty_bases.select_related("specialty").order_by("specialty__code")
    return [base.specialty.code for base in bases]


def _review(made: Recruitment, reviewer: Actor) -> None:
    """All approved, some with other numbers; of next year's one is returned and most still wait."""
    mine = Plan._base_manager.filter(province=reviewer.unit_id, case__isnull=False)
    late = mine.filter(batch=made.batches[WAITING]).order_by("pk")
    decided = mine.exclude(pk__in=[plan.pk for plan in late[:5]])
    fewer = Place._base_manager.filter(plan__in=decided, specialty__code="0200", asked__gt=3)
    numbers: dict[int, int | None] = dict.fromkeys(fewer.values_list("pk", flat=True), 3)
    _done(grant_places(fewer, numbers, by=reviewer))
    _done(approve(decided, comment="同意，儿科按容量核减。", by=reviewer))
    if returned := [plan.pk for plan in late[:1]]:
        _done(return_for_changes(Plan._base_manager.filter(pk__in=returned), comment=RETURNED, by=reviewer))


def settle(made: Recruitment) -> None:
    """The true dates: a batch stands in its stage, what comes before is over and what comes after has not begun."""
    for code in (BEIJING, GUANGDONG):
        mine = [each for each in PLANNED if each.province == code]
        rows = [{"pk": made.batches[each.key].pk, "windows": _dates(each)} for each in mine]
        _done(save_batches(rows, by=made.administrators[made.places.provinces[code].pk]))


def _dates(planned: Planned) -> dict[str, Any]:
    """One stage after the other; those of last year lie a year back."""
    length = DAYS[planned.province]
    first = -length // 2 - (365 if planned.year < 0 else 0)
    spans = ((kind, first + length * (place - planned.stage)) for place, kind in enumerate(STAGES))
    return {kind.key: (_day(start), _day(start + length - 1)) for kind, start in spans}


def _day(ahead: int) -> Any:
    """The first moment of a day counted from today."""
    return start_of(today() + timedelta(ahead))


def _done(outcome: Outcome) -> Outcome:
    assert not outcome.refused, outcome.refused  # noqa: S101 -- a fault of the demonstration itself
    return outcome
