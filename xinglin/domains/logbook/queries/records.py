"""Stays and entries as one may see them: one's own, those one teaches, those of one's department or base (ROT-09)."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import F, Q, QuerySet

from xinglin.domains.rotation.public import Stay, Teaching, taught_by
from xinglin.domains.training.public import Training
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Scoped
from xinglin.engines.access.rights import Right
from xinglin.engines.access.roles import Role
from xinglin.engines.access.visible import visible

from .. import rules
from ..enums import EntryState
from ..models import EndOfRotationAssessment, Entry

M = TypeVar("M", bound=Scoped)
OF_STAY = ("stint__department", "stint__line", "stint__resident__training__person")
OF_ENTRY = ("stay__stint__line", "department", "training__person", "training__specialty")


def seen(model: type[M], actor: Actor, right: Right, stint: str) -> "QuerySet[M]":
    """`visible`, but a supervisor sees what belongs to the stints he teaches. `stint`: the way from a row to one."""
    if actor.role != Role.SUPERVISOR:
        return visible(model, actor, right)
    rows = model._base_manager.all()
    taught = Q(**{f"{stint}__in": taught_by(actor).order_by().values("stint")})
    return rows.filter(taught) if actor.may(right) else rows.none()


def stays_visible_to(actor: Actor, right: Right = rules.ASSESS) -> "QuerySet[Stay]":
    """Who has come to a department, with what it is called and his assessment."""
    return seen(Stay, actor, right, "stint").select_related(*OF_STAY, "stint__resident__plan", "assessment")


def entries_visible_to(actor: Actor, right: Right = rules.ENTRIES) -> "QuerySet[Entry]":
    """Training records."""
    return seen(Entry, actor, right, "stay__stint").select_related(*OF_ENTRY)


def waiting_entries(actor: Actor) -> "QuerySet[Entry]":
    """What the actor has to confirm."""
    return entries_visible_to(actor, rules.CONFIRM).filter(state=EntryState.WAITING)


def own_stays(actor: Actor) -> "QuerySet[Stay]":
    """Where one is and was, the latest first."""
    rows = visible(Stay, actor, rules.OWN).select_related(*OF_STAY, "assessment")
    return rows.order_by(F("left_on").desc(nulls_first=True), "-stint__first", "-pk")


def own_entries(actor: Actor) -> "QuerySet[Entry]":
    """One's own."""
    return visible(Entry, actor, rules.OWN).select_related(*OF_ENTRY)


def trainings_visible_to(actor: Actor) -> "QuerySet[Training]":
    """Residents who are or were in a department that the actor sees, or whom he teaches."""
    there = seen(Stay, actor, rules.RECORDS, "stint").order_by().values("stint__resident__training")
    return Training._base_manager.filter(pk__in=there).select_related("person", "specialty")


def locked(asked: "QuerySet[M]", seen: "QuerySet[M]", *related: str) -> list[M]:
    """As `claim` locks: the asked rows among those seen, in key order, and what the rules need read afterwards."""
    rows = seen.order_by().filter(pk__in=asked.order_by().values("pk")).values("pk")
    model = asked.model
    keys = list(
        model._base_manager.filter(pk__in=rows).select_for_update(of=("self",)).order_by("pk").values_list("pk")
    )
    return list(model._base_manager.filter(pk__in=[pk for (pk,) in keys]).select_related(*related).order_by("pk"))


def closed_stays(stays: Iterable[int]) -> set[int]:
    """Stays whose assessment both have signed; one statement."""
    rows = EndOfRotationAssessment._base_manager.filter(stay__in=list(stays), department_signed_at__isnull=False)
    return set(rows.values_list("stay", flat=True))


def teachers_of(stays: Iterable[Stay]) -> dict[int, str]:
    """Stay → name of its 带教老师; one statement."""
    stints = {stay.stint_id: stay.pk for stay in stays}
    rows = Teaching._base_manager.filter(stint__in=list(stints)).values_list("stint", "supervisor__person__name")
    return {stints[stint]: name for stint, name in rows}


def with_teachers(stays: Sequence[Any], actor: Actor) -> None:
    """Give each stay `teacher`, a name or nothing."""
    names = teachers_of(stays)
    for stay in stays:
        stay.teacher = names.get(stay.pk, "")
        stay.assessed = getattr(stay, "assessment", None)
