"""One file from a person: judged, cleaned, scanned and stored, or refused with a sentence."""

import io
import re
from pathlib import PurePosixPath

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.kit import text

from .actions import UNATTACHED, take_in
from .inspection import inspect
from .kinds import FileKind
from .models import Upload
from .scanning import scan
from .storing import NewFile

ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}


def receive(file: UploadedFile, kind: FileKind, *, by: Actor) -> Upload:
    """Take in what a person sent. Until `attach` it is theirs alone, for a day. Raises Refused."""
    assert file.file is not None  # noqa: S101 -- Django fills it
    assert file.size is not None  # noqa: S101 -- likewise
    accepted = inspect(file.file, file.size, kind)
    scan(accepted.content)
    new = NewFile(
        kind=kind.key,
        name=clean_name(file.name or "", ENDINGS[accepted.content_type]),
        body=io.BytesIO(accepted.content),
        content_type=accepted.content_type,
        width=accepted.width,
        height=accepted.height,
        thumbnail=accepted.thumbnail,
        expires_at=timezone.now() + UNATTACHED,
    )
    take_in([new], by=by)
    return Upload._base_manager.get(pk=new.uuid)


def clean_name(name: str, ending: str) -> str:
    """A name fit to show and to download: no path, nothing invisible or reserved, the ending its content has."""
    stem = PurePosixPath(text.line(name).replace("\\", "/")).stem
    stem = re.sub(r'[/:*?"<>|%\s]+', " ", stem).strip(" .")
    return (stem[:100] or "文件") + ending
