"""Records of the periodic assessment at the hospital, for the addresses and lists that name one."""

from collections.abc import Callable
from typing import Any

from django.utils.timezone import localdate

from tests.factories.assessment import (
    agency,
    confirmed,
    department,
    filled,
    finished,
    institution,
    made_agency,
    opened_cycle,
    passed,
    physician_actor,
    physicians,
    province_admin,
)
from tests.factories.country import Country
from xinglin.domains.assessment import actions
from xinglin.domains.assessment.actions import certifying, following, overseeing
from xinglin.domains.assessment.actions.conduct import record_conduct
from xinglin.domains.assessment.actions.reviewing import pass_all
from xinglin.domains.assessment.models import (
    AgencyApplication,
    ChangeRequest,
    ConductRecord,
    Cycle,
    Department,
    Enrolment,
    InstitutionProfile,
    Physician,
    ProcedureReason,
    Reconsideration,
    SpotCheck,
)
from xinglin.domains.assessment.queries.certifying import PRINTING
from xinglin.domains.assessment.rules.enrolling import PARTS
from xinglin.engines.access.actor import Actor, system_actor
from xinglin.engines.access.roles import Role
from xinglin.engines.jobs.models import JobRun
from xinglin.engines.review.actions import submit
from xinglin.engines.review.models import Decision

CONDUCT = {
    "kind": "commendation",
    "institution_name": "示范医院",
    "closed_on": localdate(),
    "outcome": "先进个人",
}


def built(country: Country) -> Cycle:
    """The cycle with one of everything at the hospital, made at the first call."""
    found = Cycle.objects.filter(province=country.province).first()
    if found:
        return found
    cycle = opened_cycle(country)
    department(country)
    confirmed(country, physicians(country, 1, start=6_000))
    physicians(country, 1, start=6_001)
    made_agency(country, country.hospital)
    reason = {"procedure": "exempt", "title": "援外医疗", "proof": "证明", "starts_on": localdate()}
    actions.add_reasons([reason], by=province_admin(country)).only()
    under_review(country)
    return cycle


def those_assessed(country: Country) -> list[Actor]:
    """Whose enrolment the addresses name, one of the hospital next door, and whose results are published."""
    built(country)
    own = Enrolment._base_manager.filter(institution=country.hospital).order_by("pk")[0].physician
    (other,) = physicians(country, 1, unit=country.next_door, start=6_050)
    return [physician_actor(each) for each in (own, other, _published(country).physician)]


def under_review(country: Country) -> None:
    """One of each procedure waits at the hospital, one of the first with a request; one waits at it as the agency."""
    mine = InstitutionProfile._base_manager.filter(institution=country.hospital)
    actions.entrust(mine, agency=country.hospital, by=province_admin(country)).only()
    reason = ProcedureReason.objects.get(province=country.province, procedure="exempt")
    ways = ("general", "simplified.experienced", f"exempt.{reason.pk}", "general", "general")
    for place, way in enumerate(ways):
        (one,) = filled(country, confirmed(country, physicians(country, 1, start=6_010 + place)), way=way)
        rows = Enrolment._base_manager.filter(pk=one.pk)
        submit(rows, by=system_actor()).only()
        if place == 0:
            actions.ask_changes(rows, {one.pk: "职称有误"}, by=system_actor()).only()
        if place == 3:
            pass_all(rows, by=institution(country)).only()
            record_conduct(Physician._base_manager.filter(pk=one.physician_id), CONDUCT, by=institution(country)).only()
        if place == 4:
            passed(country, [one], by=agency(country, country.hospital))


def _of(model: Any, **where: Any) -> Callable[[Country], int]:
    def key(country: Country) -> int:
        built(country)
        return model._base_manager.filter(institution=country.hospital, **where).order_by("pk")[0].pk

    return key


def _first(model: Any, institution: str, **where: Any) -> Callable[[Country], int]:
    def key(country: Country) -> int:
        built(country)
        return model._base_manager.filter(**{institution: country.hospital}, **where).order_by("pk")[0].pk

    return key


