"""Reading what the authority oversees: progress, spot checks, requests; and who sees the whole of one (ASM-36, 40)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.remembering import once_a_page
from xinglin.engines.access.visible import visible

from ..enums import Answer
from ..models import (
    Certificate,
    Consequence,
    Cycle,
    Enrolment,
    InstitutionProfile,
    Reconsideration,
    SpotCheck,
    TestResult,
    Verdict,
)
from ..rules import OWN
from ..rules.following import RECONSIDER
from ..rules.overseeing import FOLLOW, OVERSEE
from .cycles import current_cycle

SEEN_WITH = ("physician__person", "institution", "department", "agency", "cycle", "case")


def followed_visible_to(actor: Actor) -> "QuerySet[Enrolment]":
    """查看考核进度: those of the current cycle under the unit, or entrusted to it (ASM-40)."""
    return history_visible_to(actor).filter(cycle=current_cycle(actor.unit.province_id))


def history_visible_to(actor: Actor) -> "QuerySet[Enrolment]":
    """历史考核结果: of every cycle; an agency only those of cycles that are not closed (ASM-42)."""
    return visible(Enrolment, actor, FOLLOW).select_related(*SEEN_WITH)


def records_visible_to(actor: Actor) -> "QuerySet[Enrolment]":
    """Whatever one may open: a physician his own."""
    return visible(Enrolment, actor, OWN if actor.may(OWN) else FOLLOW).select_related(*SEEN_WITH)


def own_results_visible_to(actor: Actor) -> "QuerySet[Enrolment]":
    """The physician's own published ones, the newest first; and those done again after he had asked for it."""
    asked = Reconsideration._base_manager.filter(enrolment=OuterRef("pk"))
    rows = visible(Enrolment, actor, OWN).filter(Q(published_at__isnull=False) | Exists(asked))
    return rows.select_related(*SEEN_WITH).order_by("-cycle__year", "-pk")


@once_a_page
def cycles_of(province_id: int | None) -> list[tuple[int, str]]:
    """The province's cycles to choose from, the newest first; all of the country's where there is none."""
    rows = Cycle.objects.select_related("province").order_by("-year", "province__code")
    if province_id:
        return [(cycle.pk, str(cycle)) for cycle in rows.filter(province=province_id)]
    return [(cycle.pk, f"{cycle.province.name} {cycle}") for cycle in rows]


def population_of(profiles: Sequence[InstitutionProfile]) -> dict[int, list[int]]:
    """Profile → its institution's finished, unpublished enrolments that wait for no check, in key order.

    One statement; they stay as they are until the transaction ends.
    """
    waiting = SpotCheck._base_manager.filter(enrolment=OuterRef("pk"))
    rows = Enrolment._base_manager.filter(
        ~Exists(waiting),
        institution__in=[each.institution_id for each in profiles],
        cycle__in={each.cycle_id for each in profiles},
        published_at=None,
    ).exclude(result="")
    found: dict[tuple[int, int | None], list[int]] = {}
    locked = rows.order_by("pk").select_for_update(of=("self",), no_key=True)
    for key, cycle, institution in locked.values_list("pk", "cycle_id", "institution_id"):
        found.setdefault((cycle, institution), []).append(key)
    return {each.pk: found.get((each.cycle_id, each.institution_id), []) for each in profiles}


def spot_checks_visible_to(actor: Actor) -> "QuerySet[SpotCheck]":
    """抽查 under the authority, in all its cycles."""
    joined = (*(f"enrolment__{path}" for path in ("physician__person", "institution", "cycle")), "draw")
    return visible(SpotCheck, actor, OVERSEE).select_related(*joined)


def requests_visible_to(actor: Actor) -> "QuerySet[Reconsideration]":
    """复核申请 under the authority."""
    joined = (f"enrolment__{path}" for path in ("physician__person", "institution", "agency", "cycle"))
    return visible(Reconsideration, actor, RECONSIDER).select_related(*joined)


def consequences_of(keys: Sequence[int]) -> dict[int, dict[str, Consequence]]:
    """Enrolment → kind → what was ordered."""
    found: dict[int, dict[str, Consequence]] = {key: {} for key in keys}
    for each in Consequence._base_manager.filter(enrolment__in=keys):
        found[each.enrolment_id][each.kind] = each
    return found


def objections_to(cycles: Sequence[int]) -> tuple[dict[int, int], dict[int, datetime]]:
    """Cycle → how many re-considerations wait; cycle → when a result was published last. Two statements."""
    waiting = Reconsideration._base_manager.filter(enrolment__cycle__in=cycles, state=Answer.WAITING).order_by()
    numbers = waiting.values("enrolment__cycle").annotate(number=Count("pk"))
    published = Enrolment._base_manager.filter(cycle__in=cycles, published_at__isnull=False).order_by()
    last = published.values("cycle").annotate(last=Max("published_at"))
    return dict(numbers.values_list("enrolment__cycle", "number")), dict(last.values_list("cycle", "last"))


def certificate_of(enrolment: Enrolment) -> Certificate | None:
    """The one in force."""
    return Certificate._base_manager.filter(enrolment=enrolment, withdrawn_at=None).first()


def record_of(enrolment: Enrolment) -> dict[str, Any]:
    """Verdicts, tests, and what followed, as the page of one assessment shows them. Six statements."""
    return {
        "verdicts": list(Verdict._base_manager.filter(enrolment=enrolment)),
        "tests": [(each, points_of(each)) for each in TestResult._base_manager.filter(enrolment=enrolment)],
        "checks": list(SpotCheck._base_manager.filter(enrolment=enrolment)),
        "requests": list(Reconsideration._base_manager.filter(enrolment=enrolment)),
        "consequences": list(Consequence._base_manager.filter(enrolment=enrolment)),
        "certificates": list(Certificate._base_manager.filter(enrolment=enrolment)),
    }


def points_of(test: TestResult) -> str:
    """«78.5 分»; empty where there is no score."""
    return "" if test.score is None else f"{test.score / 100:g} 分"
