"""Which files an actor may read."""

from collections.abc import Collection
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet

from xinglin.engines.access.actor import Actor

from .kinds import FILE_KINDS, MADE
from .models import Upload


def uploads_visible_to(actor: Actor, named: Collection[UUID]) -> "QuerySet[Upload]":
    """Of the files named: one's own, and attached ones as their kinds allow; what its kind no longer declares is seen
    by nobody else.

    Only named files, since nobody ever lists them all: so a picture costs the same whoever sees a million people.
    """
    uploads = Upload._base_manager.filter(pk__in=named)
    if actor.is_system:
        return uploads
    own = Q(account_id=actor.account_id, unit_id=actor.unit_id) & ~Q(kind__in=list(MADE))
    made = [Q(pk__in=may_read(actor, uploads.filter(kind=key)).values("pk")) for key, may_read in MADE.items()]
    others = uploads.exclude(own).filter(expires_at=None)
    kinds = [kind for key in set(others.values_list("kind", flat=True)) if (kind := FILE_KINDS.get(key))]
    allowed = [Q(pk__in=kind.may_see(actor, others.filter(kind=kind.key)).values("pk")) for kind in kinds]
    return uploads.filter(reduce(or_, [*made, *allowed], own))
