"""A physician's own assessment: where he stands and what comes next, submission, request to change (ASM-20 to 23)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Refused
from xinglin.engines.review import actions as review
from xinglin.engines.review.copies import Section, files_of
from xinglin.engines.review.queries import course_of, entries_of

from .. import actions
from ..chains import ASSESSMENT
from ..forms import ChangeForm
from ..models import Enrolment
from ..queries.cycles import current_cycle
from ..queries.enrolling import (
    contacts_of,
    own_enrolments,
    own_requests,
    sections_of,
    unsubmittable,
    why_not_change,
    why_not_fill,
)
from ..queries.portal import openings_for_physicians, position_of
from ..rules import OWN
from .answers import actor_of, answer
from .filling import opinion_on, own_dossier, parts_of

BACK = "assessment:own_enrolment"


@page(OWN)
def home(request: HttpRequest) -> HttpResponse:
    """本人定期考核: the assessment that goes on, and those that are over."""
    actor = actor_of(request)
    rows = list(own_enrolments(actor))
    if rows and not rows[0].cycle.closed_at:
        return _enrolment(request, rows[0].pk, rows)
    cycle = current_cycle(actor.unit.province_id)
    context = {
        "title": "本人定期考核",
        "cycle": cycle,
        "institution": actor.unit,
        "openings": openings_for_physicians(cycle, actor.unit) if cycle else [],
        "others": rows,
    }
    return render(request, "assessment/enrolling/none.html", context)


@page(OWN)
def enrolment(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: state, what comes next, the parts with what each lacks, what was said, requests to change."""
    own_dossier(request, pk)
    return _enrolment(request, pk, list(own_enrolments(actor_of(request))))


def _enrolment(request: HttpRequest, pk: int, rows: list[Enrolment]) -> HttpResponse:
    dossier = own_dossier(request, pk)
    mine = dossier.enrolment
    place(request, "assessment:own", (str(mine.cycle), None))
    requests, opinion = list(own_requests(actor_of(request)).filter(enrolment=pk)), opinion_on(mine)
    context = {
        "title": "本人定期考核",
        "enrolment": mine,
        "dossier": dossier,
        "position": position_of(mine),
        "parts": parts_of(dossier, opinion=opinion),
        "may_fill": pk not in why_not_fill([mine]),
        "opinion": opinion,
        "entries": entries_of(course_of(ASSESSMENT, mine.case)) if mine.case else [],
        "openings": openings_for_physicians(mine.cycle, mine.institution),
        "contacts": contacts_of(mine),
        "requests": requests,
        "why_not_change": why_not_change(mine),
        "may_withdraw": not review.rules.may_withdraw(ASSESSMENT, [mine]),
        "others": [row for row in rows if row.pk != pk],
    }
    return render(request, "assessment/enrolling/home.html", context)


@page(OWN)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """核对与提交: all that was filled in as the institution will read it, what is lacking, and «提交»."""
    dossier = own_dossier(request, pk)
    mine = dossier.enrolment
    if request.method == "POST":
        return _submit(request, mine)
    place(request, "assessment:own", (str(mine.cycle), reverse(BACK, args=[pk])), ("核对与提交", None))
    parts = parts_of(dossier)
    context = {
        "title": "核对与提交",
        "enrolment": mine,
        "position": position_of(mine),
        "parts": parts,
        "complete": all(part["complete"] for part in parts),
        "sections": [_section(section, part) for section, part in zip(sections_of(dossier), parts, strict=True)],
        "why_not": unsubmittable([mine]).get(pk),
        "is_filling": pk not in why_not_fill([mine]),
    }
    return render(request, "assessment/enrolling/check.html", context)


def _section(section: Section, part: dict[str, Any]) -> dict[str, Any]:
    """A section as the page lays it out: long texts over the whole row, files with their addresses."""
    lines = [{**line, "files": files_of(line)} for line in section["fields"]]
    return {**section, "fields": lines, "url": part["url"], "wide": part["key"] not in ("basic", "practice")}


def _submit(request: Any, mine: Enrolment) -> HttpResponse:
    if request.POST.get("sure") != "on":
        messages.error(request, "请先勾选“我承诺以上内容真实”，再提交。")
        return redirect("assessment:own_check", mine.pk)
    try:
        review.submit(Enrolment._base_manager.filter(pk=mine.pk), by=request.actor).only()
    except Refused as refused:
        messages.error(request, refused.why)
        return redirect("assessment:own_check", mine.pk)
    messages.success(request, f"报名已提交，等待{mine.institution.name}审核。审核进度在本页查看。")
    return redirect(BACK, mine.pk)


@page(OWN)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """«撤回», as long as nobody has reviewed it."""
    mine = own_dossier(request, pk).enrolment
    try:
        review.withdraw(Enrolment._base_manager.filter(pk=mine.pk), by=actor_of(request)).only()
        messages.success(request, "报名已撤回，修改后请在报名时间内重新提交。")
    except Refused as refused:
        messages.error(request, refused.why)
    return redirect(BACK, pk)


@page(OWN)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """«报名信息修改申请»: what, and why; the institution decides (ASM-23)."""
    mine = own_dossier(request, pk).enrolment
    form = ChangeForm(request.POST or None)

    def save(given: dict[str, Any]) -> Any:
        rows = Enrolment._base_manager.filter(pk=pk)
        return actions.ask_changes(rows, {pk: given["text"]}, by=actor_of(request))

    return answer(
        request,
        form,
        save,
        listing="assessment:own",
        title="报名信息修改申请",
        template="assessment/enrolling/change.html",
        enrolment=mine,
        why_not=why_not_change(mine),
    )
