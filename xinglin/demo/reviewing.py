"""What the institution and its agency have made of the enrolments so far: some wait for each, some are finished."""

from datetime import timedelta
from typing import Any

from xinglin.domains.assessment.public import (
    Enrolment,
    Physician,
    add_opinions,
    pass_assessments,
    record_conduct,
)
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.review.actions import return_for_changes
from xinglin.kit.calendar import today

PASSED_ON = {"general": 10, "simplified": 5, "exempt": 3}  # by the institution, of those that wait
PASSED = {"general": 4, "simplified": 3, "exempt": 2}  # by the agency, of these


def review(unit: Unit, institution: Actor, agency: Actor) -> None:
    """Each through the real actions; one comes back from the agency, one has an adverse record that wants a look."""
    waiting = _waiting(unit, "institution")
    _put_on_record(waiting["general"][-1], waiting["general"][-2], institution)
    ours = _pass(waiting, PASSED_ON, institution)
    add_opinions(_rows(ours["general"][-1:]), **_opinion(), by=institution)
    theirs = _pass(_waiting(unit, "agency"), PASSED, agency)
    back = [key for key in ours["general"] if key not in theirs["general"]][:1]
    return_for_changes(_rows(back), comment="工作量与报送的医疗业务统计不符，请核实后重新评定。", by=agency).only()


def _waiting(unit: Unit, progress: str) -> dict[str, list[int]]:
    """Procedure → keys of those that wait at the level; who asks for a change is left to wait."""
    rows = Enrolment.objects.filter(institution=unit, progress=progress, change_requests=None).order_by("pk")
    found: dict[str, list[int]] = {procedure: [] for procedure in PASSED}
    for key, procedure in rows.values_list("pk", "procedure"):
        found[procedure].append(key)
    return found


def _pass(waiting: dict[str, list[int]], numbers: dict[str, int], by: Actor) -> dict[str, list[int]]:
    chosen = {procedure: waiting[procedure][:number] for procedure, number in numbers.items()}
    outcome = pass_assessments(_rows([key for keys in chosen.values() for key in keys]), by=by)
    assert not outcome.refused, outcome.refused  # noqa: S101 -- a fault of this module
    return chosen


def _put_on_record(adverse: int, good: int, by: Actor) -> None:
    day, name = today() - timedelta(days=40), by.unit_name
    for key, kind, outcome in (
        (adverse, "adverse", "因门诊病历书写不规范，院内通报批评。"),
        (good, "commendation", "援助基层医疗工作，获评年度先进个人。"),
    ):
        rows = Physician.objects.filter(enrolments=key)
        values = {"kind": kind, "institution_name": name, "closed_on": day, "outcome": outcome}
        record_conduct(rows, values, by=by).only()


def _opinion() -> dict[str, Any]:
    return {
        "institution_name": "朝阳区示例社区卫生服务中心",
        "text": "每周在我中心出诊半天，遵守制度，居民反映良好。",
        "given_on": today() - timedelta(days=3),
    }


def _rows(keys: list[int]) -> Any:
    return Enrolment.objects.filter(pk__in=keys)
