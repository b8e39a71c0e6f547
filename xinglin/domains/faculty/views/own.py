"""师资信息维护: four parts, saved one by one, and confirmed once a year (FAC-01, FAC-02, FAC-06)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from xinglin.domains.institutions.public import bases_under, departments_under
from xinglin.domains.people.public import (
    DOCUMENT_TYPE,
    EducationLevel,
    Person,
    RevisionForm,
    education,
    level_form,
    values_of,
)
from xinglin.engines.access.actor import memberships_of
from xinglin.engines.access.menu import place
from xinglin.engines.access.models import Unit
from xinglin.engines.access.pages import page
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.registration import nation
from xinglin.engines.actions import Refused
from xinglin.kit import calendar
from xinglin.kit.row_keys import row_key

from .. import rules
from ..actions.describing import confirm_information, save_contact, save_education, save_identity, save_work
from ..actions.enlisting import open_supervisors
from ..fields import CONTACT, PARTS
from ..forms import ContactForm, IdentityForm, WorkForm
from ..lists.keeping import validity
from ..models import Supervisor
from ..queries.supervisors import Profile, appointments_of, certificates_of, own_profile
from ..rules.eligibility import whole_years
from .answers import actor_of

ADDRESSES = {part: f"faculty:own_{part}" for part in PARTS}
LISTED = "您已在本院师资库中，医院和科室由教学部维护"


@page(rules.OWN)
def home(request: HttpRequest) -> HttpResponse:
    """The four parts, what each still lacks, the yearly confirmation, terms and training."""
    profile = profile_of(request)
    supervisor, today = profile.supervisor, calendar.today()
    context = {
        "title": "师资信息维护",
        **header(profile),
        "supervisor": supervisor,
        "year": today.year,
        "why_not": rules.may_confirm(supervisor, profile.titles(), today),
        "is_confirmed": bool(supervisor.confirmed_on and supervisor.confirmed_on.year == today.year),
        "appointments": appointments_of(supervisor),
        "certificates": [(each, validity(each)) for each in certificates_of(supervisor)],
    }
    return render(request, "faculty/own/home.html", context)


@page(rules.OWN)
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """«确认年度信息»."""
    mine = Supervisor._base_manager.filter(pk=profile_of(request).supervisor.pk)
    try:
        confirm_information(mine, by=actor_of(request)).only()
        messages.success(request, "本年度的师资信息已确认。")
    except Refused as refused:
        messages.error(request, refused.why)
    return redirect("faculty:own_home")


@page(rules.OWN)
def identity(request: HttpRequest) -> HttpResponse:
    """基本信息."""
    profile = profile_of(request)
    form = IdentityForm(request.POST or None, initial={**profile.identity(), "revision": profile.revision})
    person = profile.record.person
    shown = {"person": person, "document_type": DOCUMENT_TYPE.show(person.document_type)}
    return _part(request, profile, "identity", form, save_identity, shown)


@page(rules.OWN)
def contact(request: HttpRequest) -> HttpResponse:
    """联系信息."""
    profile = profile_of(request)
    stored = values_of(profile.record.person, CONTACT)
    form = ContactForm(request.POST or None, initial={**stored, "revision": profile.revision})
    return _part(request, profile, "contact", form, save_contact, {})


@page(rules.OWN)
def educations(request: HttpRequest) -> HttpResponse:
    """教育信息: an entry a level, of which those with «是» count."""
    profile, data = profile_of(request), request.POST or None
    form = RevisionForm(data, initial={"revision": profile.revision})
    levels = [_level(profile, level, data) for level in EducationLevel]
    if data is not None and all([each.is_valid() for each in (form, *levels)]):  # noqa: C419 -- all of them say what is wrong
        rows = {each.level: each.cleaned_data if each.cleaned_data["attended"] else None for each in levels}
        if _saved(request, profile, form, save_education, rows):
            return _onwards(request, "education")
    return _page(request, profile, "education", {"form": form, "levels": levels})


def _level(profile: Profile, level: EducationLevel, data: Any) -> Any:
    row = profile.record.educations.get(level)
    stored = values_of(row, education(level)) if row else {}
    return level_form(level, data, initial={**stored, "attended": row is not None})


@page(rules.OWN)
def work(request: HttpRequest) -> HttpResponse:
    """工作信息: base, department, title, and since when."""
    profile = profile_of(request)
    supervisor, today = profile.supervisor, calendar.today()
    everywhere = nation()
    asked = request.POST.get("institution") or str(supervisor.institution_id)
    base = bases_under(everywhere).filter(pk=row_key(asked)).first()
    place_now = {"institution": supervisor.institution_id, "department": supervisor.department_id}
    form = WorkForm(
        request.POST or None,
        initial={**profile.identity(), **profile.work(), **place_now, "revision": profile.revision},
        bases=bases_under(everywhere).order_by("name"),
        departments=departments_under(base) if base else Unit.objects.none(),
        fixed=LISTED if supervisor.listed_at else "",
    )
    spans = (
        ("任现职年限", supervisor.titled_on),
        ("带教年限", supervisor.teaching_since),
        ("来院年限", supervisor.joined_on),
    )
    shown = {"years": [(title, whole_years(day, today)) for title, day in spans if day]}
    return _part(request, profile, "work", form, save_work, shown)


@page(rules.JOIN)
def join(request: HttpRequest) -> HttpResponse:
    """Somebody who has an account already becomes a supervisor beside what he is (PLT-02)."""
    actor = actor_of(request)
    if request.method == "POST":
        people = list(Person._base_manager.filter(account=actor.account_id or 0).values_list("pk", flat=True))
        try:
            if not people:
                raise Refused("您的账号没有人员档案，不能开通师资身份，请联系您所在的医院。")
            open_supervisors(people, by=actor)
            messages.success(request, "师资身份已开通，切换身份后即可维护师资信息、报名。")
        except Refused as refused:
            messages.error(request, refused.why)
        return redirect("faculty:join")
    held = next((each for each in memberships_of(actor.account_id or 0) if each.role == Role.SUPERVISOR), None)
    return render(request, "faculty/own/join.html", {"title": "开通师资身份", "held": held})


def profile_of(request: HttpRequest) -> Profile:
    """One's own; 404 for an account that belongs to no person."""
    profile = own_profile(actor_of(request))
    if profile is None:
        raise Http404
    return profile


