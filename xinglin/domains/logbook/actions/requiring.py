"""What a base asks beside the standard, or more than it (ROT-01, ROT-09)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from xinglin.domains.rotation.public import base_of
from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome, action

from .. import rules
from ..models import Requirement
from ..queries.requiring import RequirementRows, key_of

Row = Mapping[str, Any]


@action("logbook.requirements_imported", "培训要求导入")
def import_requirements(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """The base's own numbers, of lines named by specialty, version and department. Keys are indexes of `rows`."""
    known, outcome, wanted = RequirementRows(rows, by), Outcome(), {}
    for index, row in enumerate(rows):
        verdict = known.judge(row)
        if isinstance(verdict, tuple):
            outcome.refused[index] = verdict[1]
        elif (standing := known.own.get(key_of(verdict, row))) and standing.number == row["number"]:
            outcome.unchanged.append(index)
        else:
            outcome.done.append(index)
            wanted[index] = Requirement(
                line=verdict,
                institution_id=base_of(by),
                kind=row["kind"],
                name=row.get("name") or "",
                number=row["number"],
            )
    made = Requirement.objects.bulk_create(
        wanted.values(),
        update_conflicts=True,
        unique_fields=["line", "institution", "kind", "name"],
        update_fields=["number"],
    )
    outcome.records = {index: row.pk for index, row in zip(wanted, made, strict=True)}
    return outcome


@action("logbook.requirements_removed", "删除培训要求")
def remove_requirements(requirements: "QuerySet[Requirement]", *, by: Actor) -> Outcome:
    """The base's own; what the standard asks stays. Keys are primary keys."""
    base = base_of(by) if by.may(rules.REQUIRE) else 0
    asked = Requirement.objects.filter(pk__in=requirements.order_by().values("pk"))
    found = list(asked.filter(institution=base).select_for_update().order_by("pk")) if base else []
    standard = list(asked.filter(institution=None).values_list("pk", flat=True)) if base else []
    Requirement.objects.filter(pk__in=[row.pk for row in found]).delete()
    return Outcome(
        done=[row.pk for row in found],
        refused=dict.fromkeys(standard, "这是轮转专业规范的要求，不能删除；本基地另行规定的可以删除。"),
    )
