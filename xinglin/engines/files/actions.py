"""Writes to files: taking them in, tying them to a record, letting them go."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome, Refused, action

from .models import Upload
from .queries import uploads_visible_to
from .storing import NewFile, write

UNATTACHED = timedelta(hours=24)
MOST_UNATTACHED = 300  # of one account: more than any form asks for, few enough that nobody fills the disk


@action("files.taken_in", "上传文件")
def take_in(files: Sequence[NewFile], *, by: Actor) -> Outcome:
    """Store files with what is known of them; keys are indexes of the list given. All or none."""
    waiting = Upload.objects.filter(account_id=by.account_id or 0, expires_at__gt=timezone.now())
    if not by.is_system and waiting[:MOST_UNATTACHED].count() >= MOST_UNATTACHED:
        raise Refused("您上传后还没有保存的文件太多，请先保存表单，或明天再上传。")
    uploads = [_upload(new, by) for new in files]
    Upload.objects.bulk_create(uploads)
    write(zip(uploads, files, strict=True))
    return Outcome(done=list(range(len(files))))


def _upload(new: NewFile, by: Actor) -> Upload:
    sha256, size = new.sha256_and_size()
    return Upload(
        uuid=new.uuid,
        kind=new.kind,
        name=new.name,
        account_id=by.account_id,
        unit=by.unit,
        institution_id=by.unit.institution_id,
        province_id=by.unit.province_id,
        sha256=sha256,
        size=size,
        content_type=new.content_type,
        width=new.width,
        height=new.height,
        has_thumbnail=new.thumbnail is not None,
        expires_at=new.expires_at,
    )


@action("files.attached", "关联文件")
def attach(uploads: Collection[UUID], *, by: Actor, kinds: Collection[str] = ()) -> Outcome:
    """Keep files for good because a record now points at them; keys are indexes of the set given.

    Refused as a whole when one of them is not the actor's to read, else a forged key would open a stranger's file; or
    is of none of these kinds: what one record let go would be gone for another, which counts on it.
    """
    wanted = list(dict.fromkeys(uploads))
    mine = {each.pk: each for each in uploads_visible_to(by, wanted) if not kinds or each.kind in kinds}
    if mine.keys() != set(wanted):
        raise Refused("所选文件不存在或已过期，请重新上传。")
    fresh = [index for index, pk in enumerate(wanted) if mine[pk].expires_at]
    kept = Upload.objects.filter(pk__in=[wanted[index] for index in fresh]).update(expires_at=None)
    if kept != len(fresh):  # the nightly sweep was quicker
        raise Refused("所选文件已过期，请重新上传。")
    return Outcome(done=fresh, unchanged=[index for index in range(len(wanted)) if index not in fresh])


@action("files.released", "取消关联文件")
def release(uploads: Collection[UUID], *, by: Actor) -> Outcome:
    """Let files go that no record points at any more; they are removed a day later. Keys are indexes."""
    wanted = list(dict.fromkeys(uploads))
    mine = set(uploads_visible_to(by, wanted).filter(expires_at=None).values_list("pk", flat=True))
    Upload.objects.filter(pk__in=mine).update(expires_at=timezone.now() + UNATTACHED)
    return Outcome(done=[index for index, pk in enumerate(wanted) if pk in mine])
