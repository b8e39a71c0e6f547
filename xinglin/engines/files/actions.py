"""Writes to files: taking them in, tying them to a record, letting them go."""

from collections.abc import Collection
from datetime import timedelta

from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome, Refused, action

from .models import Upload
from .queries import uploads_visible_to

UNATTACHED = timedelta(hours=24)


@action("files.attached", "关联文件")
def attach(uploads: Collection[int], *, by: Actor) -> Outcome:
    """Keep files for good because a record now points at them; keys are primary keys of uploads.

    Refused as a whole when one of them is not the actor's to read: else a forged key would open a stranger's file.
    """
    wanted = set(uploads)
    mine = {
        upload.pk: upload for upload in uploads_visible_to(by).filter(pk__in=wanted).select_for_update(of=("self",))
    }
    if wanted - mine.keys():
        raise Refused("所选文件不存在或已过期，请重新上传。")
    fresh = sorted(pk for pk, upload in mine.items() if upload.expires_at)
    Upload.objects.filter(pk__in=fresh).update(expires_at=None)
    return Outcome(done=fresh, unchanged=sorted(wanted - set(fresh)))


@action("files.released", "取消关联文件")
def release(uploads: Collection[int], *, by: Actor) -> Outcome:
    """Let files go that no record points at any more; they are removed a day later."""
    mine = list(uploads_visible_to(by).filter(pk__in=uploads, expires_at=None).select_for_update(of=("self",)))
    Upload.objects.filter(pk__in=[upload.pk for upload in mine]).update(expires_at=timezone.now() + UNATTACHED)
    return Outcome(done=sorted(upload.pk for upload in mine))
