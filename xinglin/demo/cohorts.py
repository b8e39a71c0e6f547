"""Who trains where, and how far each record has come: the plan that `filling` carries out. The same every time."""

from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any

from xinglin.demo import country
from xinglin.demo.people import fake_people

FLAGSHIP, NEXT_DOOR = "北京协和医院", "北京大学第一医院"
SIZES = {FLAGSHIP: 214, NEXT_DOOR: 126}
MORE_HOSPITALS = {"110000": 2, "440000": 3, "310000": 2, "510000": 2}  # beside one in every province

# How far a record has come. «assigned»: the base was first, the resident has filled in nothing yet.
STAGES = (
    "opened",
    "assigned",
    "begun",
    "filled",
    "complete",
    "personal_returned",
    "corrected",
    "reported",
    "returned",
    "resubmitted",
    "approved",
)
# Percent of the residents of an early, a middling and a quick hospital at each stage.
PACES = (
    (30, 14, 18, 14, 12, 2, 2, 6, 1, 0, 1),
    (9, 5, 9, 9, 15, 4, 4, 18, 7, 4, 16),
    (2, 1, 3, 3, 6, 1, 2, 26, 5, 4, 47),
)
MIDDLING = 1
SPREAD = 37  # prime to 100: neighbours in the list are at different stages

PERSONAL = ("filled", "complete", "personal_returned", "corrected", "reported", "returned", "resubmitted", "approved")
SUBMITTED = ("reported", "returned", "resubmitted", "approved")
ACTIVATED = ("begun", *PERSONAL)  # whose owners have logged in
WITH_TRAINING = ("assigned", *PERSONAL[1:])

BIG = {"0100": 18, "0900": 12, "0700": 10, "1600": 7, "0200": 8, "1900": 8}  # weights; of others 2


@dataclass(frozen=True)
class Resident:
    """One planned record. `serial` is the person's in people.py."""

    serial: int
    stage: str
    specialty: str
    person: dict[str, Any]


@dataclass(frozen=True)
class Cohort:
    """The residents whom one hospital took in in one year."""

    hospital: country.Hospital
    year: int
    residents: tuple[Resident, ...]

    @property
    def is_shown(self) -> bool:
        """Is it one of the two hospitals that people look at closely?"""
        return self.hospital.name in SIZES


def cohorts(year: int) -> list[Cohort]:
    """This year's intake of about forty hospitals, every province among them; the flagship's serials start at 0."""
    made, start = [], 0
    for place, hospital in enumerate(chosen_hospitals()):
        size = SIZES.get(hospital.name) or 30 + place * 29 % 57
        pace = MIDDLING if hospital.name in SIZES else place % len(PACES)
        made.append(_cohort(hospital, year, start, [_stage(pace, i) for i in range(size)]))
        start += size
    return made


def past_cohorts(years: range) -> list[Cohort]:
    """Approved intakes of former years at the flagship and the hospital next door."""
    start, made = 100_000, []
    for year in years:
        for hospital in chosen_hospitals()[:2]:
            size = SIZES[hospital.name] // 3
            made.append(_cohort(hospital, year, start, ["approved"] * size))
            start += size
    return made


@cache
def chosen_hospitals() -> list[country.Hospital]:
    """The flagship and its neighbour first, then the first of every province, then some more of the large ones."""
    by_name = {hospital.name: hospital for hospital in country.hospitals()}
    chosen = [by_name[FLAGSHIP], by_name[NEXT_DOOR]]
    for province in dict.fromkeys(hospital.province for hospital in country.hospitals()):
        here = [h for h in country.hospitals() if h.province == province and h not in chosen]
        chosen += here[: MORE_HOSPITALS.get(province, 1)]
    return chosen


def _cohort(hospital: country.Hospital, year: int, start: int, stages: list[str]) -> Cohort:
    random = Random(f"{hospital.name}/{year}")  # noqa: S311 -- a plan, no secret
    weights = [BIG.get(code, 2) for code in hospital.specialties]
    taken = random.choices(hospital.specialties, weights, k=len(stages))
    residents = tuple(
        _resident(serial, stage, code, hospital.province, year)
        for serial, (stage, code) in enumerate(zip(stages, taken, strict=True), start)
    )
    return Cohort(hospital, year, residents)


def _resident(serial: int, stage: str, specialty: str, province: str, year: int) -> Resident:
    person = fake_people(1, start=serial, intake_year=year, province=province, specialty=specialty)[0]
    return Resident(serial, stage, specialty, person)


def _stage(pace: int, place: int) -> str:
    share = place * SPREAD % 100
    return next(stage for stage, most in zip(STAGES, accumulate(PACES[pace]), strict=True) if share < most)


def _first(stage: str) -> int:
    """The serial of the flagship's first resident at a stage."""
    return next(place for place in range(SIZES[FLAGSHIP]) if _stage(MIDDLING, place) == stage)


# Residents in the table of log-ins: what each is to try out → serial.
SHOWN_RESIDENTS = {
    "首次登录，激活账号": _first("opened"),
    "填报中": _first("begun"),
    "基本信息被退回": _first("personal_returned"),
    "已上报": _first("reported"),
}
# Serials of those at the flagship whose history names themselves.
BY_THEMSELVES = frozenset({_first(stage) for stage in ACTIVATED} | set(SHOWN_RESIDENTS.values()))
