"""协同单位 of training bases (REP-43, PLT-01)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome, action

from .. import rules
from ..models import Affiliation
from ..queries import is_charged
from ..queries.placing import Institutions

Row = Mapping[str, Any]


@action("institutions.affiliated", "登记协同单位")
def affiliate(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """Say which hospitals train under which base; keys are indexes of `rows`.

    A row names «base» and «site» by unit key, credit code or name; the site may lie in another province.
    """
    places = Institutions(rows, by, "base", "site")
    units = {each.unit_id for group in places.known.values() for each in group.values()}
    standing = set(Affiliation.objects.filter(base__in=units).values_list("base", "site"))
    outcome, fresh = Outcome(), []
    for index, row in enumerate(rows):
        base, refused = places.find_own(row["base"], "base")
        site, unknown = places.find(row["site"], "site")
        if base is None or site is None:
            outcome.refused[index] = (refused or unknown or ("", rules.ELSEWHERE))[1]
        elif base.pk == site.pk:
            outcome.refused[index] = "协同单位不能是培训基地自己，请核对。"
        elif (base.unit_id, site.unit_id) in standing:
            outcome.unchanged.append(index)
        else:
            standing.add((base.unit_id, site.unit_id))
            fresh.append(Affiliation(base_id=base.unit_id, site_id=site.unit_id))
            outcome.done.append(index)
    Affiliation.objects.bulk_create(fresh)
    return outcome


@action("institutions.affiliations_imported", "协同单位导入")
def import_affiliations(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """The sheet. Keys are indexes of `rows`."""
    return affiliate(rows, by=by)


@action("institutions.affiliations_ended", "解除协同关系")
def end_affiliations(affiliations: "QuerySet[Affiliation]", *, by: Actor, comment: str) -> Outcome:
    """End them; history keeps them. Not while residents of the base train at the site. Keys are primary keys."""
    asked = Affiliation.objects.filter(pk__in=affiliations.order_by().values("pk"), base__path__startswith=by.unit.path)
    charged = is_charged(by)
    locked = asked.select_for_update(of=("self",)).select_related("base", "site").order_by("pk")
    found = [each for each in locked if rules.may_maintain(each.base, by, charged) is None]
    there = rules.residents_at([(each.base_id, each.site_id) for each in found])
    outcome = Outcome.judged(
        (each.pk, rules.why_not_reason(comment) or rules.may_end(there.get((each.base_id, each.site_id), 0)))
        for each in found
    )
    outcome.labels = {each.pk: f"{each.base.name} – {each.site.name}" for each in found}
    Affiliation.objects.filter(pk__in=outcome.done).delete()
    return outcome
