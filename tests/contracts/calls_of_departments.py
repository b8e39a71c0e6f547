"""Calls of the actions by which a base keeps its departments and their people (PLT-01, PLT-03)."""

from typing import Any

from tests.contracts.calls import Crowd, Verb, base, call, supervisor
from xinglin.domains.institutions import actions
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.access.roles import Role


def departments(crowd: Crowd, number: int) -> list[int]:
    """Keys of so many of the hospital's, opened just now."""
    return list(actions.save_departments(named(number), by=base(crowd)).records.values())


def named(number: int) -> list[dict[str, Any]]:
    return [{"name": f"合同第{index}科"} for index in range(number)]


def posts(crowd: Crowd, number: int) -> list[dict[str, Any]]:
    """A head for each of so many departments."""
    return [
        {"department": pk, "role": Role.DEPARTMENT_HEAD, "login": f"head_{letters(index)}", "name": "白鹿"}
        | {"mobile": "19900004444"}
        for index, pk in enumerate(departments(crowd, number))
    ]


def letters(index: int) -> str:
    return f"{chr(97 + index // 26)}{chr(97 + index % 26)}"


@call("institutions.departments_saved")
def _(crowd: Crowd, number: int) -> Verb:
    rows = [{"pk": pk, "name": f"改名{index}"} for index, pk in enumerate(departments(crowd, number))]
    return lambda by: actions.save_departments(rows, by=by)


@call("institutions.departments_imported", stranger=supervisor)
def _(crowd: Crowd, number: int) -> Verb:
    people = {"head_name": "白鹿", "head_mobile": "19900004444"}
    rows = [{**row, **people, "head_login": f"head_{letters(i)}"} for i, row in enumerate(named(number))]
    return lambda by: actions.import_departments(rows, by=by)


@call("institutions.staff_appointed")
def _(crowd: Crowd, number: int) -> Verb:
    rows = posts(crowd, number)
    return lambda by: actions.appoint_staff(rows, by=by)


@call("institutions.staff_dismissed")
def _(crowd: Crowd, number: int) -> Verb:
    rows = posts(crowd, number)
    actions.appoint_staff(rows, by=base(crowd))
    held = Membership.objects.filter(unit__in=[row["department"] for row in rows])
    return lambda by: actions.dismiss_staff(held, by=by)


@call("institutions.departments_stopped")
def _(crowd: Crowd, number: int) -> Verb:
    units = Unit.objects.filter(pk__in=departments(crowd, number))
    return lambda by: actions.stop_departments(units, by=by)


@call("institutions.departments_started")
def _(crowd: Crowd, number: int) -> Verb:
    units = Unit.objects.filter(pk__in=departments(crowd, number))
    actions.stop_departments(units, by=base(crowd))
    return lambda by: actions.start_departments(units, by=by)
