"""Residents record what they did; supervisors confirm it (ROT-09)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import localdate

from xinglin.domains.rotation.public import Stay
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.notices.actions import notify

from .. import rules
from ..enums import EntryState
from ..models import Entry
from ..queries.records import OF_ENTRY, OF_STAY, closed_stays, entries_visible_to, locked, own_entries, own_stays
from ..rules import recording

Row = Mapping[str, Any]
GIVEN = ("kind", "name", "happened_on", "case_number", "number", "note")
NOT_THERE = "没有找到这段轮转，须在入科后登记，请重新选择科室。"


@action("logbook.entries_recorded", "登记培训记录")
def record_entries(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """New entries of one's own, each of a `stay` (its key). Keys are indexes of `rows`."""
    asked = Stay._base_manager.filter(pk__in={row["stay"] for row in rows})
    found = locked(asked, own_stays(by), *OF_STAY)  # so that nobody signs their assessment meanwhile
    stays = {stay.pk: stay for stay in found}
    taken, closed, today = _taken(stays), closed_stays(stays), localdate()
    outcome, fresh = Outcome(), {}
    for index, row in enumerate(rows):
        stay = stays.get(row["stay"])
        facts = _facts(row)
        why = recording.may_record(facts, stay, today, is_closed=stay.pk in closed) if stay else NOT_THERE
        if stay and why is None and facts["case_number"] and _key(stay.pk, facts) in taken:
            why = recording.TWICE
        if stay is None or why:
            outcome.refused[index] = why or NOT_THERE
            continue
        taken.add(_key(stay.pk, facts))
        fresh[index] = _entry(stay, facts)
        outcome.done.append(index)
    made = Entry._base_manager.bulk_create(fresh.values())
    outcome.records = {index: entry.pk for index, entry in zip(fresh, made, strict=True)}
    return outcome


def _facts(row: Row) -> dict[str, Any]:
    """As they are stored."""
    return {**{name: row.get(name) for name in GIVEN}, "number": row.get("number") or 1, "note": row.get("note") or ""}


Key = tuple[int, str, str, str]


def _key(stay: int, facts: Row) -> Key:
    return stay, facts["kind"], facts["name"], facts["case_number"] or ""


def _taken(stays: Iterable[int], besides: Iterable[int] = ()) -> set[Key]:
    rows = Entry._base_manager.filter(stay__in=list(stays), case_number__isnull=False).exclude(pk__in=list(besides))
    return {(each.stay_id, each.kind, each.name, each.case_number or "") for each in rows}


def _entry(stay: Stay, facts: Row) -> Entry:
    unit = stay.stint.department
    return Entry(
        stay=stay,
        training_id=stay.stint.resident.training_id,
        department=unit,
        institution_id=unit.institution_id or 0,
        province_id=unit.province_id or 0,
        **facts,
    )


@action("logbook.entries_changed", "修改培训记录")
def change_entries(entries: "QuerySet[Entry]", values: Mapping[int, Row], *, by: Actor) -> Outcome:
    """One's own that are not confirmed; what was returned waits again. Entry key → what it says from now on."""
    _lock_stays(entries, own_entries(by))
    claimed = claim(entries, by, rules.OWN, "stay")
    closed, today = closed_stays({entry.stay_id for entry in claimed}), localdate()
    taken = _taken({entry.stay_id for entry in claimed}, [entry.pk for entry in claimed])
    outcome, fit = Outcome(), []
    for entry in claimed:
        facts, is_closed = _facts(values[entry.pk]), entry.stay_id in closed
        why = recording.may_change(entry, is_closed=is_closed)
        why = why or recording.may_record(facts, entry.stay, today, is_closed=is_closed)
        if why is None and facts["case_number"] and _key(entry.stay_id, facts) in taken:
            why = recording.TWICE
        if why:
            outcome.refused[entry.pk] = why
            continue
        taken.add(_key(entry.stay_id, facts))
        for name, value in facts.items():
            setattr(entry, name, value)
        entry.state, entry.decided_at, entry.decided_by, entry.returned_for = EntryState.WAITING, None, "", ""
        fit.append(entry)
        outcome.done.append(entry.pk)
    rewrite(fit, [*GIVEN, "state", "decided_at", "decided_by", "returned_for"])
    return outcome


