"""Reading the training status: its history, who has to be put back to 在培, who else holds a person (REP-33)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localdate

from xinglin.domains.institutions.public import bases_under
from xinglin.domains.reference.public import options
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.visible import visible
from xinglin.engines.review.labels import Tag

from .. import rules
from ..enums import BOUND, TrainingStatus
from ..models import StatusChange, Training
from ..rules import transitions
from ..rules.transitions import AWAY, NewStatus

NEAR = timedelta(days=30)  # so long before its expected end a status is to be looked after
TONES = {
    "training": "green",
    "extended": "orange",
    "suspended": "orange",
    "ended": "grey",
    "withdrawn": "red",
    "completed": "blue",
}
MOST_YEARS = 3  # of all extensions together, where the code list names none in force


def changes_of(trainings: Sequence[Training]) -> dict[int, list[StatusChange]]:
    """Training key → its changes, the oldest first; one statement."""
    found: dict[int, list[StatusChange]] = {training.pk: [] for training in trainings}
    for change in StatusChange._base_manager.filter(training__in=found).select_related("target").order_by("pk"):
        found[change.training_id].append(change)
    return found


def judge_changes(trainings: Sequence[Training], changes: Mapping[int, NewStatus], by: Actor) -> dict[int, str]:
    """Record key → why its change cannot be made; `changes` by record key. Five statements at most."""
    asked = [training for training in trainings if training.pk in changes]
    known, bases, most = changes_of(asked), _bases_among(changes.values()), most_years()
    found = {}
    for training in asked:
        new, past = changes[training.pk], known[training.pk]
        why = transitions.may_change_status(
            training, new, by, last=past[-1] if past else None, extended=extended_days(past), most_years=most
        )
        if why is None and new.target and new.target not in bases:
            why = "转入培训基地不存在或已停用，请重新选择。"
        if why:
            found[training.pk] = why
    return found


def _bases_among(changes: Iterable[NewStatus]) -> set[int]:
    targets = {change.target for change in changes if change.target}
    return set(_bases().filter(pk__in=targets).values_list("pk", flat=True)) if targets else set()


def _bases() -> "QuerySet[Unit]":
    return bases_under(Unit.objects.get(kind=UnitKind.NATION))


def extended_days(changes: Sequence[StatusChange]) -> int:
    """Days of all extensions so far; one that was ended early counts until then."""
    ends = [change.starts_on for change in changes[1:]] + [date.max]
    return sum(
        (min(change.ends_on, end) - change.starts_on).days
        for change, end in zip(changes, ends, strict=False)
        if change.after == TrainingStatus.EXTENDED and change.ends_on
    )


def most_years() -> int:
    """The longest of all extensions together, as the code list has it today (R-DUR-06)."""
    return max((int(code) for code, _ in options("extension_years") if code.isdigit()), default=MOST_YEARS)


def elsewhere(trainings: Sequence[Training]) -> dict[int, Training]:
    """Training key → another record that binds the same person now; one statement."""
    keys = {training.pk for training in trainings}
    rows = Training._base_manager.filter(person__in={t.person_id for t in trainings}, status__in=BOUND)
    held = {row.person_id: row for row in rows.select_related("institution") if row.pk not in keys}
    return {t.pk: held[t.person_id] for t in trainings if t.person_id in held}


def to_be_put_back(actor: Actor) -> "QuerySet[Training]":
    """The base's residents who have to be put back to 在培 soon, else completion is closed to them (REP-33)."""
    return _ending(visible(Training, actor, rules.CHANGE_STATUS))


def own_to_be_put_back(actor: Actor) -> "QuerySet[Training]":
    """The resident's own record, likewise."""
    return _ending(visible(Training, actor, rules.OWN))


def all_to_be_put_back(day: date) -> "QuerySet[Training]":
    """Everybody whose status ends on that day, for the clock; `until`: the day itself."""
    return _ending(Training._base_manager.all()).filter(Q(until=day)).select_related("person", "institution")


def _ending(trainings: "QuerySet[Training]") -> "QuerySet[Training]":
    """Those away whose expected end (`until`) has passed or is near; 结束 waits for nothing, so it is always one."""
    last = StatusChange._base_manager.filter(training=OuterRef("pk")).order_by("-pk").values("ends_on")[:1]
    away = trainings.filter(status__in=AWAY).annotate(until=Subquery(last))
    near = away.filter(Q(until=None) | Q(until__lte=localdate() + NEAR))
    return near.select_related("person", "specialty").order_by(F("until").asc(nulls_first=True), "pk")


def bases_to_go_to(training: Training) -> "QuerySet[Unit]":
    """Every other training base of the nation, by province."""
    return _bases().exclude(pk=training.institution_id).select_related("province").order_by("province__code", "name")


def status_tag(training: Training) -> Tag:
    """培训状态 with its fixed colour."""
    return Tag(TrainingStatus(training.status).label, TONES[training.status])
