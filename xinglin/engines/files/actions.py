"""Writes to files: taking them in, tying them to a record, letting them go."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome, Refused, action

from .models import Upload
from .queries import uploads_visible_to

UNATTACHED = timedelta(hours=24)


@action("files.attached", "关联文件")
def attach(uploads: Collection[UUID], *, by: Actor) -> Outcome:
    """Keep files for good because a record now points at them; keys are indexes of the set given.

    Refused as a whole when one of them is not the actor's to read: else a forged key would open a stranger's file.
    """
    wanted = list(dict.fromkeys(uploads))
    mine = {
        upload.pk: upload for upload in uploads_visible_to(by).filter(pk__in=wanted).select_for_update(of=("self",))
    }
    if mine.keys() != set(wanted):
        raise Refused("所选文件不存在或已过期，请重新上传。")
    fresh = [index for index, pk in enumerate(wanted) if mine[pk].expires_at]
    Upload.objects.filter(pk__in=[wanted[index] for index in fresh]).update(expires_at=None)
    return Outcome(done=fresh, unchanged=[index for index in range(len(wanted)) if index not in fresh])


@action("files.released", "取消关联文件")
def release(uploads: Collection[UUID], *, by: Actor) -> Outcome:
    """Let files go that no record points at any more; they are removed a day later. Keys are indexes."""
    wanted = list(dict.fromkeys(uploads))
    mine = uploads_visible_to(by).filter(pk__in=wanted, expires_at=None).values_list("pk", flat=True)
    done = [index for index, pk in enumerate(wanted) if pk in set(mine)]
    Upload.objects.filter(pk__in=[wanted[index] for index in done]).update(expires_at=timezone.now() + UNATTACHED)
    return Outcome(done=done)
