"""Writes to the code lists and the list of specialties: by form, by sheet, always for a set (REP-43)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils.timezone import localdate

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite

from . import rules
from .events import SPECIALTIES_RENAMED
from .fields import words_of
from .models import Code, Shortage, SpecialDay, Specialty, SpecialtyName
from .queries import days_visible_to, forget, own_days

Row = Mapping[str, Any]
CODE_COLUMNS = ("label", "order", "parent_code", "synonyms", "valid_from", "valid_until")
DAY_COLUMNS = ("is_working", "name", "document")
OLDEST_FIRST = F("valid_from").asc(nulls_first=True)


@action("reference.codes_saved", "保存代码")
def save_codes(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """Add entries, or change those that stand; keys are indexes of `rows`. What is not in a row stays.

    Another label closes the version in force the day before and opens a new one; on the very day it began it is put
    right. The old label stays as a synonym, so that sheets that still use it are understood.
    """
    if not by.may(rules.MANAGE):
        return Outcome(refused=dict.fromkeys(range(len(rows)), rules.NOT_YOURS))
    standing = _versions(rows)
    outcome = Outcome()
    changed: dict[int, Code] = {}
    for index, row in enumerate(rows):
        versions = standing.setdefault((row["table"], row["code"]), [])
        day = row.get("valid_from") or localdate()
        if why := rules.may_save_code(row, versions, day):
            outcome.refused[index] = why
        elif touched := _put_code(row, versions, day):
            changed |= {id(version): version for version in touched}
            outcome.done.append(index)
        else:
            outcome.unchanged.append(index)
    other = [version for version in changed.values() if version.pk]
    Code.objects.bulk_create(version for version in changed.values() if version.pk is None)
    rewrite(other, CODE_COLUMNS)
    forget()
    return outcome


def _versions(rows: Sequence[Row]) -> dict[tuple[str, str], list[Code]]:
    found: dict[tuple[str, str], list[Code]] = {}
    tables = {row["table"] for row in rows}
    for code in Code.objects.filter(table__in=tables).select_for_update().order_by("table", "code", OLDEST_FIRST):
        found.setdefault((code.table, code.code), []).append(code)
    return found


def _put_code(row: Row, versions: list[Code], day: date) -> list[Code]:
    """The versions that are new or other than before; `versions` are kept in step."""
    if not versions:
        new = Code(table=row["table"], code=row["code"], label=row["label"], valid_from=row.get("valid_from"))
        _assign(new, row)
        versions.append(new)
        return [new]
    last = versions[-1]
    if row["label"] == last.label:
        return [last] if _assign(last, row) else []
    if last.valid_from is not None and last.valid_from == day:
        last.label = row["label"]
        _assign(last, row)
        return [last]
    new = Code(table=last.table, code=last.code, label=row["label"], order=last.order, parent_code=last.parent_code)
    new.valid_from, new.synonyms = day, [*last.synonyms, last.label]
    _assign(new, row)
    new.synonyms = sorted({*new.synonyms, last.label} - {new.label})
    last.valid_until = day - timedelta(days=1)
    versions.append(new)
    return [last, new]


def _assign(code: Code, row: Row) -> bool:
    """Order, parent, synonyms and last day, as far as the row says something of them; did any change?"""
    before = [getattr(code, name) for name in CODE_COLUMNS]
    if row.get("order") is not None:
        code.order = row["order"]
    for name, empty in (("parent_code", ""), ("synonyms", "")):
        if name in row:
            value = row[name] or empty
            setattr(code, name, words_of(value) if name == "synonyms" else value)
    if "valid_until" in row:
        code.valid_until = row["valid_until"]
    return [getattr(code, name) for name in CODE_COLUMNS] != before


@action("reference.codes_imported", "代码导入")
def import_codes(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """The code sheet: as `save_codes`, and an empty cell changes nothing. Keys are indexes of `rows`."""
    return save_codes([{key: value for key, value in row.items() if value is not None} for row in rows], by=by)


@action("reference.codes_retired", "停用代码")
def retire_codes(codes: "QuerySet[Code]", *, by: Actor, comment: str) -> Outcome:
    """Offer codes no more from today; records that have them keep them. Keys are primary keys."""
    found, newest = _claimed(codes, by)
    today = localdate()
    outcome = Outcome.judged((code.pk, rules.may_retire(code, code.pk in newest, today)) for code in found)
    Code.objects.filter(pk__in=outcome.done).update(valid_until=today - timedelta(days=1))
    forget()
    return _labelled(outcome, found)


@action("reference.codes_restored", "恢复代码")
def restore_codes(codes: "QuerySet[Code]", *, by: Actor) -> Outcome:
    """Offer retired codes again from today. Keys are primary keys."""
    found, newest = _claimed(codes, by)
    outcome = Outcome.judged((code.pk, rules.may_restore(code, code.pk in newest)) for code in found)
    Code.objects.filter(pk__in=outcome.done).update(valid_until=None)
    forget()
    return _labelled(outcome, found)


def _claimed(codes: "QuerySet[Code]", by: Actor) -> tuple[list[Code], set[int]]:
    """Locked, with the keys of the newest version of each code."""
    if not by.may(rules.MANAGE):
        return [], set()
    found = list(Code.objects.filter(pk__in=codes.order_by().values("pk")).select_for_update().order_by("pk"))
    tables = {code.table for code in found}
    every = Code.objects.filter(table__in=tables).order_by(OLDEST_FIRST).values_list("table", "code", "pk")
    return found, set({(table, code): pk for table, code, pk in every}.values())


def _labelled(outcome: Outcome, codes: Iterable[Code]) -> Outcome:
    outcome.labels = {code.pk: f"{code.code} {code.label}" for code in codes}
    return outcome


@action("reference.specialties_saved", "保存培训专业")
def save_specialties(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """Add specialties, or change those that stand; keys are indexes of `rows`. What is not in a row stays.

    Another name holds from `named_from` (by default today); one that is to come waits for its day. `shortage_from` and
    `shortage_until` say when it counts as 紧缺专业.
    """
    if not by.may(rules.MANAGE):
        return Outcome(refused=dict.fromkeys(range(len(rows)), rules.NOT_YOURS))
    standing = {s.code: s for s in Specialty.objects.select_for_update().order_by("pk")}
    names = _names(standing.values())
    outcome, added, changed, named, short = Outcome(), [], [], [], []
    for index, row in enumerate(rows):
        specialty = standing.get(row["code"])
        known = names.get(specialty.pk, []) if specialty else []
        day = row.get("named_from") or localdate()
        if why := rules.may_save_specialty(row, known, day):
            outcome.refused[index] = why
            continue
        if specialty is None:
            specialty = Specialty(code=row["code"], name=row["name"])
            added.append(specialty)
        elif row["name"] != (known[-1].name if known else specialty.name):
            named += [] if known else [SpecialtyName(specialty=specialty, name=specialty.name)]
            named.append(SpecialtyName(specialty=specialty, name=row["name"], valid_from=day))
        if row.get("shortage_from"):
            until = row.get("shortage_until")
            short.append(Shortage(specialty=specialty, valid_from=row["shortage_from"], valid_until=until))
        if _assign_specialty(specialty, row) and specialty.pk:
            changed.append(specialty)
        outcome.done.append(index)
    rewrite(changed, ("category", "years", "valid_from", "valid_until"))
    Specialty.objects.bulk_create(added)
    _write_names([*(SpecialtyName(specialty=each, name=each.name) for each in added), *named], by)
    _write_shortages(short)
    forget()
    return outcome


def _names(specialties: Iterable[Specialty]) -> dict[int, list[SpecialtyName]]:
    found: dict[int, list[SpecialtyName]] = {}
    for name in SpecialtyName.objects.filter(specialty__in=list(specialties)):
        found.setdefault(name.specialty_id, []).append(name)
    return found


def _assign_specialty(specialty: Specialty, row: Row) -> bool:
    before = [getattr(specialty, name) for name in ("category", "years", "valid_from", "valid_until")]
    specialty.category, specialty.years = row["category"], row["years"]
    for name in ("valid_from", "valid_until"):
        if name in row:
            setattr(specialty, name, row[name])
    return [getattr(specialty, name) for name in ("category", "years", "valid_from", "valid_until")] != before


def _write_names(names: Sequence[SpecialtyName], by: Actor) -> None:
    SpecialtyName.objects.bulk_create(
        names, update_conflicts=True, unique_fields=["specialty", "valid_from"], update_fields=["name"]
    )
    begin_names(Specialty.objects.filter(pk__in={name.specialty_id for name in names}), by=by)


def _write_shortages(short: Sequence[Shortage]) -> None:
    """A time that stands gets the other end that is now known; a new one begins."""
    Shortage.objects.bulk_create(
        short, update_conflicts=True, unique_fields=["specialty", "valid_from"], update_fields=["valid_until"]
    )


@action("reference.specialties_imported", "培训专业导入")
def import_specialties(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """The sheet: as `save_specialties`, and an empty cell changes nothing. Keys are indexes of `rows`."""
    return save_specialties([{key: value for key, value in row.items() if value is not None} for row in rows], by=by)


@action("reference.names_begun", "培训专业更名生效")
def begin_names(specialties: "QuerySet[Specialty]", *, by: Actor) -> Outcome:
    """Call specialties by the name that is in force today, and tell those who show it; once a day for all of them."""
    today = localdate()
    found = {each.pk: each for each in specialties.select_for_update().order_by("pk")}
    renamed = []
    for pk, names in _names(found.values()).items():
        begun = [each.name for each in names if each.valid_from is None or each.valid_from <= today]
        if begun and found[pk].name != begun[-1]:
            found[pk].name = begun[-1]
            renamed.append(found[pk])
    rewrite(renamed, ["name"])
    forget()
    keys = [specialty.pk for specialty in renamed]
    SPECIALTIES_RENAMED.announce(keys, by=by)
    return Outcome(done=keys)


@action("reference.days_saved", "保存节假日安排")
def save_days(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """Arrange days: rest, or work for another; the nation for all provinces, a province for itself.

    Keys are indexes of `rows`; of a day that is arranged already what the row says is changed (R-REC-04).
    """
    if not by.may(rules.DAYS):
        return Outcome(refused=dict.fromkeys(range(len(rows)), rules.NO_DAYS))
    standing = {each.day: each for each in own_days(by).select_for_update().order_by("pk")}
    outcome, touched = Outcome(), {}
    for index, row in enumerate(rows):
        if why := rules.may_save_day(row):
            outcome.refused[index] = why
        elif _assign_day(each := standing.setdefault(row["day"], SpecialDay(day=row["day"])), row):
            touched[each.day] = each
            outcome.done.append(index)
        else:
            outcome.unchanged.append(index)
    added = [each for each in touched.values() if each.pk is None]
    for each in added:
        each.province = by.unit.province
    rewrite([each for each in touched.values() if each.pk], DAY_COLUMNS)
    SpecialDay.objects.bulk_create(added)
    forget()
    return outcome


def _assign_day(each: SpecialDay, row: Row) -> bool:
    before = [getattr(each, name) for name in DAY_COLUMNS]
    each.is_working, each.name = row["kind"] == "worked", row["name"]
    if "document" in row:
        each.document = row["document"] or ""
    return [getattr(each, name) for name in DAY_COLUMNS] != before


@action("reference.days_imported", "节假日导入")
def import_days(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """The sheet: as `save_days`, and an empty cell changes nothing. Keys are indexes of `rows`."""
    return save_days([{key: value for key, value in row.items() if value is not None} for row in rows], by=by)


@action("reference.days_deleted", "删除节假日安排")
def delete_days(days: "QuerySet[SpecialDay]", *, comment: str, by: Actor) -> Outcome:
    """Days arranged by mistake become what they are by the week. Keys are primary keys."""
    seen = days_visible_to(by).filter(pk__in=days.order_by().values("pk")) if by.may(rules.DAYS) else days.none()
    found = list(seen.select_for_update(of=("self",)).order_by("pk"))
    outcome = Outcome.judged((each.pk, rules.may_change_day(each, by)) for each in found)
    outcome.labels = {each.pk: f"{each.day} {each.name}" for each in found}
    SpecialDay.objects.filter(pk__in=outcome.done).delete()
    forget()
    return outcome
