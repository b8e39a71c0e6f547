"""The same over an S3-compatible store; apart, since it needs the extra package django-storages[s3]."""

from typing import IO

from django.core.files.base import File
from storages.backends.s3 import S3Storage  # type: ignore[import-not-found]  # -- of an extra package

from .stored import Sealing


class SealedBucket(Sealing, S3Storage):
    """A bucket, which overwrites an object at once."""

    def replace(self, name: str, plain: IO[bytes]) -> None:
        self._save(name, File(plain))
