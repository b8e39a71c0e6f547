"""科室 of training bases and who works for them (PLT-01)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership, Unit, UnitKind, in_force
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.models import Account, AccountKind, login_keys_of
from xinglin.engines.accounts.rules import why_not_operator

from .. import rules

Row = Mapping[str, Any]
STAFF = {"head": Role.DEPARTMENT_HEAD, "secretary": Role.TEACHING_SECRETARY}  # column prefix of the sheet → role


class Post(NamedTuple):
    """Who is to have a role at a department."""

    role: str
    login: str
    name: str
    mobile: str


def departments_under(unit: Unit) -> "QuerySet[Unit]":
    """Departments in use at the unit (if it is one) or below it."""
    rows = Unit.objects.filter(kind=UnitKind.DEPARTMENT, is_active=True, path__startswith=unit.path or "-")
    return rows.order_by("name", "pk")


def department_choices(actor: Actor) -> list[tuple[int, str]]:
    """Departments at or under the actor's unit, to choose from; with the base for who sees several."""
    rows = departments_under(actor.unit).values_list("pk", "institution__name", "name")
    return [(pk, name if actor.unit.institution_id else f"{base} {name}") for pk, base, name in rows]


def departments_of(institution_ids: Iterable[int]) -> dict[int, dict[str, Unit]]:
    """Institution → name → its department in use; one statement."""
    found: dict[int, dict[str, Unit]] = {pk: {} for pk in institution_ids}
    for unit in Unit.objects.filter(kind=UnitKind.DEPARTMENT, is_active=True, institution__in=list(found)):
        found[unit.institution_id or 0][unit.name] = unit
    return found


def departments_visible_to(actor: Actor) -> "QuerySet[Unit]":
    """All departments of the actor's own base, for who keeps them."""
    if not actor.may(rules.DEPARTMENTS) or actor.unit.kind != UnitKind.INSTITUTION:
        return Unit.objects.none()
    return Unit.objects.filter(kind=UnitKind.DEPARTMENT, institution=actor.unit.pk)


def staff_visible_to(actor: Actor) -> "QuerySet[Membership]":
    """科主任 and 教学秘书 of these departments, those whose term ended included."""
    rows = Membership.objects.filter(unit__in=departments_visible_to(actor), role__in=STAFF.values(), lent_by=None)
    return rows.select_related("unit", "account")


def staff_of(unit_ids: Iterable[int]) -> dict[int, dict[str, list[str]]]:
    """Department → role → names of who is it now; one statement."""
    found: dict[int, dict[str, list[str]]] = {}
    rows = Membership.objects.filter(in_force(timezone.now()), role__in=STAFF.values(), lent_by=None)
    # Said by key, since a department that is not in use has nobody in force.
    for unit, role, name in (
        rows.filter(unit__in=list(unit_ids)).order_by("pk").values_list("unit", "role", "account__name")
    ):
        found.setdefault(unit, {}).setdefault(role, []).append(name)
    return found


def posts_of_row(row: Row) -> list[Post]:
    """Who is named in a row of the sheet."""
    return [
        Post(role, row[f"{key}_login"], row.get(f"{key}_name") or "", row.get(f"{key}_mobile") or "")
        for key, role in STAFF.items()
        if row.get(f"{key}_login")
    ]


class Departments:
    """What rows about departments are compared with, loaded at once (four statements)."""

    def __init__(self, rows: Sequence[Row], by: Actor) -> None:
        standing = list(departments_visible_to(by).select_for_update().order_by("pk"))
        self.is_allowed = by.may(rules.DEPARTMENTS) and by.unit.kind == UnitKind.INSTITUTION
        self.by_key = {unit.pk: unit for unit in standing}
        self.by_name = {unit.name: unit for unit in standing}
        self.taken = dict.fromkeys(self.by_name, -1)  # name → row that takes it
        logins = sorted({login for row in rows for key in LOGINS if (login := row.get(key))})
        keys = dict(zip(login_keys_of(logins), logins, strict=True))
        found = list(Account.objects.filter(login_key__in=keys))
        self.accounts = {keys[each.login_key]: each.pk for each in found}
        self.names = {keys[each.login_key]: each.name for each in found}
        held = Membership.objects.filter(
            in_force(timezone.now()), account__in=found, unit__path__startswith=by.unit.path or "-"
        ).exclude(account__kind=AccountKind.ORGANISATION)
        self.held = set(held.values_list("account", "unit", "role"))
        self.own = {account for account, _, _ in self.held}
        self.new: dict[str, str] = {}  # log-in of an account to be opened → whose

    def why_not_name(self, row: Row, unit: Unit | None) -> str | None:
        """Open or rename a department so?"""
        if not self.is_allowed or (row.get("pk") and unit is None):
            return rules.NO_DEPARTMENT if self.is_allowed else rules.NOT_OWN_DEPARTMENTS
        namesake = self.by_name.get(row["name"])
        is_taken = row["name"] in self.taken and not (unit and namesake and namesake.pk == unit.pk)
        self.taken[row["name"]] = 0
        return f"本基地已有名为“{row['name']}”的科室，请核对；已停用的可在列表中启用。" if is_taken else None

    def why_not_row(self, row: Row, posts: Sequence[Post]) -> tuple[str, str] | None:
        """(column, why) a row of the sheet cannot be taken."""
        if not self.is_allowed:
            return "name", rules.NOT_OWN_DEPARTMENTS
        if (unit := self.by_name.get(row["name"])) and not unit.is_active:
            return "name", f"科室“{unit.name}”已停用，请先在“科室设置”中启用。"
        columns = {role: key for key, role in STAFF.items()}
        verdicts = ((f"{columns[Role(post.role)]}_login", self.why_not_post(post)) for post in posts)
        return next(((column, why) for column, why in verdicts if why), None)

    def why_not_post(self, post: Post) -> str | None:
        """Give the role to this account, or open it?"""
        account = self.accounts.get(post.login)
        if account in self.own:
            return rules.why_not_namesake(self.names[post.login], post.name)
        if post.login in self.new:
            return rules.why_not_namesake(self.new[post.login], post.name)
        why = why_not_operator(post.login, post.name, post.mobile, account is not None)
        if why is None:
            self.new[post.login] = post.name
        return why


LOGINS = ("login", *(f"{key}_login" for key in STAFF))
