"""Which files an actor may read."""

from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from xinglin.engines.access.actor import Actor

from .kinds import FILE_KINDS
from .models import Upload


def uploads_visible_to(actor: Actor) -> "QuerySet[Upload]":
    """One's own, and attached ones as their kinds allow; what its kind no longer declares is seen by nobody else."""
    uploads = Upload._base_manager.all()
    if actor.is_system:
        return uploads
    own = Q(account_id=actor.account_id, unit_id=actor.unit_id)
    allowed = [
        Q(pk__in=kind.may_see(actor, uploads.filter(kind=kind.key, expires_at=None)).values("pk"))
        for kind in FILE_KINDS.values()
    ]
    return uploads.filter(reduce(or_, allowed, own))
