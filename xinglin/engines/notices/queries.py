"""Reading the inbox, reminders and contacts."""

from collections.abc import Collection, Sequence

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership, in_force
from xinglin.engines.actions.sets import listed

from .models import Contact, Notice, Reach, Reminder


def notices_visible_to(actor: Actor) -> "QuerySet[Notice]":
    """One's own messages, newest first."""
    return Notice.objects.filter(account_id=actor.account_id or 0).order_by("-created_at", "-pk")


def unread_count(account_id: int | None) -> int:
    """For the bell in the top bar: one look into a partial index; 99 stands for more."""
    return Notice.objects.filter(account_id=account_id or 0, read_at=None)[:99].count()


def last_reminders(unit_ids: Sequence[int], about: str) -> dict[int, Reminder]:
    """Unit → its last reminder of the matter; one statement."""
    rows = Reminder._base_manager.filter(unit__in=listed(unit_ids, "bigint"), about=about)
    return {row.unit_id: row for row in rows.order_by("unit", "-at").distinct("unit")}


def members_of(unit_ids: Collection[int], roles: Collection[str]) -> list[tuple[int, int]]:
    """(unit, account) of those who hold one of the roles there now; one statement."""
    held = Membership.objects.filter(in_force(timezone.now()), account__is_active=True)
    found = held.filter(unit__in=listed(unit_ids, "bigint"), role__in=roles)
    return list(found.order_by("unit", "account").values_list("unit_id", "account_id").distinct())


def contacts_for(actor: Actor) -> list[Contact]:
    """Whom to ask: the contacts of the actor's unit and of all above it, the nearest first (PLT-70)."""
    line = [int(part) for part in (actor.unit.path or "").strip("/").split("/") if part]
    found = Contact.objects.filter(unit__in=line).select_related("unit")
    return sorted(found, key=lambda contact: (-line.index(contact.unit_id), contact.place))


def reach_of(actor: Actor) -> Reach | None:
    """What the actor's account chose, if it ever did."""
    return Reach.objects.filter(account=actor.account_id or 0).first()


def own_contacts(actor: Actor) -> list[dict[str, str]]:
    """Those of the actor's own unit, for the form that keeps them."""
    rows = Contact.objects.filter(unit=actor.unit)
    return [{"duty": row.duty, "name": row.name, "phone": row.phone or ""} for row in rows]