def _reason(country: Country) -> int:
    built(country)
    return ProcedureReason.objects.get(province=country.province).pk


OWN_PAGES = (*PARTS, "enrolment", "check", "withdraw", "change")


def _published(country: Country) -> Enrolment:
    """One who was checked, has passed and asks for a re-consideration; his certificate is being printed."""
    standing = Enrolment._base_manager.filter(institution=country.hospital, published_at__isnull=False).first()
    if standing:
        return standing
    built(country)
    (found,) = finished(country, 1, start=6_020)
    rows, by = Enrolment._base_manager.filter(pk=found.pk), country.actor(country.city, Role.CITY_ADMIN)
    overseeing.pick(rows, by=by).only()
    overseeing.record_findings(SpotCheck._base_manager.filter(enrolment=found.pk), is_right=True, by=by).only()
    overseeing.publish(rows, by=by).only()
    following.ask_reconsideration(rows, grounds="请复核", by=physician_actor(found.physician)).only()
    certifying.print_certificates(rows, by=institution(country)).only()
    return rows.get()


def _follows(model: Any) -> Callable[[Country], int]:
    return lambda country: model._base_manager.get(enrolment=_published(country)).pk


def _printing(country: Country) -> int:
    _published(country)
    return JobRun._base_manager.get(task=PRINTING).pk


UNCONFIRMED = _of(Physician, enrolments=None)
ROWS: dict[str, Callable[[Country], int]] = {
    "assessment-cycles": lambda country: built(country).pk,
    "procedure-reasons": _reason,
    "assessed-institutions": _of(InstitutionProfile),
    "departments": _of(Department),
    "agency-applications": _of(AgencyApplication),
    "physicians-unconfirmed": UNCONFIRMED,
    "physicians-confirmed": _of(Enrolment),
    "assessment-progress": _of(Enrolment),
    "assessment-history": _of(Enrolment),
    "spot-checks": _follows(SpotCheck),
    "reconsiderations": _follows(Reconsideration),
    "reviews-general": _of(Enrolment, procedure="general", progress="institution"),
    "reviews-simplified": _of(Enrolment, procedure="simplified", progress="institution"),
    "reviews-exempt": _of(Enrolment, procedure="exempt", progress="institution"),
    "second-reviews": _of(Enrolment, progress="agency"),
    "agency-decisions": _first(Decision, "case__institution", step="agency"),
    "change-requests": _first(ChangeRequest, "enrolment__institution"),
    "conduct-records": _first(ConductRecord, "physician__institution"),
}


def examples(country: Country) -> dict[str, list[dict[str, Any]]]:
    """Address → what it names at the hospital."""
    return {
        "assessment:cycle_edit": [{"pk": built(country).pk}],
        "assessment:cycle": [{"pk": built(country).pk}],
        "assessment:application": [{"pk": ROWS["agency-applications"](country)}],
        "assessment:department_edit": [{"pk": ROWS["departments"](country)}],
        "assessment:physician": [{"pk": UNCONFIRMED(country)}],
        "assessment:physician_edit": [{"pk": UNCONFIRMED(country)}],
        "assessment:record": [{"pk": ROWS["physicians-confirmed"](country)}, {"pk": _published(country).pk}],
        "assessment:certificate": [{"pk": _published(country).pk}],
        "assessment:ask": [{"pk": _published(country).pk}],
        "assessment:printing": [{"pk": _printing(country)}],
        "assessment:enrolled": [{"pk": ROWS["physicians-confirmed"](country)}],
        "assessment:second_review": [{"pk": ROWS["second-reviews"](country)}],
        **{
            f"assessment:{name}": [{"pk": ROWS["reviews-general"](country)}]
            for name in ("review", "opinion_new", "conduct_of")
        },
        **{f"assessment:own_{page}": [{"pk": ROWS["physicians-confirmed"](country)}] for page in OWN_PAGES},
    }
