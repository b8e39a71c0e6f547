"""Rounds, applications in them, and the province's conditions (FAC-03, FAC-04)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import UnitKind
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.kit import calendar

from .. import rules
from ..enums import ApplicationState
from ..fields import ROUND, STANDARD
from ..models import Application, Round, Standard, Supervisor
from ..queries.supervisors import JOINED, judged, profiles_of
from ..rules.eligibility import obstacle

Row = Mapping[str, Any]


@action("faculty.rounds_saved", "保存师资报名批次")
def save_rounds(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """New rounds of the own base, or changed ones («pk»); keys are indexes of `rows`. Raises Refused."""
    if not by.may(rules.APPOINT) or by.unit.kind != UnitKind.INSTITUTION:
        raise Refused("报名批次由培训基地的教学部维护，请切换身份。")
    mine = Round._base_manager.filter(institution=by.unit).select_for_update().order_by("pk")
    standing = {each.pk: each for each in mine}
    names = {each.name: each.pk for each in standing.values()}
    outcome, fresh, changed = Outcome(), {}, []
    for index, row in enumerate(rows):
        found = standing.get(row.get("pk") or 0)
        if row.get("pk") and found is None:
            outcome.refused[index] = "没有找到该报名批次，可能不属于本院，请刷新后再试。"
        elif why := rules.may_save_round(row, names.get(row["name"], found and found.pk) != (found and found.pk)):
            outcome.refused[index] = why
        else:
            made = found or Round(institution=by.unit, province_id=by.unit.province_id or 0)
            for f in ROUND:
                setattr(made, f.key, row.get(f.key) or "")
            names[made.name] = made.pk
            if found:
                changed.append(made)
            else:
                fresh[index] = made
            outcome.done.append(index)
    rewrite(changed, [f.key for f in ROUND])
    Round._base_manager.bulk_create(fresh.values())
    outcome.records = {index: made.pk for index, made in fresh.items()}
    return outcome


@action("faculty.standards_set", "设置师资条件")
def set_standards(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """Conditions of the own province from a day on; the same day again replaces what was set. Keys are indexes."""
    if not by.may(rules.STANDARDS) or by.unit.kind != UnitKind.PROVINCE:
        raise Refused("师资条件由省级管理员设置，请切换身份。")
    standing = {each.valid_from: each for each in Standard.objects.filter(province=by.unit).select_for_update()}
    outcome, fresh, changed = Outcome(), {}, []
    for index, row in enumerate(rows):
        if why := rules.why_not_standard(row, calendar.today()):
            outcome.refused[index] = why
            continue
        found = standing.get(row["valid_from"])
        made = found or Standard(province=by.unit)
        for f in STANDARD:
            setattr(made, f.key, row[f.key])
        if found is None:
            standing[made.valid_from] = fresh[made.valid_from] = made
        elif found.pk:
            changed.append(made)
        outcome.done.append(index)
    rewrite(changed, [f.key for f in STANDARD])
    Standard.objects.bulk_create(fresh.values())
    return outcome


@action("faculty.applications_started", "开始师资报名")
def start_applications(supervisors: "QuerySet[Supervisor]", *, opened: Round, by: Actor) -> Outcome:
    """Begin a draft in the round, or go on with the one there is; keys: supervisors, `records`: applications."""
    claimed = claim(supervisors, by, rules.OWN, *JOINED)
    profiles, today = profiles_of(claimed), calendar.today()
    rows = Application._base_manager.filter(supervisor__in=claimed, round=opened)
    standing = dict(rows.values_list("supervisor", "pk"))
    outcome = Outcome(unchanged=sorted(standing), records=standing)
    fresh = []
    for s in claimed:
        if s.pk in standing:
            continue
        if why := rules.may_apply(s, opened, profiles[s.pk].titles(), today):
            outcome.refused[s.pk] = why
        else:
            place = {"institution_id": s.institution_id, "province_id": s.province_id, "department_id": s.department_id}
            fresh.append(Application(supervisor=s, round=opened, **place))
    made = Application._base_manager.bulk_create(fresh)
    outcome.done = [each.supervisor_id for each in made]
    outcome.records = standing | {each.supervisor_id: each.pk for each in made}
    return outcome


@action("faculty.applications_submitted", "提交师资报名")
def submit_applications(applications: "QuerySet[Application]", *, by: Actor) -> Outcome:
    """提交: from now on the teaching department sees it. Who does not fulfil the conditions is told which (FAC-04)."""
    claimed = claim(applications, by, rules.OWN, "round")
    drafts = [each for each in claimed if each.state == ApplicationState.DRAFT]
    rows = Supervisor._base_manager.filter(pk__in=[each.supervisor_id for each in drafts]).select_related(*JOINED)
    supervisors = {row.pk: row for row in rows.select_for_update(of=("self",)).order_by("pk")}
    profiles, found = profiles_of(supervisors.values()), judged(list(supervisors.values()))
    outcome, today = Outcome(unchanged=[e.pk for e in claimed if e.state != ApplicationState.DRAFT]), calendar.today()
    sent = []
    for each in drafts:
        supervisor = supervisors[each.supervisor_id]
        gaps = profiles[supervisor.pk].titles()
        if why := rules.may_apply(supervisor, each.round, gaps, today) or obstacle(found[supervisor.pk]):
            outcome.refused[each.pk] = why
        else:
            each.state, each.submitted_at = ApplicationState.SUBMITTED, timezone.now()
            each.department_id = supervisor.department_id or 0
            sent.append(each)
            outcome.done.append(each.pk)
    rewrite(sent, ["state", "submitted_at", "department"])
    return outcome


@action("faculty.applications_discarded", "删除师资报名草稿")
def discard_applications(applications: "QuerySet[Application]", *, by: Actor) -> Outcome:
    """Remove what was never submitted."""
    claimed = claim(applications, by, rules.OWN)
    outcome = Outcome.judged((each.pk, rules.may_discard(each)) for each in claimed)
    Application._base_manager.filter(pk__in=outcome.done).delete()
    return outcome