def _part(
    request: HttpRequest, profile: Profile, part: str, form: Any, save: Callable[..., Any], shown: dict[str, Any]
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        values = {key: value for key, value in form.cleaned_data.items() if key != "revision"}
        if _saved(request, profile, form, save, values):
            return _onwards(request, part)
    return _page(request, profile, part, {"form": form, **shown})


def _saved(request: HttpRequest, profile: Profile, form: Any, save: Callable[..., Any], values: Any) -> bool:
    """Save one part; what is refused is said on the form, and what was typed stays."""
    if not form.is_current(profile.revision):
        return False
    key = profile.supervisor.pk
    try:
        save(Supervisor._base_manager.filter(pk=key), {key: values}, by=actor_of(request)).only()
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
    return redirect(ADDRESSES[gaps[0][0]] if gaps else "faculty:own_home")


def _page(request: HttpRequest, profile: Profile, part: str, context: dict[str, Any]) -> HttpResponse:
    place(request, "faculty:own_home", (PARTS[part], None))
    context = {"title": PARTS[part], "part": part, **context, **header(profile, part)}
    status = 422 if request.method == "POST" else 200
    return render(request, f"faculty/own/{part}.html", context, status=status)


def header(profile: Profile, current: str = "") -> dict[str, Any]:
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
    return {"parts": parts, "complete": sum(1 for each in parts if each["complete"]), "person": profile.record.person}
