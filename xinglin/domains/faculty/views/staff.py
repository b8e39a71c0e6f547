"""What teaching departments and departments do: supervisors, rounds, conditions, records (FAC-04 to FAC-10)."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from xinglin.domains.institutions.public import departments_under
from xinglin.domains.people.public import DOCUMENT_TYPE
from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Outcome
from xinglin.engines.history import audit
from xinglin.kit import calendar

from .. import rules
from ..actions.applying import save_rounds, set_standards
from ..actions.enlisting import save_supervisors
from ..actions.keeping import add_certificates, record_incidents
from ..actions.roster import ask_additions
from ..enums import Recommendation
from ..fields import ROUND, STANDARD
from ..forms import AdditionForm, CertificateForm, IncidentForm, RoundForm, StaffForm, StandardForm
from ..lists.appointing import TONES
from ..lists.keeping import counts, validity
from ..lists.supervisors import confirmed, listed, state_of
from ..models import Supervisor
from ..queries.appointing import (
    applications_visible_to,
    incidents_visible_to,
    rounds_visible_to,
    verdicts_visible_to,
)
from ..queries.supervisors import (
    Profile,
    appointments_of,
    certificates_of,
    judged,
    profiles_of,
    shown_parts,
    standards_of,
    supervisors_visible_to,
)
from ..rules.eligibility import obstacle
from ..sheets import until, why_late
from .answers import actor_of, form_page


@page(rules.VIEW)
def supervisor(request: HttpRequest, pk: int) -> HttpResponse:
    """One supervisor: the four parts, the conditions with their figures, terms, training, and what is recorded."""
    actor = actor_of(request)
    row: Any = get_object_or_404(supervisors_visible_to(actor), pk=pk)
    profile = profiles_of([row])[row.pk]
    audit.looked(row, by=actor)
    place(request, "faculty:supervisors", (row.person.name, None))
    context = {
        "title": row.person.name,
        "supervisor": row,
        **_shown(profile),
        "states": [state_of(row), listed(row), confirmed(row)],
        "findings": judged([row])[row.pk],
        "appointments": appointments_of(row),
        "certificates": [(each, validity(each)) for each in certificates_of(row)],
        "incidents": [(each, counts(each)) for each in incidents_visible_to(actor).filter(supervisor=row)],
        "verdicts": verdicts_visible_to(actor).filter(supervisor=row).order_by("-year"),
        "sees_incidents": actor.may(rules.INCIDENTS),
        "manages": actor.may(rules.MANAGE),
    }
    return render(request, "faculty/supervisor.html", context)


@page(rules.APPOINT)
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One application, with what the decision rests on; its buttons post to the list."""
    row = get_object_or_404(applications_visible_to(actor_of(request)), pk=pk)
    profile = profiles_of([row.supervisor])[row.supervisor_id]
    found = judged([row.supervisor])[row.supervisor_id]
    audit.looked(row.supervisor, by=actor_of(request))
    place(request, "faculty:applications", (row.supervisor.person.name, None))
    context = {
        "title": f"{row.supervisor.person.name}：{row.round.name}",
        "application": row,
        "supervisor": row.supervisor,
        **_shown(profile),
        "recommendation": (Recommendation(row.recommendation).label, TONES[Recommendation(row.recommendation)]),
        "findings": found,
        "why_not": {
            "recommend": rules.may_recommend(row, obstacle(found)),
            "decline": rules.may_decline(row, "-"),
            "appoint": rules.may_appoint(row, obstacle(found), None),
        },
        "certificates": [(each, validity(each)) for each in certificates_of(row.supervisor)],
    }
    return render(request, "faculty/application.html", context)


def _shown(profile: Profile) -> dict[str, Any]:
    person = profile.record.person
    return {
        "person": person,
        "document_type": DOCUMENT_TYPE.show(person.document_type),
        "sections": shown_parts(profile),
        "lacking": profile.titles(),
    }


@page(rules.MANAGE)
def supervisor_new(request: HttpRequest) -> HttpResponse:
    """«新增师资»."""
    actor = actor_of(request)
    form = StaffForm(request.POST or None, departments=departments_under(actor.unit))
    note = "没有账号的同时开通账号：以证件号码登录，初始密码 000000，首次登录须输入手机验证码。"
    return form_page(
        request,
        form,
        lambda row: save_supervisors([row], by=actor),
        listing="faculty:supervisors",
        title="新增师资",
        note=note,
    )


@page(rules.ASK)
def addition_new(request: HttpRequest) -> HttpResponse:
    """«申请增补»."""
    actor = actor_of(request)
    return form_page(
        request,
        AdditionForm(request.POST or None),
        lambda row: ask_additions([row], by=actor),
        listing="faculty:requests",
        title="申请增补师资",
        words=("提交申请", "增补申请已提交，等教学部审核。"),
        why_not=why_late(actor),
        note=f"增补到“{actor.unit.name}”，由教学部审核；同意后本人可以登录并维护师资信息。{until(actor)}",
    )


@page(rules.APPOINT)
def round_new(request: HttpRequest) -> HttpResponse:
    """«新建报名批次»."""
    return _round(request, "新建报名批次", {}, {})


@page(rules.APPOINT)
def round_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Its name and days."""
    row = get_object_or_404(rounds_visible_to(actor_of(request)), pk=pk)
    return _round(request, f"编辑报名批次：{row.name}", {f.key: getattr(row, f.key) for f in ROUND}, {"pk": row.pk})


def _round(request: HttpRequest, title: str, initial: dict[str, Any], fixed: dict[str, Any]) -> HttpResponse:
    form = RoundForm(request.POST or None, initial=initial)
    actor = actor_of(request)
    return form_page(
        request, form, lambda row: save_rounds([row | fixed], by=actor), listing="faculty:rounds", title=title
    )


@page(rules.STANDARDS)
def standard_new(request: HttpRequest) -> HttpResponse:
    """«设置师资条件»: what holds now stands in the form already."""
    actor = actor_of(request)
    now = standards_of([actor.unit.province_id], calendar.today())[actor.unit.province_id]
    initial = {f.key: getattr(now, f.key) for f in STANDARD if f.key != "valid_from"}
    form = StandardForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        lambda row: set_standards([row], by=actor),
        listing="faculty:standards",
        title="设置师资条件",
        note="自施行日期起，本省各基地的报名、推荐和聘任按此条件审核；以前的条件保留备查。",
    )


@page(rules.MANAGE)
def certificate_new(request: HttpRequest, pk: int) -> HttpResponse:
    """«登记培训»."""
    return _about(request, pk, CertificateForm(request.POST or None), add_certificates, "登记师资培训")


@page(rules.MANAGE)
def incident_new(request: HttpRequest, pk: int) -> HttpResponse:
    """«登记医疗损害、教学事故»."""
    return _about(request, pk, IncidentForm(request.POST or None), record_incidents, "登记医疗损害、教学事故")


def _about(request: HttpRequest, pk: int, form: Any, record: Callable[..., Outcome], title: str) -> HttpResponse:
    actor = actor_of(request)
    row = get_object_or_404(supervisors_visible_to(actor), pk=pk)
    rows = Supervisor._base_manager.filter(pk=row.pk)
    return form_page(
        request,
        form,
        lambda values: record(rows, {row.pk: values}, by=actor),
        listing="faculty:supervisors",
        back=reverse("faculty:supervisor", args=[row.pk]),
        title=f"{title}：{row.person.name}",
    )
