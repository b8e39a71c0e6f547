"""When a batch is open for what: asked for many batches in two statements (PLT-20, REC-01)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import DateTimeField, Exists, Expression, OuterRef, Q
from django.utils import timezone

from xinglin.engines.windows.kinds import WindowKind
from xinglin.engines.windows.models import Window, WindowExtension
from xinglin.engines.windows.queries import Opening, Openings

from ..models import Batch
from ..windows import STAGES


class Timings:
    """The windows of some batches with their extensions, loaded once, asked often."""

    def __init__(self, batches: Iterable[Batch], kinds: Iterable[WindowKind] = STAGES):
        self._openings = Openings(kinds, {batch.intake_year for batch in batches})

    def opening(self, batch: Batch, kind: WindowKind, institution_id: int | None = None) -> Opening:
        """One stage of a batch as an organisation finds it (with no institution: as applicants and authorities do)."""
        found = self._openings.all_of(
            kind, batch.intake_year, institution_id=institution_id, province_id=batch.province_id
        )
        of_batch = [opening for opening in found if opening.batch == batch.number]
        return of_batch[0] if of_batch else Opening(kind, batch.intake_year, batch.number)

    def why_closed(self, batch: Batch, kind: WindowKind, institution_id: int | None = None) -> str | None:
        """None while it is open, else the sentence that names the batch and the dates."""
        why = self.opening(batch, kind, institution_id).why_closed()
        return why and f"招收批次“{batch.name}”：{why}"


def opening_of(batch: Batch, kind: WindowKind, institution_id: int | None = None) -> Opening:
    """The same for one batch."""
    return Timings([batch], [kind]).opening(batch, kind, institution_id)


class Clock(Expression):
    """The moment at which a query is asked: the server's own clock, so that page, rule and query never disagree."""

    output_field = DateTimeField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Read when it is compiled, so that conditions may be declared once."""
        return "%s", (timezone.now(),)


def over(kind: WindowKind) -> Exists:
    """Has this stage of a row's batch ended, for its institution? For rows as in `open_now`; also as a constant."""
    longer = WindowExtension.objects.filter(
        window=OuterRef("pk"), unit=OuterRef(OuterRef("institution")), ends_at__gt=Clock()
    )
    ended = Window.objects.filter(
        kind=kind.key,
        year=OuterRef("batch__intake_year"),
        batch=OuterRef("batch__number"),
        unit=OuterRef("province"),
        ends_at__lte=Clock(),
    )
    return Exists(ended.filter(~Exists(longer)))


def open_now(kind: WindowKind) -> Exists:
    """Is this stage of a row's batch open, for its institution? For rows with `batch`, `institution` and `province`."""
    now = timezone.now()
    longer = Q(extensions__ends_at__gt=now) & Q(extensions__unit=OuterRef("institution"))
    begun = Window.objects.filter(
        kind=kind.key,
        year=OuterRef("batch__intake_year"),
        batch=OuterRef("batch__number"),
        unit=OuterRef("province"),
        starts_at__lte=now,
    )
    return Exists(begun.filter(Q(ends_at__gt=now) | longer))
