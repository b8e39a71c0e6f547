"""The one who acts: an account in one of its roles at a unit."""

from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils import timezone

from xinglin.engines.history.author import Author

from .models import Membership, Unit, UnitKind
from .rights import Right
from .roles import Role


@dataclass(frozen=True, kw_only=True)
class Actor(Author):
    """Made by `actor_of` from a membership; never built from request data."""

    unit: Unit
    membership_id: int | None = None
    is_system: bool = False

    def may(self, right: Right) -> bool:
        """Does the current role hold the right? Scope is another question: `visible`."""
        return self.is_system or self.role in right.roles

    def via(self, source: str) -> "Actor":
        """The same actor, writing through a sheet, the API, a bulk action …"""
        return replace(self, source=source)


def memberships_of(account_id: int) -> list[Membership]:
    """The account's roles in force now, oldest first."""
    now = timezone.now()
    return list(
        Membership.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=now), account_id=account_id, starts_at__lte=now, unit__is_active=True
        )
        .select_related("unit", "account")
        .order_by("pk")
    )


def actor_of(membership: Membership, *, address: str = "", source: str = "form") -> Actor:
    """The actor that a membership makes."""
    return Actor(
        account_id=membership.account_id,
        name=membership.account.get_full_name(),
        role=Role(membership.role),
        unit_id=membership.unit_id,
        unit_name=membership.unit.name,
        unit=membership.unit,
        membership_id=membership.pk,
        address=address,
        source=source,
    )


def system_actor(name: str = "系统", *, source: str = "command") -> Actor:
    """For commands and the demonstration: everything under the nation."""
    nation = Unit.objects.get(kind=UnitKind.NATION)
    return Actor(
        account_id=None,
        name=name,
        role="system",
        unit_id=nation.pk,
        unit_name=nation.name,
        unit=nation,
        is_system=True,
        source=source,
    )
