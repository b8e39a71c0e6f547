"""Cycles and their windows, the rules of a province, and institutions in a cycle (ASM-02 to ASM-05)."""

from collections.abc import Iterable, Sequence

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.timezone import localdate

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership, Unit, UnitKind, in_force
from xinglin.engines.access.remembering import once_a_page
from xinglin.engines.access.visible import hold, visible
from xinglin.engines.review.models import State
from xinglin.engines.windows.kinds import WindowKind
from xinglin.engines.windows.queries import Opening, Openings

from .. import rules, windows
from ..models import AgencyApplication, Cycle, Department, Enrolment, InstitutionProfile, ProcedureReason, ProvinceRules


@once_a_page
def current_cycle(province_id: int | None) -> Cycle | None:
    """The province's cycle that is worked on: the newest that has begun and is not closed, else the next to come."""
    open_ones = list(Cycle.objects.filter(province=province_id, closed_at=None).order_by("-starts_on"))
    begun = [cycle for cycle in open_ones if cycle.starts_on <= localdate()]
    return next(iter(begun or open_ones[-1:]), None)


def current_cycles(provinces: Iterable[int]) -> dict[int, Cycle]:
    """Province → its current cycle; absent where there is none. One statement."""
    found: dict[int, list[Cycle]] = {}
    for cycle in Cycle.objects.filter(province__in=set(provinces), closed_at=None).order_by("-starts_on"):
        found.setdefault(cycle.province_id, []).append(cycle)
    today = localdate()
    return {pk: next((c for c in cycles if c.starts_on <= today), cycles[-1]) for pk, cycles in found.items()}


def held_cycles(provinces: Iterable[int]) -> dict[int, Cycle]:
    """The same for those who write: none of them is closed before they are done."""
    keys = set(provinces)
    hold(Cycle.objects.filter(province__in=keys, closed_at=None))
    return current_cycles(keys)


def cycles_visible_to(actor: Actor) -> "QuerySet[Cycle]":
    """The cycles of the actor's province, the newest first."""
    if not (actor.is_system or actor.may(rules.SUPERVISE)):
        return Cycle.objects.none()
    rows = Cycle.objects.filter(province=actor.unit.province_id)
    return rows.annotate(institutions=Count("profiles", filter=Q(profiles__confirmed_at__isnull=False)))


def openings_of_cycle(cycle: Cycle, unit: Unit) -> list[Opening]:
    """All windows of the cycle as the unit finds them: 考核安排."""
    openings = Openings(windows.CYCLE_WINDOWS, [cycle.year])
    return [_best(openings, kind, cycle, unit) for kind in windows.CYCLE_WINDOWS]


def opening_of(kind: WindowKind, cycle: Cycle, unit: Unit) -> Opening:
    """One window of the cycle as the unit finds it."""
    return _best(Openings([kind], [cycle.year]), kind, cycle, unit)


def _best(openings: Openings, kind: WindowKind, cycle: Cycle, unit: Unit) -> Opening:
    return openings.best(kind, cycle.year, institution_id=unit.institution_id, province_id=cycle.province_id)


def rules_of(province_id: int | None) -> ProvinceRules:
    """The figures in force today; those of the law where the province has set none."""
    begun = ProvinceRules.objects.filter(province=province_id, starts_on__lte=localdate())
    return begun.order_by("-starts_on").first() or ProvinceRules(province_id=province_id or 0, starts_on=localdate())


def rules_of_provinces(provinces: Iterable[int]) -> dict[int, ProvinceRules]:
    """Province → its figures in force today. One statement."""
    keys = set(provinces)
    begun = ProvinceRules.objects.filter(province__in=keys, starts_on__lte=localdate()).order_by("starts_on")
    found = {each.province_id: each for each in begun}
    return {key: found.get(key) or ProvinceRules(province_id=key, starts_on=localdate()) for key in keys}


@once_a_page
def is_connected(province_id: int | None) -> bool:
    """Do the province's physicians come from the electronic registration system (ASM-11)?"""
    return rules_of(province_id).is_connected


def reasons_visible_to(actor: Actor) -> "QuerySet[ProcedureReason]":
    """The list of the actor's province, and what holds everywhere."""
    if not (actor.is_system or actor.may(rules.SUPERVISE)):
        return ProcedureReason.objects.none()
    return ProcedureReason.objects.filter(Q(province=None) | Q(province=actor.unit.province_id))