@action("logbook.entries_removed", "删除培训记录")
def remove_entries(entries: "QuerySet[Entry]", *, by: Actor) -> Outcome:
    """One's own that are not confirmed. Keys are primary keys."""
    _lock_stays(entries, own_entries(by))
    claimed = claim(entries, by, rules.OWN)
    closed = closed_stays({entry.stay_id for entry in claimed})
    outcome = Outcome.judged(
        (entry.pk, recording.may_change(entry, is_closed=entry.stay_id in closed)) for entry in claimed
    )
    Entry._base_manager.filter(pk__in=outcome.done).delete()
    return outcome


@action("logbook.entries_confirmed", "确认培训记录")
def confirm_records(entries: "QuerySet[Entry]", *, by: Actor) -> Outcome:
    """By the supervisor of the stay, or by its department. Keys are primary keys."""
    _lock_stays(entries, entries_visible_to(by, rules.CONFIRM))
    claimed = locked(entries, entries_visible_to(by, rules.CONFIRM), "training__person")
    closed = closed_stays({entry.stay_id for entry in claimed})
    waiting = [entry for entry in claimed if entry.state != EntryState.CONFIRMED]
    outcome = _judged(waiting, lambda entry: recording.may_confirm(entry, is_closed=entry.stay_id in closed))
    outcome.unchanged = [entry.pk for entry in claimed if entry.state == EntryState.CONFIRMED]
    _decide(outcome, EntryState.CONFIRMED, "", by)
    return outcome


@action("logbook.entries_returned", "退回培训记录")
def return_records(entries: "QuerySet[Entry]", *, comment: str, by: Actor) -> Outcome:
    """With the reason, which the resident is told. Keys are primary keys."""
    _lock_stays(entries, entries_visible_to(by, rules.CONFIRM))
    claimed = locked(entries, entries_visible_to(by, rules.CONFIRM), *OF_ENTRY)
    closed = closed_stays({entry.stay_id for entry in claimed})
    outcome = _judged(claimed, lambda entry: recording.may_return(entry, comment, is_closed=entry.stay_id in closed))
    _decide(outcome, EntryState.RETURNED, comment.strip(), by)
    told: dict[int, int] = defaultdict(int)
    for entry in claimed:
        if entry.pk not in outcome.refused and entry.training.person.account_id:
            told[entry.training.person.account_id] += 1
    title = "培训记录被退回，请修改"
    notify(list(told), title, f"退回原因：{comment.strip()}", "/logbook/entries/?state=returned", by=by)
    return outcome


def _lock_stays(entries: "QuerySet[Entry]", seen: "QuerySet[Entry]") -> None:
    """Before the entries, as whoever signs and whoever records locks them: nobody signs meanwhile."""
    of_entries = seen.order_by().filter(pk__in=entries.order_by().values("pk")).values("stay")
    locked(Stay._base_manager.filter(pk__in=of_entries), Stay._base_manager.all())


def _judged(entries: Sequence[Entry], rule: Any) -> Outcome:
    outcome = Outcome.judged((entry.pk, rule(entry)) for entry in entries)
    outcome.labels = {entry.pk: f"{entry.training.person.name} {entry.name}" for entry in entries}
    return outcome


def _decide(outcome: Outcome, state: EntryState, reason: str, by: Actor) -> None:
    decided = {"decided_at": timezone.now(), "decided_by": by.name, "returned_for": reason}
    Entry._base_manager.filter(pk__in=outcome.done).update(state=state, **decided)
