"""«我要报名»: a draft kept at every step, and its submission (REC-14)."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.review.copies import Form

from ..enums import ApplicationState
from ..fields.applying import EMPLOYED, SUPPLEMENT
from ..models import Applicant, Application, ApplicationFile, Batch, Place, Preference
from ..queries.applying import (
    JOINED,
    Profile,
    applicants_visible_to,
    applications_visible_to,
    obstacles_of,
    preferences_of,
    profiles_of,
    titled,
    whole_form,
)
from ..queries.batches import batches_visible_to
from ..queries.timing import Timings
from ..rules import applying as rules
from ..windows import REGISTRATION

Judge = Callable[[Application], str | None]
EMPTY = {field.name: field.get_default() for field in Application._meta.concrete_fields}


@action("recruitment.applications_started", "选择招收批次")
def start_applications(batches: "QuerySet[Batch]", *, by: Actor) -> Outcome:
    """Begin a draft in each batch, or go on with the one that is there. Keys are the batches', records the drafts'."""
    applicants = list(applicants_visible_to(by).select_for_update(of=("self",)).order_by("pk"))
    found = list(batches_visible_to(by).filter(pk__in=batches.order_by().values("pk")).order_by("pk"))
    if len(applicants) != 1:
        return Outcome(refused={batch.pk: "请以报名人员身份报名。" for batch in found})
    profile, timings = profiles_of(applicants)[applicants[0].pk], Timings(found, [REGISTRATION])
    person, gaps = profile.record.person, titled(profile.gaps())
    mine = Application._base_manager.filter(person=person, batch__in=found)
    standing = dict(mine.values_list("batch", "pk"))
    outcome = Outcome(unchanged=sorted(standing), records=standing)
    verdicts = {b: rules.may_start(gaps, timings.why_closed(b, REGISTRATION)) for b in found if b.pk not in standing}
    outcome.refused = {batch.pk: why for batch, why in verdicts.items() if why}
    made = Application.objects.bulk_create(
        Application(person=person, batch=batch, province_id=batch.province_id, intake_year=batch.intake_year)
        for batch, why in verdicts.items()
        if why is None
    )
    outcome.done = [each.batch_id for each in made]
    outcome.records = standing | {each.batch_id: each.pk for each in made}
    return outcome


@action("recruitment.categories_chosen", "选择个人身份")
def choose_categories(applications: "QuerySet[Application]", categories: Mapping[int, str], *, by: Actor) -> Outcome:
    """Step two: application key → 人员类型. Another category asks for other supplements, so theirs are emptied."""
    claimed = _claimed(applications, by)
    profiles = _profiles(claimed)

    def may(row: Application) -> str | None:
        profile = profiles[row.person_id]
        return rules.why_not_category(categories[row.pk], row.batch, profile.applicant, profile.current)

    outcome, fit = _editable(claimed, may)
    changed = [row for row in fit if row.category != categories[row.pk]]
    for row in changed:
        row.category = categories[row.pk]
        row.other_category = row.sender_name = row.sender_credit_code = ""
    rewrite(changed, ["category", "other_category", "sender_name", "sender_credit_code"])
    return _told(outcome, changed)


@action("recruitment.particulars_confirmed", "确认个人信息")
def confirm_particulars(applications: "QuerySet[Application]", *, by: Actor) -> Outcome:
    """Step three: what stands in the four parts now is right. A later change asks for it again."""
    claimed = _claimed(applications, by)
    profiles = _profiles(claimed)
    outcome, fit = _editable(claimed, lambda row: rules.why_incomplete(titled(profiles[row.person_id].gaps())))
    changed = [row for row in fit if row.confirmed_revision != profiles[row.person_id].revision]
    for row in changed:
        row.confirmed_revision = profiles[row.person_id].revision
    rewrite(changed, ["confirmed_revision"])
    return _told(outcome, changed)


@action("recruitment.supplements_saved", "补充报名信息")
def save_supplements(
    applications: "QuerySet[Application]", values: Mapping[int, Mapping[str, Any]], *, by: Actor
) -> Outcome:
    """Step four: application key → cleaned values of `SUPPLEMENT`."""
    claimed = _claimed(applications, by)
    outcome, fit = _editable(claimed)
    for row in fit:
        for f in SUPPLEMENT:
            value = values[row.pk].get(f.key)
            stored = int(value) if value and f.key == "training_years" else value
            setattr(row, f.key, EMPTY[f.key] if stored is None else stored)
    rewrite(fit, [f.key for f in SUPPLEMENT])
    return outcome


@action("recruitment.preferences_saved", "填写志愿")
def save_preferences(
    applications: "QuerySet[Application]",
    choices: Mapping[int, Sequence[int]],
    reassignment: Mapping[int, bool | None],
    *,
    by: Actor,
) -> Outcome:
    """Step five: application key → keys of places in order, and whether reassignment is accepted; they replace what
    stood there."""
    claimed = _claimed(applications, by)
    asked = {pk for row in claimed for pk in choices[row.pk]}
    places = Place._base_manager.select_related("specialty", "institution").in_bulk(asked)

    def may(row: Application) -> str | None:
        if len(set(choices[row.pk])) < len(choices[row.pk]) or not set(choices[row.pk]) <= places.keys():
            return "所选志愿重复或已不在招收计划中，请刷新后重新选择。"
        return rules.may_prefer(row.batch, [places[pk] for pk in choices[row.pk]])

    outcome, fit = _editable(claimed, may)
    for row in fit:
        row.accepts_reassignment = reassignment[row.pk]
    rewrite(fit, ["accepts_reassignment"])
    Preference.objects.filter(application__in=fit).delete()
    Preference.objects.bulk_create(
        Preference(
            application=row,
            rank=rank,
            place=places[pk],
            batch_id=row.batch_id,
            institution_id=places[pk].institution_id,
            province_id=row.province_id,
        )
        for row in fit
        for rank, pk in enumerate(choices[row.pk], start=1)
    )
    return outcome


@action("recruitment.drafts_discarded", "删除报名草稿")
def discard_drafts(applications: "QuerySet[Application]", *, by: Actor) -> Outcome:
    """Remove what was never submitted, whatever the time."""
    claimed = _claimed(applications, by)
    outcome = Outcome.judged((row.pk, rules.may_edit(row, None)) for row in claimed)
    Application.objects.filter(pk__in=outcome.done).delete()
    return outcome


@action("recruitment.applications_submitted", "提交报名")
def submit_applications(applications: "QuerySet[Application]", *, by: Actor) -> Outcome:
    """提交: freeze the whole form and give the 学员编号. What was submitted before stays as it is (REC-14).

    The parts are locked with the draft, so that no save slips in between the judgement and the copy.
    """
    people = applications_visible_to(by).filter(pk__in=applications.order_by().values("pk")).values("person")
    parts = Applicant._base_manager.filter(person__in=people.order_by()).select_related("person")
    list(parts.select_for_update(of=("self", "person")).order_by("pk"))
    claimed = _claimed(applications, by)
    drafts = [row for row in claimed if row.state == ApplicationState.DRAFT]
    profiles, preferences = _profiles(drafts), preferences_of(drafts)
    points = {row.pk: obstacles_of(row, profiles[row.person_id], preferences[row.pk]) for row in drafts}
    timings = Timings({row.batch for row in drafts}, [REGISTRATION])
    outcome = Outcome.judged(
        (row.pk, rules.may_submit(row, points[row.pk], timings.why_closed(row.batch, REGISTRATION))) for row in drafts
    )
    outcome.unchanged = [row.pk for row in claimed if row.state != ApplicationState.DRAFT]
    sent = [row for row in drafts if row.pk not in outcome.refused]
    files = []
    for row in sent:
        profile = profiles[row.person_id]
        current = profile.current if row.category in EMPLOYED else None
        if current:
            row.sender_name, row.sender_credit_code = current.employer_name, current.employer_credit_code
        row.number, row.state, row.submitted_at = rules.number_of(row), ApplicationState.SUBMITTED, timezone.now()
        form = whole_form(row, profile, preferences[row.pk])
        row.form = json.dumps(form, ensure_ascii=False)
        files += [ApplicationFile(application=row, upload_id=key) for key in _uploads(form)]
    rewrite(sent, ["number", "state", "submitted_at", "form", "sender_name", "sender_credit_code"])
    ApplicationFile.objects.bulk_create(files)
    return outcome


def _uploads(form: Form) -> set[str]:
    answers = (answer for section in form["sections"] for answer in section["fields"])
    return {answer["value"] for answer in answers if answer.get("upload") and answer["value"]}


def _claimed(applications: "QuerySet[Application]", by: Actor) -> list[Application]:
    return claim(applications, by, rules.APPLY, *JOINED)


def _profiles(applications: Iterable[Application]) -> dict[int, Profile]:
    """Person → profile."""
    people = {row.person_id for row in applications}
    rows = Applicant._base_manager.filter(person__in=people).select_related("person").order_by("pk")
    return {profile.applicant.person_id: profile for profile in profiles_of(rows).values()}


def _editable(claimed: Sequence[Application], may: Judge = lambda row: None) -> tuple[Outcome, list[Application]]:
    """Drafts inside their window that pass `may`: all of them done as far as the outcome says."""
    timings = Timings({row.batch for row in claimed}, [REGISTRATION])
    outcome = Outcome.judged(
        (row.pk, rules.may_edit(row, timings.why_closed(row.batch, REGISTRATION)) or may(row)) for row in claimed
    )
    return outcome, [row for row in claimed if row.pk not in outcome.refused]


def _told(outcome: Outcome, changed: Iterable[Application]) -> Outcome:
    keys = {row.pk for row in changed}
    outcome.unchanged = [pk for pk in outcome.done if pk not in keys]
    outcome.done = [pk for pk in outcome.done if pk in keys]
    return outcome
