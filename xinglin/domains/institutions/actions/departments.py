"""科室 of a training base, with their 科主任 and 教学秘书 (PLT-01, PLT-03)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actions import NewMembership, NewUnit, found_units, grant
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership, Unit, UnitKind
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.actions import NewAccount, open_accounts
from xinglin.engines.accounts.models import AccountKind, InitialPassword
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.kit import pinyin

from .. import rules
from ..queries.departments import Departments, Post, departments_visible_to, posts_of_row, staff_visible_to

Row = Mapping[str, Any]


@action("institutions.departments_saved", "保存科室")
def save_departments(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """Open departments of the own base, or rename those that stand («pk»); keys are indexes of `rows`."""
    known, outcome, fresh, renamed = Departments(rows, by), Outcome(), [], []
    for index, row in enumerate(rows):
        unit = known.by_key.get(row.get("pk") or 0)
        if why := known.why_not_name(row, unit):
            outcome.refused[index] = why
        elif unit is None:
            fresh.append(index)
            outcome.done.append(index)
        elif unit.name == row["name"]:
            outcome.unchanged.append(index)
        else:
            unit.name = unit.short_name = row["name"]
            unit.pinyin = " ".join(pinyin.of_text(row["name"]))
            renamed.append(unit)
            outcome.done.append(index)
    rewrite(renamed, ["name", "short_name", "pinyin"])
    made = _open([rows[index]["name"] for index in fresh], by)
    outcome.records = dict(zip(fresh, made, strict=True))
    return outcome


@action("institutions.departments_imported", "科室导入")
def import_departments(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """The sheet: a department, and who is its 科主任 and 教学秘书; what stands stays. Keys are indexes of `rows`."""
    known = Departments(rows, by)
    posts = {index: posts_of_row(row) for index, row in enumerate(rows)}
    verdicts = {index: known.why_not_row(row, posts[index]) for index, row in enumerate(rows)}
    fit = [index for index, why in verdicts.items() if why is None]
    names = dict.fromkeys(rows[i]["name"] for i in fit if rows[i]["name"] not in known.by_name)
    opened = dict(zip(names, _open(list(names), by), strict=True))
    units = {name: unit.pk for name, unit in known.by_name.items()} | opened
    _appoint([(units[rows[i]["name"]], post) for i in fit for post in posts[i]], by)
    held = known.held
    outcome = Outcome(refused={index: why[1] for index, why in verdicts.items() if why})
    for index in fit:
        is_new = rows[index]["name"] in opened or any(
            (known.accounts.get(post.login, 0), units[rows[index]["name"]], post.role) not in held
            for post in posts[index]
        )
        (outcome.done if is_new else outcome.unchanged).append(index)
    outcome.records = {index: units[rows[index]["name"]] for index in fit}
    return outcome


@action("institutions.staff_appointed", "任命科主任、教学秘书")
def appoint_staff(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """Give the role at a department (unit key) to an account of the own base, or open one: login, name, mobile.

    A new account is activated with a code to `mobile`. Keys are indexes of `rows`.
    """
    known, outcome, fit = Departments(rows, by), Outcome(), []
    for index, row in enumerate(rows):
        post = Post(row["role"], row["login"], row["name"], row.get("mobile") or "")
        unit = known.by_key.get(row["department"])
        why = rules.NO_DEPARTMENT if unit is None else known.why_not_post(post)
        if why or unit is None:
            outcome.refused[index] = why or rules.NO_DEPARTMENT
        elif (known.accounts.get(post.login, 0), unit.pk, post.role) in known.held:
            outcome.unchanged.append(index)
        else:
            fit.append((unit.pk, post))
            outcome.done.append(index)
    _appoint(fit, by)
    return outcome


@action("institutions.staff_dismissed", "免去科主任、教学秘书")
def dismiss_staff(memberships: "QuerySet[Membership]", *, by: Actor) -> Outcome:
    """Their role at the department ends now; the account stays. Keys are those of the memberships."""
    asked = staff_visible_to(by).filter(pk__in=memberships.order_by().values("pk"))
    found = list(asked.select_for_update(of=("self",)).order_by("pk"))
    outcome = Outcome.judged((each.pk, rules.may_dismiss(each)) for each in found)
    outcome.labels = {each.pk: each.account.name for each in found}
    Membership.objects.filter(pk__in=outcome.done).update(ends_at=timezone.now())
    return outcome


@action("institutions.departments_stopped", "停用科室")
def stop_departments(departments: "QuerySet[Unit]", *, by: Actor) -> Outcome:
    """Nobody can choose them, nor work for them, any more; what is recorded stays."""
    found = _claimed(departments, by)
    occupied = rules.occupied([each.pk for each in found])
    outcome = _judged(found, {each.pk: rules.may_stop_department(each, occupied.get(each.pk)) for each in found})
    Unit.objects.filter(pk__in=outcome.done).update(is_active=False)
    return outcome


@action("institutions.departments_started", "启用科室")
def start_departments(departments: "QuerySet[Unit]", *, by: Actor) -> Outcome:
    """They are in use again."""
    found = _claimed(departments, by)
    outcome = _judged(found, {each.pk: rules.may_restore(each) for each in found})
    Unit.objects.filter(pk__in=outcome.done).update(is_active=True)
    return outcome


def _claimed(departments: "QuerySet[Unit]", by: Actor) -> list[Unit]:
    asked = departments_visible_to(by).filter(pk__in=departments.order_by().values("pk"))
    return list(asked.select_for_update(of=("self",)).order_by("pk"))


def _judged(found: Sequence[Unit], reasons: Mapping[int, str | None]) -> Outcome:
    outcome = Outcome.judged(reasons.items())
    outcome.labels = {each.pk: each.name for each in found}
    return outcome


def _open(names: Sequence[str], by: Actor) -> list[int]:
    return found_units([NewUnit(UnitKind.DEPARTMENT, by.unit, name) for name in names], by=by).done if names else []


def _appoint(posts: Sequence[tuple[int, Post]], by: Actor) -> None:
    """(department, post); nobody knows a new account's mobile but its owner, so 000000 opens nothing (PLT-12)."""
    if not posts:
        return
    accounts = [
        NewAccount(
            post.login,
            post.login,
            post.name,
            kind=AccountKind.OPERATOR,
            mobile=post.mobile,
            initial_password=InitialPassword.RESIDENT,
        )
        for _, post in posts
    ]
    ids = open_accounts(accounts, by=by).ids
    grant([NewMembership(pk, unit, Role(post.role)) for pk, (unit, post) in zip(ids, posts, strict=True)], by=by)
