"""The training status: changed along the table of reference-data §1.9, taken back while nobody approved (REP-33)."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from xinglin.domains.people.public import lock_opening
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.copying import copy_in
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.notices.actions import notify
from xinglin.engines.notices.queries import members_of

from .. import events, rules
from ..enums import TrainingStatus
from ..models import StatusChange, Training
from ..queries.judging import status_changes
from ..queries.status import changes_of, elsewhere, judge_changes
from ..rules import transitions
from ..rules.transitions import NewStatus
from .saving import import_trainings

COLUMNS = ("training_id", "before", "after", "reason", "starts_on", "ends_on", "note", "target_id", "changed_by")
PUT_BACK = "请在到期前联系培训基地改回“在培”，否则不能参加结业考核。"


@action("training.status_changed", "变更培训状态")
def change_status(
    trainings: "QuerySet[Training]",
    *,
    by: Actor,
    status: str,
    reason: str,
    starts_on: date,
    ends_on: date | None = None,
    note: str | None = "",
    target: int | None = None,
) -> Outcome:
    """Take one step of the training status for a whole set (REP-33); it counts once it is reported and approved.

    `status` and `reason` are values of TrainingStatus and ChangeReason, `target` the key of the base somebody goes to.
    """
    new = NewStatus(status, reason, starts_on, ends_on, note or "", target)
    return change_statuses(trainings, dict.fromkeys(trainings.values_list("pk", flat=True), new), by=by)


@action("training.statuses_changed", "逐人变更培训状态")
def change_statuses(trainings: "QuerySet[Training]", changes: Mapping[int, NewStatus], *, by: Actor) -> Outcome:
    """Take a step of the training status: record key → the change. The record is «未上报» again.

    Bases hold CHANGE_STATUS; a province completes. The residents are told, and the base to which somebody goes.
    """
    claimed = _claim(trainings, by, "person", "case")
    refused = judge_changes(claimed, changes, by)
    outcome = Outcome.judged((training.pk, refused.get(training.pk)) for training in claimed)
    outcome.labels = {training.pk: training.person.name for training in claimed}
    changed = [t for t in claimed if t.pk not in outcome.refused]
    _write(changed, changes, by)
    _tell(changed, changes, by)
    events.CHANGED.announce(outcome.done, by=by)
    return outcome


@action("training.updated", "培训信息更新导入")
def update_trainings(rows: Sequence[Mapping[str, Any]], *, by: Actor) -> Outcome:
    """Save training information and status from rows that name their record («pk»), each whole or not at all (REP-32).

    Keys are indexes of `rows`; a record that has gone since, or is not the actor's, is refused.
    """
    places = {row["pk"]: index for index, row in enumerate(rows)}
    mine = {
        t.pk: t for t in claim(Training.objects.filter(pk__in=places), by, rules.EDIT, "person", "case", "specialty")
    }
    changes, half = status_changes(rows, mine)
    asked = {rows[index]["pk"]: change for index, change in changes.items()}
    refused = {rows[index]["pk"]: why for index, (_, why) in half.items()}
    refused |= judge_changes(list(mine.values()), asked, by)
    sound = [index for pk, index in places.items() if pk not in refused]
    saved = import_trainings([rows[index] for index in sound], by=by)
    fit = {rows[sound[i]]["pk"] for i in (*saved.done, *saved.unchanged)}
    changed = change_statuses(Training.objects.filter(pk__in=fit & asked.keys()), asked, by=by)
    outcome = Outcome(refused={places[pk]: why for pk, why in (refused | changed.refused).items()})
    outcome.refused |= {sound[i]: why for i, why in saved.refused.items()}
    outcome.done = sorted({places[pk] for pk in changed.done} | {sound[i] for i in saved.done})
    outcome.unchanged = [sound[i] for i in saved.unchanged if sound[i] not in outcome.done]
    outcome.records = {index: rows[index]["pk"] for index in outcome.done}
    return outcome


def _claim(trainings: "QuerySet[Training]", by: Actor, *related: str) -> list[Training]:
    """Lock those whose status the actor may change; a province comes with the right to complete."""
    right = rules.CHANGE_STATUS if by.may(rules.CHANGE_STATUS) else rules.COMPLETE
    return claim(trainings, by, right, *related)


def _write(changed: Sequence[Training], changes: Mapping[int, NewStatus], by: Actor) -> None:
    rows = []
    for training in changed:
        new, before = changes[training.pk], training.status
        note = new.note.strip()
        rows.append(
            (training.pk, before, new.status, new.reason, new.starts_on, new.ends_on, note, new.target, by.name)
        )
        training.status, training.revision = new.status, training.revision + 1
    copy_in(StatusChange, COLUMNS, rows)
    rewrite(changed, ["status", "revision"])


def _tell(changed: Sequence[Training], changes: Mapping[int, NewStatus], by: Actor) -> None:
    """The residents, with one message for each status; and the bases to which some of them go."""
    by_status = sorted(changed, key=lambda training: training.status)
    for status, group in groupby(by_status, key=lambda training: training.status):
        accounts = [training.person.account_id for training in group if training.person.account_id]
        body = f"{by.unit_name}已办理。{PUT_BACK if status in transitions.AWAY else ''}"
        notify(accounts, f"培训状态变更为“{TrainingStatus(status).label}”", body, "/resident/", by=by)
    targets = {change.target for training in changed if (change := changes[training.pk]).target}
    if targets:
        held = [account for _, account in members_of(sorted(targets), [Role.BASE_ADMIN])]
        title, body = "有住院医师转入，待接收", f"{by.unit_name}已为其办理退培（转培训基地），请核实后接收。"
        notify(held, title, body, reverse("status:transfers"), by=by)


@action("training.status_taken_back", "撤销培训状态变更")
def take_back_status(trainings: "QuerySet[Training]", *, by: Actor) -> Outcome:
    """Undo the last change of the status, as long as nobody has approved it and nobody else holds the person."""
    lock_opening()  # nobody opens an account for one who is just being taken back
    claimed = _claim(trainings, by, "person", "case", "next__institution")
    known, others = changes_of(claimed), elsewhere(claimed)
    last = {key: changes[-1] if changes else None for key, changes in known.items()}
    outcome = Outcome.judged(
        (t.pk, transitions.may_take_back_status(t, last[t.pk], by, elsewhere=others.get(t.pk))) for t in claimed
    )
    outcome.labels = {t.pk: t.person.name for t in claimed}
    restored, undone = [], []
    for training in claimed:
        if (change := last[training.pk]) and training.pk not in outcome.refused:
            training.status, training.revision = change.before, training.revision + 1
            restored.append(training)
            undone.append(change.pk)
    rewrite(restored, ["status", "revision"])
    StatusChange._base_manager.filter(pk__in=undone).delete()
    events.CHANGED.announce(outcome.done, by=by)
    return outcome
