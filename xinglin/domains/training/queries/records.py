"""Reading training records: everything a page shows starts from `…_visible_to`."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max, Min, QuerySet
from django.utils import timezone
from django.utils.timezone import localdate

from xinglin.domains.people.public import PARTS, Person, Record, personal_sections, shown_field
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.remembering import once_a_page
from xinglin.engines.access.visible import visible
from xinglin.engines.fields import missing
from xinglin.engines.review.copies import Answer, Form, Section
from xinglin.engines.review.models import Enclosure
from xinglin.engines.windows.models import Window
from xinglin.engines.windows.queries import Opening, Openings, opening_for

from .. import rules, windows
from ..enums import ChangeReason, TrainingStatus
from ..fields import TRAINING
from ..models import StatusChange, Training
from .leaving import left_at, left_q, records_for
from .parts import managed_q, openings_of

TRAINING_PART, STATUS_PART = "培训信息", "培训状态"
JOINED = ("person", "specialty", "institution", "province", "site", "case")


def trainings_visible_to(actor: Actor) -> "QuerySet[Training]":
    """All training records under the actor's unit."""
    return visible(Training, actor, rules.VIEW).select_related(*JOINED)


def intake_visible_to(actor: Actor) -> "QuerySet[Training]":
    """«招收信息管理»: records of the intake that is being reported; after its end they stay there to be read."""
    return trainings_visible_to(actor).filter(intake_year__gte=intake_year(), is_late_entry=False)


def managed_visible_to(actor: Actor) -> "QuerySet[Training]":
    """«住院医师信息管理»: what was approved in an intake that has ended, and what was opened late (REP-30, REP-41)."""
    return trainings_visible_to(actor).filter(managed_q())


def reviews_visible_to(actor: Actor) -> "QuerySet[Training]":
    """What bases have ever reported, for those who review it (REP-40)."""
    rows = visible(Training, actor, rules.REVIEW).select_related(*JOINED).filter(case__isnull=False)
    # Said of the case too, a province's cases are found by their index, and not among those of the whole country.
    return rows.filter(case__province=actor.unit.province_id) if actor.unit.province_id else rows


def intake_reviews_visible_to(actor: Actor) -> "QuerySet[Training]":
    """Of those, what is reported in an intake, where windows hold it."""
    return reviews_visible_to(actor).exclude(managed_q())


def managed_reviews_visible_to(actor: Actor) -> "QuerySet[Training]":
    """Of those, what is reported again at any time (REP-35)."""
    return reviews_visible_to(actor).filter(managed_q())


def years_visible_to(actor: Actor) -> list[tuple[int, str]]:
    """Intake years to choose from: all that were ever scheduled."""
    years = Openings([windows.INTAKE]).years(windows.INTAKE) or [localdate().year]
    return [(year, str(year)) for year in years]


def intake_opening(actor: Actor) -> Opening:
    """The window of this intake as the actor's unit finds it."""
    return opening_for(windows.INTAKE, intake_year(), actor.unit)


def review_opening(actor: Actor) -> Opening:
    """The window of reviewing this intake."""
    return opening_for(windows.PROVINCE_REVIEW, intake_year(), actor.unit)


def people_trained_by(actor: Actor) -> "QuerySet[Person]":
    """People whose present record the actor sees, because he sees a training of theirs that they have not left."""
    present = trainings_visible_to(actor).exclude(left_q(actor))
    return Person._base_manager.filter(pk__in=present.order_by().values("person"))


def files_reported_to(actor: Actor) -> "QuerySet[Any]":
    """Keys of files in the copies that trainings he sees were ever reported with, whatever stands there now."""
    cases = trainings_visible_to(actor).filter(case__isnull=False).order_by().values("case")
    return Enclosure._base_manager.filter(submission__case__in=cases).values("upload")


def own_trainings(actor: Actor) -> "QuerySet[Training]":
    """A resident's own records, the newest first."""
    return visible(Training, actor, rules.OWN).select_related(*JOINED).order_by("-intake_year", "-pk")


@once_a_page
def intake_year() -> int:
    """The year whose intake is being reported: the newest that has begun, else the next one, else this calendar year.

    A year scheduled ahead does not yet push the present one aside.
    """
    scheduled = Window.objects.filter(kind=windows.INTAKE.key)
    begun = scheduled.filter(starts_at__lte=timezone.now()).aggregate(year=Max("year"))["year"]
    return begun or scheduled.aggregate(year=Min("year"))["year"] or localdate().year


def training_values(training: Training) -> dict[str, Any]:
    """Cleaned values of 培训信息 by field key, None for what is empty; the specialty is its code, the site its name."""
    values = {f.key: None if getattr(training, f.key) == "" else getattr(training, f.key) for f in TRAINING}
    values["specialty"] = training.specialty.code if training.specialty else None
    values["site"] = training.site.name if training.site else None
    values["training_years"] = str(training.training_years) if training.training_years else None
    return values