def profiles_visible_to(actor: Actor) -> "QuerySet[InstitutionProfile]":
    """The institutions under the authority in the current cycle, each with its number of physicians who take part."""
    cycle = current_cycle(actor.unit.province_id)
    rows = visible(InstitutionProfile, actor, rules.SUPERVISE).filter(cycle=cycle, institution__is_active=True)
    taking = Enrolment._base_manager.filter(institution=OuterRef("institution"), cycle=cycle).order_by()
    number = taking.values("institution").annotate(number=Count("pk")).values("number")
    return rows.annotate(physicians=Subquery(number)).select_related("institution", "authority", "agency")


def profile_of(actor: Actor) -> InstitutionProfile | None:
    """The actor's own institution in the current cycle."""
    cycle = current_cycle(actor.unit.province_id)
    own = visible(InstitutionProfile, actor, rules.PROFILE).filter(cycle=cycle)
    return own.select_related("cycle", "authority", "agency", "institution").first()


def profiles_of(cycle: Cycle, institutions: Iterable[int]) -> dict[int, InstitutionProfile]:
    """Institution → its profile in the cycle. One statement."""
    rows = InstitutionProfile._base_manager.filter(cycle=cycle, institution__in=set(institutions))
    return {row.institution_id: row for row in rows}


def authorities_of(institutions: Iterable[Unit]) -> dict[int, int]:
    """Institution → its 隶属卫生行政机构: the nearest authority above it that works here, else its province.

    A city or county that nobody administers on the platform decides nothing, and what waits for it would wait for ever.
    """
    units = list(institutions)
    above = {key for unit in units for key in _above(unit)}
    working = Membership.objects.filter(in_force(timezone.now()), unit__in=above, role__in=rules.ADMINS)
    at_work = set(working.values_list("unit", flat=True))
    return {
        unit.pk: next((key for key in reversed(_above(unit)) if key in at_work), unit.province_id or 0)
        for unit in units
    }


def _above(unit: Unit) -> list[int]:
    return [int(key) for key in (unit.path or "").split("/") if key][:-1]


def institutions_under(actor: Actor) -> "QuerySet[Unit]":
    """Those in use under the authority, by name."""
    under = Unit.objects.filter(kind=UnitKind.INSTITUTION, is_active=True, path__startswith=actor.unit.path or "-")
    return under.order_by("name")


def agencies_by_institution(rows: Iterable[Enrolment], institutions: Sequence[int]) -> dict[tuple[int, int], int]:
    """(cycle, institution) → the agency entrusted there. One statement a cycle."""
    cycles = {row.cycle_id: row.cycle for row in rows}
    return {
        (key, unit): profile.agency_id
        for key, cycle in cycles.items()
        for unit, profile in profiles_of(cycle, institutions).items()
        if profile.agency_id
    }


def agencies_of(cycle: Cycle | None) -> "QuerySet[Unit]":
    """The institutions whose application to be an agency was approved in the cycle (ASM-05)."""
    approved = AgencyApplication._base_manager.filter(cycle=cycle, case__state=State.APPROVED)
    return Unit.objects.filter(pk__in=approved.values("institution"), is_active=True).order_by("name")


def applications_visible_to(actor: Actor) -> "QuerySet[AgencyApplication]":
    """An institution's own applications; for those who review them all under their unit."""
    right = rules.APPLY if actor.may(rules.APPLY) else rules.REVIEW_AGENCIES
    return visible(AgencyApplication, actor, right).select_related("case", "cycle", "institution", "authority")


def departments_visible_to(actor: Actor) -> "QuerySet[Department]":
    """科室 of the own institution, each with the number of its physicians."""
    rows = visible(Department, actor, rules.DEPARTMENTS)
    return rows.annotate(members=Count("physicians"))


def departments_of(institution_id: int | None) -> "QuerySet[Department]":
    """Those that a physician of the institution may choose."""
    return Department._base_manager.filter(institution=institution_id, is_active=True).order_by("name")


def physicians_in(departments: Iterable[int]) -> dict[int, int]:
    """Department → how many physicians are in it, or were in some cycle; absent where nobody was. Two statements."""
    keys = list(departments)
    numbers: dict[int, int] = {}
    now = Department._base_manager.filter(pk__in=keys).annotate(number=Count("physicians"))
    numbers.update(now.filter(number__gt=0).values_list("pk", "number"))
    then = Enrolment._base_manager.filter(department__in=keys).order_by().values("department")
    for row in then.annotate(number=Count("physician", distinct=True)):
        numbers[row["department"]] = max(row["number"], numbers.get(row["department"], 0))
    return numbers
