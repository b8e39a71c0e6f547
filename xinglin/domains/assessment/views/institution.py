"""Pages of an institution: its profile, departments, application as agency, physicians (ASM-03 to ASM-11)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from xinglin.domains.reference.public import labels
from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Outcome, Refused
from xinglin.engines.history import audit
from xinglin.engines.review import actions as review
from xinglin.engines.review.labels import review_tag
from xinglin.engines.review.queries import opinion_of

from .. import actions, rules, windows
from ..enums import Duty, Source
from ..fields import MOST_PAPERS, PROFILE
from ..forms import DepartmentForm, PapersForm, ProfileForm, physician_form
from ..models import AgencyApplication, Department, Enrolment, InstitutionProfile, Physician
from ..queries.cycles import (
    applications_visible_to,
    departments_of,
    departments_visible_to,
    is_connected,
    opening_of,
    profile_of,
)
from ..queries.physicians import age_of, confirmed_visible_to, physicians_visible_to
from .answers import actor_of, answer


@page(rules.PROFILE)
def profile(request: HttpRequest) -> HttpResponse:
    """«本机构信息», to be confirmed and saved in every cycle (ASM-03)."""
    actor, found = actor_of(request), profile_of(actor_of(request))
    if found is None:
        return render(request, "assessment/no_cycle.html", {"title": "本机构信息", "why": rules.NO_CYCLE})
    form = ProfileForm(request.POST or None, initial={f.key: getattr(found, f.key) for f in PROFILE})

    def save(given: dict[str, Any]) -> Outcome:
        mine = InstitutionProfile._base_manager.filter(pk=found.pk)
        return actions.confirm_profiles(mine, {found.pk: given}, by=actor)

    return answer(
        request,
        form,
        save,
        listing="assessment:profile",
        title="本机构信息",
        template="assessment/profile.html",
        profile=found,
    )


@page(rules.DEPARTMENTS)
def department_new(request: HttpRequest) -> HttpResponse:
    """«创建科室»."""
    form = DepartmentForm(request.POST or None)

    def save(given: dict[str, Any]) -> Outcome:
        return actions.create_departments([given], by=actor_of(request))

    return answer(request, form, save, listing="assessment:departments", title="创建科室")


@page(rules.DEPARTMENTS)
def department_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Its name and 诊疗科目."""
    found = get_object_or_404(departments_visible_to(actor_of(request)), pk=pk)
    form = DepartmentForm(request.POST or None, initial={"name": found.name, "services": found.services})

    def save(given: dict[str, Any]) -> Outcome:
        return actions.save_departments(Department._base_manager.filter(pk=pk), {pk: given}, by=actor_of(request))

    return answer(request, form, save, listing="assessment:departments", title=f"编辑科室：{found.name}")


@page(rules.APPLY)
def apply(request: HttpRequest) -> HttpResponse:
    """«申请考核机构»: attachments, 提交申请, and what became of it (ASM-05)."""
    actor, found = actor_of(request), profile_of(actor_of(request))
    why = rules.may_apply(found, found.cycle if found else None)
    if found is None or why:
        return render(request, "assessment/no_cycle.html", {"title": "申请考核机构", "why": why})
    mine = applications_visible_to(actor).filter(cycle=found.cycle).first()
    initial = {"note": mine.note if mine else ""}
    papers = mine.papers.values_list("upload", flat=True) if mine else ()
    initial |= {f"paper_{number}": str(key) for number, key in enumerate(papers, 1)}
    form = PapersForm(request.POST or None, initial=initial)
    opening = opening_of(windows.AGENCY_APPLICATION, found.cycle, actor.unit)
    why = opening.why_closed() or rules.may_change_application(mine)
    if request.method == "POST" and form.is_valid() and _applied(form, found, actor):
        messages.success(request, "申请已提交，请等待卫生行政机构审核。")
        return redirect("assessment:apply")
    context = {
        "title": "申请考核机构",
        "form": form,
        "profile": found,
        "opening": opening,
        "why_not": why,
        "rows": [(each, review_tag(each)) for each in applications_visible_to(actor).filter(case__isnull=False)],
        "opinion": opinion_of(mine, lambda _key: "") if mine and mine.case else None,
    }
    return render(request, "assessment/apply.html", context, status=422 if form.errors else 200)


