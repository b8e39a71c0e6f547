"""学员信息维护: an applicant's four parts, saved one by one (REC-10 to REC-13, REC-43)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.domains.people.public import LICENCE, Person, save_basic, save_educations, save_licence, values_of
from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.actor import Actor, system_actor
from xinglin.engines.access.roles import Role
from xinglin.engines.access.visible import claim
from xinglin.engines.accounts.registration import nation
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.actions.sets import listed

from ..fields.applying import CONTACT, EMPLOYMENT
from ..models import Applicant, Employment
from ..queries.applying import MARKS, Profile, profiles_of
from ..rules import applying as rules

Values = Mapping[str, Any]
EMPTY = {field.name: field.get_default() for field in Employment._meta.concrete_fields}


@action("recruitment.applicants_opened", "开通报名身份")
def open_applicants(people: Collection[int], *, by: Actor) -> Outcome:
    """Make people applicants, who keep whatever else they are; keys are those of the people (REC-10).

    Somebody signed in may do so for himself alone.
    """
    asked = Person._base_manager.filter(pk__in=listed(people, "bigint"), account__isnull=False)
    mine = asked if by.is_system else asked.filter(account=by.account_id or 0)
    found = list(mine.select_for_update().order_by("pk")) if by.is_system or by.may(rules.JOIN) else []
    standing = set(Applicant._base_manager.filter(person__in=found).values_list("person", flat=True))
    fresh = [person for person in found if person.pk not in standing]
    Applicant.objects.bulk_create(Applicant(person=person) for person in fresh)
    unit = nation()
    giver = system_actor(by.name, source=by.source)  # the role is everybody's who asks, and nobody's to give
    grant([NewMembership(p.account_id or 0, unit.pk, Role.APPLICANT) for p in found], by=giver)
    return Outcome(done=[p.pk for p in fresh], unchanged=sorted(standing))


@action("recruitment.identity_saved", "保存基本信息")
def save_identity(applicants: "QuerySet[Applicant]", values: Mapping[int, Values], *, by: Actor) -> Outcome:
    """Save 基本信息: applicant key → field values, which the person's record takes (REC-11)."""
    licence = {f.key for f in LICENCE}
    claimed = claim(applicants, by, rules.APPLY)
    people = Person._base_manager.filter(pk__in=[each.person_id for each in claimed])
    basic = {a.person_id: {k: v for k, v in values[a.pk].items() if k not in licence} for a in claimed}
    other = {a.person_id: {k: v for k, v in values[a.pk].items() if k in licence} for a in claimed}
    saved = {*save_basic(people, basic, by=by).done, *save_licence(people, other, by=by).done}
    return _outcome(claimed, saved)


@action("recruitment.contact_saved", "保存联系信息")
def save_contact(applicants: "QuerySet[Applicant]", values: Mapping[int, Values], *, by: Actor) -> Outcome:
    """Save 联系信息: applicant key → field values. Saving it unchanged says that it was looked through."""
    claimed = claim(applicants, by, rules.APPLY)
    people = Person._base_manager.filter(pk__in=[each.person_id for each in claimed])
    known = {f.key for f in CONTACT}
    sent = {a.person_id: {k: v for k, v in values[a.pk].items() if k in known} for a in claimed}
    saved = set(save_basic(people, sent, by=by).done)
    first = [each for each in claimed if each.contact_saved_at is None]
    Applicant.objects.filter(pk__in=[each.pk for each in first]).update(contact_saved_at=timezone.now())
    saved |= {each.person_id for each in first}
    return _outcome(claimed, saved)


