"""Where a record lies, for lists that reach over several bases: columns and filters."""

from xinglin.domains.institutions.public import bases_under
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f


def provinces_of(actor: Actor) -> list[tuple[int, str]]:
    """Provinces in which the actor sees something: all of them for the nation, else his own."""
    provinces = Unit.objects.filter(kind=UnitKind.PROVINCE).order_by("code")
    if actor.unit.kind != UnitKind.NATION:
        provinces = provinces.filter(pk=actor.unit.province_id or 0)
    return list(provinces.values_list("pk", "name"))


def bases_of(actor: Actor) -> list[tuple[int, str]]:
    """Training bases at the actor's unit or below it."""
    return list(bases_under(actor.unit).order_by("name").values_list("pk", "name"))


def place_columns(before: str = "", *, province: bool = True) -> list[c.Column]:
    """省份 and 培训基地; `before` leads to it («training__»); without `province` that one has to be chosen."""
    return [
        c.Show("province", "省份", at=f"{before}province__name", chosen=province),
        c.Show("institution", "培训基地", at=f"{before}institution__name", width=30),
    ]


def place_filters() -> list[f.Filter]:
    """省份 and 培训基地 as the actor may choose them."""
    return [
        f.Pick("province", "省份", choices_for=provinces_of),
        f.Pick("institution", "培训基地", choices_for=bases_of),
    ]
