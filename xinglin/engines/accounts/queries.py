"""Reads about accounts."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor, actor_of, memberships_of
from xinglin.engines.access.models import Membership, in_force
from xinglin.engines.access.rights import Right
from xinglin.kit.text import line

from . import locks, rules
from .models import Account, AccountKind, OpenSession, Passkey, SecondFactor

MOST_FOUND = 30  # names shown at once in «选择单位账号»


def memberships_by_account(account_ids: Iterable[int]) -> dict[int, list[Membership]]:
    """The roles in force of each account, in one statement."""
    found: dict[int, list[Membership]] = defaultdict(list)
    held = Membership.objects.filter(in_force(timezone.now()), account_id__in=list(account_ids))
    for membership in held.select_related("unit", "unit__parent", "unit__institution").order_by("pk"):
        found[membership.account_id].append(membership)
    return found


def actor_by_login(login: str, right: Right, *, source: str) -> Actor | None:
    """For commands (`--as LOGIN`): the account's first identity that holds the right."""
    account = Account.objects.by_login(login)
    actors = [actor_of(held, source=source) for held in memberships_of(account.pk)] if account else []
    return next((actor for actor in actors if actor.may(right)), None)


def who_resets(account: Account) -> str:
    """Whom to ask for a reset, as words in a sentence: one's institution, or the authority above an organisation."""
    held = memberships_by_account([account.pk])[account.pk]
    if not held:
        return "上级管理单位"
    unit = held[0].unit
    above = unit.parent if account.kind == AccountKind.ORGANISATION else unit.institution or unit
    return f"“{above.name}”" if above else "系统管理员"


def organisation_accounts(search: str, province_id: int | None) -> QuerySet[Account]:
    """For «选择单位账号»: organisations only, by part of the name, its pinyin or initials (PLT-10)."""
    found = Account.objects.filter(kind=AccountKind.ORGANISATION, is_active=True)
    if province_id:
        found = found.filter(memberships__unit__province=province_id)
    if words := line(search):
        renamed = Q(memberships__unit__name__icontains=words)  # the log-in stays what it was
        found = found.filter(Q(name__icontains=words) | renamed | Q(memberships__unit__pinyin__icontains=words.lower()))
    return found.distinct().order_by("name")[: MOST_FOUND + 1]


def open_sessions_of(account: Account) -> QuerySet[OpenSession]:
    """Where the account is logged in now, the latest first."""
    return OpenSession.objects.filter(account=account, expire_date__gt=timezone.now()).order_by("-seen_at")


def accounts_visible_to(actor: Actor) -> QuerySet[Any]:
    """For the security administrator: accounts under his unit, with their locks and second factors (PLT-17)."""
    if not actor.may(rules.SECURITY):
        return Account.objects.none()
    rows = Account.objects.all()
    if actor.unit.parent_id is not None:
        under = Membership.objects.filter(unit__path__startswith=actor.unit.path or "-")
        rows = rows.filter(pk__in=under.values("account"))
    return rows.annotate(
        is_locked=Exists(locks.locked_attempts().filter(username=OuterRef("login_key"))),
        has_app=Exists(SecondFactor.objects.filter(account=OuterRef("pk"), app_secret__isnull=False)),
        has_passkey=Exists(Passkey.objects.filter(account=OuterRef("pk"))),
    )
