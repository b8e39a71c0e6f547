"""专业基地 opened, their capacity, suspended and taken up again (REP-43, R-REC-10)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite

from .. import rules
from ..models import SpecialtyBase
from ..queries import is_charged
from ..queries.placing import Programmes
from .founding import open_specialty_bases

Row = Mapping[str, Any]
FIGURES = ("least", "capacity")


@action("institutions.programmes_saved", "登记专业基地")
def save_programmes(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """Open programmes, or change the capacity of those that stand; keys are indexes of `rows`.

    A row names its institution («institution», a unit key, or by credit code or name) and a specialty's code.
    """
    places, outcome = Programmes(rows, by), Outcome()
    fresh, changed = [], []
    for index, row in enumerate(rows):
        unit, specialty, refused = places.judge(index, row)
        if refused or unit is None or specialty is None:
            outcome.refused[index] = refused[1] if refused else rules.ELSEWHERE
            continue
        standing = places.standing.get((unit.pk, specialty.pk))
        if standing is None:
            fresh.append((index, unit, specialty))
        elif _assign(standing, row):
            changed.append(standing)
            outcome.done.append(index)
        else:
            outcome.unchanged.append(index)
    rewrite(changed, FIGURES)
    _open(fresh, rows, by)
    outcome.done = sorted([*outcome.done, *(index for index, _, _ in fresh)])
    return outcome


def _assign(base: SpecialtyBase, row: Row) -> bool:
    before = (base.least, base.capacity)
    base.least, base.capacity = row.get("least", base.least), row.get("capacity", base.capacity)
    return (base.least, base.capacity) != before


def _open(fresh: Sequence[tuple[int, Any, Any]], rows: Sequence[Row], by: Actor) -> None:
    if not fresh:
        return
    open_specialty_bases([(unit, specialty) for _, unit, specialty in fresh], by=by)
    figures = {(unit.pk, specialty.pk): rows[index] for index, unit, specialty in fresh}
    made = SpecialtyBase.objects.filter(institution__in={unit.pk for _, unit, _ in fresh}).order_by("pk")
    opened = [each for each in made if (each.institution_id, each.specialty_id) in figures]
    rewrite([each for each in opened if _assign(each, figures[each.institution_id, each.specialty_id])], FIGURES)


@action("institutions.programmes_imported", "专业基地导入")
def import_programmes(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """The sheet: as `save_programmes`, and an empty cell changes nothing. Keys are indexes of `rows`."""
    return save_programmes([{key: value for key, value in row.items() if value is not None} for row in rows], by=by)


@action("institutions.programmes_suspended", "暂停专业基地招收")
def suspend_programmes(programmes: "QuerySet[SpecialtyBase]", *, by: Actor, comment: str) -> Outcome:
    """Offer programmes to no new residents from today; those in training go on. Keys are primary keys."""
    found = _claimed(programmes, by)
    outcome = _judged(found, {each.pk: rules.may_suspend(each, comment) for each in found})
    SpecialtyBase.objects.filter(pk__in=outcome.done).update(suspended_on=localdate(), suspended_reason=comment.strip())
    return outcome


@action("institutions.programmes_resumed", "恢复专业基地招收")
def resume_programmes(programmes: "QuerySet[SpecialtyBase]", *, by: Actor) -> Outcome:
    """Offer programmes again. Keys are primary keys."""
    found = _claimed(programmes, by)
    outcome = _judged(found, {each.pk: rules.may_resume(each) for each in found})
    SpecialtyBase.objects.filter(pk__in=outcome.done).update(suspended_on=None, suspended_reason="")
    return outcome


def _claimed(programmes: "QuerySet[SpecialtyBase]", by: Actor) -> list[SpecialtyBase]:
    asked = SpecialtyBase.objects.filter(
        pk__in=programmes.order_by().values("pk"), institution__path__startswith=by.unit.path
    )
    charged = is_charged(by)
    found = asked.select_for_update(of=("self",)).select_related("unit", "institution").order_by("pk")
    return [each for each in found if rules.may_maintain(each.institution, by, charged) is None]


def _judged(programmes: Sequence[SpecialtyBase], reasons: Mapping[int, str | None]) -> Outcome:
    outcome = Outcome.judged(reasons.items())
    outcome.labels = {each.pk: f"{each.institution.name} {each.unit.name}" for each in programmes}
    return outcome
