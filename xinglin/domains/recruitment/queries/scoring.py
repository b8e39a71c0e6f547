"""Offline results: who sees which, and how they rank (REC-24)."""

from xinglin.engines.access.actor import Actor

from ..enums import ScoreKind
from ..models import Application, Score


def scores_shown(application: Application, actor: Actor) -> list[tuple[str, str]]:
    """(part, result) of one applicant, those of the actor's own examination and the province's, in the parts' order."""
    rows = Score._base_manager.filter(application=application).select_related("part", "institution")
    found = rows.order_by("part__order", "pk")
    own = actor.unit.institution_id
    return [
        (score.part.title if score.institution_id else f"{score.part.title}（统一考核）", shown(score))
        for score in found
        if score.institution_id in (None, own) or own is None
    ]


def shown(score: Score) -> str:
    """«86.5 分», «合格»."""
    if score.part.kind == ScoreKind.PASS:
        return "合格" if score.passed else "不合格"
    return f"{score.points.normalize():f} 分" if score.points is not None else ""
