"""Writes to people's records: opened by a base's account sheet, filled in by the person."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership
from xinglin.engines.access.roles import Role
from xinglin.engines.access.visible import claim
from xinglin.engines.accounts.actions import correct_mobiles as correct_log_ins
from xinglin.engines.accounts.models import Account
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.copying import copy_in
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.fields import Field, Upload
from xinglin.engines.files.actions import attach
from xinglin.engines.notices.actions import notify
from xinglin.engines.secrets.kinds import sealed_many
from xinglin.kit import documents, pinyin

from . import rules
from .enums import CorrectionPart, CorrectionState, EducationLevel
from .events import CHANGED
from .fields import BASIC, IDENTITY_CARD, LICENCE, education
from .models import HIGHEST, Correction, Education, Licence, Person
from .queries import document_indexes, values_of
from .rules import OWN_RECORD

Values = Mapping[str, Any]


@action("people.opened", "建立人员档案")
def open_people(rows: Sequence[Values], *, by: Actor) -> Outcome:
    """New people from name, document_type, document_number, mobile, account_id. `done`: their keys in the order given.

    Sex and birth date follow from a resident identity card (REP-21). The caller has made sure that none exists yet.
    """
    numbers = sealed_many([row["document_number"] for row in rows], "document", document_indexes(rows))
    mobiles = sealed_many([row["mobile"] for row in rows], "mobile")
    return Outcome(done=copy_in(Person, COPIED, map(_copied, rows, numbers, mobiles)))


COPIED = (
    *("account_id", "name", "pinyin", "initials", "document_type", "gender", "birth_date"),
    *("document_number", "document_index", "document_masked", "document_tail"),
    *("mobile", "mobile_index", "mobile_masked", "mobile_tail"),
)


def _copied(row: Values, number: Any, mobile: Any) -> tuple:
    implied = documents.implied(row["document_number"]) if row["document_type"] == IDENTITY_CARD else None
    born, sex = implied or (None, "")
    full, initials = pinyin.of_name(row["name"])
    return (
        *(row["account_id"], row["name"], full, initials, row["document_type"], sex, born and str(born)),
        *(number.cipher, number.index, number.masked, number.tail),
        *(mobile.cipher, mobile.index, mobile.masked, mobile.tail),
    )


@action("people.basic_saved", "保存基本信息")
def save_basic(people: "QuerySet[Person]", values: Mapping[int, Values], *, by: Actor) -> Outcome:
    """Save 基本信息: person key → field values. An identity card decides the birth date, whatever was sent."""
    outcome, changed = Outcome(), []
    for person in claim(people, by, OWN_RECORD):
        new = dict(values[person.pk])
        if person.document_type == IDENTITY_CARD and (implied := documents.implied(person.document_number)):
            new["birth_date"] = implied.birth
        if _assign(person, BASIC, new):
            person.pinyin, person.initials = pinyin.of_name(person.name)
            changed.append(person)
            outcome.done.append(person.pk)
        else:
            outcome.unchanged.append(person.pk)
    _keep_files(changed, BASIC, by)
    rewrite(changed, [*(f.key for f in BASIC), "pinyin", "initials", *FOLLOW_MOBILE, "emergency_mobile_masked"])
    _changed(outcome.done, by)
    return outcome


FOLLOW_MOBILE = ("mobile_index", "mobile_tail", "mobile_masked")


@action("people.mobiles_corrected", "更正手机号码")
def correct_mobiles(people: "QuerySet[Person]", mobiles: Mapping[int, str], *, by: Actor) -> Outcome:
    """Put right a wrong number, to which no code reaches the owner: person key → number.

    In the person's record and in the account, and only while that is not activated; who may is for the account to say.
    """
    found = {person.account_id: person for person in people.select_for_update().order_by("pk") if person.account_id}
    numbers = {account_id: mobiles[person.pk] for account_id, person in found.items()}
    corrected = correct_log_ins(Account.objects.filter(pk__in=found), by=by, mobiles=numbers)
    changed = [found[account_id] for account_id in corrected.done]
    for person in changed:
        person.mobile = mobiles[person.pk]
    rewrite(changed, ["mobile", *FOLLOW_MOBILE])
    keys = [person.pk for person in changed]
    _changed(keys, by)
    return Outcome(done=keys, refused={found[account].pk: why for account, why in corrected.refused.items()})


@action("people.educations_saved", "保存学习经历")
def save_educations(
    people: "QuerySet[Person]", values: Mapping[int, Mapping[str, Values | None]], *, by: Actor
) -> Outcome:
    """Save 学习经历: person key → level → field values, or None for a level the person has not attended."""
    mine = {person.pk for person in claim(people, by, OWN_RECORD)}
    standing = {(row.person_id, row.level): row for row in Education.objects.filter(person__in=mine).order_by("pk")}
    changed, gone, touched = [], [], set()
    for pk in sorted(mine):
        for level, new in values[pk].items():
            row = standing.get((pk, level))
            if new is None:
                gone += [row.pk] if row else []
                touched |= {pk} if row else set()
                continue
            row = row or Education(person_id=pk, level=level)
            if _assign(row, education(EducationLevel(level)), new) or row.pk is None:
                changed.append(row)
                touched.add(pk)
    fields = education(EducationLevel.BACHELOR)
    _keep_files(changed, fields, by)
    Education.objects.filter(pk__in=gone).delete()
    Education.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["person", "level"], update_fields=[f.key for f in fields]
    )
    _note_highest(touched)
    _changed(sorted(touched), by)
    return Outcome(done=sorted(touched), unchanged=sorted(mine - touched))


def _note_highest(keys: set[int]) -> None:
    order = {level: rank for rank, level in enumerate(EducationLevel.values)}
    rows = sorted(Education.objects.filter(person__in=keys), key=lambda row: order[row.level])
    highest = {row.person_id: row for row in rows}
    people = list(Person.objects.filter(pk__in=keys).order_by("pk"))
    for person in people:
        row = highest.get(person.pk) or Education()
        person.highest_level, person.highest_degree = row.level, row.degree_code
        person.highest_degree_type = row.degree_type
    rewrite(people, HIGHEST)


@action("people.licence_saved", "保存证书信息")
def save_licence(people: "QuerySet[Person]", values: Mapping[int, Values], *, by: Actor) -> Outcome:
    """Save 证书信息: person key → field values."""
    mine = {person.pk for person in claim(people, by, OWN_RECORD)}
    standing = {row.person_id: row for row in Licence.objects.filter(person__in=mine)}
    changed = []
    for pk in sorted(mine):
        row = standing.get(pk) or Licence(person_id=pk)
        if _assign(row, LICENCE, values[pk]):
            changed.append(row)
    _keep_files(changed, LICENCE, by)
    Licence.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=[*(f.key for f in LICENCE), "qualification_masked"],
    )
    touched = [row.person_id for row in changed]
    _changed(touched, by)
    return Outcome(done=touched, unchanged=sorted(mine - set(touched)))


def _assign(row: Any, fields: Iterable[Field], new: Values) -> bool:
    """Put the values on the row; did any change? Fields that were not sent stay."""
    before = values_of(row, fields)
    for f in fields:
        if f.key in new and new[f.key] != before[f.key]:
            attribute = f"{f.key}_id" if hasattr(row, f"{f.key}_id") else f.key
            empty = row._meta.get_field(f.key).get_default()
            setattr(row, attribute, empty if new[f.key] is None else new[f.key])
    return values_of(row, fields) != before


def _keep_files(rows: Sequence[Any], fields: Iterable[Field], by: Actor) -> None:
    """Before the rows are written: what stands in one's record one may see, so a stranger's file must not get in."""
    uploads = {value for row in rows for key in _file_keys(fields) if (value := getattr(row, f"{key}_id"))}
    if uploads:
        attach(uploads, by=by)


def _changed(keys: list[int], by: Actor) -> None:
    if keys:
        Person.objects.filter(pk__in=keys).update(revision=F("revision") + 1)
    CHANGED.announce(keys, by=by)


def _file_keys(fields: Iterable[Field]) -> list[str]:
    return [f.key for f in fields if isinstance(f, Upload)]


@action("people.correction_asked", "申请更正")
def ask_corrections(people: "QuerySet[Person]", *, institution: int, part: str, text: str, by: Actor) -> Outcome:
    """Ask the base to put right what it keeps; keys are those of the people (PLT-102)."""
    mine = claim(people, by, OWN_RECORD)
    accounts = [person.account_id for person in mine]
    trained = Membership.objects.filter(account__in=accounts, unit=institution, role=Role.RESIDENT)
    there = set(trained.values_list("account", flat=True))
    open_ones = Correction._base_manager.filter(person__in=mine, state=CorrectionState.OPEN)
    waiting = Counter(open_ones.values_list("person", flat=True))
    text = text.strip()
    outcome = Outcome.judged(
        (p.pk, rules.may_ask(text, waiting[p.pk], is_trained_there=p.account_id in there)) for p in mine
    )
    Correction.objects.bulk_create(
        Correction(person_id=pk, institution_id=institution, part=CorrectionPart(part), text=text)
        for pk in outcome.done
    )
    return outcome


@action("people.corrections_made", "答复更正申请：已更正")
def accept_corrections(corrections: "QuerySet[Correction]", *, comment: str, by: Actor) -> Outcome:
    """Say that it has been put right, and how."""
    return _answer(corrections, CorrectionState.MADE, comment, by)


@action("people.corrections_declined", "答复更正申请：未更正")
def decline_corrections(corrections: "QuerySet[Correction]", *, comment: str, by: Actor) -> Outcome:
    """Say why it stays as it is."""
    return _answer(corrections, CorrectionState.DECLINED, comment, by)


def _answer(corrections: "QuerySet[Correction]", state: CorrectionState, comment: str, by: Actor) -> Outcome:
    found = claim(corrections, by, rules.ANSWER, "person")
    outcome = Outcome.judged((each.pk, rules.may_answer(each)) for each in found)
    outcome.labels = {each.pk: each.person.name for each in found}
    answered = [each for each in found if each.pk in set(outcome.done)]
    for each in answered:
        each.state, each.answer, each.answered_at, each.answered_by = state, comment, timezone.now(), by.name
    rewrite(answered, ["state", "answer", "answered_at", "answered_by"])
    told = [each.person.account_id for each in answered if each.person.account_id]
    if told:
        notify(told, f"更正申请有答复：{state.label}", comment, "/my-data/#corrections", by=by)
    return outcome
