"""What is counted of supervisors (FAC-08)."""

from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from xinglin.domains.institutions.public import SpecialtyBase, bases_under
from xinglin.domains.reference.public import specialties
from xinglin.domains.training.public import BOUND, Training
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import UnitKind
from xinglin.engines.access.visible import visible
from xinglin.engines.statistics.declaration import Choices
from xinglin.kit import calendar

from .. import rules
from ..enums import CertificateLevel, Title
from ..models import Appointment, Supervisor
from .supervisors import annotated

# 3 年以下, 3 至 5 年 …: the first year of each band, the next band's first year ends it.
BANDS = (0, 3, 6, 11, 21)
BAND_NAMES = {0: "未满3年", 3: "3–5年", 6: "6–10年", 11: "11–20年", 21: "21年以上"}
NO_LEVEL = 0


def facts_visible_to(actor: Actor) -> "QuerySet[Supervisor]":
    """Supervisors under the actor's unit, with what they are divided by."""
    rows = annotated(visible(Supervisor, actor, rules.VIEW)).filter(listed_at__isnull=False)
    return rows.annotate(
        level=Coalesce("valid_level", Value(NO_LEVEL)),
        is_appointed=Case(When(appointed_until__isnull=False, then=1), default=0, output_field=IntegerField()),
        title_band=_band("titled_on"),
        teaching_band=_band("teaching_since"),
    )


def _band(path: str) -> Case:
    """First year of the band in which the full years since a day fall; none without the day."""
    today = calendar.today()
    cases = [When(Q(**{f"{path}__lte": before(today, years)}), then=Value(years)) for years in reversed(BANDS)]
    return Case(*cases, default=None, output_field=IntegerField())


def before(today: Any, years: int) -> Any:
    """The last day since which so many years are full today."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:  # 29 February: the day before has its years full, too
        return today.replace(year=today.year - years, day=28)


def bases_of(actor: Actor) -> Choices:
    """Bases at or under the actor's unit."""
    if actor.unit.institution_id:
        return []
    return list(bases_under(actor.unit).order_by("name").values_list("pk", "name"))


def specialty_choices(actor: Actor) -> Choices:
    """带教专业; by key."""
    return [(each.pk, each.name) for each in specialties().values()]


def titles(actor: Actor) -> Choices:
    """职称."""
    return Title.choices


def levels(actor: Actor) -> Choices:
    """培训级别 of the certificates that are good today."""
    return [*((level.value, level.label) for level in CertificateLevel), (NO_LEVEL, "无有效证书")]


def bands(actor: Actor) -> Choices:
    """Bands of years."""
    return list(BAND_NAMES.items())


def ratios_visible_to(actor: Actor) -> "QuerySet[SpecialtyBase]":
    """专业基地 under the actor's unit with residents in training and supervisors appointed today (师生比)."""
    rows = SpecialtyBase.objects.filter(institution__path__startswith=actor.unit.path or "-", unit__is_active=True)
    if not actor.may(rules.VIEW):
        rows = rows.none()
    if actor.unit.kind not in (UnitKind.PROVINCE, UnitKind.INSTITUTION):
        rows = SpecialtyBase.objects.filter(unit=actor.unit) if actor.may(rules.VIEW) else rows.none()
    today = calendar.today()
    residents = Training._base_manager.filter(specialty_base=OuterRef("pk"), status__in=[s.value for s in BOUND])
    appointed = Appointment._base_manager.filter(
        institution=OuterRef("institution"),
        supervisor__specialty=OuterRef("specialty"),
        starts_on__lte=today,
        last_on__gte=today,
    )
    return rows.select_related("institution", "specialty").annotate(
        residents=_number(residents.order_by().values("specialty_base")),
        supervisors=_number(appointed.order_by().values("institution")),
        ratio=Case(When(supervisors__gt=0, then=F("residents") * 1.0 / F("supervisors")), default=None),
    )


def _number(grouped: Any) -> Coalesce:
    return Coalesce(Subquery(grouped.annotate(number=Count("pk")).values("number")), 0)
