"""The one who acts: an account in one of its roles at a unit."""

from dataclasses import dataclass, replace

from django.utils import timezone

from xinglin.engines.history.author import Author

from .models import Membership, Unit, UnitKind, in_force
from .rights import Right
from .roles import Role


@dataclass(frozen=True, kw_only=True)
class Actor(Author):
    """Made by `actor_of` from a membership; never built from request data."""

    unit: Unit
    membership_id: int | None = None
    is_system: bool = False
    rights: frozenset[str] | None = None  # what is left of the role's rights; None: all of them (PLT-05)

    def may(self, right: Right) -> bool:
        """Does the current identity hold the right? Scope is another question: `visible`."""
        if self.is_system:
            return True
        return self.role in right.roles and (self.rights is None or right.key in self.rights)

    def on_behalf(self, unit: Unit) -> "Actor":
        """The same person carrying out, at a unit, what was decided about it; history still names him.

        Whoever calls this has judged what is to be done: from here on no right and no scope is asked any more.
        """
        return replace(self, unit=unit, is_system=True, rights=None)

    def via(self, source: str) -> "Actor":
        """The same actor, writing through a sheet, the API, a bulk action …"""
        return replace(self, source=source)


def memberships_of(account_id: int) -> list[Membership]:
    """The account's roles in force now, oldest first. Every request asks: the long question only where one is lent."""
    now = timezone.now()
    rows = Membership.objects.filter(account_id=account_id).select_related("unit", "account").order_by("pk")
    if any(each.lent_by_id for each in rows):
        return list(rows.filter(in_force(now)))
    return [each for each in rows if each.holds(now)]


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
        rights=None if membership.rights is None else frozenset(membership.rights),
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
