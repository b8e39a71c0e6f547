"""Nightly: remove what nobody attached, and bytes without an upload."""

from datetime import timedelta

import structlog
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from .models import Upload
from .storing import erase, stored_before

log = structlog.get_logger(__name__)


def remove_expired() -> int:
    """Remove uploads whose time is over; answers how many. One that a record still points at is kept and reported."""
    removed = 0
    for upload in Upload.objects.filter(expires_at__lt=timezone.now()).iterator():
        try:
            with transaction.atomic():
                Upload.objects.filter(pk=upload.pk).delete()  # `upload.delete()` would empty the key that `erase` needs
        except ProtectedError:
            log.error("expired_upload_in_use", upload=str(upload.pk))
        else:
            erase([upload])
            removed += 1
    return removed


def remove_orphans() -> int:
    """Remove bytes that a killed process left without an upload; answers how many files."""
    old = list(stored_before(timezone.now() - timedelta(days=1)))
    known = set(Upload.objects.filter(pk__in={pk for pk, _ in old}).values_list("pk", flat=True))
    orphans = [path for pk, path in old if pk not in known]
    for path in orphans:
        default_storage.delete(path)
    return len(orphans)
