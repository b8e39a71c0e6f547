"""Operators and borrowers of a unit: identities with part of a role's rights (PLT-05)."""

from django.db.models import QuerySet

from .actor import Actor
from .models import Membership
from .rules import OPERATORS


def operators_visible_to(actor: Actor) -> "QuerySet[Membership]":
    """Narrowed identities in the actor's own role at his own unit; those of other units do not exist for him."""
    if not actor.may(OPERATORS):
        return Membership.objects.none()
    return Membership.objects.filter(unit=actor.unit_id, role=actor.role, rights__isnull=False)
