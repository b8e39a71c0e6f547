"""科室信息 (ASM-04)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import UnitKind
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.rewriting import rewrite

from .. import rules
from ..models import Department
from ..queries.cycles import physicians_in


@action("assessment.departments_created", "创建科室")
def create_departments(rows: Sequence[Mapping[str, Any]], *, by: Actor) -> Outcome:
    """New departments of the own institution: name and 诊疗科目; keys are indexes of `rows`. Raises Refused."""
    if not by.may(rules.DEPARTMENTS) or by.unit.kind != UnitKind.INSTITUTION:
        raise Refused("科室由医疗卫生机构自己维护，请切换身份。")
    names = {row["name"] for row in rows}
    taken = set(Department._base_manager.filter(institution=by.unit, name__in=names).values_list("name", flat=True))
    outcome = Outcome()
    for index, row in enumerate(rows):
        if why := rules.why_not_departments(row["name"], row["services"], row["name"] in taken):
            outcome.refused[index] = why
        else:
            outcome.done.append(index)
            taken.add(row["name"])
    Department._base_manager.bulk_create(
        Department(institution=by.unit, name=rows[i]["name"], services=rows[i]["services"]) for i in outcome.done
    )
    return outcome


@action("assessment.departments_saved", "编辑科室")
def save_departments(
    departments: "QuerySet[Department]", values: Mapping[int, Mapping[str, Any]], *, by: Actor
) -> Outcome:
    """Another name, other 诊疗科目: department key → values."""
    found = claim(departments, by, rules.DEPARTMENTS)
    others = Department._base_manager.filter(institution__in={each.institution_id for each in found})
    names = {(each.institution_id, each.name): each.pk for each in others}
    outcome, changed = Outcome(labels={each.pk: each.name for each in found}), []
    for each in found:
        name, services = values[each.pk]["name"], values[each.pk]["services"]
        taken = names.get((each.institution_id, name), each.pk) != each.pk
        if why := rules.why_not_departments(name, services, taken):
            outcome.refused[each.pk] = why
        elif (each.name, each.services) == (name, services):
            outcome.unchanged.append(each.pk)
        else:
            names[each.institution_id, name] = each.pk
            each.name, each.services = name, services
            changed.append(each)
            outcome.done.append(each.pk)
    rewrite(changed, ["name", "services"])
    return outcome


@action("assessment.departments_stopped", "停用科室")
def stop_departments(departments: "QuerySet[Department]", *, by: Actor) -> Outcome:
    """No physician can choose them any more; those who are in them stay."""
    return _turn(departments, by, active=False)


@action("assessment.departments_started", "启用科室")
def start_departments(departments: "QuerySet[Department]", *, by: Actor) -> Outcome:
    """They can be chosen again."""
    return _turn(departments, by, active=True)


def _turn(departments: "QuerySet[Department]", by: Actor, *, active: bool) -> Outcome:
    found = claim(departments, by, rules.DEPARTMENTS)
    rule = rules.may_start if active else rules.may_stop
    outcome = Outcome.judged((each.pk, rule(each)) for each in found)
    outcome.labels = {each.pk: each.name for each in found}
    Department._base_manager.filter(pk__in=outcome.done).update(is_active=active)
    return outcome


@action("assessment.departments_deleted", "删除科室")
def delete_departments(departments: "QuerySet[Department]", *, by: Actor) -> Outcome:
    """Only those to which no physician belongs; the database keeps it so whoever else tries (ASM-04)."""
    found = claim(departments, by, rules.DEPARTMENTS)
    members = physicians_in(each.pk for each in found)
    outcome = Outcome.judged((each.pk, rules.may_delete_department(members.get(each.pk, 0))) for each in found)
    outcome.labels = {each.pk: each.name for each in found}
    Department._base_manager.filter(pk__in=outcome.done).delete()
    return outcome