def _applied(form: Any, profile: InstitutionProfile, actor: Any) -> bool:
    given = form.cleaned_data
    papers = [given[f"paper_{number}"] for number in range(1, MOST_PAPERS + 1) if given.get(f"paper_{number}")]
    rows = InstitutionProfile._base_manager.filter(pk=profile.pk)
    try:
        actions.save_applications(rows, note=given["note"] or "", papers=papers, by=actor).only()
        mine = applications_visible_to(actor).filter(cycle=profile.cycle)
        review.submit(AgencyApplication._base_manager.filter(pk__in=mine.values("pk")), by=actor).only()
    except Refused as refused:
        form.add_error(None, refused.why)
        return False
    return True


@page(rules.ADD)
def physician_new(request: HttpRequest) -> HttpResponse:
    """«新增医师», where no registry sends them (ASM-11)."""
    actor = actor_of(request)
    departments = departments_of(actor.unit.institution_id)
    form = physician_form(departments, is_new=True)(request.POST or None)

    def save(given: dict[str, Any]) -> Outcome:
        names = {str(each.pk): each.name for each in departments}
        row = {**given, "department": names.get(given.get("department") or "")}
        return actions.add_physicians([row], by=actor)

    why = rules.CONNECTED if is_connected(actor.unit.province_id) else None
    return answer(request, form, save, listing="assessment:unconfirmed", title="新增医师", why_not=why)


@page(rules.ADD)
def physician_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """His department, and his registration where no registry says it."""
    actor = actor_of(request)
    found = get_object_or_404(physicians_visible_to(actor), pk=pk)
    why = rules.may_edit_physician(found, is_connected(found.province_id))
    departments = list(departments_of(found.institution_id))
    if found.department and found.department not in departments:
        departments.append(found.department)
    names = ("grade", "category", "scopes", "practice_number", "licensed_on", "first_registered_on")
    initial = {"department": str(found.department_id or ""), **{name: getattr(found, name) for name in names}}
    form = physician_form(departments, is_new=False, is_fixed=bool(why))(request.POST or None, initial=initial)

    def save(given: dict[str, Any]) -> Outcome:
        chosen = given.pop("department", None)
        row = {**given, "department_id": int(chosen) if chosen else None}
        return actions.save_physicians(Physician._base_manager.filter(pk=pk), {pk: row}, by=actor)

    title = f"编辑医师：{found.person.name}"
    return answer(request, form, save, listing="assessment:unconfirmed", title=title, note=why)


@page(rules.VIEW)
def physician(request: HttpRequest, pk: int) -> HttpResponse:
    """«查看» of one who has not confirmed; who takes part is shown with that."""
    actor = actor_of(request)
    found = get_object_or_404(physicians_visible_to(actor), pk=pk)
    if taking := confirmed_visible_to(actor).filter(physician=found, early_for=None).first():
        return redirect("assessment:enrolled", taking.pk)
    audit.looked(found, by=actor)
    place(request, "assessment:unconfirmed", (found.person.name, None))
    return render(request, "assessment/physician.html", _about(found, actor))


@page(rules.VIEW)
def enrolled(request: HttpRequest, pk: int) -> HttpResponse:
    """«查看» of one who takes part."""
    actor = actor_of(request)
    found: Enrolment = get_object_or_404(confirmed_visible_to(actor), pk=pk)
    audit.looked(found, by=actor)
    place(request, "assessment:confirmed", (str(found), None))
    context = _about(found.physician, actor) | {"enrolment": found, "department": found.department}
    return render(request, "assessment/physician.html", context)


def _about(physician: Physician, actor: Any) -> dict[str, Any]:
    scopes = labels("practice_scope")
    return {
        "title": physician.person.name,
        "physician": physician,
        "person": physician.person,
        "department": physician.department,
        "age": age_of(physician.person.birth_date),
        "gender": labels("gender").get(physician.person.gender, ""),
        "document_type": labels("document_type").get(physician.person.document_type, ""),
        "grade": labels("practice_grade").get(physician.grade, ""),
        "category": labels("practice_category").get(physician.category, ""),
        "scopes": "、".join(scopes.get(code, code) for code in physician.scopes),
        "duty": Duty(physician.duty),
        "source": Source(physician.source),
        "others": physician.other_practices.order_by("name"),
        "may_edit": actor.may(rules.ADD),
    }
