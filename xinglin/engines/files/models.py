"""Uploaded files: what is kept about each; the bytes are in the storage (PLT-90)."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from xinglin.engines.access.models import Scope, Scoped, Unit


class Upload(Scoped):
    """One file as it was accepted. Others point at it by a foreign key; its key is also its address.

    Until something is attached to it, it is seen by its owner alone and ends at `expires_at`.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("类别", max_length=60)
    name = models.CharField("文件名", max_length=200)  # as shown and downloaded, cleaned; never a path
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    province = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(max_length=64)  # of the stored bytes
    size = models.PositiveBigIntegerField("大小")  # bytes, as stored
    content_type = models.CharField(max_length=100)  # judged by content
    width = models.PositiveIntegerField(null=True)  # pixels, pictures only
    height = models.PositiveIntegerField(null=True)
    has_thumbnail = models.BooleanField(default=False)
    created_at = models.DateTimeField("上传时间", default=timezone.now)
    expires_at = models.DateTimeField("失效时间", null=True)  # None once attached

    scope = Scope(province="province", institution="institution", own="account")

    class Meta:
        indexes = [
            models.Index(fields=["expires_at"], condition=models.Q(expires_at__isnull=False), name="upload_expiry")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where the bytes lie in the storage."""
        return f"{self.uuid.hex[:2]}/{self.uuid.hex}"

    @property
    def thumbnail_path(self) -> str:
        """Where its small picture lies."""
        return f"{self.path}-thumbnail"

    @property
    def is_picture(self) -> bool:
        """Can it be shown in an <img>?"""
        return self.content_type.startswith("image/")
