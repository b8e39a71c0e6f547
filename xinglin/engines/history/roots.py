"""The daily roots, and their publication: a line a day outside the database (PLT-61)."""

from datetime import date, datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Min, Sum

from xinglin.kit.calendar import CHINA, start_of

from .models import DailyRoot, SealedBlock
from .seals import root_of, signed

FILE = "history-roots.txt"
log = structlog.get_logger(__name__)


def close_days(key: bytes, now: datetime) -> list[str]:
    """Make the root of every day that is over and has blocks, and publish it; returns the lines."""
    lines = []
    while root := _close_next(key, now):
        publish(root)
        lines.append(root.line)
    return lines


@transaction.atomic
def _close_next(key: bytes, now: datetime) -> DailyRoot | None:
    last = DailyRoot.objects.select_for_update().order_by("-day").first()
    opened = SealedBlock.objects.filter(number__gt=last.last_number if last else 0)
    first_at = opened.aggregate(at=Min("sealed_at"))["at"]
    if first_at is None:
        return None
    day = day_of(first_at)
    ends = start_of(day + timedelta(1))
    if ends > now:
        return None
    of_day = opened.filter(sealed_at__lt=ends).aggregate(a=Min("number"), b=Max("number"), rows=Sum("rows"))
    root = DailyRoot(
        day=day,
        first_number=of_day["a"],
        last_number=of_day["b"],
        rows=of_day["rows"],
        previous=last.root if last else b"",
        made_at=now,
    )
    root.root = root_of(root, digests_of(root))
    root.signature = signed(key, root.root, "root")
    root.save(force_insert=True)
    return root


def digests_of(root: DailyRoot) -> bytes:
    """The digests of the day's blocks, one after the other."""
    blocks = SealedBlock.objects.filter(number__range=(root.first_number, root.last_number)).order_by("number")
    return b"".join(bytes(digest) for digest in blocks.values_list("digest", flat=True))


def day_of(at: datetime) -> date:
    """The day in China."""
    return at.astimezone(CHINA).date()


def publish(root: DailyRoot) -> None:
    """Append the line to the file of this installation and write it to the log, which is kept elsewhere."""
    log.info("history.root", line=root.line)
    with path().open("a", encoding="ascii") as file:
        file.write(f"{root.line}\n")


def path() -> Path:
    """Where this installation keeps its roots."""
    return Path(settings.DATA_DIR) / FILE


def published(file: Path | None = None) -> dict[date, str]:
    """Day → root in hex, from the file (this installation's own by default). Other lines are passed over."""
    file = file or path()
    found = {}
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        words = line.split()
        try:
            found[date.fromisoformat(words[0])] = words[1]
        except (IndexError, ValueError):
            continue
    return found
