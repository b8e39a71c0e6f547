"""学员信息维护, made for a phone first: four parts, saved one by one (REC-11 to REC-13)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from xinglin.domains.people.public import (
    DOCUMENT_TYPE,
    EducationLevel,
    RevisionForm,
    education,
    level_form,
    values_of,
)
from xinglin.engines.access.actor import memberships_of
from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Refused

from ..actions.describing import open_applicants, save_contact, save_education, save_identity, save_work
from ..fields.applying import CONTACT, EMPLOYMENT, HAS_EMPLOYER, PARTS
from ..forms.applying import ContactForm, IdentityForm, MarksForm, WorkForm, employment_forms, marks_of
from ..models import Applicant
from ..queries.applying import MARKS, Profile, own_people, own_profile
from ..rules import applying as rules

ADDRESSES = {part: f"applicant:{part}" for part in PARTS}


@page(rules.APPLY)
def home(request: HttpRequest) -> HttpResponse:
    """The four parts, and what each still lacks."""
    profile = profile_of(request)
    return render(request, "recruitment/apply/parts.html", {"title": "学员信息维护", **_header(profile)})


@page(rules.APPLY)
def identity(request: HttpRequest) -> HttpResponse:
    """基本信息: what a resident calls 基本信息 and 证书信息, with scans."""
    profile = profile_of(request)
    form = IdentityForm(request.POST or None, initial={**profile.identity(), "revision": profile.revision})
    person = profile.record.person
    shown = {"person": person, "document_type": DOCUMENT_TYPE.show(person.document_type)}
    return _part(request, profile, "identity", form, save_identity, shown)


@page(rules.APPLY)
def contact(request: HttpRequest) -> HttpResponse:
    """联系信息."""
    profile = profile_of(request)
    stored = values_of(profile.record.person, CONTACT)
    form = ContactForm(request.POST or None, initial={**stored, "revision": profile.revision})
    return _part(request, profile, "contact", form, save_contact, {})


@page(rules.APPLY)
def educations(request: HttpRequest) -> HttpResponse:
    """教育信息: an entry a level, of which those with «是» count, and the marks on them."""
    profile, data = profile_of(request), request.POST or None
    form = RevisionForm(data, initial={"revision": profile.revision})
    levels = [_level(profile, level, data) for level in EducationLevel]
    if data is not None and _are_valid(form, *levels, *(each.marks for each in levels)):
        attended = [each.level for each in levels if each.cleaned_data["attended"]]
        marks, wrong = marks_of([each.marks for each in levels], attended)
        for why in (*wrong, *rules.unfit_marks(marks, attended)):
            form.add_error(None, why)
        rows = {each.level: each.cleaned_data if each.level in attended else None for each in levels}
        values = {"levels": rows, "marks": marks}
        if form.is_valid() and _saved(request, profile, "education", form, save_education, values):
            return _onwards(request, "education")
    context = {"form": form, "levels": levels}
    return _page(request, profile, "education", context)


def _level(profile: Profile, level: EducationLevel, data: Any) -> Any:
    row = profile.record.educations.get(level)
    stored = values_of(row, education(level)) if row else {}
    form = level_form(level, data, initial={**stored, "attended": row is not None})
    marks = {mark: getattr(profile.applicant, mark) == level for mark in MARKS}
    form.marks = MarksForm(data, level=level, initial=marks)
    return form


@page(rules.APPLY)
def work(request: HttpRequest) -> HttpResponse:
    """工作信息: whether there is an employer, and where one works and worked."""
    profile, data = profile_of(request), request.POST or None
    stands = {"has_employer": profile.applicant.has_employer, "revision": profile.revision}
    form = WorkForm(data, initial=stands)
    stored = [{**values_of(row, EMPLOYMENT), "pk": row.pk} for row in profile.employments]
    entries = employment_forms(data, stored)
    if data is not None and form.is_valid() and form.cleaned_data["has_employer"] is None:
        form.add_error("has_employer", HAS_EMPLOYER.required_message)
    elif data is not None and form.is_valid():
        told = [each for each in entries if form.cleaned_data["has_employer"]]
        if _are_valid(*told):
            kept = [each.cleaned_data for each in told if each.cleaned_data["present"]]
            values = {"has_employer": form.cleaned_data["has_employer"], "entries": kept}
            if _saved(request, profile, "work", form, save_work, values):
                return _onwards(request, "work")
    fixed = rules.why_employer_fixed(profile.admitted_as) if profile.current else None
    return _page(request, profile, "work", {"form": form, "entries": entries, "fixed": fixed})


@page(rules.JOIN)
def join(request: HttpRequest) -> HttpResponse:
    """Somebody who has an account already becomes an applicant beside what he is (REC-10)."""
    actor = request.actor  # type: ignore[attr-defined]  # -- set by ActorMiddleware
    if request.method == "POST":
        people = list(own_people(actor).values_list("pk", flat=True))
        try:
            if not people:
                raise Refused("您的账号没有人员档案，不能开通报名身份，请联系您所在的单位。")
            open_applicants(people, by=actor)
            messages.success(request, "报名身份已开通，切换身份后即可维护学员信息、报名。")
        except Refused as refused:
            messages.error(request, refused.why)
        return redirect("applicant:join")
    held = next((each for each in memberships_of(actor.account_id) if each.role == Role.APPLICANT), None)
    return render(request, "recruitment/apply/join.html", {"title": "开通报名身份", "held": held})


def profile_of(request: Any) -> Profile:
    """One's own; 404 for an account that belongs to no person."""
    profile = own_profile(request.actor)
    if profile is None:
        raise Http404
    return profile


