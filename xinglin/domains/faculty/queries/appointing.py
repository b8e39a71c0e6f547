"""Rounds, applications and what departments ask for (FAC-03, FAC-05, FAC-06)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Max, OuterRef, QuerySet, Subquery

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import visible
from xinglin.kit import calendar

from .. import rules
from ..enums import ApplicationState, Recommendation, RequestState
from ..models import Application, Appointment, Certificate, Incident, RosterRequest, Round, Standard, YearVerdict

WITH_SUPERVISOR = ("supervisor__person", "supervisor__department", "supervisor__province")


def rounds_visible_to(actor: Actor) -> "QuerySet[Round]":
    """报名批次 of the base."""
    return visible(Round, actor, rules.APPOINT)


def rounds_offered(institution_id: int | None) -> "QuerySet[Round]":
    """What can be applied for at this base today or later."""
    return Round._base_manager.filter(institution=institution_id or 0, closes_on__gte=calendar.today())


def own_applications(actor: Actor) -> "QuerySet[Application]":
    """One's own, the newest first."""
    return visible(Application, actor, rules.OWN).select_related("round", *WITH_SUPERVISOR).order_by("-pk")


def applications_visible_to(actor: Actor) -> "QuerySet[Application]":
    """师资推荐聘任: what was submitted under the actor's unit, with the training level of today."""
    today = calendar.today()
    courses = Certificate._base_manager.filter(supervisor=OuterRef("supervisor")).order_by().values("supervisor")
    good = courses.exclude(valid_until__lt=today)
    rows = visible(Application, actor, rules.VIEW).filter(state=ApplicationState.SUBMITTED)
    return rows.select_related("round", "department", *WITH_SUPERVISOR).annotate(
        valid_level=Subquery(good.annotate(highest=Max("level")).values("highest")),
        any_level=Subquery(courses.annotate(highest=Max("level")).values("highest")),
    )


def waiting_applications(actor: Actor) -> "QuerySet[Application]":
    """Those that nobody has recommended or declined yet."""
    rows = visible(Application, actor, rules.APPOINT)
    return rows.filter(state=ApplicationState.SUBMITTED, recommendation=Recommendation.NONE)


def overlapping(supervisors: Iterable[int], starts_on: date, ends_on: date) -> dict[int, Appointment]:
    """Supervisor → a term that overlaps these days; one statement."""
    rows = Appointment._base_manager.filter(supervisor__in=list(supervisors), starts_on__lte=ends_on)
    return {each.supervisor_id: each for each in rows.filter(last_on__gte=starts_on) if each.last_on >= each.starts_on}


def requests_visible_to(actor: Actor) -> "QuerySet[RosterRequest]":
    """增补、解聘申请: a department's own, a base's all."""
    return visible(RosterRequest, actor, rules.REQUESTS).select_related("department", "supervisor__person")


def waiting_requests(actor: Actor) -> "QuerySet[RosterRequest]":
    """Those to be decided."""
    return visible(RosterRequest, actor, rules.APPOINT).filter(state=RequestState.WAITING)


def certificates_visible_to(actor: Actor) -> "QuerySet[Certificate]":
    """师资培训 under the actor's unit."""
    return visible(Certificate, actor, rules.VIEW).select_related("supervisor__person", "supervisor__department")


def own_certificates(actor: Actor) -> "QuerySet[Certificate]":
    """One's own."""
    return visible(Certificate, actor, rules.OWN).select_related("supervisor__person", "supervisor__department")


def incidents_visible_to(actor: Actor) -> "QuerySet[Incident]":
    """医疗损害事件和教学事故, for who records them and for the province."""
    return visible(Incident, actor, rules.INCIDENTS).select_related("supervisor__person", "supervisor__department")


def verdicts_visible_to(actor: Actor) -> "QuerySet[YearVerdict]":
    """带教质量年度评估 of a base."""
    return visible(YearVerdict, actor, rules.MANAGE).select_related("supervisor__person", "supervisor__department")


def standards_visible_to(actor: Actor) -> "QuerySet[Standard]":
    """师资条件 of one's own province, and what holds where it set none."""
    if not actor.may(rules.STANDARDS):
        return Standard.objects.none()
    return (
        Standard.objects.filter(province=actor.unit.province_id) | Standard.objects.filter(province=None)
    ).order_by()
