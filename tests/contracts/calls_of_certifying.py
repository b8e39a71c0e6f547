"""Calls of the actions that follow a finished assessment: spot checks, publication, certificates, re-consideration."""

from datetime import date
from typing import Any

from django.utils import timezone

from tests.contracts import assessment
from tests.contracts.calls import INNER, JOB, Crowd, Verb, call, other_province, system
from tests.contracts.calls_of_assessment import institution, institution_next_door, province, rows_of
from tests.contracts.calls_of_enrolling import another
from tests.factories.assessment import confirmed
from xinglin.domains.assessment.actions import certifying, following, overseeing
from xinglin.domains.assessment.models import Enrolment, InstitutionProfile, Reconsideration, SpotCheck
from xinglin.domains.assessment.queries.certifying import PRINTING
from xinglin.engines.jobs.models import JobRun, JobState
from xinglin.engines.review.actions import recall
from xinglin.engines.review.models import Case, Submission


def finished(crowd: Crowd, number: int, *, result: str = "passed") -> Any:
    """So many who have come through both reviews; written down, since fifty of them walk too long."""
    country, now = crowd.world.country, timezone.now()
    assessment.built(country)
    found = confirmed(country, list(rows_of(crowd, number).select_related("institution")))
    here = {"chain": "assessment", "institution": country.hospital, "province": country.province}
    about: dict[str, Any] = {**here, "step": "agency", "revision": 1, "number": 1, "submitted_at": now}
    cases = Case.objects.bulk_create(Case(subject_id=each.pk, **about) for each in found)
    signed: dict[str, Any] = {"number": 1, "revision": 1, "copy": {"sections": []}, "name": "医师", "role": "physician"}
    for case, sent in zip(
        cases, Submission.objects.bulk_create(Submission(case=c, **signed) for c in cases), strict=True
    ):
        Case.objects.filter(pk=case.pk).update(state="approved", approved=sent, current=sent)
        rows = Enrolment._base_manager.filter(pk=case.subject_id)
        rows.update(case=case, progress="done", result=result, procedure="general", agency=country.next_door)
    return Enrolment._base_manager.filter(pk__in=[each.pk for each in found])


def published(crowd: Crowd, number: int, *, result: str = "passed") -> Any:
    """Likewise, and the province has published."""
    rows = finished(crowd, number, result=result)
    overseeing.publish(rows, by=province(crowd))
    return rows


def loaded(rows: Any) -> list[Enrolment]:
    """With all that a certificate says."""
    return list(rows.select_related(*overseeing.PRINTED).order_by("pk"))


@call("review.recalled", by=province, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    rows = finished(crowd, number)
    return lambda by: recall(rows, comment="误报", by=by)


@call("assessment.enrolments_released", by=province, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    rows = finished(crowd, number)
    return lambda by: overseeing.release(rows, comment="误报", by=by)


@call("assessment.spot_checks_drawn", by=province, stranger=other_province, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    finished(crowd, number)
    rows = InstitutionProfile._base_manager.filter(institution=crowd.world.country.hospital)
    return lambda by: overseeing.draw(rows, share=100, by=by)


@call("assessment.spot_checks_named", by=province, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    rows = finished(crowd, number)
    return lambda by: overseeing.pick(rows, by=by)


@call("assessment.findings_recorded", by=province, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    rows = finished(crowd, number)
    overseeing.pick(rows, by=province(crowd))
    checks = SpotCheck._base_manager.filter(enrolment__in=rows)
    return lambda by: overseeing.record_findings(checks, is_right=False, finding="有误", to="agency", by=by)


@call("assessment.results_published", by=province, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    rows = finished(crowd, number)
    return lambda by: overseeing.publish(rows, by=by)


@call("assessment.results_taken_back", by=province, stranger=None, why=INNER)
def _(crowd: Crowd, number: int) -> Verb:
    rows = [each.pk for each in published(crowd, number)]
    return lambda by: overseeing.redo(rows, to="institution", why="有误", by=by)


@call("assessment.certificates_issued", by=province, stranger=None, why=INNER)
def _(crowd: Crowd, number: int) -> Verb:
    rows = loaded(finished(crowd, number))
    return lambda by: certifying.issue(rows, by=by)


@call("assessment.certificates_withdrawn", by=province, stranger=None, why=INNER)
def _(crowd: Crowd, number: int) -> Verb:
    rows = [each.pk for each in published(crowd, number)]
    return lambda by: certifying.withdraw(rows, why="有误", by=by)


@call("assessment.certificates_ordered", by=institution, stranger=institution_next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = published(crowd, number)
    return lambda by: certifying.print_certificates(rows, by=by)


@call("assessment.printing_ended", by=system, stranger=None, why=JOB)
def _(crowd: Crowd, number: int) -> Verb:
    unit = crowd.world.country.hospital
    made = JobRun._base_manager.bulk_create(JobRun(task=PRINTING, title="打印", unit=unit) for _ in range(number))
    runs = JobRun._base_manager.filter(pk__in=[each.pk for each in made])
    return lambda by: certifying.end_printing(runs, state=JobState.DONE, message="已生成。", by=by)


@call("assessment.reconsideration_asked", by=system, stranger=another)
def _(crowd: Crowd, number: int) -> Verb:
    rows = published(crowd, number)
    return lambda by: following.ask_reconsideration(rows, grounds="请复核", by=by)


@call("assessment.reconsideration_answered", by=province, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    rows = published(crowd, number)
    following.ask_reconsideration(rows, grounds="请复核", by=system(crowd))
    asked = Reconsideration._base_manager.filter(enrolment__in=rows)
    return lambda by: following.answer_reconsiderations(asked, is_granted=True, answer="同意", to="agency", by=by)


@call("assessment.consequences_ordered", by=province, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    rows = published(crowd, number, result="failed")
    first, last = date(2090, 1, 1), date(2090, 3, 31)
    return lambda by: following.order_consequences(rows, kind="suspended", starts_on=first, ends_on=last, by=by)