def _are_valid(*forms: Any) -> bool:
    verdicts = [each.is_valid() for each in forms]  # all of them say what is wrong
    return all(verdicts)


def _part(
    request: HttpRequest, profile: Profile, part: str, form: Any, save: Callable[..., Any], shown: dict[str, Any]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        values = {key: value for key, value in form.cleaned_data.items() if key != "revision"}
        if _saved(request, profile, part, form, save, values):
            return _onwards(request, part)
    return _page(request, profile, part, {"form": form, **shown})


def _saved(
    request: Any, profile: Profile, part: str, form: Any, save: Callable[..., Any], values: dict[str, Any]
) -> bool:
    """Save one part; what is refused is said on the form, and what was typed stays."""
    if not form.is_current(profile.revision):
        return False
    key = profile.applicant.pk
    try:
        save(Applicant._base_manager.filter(pk=key), {key: values}, by=request.actor).only()
    except Refused as refused:
        form.add_error(None, refused.why)
        return False
    return True


def _onwards(request: HttpRequest, part: str) -> HttpResponse:
    """To the next part that lacks something; the same one as long as it lacks something itself."""
    gaps = profile_of(request).gaps()
    lacking = [title for where, title in gaps if where == part]
    if lacking:
        messages.success(request, f"{PARTS[part]}已保存，还缺：{'、'.join(lacking)}。")
        return redirect(ADDRESSES[part])
    messages.success(request, f"{PARTS[part]}已保存，内容已完整。")
    return redirect(ADDRESSES[gaps[0][0]] if gaps else "applicant:home")


def _page(request: HttpRequest, profile: Profile, part: str, context: dict[str, Any]) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    place(request, "applicant:home", (PARTS[part], None))
    context = {"title": PARTS[part], "part": part, **context, **_header(profile, part)}
    return render(request, f"recruitment/apply/{part}.html", context, status=status)


def _header(profile: Profile, current: str = "") -> dict[str, Any]:
    """Completeness of each part, and how much of the whole is there."""
    gaps = profile.gaps()
    parts = [
        {
            "key": key,
            "title": title,
            "url": reverse(ADDRESSES[key]),
            "current": key == current,
            "complete": not any(where == key for where, _ in gaps),
            "lacking": [lacking for where, lacking in gaps if where == key],
        }
        for key, title in PARTS.items()
    ]
    complete = sum(1 for each in parts if each["complete"])
    return {"parts": parts, "complete": complete, "person": profile.record.person}