def training_section(training: Training) -> Section:
    """培训信息 as a section of a copy or a page."""
    values = training_values(training)
    fixed = [
        Answer(key=f"training.{key}", title=title, value=value, shown=str(value))
        for key, title, value in (
            ("intake_year", "招收年份", training.intake_year),
            ("province", "培训所在省行政区划", training.province.name),
            ("institution", "培训所在培训基地（医院）", training.institution.name),
        )
    ]
    filled = [shown_field("training", f, values[f.key]) for f in TRAINING if f.relevant(values)]
    return Section(key="training", title=TRAINING_PART, fields=[*fixed, *filled])


def gaps_of(
    trainings: Sequence[Training], records: Mapping[int, Record] | None = None
) -> dict[int, dict[str, list[str]]]:
    """Training key → part title → what is missing there; empty when complete. Two statements (PLT-32).

    Of who has left nothing personal is asked: nobody could fill it in any more. `records` by training key.
    """
    records = records or records_for(trainings)
    left = left_at(trainings)
    found = {}
    for training in trainings:
        gaps: dict[str, list[str]] = {}
        for part, title in [] if training.pk in left else records[training.pk].gaps():
            gaps.setdefault(PARTS[part], []).append(title)
        if lacking := [f.title for f in missing(TRAINING, training_values(training))]:
            gaps[TRAINING_PART] = lacking
        found[training.pk] = gaps
    return found


def completeness_of(trainings: Sequence[Training]) -> dict[int, int]:
    """Training key → percent of the required fields that are filled; 100 only when nothing is missing."""
    records = records_for(trainings)
    gaps = gaps_of(trainings, records)
    found = {}
    for training in trainings:
        values = training_values(training)
        asked = records[training.pk].asked()
        asked += sum(1 for f in TRAINING if f.required and f.relevant(values))
        lacking = sum(len(titles) for titles in gaps[training.pk].values())
        found[training.pk] = 100 if not lacking else min(99, max(0, round(100 * (asked - lacking) / asked)))
    return found


def note_completeness(trainings: Sequence[Training]) -> list[Training]:
    """Put the percentage on the rows, unsaved; answers those on which it was another."""
    percent = completeness_of(trainings)
    stale = [t for t in trainings if t.completeness != percent[t.pk]]
    for training in stale:
        training.completeness = percent[training.pk]
    return stale


def unreportable(trainings: Sequence[Training]) -> dict[int, str]:
    """Training key → why it cannot be reported; those that can are absent. Four statements."""
    openings, gaps = openings_of(trainings), gaps_of(trainings)
    verdicts = ((t.pk, rules.may_report(t, gaps[t.pk], openings[t.pk])) for t in trainings)
    return {pk: why for pk, why in verdicts if why}


def reported_forms(trainings: Sequence[Training], actor: Actor | None = None) -> dict[int, Form]:
    """Training key → the whole form as it is now: what a submission freezes and an approval keeps (PLT-35).

    Of who has left the personal parts are those of then, but for an `actor` who sees the present.
    """
    records, changes = records_for(trainings, actor), last_changes(trainings)
    return {
        t.pk: {
            "sections": [
                *personal_sections(records[t.pk]),
                training_section(t),
                status_section(t, changes.get(t.pk)),
            ]
        }
        for t in trainings
    }


def last_changes(trainings: Sequence[Training]) -> dict[int, StatusChange]:
    """Training key → the change that made its present status; absent while it never changed. One statement."""
    changes = StatusChange._base_manager.filter(training__in=[t.pk for t in trainings]).select_related("target")
    return {change.training_id: change for change in changes.order_by("training", "-pk").distinct("training")}


def status_section(training: Training, change: StatusChange | None) -> Section:
    """培训状态 as a section of a copy or a page: the present status, and why and since when if it ever changed."""
    status = TrainingStatus(training.status)
    lines: list[tuple[str, str, str | None, str]] = [("status", "培训状态", status.value, status.label)]
    if change:
        ends_on = str(change.ends_on) if change.ends_on else None
        target = change.target.name if change.target else None
        lines += [
            ("reason", "变更原因", change.reason, ChangeReason(change.reason).label),
            ("starts_on", "变更日期", str(change.starts_on), str(change.starts_on)),
            ("ends_on", "预计结束日期", ends_on, ends_on or ""),
            ("target", "转入培训基地", target, target or ""),
            ("note", "变更说明", change.note or None, change.note),
        ]
    answers = [Answer(key=f"status.{key}", title=title, value=value, shown=shown) for key, title, value, shown in lines]
    return Section(key="status", title=STATUS_PART, fields=answers)
