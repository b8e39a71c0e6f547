"""A physician fills in his enrolment, part by part, and chooses his procedure (ASM-20, ASM-21).

Each part is saved alone and may be half filled in; what is lacking keeps it from being submitted (`review.submit`).
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from xinglin.domains.people.public import Person, save_basic, values_of
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim, visible
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.files.actions import attach
from xinglin.engines.review.revisions import revise

from .. import rules
from ..fields import EXPERIENCE, PERSONAL, PRACTICE, REGISTERED
from ..models import Attachment, Department, Enrolment, Experience, SelfAssessment
from ..queries.enrolling import JOINED, dossiers_of, why_not_fill
from ..queries.physicians import lock_physicians
from ..rules import enrolling

Values = Mapping[str, Any]
EMPTY = {field.name: field.get_default() for field in Enrolment._meta.concrete_fields}
NOTHING = {field.name: field.get_default() for field in Experience._meta.concrete_fields}
STATEMENTS = ("work", "ethics", "personal_report")


def _claimed(enrolments: "QuerySet[Enrolment]", by: Actor) -> tuple[list[Enrolment], Outcome]:
    """One's own, locked; those that can be filled in now, and an outcome with why the others cannot."""
    found = claim(enrolments, by, rules.OWN, *JOINED)
    outcome = Outcome(refused=why_not_fill(found), labels={row.pk: str(row) for row in found})
    return [row for row in found if row.pk not in outcome.refused], outcome


def _finish(outcome: Outcome, fit: Sequence[Enrolment], changed: set[int]) -> Outcome:
    """What was submitted is no longer what stands here."""
    left = [row.pk for row in fit if row.pk not in outcome.refused]
    outcome.done = [key for key in left if key in changed]
    outcome.unchanged = [key for key in left if key not in changed]
    revise(Enrolment._base_manager.filter(pk__in=outcome.done))
    return outcome


@action("assessment.basic_saved", "保存医师基本信息")
def save_basic_information(enrolments: "QuerySet[Enrolment]", values: Mapping[int, Values], *, by: Actor) -> Outcome:
    """Save 基本信息: enrolment key → values of `BASIC_INFORMATION`. All but 学历 stands in the person's record."""
    fit, outcome = _claimed(enrolments, by)
    known = {f.key for f in PERSONAL}
    sent = {row.physician.person_id: {k: v for k, v in values[row.pk].items() if k in known} for row in fit}
    saved = set(save_basic(Person._base_manager.filter(pk__in=sent), sent, by=by).done)
    codes = {row.pk: values[row.pk].get("education_code") or "" for row in fit}
    changed = [row for row in fit if row.education_code != codes[row.pk]]
    for row in changed:
        row.education_code = codes[row.pk]
    rewrite(changed, ["education_code"])
    return _finish(outcome, fit, {row.pk for row in fit if row.physician.person_id in saved or row in changed})


@action("assessment.practice_saved", "保存医师执业信息")
def save_practice(enrolments: "QuerySet[Enrolment]", values: Mapping[int, Values], *, by: Actor) -> Outcome:
    """Save 执业信息: enrolment key → values of `PRACTICE`, «department» being its key.

    What the registry says stays as it says it. Whose institution has put him into no department is in this one now.
    """
    lock_physicians(visible(Enrolment, by, rules.OWN).filter(pk__in=enrolments.order_by().values("pk")))
    fit, outcome = _claimed(enrolments, by)
    asked = {int(key) for row in fit if (key := values[row.pk].get("department"))}
    locked = Department._base_manager.filter(pk__in=asked).order_by("pk").select_for_update(no_key=True)
    departments = {each.pk: each for each in locked}
    changed, placed = [], []
    for row in fit:
        new = values[row.pk]
        key = int(new["department"]) if new.get("department") else None
        department = departments.get(key) if key else None
        if why := _why_not_there(row, key, department, new.get("specialty")):
            outcome.refused[row.pk] = why
        elif _practise(row, new, department):
            changed.append(row)
            placed += [row] if department and row.physician.department_id is None else []
    rewrite(changed, [f.key for f in PRACTICE])
    _place(placed)
    return _finish(outcome, fit, {row.pk for row in changed})


def _why_not_there(row: Enrolment, key: int | None, department: Department | None, specialty: str | None) -> str | None:
    if key is None:
        return None
    return rules.may_choose(department, row.institution_id, row.department_id) or enrolling.why_not_specialty(
        specialty, department
    )


def _practise(row: Enrolment, new: Values, department: Department | None) -> bool:
    """Put the values on the row; did any change?"""
    before = values_of(row, PRACTICE)
    is_fixed = enrolling.why_registration_fixed(row.physician) is not None
    row.department = department
    for f in PRACTICE[1:]:
        value = getattr(row.physician, f.key) if is_fixed and f in REGISTERED else new.get(f.key)
        setattr(row, f.key, EMPTY[f.key] if value is None else value)
    return values_of(row, PRACTICE) != before


