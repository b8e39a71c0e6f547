"""What the authority does about finished assessments: give back, spot-check, publish (ASM-36); who reads (ASM-40)."""

import math
from collections.abc import Sequence
from datetime import datetime
from random import Random

from django.utils.timezone import localtime

from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import CITY, COUNTY, PROVINCE, Role

from ..enums import Progress, Redo
from ..models import AgencyApplication, Enrolment, SpotCheck
from .setting_up import ADMINS

FOLLOW = right(
    "assessment.follow", "查看考核进度和结果", PROVINCE, CITY, COUNTY, Role.INSTITUTION_ADMIN, Role.AGENCY_ADMIN
)
OVERSEE = right("assessment.oversee", "退回医师报名、抽查考核", ADMINS)
PUBLISH = right("assessment.publish", "公布考核结果", ADMINS)
PRINT = right("assessment.print", "打印合格证书", PROVINCE, CITY, COUNTY, Role.INSTITUTION_ADMIN)

LONGEST_FINDING = 500
OWN_RESULTS = "/assessment/results/"  # where a physician reads his own
CLOSED = "该周期已结束办理，不能再办理。"


def over(subjects: Sequence[Enrolment | AgencyApplication]) -> dict[int, str]:
    """Those whose cycle is closed: nobody submits, withdraws or decides them any more (ASM-02)."""
    return {each.pk: CLOSED for each in subjects if each.cycle.closed_at}


def may_release(enrolment: Enrolment, was_published: bool) -> str | None:
    """«退回报名»? What was ever published is taken back by spot check or re-consideration, and stays on record."""
    if enrolment.cycle.closed_at:
        return CLOSED
    if was_published:
        return "该医师的考核结果曾经公布，不能退回报名；结果有误的，请按复核申请办理。"
    return None


def share_drawn(population: int, share: int) -> int:
    """How many are drawn of so many: `share` of a hundred, and at least one where there is one."""
    return math.ceil(population * share / 100)


def drawn_from(population: Sequence[int], share: int, seed: int) -> list[int]:
    """The same population, share and seed give the same ones, on any machine."""
    lots = Random(seed)  # noqa: S311 -- it keeps no secret: whoever has the seed shall draw the same
    return sorted(lots.sample(sorted(population), share_drawn(len(population), share)))


def may_pick(enrolment: Enrolment, is_waiting: bool) -> str | None:
    """«抽查» one by name? Only what is finished and not yet published."""
    if enrolment.cycle.closed_at:
        return CLOSED
    if enrolment.published_at:
        return f"该医师的考核结果已于 {shown(enrolment.published_at)} 公布，不能再抽查。"
    if not enrolment.result:
        return f"该医师现为“{Progress(enrolment.progress).label}”，考核完成后才能抽查。"
    return "该医师已列入抽查，尚未登记抽查情况。" if is_waiting else None


def why_not_finding(check: SpotCheck, is_right: bool, finding: str, to: str) -> str | None:
    """Can this be recorded? What is wrong needs the words, and where it is put right."""
    if check.is_right is not None:
        return f"该项抽查已由 {check.checked_by} 于 {shown(check.checked_at)} 登记，无需重复登记。"
    if not is_right and not finding.strip():
        return "请填写抽查情况，说明结果哪里有误。"
    if len(finding) > LONGEST_FINDING:
        return f"抽查情况有 {len(finding)} 个字，最多 {LONGEST_FINDING} 个字，请精简。"
    if is_right:
        return None
    return CLOSED if check.enrolment.cycle.closed_at else why_not_redo(check.enrolment, to)


def why_not_redo(enrolment: Enrolment, to: str) -> str | None:
    """Can it be put right there? Scores only where a test was asked."""
    if to not in Redo.values:
        return "请选择由谁重新办理。"
    if to == Redo.TESTS and enrolment.procedure != "general":
        return f"该医师按“{enrolment.get_procedure_display()}”考核，没有测评成绩，请选择由机构或考核机构重新办理。"
    return None


def may_publish(enrolment: Enrolment, is_checked: bool) -> str | None:
    """«公布结果»? `is_checked`: a spot check is waiting for its finding."""
    if enrolment.published_at:
        return f"考核结果已于 {shown(enrolment.published_at)} 公布，无需重复公布。"
    if enrolment.cycle.closed_at:
        return CLOSED
    if enrolment.progress != Progress.DONE or not enrolment.result:
        return f"该医师现为“{Progress(enrolment.progress).label}”，考核完成后才能公布结果。"
    return "该医师已列入抽查，请先登记抽查情况，再公布结果。" if is_checked else None


def may_print(enrolment: Enrolment, has_certificate: bool) -> str | None:
    """«打印合格证书»?"""
    if has_certificate:
        return None
    if not enrolment.published_at:
        return "考核结果尚未公布，公布后才能打印合格证书。"
    return "考核结果为“不合格”，没有合格证书。"


def shown(moment: datetime | None) -> str:
    """2026-11-20 08:30"""
    return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def why_not_share(share: int) -> str | None:
    """Is it a share of a hundred?"""
    return None if 1 <= share <= 100 else "抽查比例应为 1–100 之间的整数。"
