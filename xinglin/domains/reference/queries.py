"""Reading code lists: kept in memory for a minute, since every form, sheet and list needs them."""

import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now, TruncDate
from django.utils.timezone import localdate

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import UnitKind
from xinglin.kit.apportioning import apportion
from xinglin.kit.calendar import CHINA

from . import rules
from .models import Code, RotationLine, RotationStandard, Shortage, SpecialDay, Specialty

_KEEP_SECONDS = 60
HALF_MONTH = Decimal("0.5")
_kept: dict[str, tuple[float, Any]] = {}
T = TypeVar("T")


def _remembered(key: str, load: Callable[[], T]) -> T:
    now = time.monotonic()
    if key not in _kept or now - _kept[key][0] > _KEEP_SECONDS:
        _kept[key] = (now, load())
    found: T = _kept[key][1]
    return found


def forget() -> None:
    """After a list was changed in this process."""
    _kept.clear()


def options(name: str) -> list[tuple[str, str]]:
    """(code, label) of the entries in force today, in their order."""
    return _remembered(name, lambda: list(Code.objects.filter(table=name).on(localdate()).values_list("code", "label")))


def labels(name: str) -> dict[str, str]:
    """code → label as it is called today, entries of former days included, so that old records stay readable."""

    def load() -> dict[str, str]:
        begun = Code.objects.filter(table=name).exclude(valid_from__gt=localdate())
        return dict(begun.order_by("order", "code", F("valid_from").asc(nulls_first=True)).values_list("code", "label"))

    return _remembered(f"labels:{name}", load)


def synonyms(name: str) -> dict[str, str]:
    """Other usual spellings → code («二代身份证» → 01)."""

    def load() -> dict[str, str]:
        rows = Code.objects.filter(table=name).on(localdate()).values_list("code", "synonyms")
        return {word: code for code, words in rows for word in words}

    return _remembered(f"synonyms:{name}", load)


def specialties() -> dict[int, Specialty]:
    """All specialties by key."""
    return _remembered("specialties", lambda: {specialty.pk: specialty for specialty in Specialty.objects.all()})


def specialty_options() -> list[tuple[str, str]]:
    """(code, name) in force today."""
    return _remembered("specialty_options", lambda: list(Specialty.objects.on(localdate()).values_list("code", "name")))


def specialty_names() -> dict[str, str]:
    """code → name, specialties of former days included."""
    return {specialty.code: specialty.name for specialty in specialties().values()}


def short_specialties() -> set[int]:
    """Keys of the specialties that count as 紧缺专业 today."""
    return _remembered(
        "short_specialties", lambda: set(Shortage.objects.on(localdate()).values_list("specialty", flat=True))
    )


def arranged_days(province_id: int | None = None) -> dict[date, bool]:
    """Statutory holidays (False) and weekend days that are worked (True), as far as they are known.

    With those of a province's own, which go before the nation's.
    """

    def load() -> dict[date, bool]:
        here = SpecialDay.objects.filter(Q(province=None) | Q(province=province_id))
        return dict(here.order_by(F("province").asc(nulls_first=True)).values_list("day", "is_working"))

    return _remembered(f"arranged_days:{province_id}", load)


def days_visible_to(actor: Actor) -> "QuerySet[SpecialDay]":
    """Those of the nation and of the actor's province; the nation sees those of all."""
    if not actor.may(rules.VIEW):
        return SpecialDay.objects.none()
    rows = SpecialDay.objects.select_related("province")
    if actor.unit.kind == UnitKind.NATION:
        return rows
    return rows.filter(Q(province=None) | Q(province=actor.unit.province_id))


def years_arranged() -> list[tuple[int, str]]:
    """Years of which days are known, the latest first."""
    years = SpecialDay.objects.order_by("-day__year").values_list("day__year", flat=True).distinct()
    return [(year, f"{year} 年") for year in years]


def own_days(actor: Actor) -> "QuerySet[SpecialDay]":
    """Those that the actor arranges: the nation its own, a province its own."""
    province = actor.unit.province_id
    return SpecialDay.objects.filter(province=province) if actor.may(rules.DAYS) else SpecialDay.objects.none()


def codes_visible_to(actor: Actor) -> "QuerySet[Code]":
    """All entries with their versions. They are public standards, but a page of the administration."""
    return Code.objects.all() if actor.may(rules.VIEW) else Code.objects.none()


def versions_of(code: Code) -> "QuerySet[Code]":
    """Everything this code was ever called, the newest first."""
    return Code.objects.filter(table=code.table, code=code.code).order_by(F("valid_from").desc(nulls_last=True))


def specialties_visible_to(actor: Actor) -> "QuerySet[Specialty]":
    """All specialties, with `is_short`: does it count as 紧缺专业 today? And `former`: every name it ever had."""
    found = Specialty.objects.all() if actor.may(rules.VIEW) else Specialty.objects.none()
    return found.annotate(
        former=StringAgg("names__name", " "),
        is_short=Exists(Shortage.objects.on(localdate()).filter(specialty=OuterRef("pk"))),
    )


def in_force_q() -> dict[str, tuple[str, Q]]:
    """Named conditions on first and last day, as filters take them; «today» is asked of the database."""
    today = TruncDate(Now(), tzinfo=CHINA)
    return {
        "valid": ("有效", ~Q(valid_from__gt=today) & ~Q(valid_until__lt=today)),
        "future": ("待启用", Q(valid_from__gt=today)),
        "past": ("已停用", Q(valid_until__lt=today)),
    }


def rotation_standard(specialty: int | None, entered_on: date) -> RotationStandard | None:
    """The standard of a specialty (its key) that was in force on that day, with its lines; two statements (ROT-01)."""
    found = RotationStandard.objects.filter(specialty=specialty).on(entered_on).prefetch_related("lines")
    return found.order_by(F("valid_from").desc(nulls_last=True)).first()


def shortened(standard: RotationStandard, years: int) -> list[tuple[RotationLine, Decimal]]:
    """Each line with the months that a training of so many years has for it in proportion, to half months.

    No regulation says which departments a shorter training leaves out (R-DUR-02), so this is where bases start from.
    """
    lines = list(standard.lines.all())
    total = (standard.least_months * years / standard.years / HALF_MONTH).to_integral_value() * HALF_MONTH
    return list(zip(lines, apportion([line.months for line in lines], total, HALF_MONTH), strict=True))
