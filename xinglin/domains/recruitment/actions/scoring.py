"""Results written, an order given by hand, lists published and withdrawn (REC-24)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.domains.reference.public import arranged_days
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import visible
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.actions.sets import listed

from ..enums import ScoreKind
from ..models import Announcement, Application, Batch, Place, Preference, Score, ScorePart
from ..queries import scoring as q
from ..rules import scoring as rules

Row = Mapping[str, Any]
ABSENT = "本批次没有这个学员编号，或该学员没有填报本基地，请核对学员编号。"


@action("recruitment.scores_saved", "导入考核成绩")
def save_scores(rows: Sequence[Row], *, about: int, by: Actor) -> Outcome:
    """Results of a batch (`about`): «number» with a value for each part («part_12»); what is empty stays.

    A base writes those of its own examination, the organiser those that count everywhere. Keys are indexes of `rows`.
    Raises Refused where they look like ranks.
    """
    batch = _batch(about, by)
    parts = list(ScorePart.objects.filter(batch=batch).order_by("order"))
    found = q.applications_by_number(by, batch, rows)
    if why := rules.why_ranks(q.points_by_specialty(rows, parts, found)):
        raise Refused(why)
    standing = q.standing_scores(list(found.values()), by)
    outcome = Outcome()
    new: list[Score] = []
    changed: list[Score] = []
    for index, row in enumerate(rows):
        if (application := found.get(row["number"])) is None:
            outcome.refused[index] = ABSENT
            continue
        outcome.labels[index] = application.person.name
        written = _scores(row, parts, application, standing, by)
        (outcome.done if written else outcome.unchanged).append(index)
        for score in written:
            (changed if score.pk else new).append(score)
    Score.objects.bulk_create(new)
    rewrite(changed, ["points", "passed"])
    return outcome


def _batch(key: int, by: Actor) -> Batch:
    """The batch, if its results may be written now. Raises Refused."""
    batch = q.batches_examined_by(by).filter(pk=key).first()
    if batch is None:
        raise Refused("没有找到该招收批次的考核，请刷新后重试。")
    if why := q.why_not_now([batch], by)[batch.pk]:
        raise Refused(why)
    return batch


def _scores(
    row: Row, parts: Sequence[ScorePart], application: Application, standing: Mapping[Any, Score], by: Actor
) -> list[Score]:
    """What this row says that was not known, unsaved."""
    written = []
    for part in parts:
        if (value := row.get(q.part_key(part))) is None:
            continue
        score = standing.get((application.pk, part.pk)) or Score(
            application=application,
            part=part,
            institution_id=by.unit.institution_id,
            province_id=application.province_id,
        )
        column = "passed" if part.kind == ScoreKind.PASS else "points"
        if getattr(score, column) != value:
            setattr(score, column, value)
            written.append(score)
    return written


@action("recruitment.ranked_by_hand", "基地排序")
def rank_by_hand(places: "QuerySet[Place]", order: Mapping[int, Sequence[int]], *, by: Actor) -> Outcome:
    """The base's own order: place key → its preferences, the best first; those not named have none (REC-24, REC-50)."""
    asked = visible(Place, by, rules.RANK).filter(pk__in=places.order_by().values("pk")).select_related("batch__owner")
    found = list(asked.select_for_update(of=("self",)).order_by("pk"))
    closed = q.why_not_now(list({place.batch_id: place.batch for place in found}.values()), by)
    rows: dict[int, dict[int, Preference]] = defaultdict(dict)
    chosen = Preference.objects.filter(place__in=found, application__state="submitted").select_for_update(of=("self",))
    for preference in chosen.order_by("pk"):
        rows[preference.place_id][preference.pk] = preference
    outcome, changed = Outcome(), []
    for place in found:
        why = closed[place.batch_id]
        if why or not set(order[place.pk]) <= rows[place.pk].keys():
            outcome.refused[place.pk] = why or rules.CHANGED
            continue
        outcome.done.append(place.pk)
        ranks = {key: rank for rank, key in enumerate(dict.fromkeys(order[place.pk]), start=1)}
        for preference in rows[place.pk].values():
            preference.base_rank = ranks.get(preference.pk)
            changed.append(preference)
    # Two rows of a place may not share a rank even for a moment.
    Preference.objects.filter(place__in=outcome.done).update(base_rank=None)
    rewrite(changed, ["base_rank"])
    return outcome


@action("recruitment.announced", "发布公示")
def announce(batches: "QuerySet[Batch]", *, title: str, note: str = "", by: Actor) -> Outcome:
    """Publish the ranking as it is now, masked, for the batch's number of working days. Keys are the batches'.

    Of a base its own specialties, of the organiser all of them. Raises Refused without a title.
    """
    if why := rules.unfit_title(title):
        raise Refused(why)
    if not by.may(rules.PUBLISH):
        return Outcome()
    asked = q.batches_examined_by(by).filter(pk__in=batches.order_by().values("pk"))
    found = list(asked.select_for_update(of=("self",), no_key=True).order_by("pk"))
    institution, now = by.unit.institution_id, timezone.now()
    groups = q.rankings(found, institution)
    standing = q.standing_announcements([batch.pk for batch in found], institution, now)
    parts = q.parts_of(found)
    outcome, new = Outcome(labels={batch.pk: batch.name for batch in found}), []
    for batch in found:
        rows = q.published(groups[batch.pk], parts[batch.pk], with_base=institution is None)
        if why := rules.may_publish(batch, by, standing.get(batch.pk), sum(len(group["rows"]) for group in rows)):
            outcome.refused[batch.pk] = why
            continue
        outcome.done.append(batch.pk)
        new.append(_announcement(batch, rows, title, note, by))
    Announcement.objects.bulk_create(new)
    return outcome


def _announcement(batch: Batch, rows: list[Any], title: str, note: str, by: Actor) -> Announcement:
    now = timezone.now()
    return Announcement(
        batch=batch,
        institution_id=by.unit.institution_id,
        province_id=batch.province_id,
        title=title.strip(),
        note=note.strip(),
        rows=rows,
        starts_at=now,
        ends_at=rules.publicity_ends(batch.publicity_days, arranged_days(batch.province_id), now),
        published_by=f"{by.unit_name} {by.name}",
    )


@action("recruitment.announcement_withdrawn", "撤下公示")
def withdraw_announcements(announcements: "QuerySet[Announcement]", *, comment: str, by: Actor) -> Outcome:
    """Take lists off their public address, where the reason stands from now on."""
    mine = q.announcements_visible_to(by).filter(pk__in=announcements.order_by().values("pk"))
    found = list(mine.select_for_update(of=("self",)).order_by("pk"))
    outcome = Outcome.judged((row.pk, rules.may_withdraw(row, comment)) for row in found)
    outcome.labels = {row.pk: row.title for row in found}
    gone = Announcement.objects.filter(pk__in=listed(outcome.done, "bigint"))
    gone.update(withdrawn_at=timezone.now(), withdrawn_reason=comment.strip())
    return outcome
