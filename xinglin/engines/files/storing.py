"""Bytes in the storage: written whole or not at all, erased with their upload."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO
from uuid import UUID, uuid4

import structlog
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from xinglin.engines.actions import Refused

from .models import Upload

CHUNK = 1 << 20
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class NewFile:
    """A file that was judged already, or that the product made itself."""

    kind: str
    name: str
    body: IO[bytes]
    content_type: str
    width: int | None = None
    height: int | None = None
    thumbnail: bytes | None = None
    expires_at: datetime | None = None
    uuid: UUID = field(default_factory=uuid4)

    def sha256_and_size(self) -> tuple[str, int]:
        """Of the bytes as they are stored."""
        self.body.seek(0)
        digest, size = hashlib.sha256(), 0
        while chunk := self.body.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
        return digest.hexdigest(), size


def write(uploads: Iterable[tuple[Upload, NewFile]]) -> None:
    """Store the bytes of all; Refused and nothing left behind when one cannot be written."""
    written: list[Upload] = []
    try:
        for upload, new in uploads:
            written.append(upload)
            new.body.seek(0)
            default_storage.save(upload.path, File(new.body))
            if new.thumbnail is not None:
                default_storage.save(upload.thumbnail_path, ContentFile(new.thumbnail))
    except OSError as error:
        log.exception("storage_failed", error=type(error).__name__)
        erase(written)
        raise Refused("服务器存储空间不足或暂时不可用，文件没有保存，请稍后再试或联系系统管理员。")


def erase(uploads: Iterable[Upload]) -> None:
    """Remove the bytes; those that are not there are no problem."""
    for upload in uploads:
        default_storage.delete(upload.path)
        default_storage.delete(upload.thumbnail_path)


def stored_before(moment: datetime) -> Iterator[tuple[UUID, str]]:
    """Everything in the storage that is older, as the upload's key and its path."""
    for folder in default_storage.listdir("")[0]:
        for name in default_storage.listdir(folder)[1]:
            path = f"{folder}/{name}"
            if default_storage.get_modified_time(path) < moment:
                yield UUID(name.removesuffix("-thumbnail")), path
