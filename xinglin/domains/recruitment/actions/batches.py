"""Batches set up with their windows, and the parts of their examination (REC-01, REC-24)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Max, QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.windows import actions as windows_actions
from xinglin.engines.windows.actions import Timing, schedule
from xinglin.engines.windows.kinds import WINDOW_KINDS, WindowKind
from xinglin.engines.windows.models import Window, WindowExtension
from xinglin.engines.windows.rules import may_remove as may_remove_window

from ..models import Batch, ScorePart
from ..queries.batches import batches_dated_by, batches_kept_by, used, windows_of
from ..rules import batches as rules

Row = Mapping[str, Any]
COLUMNS = (
    "owner_id",
    "name",
    "categories",
    "method",
    "confirming",
    "preferences",
    "several_specialties",
    "release_hours",
    "release_limit",
    "publicity_days",
    "instructions",
    "is_trial",
)
PART = ("title", "kind", "least", "most", "passing", "weight")
DEFINED = ("kind", "least", "most")  # what a result was judged by
NOT_HIS = "当前身份不能维护招收批次，请由省级管理员办理。"


@action("recruitment.batches_saved", "维护招收批次")
def save_batches(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """New batches of the actor's province, or other settings of those that stand («pk»); keys are indexes of `rows`.

    A new row gives `intake_year`; its number follows the province's last of that year, and `copy_of` (a batch's key)
    brings the score parts along. Others are columns as on the model (`owner_id`: a unit's key). `windows`: kind's
    key → (start, end), or None to take it away; kinds that are absent stay. Raises Refused.
    """
    if not by.may(rules.BATCHES) or by.unit.province_id is None:
        raise Refused(NOT_HIS)
    desk = _Desk(rows, Unit.objects.select_for_update(no_key=True).get(pk=by.unit.province_id), by)
    outcome = Outcome()
    for index, row in enumerate(rows):
        if why := desk.judge(row):
            outcome.refused[index] = why
        else:
            desk.take(index, row)
    desk.write()
    outcome.records = {index: batch.pk for index, batch in desk.batches.items()}
    for index in outcome.records:
        (outcome.done if index in desk.changed else outcome.unchanged).append(index)
    return outcome


class _Desk:
    """The batches of one province while some of them are written."""

    def __init__(self, rows: Sequence[Row], province: Unit, by: Actor) -> None:
        self.rows, self.province, self.by = rows, province, by
        asked = batches_kept_by(by).filter(pk__in=[row["pk"] for row in rows if row.get("pk")])
        self.standing = {each.pk: each for each in asked.select_for_update().order_by("pk")}
        self.used = used(self.standing)
        self.windows = windows_of(self.standing.values())
        own = Batch.objects.filter(province=province).order_by()
        self.names = {(each.intake_year, each.name): each.pk for each in own}
        self.last = dict(own.values_list("intake_year").annotate(last=Max("number")))
        self.owners = set(Unit.objects.filter(path__startswith=province.path or "-").values_list("pk", flat=True))
        self.batches: dict[int, Batch] = {}
        self.changed: set[int] = set()

    def judge(self, row: Row) -> str | None:
        """Why a row cannot be saved."""
        batch = self.standing.get(row.get("pk") or 0)
        if row.get("pk") and batch is None:
            return "没有找到该招收批次，可能已被删除，请刷新后重试。"
        year = batch.intake_year if batch else row["intake_year"]
        name = row.get("name", batch.name if batch else "")
        if self.names.get((year, name), row.get("pk")) != row.get("pk"):
            return f"{year} 年已有名为“{name}”的招收批次，请换一个名称。"
        if row.get("owner_id", self.province.pk) not in self.owners:
            return "组织单位应为本省或本省的地市，请重新选择。"
        if batch:
            before = {column: getattr(batch, column) for column in COLUMNS}
            if why := rules.may_change(before, row, self.used[batch.pk]):
                return why
        return self._why_not_timed(row, self.windows[batch.pk] if batch else {})

    def _why_not_timed(self, row: Row, standing: Mapping[str, Window]) -> str | None:
        spans: dict[WindowKind, rules.Span] = {
            WINDOW_KINDS[key]: (window.starts_at, window.ends_at) for key, window in standing.items()
        }
        for key, span in (row.get("windows") or {}).items():
            kind = WINDOW_KINDS[key]
            if span:
                spans[kind] = span
            elif key in standing:
                if why := may_remove_window(standing[key], self.by):
                    return f"“{kind.title}”：{why}"
                del spans[kind]
        return rules.why_not_timed(spans)

    def take(self, index: int, row: Row) -> None:
        """Put a row's settings into its batch."""
        batch = self.standing.get(row.get("pk") or 0)
        if batch is None:
            year = row["intake_year"]
            self.last[year] = number = self.last.get(year, 0) + 1
            batch = Batch(province=self.province, owner=self.province, intake_year=year, number=number)
            self.changed.add(index)
        given = {column: row[column] for column in COLUMNS if column in row}
        if any(getattr(batch, column) != value for column, value in given.items()):
            self.changed.add(index)
        for column, value in given.items():
            setattr(batch, column, value)
        self.names[batch.intake_year, batch.name] = batch.pk or -1
        self.batches[index] = batch

    def write(self) -> None:
        """Batches, windows and the score parts that are copied."""
        fresh = {index: batch for index, batch in self.batches.items() if batch.pk is None}
        Batch.objects.bulk_create(fresh.values())
        rewrite([batch for i, batch in self.batches.items() if i in self.changed and i not in fresh], COLUMNS)
        self._write_windows()
        _copy_parts([(batch, self.rows[index].get("copy_of")) for index, batch in fresh.items()], self.by)

    def _write_windows(self) -> None:
        timings: list[Timing] = []
        owners: list[int] = []
        gone: list[int] = []
        for index, batch in self.batches.items():
            for key, span in (self.rows[index].get("windows") or {}).items():
                if span:
                    timings.append(_timing(batch, key, span, self.province))
                    owners.append(index)
                elif window := self.windows.get(batch.pk, {}).get(key):
                    gone.append(window.pk)
                    self.changed.add(index)
        outcome = schedule(timings, by=self.by)
        if outcome.refused:
            raise Refused(next(iter(outcome.refused.values())))
        self.changed |= {owners[position] for position in outcome.done}
        windows_actions.remove(Window.objects.filter(pk__in=gone), by=self.by)


def _timing(batch: Batch, kind: str, span: rules.Span, province: Unit) -> Timing:
    return Timing(
        kind=kind,
        year=batch.intake_year,
        batch=batch.number,
        unit=province,
        starts_at=span[0],
        ends_at=span[1],
    )


def _copy_parts(copies: Sequence[tuple[Batch, int | None]], by: Actor) -> None:
    """New batches get the score parts of the one of one's own (a key) that each is a copy of."""
    sources = batches_kept_by(by).filter(pk__in=[source for _, source in copies if source]).values("pk")
    parts: dict[int, list[ScorePart]] = {}
    for part in ScorePart.objects.filter(batch__in=sources).order_by("pk"):
        parts.setdefault(part.batch_id, []).append(part)
    ScorePart.objects.bulk_create(
        ScorePart(batch=batch, order=part.order, **{name: getattr(part, name) for name in PART})
        for batch, source in copies
        for part in parts.get(source or 0, ())
    )


@action("recruitment.batch_dates_saved", "调整招收批次时间")
def save_dates(
    batches: "QuerySet[Batch]", windows: Mapping[int, Mapping[str, rules.Span | None]], *, by: Actor
) -> Outcome:
    """Other dates for the batches that the actor's city runs: batch's key → windows as `save_batches` takes them."""
    own = batches_dated_by(by).filter(pk__in=batches.order_by().values("pk"))
    found = list(own.select_related("province").order_by("pk"))
    if not found:
        return Outcome()
    rows = [{"pk": batch.pk, "windows": windows[batch.pk]} for batch in found]
    saved = save_batches(rows, by=by.on_behalf(found[0].province))  # a city lies in one province
    return Outcome(
        done=[found[index].pk for index in saved.done],
        unchanged=[found[index].pk for index in saved.unchanged],
        refused={found[index].pk: why for index, why in saved.refused.items()},
        labels={batch.pk: batch.name for batch in found},
    )


@action("recruitment.batches_removed", "删除招收批次")
def remove_batches(batches: "QuerySet[Batch]", *, by: Actor) -> Outcome:
    """Take batches away in which nobody has done anything, with their windows. Keys are primary keys."""
    found = _claimed(batches, by)
    facts = used([batch.pk for batch in found])
    outcome = Outcome.judged((batch.pk, rules.may_remove(facts[batch.pk])) for batch in found)
    outcome.labels = {batch.pk: batch.name for batch in found}
    gone = [batch for batch in found if batch.pk not in outcome.refused]
    windows = [window.pk for each in windows_of(gone).values() for window in each.values()]
    WindowExtension.objects.filter(window__in=windows).delete()
    timed = Window.objects.filter(pk__in=windows)
    timed._raw_delete(timed.db)  # nothing else hangs on them; `delete` would take a statement for each hundred
    Batch.objects.filter(pk__in=outcome.done).delete()
    return outcome


@action("recruitment.score_parts_saved", "设置考核项目")
def save_score_parts(batches: "QuerySet[Batch]", parts: Sequence[Row], *, by: Actor) -> Outcome:
    """The offline examination of these batches has these parts from now on, in this order. Keys are primary keys.

    A part is known by its title. One of which somebody has a result keeps its kind and range. Raises Refused.
    """
    if why := rules.why_not_scored(parts):
        raise Refused(why)
    found = _claimed(batches, by)
    facts = used([batch.pk for batch in found])
    standing: dict[int, list[ScorePart]] = {batch.pk: [] for batch in found}
    for part in ScorePart.objects.filter(batch__in=found).select_for_update().order_by("pk"):
        standing[part.batch_id].append(part)
    outcome = Outcome.judged(
        (pk, rules.may_score_otherwise(_lost(old, parts, facts[pk].scored))) for pk, old in standing.items()
    )
    outcome.labels = {batch.pk: batch.name for batch in found}
    done = set(outcome.done)
    _write_parts({pk: {part.title: part for part in old} for pk, old in standing.items() if pk in done}, parts)
    return outcome


def _lost(old: Iterable[ScorePart], parts: Sequence[Row], scored: Iterable[int]) -> list[str]:
    """Titles of parts with results that would be gone, or mean something else."""
    new = {part["title"]: part for part in parts}
    return [
        part.title
        for part in old
        if part.pk in set(scored)
        and (part.title not in new or any(getattr(part, name) != new[part.title][name] for name in DEFINED))
    ]


def _write_parts(standing: Mapping[int, Mapping[str, ScorePart]], parts: Sequence[Row]) -> None:
    titles = {part["title"] for part in parts}
    gone = [part.pk for old in standing.values() for title, part in old.items() if title not in titles]
    ScorePart.objects.filter(pk__in=gone).delete()
    kept: list[ScorePart] = []
    fresh: list[ScorePart] = []
    for batch_id, old in standing.items():
        for order, row in enumerate(parts, start=1):
            part = old.get(row["title"]) or ScorePart(batch_id=batch_id)
            part.order = order
            for name in PART:
                setattr(part, name, row.get(name))
            (kept if part.pk else fresh).append(part)
    rewrite(kept, ("order", *PART))
    ScorePart.objects.bulk_create(fresh)


def _claimed(batches: "QuerySet[Batch]", by: Actor) -> list[Batch]:
    own = batches_kept_by(by).filter(pk__in=batches.order_by().values("pk"))
    return list(own.select_for_update(of=("self",)).order_by("pk"))
