"""How applications to be an agency are decided (ASM-05): by the authority above, which is no step of every tree."""

from collections.abc import Mapping, Sequence
from typing import Any

from xinglin.engines.review.chain import Chain, NamedSeat, Step
from xinglin.engines.review.copies import Form

from .. import events, rules, windows
from ..models import AgencyApplication, AgencyPaper
from ..rules.overseeing import over


def application_forms(applications: Sequence[AgencyApplication]) -> dict[int, Form]:
    """What the authority reads: the note and the attachments. One statement."""
    papers: dict[int, list[Any]] = {each.pk: [] for each in applications}
    for paper in AgencyPaper.objects.filter(application__in=papers).select_related("upload"):
        papers[paper.application_id].append(paper.upload)
    return {each.pk: _form(each, papers[each.pk]) for each in applications}


def _form(application: AgencyApplication, papers: Sequence[Any]) -> Form:
    note = application.note or ""
    answers: list[Any] = [
        {"key": "cycle", "title": "考核周期", "value": application.cycle.year, "shown": str(application.cycle)},
        {"key": "note", "title": "申请说明", "value": note, "shown": note},
        {
            "key": "papers",
            "title": "附件",
            "value": [str(each.pk) for each in papers],
            "shown": "、".join(each.name for each in papers),
            "upload": True,
        },
    ]
    return {"sections": [{"key": "application", "title": "申请考核机构", "fields": answers}]}


def without_papers(applications: Sequence[AgencyApplication]) -> dict[int, str]:
    """Those that cannot be submitted, and why. One statement."""
    with_some = set(AgencyPaper.objects.filter(application__in=applications).values_list("application", flat=True))
    return {each.pk: "请至少上传一份附件再提交。" for each in applications if each.pk not in with_some}


def cycle_years(applications: Sequence[AgencyApplication]) -> Mapping[int, int]:
    """Whose windows hold them."""
    return {each.pk: each.cycle.year for each in applications}


AGENCY_APPLICATION = Chain(
    key="agency-application",
    title="考核机构申请",
    subject=AgencyApplication,
    unit="institution",
    related=("cycle", "authority"),
    label=str,
    verb="提交",
    submitter="申请机构",
    submit_right=rules.APPLY,
    window=windows.AGENCY_APPLICATION,
    years=cycle_years,
    may_submit=without_papers,
    over=over,
    freezes=application_forms,
    steps=(
        Step(
            key="authority",
            title="卫生行政机构审核",
            seat=NamedSeat("authority", rules.REVIEW_AGENCIES),
        ),
    ),
    on_submitted=events.APPLICATION_SUBMITTED,
    on_approved=events.APPLICATION_APPROVED,
    on_returned=events.APPLICATION_RETURNED,
)
