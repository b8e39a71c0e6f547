"""What institutions do when a specialty gets another name."""

from collections.abc import Iterable

from xinglin.domains.reference.public import SPECIALTIES_RENAMED
from xinglin.engines.access.models import Unit
from xinglin.engines.actions import on
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.history.author import Author
from xinglin.kit import pinyin

from .models import SpecialtyBase


@on(SPECIALTIES_RENAMED)
def programmes_follow_the_name(ids: Iterable[int], *, by: Author) -> None:
    """The programmes are called after their specialty."""
    units: list[Unit] = []
    rows = SpecialtyBase.objects.filter(specialty__in=list(ids)).select_related("unit", "specialty")
    for base in rows.select_for_update(of=("self",)).order_by("pk"):
        base.unit.name, base.unit.short_name = f"{base.specialty.name}专业基地", base.specialty.name
        base.unit.pinyin = " ".join(pinyin.of_text(base.unit.name))
        units.append(base.unit)
    rewrite(units, ["name", "short_name", "pinyin"])