@action("recruitment.education_saved", "保存教育信息")
def save_education(applicants: "QuerySet[Applicant]", values: Mapping[int, Values], *, by: Actor) -> Outcome:
    """Save 教育信息: applicant key → {"levels": level → field values or None, "marks": mark → level or ""} (REC-12).

    Marks that contradict the entries refuse the whole.
    """
    claimed = claim(applicants, by, rules.APPLY)
    outcome, good, changed = Outcome(), [], []
    for each in claimed:
        sent = values[each.pk]
        if why := rules.unfit_marks(sent["marks"], [level for level, row in sent["levels"].items() if row is not None]):
            outcome.refused[each.pk] = "".join(why)
            continue
        good.append(each)
        marks = {key: sent["marks"].get(key, "") for key in MARKS}
        if marks != {key: getattr(each, key) for key in MARKS}:
            for key, level in marks.items():
                setattr(each, key, level)
            each.revision += 1
            changed.append(each)
    rewrite(changed, [*MARKS, "revision"])
    levels = {each.person_id: values[each.pk]["levels"] for each in good}
    saved = save_educations(Person._base_manager.filter(pk__in=list(levels)), levels, by=by)
    told = _outcome(good, {*saved.done, *(each.person_id for each in changed)})
    outcome.done, outcome.unchanged = told.done, told.unchanged
    return outcome


@action("recruitment.work_saved", "保存工作信息")
def save_work(applicants: "QuerySet[Applicant]", values: Mapping[int, Values], *, by: Actor) -> Outcome:
    """Save 工作信息: applicant key → {"has_employer": bool | None, "entries": field values, with «pk» of those that
    stand}. Entries not named are removed; without an employer all are (REC-13, REC-43)."""
    claimed = claim(applicants, by, rules.APPLY, "person")
    profiles = profiles_of(claimed)
    outcome, changed = Outcome(), []
    for each in claimed:
        sent, profile = values[each.pk], profiles[each.pk]
        entries = list(sent["entries"]) if sent["has_employer"] else []
        before, after = _work(profile), (sent["has_employer"], sorted(map(_plain, entries)))
        why = next((why for entry in entries for why in rules.unfit_employment(entry).values()), None)
        if why := why or rules.unfit_employments(entries) or _why_fixed(profile, entries):
            outcome.refused[each.pk] = why
        elif before == after:
            outcome.unchanged.append(each.pk)
        else:
            each.has_employer = sent["has_employer"]
            each.revision += 1
            changed.append((each, entries))
            outcome.done.append(each.pk)
    rewrite([each for each, _ in changed], ["has_employer", "revision"])
    _write_entries(profiles, changed)
    return outcome


def _work(profile: Profile) -> tuple[Any, list[tuple[str, ...]]]:
    return profile.applicant.has_employer, sorted(_plain(values_of(row, EMPLOYMENT)) for row in profile.employments)


def _plain(entry: Values) -> tuple[str, ...]:
    return tuple(str(entry.get(f.key) or "") for f in EMPLOYMENT)


def _why_fixed(profile: Profile, entries: Sequence[Values]) -> str | None:
    """The present employer of somebody whom it sends stays as it is (REC-43)."""
    stands = profile.current and (profile.current.employer_name, profile.current.employer_credit_code)
    current = next((entry for entry in entries if entry.get("is_current")), None)
    sent = current and (current.get("employer_name"), current.get("employer_credit_code") or "")
    return rules.why_employer_fixed(profile.admitted_as) if stands and sent != stands else None


def _write_entries(profiles: Mapping[int, Profile], changed: Sequence[tuple[Applicant, Sequence[Values]]]) -> None:
    """Put the entries of several applicants in place of those that stand; four statements."""
    rows, gone = [], []
    for applicant, entries in changed:
        standing = {row.pk: row for row in profiles[applicant.pk].employments}
        for entry in entries:
            row = standing.pop(entry.get("pk") or 0, None) or Employment(applicant=applicant)
            for f in EMPLOYMENT:
                value = entry.get(f.key)
                setattr(row, f.key, EMPTY[f.key] if value is None else value)
            rows.append(row)
        gone += list(standing)
    Employment.objects.filter(pk__in=gone).delete()
    old = [row for row in rows if row.pk]
    # What was the present employer and is no longer gives way before another takes its place.
    Employment.objects.filter(pk__in=[row.pk for row in old if not row.is_current]).update(is_current=False)
    Employment.objects.bulk_update(old, [f.key for f in EMPLOYMENT])
    Employment.objects.bulk_create(row for row in rows if not row.pk)


def _outcome(claimed: Sequence[Applicant], people: Collection[int]) -> Outcome:
    return Outcome(
        done=[each.pk for each in claimed if each.person_id in people],
        unchanged=[each.pk for each in claimed if each.person_id not in people],
    )
