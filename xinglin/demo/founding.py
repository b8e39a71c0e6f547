"""The tree of the demonstration and its schedule: nation, 31 provinces and 兵团, cities, hospitals, windows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from xinglin.demo import country
from xinglin.domains.institutions.public import NewHospital, found_hospitals, open_specialty_bases
from xinglin.domains.reference.public import Specialty, options
from xinglin.domains.training.public import INTAKE, PROVINCE_REVIEW
from xinglin.engines.access.actions import NewUnit, found_units
from xinglin.engines.access.actor import system_actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.history.author import Author
from xinglin.engines.windows.actions import Timing, extend, schedule
from xinglin.engines.windows.models import Window
from xinglin.kit.calendar import day_bounds, start_of, today

FOUNDER = Author(account_id=None, name="示例数据", role="system", unit_id=None, unit_name="", source="command")
NATION = "国家卫生健康委员会"
ABROAD = ("710000", "810000", "820000")  # homes of residents, not places of training
PAST_YEARS = 2
LATE = "西藏自治区人民医院"


@dataclass(frozen=True)
class Places:
    """What was founded; provinces by their code, hospitals by name, in the order of the data."""

    nation: Unit
    provinces: dict[str, Unit]
    cities: dict[tuple[str, str], Unit]
    hospitals: dict[str, Unit]


def found() -> Places:
    """Found everything; needs an empty tree."""
    nation = _units([NewUnit(UnitKind.NATION, None, NATION, "国家", "100000")])[0]
    listed = [(code, name) for code, name in options("province") if code not in ABROAD]
    provinces = _units(NewUnit(UnitKind.PROVINCE, nation, name, code=code) for code, name in listed)
    by_code = {unit.code: unit for unit in provinces}
    cities = _units(
        NewUnit(UnitKind.CITY, by_code[city.province], city.name, code=city.code) for city in country.cities()
    )
    by_name = {(city.province, city.name): unit for city, unit in zip(country.cities(), cities, strict=True)}
    return Places(nation, by_code, by_name, _hospitals(by_code, by_name))


def _units(new: Iterable[NewUnit]) -> list[Unit]:
    made = found_units(list(new), by=FOUNDER).done
    found = Unit.objects.in_bulk(made)
    return [found[pk] for pk in made]


def _hospitals(provinces: dict[str, Unit], cities: dict[tuple[str, str], Unit]) -> dict[str, Unit]:
    system = system_actor(FOUNDER.name)
    made = found_hospitals([_new_hospital(h, provinces, cities) for h in country.hospitals()], by=system).done
    units = Unit.objects.select_related("province").in_bulk(made)
    found = {units[pk].name: units[pk] for pk in made}
    specialties = {specialty.code: specialty for specialty in Specialty.objects.all()}
    open_specialty_bases(
        [(found[h.name], specialties[code]) for h in country.hospitals() for code in h.specialties], by=system
    )
    return found


def _new_hospital(
    hospital: country.Hospital, provinces: dict[str, Unit], cities: dict[tuple[str, str], Unit]
) -> NewHospital:
    province = hospital.province
    return NewHospital(
        parent=cities[province, hospital.city] if hospital.city else provinces[province],
        name=hospital.name,
        short_name=hospital.short_name,
        credit_code=hospital.credit_code,
        level=hospital.level,
        kind=hospital.kind,
        is_military=hospital.is_military,
        base_level="national",
    )


def this_year() -> int:
    """The year whose intake is being reported."""
    return today().year


def open_windows(places: Places) -> None:
    """This year's intake from ten days ago to the end of the twelfth day ahead; review a little later.

    Guangdong has a time of its own, and one hospital of Tibet more of it than others.
    """
    year, nation, guangdong = this_year(), places.nation, places.provinces["440000"]
    _schedule(nation, [(INTAKE, year, _day(-10), _day(13)), (PROVINCE_REVIEW, year, _day(-5), _day(21))])
    _schedule(guangdong, [(PROVINCE_REVIEW, year, _day(-5), _day(28))])
    extend(
        Unit.objects.filter(pk=places.hospitals[LATE].pk),
        window=Window.objects.get(kind=INTAKE.key, year=year, unit=nation),
        ends_at=_day(18),
        reason="大雪封路，学员报到推迟，申请延长上报时间。",
        by=system_actor(FOUNDER.name),
    )


def open_past(nation: Unit, years: Iterable[int]) -> None:
    """Open the windows of past years for the time of loading, since what lies there went through them."""
    _schedule(nation, [(kind, year, _day(-1), _day(1)) for year in years for kind in (INTAKE, PROVINCE_REVIEW)])


def close_past(nation: Unit, years: Iterable[int]) -> None:
    """The true dates of past years: autumn."""
    times = []
    for year in years:
        times.append((INTAKE, year, *day_bounds(date(year, 9, 15), date(year, 10, 20))))
        times.append((PROVINCE_REVIEW, year, *day_bounds(date(year, 9, 20), date(year, 10, 31))))
    _schedule(nation, times)


def past_years() -> range:
    """Years whose intake is over."""
    return range(this_year() - PAST_YEARS, this_year())


def _schedule(unit: Unit, times: list) -> None:
    timings = [
        Timing(kind=kind.key, year=year, unit=unit, starts_at=start, ends_at=end) for kind, year, start, end in times
    ]
    outcome = schedule(timings, by=system_actor(FOUNDER.name))
    assert not outcome.refused, outcome.refused  # noqa: S101 -- a fault of the demonstration itself


def _day(ahead: int) -> datetime:
    """The first moment of a day counted from today."""
    return start_of(today() + timedelta(ahead))
