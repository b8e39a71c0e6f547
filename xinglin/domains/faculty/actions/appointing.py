"""推荐、不推荐、聘任、解聘 by the teaching department (FAC-05)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.notices.actions import notify
from xinglin.kit import calendar

from .. import rules
from ..enums import Recommendation
from ..models import Application, Appointment, Supervisor
from ..queries.appointing import overlapping
from ..queries.supervisors import JOINED, in_force, judged
from ..rules.eligibility import obstacle
from .enlisting import list_as_own

DECIDED = ["recommendation", "recommended_at", "recommended_by", "declined_for"]
HOME = "/faculty/own/applications/"


@action("faculty.recommended", "推荐师资")
def recommend(applications: "QuerySet[Application]", *, by: Actor) -> Outcome:
    """推荐: only who fulfils the conditions in force today."""
    found = _claimed(applications, by)
    obstacles = _obstacles(found)
    outcome = Outcome.judged((each.pk, rules.may_recommend(each, obstacles[each.supervisor_id])) for each in found)
    return _decided(outcome, found, Recommendation.RECOMMENDED, "", by)


@action("faculty.declined", "不推荐师资")
def decline(applications: "QuerySet[Application]", *, comment: str, by: Actor) -> Outcome:
    """不推荐, with the reason, which the supervisor reads."""
    found = _claimed(applications, by)
    outcome = Outcome.judged((each.pk, rules.may_decline(each, comment)) for each in found)
    return _decided(outcome, found, Recommendation.DECLINED, comment.strip(), by)


@action("faculty.appointed", "聘任师资")
def appoint(applications: "QuerySet[Application]", *, starts_on: date, ends_on: date, by: Actor) -> Outcome:
    """聘任 for a term; who registered himself belongs to the base from then on. Raises Refused for what is no term."""
    if why := rules.why_not_term(starts_on, ends_on):
        raise Refused(why)
    found = _claimed(applications, by)
    supervisors = _locked(found)
    obstacles = {pk: obstacle(each) for pk, each in judged(list(supervisors.values())).items()}
    terms = overlapping(supervisors, starts_on, ends_on)
    outcome, seen = Outcome(labels=_names(found)), set[int]()
    for each in found:
        key = each.supervisor_id
        why = rules.may_appoint(each, obstacles[key], terms.get(key))
        why = why or ("同一师资在所选记录中出现多次，只聘任一次。" if key in seen else None)
        seen.add(key)
        if why:
            outcome.refused[each.pk] = why
        else:
            outcome.done.append(each.pk)
    chosen = [each for each in found if each.pk in set(outcome.done)]
    Appointment._base_manager.bulk_create(
        Appointment(
            supervisor_id=each.supervisor_id,
            application=each,
            institution_id=each.institution_id,
            province_id=each.province_id,
            department_id=each.department_id,
            starts_on=starts_on,
            ends_on=ends_on,
            last_on=ends_on,
            appointed_by=by.name,
        )
        for each in chosen
    )
    list_as_own([supervisors[each.supervisor_id] for each in chosen], by=by)
    for each in chosen:
        each.recommendation = Recommendation.APPOINTED
    rewrite(chosen, ["recommendation"])
    _tell(chosen, f"您已被聘任为带教老师，聘期 {starts_on} 至 {ends_on}", "", by)
    return outcome


@action("faculty.dismissed", "解聘师资")
def dismiss(supervisors: "QuerySet[Supervisor]", *, comment: str, by: Actor) -> Outcome:
    """End the term in force today, or the next one before it begins; keys are those of the supervisors."""
    found = claim(supervisors, by, rules.APPOINT, "person")
    return end_terms(found, reasons={each.pk: comment for each in found}, by=by)


@action("faculty.terms_ended", "终止聘期")
def end_terms(found: Sequence[Supervisor], *, reasons: Mapping[int, str], by: Actor) -> Outcome:
    """The last day is yesterday, or the day before a term that has not begun; `found` is locked, with `person`."""
    today = calendar.today()
    terms = in_force([each.pk for each in found], today)
    outcome = Outcome.judged((each.pk, rules.may_dismiss(terms.get(each.pk), reasons[each.pk])) for each in found)
    outcome.labels = {each.pk: each.person.name for each in found}
    ended = [terms[pk] for pk in outcome.done]
    for term in ended:
        term.last_on = max(today, term.starts_on) - timedelta(days=1)
        term.dismissed_for, term.dismissed_by = reasons[term.supervisor_id].strip(), by.name
    rewrite(ended, ["last_on", "dismissed_for", "dismissed_by"])
    told = {each.person.account_id: reasons[each.pk].strip() for each in found if each.pk not in outcome.refused}
    notify([pk for pk in told if pk], "您的师资聘任已解除", {pk: why for pk, why in told.items() if pk}, HOME, by=by)
    return outcome


def _claimed(applications: "QuerySet[Application]", by: Actor) -> list[Application]:
    return claim(applications, by, rules.APPOINT, "supervisor__person")


def _locked(found: Sequence[Application]) -> dict[int, Supervisor]:
    rows = Supervisor._base_manager.filter(pk__in={each.supervisor_id for each in found}).select_related(*JOINED)
    return {row.pk: row for row in rows.select_for_update(of=("self",)).order_by("pk")}


def _obstacles(found: Sequence[Application]) -> dict[int, str | None]:
    supervisors = {each.supervisor_id: each.supervisor for each in found}
    return {pk: obstacle(each) for pk, each in judged(list(supervisors.values())).items()}


def _names(found: Sequence[Application]) -> dict[int, str]:
    return {each.pk: each.supervisor.person.name for each in found}


def _decided(outcome: Outcome, found: Sequence[Application], to: Recommendation, reason: str, by: Actor) -> Outcome:
    outcome.labels = _names(found)
    chosen = [each for each in found if each.pk not in outcome.refused]
    for each in chosen:
        each.recommendation, each.recommended_at, each.recommended_by = to, timezone.now(), by.name
        each.declined_for = reason
    rewrite(chosen, DECIDED)
    _tell(chosen, f"您的师资报名结果：{to.label}", reason, by)
    return outcome


def _tell(chosen: Sequence[Application], title: str, body: str, by: Actor) -> None:
    accounts = [each.supervisor.person.account_id for each in chosen if each.supervisor.person.account_id]
    if accounts:
        notify(accounts, title, body, HOME, by=by)