def _place(rows: Sequence[Enrolment]) -> None:
    """Each physician, locked, into the department that his enrolment names."""
    placed = {row.physician_id: row.physician for row in rows if row.physician.institution_id == row.institution_id}
    chosen = {row.physician_id: row.department_id for row in rows}
    for physician in placed.values():
        physician.department_id = chosen[physician.pk]
    rewrite(list(placed.values()), ["department"])


@action("assessment.experiences_saved", "保存执业经历")
def save_experiences(
    enrolments: "QuerySet[Enrolment]", values: Mapping[int, Sequence[Values]], *, by: Actor
) -> Outcome:
    """Save 执业经历: enrolment key → lines, those that stand with their «pk». Lines not named are removed."""
    fit, outcome = _claimed(enrolments, by)
    dossiers, rows, gone, changed = dossiers_of(fit), [], [], set()
    for each in fit:
        lines = values[each.pk]
        if why := enrolling.why_not_experiences(lines):
            outcome.refused[each.pk] = why
            continue
        standing = {row.pk: row for row in dossiers[each.pk].experiences}
        if _plain(lines) == _plain([values_of(row, EXPERIENCE) for row in standing.values()]):
            continue
        changed.add(each.pk)
        for line in lines:
            row = standing.pop(line.get("pk") or 0, None) or Experience(enrolment=each)
            for f in EXPERIENCE:
                setattr(row, f.key, line.get(f.key) or NOTHING[f.key])
            rows.append(row)
        gone += list(standing)
    Experience._base_manager.filter(pk__in=gone).delete()
    rewrite([row for row in rows if row.pk], [f.key for f in EXPERIENCE])
    Experience._base_manager.bulk_create(row for row in rows if not row.pk)
    return _finish(outcome, fit, changed)


def _plain(lines: Sequence[Values]) -> list[tuple[str, ...]]:
    return sorted(tuple(str(line.get(f.key) or "") for f in EXPERIENCE) for line in lines)


@action("assessment.statements_saved", "保存自我评定和述职")
def save_statements(enrolments: "QuerySet[Enrolment]", values: Mapping[int, Values], *, by: Actor) -> Outcome:
    """Save what he says of himself: enrolment key → «work», «ethics», «personal_report»; what is not sent stays."""
    fit, outcome = _claimed(enrolments, by)
    dossiers, changed = dossiers_of(fit), []
    for row in fit:
        statement = dossiers[row.pk].statement
        new = {name: values[row.pk][name] or "" for name in STATEMENTS if name in values[row.pk]}
        if any(getattr(statement, name) != text for name, text in new.items()):
            for name, text in new.items():
                setattr(statement, name, text)
            changed.append(statement)
    SelfAssessment._base_manager.bulk_create(
        changed, update_conflicts=True, unique_fields=["enrolment"], update_fields=STATEMENTS
    )
    return _finish(outcome, fit, {each.enrolment_id for each in changed})


@action("assessment.procedures_chosen", "选择考核程序")
def choose_procedures(enrolments: "QuerySet[Enrolment]", choices: Mapping[int, str], *, by: Actor) -> Outcome:
    """Enrolment key → key of one of `rules.enrolling.procedures`; only what is open to him today (ASM-21)."""
    fit, outcome = _claimed(enrolments, by)
    dossiers, changed = dossiers_of(fit), []
    for row in fit:
        ways = dossiers[row.pk].ways
        if why := enrolling.may_choose_way(ways, choices[row.pk]):
            outcome.refused[row.pk] = why
            continue
        way = next(way for way in ways if way.key == choices[row.pk])
        if way.key != enrolling.way_key(row.procedure, row.ground, row.reason_id):
            row.procedure, row.ground, row.reason_id = way.procedure, way.ground, way.reason
            changed.append(row)
    rewrite(changed, ["procedure", "ground", "reason"])
    return _finish(outcome, fit, {row.pk for row in changed})


@action("assessment.attachments_saved", "保存报名附件")
def save_attachments(
    enrolments: "QuerySet[Enrolment]", values: Mapping[int, Sequence[tuple[str, UUID]]], *, by: Actor
) -> Outcome:
    """Save the attachments: enrolment key → (kind, upload), each upload once. Those not named are taken away."""
    fit, outcome = _claimed(enrolments, by)
    dossiers, fresh, gone, changed = dossiers_of(fit), [], [], set()
    for row in fit:
        wanted = {upload: kind for kind, upload in values[row.pk]}
        standing = {each.upload_id: each for each in dossiers[row.pk].attachments}
        leaving = [each.pk for key, each in standing.items() if wanted.get(key) != each.kind]
        coming = [key for key, kind in wanted.items() if key not in standing or standing[key].kind != kind]
        gone += leaving
        fresh += [Attachment(enrolment=row, kind=wanted[key], upload_id=key) for key in coming]
        changed |= {row.pk} if leaving or coming else set()
    attach([each.upload_id for each in fresh], by=by, kinds=("enrolment-proof",))
    Attachment._base_manager.filter(pk__in=gone).delete()
    Attachment._base_manager.bulk_create(fresh)
    return _finish(outcome, fit, changed)
