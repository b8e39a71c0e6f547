"""Which files an actor may read."""

from collections.abc import Collection
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet

from xinglin.engines.access.actor import Actor

from .kinds import FILE_KINDS
from .models import Upload


def uploads_visible_to(actor: Actor, named: Collection[UUID]) -> "QuerySet[Upload]":
    """Of the files named: one's own, and attached ones as their kinds allow; what its kind no longer declares is seen
    by nobody else.

    Only named files, since nobody ever lists them all: so a picture costs the same whoever sees a million people.
    """
    uploads = Upload._base_manager.filter(pk__in=named)
    if actor.is_system:
        return uploads
    own = Q(account_id=actor.account_id, unit_id=actor.unit_id)
    others = uploads.exclude(own).filter(expires_at=None)
    kinds = [kind for key in set(others.values_list("kind", flat=True)) if (kind := FILE_KINDS.get(key))]
    allowed = [Q(pk__in=kind.may_see(actor, others.filter(kind=kind.key)).values("pk")) for kind in kinds]
    return uploads.filter(reduce(or_, allowed, own))
